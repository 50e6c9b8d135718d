"""Questions and answers read from a file, each with its place there: its set, ordinal and level."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from clearinghouse.inquiry_kinds import InquiryKind
from clearinghouse.kinds_of_inquiries import BY_ANSWER, BY_QUESTION
from edi.envelope import Closed, Event, TransactionSet, Unit

Read = Callable[[Iterable[Event]], Iterator[Any]]


class Placed(NamedTuple):
    """The n-th question (answer) of a set; `unit` is its level, None where the file is read in runs."""

    kind: InquiryKind
    set: TransactionSet
    ordinal: int
    unit: Unit | None
    thing: Any


def read_questions(events: Iterable[Event]) -> Iterator[Placed]:
    """The questions of all inquiry sets of a file."""
    reads = {name: (kind, kind.read, kind.levels) for name, kind in BY_QUESTION.items()}
    return _read(events, reads)


def read_answers(events: Iterable[Event]) -> Iterator[Placed]:
    """The answers of all sets of a file that answer inquiries."""
    reads = {name: (kind, kind.read_answers, kind.answer_levels) for name, kind in BY_ANSWER.items()}
    return _read(events, reads)


def _read(
    events: Iterable[Event], reads: Mapping[str, tuple[InquiryKind, Read, frozenset[str]]]
) -> Iterator[Placed]:
    source = iter(events)
    for event in source:
        if isinstance(event, TransactionSet) and event.guide and event.guide.name in reads:
            kind, read, levels = reads[event.guide.name]
            of_set = _OfSet(source, levels)
            for ordinal, thing in enumerate(read(of_set), 1):
                yield Placed(kind, event, ordinal, of_set.own, thing)


class _OfSet:
    """The events of one set; `own` is the level of what was read last.

    A level is known to be the last one above nothing only when the next is seen.
    """

    def __init__(self, source: Iterator[Event], levels: frozenset[str]) -> None:
        self._source = source
        self._levels = levels
        self._latest: Unit | None = None
        self.own: Unit | None = None

    def __iter__(self) -> Iterator[Event]:
        for event in self._source:
            self.own, self._latest = self._latest or self.own, None
            if event.__class__ is Unit and event.loop.id in self._levels:
                self._latest = event
            elif isinstance(event, Closed):
                return
            yield event
