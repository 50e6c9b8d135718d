"""Expressions of segments: a slot's rows as a regular expression that takes what has no fault.

Sound, not complete: an expression never takes what the checks would fault, and leaves the rare to them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from edi import syntax_notes
from edi.alphabet import Alphabet, alternatives
from edi.conditions import look_aheads
from edi.guide import UNBOUNDED, Element, Slot
from edi.values import FORMATS

_DAY = (
    "(?:(?:20|19)[0-9][0-9](?:0[1-9]|1[0-2])"
    "(?:[12][0-8]|0[1-9]|19|(?:29|30)(?<!02..)|31(?<=0[13578]..|1[02]..))"
    "|(?:19|20)(?:0[48]|[2468][048]|[13579][26])0229|20000229)"
)
"""A day as CCYYMMDD from 1900 to 2099, leap days included."""
_TIME = "(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9](?:[0-9][0-9]?)?)?"
_SHAPES = {
    "D8": _DAY, "RD8": f"{_DAY}-{_DAY}", "DT": f"{_DAY}(?:[01][0-9]|2[0-3])[0-5][0-9]", "TM": f"(?:{_TIME})",
}
_NEVER = "(?!)"
_MONEY = "782"
"""The element of amounts: two decimal places are the usual there, up to four in rates and weights."""


def _simple(row: Element, a: Alphabet) -> str:
    """A value that has no fault; narrower than the checks where that is cheaper."""
    if row.codes:
        return alternatives(row.codes)
    if row.type in ("AN", "ID", "B"):
        if row.max == 1:
            return a.first
        return f"{a.first}{a.rest}{{{max(row.min - 1, 0)},{row.max - 1}}}+"
    if row.type == "DT":
        return _DAY if row.min <= 8 <= row.max else _NEVER
    if row.type == "TM":
        return _TIME if row.min <= 4 and row.max >= 8 else _NEVER
    if row.type == "R":
        if row.min > 1 or row.max < 3:
            return f"[0-9]{{{row.min},{row.max}}}+"
        places = 2 if row.number == _MONEY or row.max < 8 else 4
        return rf"-?+[0-9]{{0,{row.max - places}}}+(?:\.[0-9]{{1,{places}}}+)?+(?<=[0-9])"
    return f"-?+[0-9]{{{row.min},{row.max}}}+"


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands behind one separator, or a pair behind two: both or neither. Empty: not used."""

    position: int
    expression: str = ""
    required: bool = False
    pair: bool = False


def _chain(parts: list[_Part], separator: str, notes: dict[int, str]) -> str:
    """Values behind separators, the last ones optional; never with a separator at the end.

    `notes` are look-aheads by the position before whose separator they stand.
    """
    tail, needed = "", False
    # Where the last required value ends there is no separator; only what follows it can leave one.
    last = max((index for index, part in enumerate(parts) if part.required), default=-1)
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        needed = needed or index == last
        body = notes.get(part.position, "") + separator
        if part.required:
            body += part.expression
        elif part.pair:
            body += f"(?:{part.expression}|{separator})" if tail else part.expression
        elif part.expression:
            body += f"(?:{part.expression})?+"
        guard = "" if index != last + 1 else f"(?<!{separator})"
        tail = body + tail if needed else f"(?:{body}{tail}{guard})?+"
    return tail


