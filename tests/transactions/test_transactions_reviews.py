"""Reviews of services (278): what a response says in short, which sets are made, what is gathered."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from positions import events_of, file_of
from test_transactions_positions_review_request import REQUEST, SHORT_REQUEST
from test_transactions_positions_review_response import (
    DEPENDENT,
    EVENT,
    HEADING,
    REQUESTER,
    RESPONSE,
    REVIEWER,
    SET,
    SUBSCRIBER,
)
from written import clean_events, file_with

from edi.errors import WriteError
from edi.stream import read
from mappings.guides import REVIEW_REQUEST, REVIEW_RESPONSE
from mappings.overrides import apply_override, parse_override
from mappings.registry import guide_named
from mappings.tables import guide_tables
from transactions.document_text import to_json
from transactions.documents import (
    ReviewRequestDocument,
    ReviewResponseDocument,
    documents,
    head_of,
    read_document,
    write_document,
)
from transactions.parties import Name
from transactions.review import FullName, Refusal, Reviewer, ReviewProvider, TransportStop
from transactions.review_event import Review
from transactions.review_response import (
    AnsweredParty,
    AnsweredRequester,
    Decision,
    ReviewedEvent,
    ReviewedService,
    ReviewResponse,
    ReviewStatus,
)
from transactions.review_sets import (
    read_review_requests,
    read_review_responses,
    write_review_requests,
    write_review_responses,
)
from transactions.set_writing import WrittenSet

SAMPLES = Path(__file__).parents[2] / "samples" / "clean"
REFUSED = Refusal(is_valid=False, reason="15", action="N")
REVIEW = Review(category="HS", purpose="I")
PLAIN_REVIEWER = Reviewer(name=Name(kind="2", id_qualifier="PI", id="PLAN", role="X3"))
PLAIN_REQUESTER = AnsweredRequester(
    parties=(AnsweredParty(name=Name(kind="2", id_qualifier="46", id="PRACTICE", role="1P")),)
)
PERSON = replace(SUBSCRIBER, refusals=())
CHILD = replace(DEPENDENT, refusals=())


def response(*services: str, overall: str = "", **changed: Any) -> ReviewResponse:
    """A response with these actions (HCR01) of its services and its event; empty for no decision."""
    plain = ReviewResponse(
        heading=HEADING, reviewer=PLAIN_REVIEWER, requester=PLAIN_REQUESTER, subscriber=PERSON,
        event=ReviewedEvent(review=REVIEW, decision=decision(overall)),
        services=[ReviewedService(decision=decision(action)) for action in services],
    )
    return replace(plain, **changed)


def decision(action: str) -> Decision | None:
    return Decision(action, f"NUMBER-{action}") if action else None


# What a response says in short.


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("A1", "determined"), ("A2", "determined"), ("A3", "determined"), ("A6", "determined"),
        ("C", "determined"), ("A4", "pending"), ("CT", "not applicable"), ("NA", "not applicable"),
    ],
)
def test_the_status_of_a_decision(action: str, status: str) -> None:
    assert Decision(action).status is ReviewStatus(status)
    assert Decision(action).is_certified is (action == "A1")
    assert response(overall=action).status is ReviewStatus(status)
    assert response(overall=action).decision == Decision(action, f"NUMBER-{action}")
    assert response(overall=action).authorization_number == f"NUMBER-{action}"


def test_nothing_decided_has_no_status() -> None:
    for one in (response(), ReviewResponse(heading=HEADING, reviewer=REVIEWER)):
        assert (one.decision, one.status, one.authorization_number) == (None, None, None)
        assert not one.is_certified
        assert not one.is_pended


@pytest.mark.parametrize(
    ("event", "services", "is_certified", "is_pended"),
    [
        ("A1", [], True, False),
        ("A1", ["A1", ""], True, False),
        ("A2", ["A1", "A3"], False, False),
        ("A2", ["A1", "A4"], False, True),
        ("A6", [], False, False),
        ("A4", [], False, True),
        ("", ["A1", "A1"], True, False),
        ("", ["A1", "A6"], False, False),
        ("", ["A1", ""], False, False),
        ("", ["A3", "A4"], False, True),
    ],
)
def test_the_event_speaks_first_then_its_services(
    event: str, services: Sequence[str], is_certified: bool, is_pended: bool
) -> None:
    one = response(*services, overall=event)
    assert (one.is_certified, one.is_pended, one.is_refused) == (is_certified, is_pended, False)


@pytest.mark.parametrize(
    "changed",
    [
        {"reviewer": replace(PLAIN_REVIEWER, refusals=(REFUSED,))},
        {"reviewer": replace(PLAIN_REVIEWER, name_refusals=(REFUSED,))},
        {
            "requester": AnsweredRequester(
                (*PLAIN_REQUESTER.parties, AnsweredParty(PLAIN_REVIEWER.name, refusals=(REFUSED,)))
            )
        },
        {"subscriber": replace(PERSON, refusals=(REFUSED,))},
        {"dependent": replace(CHILD, refusals=(REFUSED,))},
        {"event": ReviewedEvent(REVIEW, refusals=[REFUSED])},
        {"event": ReviewedEvent(REVIEW, providers=[ReviewProvider(FullName("1"), refusals=(REFUSED,))])},
        {"event": ReviewedEvent(REVIEW, stops=[TransportStop(Name("2"), refusals=(REFUSED,))])},
    ],
)
def test_a_refusal_at_any_level_refuses_the_request(changed: dict[str, Any]) -> None:
    one = response(**changed)
    assert one.refusals == (REFUSED,)
    assert one.is_refused
    decided = replace(one, services=[ReviewedService(decision=Decision("A1"))])
    assert not decided.is_refused


def test_a_service_that_is_refused_refuses_not_the_others() -> None:
    one = response("", "A1")
    one.services[0].refusals = [REFUSED]
    assert (one.refusals, one.is_refused) == ((), False)


def test_the_requester_by_its_first_party() -> None:
    assert REQUESTER.name == REQUESTER.parties[0].name
    assert [one.reason for one in REQUESTER.refusals] == ["43", "51"]
    assert AnsweredRequester(()).name is None


def sample(name: str) -> list[ReviewResponse]:
    with (SAMPLES / name).open("rb") as file:
        return list(read_review_responses(read(file, guide_tables())))


def test_the_samples() -> None:
    (certified,) = sample("review_response_certified.edi")
    assert (certified.is_certified, certified.authorization_number) == (True, "EX-7714301")
    assert [one.decision and one.decision.authorization_number for one in certified.services] == [
        "EX-7714302", "EX-7714303",
    ]
    (mixed,) = sample("review_response_each_service_decided.edi")
    assert (mixed.is_certified, mixed.is_pended, mixed.status) == (False, True, ReviewStatus.DETERMINED)
    assert [one.decision.action for one in mixed.services if one.decision] == ["A1", "A6", "A4", "A3"]
    assert mixed.services[2].questions[0].code == "18748-4"
    assert mixed.services[3].decision == Decision("A3", reasons=("0M", "0V"))
    (refused,) = sample("review_response_refused.edi")
    assert [one.reason for one in refused.refusals] == ["72", "75"]
    assert (refused.is_refused, refused.event, refused.services) == (True, None, [])
    (not_now,) = sample("review_response_not_now.edi")
    assert (not_now.is_refused, not_now.requester) == (True, None)


# Which sets are made.

NUMBERS = [f"{number:04}" for number in range(1, 10)]


def outline(responses: Sequence[ReviewResponse], **options: Any) -> list[str]:
    """ST, HL and the first number of each event, of what is written; the file has no fault."""
    data = file_with(
        REVIEW_RESPONSE, lambda writer: write_review_responses(writer, responses, NUMBERS, **options)
    )
    assert list(read_review_responses(clean_events(data))) == list(responses)
    told = data.decode().split("~")
    return [one.rsplit("*", 1)[0] if one[:2] == "ST" else one for one in told if one[:2] in ("ST", "HL")]


FRAME = ["HL*1**20*1", "HL*2*1*21*1", "HL*3*2*22*1"]


def test_events_of_one_patient_share_their_levels() -> None:
    assert outline([response(overall="A1"), response("A1", "A6", overall="A2")]) == [
        "ST*278*0001", *FRAME, "HL*4*3*EV*0", "HL*5*3*EV*1", "HL*6*5*SS*0", "HL*7*5*SS*0",
    ]


def test_patients_stand_in_sets_of_their_own() -> None:
    """The guide has room for one subscriber and one dependent in a set."""
    child, twin = response(dependent=CHILD), response(dependent=replace(CHILD, sex="F"))
    dependent = [*FRAME, "HL*4*3*23*1", "HL*5*4*EV*0"]
    assert outline([response(), child, child, twin, response()]) == [
        "ST*278*0001", *FRAME, "HL*4*3*EV*0",
        "ST*278*0002", *dependent, "HL*6*4*EV*0",
        "ST*278*0003", *dependent,
        "ST*278*0004", *FRAME, "HL*4*3*EV*0",
    ]


def test_a_response_without_an_event_has_a_set_of_its_own() -> None:
    """Else it would be lost among the events of the same patient."""
    stopped = replace(response(), event=None)
    told = outline([response(), stopped, stopped, response()])
    assert [one for one in told if one.startswith("ST")] == [f"ST*278*{number}" for number in NUMBERS[:4]]
    assert told[5:9] == ["ST*278*0002", "HL*1**20*1", "HL*2*1*21*1", "HL*3*2*22*0"]


def test_sets_are_split_by_the_number_of_events() -> None:
    told = outline([response() for _ in range(5)], events_per_set=2)
    assert [one[:4] for one in told if one[:2] == "ST" or "*EV*" in one].count("ST*2") == 3
    with pytest.raises(ValueError, match="at least one"):
        outline([response()], events_per_set=0)


def test_requests_stand_in_sets_of_their_own() -> None:
    sets: list[WrittenSet] = []
    told = [REQUEST, SHORT_REQUEST, SHORT_REQUEST]
    data = file_with(
        REVIEW_REQUEST, lambda writer: sets.extend(write_review_requests(writer, told, NUMBERS[3:]))
    )
    assert sets == [WrittenSet("0004", 1), WrittenSet("0005", 1), WrittenSet("0006", 1)]
    assert list(read_review_requests(clean_events(data))) == told
    with pytest.raises(WriteError, match="ST02: there are more sets than control numbers"):
        file_with(REVIEW_REQUEST, lambda writer: write_review_requests(writer, told, ["0001"]))


def test_a_payers_guide() -> None:
    text = 'payer = "P"\nguide = "278-request"\n[rows."2000E/MSG"]\nusage = "N"\n'
    narrow = apply_override(guide_named("278-request"), parse_override(text, "payer.toml"))
    with pytest.raises(WriteError, match="2000E: the guide has no place for message"):
        file_with(
            REVIEW_REQUEST, lambda writer: write_review_requests(writer, [REQUEST], NUMBERS, guide=narrow)
        )


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"requester": None}, "2000B: the requester must be told"),
    ({"subscriber": None}, "2000C: the subscriber must be told"),
    ({"subscriber": None, "event": None}, "2000F: services stand under an event"),
    ({"requester": None, "subscriber": None, "dependent": CHILD}, "2000B: the requester must be told"),
    ({"event": None}, "2000F: services stand under an event, and there is none"),
    ({"event": replace(EVENT, expires="2025")}, "2000E: event.expires: the value is not of the type"),
    ({"event": replace(EVENT, decision=Decision("A3", reasons=("1",) * 6))}, "2000E/HCR03: there are more"),
    ({"event": replace(EVENT, traces=[replace(EVENT.traces[0], kind=None)])}, "kind must be told"),
    ({"event": replace(EVENT, review=replace(EVENT.review, release="Y"))}, "no place for release"),
    ({"unread": ("2000E/MSG",)}, "2000E: the object was not read whole"),
    ({"services": [ReviewedService(unread=("2000F/MSG",))]}, "2000F: the object was not read whole"),
    ({"reviewer": replace(REVIEWER, unread=("2000A/ZZZ",))}, "2000A: the object was not read whole"),
]


@pytest.mark.parametrize(("changed", "reason"), WRONG)
def test_what_cannot_be_said_is_refused(changed: dict[str, Any], reason: str) -> None:
    one = replace(response("A1", overall="A1"), **changed)
    with pytest.raises(WriteError, match=reason):
        file_with(REVIEW_RESPONSE, lambda writer: write_review_responses(writer, [one], NUMBERS))


def test_what_only_responses_tell_has_no_place_in_a_request() -> None:
    for changed in (
        {"reviewer": replace(REQUEST.reviewer, refusals=(REFUSED,))},
        {"subscriber": replace(REQUEST.subscriber, refusals=(REFUSED,))},
    ):
        one = replace(REQUEST, **changed)
        with pytest.raises(WriteError, match="no place for refusals"):
            file_with(REVIEW_REQUEST, lambda writer: write_review_requests(writer, [one], NUMBERS))  # noqa: B023


# What is gathered.


def levels(*texts: str) -> bytes:
    """A response of one subscriber with these levels."""
    return file_of("HI", "005010X217", *SET[:4], *texts)


OWN = "HL*{}*3*EV*{}\nUM*HS*I\nMSG*OWN {}"
THEIRS = "HL*{}*4*EV*{}\nUM*HS*I\nMSG*CHILD {}"
CHILD_LEVEL = "HL*4*3*23*{}\nNM1*QC*1*ROWAN*TIM"


def outcome(data: bytes) -> list[tuple[bool, str | None, int]]:
    """Of each response whether it is about the dependent, its event's message, how many services it has."""
    return [
        (one.dependent is not None, one.event.message if one.event else None, len(one.services))
        for one in read_review_responses(clean_events(data))
    ]


