"""Source being written: names, depths, and the expressions that turn wire text into values."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from msgspec import Struct

from edi.errors import GuideError
from edi.guide import Element
from transactions import binding_values as values
from transactions.binding import At, Field, Period, fields_of
from transactions.binding_places import Leaf

QUANTITY = "380"
"""The element number of a quantity: mostly small whole numbers."""


class Code:
    """Source being written, and the names it uses."""

    def __init__(self, careful: bool, measured: bool = False) -> None:
        self.careful = careful
        self.measured = measured
        self.lines: list[str] = []
        self.names: dict[str, Any] = {}
        self._known: dict[int, str] = {}
        self._count = 0
        self._temporaries = 0

    def line(self, depth: int, text: str) -> None:
        self.lines.append("    " * depth + text)

    def temporary(self, kind: str = "v") -> str:
        """A variable for what is at hand."""
        self._temporaries += 1
        return f"{kind}{self._temporaries}"

    def start_segment(self) -> None:
        """From here on temporaries may be used again: the fewer variables, the faster each of them."""
        self._temporaries = 0

    def name(self, thing: Any, kind: str) -> str:
        """The name under which the code finds a thing."""
        known = self._known.get(id(thing))
        if known is None:
            known = self._known[id(thing)] = self.fresh(kind)
            self.names[known] = thing
        return known

    def fresh(self, kind: str) -> str:
        """A name that nothing else has."""
        self._count += 1
        return f"{kind}_{self._count}"


ARGUMENTS = 30
"""So many arguments CPython passes as they are; a call with more of them goes through a list, one by one."""


def call(name: str, arguments: list[str]) -> str:
    """A call by position."""
    if len(arguments) <= ARGUMENTS:
        return f"{name}({', '.join(arguments)})"
    parts = [arguments[at : at + ARGUMENTS] for at in range(0, len(arguments), ARGUMENTS)]
    spread = (f"*({', '.join(part)},)" for part in parts)
    return f"{name}({', '.join(spread)})"


def sure(rows: tuple[Element, ...]) -> int:
    """Up to which position a segment (or composite) without faults always reaches."""
    return max((row.position for row in rows if row.usage == "R"), default=0)


def longest(rows: tuple[Element, ...]) -> int:
    """The last position the guide uses."""
    return max((row.position for row in rows), default=0)


def neutral(field: Field) -> str:
    """What stands where a value is absent: None, or the empty value of a field that always has one."""
    if field.many is not None:
        return {list: "[]", tuple: "()", dict: "{}"}[field.many]
    if field.optional:
        return "None"
    return {str: "''", Decimal: "ZERO", int: "0", bool: "False"}.get(field.type, "None")


def absent_value(field: Field) -> str:
    """What stands where one value of a field is absent; in a list or dict it is left out."""
    return "None" if field.many is not None else neutral(field)


def convert(code: Code, leaf: Leaf, value: str, *, known: bool) -> str:
    """The expression of a leaf's value from that of its wire text; `known`: it is there and not empty."""
    field = leaf.field
    if isinstance(field.tie, At) and field.type is bool:
        return _flag(field.tie, value, field.optional)
    if code.careful:
        absent = absent_value(field)
        word = _CAREFUL[field.type]
        return f"{word}({value}, {leaf.path!r}, bad)" + ("" if absent == "None" else f" or {absent}")
    if field.type is str:
        return value if known or not field.optional else f"{value} or None"
    if known:
        return _converted(leaf, value)
    shown = value if value.isidentifier() else "w"
    there = value if value.isidentifier() else f"(w := {value})"
    return f"({_converted(leaf, shown)}) if {there} else {absent_value(field)}"


def _converted(leaf: Leaf, value: str) -> str:
    """The expression of a value that is there; quantities, of which a few are common, are kept."""
    if leaf.field.type is Decimal and leaf.row.number == QUANTITY:
        return f"COUNTS[{value}]"
    return f"{_plain(leaf)}({value})"


def _flag(tie: At, value: str, optional: bool) -> str:
    if tie.no and optional:
        return f"True if {value} == {tie.yes!r} else False if {value} == {tie.no!r} else None"
    return f"{value} == {tie.yes!r}"


_CAREFUL = {
    str: "careful_text", Decimal: "careful_number", int: "careful_int", date: "careful_date",
    time: "careful_time", Period: "careful_period",
}
_PLAIN = {
    int: "int", date: "plain_date", time: "read_time", Period: "plain_period", Decimal: "plain_number",
}


def _plain(leaf: Leaf) -> str:
    kind = leaf.field.type
    if kind not in _PLAIN:
        raise GuideError(f"{leaf.path}: a value cannot be of the type of {leaf.field.name}")
    if kind is date and leaf.row.number != "1251" and leaf.row.min < 8:
        return "read_date"
    return _PLAIN[kind]


def empty(kind: type[Struct]) -> Struct:
    """A type with nothing told: None, empty text, zero."""
    made: dict[str, Any] = {}
    for field in fields_of(kind):
        if field.many is not None:
            made[field.name] = field.many()
        elif field.optional:
            made[field.name] = None
        elif field.is_struct:
            made[field.name] = empty(field.type)
        else:
            made[field.name] = {str: "", Decimal: values.ZERO, int: 0, bool: False}.get(field.type)
    return kind(**made)