def _composite(row: Element, a: Alphabet) -> str:
    rows = {part.position: part for part in row.components}
    open_notes = syntax_notes.open_notes(row.syntax, rows)
    parts: list[_Part] = []
    position, last = 1, max(rows)
    while position <= last:
        part = rows.get(position)
        pair = _qualified(rows, part, a.component, a) if part else None
        if pair:
            # Both or neither: that is what their note says, too.
            open_notes = [note for note in open_notes if note != f"P{position:02}{position + 1:02}"]
            parts.append(pair)
        else:
            parts.append(_Part(position, _simple(part, a), part.usage == "R") if part else _Part(position))
        position += 2 if pair else 1
    if parts[0].pair or syntax_notes.open_notes(tuple(open_notes), rows, first=2):
        return _NEVER
    notes = syntax_notes.look_aheads(tuple(open_notes), rows, a.component, a)
    if 0 in notes or any(part.pair and part.position + 1 in notes for part in parts):
        return _NEVER
    # The first component has no separator before it.
    first, *others = parts
    head = first.expression if first.required else f"(?:{first.expression})?+" if first.expression else ""
    if not any(part.required for part in parts):
        head = f"(?![{a.element}{a.segment}{a.repetition}]){head}"
    return head + _chain(others, a.component, notes)


def _value(row: Element, a: Alphabet) -> str:
    one = _composite(row, a) if row.components else _simple(row, a)
    if row.repeat == 1:
        return one
    more = "*" if row.repeat == UNBOUNDED else f"{{0,{row.repeat - 1}}}"
    return f"{one}(?:{a.repetition}{one}){more}"


def _qualified(rows: dict[int, Element], row: Element, separator: str, a: Alphabet) -> _Part | None:
    """Elements 1250 and 1251 side by side as one expression: the format follows the qualifier."""
    value = rows.get(row.position + 1)
    if value is None or (row.number, value.number) != ("1250", "1251"):
        return None
    ways = []
    for code in row.codes if value.repeat == 1 and not value.components else ():
        if code in _SHAPES:
            ways.append(f"{re.escape(code)}{separator}{_SHAPES[code]}")
        elif code not in FORMATS:
            ways.append(f"{re.escape(code)}{separator}{_simple(value, a)}")
    both = ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})" if ways else _NEVER
    return _Part(row.position, both, "R" in (row.usage, value.usage), pair=True)


def _paired(slot: Slot, row: Element, open_notes: list[str], a: Alphabet) -> _Part | None:
    """Neighbours that a syntax note binds to each other and to nothing else: both are sent or neither."""
    value = slot.element(row.position + 1)
    note = f"P{row.position:02}{row.position + 1:02}"
    if value is None or note not in open_notes or "R" in (row.usage, value.usage):
        return None
    places = "".join(other[1:] for other in open_notes if other != note)
    bound = {int(places[at : at + 2]) for at in range(0, len(places), 2)}
    if bound & {row.position, value.position}:
        return None
    return _Part(row.position, f"{_value(row, a)}{a.element}{_value(value, a)}", pair=True)


def slot_expression(slot: Slot, a: Alphabet, *, capture: tuple[int, ...] = ()) -> str:
    """One segment of a slot, up to and with its terminator; `capture` are positions kept as groups."""
    rows = {row.position: row for row in slot.elements}
    open_notes = syntax_notes.open_notes(slot.syntax, rows)
    heads = look_aheads(slot, a)
    parts: list[_Part] = []
    position, last = 1, max(rows, default=0)
    while position <= last:
        row = rows.get(position)
        if row is None:
            parts.append(_Part(position))
        elif pair := _qualified(rows, row, a.element, a):
            parts.append(pair)
        elif position + 1 not in heads and (pair := _paired(slot, row, open_notes, a)):
            open_notes.remove(f"P{position:02}{position + 1:02}")
            parts.append(pair)
        else:
            expression = f"({_value(row, a)})" if position in capture else _value(row, a)
            parts.append(_Part(position, expression, row.usage == "R"))
        position += 2 if parts[-1].pair else 1
    notes = syntax_notes.look_aheads(tuple(open_notes), rows, a.element, a)
    for place, head in heads.items():
        notes[place] = notes.get(place, "") + head
    if any(part.pair and part.position + 1 in notes for part in parts):
        return _NEVER
    start = slot.id + notes.pop(0, "")
    if not any(part.required for part in parts):
        start += f"(?={a.element})"
    return f"{start}{_chain(parts, a.element, notes)}{a.terminator}"
