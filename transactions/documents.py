"""JSON documents: what transaction sets hold, both ways.

A document is one transaction set: `{"transaction": "837D", "claims": [...]}`. `KINDS` tells of every
transaction how its sets become documents and back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from msgspec import Meta, Struct

from edi.envelope import Closed, Event, Run, TransactionSet, Unit
from edi.writer import Writer
from mappings.guides import (
    ACKNOWLEDGMENT,
    CLAIM_ACKNOWLEDGMENT,
    DENTAL_CLAIM,
    ELIGIBILITY_INQUIRY,
    ELIGIBILITY_RESPONSE,
    REMITTANCE,
    REVIEW_REQUEST,
    REVIEW_RESPONSE,
    STATUS_INQUIRY,
    STATUS_RESPONSE,
    Head,
)
from transactions.claim_acknowledgment import ClaimAcknowledgment, read_claim_acknowledgments
from transactions.claim_status_inquiry import ClaimStatusInquiry
from transactions.claim_status_response import ClaimStatusResponse
from transactions.claim_status_sets import (
    read_status_inquiries,
    read_status_responses,
    write_status_inquiries,
    write_status_responses,
)
from transactions.dental_claim import DentalClaim
from transactions.document_text import from_json
from transactions.eligibility_inquiry import EligibilityInquiry
from transactions.eligibility_response import EligibilityResponse
from transactions.eligibility_sets import (
    read_eligibility_inquiries,
    read_eligibility_responses,
    write_eligibility_inquiries,
    write_eligibility_responses,
)
from transactions.reading import gather_remittances, read_claims
from transactions.remittance import Remittance
from transactions.review_request import ReviewRequest
from transactions.review_response import ReviewResponse
from transactions.review_sets import (
    read_review_requests,
    read_review_responses,
    write_review_requests,
    write_review_responses,
)
from transactions.set_acknowledgment import (
    SetAcknowledgment,
    read_set_acknowledgments,
    write_set_acknowledgment,
)
from transactions.set_writing import next_number
from transactions.writing import write_claim_acknowledgment, write_claims, write_remittance


class ClaimDocument(Struct, tag_field="transaction", tag="837D", forbid_unknown_fields=True):
    """The claims of an 837D set."""

    claims: Annotated[list[DentalClaim], Meta(min_length=1)]


class RemittanceDocument(Struct, tag_field="transaction", tag="835", forbid_unknown_fields=True):
    """An 835 set."""

    remittance: Remittance


class AcknowledgmentDocument(Struct, tag_field="transaction", tag="277CA", forbid_unknown_fields=True):
    """The answer to one batch: a 277CA set, or a part of one that answers several."""

    acknowledgment: ClaimAcknowledgment


class EligibilityInquiryDocument(Struct, tag_field="transaction", tag="270", forbid_unknown_fields=True):
    """The eligibility inquiries of a 270 set."""

    inquiries: Annotated[list[EligibilityInquiry], Meta(min_length=1)]


class EligibilityResponseDocument(Struct, tag_field="transaction", tag="271", forbid_unknown_fields=True):
    """The eligibility responses of a 271 set."""

    responses: Annotated[list[EligibilityResponse], Meta(min_length=1)]


class StatusInquiryDocument(Struct, tag_field="transaction", tag="276", forbid_unknown_fields=True):
    """The claims asked about in a 276 set."""

    inquiries: Annotated[list[ClaimStatusInquiry], Meta(min_length=1)]


class StatusResponseDocument(Struct, tag_field="transaction", tag="277", forbid_unknown_fields=True):
    """The answers of a 277 set about claims' statuses."""

    responses: Annotated[list[ClaimStatusResponse], Meta(min_length=1)]


class ReviewRequestDocument(
    Struct, tag_field="transaction", tag="278-request", forbid_unknown_fields=True
):
    """The requests for a review of services in a 278 set."""

    requests: Annotated[list[ReviewRequest], Meta(min_length=1)]


class ReviewResponseDocument(
    Struct, tag_field="transaction", tag="278-response", forbid_unknown_fields=True
):
    """The responses to such requests in a 278 set."""

    responses: Annotated[list[ReviewResponse], Meta(min_length=1)]


class SetAcknowledgmentDocument(Struct, tag_field="transaction", tag="999", forbid_unknown_fields=True):
    """A 999 set."""

    acknowledgment: SetAcknowledgment


Document = (
    ClaimDocument
    | RemittanceDocument
    | AcknowledgmentDocument
    | EligibilityInquiryDocument
    | EligibilityResponseDocument
    | StatusInquiryDocument
    | StatusResponseDocument
    | ReviewRequestDocument
    | ReviewResponseDocument
    | SetAcknowledgmentDocument
)


