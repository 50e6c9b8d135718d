"""Eligibility inquiries (270) and their answers (271) on their way through the house."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from clearinghouse.inquiry_kinds import AnswerFacts, InquiryKind, Ours, QuestionFacts, full_name
from edi.writer import Writer
from mappings.guides import ELIGIBILITY_INQUIRY, ELIGIBILITY_RESPONSE
from transactions.eligibility import Trace
from transactions.eligibility_inquiry import EligibilityInquiry
from transactions.eligibility_response import EligibilityResponse
from transactions.eligibility_sets import (
    read_eligibility_inquiries,
    read_eligibility_responses,
    write_eligibility_inquiries,
    write_eligibility_responses,
)
from transactions.set_writing import WrittenSet

_OWN_TRACES = 1
"""Traces of the asker that go on to the payer: the guide has room for two, and one is ours."""
_ECHOED = "2"


def _facts(asked: EligibilityInquiry) -> QuestionFacts:
    told = [one.days for one in asked.patient.dates] + [one.days for one in asked.questions]
    days = [one for one in told if one is not None]
    return QuestionFacts(
        trace=asked.traces[0].number if asked.traces else "",
        payer=asked.source.name.id or "",
        npi=asked.receiver.name.npi or "",
        member=asked.subscriber.name.id or "",
        name=full_name(asked.patient.name),
        first=days[0].first if days else None,
        last=(days[0].last or days[0].first) if days else None,
    )


def _levels_of(asked: EligibilityInquiry) -> tuple[Any, ...]:
    heading = asked.heading.purpose, asked.heading.is_spend_down
    return heading, asked.source, asked.receiver, asked.subscriber, asked.dependent


def _asked(own: EligibilityInquiry, ours: Ours) -> EligibilityInquiry:
    source = replace(own.source, name=replace(own.source.name, kind="2", last_name=ours.payer_name,
                                              first_name=None, middle_name=None, suffix=None,
                                              id=ours.payer_id or own.source.name.id))
    traces = [*own.traces[:_OWN_TRACES], Trace(ours.trace, ours.originator)]
    return replace(own, source=source, traces=traces)


def _dated(asked: EligibilityInquiry, reference: str, moment: datetime) -> EligibilityInquiry:
    heading = replace(
        asked.heading, reference=reference, created=moment.date(),
        created_at=moment.time().replace(second=0, microsecond=0),
    )
    return replace(asked, heading=heading)


def _answer_facts(answer: EligibilityResponse) -> AnswerFacts:
    reasons, active = answer.refusal_reasons, answer.is_active
    if active is None:
        outcome = f"AAA {reasons[0]}" if reasons else "told"
    else:
        outcome = "active" if active else "inactive"
    return AnswerFacts(
        traces=tuple(trace.number for trace in answer.traces if trace.kind == _ECHOED),
        outcome=outcome,
        npi=(answer.receiver.name.npi or "") if answer.receiver else "",
        member=(answer.subscriber.name.id or "") if answer.subscriber else "",
        batch=answer.heading.reference or "",
        is_for_all=answer.subscriber is None,
        payer=answer.source.name.id or "",
    )


def _restored(answer: EligibilityResponse, own: EligibilityInquiry, trace: str) -> EligibilityResponse:
    """The answer under the asker's own number and traces; ours is taken out."""
    heading = replace(answer.heading, reference=own.heading.reference)
    if answer.subscriber is None:
        return replace(answer, heading=heading)
    echoed = [replace(one, kind=_ECHOED) for one in own.traces]
    known = {one.number for one in echoed} | {trace}
    others = [one for one in answer.traces if one.kind != _ECHOED or one.number not in known]
    return replace(answer, heading=heading, traces=[*echoed, *others])


def _write(
    writer: Writer, things: Iterable[Any], control_numbers: Iterable[str], most: int, /
) -> list[WrittenSet]:
    return write_eligibility_inquiries(writer, things, control_numbers, patients_per_set=most)


def _write_answers(
    writer: Writer, things: Iterable[Any], control_numbers: Iterable[str], most: int, /
) -> list[WrittenSet]:
    return write_eligibility_responses(writer, things, control_numbers, patients_per_set=most)


ELIGIBILITY = InquiryKind(
    name="270", question=EligibilityInquiry, head=ELIGIBILITY_INQUIRY, answer_head=ELIGIBILITY_RESPONSE,
    levels=frozenset(("2000C", "2000D")),
    answer_levels=frozenset(("2000A", "2000B", "2000C", "2000D")),
    read=read_eligibility_inquiries, write=_write,
    read_answers=read_eligibility_responses, write_answers=_write_answers,
    facts=_facts, levels_of=_levels_of, asked=_asked, dated=_dated,
    answer_facts=_answer_facts, restored=_restored, payer="source",
)
