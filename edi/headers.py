"""Headers and trailers: which rules GS, ST, SE, GE and IEA break (ISA has a module of its own)."""

from __future__ import annotations

from edi.envelope import Group, Interchange, TransactionSet
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


def group_faults(
    group: Group, values: list[str], *, known_version: bool, known_group: bool, new_number: bool
) -> list[str]:
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
    if not is_whole(group) or any(values[GROUP_ELEMENTS:]):
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


def set_trailer_faults(transaction: TransactionSet, values: list[str]) -> list[str]:
    """The rules SE breaks; the set's segments are counted, SE among them."""
    count, number = [*values, "", ""][1:3]
    faults = []
    if read_count(count) != transaction.segments:
        faults.append("T104")
    if number != transaction.control_number:
        faults.append("T103")
    if any(values[3:]):
        faults.append("E103")
    return faults


def group_trailer_faults(group: Group, values: list[str]) -> list[str]:
    """The rules GE breaks; the group's sets are counted."""
    count, number = [*values, "", ""][1:3]
    faults = []
    if read_count(count) != group.sets:
        faults.append("G105")
    if number != group.control_number:
        faults.append("G104")
    if any(values[3:]):
        faults.append("G107")
    return faults


def interchange_trailer_faults(interchange: Interchange, values: list[str], answers: int) -> list[str]:
    """The rules IEA breaks; one of nothing but TA1 (`answers` of them) may say 0 or 1."""
    count, number = [*values, "", ""][1:3]
    faults = []
    if read_count(count) not in ((0, 1) if answers and not interchange.groups else (interchange.groups,)):
        faults.append("I121")
    if number != interchange.control_number:
        faults.append("I101")
    if any(values[3:]):
        faults.append("I122")
    return faults
