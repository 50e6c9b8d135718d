"""Sets of eligibility inquiries (270) and responses (271): reading and writing.

Reading streams, runs too, and never raises for what stands in the file; what writing promises, and raises,
stands in `transactions.set_writing`. A subscriber with dependents below is told as a patient of his own where
there are traces, questions or benefits of his.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from edi.envelope import Event
from edi.errors import WriteError
from edi.guide import Guide
from edi.writer import Writer
from mappings.guides import ELIGIBILITY_INQUIRY, ELIGIBILITY_RESPONSE
from mappings.registry import guide_named
from transactions import eligibility_inquiry as inquiry
from transactions import eligibility_response as response
from transactions.binding import misfit
from transactions.bound import UnitReader
from transactions.eligibility_inquiry import EligibilityInquiry
from transactions.eligibility_response import EligibilityResponse
from transactions.levels import LevelTree, Rank, leaves
from transactions.set_writing import SetWriter, WrittenSet, next_number, portions

PATIENTS_A_SET = 99
"""Patients in one set where the caller does not say how many: what payers take in a batch. Payers that answer
at once take one."""


# Reading.


def eligibility_inquiry_reader() -> UnitReader:
    """Reads the units of 270 sets: the heading and the levels 2000A to 2000D."""
    return UnitReader(ELIGIBILITY_INQUIRY.name, inquiry.LEVELS)


def eligibility_response_reader() -> UnitReader:
    """Reads the units of 271 sets: the heading and the levels 2000A to 2000D."""
    return UnitReader(ELIGIBILITY_RESPONSE.name, response.LEVELS)


def read_eligibility_inquiries(events: Iterable[Event]) -> Iterator[EligibilityInquiry]:
    """The inquiries of all 270 sets, one for each patient asked about."""
    kinds = {loop: inquiry.LEVELS[loop] for loop in ("2000C", "2000D")}
    ranks: dict[type, int] = {inquiry.InquirySubscriber: 1, inquiry.InquiryDependent: 2}
    levels = UnitReader(ELIGIBILITY_INQUIRY.name, kinds).read_all(events)
    return map(_inquiry, leaves(levels, ranks, _asks))


def read_eligibility_responses(events: Iterable[Event]) -> Iterator[EligibilityResponse]:
    """The responses of all 271 sets: one for each patient, or for the level an answer was refused at."""
    ranks = {kind: rank for rank, kind in enumerate(response.LEVELS.values())}
    return map(_response, leaves(eligibility_response_reader().read_all(events), ranks, _tells))


def _asks(level: Any) -> bool:
    return bool(level.traces or level.questions)


def _tells(level: Any) -> bool:
    return isinstance(level, response.ResponseSubscriber) and bool(level.traces or level.benefits)


def _inquiry(leaf: inquiry.InquirySubscriber | inquiry.InquiryDependent) -> EligibilityInquiry:
    """What a patient's level and those above it tell."""
    dependent, unread = None, leaf.unread
    if isinstance(leaf, inquiry.InquiryDependent):
        dependent, level = leaf.dependent, leaf.higher
        unread = level.unread + unread
    else:
        level = leaf
    receiver = level.higher
    source = receiver.higher
    heading = source.higher
    return EligibilityInquiry(
        heading, source.source, receiver.receiver, level.subscriber, dependent, leaf.traces, leaf.questions,
        heading.unread + source.unread + receiver.unread + unread,
    )


def _response(leaf: Any) -> EligibilityResponse:
    """What a level, whichever an answer ends at, and those above it tell."""
    level, unread = leaf, leaf.unread
    dependent = subscriber = receiver = None
    if isinstance(level, response.ResponseDependent):
        dependent, level = level.dependent, level.higher
        unread = level.unread + unread
    if isinstance(level, response.ResponseSubscriber):
        subscriber, level = level.subscriber, level.higher
        unread = level.unread + unread
    if isinstance(level, response.ResponseReceiver):
        receiver, level = level.receiver, level.higher
        unread = level.unread + unread
    traces, benefits = (leaf.traces, leaf.benefits) if subscriber is not None else ([], [])
    heading = level.higher
    return EligibilityResponse(
        heading, level.source, receiver, subscriber, dependent, traces, benefits, heading.unread + unread
    )


# Writing.


