"""The sugar guides are written in.

A row says only what differs from the standard: number, type, lengths, the elements of a composite
and the syntax notes are the standard's. `r(5)` requires element 5, `s(5)` allows it; a position
without a row is not used. Codes stand in one string, separated by blanks; `@states` names an
external list. The codes in the brackets of a slot's ref are those of its key element.

    segment("NM1[85]", "billing provider", R, 1, r(1), r(2, "1 2"), r(3), s(4), s(5), s(8, "XX"), s(9))

A condition stands beside the element it is about, with the rule that tells where it is broken:
`s(4, only_if("U411", 2, "1"))`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from edi.errors import GuideError
from edi.guide import UNBOUNDED, Condition, Element, Guide, Loop, SegmentDefinition, Slot, Usage
from mappings.guides import Head
from mappings.standard import COMPOSITES, ELEMENTS, SEGMENTS

R: Final = "R"
S: Final = "S"
MANY: Final = UNBOUNDED

_KEYS = {"HL": (3, 0), "HI": (1, 1), "CTX": (1, 1)}
"""Where the distinguishing code of a slot stands: element 1, but for these segments."""

_LISTS = {"26": "countries", "100": "currencies", "156": "states", "1034": "carc", "1361": "oral_cavity"}
"""Elements whose values are an external list wherever they stand."""

Child = TypeVar("Child", Slot, Loop)


@dataclass(frozen=True, slots=True)
class Row:
    """What a guide says of one element; None and empty leave it to the standard."""

    position: int
    usage: Usage
    codes: tuple[str, ...] = ()
    code_list: str = ""
    components: tuple[Row, ...] = ()
    type: str | None = None
    max: int | None = None
    doubt: bool = False
    doubtful_codes: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()


Say = str | Row | Condition
"""What a row says of its element: codes, components, conditions."""


def only_if(rule: str, by: int, values: str) -> Condition:
    """The element may be sent only where the one at `by` has one of these values."""
    return Condition(rule, 0, False, by, tuple(values.split()), but=True)


def never_if(rule: str, by: int, values: str) -> Condition:
    """The element may not be sent where the one at `by` has one of these values (`-`: is not sent)."""
    return Condition(rule, 0, False, by, _values(values))


def needed_if(rule: str, by: int, values: str, instead: int = 0) -> Condition:
    """The element must be sent where the one at `by` has one of these values (`-`: is not sent).

    That at `instead` may take its place.
    """
    return Condition(rule, 0, True, by, _values(values), instead=instead)


def _values(values: str) -> tuple[str, ...]:
    return tuple("" if value == "-" else value for value in values.split())


def _row(
    position: int,
    usage: Usage,
    says: tuple[Say, ...],
    type: str | None,
    max: int | None,
    doubt: bool,
    doubtful: str,
) -> Row:
    words = " ".join(say for say in says if isinstance(say, str)).split()
    return Row(
        position,
        usage,
        codes=tuple(word for word in words if not word.startswith("@")),
        code_list="".join(word[1:] for word in words if word.startswith("@")),
        components=tuple(say for say in says if isinstance(say, Row)),
        type=type,
        max=max,
        doubt=doubt,
        doubtful_codes=tuple(doubtful.split()),
        conditions=tuple(replace(say, position=position) for say in says if isinstance(say, Condition)),
    )


def r(
    position: int,
    *says: Say,
    type: str | None = None,
    max: int | None = None,
    doubt: bool = False,
    doubtful: str = "",
) -> Row:
    """A required element: its codes or its components, its conditions, and what differs from the standard.

    `doubtful` are codes accepted with a warning; `doubt` makes every violation of the row one.
    """
    return _row(position, R, says, type, max, doubt, doubtful)


def s(
    position: int,
    *says: Say,
    type: str | None = None,
    max: int | None = None,
    doubt: bool = False,
    doubtful: str = "",
) -> Row:
    """A situational element; the rest as in `r`."""
    return _row(position, S, says, type, max, doubt, doubtful)


def each(kind: Callable[..., Row], first: int, last: int, *says: Say) -> tuple[Row, ...]:
    """One and the same row for every position from `first` to `last`."""
    return tuple(kind(position, *says) for position in range(first, last + 1))


def segment(ref: str, name: str, usage: Usage, repeat: int, *rows: Row, doubt: bool = False) -> Slot:
    """A slot; raises GuideError where a row has no place in the standard's segment."""
    id_, _, bracket = ref.partition("[")
    definition = SEGMENTS.get(id_)
    if definition is None:
        raise GuideError(f"{ref}: the standard has no segment {id_}")
    if bracket:
        rows = _keyed(rows, *_KEYS.get(id_, (1, 0)), tuple(bracket.rstrip("]").split(",")))
    elements = _resolved(ref, rows, definition)
    conditions = tuple(condition for row in rows for condition in row.conditions)
    known = {row.position for row in rows}
    for condition in conditions:
        if condition.by not in known - {condition.position}:
            raise GuideError(f"{ref}{condition.position:02}: depends on {condition.by:02}, which is not used")
    if any(part.conditions for row in rows for part in row.components):
        raise GuideError(f"{ref}: a condition stands beside an element, not inside a composite")
    return Slot(ref, name, usage, repeat, elements, definition.syntax, doubt, conditions)


