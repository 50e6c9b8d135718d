"""Paths: how a place of a guide is named, `2010AA/NM1[85]04`, and how it is found by that name.

    2300                    a loop                 2300/CLM          a slot
    2000C/2300              one of two such loops  2300/REF[G1]02    an element
    SE                      a slot of no loop      2300/CLM05-1      a component

Loop ids are joined by `/`; the last ones of the chain are enough as long as they are clear. The
codes in brackets may be left out, or be only some of the slot's, where that is clear. Elements
have two digits, a component follows a hyphen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from edi.errors import GuideError
from edi.guide import Element, Guide, Loop, Slot

_SLOT = re.compile(r"([A-Z][A-Z0-9]{1,2})(?:\[([ -Z^-~]*)\])?(?:([0-9]{2})(?:-([0-9]{1,2}))?)?")
_LOOP = re.compile(r"[0-9][0-9A-Z]{2,9}|HEADER|TRAILER")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Path:
    """A path taken apart. Empty or 0 means the path stops before it; `codes` are those in brackets."""

    loops: tuple[str, ...]
    segment: str = ""
    codes: tuple[str, ...] = ()
    element: int = 0
    component: int = 0

    def __str__(self) -> str:
        codes = f"[{','.join(self.codes)}]" if self.codes else ""
        element = f"{self.element:02}" if self.element else ""
        component = f"-{self.component}" if self.component else ""
        slot = f"{self.segment}{codes}{element}{component}"
        return "/".join((*self.loops, slot) if slot else self.loops)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a guide: the loops from the top down to it, then as much of the rest as the path tells."""

    loops: tuple[Loop, ...]
    slot: Slot | None = None
    element: Element | None = None
    component: Element | None = None

    @property
    def row(self) -> Loop | Slot | Element:
        """The row the path names: the innermost of the four."""
        return self.component or self.element or self.slot or self.loops[-1]

    @property
    def path(self) -> str:
        """The place's full name without the loops further up: `2300/REF[G1]02`."""
        return str(
            Path(
                tuple(loop.id for loop in self.loops[-1:]),
                self.slot.id if self.slot else "",
                self.slot.codes if self.slot else (),
                self.element.position if self.element else 0,
                self.component.position if self.component else 0,
            )
        )


def parse_path(text: str) -> Path:
    """A path taken apart; raises GuideError if it is not written like one."""
    *loops, last = text.split("/")
    named = _SLOT.fullmatch(last)
    if named is None:
        loops.append(last)
    if len(text) > _LONGEST or not all(_LOOP.fullmatch(loop) for loop in loops):
        raise GuideError(f"{text[:_LONGEST]!r} is not a path like 2010AA/NM1[85]04 or 2300/CLM05-1")
    if named is None:
        return Path(tuple(loops))
    id_, codes, element, component = named.groups()
    if element == "00" or component in ("0", "00"):
        raise GuideError(f"{text!r} is not a path: positions count from 1")
    return Path(
        tuple(loops), id_, tuple(codes.split(",")) if codes else (), int(element or 0), int(component or 0)
    )


def find_all(guide: Guide, path: str | Path) -> tuple[Spot, ...]:
    """The place a path names, once for every loop chain it stands in.

    Several spots mean a loop that has two parents in the guide, never two different places.
    Raises GuideError, with the nearest right path, where the path names nothing or more than
    one place.
    """
    wanted = parse_path(path) if isinstance(path, str) else path
    spots = _matching(guide, wanted)
    if not spots:
        raise GuideError(f"{guide.name} has no {wanted}{_nearest(guide, wanted)}")
    if not _is_one(spots):
        places = " or ".join(sorted({spot.path for spot in spots})[:6])
        raise GuideError(f"{wanted} is not clear in {guide.name}: it could be {places}")
    return spots


def find(guide: Guide, path: str | Path) -> Spot:
    """The place a path names (the first where its loop stands twice); errors as in `find_all`."""
    return find_all(guide, path)[0]


def spots(guide: Guide) -> Iterator[Spot]:
    """Every loop, slot, element and component of a guide, in its order."""
    for loops, row in guide.walk():
        if isinstance(row, Loop):
            yield Spot((*loops, row))
            continue
        yield Spot(loops, row)
        for element in row.elements:
            yield Spot(loops, row, element)
            for component in element.components:
                yield Spot(loops, row, element, component)


def _matching(guide: Guide, wanted: Path) -> tuple[Spot, ...]:
    """The places the path may name: whole loops, or slots narrowed to its element and component."""
    if not wanted.segment:
        chains = (Spot((*loops, row)) for loops, row in guide.walk() if isinstance(row, Loop))
        return tuple(spot for spot in chains if _ends(spot.loops, wanted.loops))
    by_loop: dict[tuple[int, ...], list[Spot]] = {}
    for loops, row in guide.walk():
        if isinstance(row, Slot) and row.id == wanted.segment and _ends(loops, wanted.loops):
            by_loop.setdefault(tuple(map(id, loops)), []).append(Spot(loops, row))
    closest = (spot for slots in by_loop.values() for spot in _closest(slots, set(wanted.codes)))
    return tuple(within for spot in closest if (within := _within(spot, wanted)) is not None)


def _is_one(spots: tuple[Spot, ...]) -> bool:
    """Whether spots are one place: of one loop id, and no two under the same parents."""
    chains = {tuple(map(id, spot.loops)) for spot in spots}
    return len(chains) == len(spots) and len({spot.loops[-1].id if spot.loops else "" for spot in spots}) == 1


def _ends(loops: tuple[Loop, ...], ids: tuple[str, ...]) -> bool:
    return not ids or tuple(loop.id for loop in loops[-len(ids) :]) == ids


def _closest(slots: list[Spot], codes: set[str]) -> list[Spot]:
    """A loop's slots with exactly these codes; failing those, with these among theirs; then with any."""
    if not codes:
        return slots
    told = [(spot, set(spot.slot.codes)) for spot in slots if spot.slot]
    return (
        [spot for spot, its in told if its == codes]
        or [spot for spot, its in told if its >= codes]
        or [spot for spot, its in told if its & codes]
    )


def _within(spot: Spot, wanted: Path) -> Spot | None:
    """The spot narrowed to the wanted element and component, or None where it has none."""
    if not wanted.element or spot.slot is None:
        return spot
    element = spot.slot.element(wanted.element)
    if element is None:
        return None
    if not wanted.component:
        return Spot(spot.loops, spot.slot, element)
    for component in element.components:
        if component.position == wanted.component:
            return Spot(spot.loops, spot.slot, element, component)
    return None


def _nearest(guide: Guide, wanted: Path) -> str:
    """`; did you mean ...` with the path of the guide most like the wanted one."""
    short = str(Path(wanted.loops[-1:], wanted.segment, wanted.codes, wanted.element, wanted.component))
    known = list(dict.fromkeys(spot.path for spot in spots(guide)))
    near = get_close_matches(short, known, n=1, cutoff=0.5)
    return f"; the nearest is {near[0]}" if near else ""