def test_events_of_the_subscriber_and_of_the_dependent() -> None:
    data = levels(
        CHILD_LEVEL.format(1), THEIRS.format(5, 1, 1), "HL*6*5*SS*0", "HL*7*5*SS*0", THEIRS.format(8, 0, 2),
        OWN.format(9, 1, 3), "HL*10*9*SS*0", OWN.format(11, 0, 4),
    )
    told = [(True, "CHILD 1", 2), (True, "CHILD 2", 0), (False, "OWN 3", 1), (False, "OWN 4", 0)]
    assert outcome(data) == told


def test_a_dependent_without_events_before_events_of_the_subscriber() -> None:
    data = levels(CHILD_LEVEL.format(0), OWN.format(5, 0, 1), OWN.format(6, 0, 2))
    assert outcome(data) == [(True, None, 0), (False, "OWN 1", 0), (False, "OWN 2", 0)]


def test_levels_above_are_shared_objects() -> None:
    data = levels(OWN.format(4, 0, 1), OWN.format(5, 0, 2))
    first, second = read_review_responses(clean_events(data))
    assert first.subscriber is second.subscriber
    assert first.reviewer is second.reviewer


def test_sets_of_other_kinds_are_passed_over() -> None:
    data = levels(OWN.format(4, 0, 1))
    assert list(read_review_requests(events_of(data))) == []
    asked = file_with(REVIEW_REQUEST, lambda writer: write_review_requests(writer, [REQUEST], NUMBERS))
    assert list(read_review_responses(events_of(asked))) == []
    assert list(read_review_requests(events_of(data + asked))) == [REQUEST]


