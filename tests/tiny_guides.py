"""Guides of a few rows made in a test, and the reading of a body of segments by one of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from edi.delimiters import Delimiters
from edi.envelope import Closed, Stray, Unit
from edi.findings import Finding
from edi.guide import Element, Guide, Loop, SegmentDefinition, Slot, Usage
from edi.stream import Tables, read
from edi.table import Table

PLAIN = Delimiters()


def element(position: int, usage: Usage = "S", type: str = "AN", **rest: Any) -> Element:
    """A row of one element: AN of 1 to 10 characters unless told."""
    return Element(position, usage, rest.pop("number", f"9{position}"), type, rest.pop("min", 1),
                   rest.pop("max", 10), **rest)


def slot(ref: str, usage: Usage, repeat: int, *elements: Element, **rest: Any) -> Slot:
    """A slot; without elements it has one that is optional, and the codes of its brackets in the first."""
    codes = tuple(ref.partition("[")[2].rstrip("]").split(",")) if "[" in ref else ()
    rows = elements or (element(1, "R" if codes else "S", codes=codes), element(2))
    return Slot(ref, ref, usage, repeat, rows, **rest)


def loop(id: str, usage: Usage, repeat: int, *children: Slot | Loop, **rest: Any) -> Loop:
    return Loop(id, id, usage, repeat, children, **rest)


def guide(*children: Slot | Loop) -> Guide:
    """A guide of set 999 in groups XX: ST, the children, SE."""
    st = slot("ST", "R", 1, element(1, "R"), element(2, "R"), element(3))
    se = slot("SE", "R", 1, element(1, "R"), element(2, "R"))
    root = loop("", "R", 1, loop("HEADER", "R", 1, st), *children, se)
    return Guide("TINY", "tiny", "V1", "999", "XX", root)


def segments_of(*slots: Slot, **others: int) -> dict[str, SegmentDefinition]:
    """A standard that knows the slots' segments, and others by id and number of elements."""
    sizes = {slot.id: max(row.position for row in slot.elements) for slot in slots} | others
    return {
        name: SegmentDefinition(name, tuple((str(n), "O", 1) for n in range(size)))
        for name, size in sizes.items()
    }


class OneTable(Tables):
    """One compiled guide for every set there is."""

    def __init__(self, guide: Guide, segments: dict[str, SegmentDefinition] | None = None) -> None:
        slots = [row for _, row in guide.walk() if isinstance(row, Slot)]
        self.one = Table(guide, segments if segments is not None else segments_of(*slots))

    def table(
        self, group_id: str, version: str, set_id: str, set_version: str, second: Sequence[str] = ()
    ) -> Table | None:
        return self.one

    def table_named(self, name: str) -> Table:
        return self.one

    def knows_version(self, version: str) -> bool:
        return True

    def knows_group(self, group_id: str, version: str) -> bool:
        return True


def file_of(body: str, delimiters: Delimiters = PLAIN, sets: int = 1) -> str:
    """A whole file around a body (with its terminators), with these delimiters; SE01 is right."""
    e, c, r, s = delimiters.all
    end = delimiters.terminator
    head = e.join([
        "ISA", "00", " " * 10, "00", " " * 10, "ZZ", "SENDER".ljust(15), "ZZ", "RECEIVER".ljust(15), "240115",
        "1230", r, "00501", "000000001", "0", "P", c,
    ])
    count = body.count(s) + 2
    inner = f"ST{e}999{e}0001{end}{body}SE{e}{count}{e}0001{end}"
    day = "20240115"
    return (
        f"{head}{end}GS{e}XX{e}SENDER{e}RECEIVER{e}{day}{e}1230{e}1{e}X{e}V1{end}{inner * sets}"
        f"GE{e}{sets}{e}1{end}IEA{e}1{e}000000001{end}"
    )


def all_findings(events: list[Any]) -> list[Finding]:
    """Every finding of a file once, in the order of its events."""
    found: list[Finding] = []
    for event in events:
        if isinstance(event, Unit):
            found += event.findings
        elif isinstance(event, Closed):
            found += event.of.findings
        elif isinstance(event, Stray) and event.finding:
            found.append(event.finding)
    return found


def told(tables: Tables, text: str, **options: Any) -> list[tuple[str, str, int]]:
    """The findings of a file as (rule, path, ordinal of the segment); both paths must tell the same."""
    data = text.encode("latin-1")
    fast, slow = (
        all_findings(list(read(io.BytesIO(data), tables, fast=way, **options))) for way in (True, False)
    )
    assert fast == slow
    return [(finding.rule.id, finding.place.path, finding.place.segment) for finding in fast]


def told_body(
    guide: Guide, body: str, delimiters: Delimiters = PLAIN, **segments: int
) -> list[tuple[str, str, int]]:
    """The findings of a body read by a tiny guide; `segments` are more ids the standard knows."""
    slots = [row for _, row in guide.walk() if isinstance(row, Slot)]
    return told(OneTable(guide, segments_of(*slots, **segments)), file_of(body, delimiters))


def accepted(guide: Guide, body: str, delimiters: Delimiters = PLAIN) -> list[bool]:
    """Which units of a body are taken whole."""
    data = file_of(body, delimiters).encode("latin-1")
    return [event.accepted for event in read(io.BytesIO(data), OneTable(guide)) if isinstance(event, Unit)]
