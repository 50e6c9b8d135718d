"""What tells the slots of an imported loop apart: the codes that stand in the brackets of our refs.

Children of a loop that start with the same segment id are told apart by the first element (or first component
of one) in which all of them have codes, and no two the same. A slot that is alone with its id is named by its
code where that is a qualifier: a kind of entity, reference, date, amount, quantity, contact, note or level.
"""

from __future__ import annotations

from dataclasses import replace

from edi.errors import GuideError
from edi.guide import Element, Loop, Slot

Spot = tuple[int, int]
"""Position of an element, and of a component in it (0: the element itself)."""

QUALIFIERS = frozenset(("98", "128", "363", "366", "374", "522", "673", "735", "1221"))
"""Elements whose code names a slot that has no look-alike: NM101, REF01, NTE01, PER01, DTP01, AMT01, QTY01,
HL03, PRV01."""
FIRST_COMPONENTS = frozenset(("1270", "9999"))
"""The same in the first component of the first element: HI01-1, CTX01-1."""


def keyed(root: Loop) -> Loop:
    """The loop with a ref for every slot in it; loops that share their children go on sharing them."""
    known: dict[tuple[int, Spot | None], tuple[Slot | Loop, ...]] = {}

    def named(loop: Loop, opening: Spot | None) -> Loop:
        """`opening` is where the loop above tells this one's first slot."""
        key = id(loop.children), opening
        if key not in known:
            spots = _spots(loop)
            known[key] = tuple(
                named(child, spots[child.first.id])
                if isinstance(child, Loop)
                else _named(child, spots[child.id] if index or opening is None else opening, loop.id)
                for index, child in enumerate(loop.children)
            )
        return replace(loop, children=known[key])

    return named(root, None)


def _spots(loop: Loop) -> dict[str, Spot | None]:
    """Where the children of each segment id are told apart."""
    alike: dict[str, list[Slot]] = {}
    for child in loop.children:
        first = child.first if isinstance(child, Loop) else child
        alike.setdefault(first.id, []).append(first)
    return {
        id_: _apart(loop.id, slots) if len(slots) > 1 else _qualifier(slots[0])
        for id_, slots in alike.items()
    }


def _apart(loop: str, slots: list[Slot]) -> Spot:
    told = [_coded(slot) for slot in slots]
    for spot in told[0]:
        codes = [row.get(spot) for row in told]
        if all(codes) and len({code for each in codes if each for code in each}) == sum(
            len(each) for each in codes if each
        ):
            return spot
    raise GuideError(f"{loop or 'root'}: nothing tells its {len(slots)} uses of {slots[0].id} apart")


def _coded(slot: Slot) -> dict[Spot, tuple[str, ...]]:
    """The required elements and components that have codes."""
    return {
        spot: row.codes
        for element in slot.elements
        if element.usage == "R"
        for spot, row in _rows(element)
        if row.codes and row.usage == "R"
    }


def _rows(element: Element) -> list[tuple[Spot, Element]]:
    inner = [((element.position, part.position), part) for part in element.components]
    return inner or [((element.position, 0), element)]


def _qualifier(slot: Slot) -> Spot | None:
    """Where the first codes of a slot stand, if they are those of a qualifier."""
    for element in slot.elements:
        for spot, row in _rows(element):
            if row.codes:
                is_one = row.number in FIRST_COMPONENTS if spot == (1, 1) else row.number in QUALIFIERS
                return spot if is_one and spot in _coded(slot) else None
    return None


def _named(slot: Slot, spot: Spot | None, loop: str) -> Slot:
    if spot is None:
        return slot
    codes = _coded(slot)[spot]
    named = replace(slot, ref=f"{slot.id}[{','.join(codes)}]")
    key = named.key
    if key is None or key[:2] != spot or any(set(",[]") & set(code) for code in codes):
        raise GuideError(f"{loop}/{named.ref}: its codes do not tell where it is told from others")
    return named
