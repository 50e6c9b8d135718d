"""The interchange header: delimiters found, elements cut out, every TA1 cause of ISA named."""

from __future__ import annotations

import re

from edi.delimiters import Delimiters
from edi.errors import NotX12
from edi.reader import Source
from edi.values import read_date, read_time

WIDTHS = (3, 2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
"""ISA00 to ISA16."""
QUALIFIERS = frozenset(["01", "14", "20", "27", "28", "29", "30", "33", "ZZ"])
_START = re.compile(r"ISA([^A-Za-z0-9\s]).{2}\1", re.DOTALL)
_LIMIT = 400
_NO_REPETITION = "\x1f"
_WIDTH_RULES = {
    1: "I110", 2: "I111", 3: "I112", 4: "I113", 5: "I105", 6: "I106", 7: "I107", 8: "I108",
    9: "I114", 10: "I115", 12: "I103", 13: "I118", 14: "I119", 15: "I120",
}


def starts_here(head: str) -> bool:
    """Whether an interchange starts with this text."""
    return _START.match(head) is not None


def find_start(text: str, pos: int) -> int:
    """The next place where an interchange starts, -1 if there is none."""
    found = _START.search(text, pos)
    return found.start() if found else -1


def read_header(source: Source) -> tuple[list[str], Delimiters, list[str]]:
    """The elements of the ISA at the place of reading, its delimiters, and the ids of rules it breaks.

    Moves behind the segment. Raises NotX12 where sixteen elements and a terminator cannot be told.
    """
    head = source.ahead(_LIMIT)
    separator = head[3]
    ends = [i for i, ch in enumerate(head) if ch == separator][:16]
    if len(ends) < 16 or len(head) < ends[15] + 3:
        raise NotX12("the ISA segment is cut off or has fewer than sixteen elements", source.offset)
    last = ends[15]
    elements = [head[a + 1 : b] for a, b in zip([-1, *ends], [*ends, last + 2], strict=True)]
    component, terminator = head[last + 1], head[last + 2]
    if terminator.isalnum() or terminator == " " or terminator == separator:
        raise NotX12("no segment terminator follows the sixteenth element of ISA", source.offset)
    repetition = elements[11][:1] or _NO_REPETITION
    broken = []
    if repetition.isalnum() or repetition == " ":
        broken.append("I116" if elements[12] >= "00402" else "")
        repetition = _NO_REPETITION
    if component.isalnum() or component == " " or len({separator, component, repetition, terminator}) < 4:
        broken.append("I116")
    source.pos += last + 3
    text, pos = source.text, source.pos
    ending = "\r\n" if text.startswith("\r\n", pos) else "\n" if text.startswith("\n", pos) else ""
    if terminator in "\r\n":
        ending = ""
    source.skip_line_ends()
    delimiters = Delimiters(separator, component, repetition, terminator, ending)
    broken += _header_faults(elements)
    return elements, delimiters, list(dict.fromkeys(rule for rule in broken if rule))


def _header_faults(elements: list[str]) -> list[str]:
    faults = []
    for index, width in enumerate(WIDTHS):
        if index and len(elements[index]) != width:
            faults.append(_WIDTH_RULES.get(index, "I122"))
    _, auth, auth_info, security, secret, q_from, sender, q_to, receiver, day, clock = elements[:11]
    version, number, wants, usage = elements[12:16]
    if auth not in ("00", "03"):
        faults.append("I110")
    elif auth == "00" and auth_info.strip():
        faults.append("I111")
    if security not in ("00", "01"):
        faults.append("I112")
    elif security == "00" and secret.strip():
        faults.append("I113")
    if q_from not in QUALIFIERS:
        faults.append("I105")
    if not sender.strip() or not sender.isprintable():
        faults.append("I106")
    if q_to not in QUALIFIERS:
        faults.append("I107")
    if not receiver.strip() or not receiver.isprintable():
        faults.append("I108")
    if len(day) != 6 or read_date(day) is None:
        faults.append("I114")
    if len(clock) != 4 or read_time(clock) is None:
        faults.append("I115")
    if version != "00501":
        faults.append("I103")
    if not (len(number) == 9 and number.isascii() and number.isdigit()):
        faults.append("I118")
    if wants not in ("0", "1"):
        faults.append("I119")
    if usage not in ("P", "T"):
        faults.append("I120")
    return faults
