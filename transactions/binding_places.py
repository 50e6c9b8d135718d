"""Places: the ties of a type looked up in a guide's loop.

The result is a tree of plans, one per loop, which the reader and the writer are compiled from. A type
that stands in several loops need not find every tie in each of them: what a loop does not use is
left out there (`LoopPlan.lacking` tells which).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as fresh

from msgspec import Struct

from edi.errors import GuideError
from edi.guide import Element, Loop, Slot
from mappings.paths import parse_path
from transactions.binding import Above, At, Field, Fold, Inner, Pairs, Part, Repetitions, fields_of

_OF_LEVEL = re.compile(r"([0-9]{4})[A-Z](LS)?")
_RELATIVE = re.compile(r"(\+?)([0-9]{1,2})?(?:-([0-9]{1,2})?)?")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value: an element (component 0) or a component; `row` is its row in the guide."""

    field: Field
    position: int
    component: int
    row: Element
    path: str

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes the guide allows here."""
        return self.row.codes


@dataclass(frozen=True, slots=True)
class Group:
    """A type made of one segment (position 0), composite, or group of elements; None: no place here."""

    field: Field
    position: int
    composite: bool
    pieces: tuple[Piece | None, ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """The groups of one segment (or the components of the composite at `position`), one item each."""

    field: Field
    position: int
    items: tuple[Leaf | Group, ...]


@dataclass(frozen=True, slots=True)
class Paired:
    """Key and value of a dict."""

    field: Field
    key: Leaf
    value: Leaf


@dataclass(frozen=True, slots=True)
class Repeated:
    """A list of the repetitions of one element, each of them a leaf."""

    field: Field
    leaf: Leaf


Piece = Leaf | Group | Folded | Paired | Repeated


@dataclass(frozen=True, slots=True)
class Use:
    """A field tied to a slot; `codes`: only to the segments with these codes (empty: to all)."""

    owner: Owner
    piece: Piece
    codes: tuple[str, ...] = ()


@dataclass(eq=False, slots=True)
class Owner:
    """A type being made in a loop; a part has the type it belongs to as `parent`."""

    type: type[Struct]
    parent: Owner | None = None
    field: Field | None = None
    parts: list[Owner] = fresh(default_factory=list)


@dataclass(eq=False, slots=True)
class LoopPlan:
    """What is read of a loop: `made` is the type each of its instances becomes, if it becomes one.

    `holder` and `field` are the type and field that take it. `uses` and `inner` go by the index of the
    loop's child.
    """

    loop: Loop
    made: Owner | None = None
    holder: Owner | None = None
    field: Field | None = None
    uses: dict[int, list[Use]] = fresh(default_factory=dict)
    inner: dict[int, LoopPlan] = fresh(default_factory=dict)
    lacking: list[tuple[Owner, Field]] = fresh(default_factory=list)

    def walk(self) -> Iterator[LoopPlan]:
        """This plan and those of all loops inside."""
        yield self
        for plan in self.inner.values():
            yield from plan.walk()


def plan_loop(bound: type[Struct], loop: Loop) -> LoopPlan:
    """The plan of a type bound to a loop of a guide."""
    plan = LoopPlan(loop, made=Owner(bound))
    assert plan.made is not None
    _place_fields(plan, plan.made)
    return plan


def _place_fields(plan: LoopPlan, owner: Owner) -> None:
    for field in fields_of(owner.type):
        tie = field.tie
        if tie is None or isinstance(tie, Above):
            continue
        if isinstance(tie, Part):
            target = _descend(plan, (tie.loop,) if tie.loop else ())
            if target is None:
                plan.lacking.append((owner, field))
                continue
            inner = Owner(field.type, owner, field)
            owner.parts.append(inner)
            _place_fields(target, inner)
        elif isinstance(tie, Inner):
            target = _descend(plan, tuple(tie.loop.split("/")))
            if target is None:
                plan.lacking.append((owner, field))
                continue
            target.holder, target.field = owner, field
            target.made = Owner(field.type)
            _place_fields(target, target.made)
        elif not _place_in_slots(plan, owner, field, tie):
            plan.lacking.append((owner, field))


def _descend(plan: LoopPlan, ids: tuple[str, ...]) -> LoopPlan | None:
    for wanted in ids:
        for index, child in enumerate(plan.loop.children):
            if isinstance(child, Loop) and wanted in (child.id, _level_id(child.id)):
                plan = plan.inner.setdefault(index, LoopPlan(child))
                break
        else:
            return None
    return plan


def _level_id(id: str) -> str:
    """A loop's id without the letter of its level: subscriber and dependent have the same 2100 and 2200."""
    match = _OF_LEVEL.fullmatch(id)
    return match[1] + (match[2] or "") if match else id


