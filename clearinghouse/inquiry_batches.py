"""A file of inquiries: questions of many submitters under one payer's envelope, in sets of its size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from clearinghouse.inquiry_kinds import InquiryKind
from clearinghouse.partners import HouseIds, Payer
from edi.delimiters import Delimiters
from edi.writer import Sink, Writer
from transactions.set_writing import portions


@dataclass(frozen=True, slots=True)
class Question:
    """A question to be sent: its row's key, our trace, and what is written."""

    inquiry: int
    trace: str
    thing: Any


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a file. `next_set` gives ST02 and BHT03, new for every set."""

    moment: datetime
    interchange: int
    group: int
    next_set: Callable[[], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AskedSet:
    """One set of a file: its numbers, its byte range, and its questions in their order."""

    control_number: str
    reference: str
    offset: int
    length: int
    questions: list[Question]


def write_questions(
    sink: Sink,
    kind: InquiryKind,
    questions: Iterable[Question],
    house: HouseIds,
    payer: Payer,
    numbers: Numbers,
    delimiters: Delimiters,
) -> list[AskedSet]:
    """Write one interchange with one group; sets of one heading, of at most `payer.patients_per_set`."""
    writer = Writer(sink, delimiters, payer.writing.conventions)
    sets = []
    with (
        writer.interchange(
            house.qualifier, house.id, payer.qualifier, payer.id, numbers.moment, numbers.interchange,
            house.usage,
        ),
        writer.group(
            kind.head.group_id, house.id, payer.id, numbers.moment, numbers.group, kind.head.version
        ),
    ):
        for some in in_sets(kind, questions, payer):
            number, reference = numbers.next_set()
            start = writer.offset
            things = [kind.dated(one.thing, reference, numbers.moment) for one in some]
            kind.write(writer, things, [number], len(things))
            sets.append(AskedSet(number, reference, start, writer.offset - start, some))
    return sets


def in_sets(kind: InquiryKind, questions: Iterable[Question], payer: Payer) -> Iterator[list[Question]]:
    """Questions by the sets they go out in."""
    most = payer.patients_per_set
    for _, alike in groupby(in_wire_order(kind, questions), lambda one: kind.levels_of(one.thing)[0]):
        yield from portions(alike, 1 if kind.is_alone else most)


def in_interchanges(
    kind: InquiryKind, questions: Iterable[Question], payer: Payer
) -> Iterator[list[Question]]:
    """Questions by the interchanges they go out in: as many sets as the payer takes in one."""
    for some in portions(in_sets(kind, questions, payer), payer.sets_per_interchange):
        yield [question for one in some for question in one]


def in_wire_order(kind: InquiryKind, questions: Iterable[Question]) -> list[Question]:
    """Questions that share levels together, those asked first in front; a subscriber before dependents."""
    seen: dict[tuple[Any, ...], int] = {}

    def place(one: Question) -> tuple[int, ...]:
        *levels, dependent = kind.levels_of(one.thing)
        ranks = [seen.setdefault(tuple(levels[: n + 1]), len(seen)) for n in range(len(levels))]
        last = -1 if dependent is None else seen.setdefault((*levels, dependent), len(seen))
        return *ranks, last, one.inquiry

    return sorted(questions, key=place)