def write_eligibility_inquiries(
    writer: Writer,
    inquiries: Iterable[EligibilityInquiry],
    control_numbers: Iterable[str],
    *,
    patients_per_set: int = PATIENTS_A_SET,
    guide: Guide | None = None,
) -> list[WrittenSet]:
    """Write inquiries as 270 sets, at most `patients_per_set` to a set and one heading to a set.

    Within a set, inquiries of equal sources, receivers and subscribers share their levels, in the order each
    first comes. `guide` is the 270 as a payer overrides it.
    """
    into = SetWriter(writer, guide or guide_named(ELIGIBILITY_INQUIRY.name))
    return _write_sets(into, inquiries, control_numbers, patients_per_set, _inquiry_levels)


def write_eligibility_responses(
    writer: Writer,
    responses: Iterable[EligibilityResponse],
    control_numbers: Iterable[str],
    *,
    patients_per_set: int = PATIENTS_A_SET,
    guide: Guide | None = None,
) -> list[WrittenSet]:
    """Write responses as 271 sets, as `write_eligibility_inquiries` does inquiries.

    A response that was refused above its patient is a level of its own, without any below it.
    """
    into = SetWriter(writer, guide or guide_named(ELIGIBILITY_RESPONSE.name))
    return _write_sets(into, responses, control_numbers, patients_per_set, _response_levels)


def _write_sets(
    into: SetWriter, things: Iterable[Any], control_numbers: Iterable[str], most: int,
    levels_of: Callable[[Any], list[Rank]],
) -> list[WrittenSet]:
    numbers = iter(control_numbers)
    written = []
    for heading, alike in groupby(things, lambda one: one.heading):
        for some in portions(alike, most):
            tree = LevelTree(into.guide)
            for one in some:
                _add(tree, one, levels_of)
            number = next_number(numbers)
            with into.writer.set(into.guide.set_id, number, into.guide.version):
                into.put("", heading)
                tree.write(into)
            written.append(WrittenSet(number, len(some)))
    return written


def _add(tree: LevelTree, one: Any, levels_of: Callable[[Any], list[Rank]]) -> None:
    try:
        tree.add(*levels_of(one))
    except TypeError:
        # What levels are found by must not change: a list in one of those above a patient.
        raise WriteError("the value is not of the type of its field", misfit(one, type(one))) from None


def _inquiry_levels(one: EligibilityInquiry) -> list[Rank]:
    source = inquiry.InquirySource(one.heading, one.source)
    receiver = inquiry.InquiryReceiver(source, one.receiver)
    above = [Rank("2000A", source, one.source), Rank("2000B", receiver, one.receiver)]
    if one.dependent is None:
        patient = inquiry.InquirySubscriber(
            receiver, one.subscriber, one.traces, one.questions, one.unread
        )
        return [*above, Rank("2000C", patient, one.subscriber if _asks(one) else None)]
    subscriber = inquiry.InquirySubscriber(receiver, one.subscriber)
    dependent = inquiry.InquiryDependent(subscriber, one.dependent, one.traces, one.questions, one.unread)
    return [*above, Rank("2000C", subscriber, one.subscriber), Rank("2000D", dependent)]


def _response_levels(one: EligibilityResponse) -> list[Rank]:
    _check_gaps(one)
    if one.receiver is None:
        return [Rank("2000A", response.ResponseSource(one.heading, one.source, one.unread))]
    source = response.ResponseSource(one.heading, one.source)
    above = [Rank("2000A", source, one.source)]
    if one.subscriber is None:
        return [*above, Rank("2000B", response.ResponseReceiver(source, one.receiver, one.unread))]
    receiver = response.ResponseReceiver(source, one.receiver)
    above.append(Rank("2000B", receiver, one.receiver))
    if one.dependent is None:
        patient = response.ResponseSubscriber(receiver, one.subscriber, one.traces, one.benefits, one.unread)
        speaks = bool(one.traces or one.benefits)
        return [*above, Rank("2000C", patient, one.subscriber if speaks else None)]
    subscriber = response.ResponseSubscriber(receiver, one.subscriber)
    dependent = response.ResponseDependent(subscriber, one.dependent, one.traces, one.benefits, one.unread)
    return [*above, Rank("2000C", subscriber, one.subscriber), Rank("2000D", dependent)]


def _check_gaps(one: EligibilityResponse) -> None:
    """Whoever stands below somebody, and what is told of a patient, needs that somebody."""
    if one.subscriber is not None and one.receiver is None:
        raise WriteError("a subscriber is told of without a receiver", "2000B")
    if one.subscriber is None and (one.dependent or one.traces or one.benefits):
        raise WriteError("a patient is told of without a subscriber", "2000C")