def test_a_level_that_cannot_be_read_still_stands_above() -> None:
    """A reviewer without a name, and an event whose segments have no place."""
    text = "\n".join(SET[:4]).replace("NM1*36*1*HOLT*VERA*ANN**JR*PI*PLAN-2", "NM9*36")
    (one,) = read_review_responses(events_of(file_of("HI", "005010X217", text, "HL*4*3*EV*0\nZZZ*1")))
    assert one.reviewer.name == Name(kind="")
    assert one.subscriber is not None
    assert one.event == ReviewedEvent(review=Review(category=""))
    assert one.unread == ("2000E/ZZZ",)


# Documents.


def test_documents_of_both() -> None:
    told = [
        ReviewRequestDocument([REQUEST]), ReviewRequestDocument([SHORT_REQUEST]),
        ReviewResponseDocument([RESPONSE]),
    ]
    for document in told:
        assert read_document(to_json(document)) == document
        data = file_with(head_of(document), lambda writer: write_document(writer, document, NUMBERS))  # noqa: B023
        assert list(documents(clean_events(data))) == [document]


def test_a_document_as_text() -> None:
    assert to_json(ReviewRequestDocument([])) == b'{"transaction":"278-request","requests":[]}'
    document = json.loads(to_json(ReviewResponseDocument([response("A4", overall="A1")])))
    assert document["transaction"] == "278-response"
    (one,) = document["responses"]
    assert one["event"] == {
        "review": {"category": "HS", "purpose": "I"},
        "decision": {"action": "A1", "authorization_number": "NUMBER-A1"},
    }
    assert one["services"] == [{"decision": {"action": "A4", "authorization_number": "NUMBER-A4"}}]
    assert one["subscriber"]["name"]["prefix"] == "DR"
    assert "dependent" not in one


def test_a_set_with_two_patients_makes_two_sets_of_its_document() -> None:
    data = levels(CHILD_LEVEL.format(1), THEIRS.format(5, 0, 1), OWN.format(6, 0, 2))
    (document,) = documents(clean_events(data))
    sets: list[int] = []
    again = file_with(
        REVIEW_RESPONSE, lambda writer: sets.append(write_document(writer, document, NUMBERS))
    )
    assert sets == [2]
    told = list(read_review_responses(read(io.BytesIO(again), guide_tables())))
    assert ReviewResponseDocument(told) == document


def test_services_alone_make_nothing() -> None:
    """A service whose event is missing has no place, and no request is made of it."""
    asked = "\n".join(SET[:5]).replace("BHT*0007*11", "BHT*0007*13")
    data = file_of("HI", "005010X217", asked, "HL*5*4*SS*0\nSV3*AD:D0120*****1")
    assert list(read_review_requests(events_of(data))) == []
