"""A guide written as a map of pyx12 (XML by its map.xsd), envelope included.

What the format has no words for is lost:
- Doubt: what only warns with us is written as allowed (situational, unbounded, one code among the others).
  But doubtful codes of the element that tells a slot from its look-alikes are left out.
- Conditions between the elements of a segment: the format knows the standard's syntax notes only.
- Units, and a guide's sign in its second segment.
- Lengths wider than the standard's, and other types; narrower lengths become a regular expression.
- External lists that pyx12 does not know.
- Of a slot without a look-alike in its loop, whether its codes stand in its brackets.

pyx12 finds a map by its entry in maps.xml, with GS01 and GS08.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from edi.guide import UNBOUNDED, Element, Guide, Loop, SegmentDefinition, Slot, Usage
from mappings.guides import envelope
from mappings.pyx12_maps.format import LISTS, length_pattern
from mappings.pyx12_maps.wrappers import ENVELOPE, wrapped
from mappings.standard import COMPOSITES, ELEMENTS, SEGMENTS

_Row = Any
STEP = 100
"""Between the positions of neighbours that must come in this order."""


def write(guide: Guide) -> bytes:
    """The guide as a map."""
    root = etree.Element("transaction", xid=guide.name)
    _say(root, name=guide.title)
    interchange = _loop(root, ENVELOPE[0], "interchange", "R", UNBOUNDED, 1, kind="explicit")
    _segment(interchange, envelope.ISA, 1)
    group = _loop(interchange, ENVELOPE[1], "group", "R", UNBOUNDED, 2, kind="explicit")
    _segment(interchange, envelope.TA1, 2)
    _segment(interchange, envelope.IEA, 3)
    _segment(group, _header(guide), 1)
    _set(_loop(group, ENVELOPE[2], "set", "R", UNBOUNDED, 2, kind="explicit"), guide)
    _segment(group, envelope.GE, 3)
    etree.indent(root)
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _header(guide: Guide) -> Slot:
    """GS with the guide's functional id and versions."""
    said = {1: (guide.group_id,), 8: (guide.version, *guide.also)}
    return replace(
        envelope.GS,
        elements=tuple(
            replace(row, codes=said.get(row.position, row.codes), doubtful_codes=())
            for row in envelope.GS.elements
        ),
    )


def _set(holder: _Row, guide: Guide) -> None:
    """The transaction set: pyx12 wants its parts in wrappers, and ST and SE outside them."""
    opening, parts, trailer = wrapped(guide)
    _segment(holder, opening, 1)
    for position, part in enumerate(parts, start=2):
        wrapper = _loop(holder, part.id, part.name, part.usage, part.repeat, position, kind="wrapper")
        _children(wrapper, part.children)
    _segment(holder, trailer, 5)


# Rows.


def _children(holder: _Row, children: Iterable[Slot | Loop]) -> None:
    """Loops and segments; neighbours of one segment id share a position: they may come in any order."""
    position, before = 0, ""
    for child in children:
        first = child.first.id if isinstance(child, Loop) else child.id
        position, before = position + (first != before), first
        if isinstance(child, Slot):
            _segment(holder, child, position)
        else:
            usage = _lenient(child.usage, child.doubt)
            repeat = UNBOUNDED if child.doubt else child.repeat
            _children(_loop(holder, child.id, child.name, usage, repeat, position), child.children)


def _loop(
    holder: _Row, id: str, name: str, usage: Usage, repeat: int, position: int, kind: str = ""
) -> _Row:
    row = etree.SubElement(holder, "loop", xid=id)
    if kind:
        row.set("type", kind)
    _say(row, name=name, usage=usage, pos=f"{position * STEP:04}", repeat=_times(repeat))
    return row


def _segment(holder: _Row, slot: Slot, position: int) -> None:
    row = etree.SubElement(holder, "segment", xid=slot.id)
    usage = _lenient(slot.usage, slot.doubt)
    times = UNBOUNDED if slot.doubt else slot.repeat
    _say(row, name=slot.name, usage=usage, pos=f"{position * STEP:04}", max_use=_times(times))
    for note in slot.syntax:
        _say(row, syntax=note)
    _elements(row, _told_apart(slot), SEGMENTS[slot.id], slot.id, "")


def _told_apart(slot: Slot) -> tuple[Element, ...]:
    """The rows without doubt about the codes that tell the slot from its look-alikes."""
    if slot.key is None:
        return slot.elements
    position, component, _ = slot.key

    def sure(row: Element, spot: int) -> Element:
        return replace(row, doubtful_codes=()) if row.position == spot else row

    return tuple(
        replace(row, components=tuple(sure(part, component) for part in row.components))
        if component and row.position == position
        else sure(row, position)
        for row in slot.elements
    )


def _elements(
    holder: _Row, rows: Sequence[Element], definition: SegmentDefinition, before: str, hyphen: str
) -> None:
    """Every element of the standard's segment, as pyx12 wants them: what the guide does not use has N."""
    used = {row.position: row for row in rows}
    for position, (number, _, _) in enumerate(definition.elements, start=1):
        reference = f"{before}{hyphen}{position:02}"
        row = used.get(position)
        if row is None and not number:
            break
        kind = "composite" if number in COMPOSITES else "element"
        element = etree.SubElement(holder, kind, xid=reference if kind == "element" else number)
        usage = _lenient(row.usage, row.doubt) if row else "N"
        _say(element, data_ele=number, name=reference, usage=usage, seq=f"{position:02}")
        if kind == "composite":
            _say(element, refdes=reference)
            _composite(element, row, number, reference)
        elif row:
            _simple(element, row)


def _composite(element: _Row, row: Element | None, number: str, reference: str) -> None:
    for note in row.syntax if row else ():
        _say(element, syntax=note)
    if row and row.repeat != 1:
        _say(element, repeat=str(row.repeat))
    if row:
        _elements(element, row.components, COMPOSITES[number], reference, "-")


def _simple(element: _Row, row: Element) -> None:
    if row.repeat != 1:
        _say(element, repeat=str(row.repeat))
    listed = LISTS.get(row.code_list, "")
    if row.codes or listed:
        codes = etree.SubElement(element, "valid_codes")
        if listed:
            codes.set("external", listed)
        for code in (*row.codes, *row.doubtful_codes):
            _say(codes, code=code)
    _, least, most = ELEMENTS[row.number]
    if (row.min > least or row.max < most) and not row.doubt:
        _say(element, regex=length_pattern(row))


def _lenient(usage: Usage, doubt: bool) -> Usage:
    return "S" if doubt and usage == "R" else usage


def _times(repeat: int) -> str:
    return ">1" if repeat == UNBOUNDED else str(repeat)


def _say(row: _Row, **words: str) -> None:
    """Children of a row with a text each."""
    for word, text in words.items():
        etree.SubElement(row, word).text = text
