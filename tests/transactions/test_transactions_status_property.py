"""Whatever is generated is written as a file without a fault, and read back as it was."""

from __future__ import annotations

from hypothesis import given
from invented_statuses import inquiries, responses, set_acknowledgments
from test_transactions_property import bounded, numbers
from written import clean_events, file_with

from mappings.guides import ACKNOWLEDGMENT, STATUS_INQUIRY, STATUS_RESPONSE
from transactions.claim_status_inquiry import ClaimStatusInquiry
from transactions.claim_status_response import ClaimStatusResponse
from transactions.claim_status_sets import (
    read_status_inquiries,
    read_status_responses,
    write_status_inquiries,
    write_status_responses,
)
from transactions.document_text import from_json, to_json
from transactions.set_acknowledgment import (
    SetAcknowledgment,
    read_set_acknowledgments,
    write_set_acknowledgment,
)


@bounded
@given(inquiries())
def test_status_inquiries(made: list[ClaimStatusInquiry]) -> None:
    data = file_with(STATUS_INQUIRY, lambda writer: write_status_inquiries(writer, made, numbers()))
    assert list(read_status_inquiries(clean_events(data))) == made
    assert [from_json(to_json(one), ClaimStatusInquiry) for one in made] == made


@bounded
@given(responses())
def test_status_responses(made: list[ClaimStatusResponse]) -> None:
    data = file_with(STATUS_RESPONSE, lambda writer: write_status_responses(writer, made, numbers()))
    told = list(read_status_responses(clean_events(data)))
    # One that stops further up stands where its level first came, the others in their order.
    assert sorted(told, key=repr) == sorted(made, key=repr)
    assert [one for one in told if one.subscriber] == [one for one in made if one.subscriber]
    assert [from_json(to_json(one), ClaimStatusResponse) for one in made] == made


@bounded
@given(set_acknowledgments)
def test_set_acknowledgments(made: SetAcknowledgment) -> None:
    data = file_with(ACKNOWLEDGMENT, lambda writer: write_set_acknowledgment(writer, made, "0001"))
    assert list(read_set_acknowledgments(clean_events(data))) == [made]
    assert from_json(to_json(made), SetAcknowledgment) == made
