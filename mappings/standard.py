"""The standard 005010: its elements, composites and segments, before any guide narrows them."""

from __future__ import annotations

from collections.abc import Iterator

from edi.guide import UNBOUNDED, SegmentDefinition
from mappings import standard_rows as rows

_REQUIREMENTS = {"!": "M", "~": "X"}


def _lines(text: str) -> Iterator[str]:
    """The rows of a block; an indented line continues the one above."""
    row = ""
    for line in text.strip("\n").splitlines():
        if line.startswith(" "):
            row += line
            continue
        if row:
            yield row
        row = line
    if row:
        yield row


def _elements(text: str) -> dict[str, tuple[str, int, int]]:
    found: dict[str, tuple[str, int, int]] = {}
    for line in _lines(text):
        shape, _, numbers = line.partition(":")
        kind, least, most = shape.split()
        found.update(dict.fromkeys(numbers.split(), (kind, int(least), int(most))))
    return found


def _element(word: str) -> tuple[str, str, int]:
    """`C998*10!` as (number, requirement, repeat); an element without a known number has no known limit."""
    requirement = _REQUIREMENTS.get(word[-1], "O")
    number, _, repeat = word.rstrip("!~").partition("*")
    if number == "?":
        return "", requirement, UNBOUNDED
    return number, requirement, int(repeat or 1)


def _definitions(text: str) -> dict[str, SegmentDefinition]:
    found: dict[str, SegmentDefinition] = {}
    for line in _lines(text):
        words, notes, sets = (*line.split(";"), "", "")[:3]
        id_, *elements = words.split()
        found[id_] = SegmentDefinition(
            id_, tuple(map(_element, elements)), tuple(notes.split()), tuple(sets.split())
        )
    return found


ELEMENTS: dict[str, tuple[str, int, int]] = _elements(rows.ELEMENTS)
"""Element number -> (type, shortest, longest)."""

COMPOSITES: dict[str, SegmentDefinition] = _definitions(rows.COMPOSITES)
"""Composite number -> its components."""

SEGMENTS: dict[str, SegmentDefinition] = _definitions(rows.ENVELOPE) | _definitions(rows.SEGMENTS)
"""Segment id -> its elements, the envelope's segments included."""

FREE_TEXT = frozenset({"3", "19", "93", "352", "369", "933", "1035", "1036", "1037", "1204"})
"""Elements that are names, descriptions or messages: what is left of one that is cut still says something.

Names of people and organizations (93, 1035 to 1037), cities (19), descriptions (352, 369, 1204), messages
(3, 933). Addresses, ids and numbers of any kind are none.
"""