def _place_in_slots(
    plan: LoopPlan, owner: Owner, field: Field, tie: At | Fold | Pairs | Repetitions
) -> bool:
    path = parse_path(tie.path)
    target = _descend(plan, path.loops)
    if target is None:
        return False
    found = False
    for index, slot, codes in _slots(target.loop, path.segment, set(path.codes)):
        span = _Span(f"{target.loop.id}/{slot.ref}", slot, path.element)
        piece = span.piece(field, tie, path.element, path.component)
        if piece is not None:
            target.uses.setdefault(index, []).append(Use(owner, piece, codes))
        found = found or piece is not None or _is_settled(slot, tie, path.element, path.component)
    return found


def _slots(loop: Loop, segment: str, codes: set[str]) -> Iterator[tuple[int, Slot, tuple[str, ...]]]:
    """The slots a path means, with the codes it narrows each of them to."""
    for index, child in enumerate(loop.children):
        if isinstance(child, Slot) and child.id == segment:
            known = codes_of(child)
            if not codes:
                yield index, child, ()
            elif both := tuple(code for code in known if code in codes):
                yield index, child, () if len(both) == len(known) else both


def key_of(slot: Slot) -> tuple[int, int]:
    """Where the code stands that tells a slot from its look-alikes: position and component (or 0)."""
    key = slot.key
    if key:
        return key[0], key[1]
    return 1, 0


def codes_of(slot: Slot) -> tuple[str, ...]:
    """The codes of that place."""
    if slot.key:
        return slot.key[2]
    first = slot.element(1)
    return first.codes if first else ()


def _is_settled(slot: Slot, tie: At | Fold | Pairs | Repetitions, position: int, component: int) -> bool:
    row = _row(slot, position, component)
    return isinstance(tie, At) and tie.choice and row is not None and len(row.codes) == 1


def _row(slot: Slot, position: int, component: int) -> Element | None:
    row = slot.element(position)
    if row is None or not component:
        return row
    return next((part for part in row.components if part.position == component), None)


class _Span:
    """A segment, composite or group that a type is made of: its relative paths become places."""

    def __init__(self, where: str, slot: Slot, start: int = 0, composite: int = 0) -> None:
        self.where = where
        self.slot = slot
        self.start = start
        self.composite = composite

    def piece(
        self, field: Field, tie: At | Fold | Pairs | Repetitions, position: int, component: int
    ) -> Piece | None:
        """What a tie to this position (and component) of the slot becomes; None if the slot has none."""
        if isinstance(tie, Pairs):
            key, value = self.leaf(field, 1, 0), self.leaf(field, 2, 0)
            return Paired(field, key, value) if key and value else None
        if isinstance(tie, Fold):
            return self.folded(field, tie, position)
        if isinstance(tie, Repetitions):
            repeated = self.leaf(field, position, 0)
            return Repeated(field, repeated) if repeated else None
        row = _row(self.slot, position, component) if position else None
        if position and (row is None or (tie.choice and len(row.codes) == 1)):
            return None
        if field.is_struct:
            return self.group(field, position, composite=bool(position))
        return self.leaf(field, position, component)

    def leaf(self, field: Field, position: int, component: int) -> Leaf | None:
        row = _row(self.slot, position, component)
        if row is None:
            return None
        path = f"{self.where}{position:02}" + (f"-{component}" if component else "")
        return Leaf(field, position, component, row, path)

    def folded(self, field: Field, tie: Fold, position: int) -> Folded | None:
        items: list[Leaf | Group] = []
        for start in tie.starts:
            item: Leaf | Group | None
            if field.is_struct:
                item = self.group(field, start, composite=False)
            elif position:
                item = self.leaf(field, position, start)
            else:
                item = self.leaf(field, start, 0)
            if item is not None:
                items.append(item)
        return Folded(field, position, tuple(items)) if items else None

    def group(self, field: Field, position: int, *, composite: bool) -> Group | None:
        """The type of a field made here; `position` is that of the composite, or where the group starts."""
        inner = _Span(self.where, self.slot, position, position if composite else 0)
        pieces = tuple(inner.relative(one) for one in fields_of(field.type))
        if not any(pieces):
            return None
        return Group(field, position, composite, pieces)

    def relative(self, field: Field) -> Piece | None:
        tie = field.tie
        if not isinstance(tie, At | Fold | Repetitions):
            raise GuideError(f"{self.where}: a segment cannot hold {field.name}")
        match = _RELATIVE.fullmatch(tie.path)
        if match is None:
            raise GuideError(f"{tie.path!r} is not a path inside a segment")
        plus, element, component = match.groups()
        position = int(element or 0) + (self.start if plus else 0)
        if self.composite:
            position = self.composite
        elif tie.path and not element:
            raise GuideError(f"{tie.path!r} is not a path inside a segment")
        return self.piece(field, tie, position, int(component or 0))
