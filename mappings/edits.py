"""Edits: rows of a guide changed, as a payer's companion guide wants them.

A guide is frozen; editing makes a new one. Edits are found in the guide as it was, so their order
does not matter but where two change the same thing of the same row: then the later one holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from operator import is_

from edi.errors import GuideError
from edi.guide import Element, Guide, Loop, SegmentDefinition, Slot, Usage
from mappings.paths import Path, Spot, find_all, parse_path
from mappings.rows import Row, element
from mappings.standard import COMPOSITES, ELEMENTS, SEGMENTS


@dataclass(frozen=True, slots=True)
class Edit:
    """What changes in the row at `path`; None and empty leave it as it is.

    `codes` replaces the row's codes, `add` and `remove` change them; `doubtful` codes are accepted
    with a warning. `doubt` turns a violation of the row's usage, lengths or repeat into a warning.
    """

    path: str
    usage: Usage | None = None
    repeat: int | None = None
    min: int | None = None
    max: int | None = None
    codes: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    doubt: bool | None = None

    @property
    def changes_codes(self) -> bool:
        """Whether it says anything of codes."""
        return bool(self.codes or self.add or self.remove or self.doubtful)

    @property
    def changes_lengths(self) -> bool:
        """Whether it says anything of lengths."""
        return self.min is not None or self.max is not None


Address = tuple[tuple[str, ...], str, int, int]
"""Ids of the loops, ref of the slot, position of the element, of the component."""


def edit_guide(guide: Guide, edits: Iterable[Edit]) -> Guide:
    """The guide with the edits made. Raises GuideError naming the path of the edit that cannot be."""
    sheet = _Sheet()
    for edit in edits:
        for address in _addresses(guide, edit):
            sheet.at.setdefault(address, []).append(edit)
    return replace(guide, root=sheet.loop(guide.root, ()))


def _addresses(guide: Guide, edit: Edit) -> list[Address]:
    """Where an edit applies: once for every parent of a loop that stands twice."""
    path = parse_path(edit.path)
    try:
        return [_address(spot) for spot in find_all(guide, path)]
    except GuideError as unknown:
        holder = _holder(guide, path)
        if holder is None:
            raise
        if edit.usage not in ("R", "S"):
            raise GuideError(f"{edit.path}: {guide.name} does not use it; a usage R or S would") from unknown
        return [
            (*_address(spot)[:2], path.element, path.component) for spot in find_all(guide, holder)
        ]


def _holder(guide: Guide, path: Path) -> Path | None:
    """The slot or composite in which the standard knows the element the guide does not use."""
    if not path.element:
        return None
    holder = replace(path, component=0) if path.component else replace(path, element=0)
    try:
        spot = find_all(guide, holder)[0]
    except GuideError:
        return None
    definition = COMPOSITES.get(spot.element.number) if spot.element else SEGMENTS[path.segment]
    position = path.component or path.element
    known = definition is not None and position <= len(definition.elements)
    return holder if known and definition and definition.elements[position - 1][0] else None


def _address(spot: Spot) -> Address:
    return (
        tuple(loop.id for loop in spot.loops),
        spot.slot.ref if spot.slot else "",
        spot.element.position if spot.element else 0,
        spot.component.position if spot.component else 0,
    )


@dataclass(slots=True)
class _Sheet:
    """The edits by address, and the rebuilding of a guide under them."""

    at: dict[Address, list[Edit]] = field(default_factory=dict)

    def loop(self, loop: Loop, chain: tuple[str, ...]) -> Loop:
        children: list[Slot | Loop] = []
        for child in loop.children:
            if isinstance(child, Loop):
                inner = (*chain, child.id)
                new: Slot | Loop = self.loop(child, inner)
                edits = self.at.get((inner, "", 0, 0), [])
            else:
                new = self.slot(child, chain)
                edits = self.at.get((chain, child.ref, 0, 0), [])
            for edit in edits:
                new = _edited(new, edit)
                if new.usage == "N" and child is loop.children[0]:
                    raise GuideError(f"{edit.path}: the slot that starts a loop cannot be left out")
            if new.usage != "N":
                children.append(new)
        _check_keys(loop.id, children)
        if len(children) == len(loop.children) and all(map(is_, children, loop.children)):
            # Loops that share their children go on sharing them: they are compiled once.
            return loop
        return replace(loop, children=tuple(children))

    def slot(self, slot: Slot, chain: tuple[str, ...]) -> Slot:
        elements = self._rows(slot.elements, (chain, slot.ref), 0, SEGMENTS[slot.id])
        if elements == slot.elements:
            return slot
        return replace(slot, ref=_new_ref(slot, elements, chain), elements=elements)

    def _rows(
        self,
        rows: tuple[Element, ...],
        place: tuple[tuple[str, ...], str],
        composite: int,
        definition: SegmentDefinition,
    ) -> tuple[Element, ...]:
        """The elements of a slot, or the components of its composite at `composite`, edited."""
        here = {row.position: row for row in rows}
        for position, _ in enumerate(definition.elements, start=1):
            address = (*place, composite or position, position if composite else 0)
            edits = self.at.get(address, [])
            row = here.get(position) or (_unused(position, definition) if edits else None)
            if row is None:
                continue
            for edit in edits:
                row = _edited_element(row, edit, is_component=bool(composite))
            if row.components:
                inner = self._rows(row.components, place, position, COMPOSITES[row.number])
                row = replace(row, components=inner)
            here[position] = row
        return tuple(row for _, row in sorted(here.items()) if row.usage != "N")


def _unused(position: int, definition: SegmentDefinition) -> Element:
    """The row of an element the guide leaves out, as the standard has it; a composite comes whole."""
    number = definition.elements[position - 1][0]
    composite = COMPOSITES.get(number)
    parts = tuple(
        Row(part, "R" if requirement == "M" else "S")
        for part, (_, requirement, _) in enumerate(composite.elements if composite else (), start=1)
    )
    return element(definition.id, Row(position, "S", components=parts), definition)


def _edited(row: Slot | Loop, edit: Edit) -> Slot | Loop:
    if edit.changes_lengths or edit.changes_codes:
        raise GuideError(f"{edit.path}: lengths and codes belong to an element, this is a loop or a slot")
    return replace(
        row,
        usage=edit.usage or row.usage,
        repeat=row.repeat if edit.repeat is None else edit.repeat,
        doubt=row.doubt if edit.doubt is None else edit.doubt,
    )


def _edited_element(row: Element, edit: Edit, *, is_component: bool) -> Element:
    if not row.type and (edit.changes_lengths or edit.changes_codes):
        raise GuideError(f"{edit.path}: a composite has no lengths and codes; its components have")
    if is_component and edit.repeat is not None:
        raise GuideError(f"{edit.path}: a component does not repeat")
    edited = replace(
        row,
        usage=edit.usage or row.usage,
        repeat=row.repeat if edit.repeat is None else edit.repeat,
        min=row.min if edit.min is None else edit.min,
        max=row.max if edit.max is None else edit.max,
        doubt=row.doubt if edit.doubt is None else edit.doubt,
    )
    _check_lengths(row, edited, edit.path)
    return _recoded(edited, edit)


def _check_lengths(row: Element, edited: Element, path: str) -> None:
    if not row.type:
        return
    _, least, most = ELEMENTS[row.number]
    if edited.min > edited.max:
        raise GuideError(f"{path}: the shortest length {edited.min} is above the longest {edited.max}")
    if edited.min < min(least, row.min) or edited.max > max(most, row.max):
        raise GuideError(f"{path}: the standard has lengths from {least} to {most}")


def _recoded(row: Element, edit: Edit) -> Element:
    """The row with its codes edited; codes that were doubtful stay so unless the edit settles them."""
    if not edit.changes_codes:
        return row
    for code in (*edit.codes, *edit.add, *edit.doubtful):
        if not row.min <= len(code) <= row.max:
            raise GuideError(f"{edit.path}: the code {code!r} is not {row.min} to {row.max} characters long")
    if edit.codes:
        return replace(row, codes=edit.codes, doubtful_codes=())
    if (edit.add or edit.remove) and not row.codes:
        whose = f"those of the list {row.code_list}" if row.code_list else "not limited"
        raise GuideError(f"{edit.path}: its codes are {whose}; set codes instead of adding or removing")
    for code in edit.remove:
        if code not in row.codes and code not in row.doubtful_codes:
            raise GuideError(f"{edit.path}: it has no code {code!r} to remove")
    doubtful = _without((*row.doubtful_codes, *edit.doubtful), {*edit.remove, *edit.add})
    codes = _without((*row.codes, *edit.add), {*edit.remove, *edit.doubtful})
    if row.codes and not codes:
        raise GuideError(f"{edit.path}: no code is left; to leave the row out, set its usage to N")
    return replace(row, codes=codes, doubtful_codes=doubtful)


def _without(codes: tuple[str, ...], gone: set[str]) -> tuple[str, ...]:
    return tuple(code for code in dict.fromkeys(codes) if code not in gone)


def _new_ref(slot: Slot, elements: tuple[Element, ...], chain: tuple[str, ...]) -> str:
    """The slot's ref: its bracket follows the codes of its key element."""
    if slot.key is None:
        return slot.ref
    position, component, _ = slot.key
    for row in elements:
        if row.position == position:
            holder = next((part for part in row.components if part.position == component), row)
            if holder.codes and holder.usage == "R" and row.usage == "R":
                return f"{slot.id}[{','.join(holder.codes)}]"
    place = "/".join((*chain[-1:], slot.ref))
    raise GuideError(f"{place}: the element that tells it from its look-alikes must stay required")


def _check_keys(loop: str, children: list[Slot | Loop]) -> None:
    """No two slots of one segment id in a loop may claim the same code."""
    owners: dict[tuple[str, str], str] = {}
    for slot in children:
        if not isinstance(slot, Slot) or slot.key is None:
            continue
        for code in slot.key[2]:
            owner = owners.setdefault((slot.id, code), slot.ref)
            if owner != slot.ref:
                raise GuideError(f"{loop}/{slot.ref}: the code {code!r} already tells {owner}")
