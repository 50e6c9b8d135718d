"""Any valid instance of a guide, and damage to one: read both ways alike, written again, never raising."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from damage import damage
from guide_instances import Instance, joined, wire
from msgspec import Struct
from msgspec.structs import replace
from written import clean_events, file_with

from edi.envelope import Event, Unit
from edi.stream import read
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
)
from mappings.registry import guide_named
from mappings.tables import guide_tables
from transactions.binding import Above, fields_of
from transactions.bound import UnitReader, bound
from transactions.claim_acknowledgment import ClaimAcknowledgment
from transactions.claim_status_inquiry import ClaimStatusInquiry
from transactions.claim_status_response import ClaimStatusResponse
from transactions.claim_status_sets import (
    read_status_inquiries,
    read_status_responses,
    status_inquiry_reader,
    status_response_reader,
    write_status_inquiries,
    write_status_responses,
)
from transactions.dental_claim import DentalClaim
from transactions.document_text import from_json, to_json
from transactions.eligibility_sets import (
    eligibility_inquiry_reader,
    eligibility_response_reader,
    read_eligibility_inquiries,
    read_eligibility_responses,
    write_eligibility_inquiries,
    write_eligibility_responses,
)
from transactions.reading import (
    acknowledgment_reader,
    claim_reader,
    gather_remittances,
    read_claim_acknowledgments,
    read_claims,
    remittance_reader,
)
from transactions.remittance import Remittance
from transactions.review_request import ReviewRequest
from transactions.review_response import ReviewResponse
from transactions.review_sets import (
    read_review_requests,
    read_review_responses,
    review_request_reader,
    review_response_reader,
    write_review_requests,
    write_review_responses,
)
from transactions.set_acknowledgment import (
    read_set_acknowledgments,
    set_acknowledgment_reader,
    write_set_acknowledgment,
)
from transactions.writing import write_claim_acknowledgment, write_claims, write_remittance

READERS = {
    "837D": claim_reader, "835": remittance_reader, "277CA": acknowledgment_reader,
    "270": eligibility_inquiry_reader, "271": eligibility_response_reader,
    "276": status_inquiry_reader, "277": status_response_reader, "999": set_acknowledgment_reader,
    "278-request": review_request_reader, "278-response": review_response_reader,
}
GUIDES = pytest.mark.parametrize("name", READERS)


def instance(name: str, seed: int) -> list[list[str]]:
    rng = random.Random(f"{name}/{seed}")
    chance = rng.choice((0.2, 0.5, 0.9, 1.0))
    made: list[list[str]] = joined(Instance(guide_named(name), rng, chance, most=2).make(breadth=2))
    return made


def units_of(data: bytes, *, fast: bool = True) -> list[Unit]:
    return [event for event in read(io.BytesIO(data), guide_tables(), fast=fast) if isinstance(event, Unit)]


def things(reader: UnitReader, units: list[Unit]) -> list[Any]:
    return [made for unit in units if (made := reader.read(unit)) is not None]


@GUIDES
def test_accepted_and_walked_units_read_alike(name: str) -> None:
    """Also but for duplicates (a second REF 6R): the one way tells them as the other does."""
    compared = 0
    for seed in range(25):
        data = wire(guide_named(name), instance(name, seed)).encode()
        quick, slow = units_of(data), units_of(data, fast=False)
        assert not any(unit.accepted for unit in slow)
        compared += sum(unit.accepted for unit in quick)
        assert things(READERS[name](), quick) == things(READERS[name](), slow)
    assert compared > 50


@GUIDES
def test_an_accepted_unit_reads_the_same_as_if_it_had_faults(name: str) -> None:
    reader = READERS[name]()
    for seed in range(25):
        for unit in units_of(wire(guide_named(name), instance(name, seed)).encode()):
            made = reader.read(unit) if unit.accepted else None
            if made is not None:
                careful = bound(made.__class__, unit.loop).read_carefully(unit, above_of(made))
                assert careful == made


def above_of(made: Any) -> tuple[Any, ...]:
    """The objects of the units above, in the order of the fields they stand in."""
    fields = [field for field in fields_of(made.__class__) if isinstance(field.tie, Above)]
    return tuple(getattr(made, field.name) for field in fields)


def is_whole(thing: Any) -> bool:
    """Whether nothing is unread in an object and those inside it."""
    if isinstance(thing, list | tuple):
        return all(map(is_whole, thing))
    if not isinstance(thing, Struct):
        return True
    inside = [getattr(thing, name) for name in thing.__struct_fields__]
    return not getattr(thing, "unread", ()) and all(map(is_whole, inside))


def renamed(claim: DentalClaim, claim_id: str) -> DentalClaim:
    """A claim with an id that only it has; with a patient of its own the subscriber is not the patient."""
    is_patient = claim.subscriber.is_patient and claim.patient is None
    return replace(claim, claim_id=claim_id, subscriber=replace(claim.subscriber, is_patient=is_patient))


def claims_again(claims: list[DentalClaim]) -> list[DentalClaim]:
    data = file_with(DENTAL_CLAIM, lambda writer: write_claims(writer, claims, ["0001"]))
    return sorted(read_claims(clean_events(data)), key=lambda claim: int(claim.claim_id[5:]))


def remittance_again(remittance: Remittance) -> list[Remittance]:
    data = file_with(REMITTANCE, lambda writer: write_remittance(writer, remittance, "0001"))
    return list(gather_remittances(clean_events(data)))


def acknowledgment_again(answer: ClaimAcknowledgment) -> list[ClaimAcknowledgment]:
    data = file_with(CLAIM_ACKNOWLEDGMENT, lambda writer: write_claim_acknowledgment(writer, answer, "0001"))
    return list(read_claim_acknowledgments(clean_events(data)))


def requests_again(requests: list[ReviewRequest]) -> list[ReviewRequest]:
    data = file_with(REVIEW_REQUEST, lambda writer: write_review_requests(writer, requests, set_numbers()))
    return list(read_review_requests(clean_events(data)))


def responses_again(responses: list[ReviewResponse]) -> list[ReviewResponse]:
    data = file_with(REVIEW_RESPONSE, lambda writer: write_review_responses(writer, responses, set_numbers()))
    return list(read_review_responses(clean_events(data)))


def set_numbers() -> list[str]:
    return [f"{number:04}" for number in range(1, 30)]


def events_of(name: str, seed: int) -> list[Event]:
    return list(read(io.BytesIO(wire(guide_named(name), instance(name, seed)).encode()), guide_tables()))


def test_valid_claims_are_written_as_they_were() -> None:
    written = 0
    for seed in range(25):
        told = [claim for claim in read_claims(events_of("837D", seed)) if is_whole(claim)]
        claims = [renamed(claim, f"CLAIM{number}") for number, claim in enumerate(told)]
        assert not claims or claims_again(claims) == claims
        written += len(claims)
    assert written > 20


def test_valid_remittances_are_written_as_they_were() -> None:
    whole = [one for seed in range(40) for one in gather_remittances(events_of("835", seed)) if is_whole(one)]
    assert len(whole) > 5
    for remittance in whole:
        assert remittance_again(remittance) == [remittance]


def test_valid_acknowledgments_are_written_as_they_were() -> None:
    told = [one for seed in range(40) for one in read_claim_acknowledgments(events_of("277CA", seed))]
    whole = [one for one in told if is_whole(one)]
    assert len(whole) > 5
    for answer in whole:
        assert acknowledgment_again(answer) == [answer]


def test_valid_inquiries_are_written_as_they_were() -> None:
    written = 0
    for seed in range(40):
        inquiries = [one for one in read_eligibility_inquiries(events_of("270", seed)) if is_whole(one)]
        data = file_with(
            ELIGIBILITY_INQUIRY,
            lambda writer: write_eligibility_inquiries(writer, inquiries, ["0001"]),  # noqa: B023
        )
        again = list(read_eligibility_inquiries(clean_events(data)))
        assert sorted(again, key=repr) == sorted(inquiries, key=repr)
        written += len(again)
    assert written > 200


def test_valid_responses_are_written_as_they_were() -> None:
    written = 0
    for seed in range(40):
        responses = [one for one in read_eligibility_responses(events_of("271", seed)) if is_whole(one)]
        data = file_with(
            ELIGIBILITY_RESPONSE,
            lambda writer: write_eligibility_responses(writer, responses, ["0001"]),  # noqa: B023
        )
        again = list(read_eligibility_responses(clean_events(data)))
        assert sorted(again, key=repr) == sorted(responses, key=repr)
        written += len(again)
    assert written > 100


def test_valid_status_inquiries_are_written_as_they_were() -> None:
    """But for the order: the claims of equal patients come together."""
    written = 0
    for seed in range(40):
        told = [one for one in read_status_inquiries(events_of("276", seed)) if is_whole(one)]
        data = file_with(STATUS_INQUIRY, lambda writer: write_status_inquiries(writer, told, ["0001"]))  # noqa: B023
        assert sorted(read_status_inquiries(clean_events(data)), key=repr) == sorted(told, key=repr)
        written += len(told)
    assert written > 20


def test_valid_status_responses_are_written_as_they_were() -> None:
    written = stopped = 0
    for seed in range(40):
        told = [one for one in read_status_responses(events_of("277", seed)) if is_whole(one)]
        data = file_with(STATUS_RESPONSE, lambda writer: write_status_responses(writer, told, ["0001"]))  # noqa: B023
        assert sorted(read_status_responses(clean_events(data)), key=repr) == sorted(told, key=repr)
        written += len(told)
        stopped += sum(one.subscriber is None for one in told)
    assert written > 20
    assert stopped > 5


def test_valid_set_acknowledgments_are_written_as_they_were() -> None:
    told = [one for seed in range(40) for one in read_set_acknowledgments(events_of("999", seed))]
    whole = [one for one in told if is_whole(one)]
    assert len(whole) > 5
    data = file_with(
        ACKNOWLEDGMENT,
        lambda writer: [
            write_set_acknowledgment(writer, one, f"{number:04}") for number, one in enumerate(whole, 1)
        ],
    )
    assert list(read_set_acknowledgments(clean_events(data))) == whole


@pytest.mark.parametrize("name", ["276", "277"])
def test_no_damage_leaves_a_claim_that_is_no_document(name: str) -> None:
    """Whatever is left of the levels above, what is read has the form of its type."""
    read_all, kind = {
        "276": (read_status_inquiries, ClaimStatusInquiry),
        "277": (read_status_responses, ClaimStatusResponse),
    }[name]
    rng = random.Random(name)
    told = 0
    for seed in range(20):
        units = instance(name, seed)
        for _ in range(10):
            at = rng.randrange(len(units))
            harmed = [*units[:at], damage(rng, units[at]), *units[at + 1 :]]
            events = read(io.BytesIO(wire(guide_named(name), harmed).encode("latin-1")), guide_tables())
            for made in read_all(events):
                from_json(to_json(made), kind)
                told += bool(made.unread)
    assert told


def test_valid_reviews_are_written_as_they_were() -> None:
    """Whole events and refusals at any level; a patient of each set, in the order they came."""
    requests, responses = 0, 0
    for seed in range(40):
        asked = [one for one in read_review_requests(events_of("278-request", seed)) if is_whole(one)]
        assert requests_again(asked) == asked
        told = [one for one in read_review_responses(events_of("278-response", seed)) if is_whole(one)]
        assert responses_again(told) == told
        requests, responses = requests + len(asked), responses + len(told)
    assert min(requests, responses) > 20


@GUIDES
def test_no_damage_raises(name: str) -> None:
    rng = random.Random(name)
    unread = 0
    for seed in range(12):
        units = instance(name, seed)
        for _ in range(12):
            at = rng.randrange(len(units))
            harmed = [*units[:at], damage(rng, units[at]), *units[at + 1 :]]
            data = wire(guide_named(name), harmed).encode("latin-1")
            for made in things(READERS[name](), units_of(data)):
                to_json(made)
                unread += bool(made.unread)
    assert unread


@pytest.mark.parametrize(
    ("name", "read_all"), [("270", read_eligibility_inquiries), ("271", read_eligibility_responses)]
)
def test_no_level_that_is_lost_or_harmed_raises(
    name: str, read_all: Callable[[Iterable[Event]], Iterator[Any]]
) -> None:
    """What stands below is told all the same, in runs too, and as a document."""
    rng = random.Random(name)
    told = unread = 0
    for seed in range(12):
        units = instance(name, seed)
        for _ in range(12):
            at = rng.randrange(1, len(units))
            left = [damage(rng, units[at])] if rng.random() < 0.5 else []
            data = wire(guide_named(name), [*units[:at], *left, *units[at + 1 :]]).encode("latin-1")
            made = list(read_all(read(io.BytesIO(data), guide_tables())))
            assert list(read_all(read(io.BytesIO(data), guide_tables(), runs=True))) == made
            for one in made:
                assert to_json(one)
                assert one.source is not None
            told += len(made)
            unread += sum(bool(one.unread) for one in made)
    assert told > 500
    assert unread
