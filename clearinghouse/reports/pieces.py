"""A segment cut into pieces, so that a page can mark the elements that findings lie on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from edi.delimiters import Delimiters
from edi.describe import show
from edi.findings import Place
from edi.values import text


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a segment as it may be shown, empty where nothing was sent; `findings` lie on it."""

    text: str
    findings: tuple[int, ...] = ()


Lying = tuple[int, Place]
"""A finding's number, and its place in the segment."""


def cut_into_pieces(values: Sequence[str], delimiters: Delimiters, lying: Iterable[Lying]) -> list[Piece]:
    """The elements of a segment with the separators before them; what nothing lies on in one piece.

    What was not sent stands empty, without a separator, where a finding tells of it.
    """
    by_element: dict[int, list[Lying]] = {}
    for number, place in lying:
        if place.element:
            by_element.setdefault(place.element, []).append((number, place))
    marked = sorted(by_element)
    pieces: list[Piece] = []
    plain = ""
    for position, value in enumerate(values[1:], 1):
        plain += delimiters.element
        if position not in by_element:
            plain += value
            continue
        pieces += [_piece(plain), *_parts(value, delimiters, by_element[position])]
        plain = ""
    if plain:
        pieces.append(_piece(plain))
    for position in marked:
        if position >= len(values):
            pieces.append(Piece("", tuple(number for number, _ in by_element[position])))
    return pieces


def _parts(value: str, delimiters: Delimiters, lying: Sequence[Lying]) -> Iterator[Piece]:
    """One element: in one piece where a finding lies on the whole of it, else by its components."""
    if any(not place.component for _, place in lying):
        yield _piece(value, [number for number, _ in lying])
        return
    repetitions = [one.split(delimiters.component) for one in value.split(delimiters.repetition)]
    by_part: dict[tuple[int, int], list[int]] = {}
    for number, place in lying:
        repetition = min(max(place.repetition, 1), len(repetitions))
        by_part.setdefault((repetition, place.component), []).append(number)
    for nth, parts in enumerate(repetitions, 1):
        if nth > 1:
            yield _piece(delimiters.repetition)
        for component, part in enumerate(parts, 1):
            if component > 1:
                yield _piece(delimiters.component)
            if part or (nth, component) in by_part:
                yield _piece(part, by_part.get((nth, component), ()))
        for at, component in sorted(by_part):
            if at == nth and component > len(parts):
                yield _piece("", by_part[at, component])


def _piece(value: str, findings: Iterable[int] = ()) -> Piece:
    return Piece(show(text(value)), tuple(findings))
