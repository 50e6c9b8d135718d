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
    """Any of some codes, as a tree of their characters: what they share is looked at once.

    What follows in an expression must be something that ends a value: the longest code is taken.
    """
    shared: dict[str, list[str]] = {}
    heads: dict[str, list[str]] = {}
    for code in sorted(set(codes)):
        heads.setdefault(code[:1], []).append(code[1:])
    ends = heads.pop("", None) is not None
    for head, rests in heads.items():
        shared.setdefault(alternatives(rests), []).append(head)
    ways = [_any_of(chars) + rest for rest, chars in shared.items()]
    whole = ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})" if ways else ""
    return f"(?:{whole})?+" if ends and whole else whole


def _any_of(chars: list[str]) -> str:
    return re.escape(chars[0]) if len(chars) == 1 else _char_class(chars)


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
    open_notes = _open_notes(row.syntax, rows)
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
    if parts[0].pair or _open_notes(tuple(open_notes), rows, first=2):
        return _NEVER
    notes = _notes(tuple(open_notes), rows, a.component, a)
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
    open_notes = _open_notes(slot.syntax, rows)
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
    notes = _notes(tuple(open_notes), rows, a.element, a)
    for place, head in heads.items():
        notes[place] = notes.get(place, "") + head
    if any(part.pair and part.position + 1 in notes for part in parts):
        return _NEVER
    start = slot.id + notes.pop(0, "")
    if not any(part.required for part in parts):
        start += f"(?={a.element})"
    return f"{start}{_chain(parts, a.element, notes)}{a.terminator}"
