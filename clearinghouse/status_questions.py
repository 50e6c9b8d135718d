"""Claim status inquiries (276) and their answers (277) on their way through the house."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from clearinghouse.cents import to_cents
from clearinghouse.inquiry_kinds import AnswerFacts, InquiryKind, Ours, QuestionFacts, full_name
from edi.writer import Writer
from mappings.guides import STATUS_INQUIRY, STATUS_RESPONSE
from transactions.claim_status_inquiry import AskingReceiver, ClaimStatusInquiry
from transactions.claim_status_response import ClaimStatusResponse
from transactions.claim_status_sets import (
    read_status_inquiries,
    read_status_responses,
    write_status_inquiries,
    write_status_responses,
)
from transactions.parties import Name
from transactions.set_writing import WrittenSet


def _facts(asked: ClaimStatusInquiry) -> QuestionFacts | None:
    claim = asked.claim
    if claim is None:
        return None
    patient = asked.dependent or asked.subscriber
    return QuestionFacts(
        trace=claim.trace_number,
        payer=asked.payer.name.id or "",
        npi=_npi(asked.provider.names),
        member=asked.subscriber.name.id or "",
        name=full_name(patient.name),
        claim_id=claim.patient_account or "",
        charge_cents=None if claim.charge is None else to_cents(claim.charge),
        first=claim.service.first if claim.service else None,
        last=(claim.service.last or claim.service.first) if claim.service else None,
        payer_claim_number=claim.payer_claim_number or "",
    )


def _npi(names: Iterable[Name]) -> str:
    return next((name.npi for name in names if name.npi), "")


def _levels_of(asked: ClaimStatusInquiry) -> tuple[Any, ...]:
    return (), asked.payer, asked.receiver, asked.provider, asked.subscriber, asked.dependent


def _asked(own: ClaimStatusInquiry, ours: Ours) -> ClaimStatusInquiry:
    """We receive the answer; the claim's trace becomes ours."""
    assert own.claim is not None
    named = replace(own.payer.name, last_name=ours.payer_name, id=ours.payer_id or own.payer.name.id)
    payer = replace(own.payer, name=named)
    claim = replace(own.claim, trace_number=ours.trace)
    return replace(own, payer=payer, receiver=AskingReceiver(ours.house), claim=claim)


def _dated(asked: ClaimStatusInquiry, reference: str, moment: datetime) -> ClaimStatusInquiry:
    heading = replace(
        asked.heading, reference=reference, created=moment.date(),
        created_at=moment.time().replace(second=0, microsecond=0),
    )
    return replace(asked, heading=heading)


def _answer_facts(answer: ClaimStatusResponse) -> AnswerFacts | None:
    claim, receiver, provider = answer.claim, answer.receiver, answer.provider
    if claim is not None:
        reports = tuple(claim.reports)
    elif provider is not None:
        reports = provider.reports
    else:
        reports = receiver.reports if receiver else ()
    statuses = [status for report in reports for status in report.statuses]
    if not statuses:
        return None
    charge = next((report.charge for report in reports if report.charge is not None), None)
    return AnswerFacts(
        traces=(claim.trace_number,) if claim else (),
        outcome=f"{statuses[0].category} {statuses[0].code}",
        npi=_npi(provider.names) if provider else "",
        member=(answer.subscriber.name.id or "") if answer.subscriber else "",
        claim_id=(claim.patient_account or "") if claim else "",
        charge_cents=None if charge is None else to_cents(charge),
        batch=(receiver.trace_number or "") if receiver else "",
        is_for_all=claim is None,
        payer=answer.payer.name.id or "",
    )


def _restored(answer: ClaimStatusResponse, own: ClaimStatusInquiry, trace: str) -> ClaimStatusResponse:
    """The answer to the receiver that asked, under its own number and trace."""
    assert own.claim is not None
    receiver = answer.receiver and replace(
        answer.receiver, name=own.receiver.name,
        trace_number=answer.receiver.trace_number and own.heading.reference,
    )
    claim = answer.claim and replace(answer.claim, trace_number=own.claim.trace_number)
    return replace(answer, receiver=receiver, claim=claim)


def _write(
    writer: Writer, things: Iterable[Any], control_numbers: Iterable[str], most: int, /
) -> list[WrittenSet]:
    return write_status_inquiries(writer, things, control_numbers, claims_per_set=most)


def _write_answers(
    writer: Writer, things: Iterable[Any], control_numbers: Iterable[str], most: int, /
) -> list[WrittenSet]:
    return write_status_responses(writer, things, control_numbers, claims_per_set=most)


CLAIM_STATUS = InquiryKind(
    name="276", question=ClaimStatusInquiry, head=STATUS_INQUIRY, answer_head=STATUS_RESPONSE,
    levels=frozenset(("2000D", "2000E")),
    answer_levels=frozenset(("2000A", "2000B", "2000C", "2000D", "2000E")),
    read=read_status_inquiries, write=_write,
    read_answers=read_status_responses, write_answers=_write_answers,
    facts=_facts, levels_of=_levels_of, asked=_asked, dated=_dated,
    answer_facts=_answer_facts, restored=_restored, payer="payer",
)
