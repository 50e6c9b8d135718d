"""Expressions of segments: a slot's rows as a regular expression that takes what has no fault.

Sound, not complete: an expression never takes what the checks would fault, and leaves the rare to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from edi.conditions import look_aheads
from edi.delimiters import Delimiters
from edi.guide import UNBOUNDED, Element, Slot
from edi.values import FORMATS

_DAY = (
    "(?:19|20)[0-9][0-9](?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])"
    "|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
    "|(?:19|20)(?:0[48]|[2468][048]|[13579][26])0229|20000229"
)
_DAY = f"(?:{_DAY})"
"""A day as CCYYMMDD from 1900 to 2099, leap days included."""
_TIME = "(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9](?:[0-9][0-9]?)?)?"
_SHAPES = {"D8": _DAY, "RD8": f"{_DAY}-{_DAY}"}
_NEVER = "(?!)"
_MONEY = "782"
"""The element of amounts: two decimal places are the usual there, up to four in rates and weights."""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The delimiters as fragments of expressions."""

    element: str
    component: str
    repetition: str
    terminator: str
    segment: str
    first: str
    rest: str
    other: str

    @classmethod
    def of(cls, delimiters: Delimiters) -> Alphabet:
        """`first` is a printable character but a blank, `rest` any printable one, `other` any that does not
        end an element."""
        e, c, r, s = (re.escape(ch) for ch in delimiters.all)
        plain = [chr(n) for n in range(0x20, 0x7F) if chr(n) not in delimiters.all]
        return cls(
            e, c, r, re.escape(delimiters.terminator), s,
            _char_class(plain[1:] if plain[0] == " " else plain), _char_class(plain), f"[^{e}{s}]",
        )


def _char_class(chars: list[str]) -> str:
    spans: list[tuple[str, str]] = []
    for ch in chars:
        if spans and ord(ch) == ord(spans[-1][1]) + 1:
            spans[-1] = (spans[-1][0], ch)
        else:
            spans.append((ch, ch))
    return "[" + "".join(_escape(a) if a == b else f"{_escape(a)}-{_escape(b)}" for a, b in spans) + "]"


def _escape(ch: str) -> str:
    return ch if ch.isalnum() else "\\" + ch


def alternatives(codes: Iterable[str]) -> str:
    """Any of some codes, as a tree of their first characters; of two that begin alike the longer one first.

    Codes whose heads have the same tails share a branch: much shorter than a list, and compiled faster.
    """
    tails: dict[str, set[str]] = {}
    for code in codes:
        tails.setdefault(code[0], set()).add(code[1:])
    heads: dict[frozenset[str], list[str]] = {}
    for head in sorted(tails):
        heads.setdefault(frozenset(tails[head]), []).append(head)
    ways = []
    for rest, alike in heads.items():
        way = _char_class(alike) if len(alike) > 1 else re.escape(alike[0])
        longer = rest - {""}
        if longer:
            way += alternatives(longer) if longer == rest else f"(?:{alternatives(longer)})?"
        ways.append(way)
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


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
        return rf"-?(?:[0-9]{{1,{row.max - places}}}+(?:\.[0-9]{{1,{places}}})?|\.[0-9]{{1,{places}}})"
    return f"-?[0-9]{{{row.min},{row.max}}}+"


def _chain(parts: list[tuple[int, str, bool]], separator: str, notes: dict[int, str]) -> str:
    """Values behind separators, the last ones optional: (position, expression, required); empty = not used.

    The expression of a value that is not required takes its absence too.
    `notes` are look-aheads by the position before whose separator they stand.
    """
    tail = ""
    required_behind = False
    for position, expression, required in reversed(parts):
        body = notes.get(position, "") + separator + expression
        required_behind = required_behind or required
        tail = body + tail if required_behind else f"(?:{body}{tail})?"
    return tail


def _part(position: int, row: Element | None, expression: str) -> tuple[int, str, bool]:
    """A value as `_chain` takes it."""
    if row is None:
        return position, "", False
    required = row.usage == "R"
    return position, expression if required else f"(?:{expression})?", required


def _composite(row: Element, a: Alphabet) -> str:
    # A date inside a composite is rare: the checks look whether it has the format its qualifier names.
    dated = [part for part in row.components if part.number in ("1250", "1251")]
    if any(part.usage == "R" for part in dated):
        return _NEVER
    rows = {part.position: part for part in row.components if part not in dated}
    parts: list[tuple[int, str, bool]] = []
    for position in range(1, max(rows) + 1):
        part = rows.get(position)
        parts.append(_part(position, part, _simple(part, a) if part else ""))
    if not parts[0][2] or _open_notes(row.syntax, rows, first=2):
        return _NEVER
    notes = _notes(row.syntax, rows, a.component, a)
    if 0 in notes:
        return _NEVER
    # The first component has no separator before it; a trailing separator is left to the slow path.
    return f"{_chain(parts, a.component, notes)[len(a.component) :]}(?<!{a.component})"


def _value(row: Element, a: Alphabet) -> str:
    one = _composite(row, a) if row.components else _simple(row, a)
    if row.repeat == 1:
        return one
    more = "*" if row.repeat == UNBOUNDED else f"{{0,{row.repeat - 1}}}"
    return f"{one}(?:{a.repetition}{one}){more}"


