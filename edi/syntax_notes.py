"""The standard's syntax notes: elements that need each other, or exclude each other.

The slow path checks them (`broken_note`); the expressions look ahead for what breaks them (`look_aheads`).
Those of a guide are `edi.conditions`.
"""

from __future__ import annotations

from edi.alphabet import Alphabet
from edi.guide import Element


def note_places(note: str) -> tuple[str, tuple[int, ...]]:
    """A syntax note taken apart: P0304 is P and the positions 3 and 4."""
    return note[0], tuple(int(note[i : i + 2]) for i in range(1, len(note), 2))


def broken_note(note: str, values: list[str]) -> tuple[str, int] | None:
    """The rule and the position at which a syntax note (P0304, R0203, E0207, C0605, L0506..) is broken.

    `values` are indexed by position: a segment with its id, or a composite behind an empty string.
    """
    kind, places = note_places(note)
    size = len(values)
    there = [place for place in places if place < size and values[place]]
    if kind == "R":
        return None if there else ("E102", places[0])
    if not there or (len(there) == len(places) and kind != "E"):
        return None
    if kind == "E":
        return ("E110", there[1]) if len(there) > 1 else None
    if kind == "P" or (kind == "C" and places[0] == there[0]):
        return "E102", next(place for place in places if place not in there)
    if kind == "L" and there == [places[0]]:
        return "E102", places[1]
    return None


def open_notes(notes: tuple[str, ...], rows: dict[int, Element], first: int = 0) -> list[str]:
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


def look_aheads(
    notes: tuple[str, ...], rows: dict[int, Element], separator: str, a: Alphabet
) -> dict[int, str]:
    """The open notes as look-aheads, each before the first place it speaks of.

    Where a segment ends before that place the note is settled, and its look-ahead is never tried; but for
    notes of the kind R, which stand at 0.
    """
    heads: dict[int, str] = {}
    for note in open_notes(notes, rows):
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
