"""Whatever is generated is written as a file without a fault by guide and rule, and read back as it was."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from hypothesis import given
from invented_eligibility import inquiry_batches, response_batches
from test_transactions_property import bounded, numbers
from written import clean_events, file_with

from edi.envelope import Event
from edi.stream import read
from edi.writer import Writer
from mappings.guides import ELIGIBILITY_INQUIRY, ELIGIBILITY_RESPONSE, Head
from mappings.tables import guide_tables
from transactions.document_text import from_json, to_json
from transactions.eligibility_inquiry import EligibilityInquiry
from transactions.eligibility_response import EligibilityResponse
from transactions.eligibility_sets import (
    read_eligibility_inquiries,
    read_eligibility_responses,
    write_eligibility_inquiries,
    write_eligibility_responses,
)
from transactions.rules.judge import Judge

TODAY = date(2100, 1, 1)
Thing = TypeVar("Thing", EligibilityInquiry, EligibilityResponse)


def check(
    head: Head, things: Sequence[Thing], write: Callable[..., Any],
    read_all: Callable[[Iterable[Event]], Iterator[Thing]],
) -> None:
    def into(writer: Writer) -> object:
        return write(writer, things, numbers(), patients_per_set=3)

    data = file_with(head, into)
    events = clean_events(data)
    judge = Judge(TODAY)
    assert [finding.rule.id for event in events for finding in judge.take(event)] == []
    told = list(read_all(events))
    assert sorted(told, key=repr) == sorted(things, key=repr)
    assert list(read_all(read(io.BytesIO(data), guide_tables(), runs=True))) == told
    for thing in things:
        assert from_json(to_json(thing), type(thing)) == thing


@bounded
@given(inquiry_batches())
def test_inquiries(inquiries: list[EligibilityInquiry]) -> None:
    check(ELIGIBILITY_INQUIRY, inquiries, write_eligibility_inquiries, read_eligibility_inquiries)


@bounded
@given(response_batches())
def test_responses(responses: list[EligibilityResponse]) -> None:
    check(ELIGIBILITY_RESPONSE, responses, write_eligibility_responses, read_eligibility_responses)
