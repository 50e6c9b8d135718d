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
UNREADABLE = frozenset(["I104", "I127"])
"""Rules of the header that leave nothing to read: what follows cannot be cut into segments and elements."""
_START = re.compile(r"ISA([^A-Za-z0-9 \t\r\n]).{2}\1", re.DOTALL)
_LIMIT = 400
_UNUSED = "\x1f\x1e\x1d\x1c\x19"
_WIDTH_RULES = {
    1: "I110", 2: "I111", 3: "I112", 4: "I113", 5: "I105", 6: "I106", 7: "I107", 8: "I108",
    9: "I114", 10: "I115", 11: "I116", 12: "I117", 13: "I118", 14: "I119", 15: "I120",
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
    broken = []
    if terminator.isalnum() or terminator == " " or terminator == separator:
        if tuple(map(len, elements)) != WIDTHS:
            raise NotX12("no segment terminator follows the sixteenth element of ISA", source.offset)
        broken.append("I104")
    if component.isalnum() or component in " \r\n" or component in (separator, terminator):
        broken.append("I127")
    repetition, usable = _repetition(elements, separator + component + terminator)
    if not usable:
        broken.append("I116")
    source.pos += last + 3
    ending = _ending(terminator, source.ahead(2))
    source.skip_line_ends()
    broken += _header_faults(elements)
    delimiters = Delimiters(separator, component, repetition, terminator, ending)
    return elements, delimiters, list(dict.fromkeys(broken))


def _repetition(elements: list[str], taken: str) -> tuple[str, bool]:
    """The repetition separator, and whether ISA11 is right; before version 00402 it is not one."""
    told = elements[11][:1]
    if told and not told.isalnum() and told not in " \r\n" and told not in taken:
        return told, True
    stand_in = next(ch for ch in _UNUSED if ch not in taken)
    return stand_in, elements[12] < "00402" and told not in taken


def _ending(terminator: str, following: str) -> str:
    if terminator == "\n":
        return ""
    if following.startswith("\n"):
        return "\n"
    return "\r\n" if following == "\r\n" and terminator != "\r" else ""


def _header_faults(elements: list[str]) -> list[str]:
    faults = [
        _WIDTH_RULES[index]
        for index, width in enumerate(WIDTHS)
        if index in _WIDTH_RULES and len(elements[index]) != width
    ]
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
    if not sender.strip() or not sender.isascii() or not sender.isprintable():
        faults.append("I106")
    if q_to not in QUALIFIERS:
        faults.append("I107")
    if not receiver.strip() or not receiver.isascii() or not receiver.isprintable():
        faults.append("I108")
    if len(day) != 6 or read_date(day) is None:
        faults.append("I114")
    if len(clock) != 4 or read_time(clock) is None:
        faults.append("I115")
    if version != "00501":
        faults.append("I103" if len(version) == 5 and version.isascii() and version.isdigit() else "I117")
    if not (len(number) == 9 and number.isascii() and number.isdigit()):
        faults.append("I118")
    if wants not in ("0", "1"):
        faults.append("I119")
    if usage not in ("P", "T"):
        faults.append("I120")
    return faults


def what_it_is(head: str) -> str:
    """Why a file that starts with this text is no interchange."""
    if head.startswith(("\xff\xfe", "\xfe\xff", "I\x00S\x00A", "\x00I\x00S\x00A")):
        return "the file is UTF-16 text; X12 is sent as single-byte text"
    if head.startswith("\xc9\xe2\xc1"):
        return "the file is EBCDIC; convert it to ASCII"
    if head.startswith(("PK\x03\x04", "\x1f\x8b", "BZh", "\xfd7zXZ")):
        return "the file is compressed; send the X12 file itself"
    if head.startswith("ISA"):
        return "the ISA segment is malformed"
    return "no interchange (ISA) starts in the file"
