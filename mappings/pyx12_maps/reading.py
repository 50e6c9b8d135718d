"""A map of pyx12 read as a guide.

A map says of each element its number, its usage and its codes; types, lengths, composites and syntax notes
are the standard's, as in our own rows. Not taken over are regular expressions that tell anything but lengths,
the order that `pos` asks for (the order in the file is the guide's), and wrappers, which are no loops of any
guide. How slots are named and units chosen: docs/decisions/0005-pyx12-maps.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from edi.errors import GuideError
from edi.guide import Element, Guide, Loop, SegmentDefinition, Slot, Usage
from mappings.pyx12_maps.document import Lines, Row, read_document
from mappings.pyx12_maps.format import LISTS, pattern_lengths
from mappings.pyx12_maps.keys import keyed
from mappings.pyx12_maps.units import with_units
from mappings.rows import Row as GuideRow
from mappings.rows import element
from mappings.standard import COMPOSITES, SEGMENTS

DEEPEST = 20
"""Loops that may stand in one another."""

_OUR_LISTS = {theirs: ours for ours, theirs in LISTS.items()}


def read_map(data: bytes, name: str, also: tuple[str, ...] = ()) -> Guide:
    """The guide that a map's XML tells; `name` is the guide's, and what a GuideError tells with the line.

    `also` are versions read as this one; without any they are the further codes of GS08.
    """
    return _Reading(name).guide(read_document(data, name), also)


class _Reading(Lines):
    """One map on its way to a guide."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._depth = 0
        self._known: dict[str, list[Loop]] = {}

    def guide(self, root: Row, also: tuple[str, ...]) -> Guide:
        """The guide of a map's root."""
        group, header = self._envelope(root, "GS"), self._envelope(root, "ST")
        version, *others = self._coded(group, 8)
        also = also or tuple(others)
        top = header.getparent()
        assert top is not None
        set_id = self._coded(header, 1)[0]
        loops = with_units(self._top(top, (version, *also)))
        trailer = loops.children[-1]
        if not isinstance(trailer, Slot) or trailer.id != "SE":
            raise self.fault(top, "no SE ends this set")
        title = self.said(root, "name")
        try:
            guide_root = keyed(replace(loops, name=title))
        except GuideError as problem:
            raise self.fault(top, str(problem)) from None
        return Guide(self.name, title, version, set_id, self._coded(group, 1)[0], guide_root, also)

    def _envelope(self, root: Row, segment_id: str) -> Row:
        found = root.find(f".//segment[@xid='{segment_id}']")
        if found is None:
            raise self.fault(root, f"the map has no {segment_id}")
        return found

    def _coded(self, segment: Row, position: int) -> tuple[str, ...]:
        for row in segment.iterfind("element"):
            if self.count(row, "seq") == position and (codes := self.codes(row)):
                return codes
        raise self.fault(segment, f"{segment.get('xid')}{position:02} names no code")

    # The set.

    def _top(self, top: Row, versions: tuple[str, ...]) -> Loop:
        """The root: heading, loops, trailer and SE; wrappers give up what they hold."""
        children = list(self._unwrapped(top))
        loops = [at for at, child in enumerate(children) if isinstance(child, Loop)]
        if not loops:
            raise self.fault(top, "the set has no loops")
        heading, ending = children[: loops[0]], children[loops[-1] + 1 :]
        middle = children[loops[0] : loops[-1] + 1]
        if not all(isinstance(child, Loop) for child in middle):
            raise self.fault(top, "a segment stands between the loops of the set")
        if not heading or not isinstance(heading[0], Slot) or heading[0].id != "ST":
            raise self.fault(top, "the set does not start with ST")
        heading[0] = _with_versions(heading[0], versions)
        header = Loop("HEADER", self._wrapper_name(top, 0), "R", 1, tuple(heading))
        parts: list[Slot | Loop] = [header, *middle]
        if ending[:-1]:
            usage: Usage = "R" if any(child.usage == "R" for child in ending[:-1]) else "S"
            parts.append(Loop("TRAILER", self._wrapper_name(top, -1), usage, 1, tuple(ending[:-1])))
        return Loop("", "", "R", 1, (*parts, *ending[-1:]))

    def _unwrapped(self, holder: Row) -> Iterator[Slot | Loop]:
        for row in holder:
            if row.tag == "loop" and row.get("type") == "wrapper":
                if self.usage(row) != "N":
                    yield from self._unwrapped(row)
            elif (child := self._child(row)) is not None:
                yield child

    def _wrapper_name(self, top: Row, at: int) -> str:
        """The name of the first or last wrapper; without any, that of the set."""
        wrappers = [row for row in top.iterfind("loop") if row.get("type") == "wrapper"]
        return self.said(wrappers[at] if wrappers else top, "name")

    # Loops and segments.

    def _child(self, row: Row) -> Slot | Loop | None:
        if row.tag == "segment":
            return self._segment(row)
        return self._loop(row) if row.tag == "loop" else None

    def _loop(self, row: Row) -> Loop | None:
        usage = self.usage(row)
        if usage == "N":
            return None
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.fault(row, f"loops stand in one another more than {DEEPEST} deep")
        children = [child for inner in row if (child := self._child(inner)) is not None]
        self._depth -= 1
        if not children or not isinstance(children[0], Slot):
            raise self.fault(row, "a loop must start with a segment that is used")
        # A loop is there by its first segment.
        children[0] = replace(children[0], usage="R", repeat=1)
        id_ = self._loop_id(row, children)
        repeat = self.count(row, "repeat")
        return self._shared(Loop(id_, self.said(row, "name"), usage, repeat, tuple(children)))

    def _loop_id(self, row: Row, children: list[Slot | Loop]) -> str:
        """A loop's id; the bracket of LS and LE is called after the loop that it holds, as ours are."""
        id_ = self.said(row, "xid")
        inner = [child.id for child in children if isinstance(child, Loop)]
        if children[0].id == "LS" and inner:
            return f"{inner[0]}LS"
        if not id_[:1].isdigit() or not id_.isalnum() or not id_.isascii():
            raise self.fault(row, "a loop's id starts with a digit and has letters and digits only")
        return id_

    def _shared(self, loop: Loop) -> Loop:
        """The loop with the children of an equal one read before: a guide is compiled once for both."""
        alike = self._known.setdefault(loop.id, [])
        for other in alike:
            if other.children == loop.children:
                return replace(loop, children=other.children)
        alike.append(loop)
        return loop

    def _segment(self, row: Row) -> Slot | None:
        usage = self.usage(row)
        if usage == "N":
            return None
        id_ = self.said(row, "xid")
        definition = SEGMENTS.get(id_)
        if definition is None:
            raise self.fault(row, f"the standard has no segment {id_}")
        rows = self._elements(row, definition)
        name, repeat = self.said(row, "name"), self.count(row, "max_use")
        return Slot(id_, name, usage, repeat, rows, definition.syntax)

    # Elements.

    def _elements(self, holder: Row, definition: SegmentDefinition) -> tuple[Element, ...]:
        found: list[Element] = []
        for row in holder:
            if row.tag not in ("element", "composite") or self.usage(row) == "N":
                continue
            position = self.count(row, "seq")
            if found and position <= found[-1].position:
                raise self.fault(row, f"element {position} stands twice or out of order")
            if not 1 <= position <= len(definition.elements):
                raise self.fault(row, f"the standard's {definition.id} has no element {position}")
            number = definition.elements[position - 1][0]
            if self.said(row, "data_ele") != number:
                raise self.fault(row, f"element {position} of {definition.id} is {number} in the standard")
            found.append(self._element(row, position, definition))
        return tuple(found)

    def _element(self, row: Row, position: int, definition: SegmentDefinition) -> Element:
        number = definition.elements[position - 1][0]
        composite = COMPOSITES.get(number)
        if (composite is None) != (row.tag == "element"):
            not_ = "no" if composite is None else "a"
            raise self.fault(row, f"{number} is {not_} composite in the standard")
        parts = self._elements(row, composite) if composite else ()
        if composite and not parts:
            raise self.fault(row, "a composite is used of which no component is")
        external = self.external(row)
        said = GuideRow(
            position,
            self.usage(row),
            codes=() if external else self.codes(row),
            code_list=_OUR_LISTS.get(external, ""),
        )
        made = element(definition.id, said, definition)
        repeat = self._repeat(row)
        if parts or repeat != made.repeat:
            made = replace(made, repeat=repeat, components=parts)
        pattern = row.findtext("regex")
        lengths = pattern_lengths(pattern) if pattern else None
        return replace(made, min=lengths[0], max=lengths[1]) if lengths else made

    def _repeat(self, row: Row) -> int:
        told = row.get("repeat") is not None or row.find("repeat") is not None
        return self.count(row, "repeat", least=0) if told else 1


def _with_versions(opening: Slot, versions: tuple[str, ...]) -> Slot:
    """ST as our guides write it: the version in ST03, the earlier ones with a warning."""
    return replace(
        opening,
        elements=tuple(
            replace(row, codes=versions[:1], doubtful_codes=versions[1:]) if row.position == 3 else row
            for row in opening.elements
        ),
    )