def _open_notes(notes: tuple[str, ...], rows: dict[int, Element], first: int = 0) -> list[str]:
    """The syntax notes that usage does not settle already; `first`: only those that start before it."""

    def always(place: int) -> bool:
        return place in rows and rows[place].usage == "R"

    left = []
    for note in notes:
        places = [int(note[i : i + 2]) for i in range(1, len(note), 2)]
        used = [place for place in places if place in rows]
        kind = note[0]
        settled = (
            (kind == "P" and (all(always(p) for p in places) or not used))
            or (kind == "R" and any(always(p) for p in places))
            or (kind == "E" and len(used) < 2)
            or (kind == "C" and (places[0] not in rows or all(always(p) for p in places[1:])))
            or (kind == "L" and (places[0] not in rows or any(always(p) for p in places[1:])))
        )
        if not settled and (not first or min(places) < first):
            left.append(note)
    return left


def _notes(notes: tuple[str, ...], rows: dict[int, Element], separator: str, a: Alphabet) -> dict[int, str]:
    """The open notes as look-aheads, each before the first place it speaks of.

    Where a segment ends before that place the note is settled, and its look-ahead is never tried; but for
    notes of the kind R, which stand at 0.
    """
    heads: dict[int, str] = {}
    for note in _open_notes(notes, rows):
        places = sorted(int(note[i : i + 2]) for i in range(1, len(note), 2))
        if note[0] == "R":
            # A segment that ends before any of its places breaks it too: looked at from the start (0).
            heads[0] = heads.get(0, "") + _note(note, 1, separator, a)
        elif note[0] == "E":
            # Elements that exclude each other: the later ones are rare, so their mere presence goes
            # the slow way, and the common case looks at nothing.
            for place in places[1:]:
                heads[place] = heads.get(place, "") + f"(?!{separator}{a.other})"
        else:
            heads[places[0]] = heads.get(places[0], "") + _note(note, places[0], separator, a)
    return heads


def _note(note: str, start: int, separator: str, a: Alphabet) -> str:
    """Negative look-aheads for every way to break a syntax note, read from the separator before `start`."""
    places = [int(note[i : i + 2]) for i in range(1, len(note), 2)]
    kind = note[0]
    first, others = places[0], places[1:]
    broken: list[dict[int, bool]]
    if kind == "P":
        broken = [{p: True, q: False} for p in places for q in places if p != q]
    elif kind == "R":
        broken = [dict.fromkeys(places, False)]
    elif kind == "C":
        broken = [{first: True, q: False} for q in others]
    else:
        broken = [{first: True, **dict.fromkeys(others, False)}]
    # A value ends at its separator or at anything that ends the whole (segment, element, repetition).
    ends = f"{a.element}{a.segment}"
    if separator == a.component:
        ends += f"{a.component}{a.repetition}"
    whole = f"[{ends}]" if separator == a.element else f"[{a.element}{a.segment}{a.repetition}]"
    stop = a.segment if separator == a.element else whole
    heads = []
    for wanted in broken:
        atoms = ""
        for position in range(start, max(wanted) + 1):
            if position not in wanted:
                atoms += f"(?:{separator}[^{ends}]*+|(?={stop}))"
            elif wanted[position]:
                atoms += f"{separator}[^{ends}]++"
            else:
                atoms += f"(?:{separator}(?=[{ends}])|(?={stop}))"
        heads.append(f"(?!{atoms})")
    return "".join(heads)


def _qualified(slot: Slot, index: int, a: Alphabet) -> tuple[str, bool] | None:
    """Elements 1250 and 1251 side by side as one expression: the format follows the qualifier."""
    if index + 1 >= len(slot.elements):
        return None
    qualifier, value = slot.elements[index : index + 2]
    if (qualifier.number, value.number) != ("1250", "1251") or value.position != qualifier.position + 1:
        return None
    if not qualifier.codes or value.repeat != 1 or value.components:
        return _NEVER, True
    ways = []
    for code in qualifier.codes:
        if code in _SHAPES:
            ways.append(f"{re.escape(code)}{a.element}{_SHAPES[code]}")
        elif code not in FORMATS:
            ways.append(f"{re.escape(code)}{a.element}{_simple(value, a)}")
    both = f"(?:{'|'.join(ways)})" if ways else _NEVER
    if "R" in (qualifier.usage, value.usage):
        return both, True
    return f"(?:{both}|{a.element})", False


def slot_expression(slot: Slot, a: Alphabet, *, capture: tuple[int, ...] = ()) -> str:
    """One segment of a slot, up to and with its terminator; `capture` are positions kept as groups."""
    rows = {row.position: row for row in slot.elements}
    notes = _notes(slot.syntax, rows, a.element, a)
    for place, head in look_aheads(slot, a).items():
        notes[place] = notes.get(place, "") + head
    parts: list[tuple[int, str, bool]] = []
    skip = 0
    for position in range(1, max(rows, default=0) + 1):
        if position == skip:
            continue
        row = rows.get(position)
        if row is None:
            parts.append(_part(position, None, ""))
            continue
        pair = _qualified(slot, slot.elements.index(row), a)
        if pair:
            skip = position + 1
            parts.append((position, _NEVER if skip in notes else pair[0], pair[1]))
            continue
        expression = _value(row, a)
        if position in capture:
            expression = f"({expression})"
        parts.append(_part(position, row, expression))
    start = slot.id + notes.pop(0, "")
    if not any(required for _, _, required in parts):
        start += f"(?={a.element})"
    return f"{start}{_chain(parts, a.element, notes)}(?<!{a.element}){a.terminator}"
