"""The headers and counts of groups and sets: which rules GS, GE, ST and SE break."""

from __future__ import annotations

from edi.envelope import Group, TransactionSet
from edi.values import read_date, read_time

GROUP_ELEMENTS = 9
"""GS00 to GS08."""


def read_count(value: str) -> int | None:
    """The count of a trailer, None if it is none."""
    return int(value) if 0 < len(value) < 10 and value.isascii() and value.isdigit() else None


def is_group_number(number: str) -> bool:
    """Whether GS06 is one to nine digits."""
    return 1 <= len(number) <= 9 and number.isascii() and number.isdigit()


def is_set_number(number: str) -> bool:
    """Whether ST02 is four to nine letters and digits."""
    return 4 <= len(number) <= 9 and number.isascii() and number.isalnum()


def is_whole(group: Group) -> bool:
    """Whether the parts of GS that no other rule looks at are there and well formed."""
    _, _, sender, receiver, day, clock, _, agency, _ = group.elements
    sides = all(2 <= len(side) <= 15 and side.isascii() and side.isprintable() for side in (sender, receiver))
    moment = len(day) == 8 and read_date(day) is not None and read_time(clock) is not None
    return sides and moment and agency == "X"


def group_faults(group: Group, *, known_version: bool, known_group: bool, new_number: bool) -> list[str]:
    """The rules GS breaks; the reading knows what guides there are, and the numbers of earlier groups."""
    faults = []
    if not known_version:
        faults.append("G102")
    elif not known_group:
        faults.append("G101")
    if not is_group_number(group.control_number):
        faults.append("G106")
    elif not new_number:
        faults.append("G119")
    if not is_whole(group):
        faults.append("G107")
    return faults


def set_faults(transaction: TransactionSet, *, new_number: bool) -> list[str]:
    """The rules ST breaks; in a group whose kind or version is refused nothing is said of guides."""
    faults = []
    group = transaction.group
    refused = any(finding.rule.id in ("G101", "G102") for finding in group.findings)
    if not (len(transaction.id) == 3 and transaction.id.isascii() and transaction.id.isalnum()):
        faults.append("T106")
    elif transaction.guide is None and not refused:
        faults.append("T101")
    elif transaction.version and transaction.version != group.version and not refused:
        faults.append("T126")
    if not is_set_number(transaction.control_number):
        faults.append("T107")
    elif not new_number:
        faults.append("T123")
    return faults
