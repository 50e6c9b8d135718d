"""Reading and writing requests for a review of services (278) and their responses.

Reading streams, one event at a time, and never raises for what stands in a file. Services follow their
event as units of their own; they are gathered into its object. What writing promises, and raises, stands in
`transactions.set_writing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from msgspec import Struct

from edi.envelope import Event
from edi.errors import WriteError
from edi.guide import Guide
from edi.writer import Writer
from mappings.guides import REVIEW_REQUEST, REVIEW_RESPONSE
from mappings.registry import guide_named
from transactions import review_request, review_response
from transactions.bound import UnitReader
from transactions.review import ReviewDependent, Reviewer, ReviewSubscriber
from transactions.review_request import RequestedService, ReviewRequest
from transactions.review_response import (
    AnsweredRequester,
    ReviewedService,
    ReviewResponse,
    ReviewResponseHeading,
)
from transactions.set_writing import SetWriter, WrittenSet, next_number

EVENTS_A_SET = 100
"""Events of one patient in one response, where the caller does not say how many."""


# Reading.


def review_request_reader() -> UnitReader:
    """Reads the units of requests: events (2000E) as `ReviewRequest` without its services, and services."""
    return UnitReader(REVIEW_REQUEST.name, review_request.LEVELS)


def review_response_reader() -> UnitReader:
    """Reads the units of responses: heading and the levels 2000A to 2000F."""
    return UnitReader(REVIEW_RESPONSE.name, review_response.LEVELS)


def read_review_requests(events: Iterable[Event]) -> Iterator[ReviewRequest]:
    """The requests for a review among the events of a file, each with its services."""
    made: ReviewRequest | None = None
    for told in review_request_reader().read_all(events):
        if isinstance(told, ReviewRequest):
            if made is not None:
                yield made
            made = told
        elif made is not None and isinstance(told, RequestedService):
            made.services.append(told)
    if made is not None:
        yield made


def read_review_responses(events: Iterable[Event]) -> Iterator[ReviewResponse]:
    """The responses among the events of a file: one for each event, each with its services.

    A level with none below it makes one too: the request was refused there.
    """
    gathering = _Gathering()
    for level in review_response_reader().read_all(events):
        yield from gathering.take(level)
    yield from gathering.finish()


_FIELDS: dict[type[Struct], str] = {
    ReviewResponseHeading: "heading",
    Reviewer: "reviewer",
    AnsweredRequester: "requester",
    ReviewSubscriber: "subscriber",
    ReviewDependent: "dependent",
}
_ORDER = tuple(_FIELDS.values())


class _Gathering:
    """The levels open above what comes next, and the response being put together."""

    def __init__(self) -> None:
        self.open: dict[str, Any] = {}
        self.is_leaf = False
        self.made: ReviewResponse | None = None

    def take(self, level: Any) -> Iterator[ReviewResponse]:
        """The response that is complete because this level begins."""
        if isinstance(level, ReviewedService):
            if self.made is not None:
                self.made.services.append(level)
            return
        if isinstance(level, ReviewResponse):
            if "dependent" in self.open and level.dependent is None:
                # An event of the subscriber: the dependent before it has none.
                yield from self.finish()
            elif self.made is not None:
                yield self.made
            self.made, self.is_leaf = level, False
            return
        name = _FIELDS[type(level)]
        place = _ORDER.index(name)
        if self.made is not None or list(self.open)[place:]:
            yield from self.finish()
        self.open = {one: self.open[one] for one in _ORDER[:place] if one in self.open}
        self.open[name] = level
        self.is_leaf = place > 0

    def finish(self) -> Iterator[ReviewResponse]:
        """The one that is complete now, if there is one."""
        if self.made is not None:
            yield self.made
        elif self.is_leaf and {"heading", "reviewer"} <= self.open.keys():
            yield ReviewResponse(**self.open)
        self.made, self.is_leaf = None, False


# Writing.


def write_review_requests(
    writer: Writer,
    requests: Iterable[ReviewRequest],
    control_numbers: Iterable[str],
    *,
    guide: Guide | None = None,
) -> list[WrittenSet]:
    """Write each request as a 278 set of its own: the guide has room for one event of one patient."""
    into = SetWriter(writer, guide or guide_named(REVIEW_REQUEST.name))
    numbers = iter(control_numbers)
    written = []
    for request in requests:
        number = next_number(numbers)
        with writer.set("278", number, into.guide.version):
            above = _write_frame(into, request, has_events=True)
            _write_event(into, above, request)
        written.append(WrittenSet(number, 1))
    return written


def write_review_responses(
    writer: Writer,
    responses: Iterable[ReviewResponse],
    control_numbers: Iterable[str],
    *,
    events_per_set: int = EVENTS_A_SET,
    guide: Guide | None = None,
) -> list[WrittenSet]:
    """Write responses as 278 sets: one patient a set, at most `events_per_set` events that follow each other.

    A response without an event has a set of its own.
    """
    if events_per_set < 1:
        raise ValueError("a set takes at least one")
    into = SetWriter(writer, guide or guide_named(REVIEW_RESPONSE.name))
    numbers = iter(control_numbers)
    written = []
    for _, alike in groupby(responses, _frame):
        for some in _portions(alike, events_per_set):
            number = next_number(numbers)
            with writer.set("278", number, into.guide.version):
                _write_response_set(into, some)
            written.append(WrittenSet(number, len(some)))
    return written


def _frame(response: ReviewResponse) -> tuple[Struct | None, ...]:
    return tuple(getattr(response, name) for name in _ORDER)


def _portions(responses: Iterable[ReviewResponse], most: int) -> Iterator[list[ReviewResponse]]:
    """Responses of one patient as sets hold them."""
    some: list[ReviewResponse] = []
    for response in responses:
        if some and (len(some) == most or response.event is None or some[-1].event is None):
            yield some
            some = []
        some.append(response)
    if some:
        yield some


def _write_response_set(into: SetWriter, responses: list[ReviewResponse]) -> None:
    first = responses[0]
    above = _write_frame(into, first, has_events=first.event is not None)
    for response in responses:
        if response.event is not None:
            if response.subscriber is None:
                raise WriteError("the subscriber must be told", "2000C")
            _write_event(into, above, response)
        elif response.services:
            raise WriteError("services stand under an event, and there is none", "2000F")


_LEVELS = (
    ("2000A", "20", "reviewer"), ("2000B", "21", "requester"), ("2000C", "22", "subscriber"),
    ("2000D", "23", "dependent"),
)


def _write_frame(into: SetWriter, thing: ReviewRequest | ReviewResponse, *, has_events: bool) -> int:
    """The heading and the levels above the events; the number of the last of them."""
    into.put("", thing.heading)
    chain = [(loop, code, name, getattr(thing, name)) for loop, code, name in _LEVELS]
    while len(chain) > 1 and chain[-1][3] is None:
        chain.pop()
    above: int | None = None
    for loop, code, name, level in chain:
        if level is None:
            raise WriteError(f"the {name} must be told", loop)
        above = into.writer.level(code, above, has_children=has_events or loop != chain[-1][0])
        into.put(loop, level)
    assert above is not None
    return above


def _write_event(into: SetWriter, above: int, thing: ReviewRequest | ReviewResponse) -> None:
    event = into.writer.level("EV", above, has_children=bool(thing.services))
    into.put("2000E", thing)
    for service in thing.services:
        into.writer.level("SS", event, has_children=False)
        into.put("2000F", service)
