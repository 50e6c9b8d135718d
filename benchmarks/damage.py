"""One realistic fault put into one claim: what submitters and payers really send."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

REQUIRED = (
    ("CLM", 5), ("CLM", 8), ("CLP", 7), ("NM1", 2), ("SV3", 2), ("SV1", 2), ("SVC", 2), ("SVC", 3),
    ("CAS", 3), ("DTP", 2), ("DTM", 2), ("REF", 2),
)  # fmt: skip
CODED = (
    ("CLM", 7), ("CLM", 9), ("CLP", 2), ("NM1", 2), ("SV3", 5), ("CAS", 1), ("TOO", 1), ("DTP", 2),
    ("SV1", 3),
)  # fmt: skip
NAMED = (("CLM", 1), ("CLP", 1), ("REF", 2))
LINES = ("SV3", "SV1", "SVC")
NO_SUCH_DAY = "20240230"

Fault = Callable[[list[str], Random], list[str] | None]


def _change(
    segments: list[str], places: tuple[tuple[str, int], ...], value: str, random: Random
) -> list[str] | None:
    """The segments with one element of one of the places replaced; None where none of them is there."""
    found = [
        (index, position)
        for index, segment in enumerate(segments)
        for id, position in places
        if segment.startswith(id + "*") and segment.count("*") > position
    ]
    if not found:
        return None
    index, position = random.choice(found)
    elements = segments[index].split("*")
    elements[position] = value
    return [*segments[:index], "*".join(elements), *segments[index + 1 :]]


def _missing_element(segments: list[str], random: Random) -> list[str] | None:
    return _change(segments, REQUIRED, "", random)


def _bad_code(segments: list[str], random: Random) -> list[str] | None:
    return _change(segments, CODED, "QQ", random)


def _long_element(segments: list[str], random: Random) -> list[str] | None:
    return _change(segments, NAMED, "X" * 64, random)


def _bad_date(segments: list[str], random: Random) -> list[str] | None:
    dated = [index for index, text in enumerate(segments) if text.startswith(("DTP*", "DTM*"))]
    if not dated:
        return None
    index = random.choice(dated)
    kept = segments[index].rpartition("*")[0]
    return [*segments[:index], f"{kept}*{NO_SUCH_DAY}", *segments[index + 1 :]]


def _unknown_segment(segments: list[str], random: Random) -> list[str] | None:
    index = random.randrange(1, len(segments))
    return [*segments[:index], "ZZZ*1*2", *segments[index:]]


def _wrong_order(segments: list[str], random: Random) -> list[str] | None:
    """A service line's segment behind the one that follows it."""
    lines = [
        index
        for index, text in enumerate(segments[:-1])
        if text[:3] in LINES and segments[index + 1].startswith(("TOO", "DTP", "DTM", "REF"))
    ]
    if not lines:
        return None
    index = random.choice(lines)
    return [*segments[:index], segments[index + 1], segments[index], *segments[index + 2 :]]


FAULTS: tuple[tuple[str, Fault], ...] = (
    ("missing element", _missing_element),
    ("bad code", _bad_code),
    ("bad date", _bad_date),
    ("over-long element", _long_element),
    ("unknown segment", _unknown_segment),
    ("wrong order", _wrong_order),
)


def damage(segments: list[str], random: Random) -> tuple[list[str], str]:
    """A claim's segments with one fault, and the fault's name.

    Where the chosen fault has no place in this claim, the next one is taken.
    """
    turn = random.randrange(len(FAULTS))
    for name, fault in FAULTS[turn:] + FAULTS[:turn]:
        damaged = fault(segments, random)
        if damaged is not None:
            return damaged, name
    raise AssertionError("an unknown segment fits into every claim")
