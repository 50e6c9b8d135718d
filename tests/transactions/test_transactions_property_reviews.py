"""Whatever request or response is generated is written as a file without a fault, and read back as it was."""

from __future__ import annotations

from hypothesis import given
from invented_reviews import requests, responses
from test_transactions_property import bounded, numbers
from written import clean_events, file_with

from mappings.guides import REVIEW_REQUEST, REVIEW_RESPONSE
from transactions.document_text import from_json, to_json
from transactions.review_request import ReviewRequest
from transactions.review_response import ReviewResponse
from transactions.review_sets import (
    read_review_requests,
    read_review_responses,
    write_review_requests,
    write_review_responses,
)


@bounded
@given(requests)
def test_requests(request: ReviewRequest) -> None:
    data = file_with(REVIEW_REQUEST, lambda writer: write_review_requests(writer, [request], numbers()))
    assert list(read_review_requests(clean_events(data))) == [request]
    assert from_json(to_json(request), ReviewRequest) == request


@bounded
@given(responses())
def test_responses(told: list[ReviewResponse]) -> None:
    data = file_with(REVIEW_RESPONSE, lambda writer: write_review_responses(writer, told, numbers()))
    assert list(read_review_responses(clean_events(data))) == told
    assert [from_json(to_json(one), ReviewResponse) for one in told] == told
