"""Requests for a review of services (278) and their answers (278) on their way through the house."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from clearinghouse.inquiry_kinds import AnswerFacts, InquiryKind, Ours, QuestionFacts, full_name
from edi.writer import Writer
from mappings.guides import REVIEW_REQUEST, REVIEW_RESPONSE
from transactions.review_event import ReviewTrace
from transactions.review_request import ReviewRequest
from transactions.review_response import ReviewResponse
from transactions.review_sets import (
    read_review_requests,
    read_review_responses,
    write_review_requests,
    write_review_responses,
)
from transactions.set_writing import WrittenSet

_OWN_TRACES = 1
"""Traces of the asker that go on to the payer: the guide has room for two, and one is ours."""
_ECHOED = "2"


def _facts(asked: ReviewRequest) -> QuestionFacts:
    event = asked.event
    days = event.days or event.admission or next((one.days for one in asked.services if one.days), None)
    return QuestionFacts(
        trace=event.traces[0].number if event.traces else "",
        payer=asked.reviewer.name.id or "",
        npi=asked.requester.name.npi or "",
        member=asked.subscriber.name.id or "",
        name=full_name(asked.patient.name),
        first=days.first if days else None,
        last=(days.last or days.first) if days else None,
    )


def _levels_of(asked: ReviewRequest) -> tuple[Any, ...]:
    return asked.heading.kind, asked.reviewer, asked.requester, asked.subscriber, asked.dependent


def _asked(own: ReviewRequest, ours: Ours) -> ReviewRequest:
    traces = [*own.event.traces[:_OWN_TRACES], ReviewTrace(ours.trace, ours.originator)]
    named = replace(own.reviewer.name, id=ours.payer_id or own.reviewer.name.id)
    reviewer = replace(own.reviewer, name=named)
    return replace(own, reviewer=reviewer, event=replace(own.event, traces=traces))


def _dated(asked: ReviewRequest, reference: str, moment: datetime) -> ReviewRequest:
    heading = replace(
        asked.heading, reference=reference, created=moment.date(),
        created_at=moment.time().replace(second=0, microsecond=0),
    )
    return replace(asked, heading=heading)


def _answer_facts(answer: ReviewResponse) -> AnswerFacts:
    event, requester = answer.event, answer.requester
    decisions = [answer.decision, *(service.decision for service in answer.services)]
    actions = [decision.action for decision in decisions if decision is not None]
    reasons = [refusal.reason for refusal in answer.refusals]
    reasons += [refusal.reason for service in answer.services for refusal in service.refusals]
    outcome = actions[0] if actions else f"AAA {reasons[0]}" if reasons else "told"
    name = requester.name if requester else None
    return AnswerFacts(
        traces=tuple(trace.number for trace in event.traces if trace.kind == _ECHOED) if event else (),
        outcome="A4" if answer.is_pended else outcome,
        npi=(name.npi or "") if name else "",
        member=(answer.subscriber.name.id or "") if answer.subscriber else "",
        batch=answer.heading.reference,
        is_pending=answer.is_pended,
        is_for_all=answer.subscriber is None,
        payer=answer.reviewer.name.id or "",
    )


def _restored(answer: ReviewResponse, own: ReviewRequest, trace: str) -> ReviewResponse:
    """The answer under the asker's own number and traces; ours is taken out."""
    heading = replace(answer.heading, reference=own.heading.reference)
    if answer.event is None:
        return replace(answer, heading=heading)
    echoed = [replace(one, kind=_ECHOED) for one in own.event.traces]
    known = {one.number for one in echoed} | {trace}
    others = [one for one in answer.event.traces if one.kind != _ECHOED or one.number not in known]
    return replace(answer, heading=heading, event=replace(answer.event, traces=[*echoed, *others]))


def _write(
    writer: Writer, things: Iterable[Any], control_numbers: Iterable[str], most: int, /
) -> list[WrittenSet]:
    return write_review_requests(writer, things, control_numbers)


def _write_answers(
    writer: Writer, things: Iterable[Any], control_numbers: Iterable[str], most: int, /
) -> list[WrittenSet]:
    return write_review_responses(writer, things, control_numbers, events_per_set=most)


REVIEW = InquiryKind(
    name="278", question=ReviewRequest, head=REVIEW_REQUEST, answer_head=REVIEW_RESPONSE,
    levels=frozenset(("2000E",)),
    answer_levels=frozenset(("2000A", "2000B", "2000C", "2000D", "2000E")),
    read=read_review_requests, write=_write,
    read_answers=read_review_responses, write_answers=_write_answers,
    facts=_facts, levels_of=_levels_of, asked=_asked, dated=_dated,
    answer_facts=_answer_facts, restored=_restored, payer="reviewer", is_alone=True,
)
