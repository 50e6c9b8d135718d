"""Fitting: text longer than its guide allows is refused, or cut where it is a name or a description."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

from edi.conventions import Conventions
from edi.errors import WriteError
from edi.guide import Element, Slot
from edi.writer import Value
from mappings.standard import FREE_TEXT


@dataclass(frozen=True, slots=True)
class Limit:
    """The longest value of an element or component; a composite has those of its parts."""

    path: str
    longest: int
    is_number: bool
    is_free_text: bool
    parts: tuple[Limit | None, ...] = ()


Limits = tuple[Limit | None, ...]
"""By position; the first is the segment id's."""


def limits_of(slot: Slot) -> Limits:
    """What a slot allows; nothing is known of an element whose row is in doubt."""
    return (None, *_limits(slot.elements, slot.ref, "{:02d}"))


def _limits(rows: Sequence[Element], where: str, place: str) -> Limits:
    found: list[Limit | None] = [None] * max((row.position for row in rows), default=0)
    for row in rows:
        if row.doubt:
            continue
        path = where + place.format(row.position)
        found[row.position - 1] = Limit(
            path,
            row.max,
            row.type[:1] in ("R", "N"),
            row.type == "AN" and row.number in FREE_TEXT and not row.codes and not row.code_list,
            _limits(row.components, path, "-{}"),
        )
    return tuple(found)


def fitting(
    write: Callable[[Any, Callable[[list[Value], Limits], None]], None], conventions: Conventions
) -> Callable[[Any, Callable[[list[Value]], None]], None]:
    """A measured writer as one that gives segments by the conventions, none of them too long."""

    def write_fitting(thing: Any, add: Callable[[list[Value]], None]) -> None:
        write(thing, lambda values, limits: add(_fitted(values, limits, conventions)))

    return write_fitting


def _fitted(values: list[Value], limits: Limits, conventions: Conventions) -> list[Value]:
    return [
        value if limit is None else _element(value, limit, conventions)
        for value, limit in zip(values, chain(limits, repeat(None)), strict=False)
    ]


def _element(value: Value, limit: Limit, conventions: Conventions) -> Value:
    if isinstance(value, str):
        part = limit.parts[0] if limit.parts else None
        return _text(value, part or limit, conventions)
    if value and not isinstance(value[0], str):
        return [_components(one, limit, conventions) for one in value]
    return _components(value, limit, conventions)  # type: ignore[arg-type]


def _components(parts: Sequence[str], limit: Limit, conventions: Conventions) -> list[str]:
    if not limit.parts:
        return [_text(part, limit, conventions) for part in parts]
    return [
        part if row is None else _text(part, row, conventions)
        for part, row in zip(parts, chain(limit.parts, repeat(None)), strict=False)
    ]


def _text(value: str, limit: Limit, conventions: Conventions) -> str:
    """Measured as it will stand on the wire: without the accents, if that is agreed."""
    size = sum(map(str.isdigit, value)) if limit.is_number else len(value)
    if size <= limit.longest and (value.isascii() or not conventions.change_text):
        return value
    if conventions.change_text:
        value = conventions.written(value, limit.path)
        if not limit.is_number and len(value) <= limit.longest:
            return value
    if conventions.too_long == "cut" and limit.is_free_text and (short := value[: limit.longest].rstrip()):
        return short
    raise WriteError("the value is longer than the guide allows", limit.path)