Gather = Callable[[Iterable[Event]], Iterator[Any]]
MOST_IN_A_SET = 5_000
"""Claims or patients of a document in one set where the caller does not say how many."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A transaction in documents.

    `gather` makes them of the events of one set (runs among them); `write` writes the sets of one, with at
    most so many claims or patients in each, and tells how many they are.
    """

    head: Head
    document: type[Document]
    gather: Gather
    write: Callable[[Writer, Any, Iterator[str], int], int]


def _list(head: Head, document: type[Any], read: Gather, write: Callable[..., Any], limit: str) -> Kind:
    """A kind whose document lists all things of a set; `limit` is how the writer calls the most of a set."""
    (field,) = document.__struct_fields__

    def gather(events: Iterable[Event]) -> Iterator[Document]:
        things = list(read(events))
        if things:
            yield document(things)

    def write_all(writer: Writer, told: Document, numbers: Iterator[str], most: int) -> int:
        return len(write(writer, getattr(told, field), numbers, **({limit: most} if limit else {})))

    return Kind(head, document, gather, write_all)


def _one(head: Head, document: type[Any], read: Gather, write: Callable[..., Any]) -> Kind:
    """A kind whose document holds one thing, of which a set may make several."""
    (field,) = document.__struct_fields__

    def gather(events: Iterable[Event]) -> Iterator[Document]:
        return map(document, read(events))

    def write_one(writer: Writer, told: Document, numbers: Iterator[str], most: int) -> int:
        write(writer, getattr(told, field), next_number(numbers))
        return 1

    return Kind(head, document, gather, write_one)


KINDS = (
    _list(DENTAL_CLAIM, ClaimDocument, read_claims, write_claims, "claims_per_set"),
    _one(REMITTANCE, RemittanceDocument, gather_remittances, write_remittance),
    _one(
        CLAIM_ACKNOWLEDGMENT, AcknowledgmentDocument,
        read_claim_acknowledgments, write_claim_acknowledgment,
    ),
    _list(
        ELIGIBILITY_INQUIRY, EligibilityInquiryDocument,
        read_eligibility_inquiries, write_eligibility_inquiries, "patients_per_set",
    ),
    _list(
        ELIGIBILITY_RESPONSE, EligibilityResponseDocument,
        read_eligibility_responses, write_eligibility_responses, "patients_per_set",
    ),
    _list(
        STATUS_INQUIRY, StatusInquiryDocument,
        read_status_inquiries, write_status_inquiries, "claims_per_set",
    ),
    _list(
        STATUS_RESPONSE, StatusResponseDocument,
        read_status_responses, write_status_responses, "claims_per_set",
    ),
    _list(REVIEW_REQUEST, ReviewRequestDocument, read_review_requests, write_review_requests, ""),
    _list(
        REVIEW_RESPONSE, ReviewResponseDocument,
        read_review_responses, write_review_responses, "events_per_set",
    ),
    _one(ACKNOWLEDGMENT, SetAcknowledgmentDocument, read_set_acknowledgments, write_set_acknowledgment),
)
_BY_GUIDE = {kind.head.name: kind for kind in KINDS}
_BY_DOCUMENT = {kind.document: kind for kind in KINDS}


def read_document(data: bytes | str) -> Document:
    """A document from JSON; raises DocumentError."""
    return from_json(data, Document)  # type: ignore[arg-type]


def documents(events: Iterable[Event]) -> Iterator[Document]:
    """A document for every set of a file whose guide has types; one set at a time is held.

    Events with runs (`edi.stream.read(..., runs=True)`) are read fastest.
    """
    held: list[Event] = []
    for event in events:
        if isinstance(event, (Unit, Run)):
            held.append(event)
        elif isinstance(event, Closed) and isinstance(event.of, TransactionSet):
            held.append(event)
            guide = event.of.guide
            kind = _BY_GUIDE.get(guide.name) if guide else None
            if kind:
                yield from kind.gather(held)
            held = []


def head_of(document: Document) -> Head:
    """The guide a document is written by: its group id and version open the group it goes into."""
    return _BY_DOCUMENT[type(document)].head


def write_document(
    writer: Writer, document: Document, control_numbers: Iterable[str], *, most: int = MOST_IN_A_SET
) -> int:
    """Write a document's sets into the open group, at most so many claims or patients to a set.

    The number of the sets. Raises WriteError.
    """
    return _BY_DOCUMENT[type(document)].write(writer, document, iter(control_numbers), most)