def _keyed(rows: tuple[Row, ...], position: int, component: int, codes: tuple[str, ...]) -> tuple[Row, ...]:
    """The rows with the bracket's codes at the key."""
    if component:
        return tuple(
            replace(row, components=_keyed(row.components, component, 0, codes))
            if row.position == position
            else row
            for row in rows
        )
    return tuple(replace(row, codes=codes) if row.position == position else row for row in rows)


def _resolved(where: str, rows: Iterable[Row], definition: SegmentDefinition) -> tuple[Element, ...]:
    """Rows joined with what the standard knows of them, in the order of their positions."""
    elements: list[Element] = []
    for row in rows:
        if elements and row.position <= elements[-1].position:
            raise GuideError(f"{where}: element {row.position} stands twice or out of order")
        if row.position > len(definition.elements):
            raise GuideError(f"{where}: the standard's {definition.id} has no element {row.position}")
        elements.append(element(where, row, definition))
    return tuple(elements)


def element(where: str, row: Row, definition: SegmentDefinition) -> Element:
    """One row joined with the standard's element of its position; `where` names it in a GuideError."""
    number, _, repeat = definition.elements[row.position - 1]
    composite = COMPOSITES.get(number)
    if composite is not None:
        kind, least, most = "", 0, 0
    elif number in ELEMENTS:
        kind, least, most = ELEMENTS[number]
    else:
        raise GuideError(f"{where}: nothing is known of element {row.position} of {definition.id}")
    return Element(
        row.position,
        row.usage,
        number,
        kind if row.type is None else row.type,
        least,
        most if row.max is None else row.max,
        codes=row.codes,
        code_list=row.code_list or _LISTS.get(number, ""),
        repeat=repeat,
        components=_resolved(where, row.components, composite) if composite else (),
        syntax=composite.syntax if composite else (),
        doubt=row.doubt,
        doubtful_codes=row.doubtful_codes,
    )


def loop(
    id: str,
    name: str,
    usage: Usage,
    repeat: int,
    *children: Slot | Loop,
    unit: bool = False,
    doubt: bool = False,
) -> Loop:
    """A loop; its first child starts it."""
    if not children:
        raise GuideError(f"loop {id} is empty")
    return Loop(id, name, usage, repeat, children, unit, doubt)


def used(usage: Usage, child: Child) -> Child:
    """The same loop or slot, required here and situational there."""
    return replace(child, usage=usage)


def set_header(head: Head) -> Slot:
    """ST with the guide's version; the versions read as this one are accepted with a warning."""
    version = r(3, head.version, doubtful=" ".join(head.also))
    return segment("ST", "set header", R, 1, r(1, head.set_id), r(2), version)


def guide(head: Head, *loops: Loop, limits: Mapping[str, int] | None = None) -> Guide:
    """A guide from its top loops; SE is put behind them.

    `limits` narrows elements throughout the guide: element number -> longest.
    """
    trailer = segment("SE", "set trailer", R, 1, r(1), r(2))
    root = _narrowed(loop("", head.title, R, 1, *loops, trailer), limits or {})
    return Guide(head.name, head.title, head.version, head.set_id, head.group_id, root, head.also)


def _narrowed(loop: Loop, limits: Mapping[str, int]) -> Loop:
    if not limits:
        return loop

    def narrow(element: Element) -> Element:
        return replace(
            element,
            max=min(element.max, limits.get(element.number, element.max)),
            components=tuple(map(narrow, element.components)),
        )

    return replace(
        loop,
        children=tuple(
            _narrowed(child, limits)
            if isinstance(child, Loop)
            else replace(child, elements=tuple(map(narrow, child.elements)))
            for child in loop.children
        ),
    )
