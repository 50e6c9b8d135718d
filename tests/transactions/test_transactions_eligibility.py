"""Eligibility sets: how patients are grouped and split, where refusals stand, what is seen at a glance."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from msgspec.structs import replace
from positions import events_of, file_of
from test_transactions_positions_inquiry import OF_DEPENDENT, SHORT_INQUIRY, SUBSCRIBER_SEGMENTS
from test_transactions_positions_inquiry import OF_SUBSCRIBER as INQUIRY
from test_transactions_positions_inquiry import SET as INQUIRY_SET
from test_transactions_positions_response import OF_DEPENDENT as RESPONSE_OF_DEPENDENT
from test_transactions_positions_response import OF_SUBSCRIBER as RESPONSE
from test_transactions_positions_response import SHORT_RESPONSE
from written import clean_events, file_with

from edi.errors import WriteError
from edi.stream import read
from edi.writer import Writer
from mappings.guides import ELIGIBILITY_INQUIRY, ELIGIBILITY_RESPONSE
from mappings.overrides import apply_override, parse_override
from mappings.registry import guide_named
from mappings.tables import guide_tables
from transactions.document_text import from_json, to_json
from transactions.eligibility import Person, Trace
from transactions.eligibility_benefit import Benefit, BenefitProcedure, Refusal
from transactions.eligibility_inquiry import EligibilityInquiry, Question
from transactions.eligibility_response import CoveredPerson, EligibilityResponse
from transactions.eligibility_sets import (
    read_eligibility_inquiries,
    read_eligibility_responses,
    write_eligibility_inquiries,
    write_eligibility_responses,
)
from transactions.parties import Name
from transactions.set_writing import WrittenSet

OTHER_SOURCE = replace(SHORT_INQUIRY.source, name=replace(SHORT_INQUIRY.source.name, id="OTHERPLAN"))
OTHER_RECEIVER = replace(SHORT_INQUIRY.receiver, name=replace(SHORT_INQUIRY.receiver.name, last_name="SOUTH"))
OTHER_SUBSCRIBER = Person(Name(kind="1", id_qualifier="MI", id="MEMBER-2"))
CHILD = Person(Name(kind="1", last_name="ROWAN", first_name="TOBIAS"))


def asked(number: int, **changed: Any) -> EligibilityInquiry:
    """An inquiry that its trace tells from others."""
    return replace(SHORT_INQUIRY, traces=[Trace(f"T{number}", "9ORIGIN001")], **changed)


def silent(**changed: Any) -> EligibilityInquiry:
    return replace(SHORT_INQUIRY, questions=[], **changed)


def set_numbers() -> list[str]:
    return [f"{number:04}" for number in range(1, 10)]


def outline(inquiries: Sequence[EligibilityInquiry], per_set: int = 99) -> list[str]:
    """HL and TRN of what is written; the file has no fault, and reads back to the same inquiries."""
    data = file_with(
        ELIGIBILITY_INQUIRY,
        lambda writer: write_eligibility_inquiries(
            writer, inquiries, set_numbers(), patients_per_set=per_set
        ),
    )
    again = list(read_eligibility_inquiries(clean_events(data)))
    assert sorted(again, key=repr) == sorted(inquiries, key=repr)
    segments = data.decode().split("~")
    return [one.removesuffix("*9ORIGIN001") for one in segments if one.startswith(("HL*", "TRN*"))]


# Grouping.


def test_patients_of_one_receiver_share_its_level() -> None:
    assert outline([asked(1), asked(2, subscriber=OTHER_SUBSCRIBER)]) == [
        "HL*1**20*1", "HL*2*1*21*1", "HL*3*2*22*0", "TRN*1*T1", "HL*4*2*22*0", "TRN*1*T2",
    ]


def test_sources_and_receivers_stand_where_they_first_came() -> None:
    assert outline([
        asked(1), asked(2, source=OTHER_SOURCE), asked(3, receiver=OTHER_RECEIVER),
        asked(4, source=OTHER_SOURCE), asked(5),
    ]) == [
        "HL*1**20*1",
        "HL*2*1*21*1", "HL*3*2*22*0", "TRN*1*T1", "HL*4*2*22*0", "TRN*1*T5",
        "HL*5*1*21*1", "HL*6*5*22*0", "TRN*1*T3",
        "HL*7**20*1", "HL*8*7*21*1", "HL*9*8*22*0", "TRN*1*T2", "HL*10*8*22*0", "TRN*1*T4",
    ]


def test_a_subscriber_asked_about_stands_with_the_dependents() -> None:
    """In one level, whoever comes first; two inquiries about the subscriber are two levels."""
    expected = [
        "HL*1**20*1", "HL*2*1*21*1", "HL*3*2*22*1", "TRN*1*T1", "HL*4*3*23*0", "TRN*1*T2",
        "HL*5*3*23*0", "TRN*1*T3",
    ]
    children = [asked(2, dependent=CHILD), asked(3, dependent=replace(CHILD, sex="F"))]
    assert outline([asked(1), *children]) == expected
    assert outline([*children, asked(1)]) == expected
    assert outline([asked(1), asked(4), *children])[2:4] == ["HL*3*2*22*0", "TRN*1*T1"]


def test_a_subscriber_without_a_word_stands_apart() -> None:
    """Else it would not be seen among the dependents that it was asked about at all."""
    assert outline([silent(), asked(2, dependent=CHILD), silent()]) == [
        "HL*1**20*1", "HL*2*1*21*1", "HL*3*2*22*0", "HL*4*2*22*1", "HL*5*4*23*0", "TRN*1*T2",
        "HL*6*2*22*0",
    ]


def test_the_same_patient_asked_about_twice() -> None:
    assert outline([asked(1, dependent=CHILD), asked(2, dependent=CHILD)])[3:] == [
        "HL*4*3*23*0", "TRN*1*T1", "HL*5*3*23*0", "TRN*1*T2",
    ]


def test_sets_are_split_by_number_and_by_heading() -> None:
    sets: list[WrittenSet] = []
    other = replace(SHORT_INQUIRY.heading, reference="OTHER")
    told = [*(asked(number) for number in range(5)), asked(5, heading=other), asked(6)]
    data = file_with(
        ELIGIBILITY_INQUIRY,
        lambda writer: sets.extend(
            write_eligibility_inquiries(writer, told, set_numbers(), patients_per_set=2)
        ),
    )
    assert [(one.control_number, one.count) for one in sets] == [
        ("0001", 2), ("0002", 2), ("0003", 1), ("0004", 1), ("0005", 1),
    ]
    assert list(read_eligibility_inquiries(clean_events(data))) == told
    assert data.decode().count("~HL*1**20*1~") == 5


def test_ninety_nine_patients_are_a_set() -> None:
    sets: list[WrittenSet] = []
    told = [asked(number) for number in range(100)]
    file_with(
        ELIGIBILITY_INQUIRY,
        lambda writer: sets.extend(write_eligibility_inquiries(writer, told, set_numbers())),
    )
    assert [one.count for one in sets] == [99, 1]


def test_runs_tell_the_same() -> None:
    """Many sets, sources, receivers and patients, read unit by unit and in runs."""
    everybody = [
        asked(number, **changed) for number in range(40)
        for changed in ({}, {"dependent": CHILD}, {"source": OTHER_SOURCE}, {"receiver": OTHER_RECEIVER})
    ]
    data = file_with(
        ELIGIBILITY_INQUIRY,
        lambda writer: write_eligibility_inquiries(writer, everybody, set_numbers(), patients_per_set=50),
    )
    plain = list(read_eligibility_inquiries(read(io.BytesIO(data), guide_tables())))
    assert list(read_eligibility_inquiries(read(io.BytesIO(data), guide_tables(), runs=True))) == plain
    assert sorted(plain, key=repr) == sorted(everybody, key=repr)


def test_the_objects_above_are_shared() -> None:
    data = file_with(
        ELIGIBILITY_INQUIRY,
        lambda writer: write_eligibility_inquiries(
            writer, [asked(1, dependent=CHILD), asked(2, dependent=CHILD)], set_numbers()
        ),
    )
    one, two = read_eligibility_inquiries(events_of(data))
    for name in ("heading", "source", "receiver", "subscriber"):
        assert getattr(one, name) is getattr(two, name)


# Responses that were refused.

HEAD = "ST*271*1001*005010X279A1\nBHT*0022*11**20250301*0915"
SOURCE_NAME = "NM1*PR*2*PLAINS DENTAL PLAN*****PI*PLAN12345"
RECEIVER_LEVEL = "NM1*1P*2******XX*1902100431"
REFUSED: list[tuple[str, EligibilityResponse, tuple[str, ...]]] = [
    (
        f"HL*1**20*0\nAAA*Y**42*P\n{SOURCE_NAME}\nAAA*N**79*C",
        replace(
            SHORT_RESPONSE,
            source=replace(
                SHORT_RESPONSE.source, request_refusals=(Refusal(True, "42", "P"),),
                refusals=(Refusal(False, "79", "C"),),
            ),
            receiver=None, subscriber=None, benefits=[],
        ),
        ("42", "79"),
    ),
    (
        f"HL*1**20*1\n{SOURCE_NAME}\nHL*2*1*21*0\n{RECEIVER_LEVEL}\nAAA*N**43*C\nAAA*N**51*C",
        replace(
            SHORT_RESPONSE,
            receiver=replace(
                SHORT_RESPONSE.receiver, refusals=(Refusal(False, "43", "C"), Refusal(False, "51", "C"))
            ),
            subscriber=None, benefits=[],
        ),
        ("43", "51"),
    ),
    (
        f"HL*1**20*1\n{SOURCE_NAME}\nHL*2*1*21*1\n{RECEIVER_LEVEL}\nHL*3*2*22*0\nTRN*2*T1*9ORIGIN001\nNM1*IL*1\n"
        "AAA*N**75*C",
        replace(
            SHORT_RESPONSE,
            subscriber=CoveredPerson(Name(kind="1"), refusals=(Refusal(False, "75", "C"),)),
            traces=[Trace("T1", "9ORIGIN001", kind="2")], benefits=[],
        ),
        ("75",),
    ),
    (
        f"HL*1**20*1\n{SOURCE_NAME}\nHL*2*1*21*1\n{RECEIVER_LEVEL}\nHL*3*2*22*1\nNM1*IL*1\nHL*4*3*23*0\nNM1*03*1\n"
        "AAA*N**67*C",
        replace(
            SHORT_RESPONSE,
            dependent=CoveredPerson(Name(kind="1"), refusals=(Refusal(False, "67", "C"),)), benefits=[],
        ),
        ("67",),
    ),
    (
        f"HL*1**20*1\n{SOURCE_NAME}\nHL*2*1*21*1\n{RECEIVER_LEVEL}\nHL*3*2*22*0\nNM1*IL*1\nEB*1\nEB*V**30\n"
        "AAA*Y**70*C\nAAA*Y**15*N\nAAA*Y**70*C",
        replace(
            SHORT_RESPONSE,
            benefits=[
                Benefit("1"),
                Benefit(
                    "V", service_types=("30",),
                    refusals=(Refusal(True, "70", "C"), Refusal(True, "15", "N"), Refusal(True, "70", "C")),
                ),
            ],
        ),
        ("70", "15"),
    ),
]


def response_file(responses: Sequence[EligibilityResponse]) -> bytes:
    return file_with(
        ELIGIBILITY_RESPONSE, lambda writer: write_eligibility_responses(writer, responses, set_numbers())
    )


@pytest.mark.parametrize(("text", "expected", "reasons"), REFUSED)
def test_refusals_at_each_level(text: str, expected: EligibilityResponse, reasons: tuple[str, ...]) -> None:
    """What stands below the level is None, and the reasons are told."""
    data = file_of("HB", ELIGIBILITY_RESPONSE.version, HEAD, text)
    (made,) = read_eligibility_responses(events_of(data))
    assert made == expected
    assert made.refusal_reasons == reasons
    told = [line for line in response_file([made]).decode().split("~") if line.split("*")[0] not in
            ("ISA", "GS", "ST", "BHT", "SE", "GE", "IEA", "")]
    assert told == text.split("\n")


def test_refusals_of_all_levels_from_the_top() -> None:
    response = replace(RESPONSE_OF_DEPENDENT)
    assert response.refusals == (
        Refusal(True, "42", "P"), Refusal(False, "04", "C"), Refusal(False, "T4", "R"),
        Refusal(False, "43", "C"), Refusal(True, "50", "S"), Refusal(False, "71", "C"),
        Refusal(True, "75", "W"), Refusal(True, "67", "N"), Refusal(False, "CI", "C"),
    )
    assert SHORT_RESPONSE.refusals == SHORT_RESPONSE.refusal_reasons == ()


def test_refused_levels_among_others() -> None:
    """Each of several answers of one set comes back, though equal levels stand beside the refused ones."""
    above = replace(SHORT_RESPONSE, traces=[Trace("T1", "9ORIGIN001", kind="2")])
    refused = replace(above, receiver=None, subscriber=None, traces=[], benefits=[])
    no_receiver = replace(above, subscriber=None, traces=[], benefits=[])
    unknown = replace(above, subscriber=replace(above.subscriber, refusals=(Refusal(False, "75", "C"),)),
                      traces=[], benefits=[])
    child = replace(unknown, dependent=CoveredPerson(Name(kind="1")))
    told = [refused, above, no_receiver, unknown, child, refused, unknown]
    data = response_file(told)
    again = list(read_eligibility_responses(read(io.BytesIO(data), guide_tables())))
    assert sorted(again, key=repr) == sorted(told, key=repr)
    assert list(read_eligibility_responses(read(io.BytesIO(data), guide_tables(), runs=True))) == again


def test_a_subscriber_told_of_beside_dependents() -> None:
    data = response_file([RESPONSE_OF_DEPENDENT, RESPONSE])
    assert list(read_eligibility_responses(events_of(data))) == [RESPONSE, RESPONSE_OF_DEPENDENT]
    assert data.decode().count("~HL*") == 4


def test_a_subscriber_with_a_trace_alone_is_told_of() -> None:
    traced = replace(RESPONSE, benefits=[])
    data = response_file([traced, RESPONSE_OF_DEPENDENT])
    assert list(read_eligibility_responses(events_of(data))) == [traced, RESPONSE_OF_DEPENDENT]
    assert data.decode().count("~HL*") == 4


# What cannot be written.

WRONG_INQUIRIES: list[tuple[dict[str, Any], str]] = [
    ({"unread": ("2100C/ZZZ",)}, "2000C: the object was not read whole"),
    ({"heading": replace(SHORT_INQUIRY.heading, unread=("X",))}, "HEADER: the object was not read whole"),
    ({"source": None}, "2000A: source: the value is not of the type"),
    ({"subscriber": None}, "2000C: subscriber: the value"),
    ({"subscriber": replace(CHILD, ids=[])}, "subscriber.ids: the value is not of the type"),
    ({"receiver": replace(SHORT_INQUIRY.receiver, ids=["X"])}, "receiver.ids: the value is not of the type"),
    ({"subscriber": replace(CHILD, birth_date="19840213")}, "2000C: subscriber.birth_date: the value"),
    ({"source": replace(OTHER_SOURCE, name=replace(OTHER_SOURCE.name, role=None))}, "role must be told"),
    ({"questions": [Question(service_types="35")]}, r"2000C: questions\[0\].service_types: the value"),  # type: ignore[arg-type]
    ({"questions": [Question(service_types=[35])]}, r"questions\[0\].service_types\[0\]: the value"),  # type: ignore[list-item]
    ({"questions": [Question(service_types=["35"] * 100)]}, "EQ01: there are more values"),
    ({"questions": [Question(service_types=["SECRET^1"])]}, "EQ01: the value contains a delimiter"),
    ({"questions": [Question(service_types=["1", "SECRET*"])]}, "EQ01-1: the value contains a delimiter"),
    ({"questions": [Question(diagnosis_pointers=[1] * 5)]}, "EQ05-1: there are more values"),
    ({"dependent": CHILD, "questions": [Question(["35"], coverage_level="FAM")]}, "place for coverage_level"),
]


@pytest.mark.parametrize(("changed", "reason"), WRONG_INQUIRIES)
def test_an_inquiry_that_cannot_be_said(changed: dict[str, Any], reason: str) -> None:
    """It is refused with its place, never its value."""
    wrong = replace(SHORT_INQUIRY, **changed)
    with pytest.raises(WriteError, match=reason) as told:
        file_with(
            ELIGIBILITY_INQUIRY, lambda writer: write_eligibility_inquiries(writer, [wrong], ["0001"])
        )
    assert "SECRET" not in str(told.value)


WRONG_RESPONSES: list[tuple[dict[str, Any], str]] = [
    ({"receiver": None}, "2000B: a subscriber is told of without a receiver"),
    ({"subscriber": None}, "2000C: a patient is told of without a subscriber"),
    ({"subscriber": None, "benefits": [], "traces": [Trace("T", "9ORIGIN001")]}, "without a subscriber"),
    ({"subscriber": None, "benefits": [], "dependent": CoveredPerson(Name("1"))}, "without a subscriber"),
    ({"source": None}, "2000A: source: the value"),
    ({"unread": ("2100C/ZZZ",)}, "2000C: the object was not read whole"),
    ({"dependent": CoveredPerson(Name("1")), "unread": ("X",)}, "2000D: the object was not read whole"),
    ({"subscriber": None, "benefits": [], "unread": ("X",)}, "2000B: the object was not read whole"),
    ({"receiver": None, "subscriber": None, "benefits": [], "unread": ("X",)}, "2000A: the object was not"),
    ({"benefits": [Benefit("1", amount=5)]}, r"2000C: benefits\[0\].amount: the value"),  # type: ignore[arg-type]
    ({"dependent": CoveredPerson(Name("1")), "benefits": [Benefit("1", service_types="35")]},  # type: ignore[arg-type]
     r"2000D: benefits\[0\].service_types: the value"),
]


@pytest.mark.parametrize(("changed", "reason"), WRONG_RESPONSES)
def test_a_response_that_cannot_be_said(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(WriteError, match=reason):
        response_file([replace(SHORT_RESPONSE, **changed)])


@pytest.mark.parametrize("write", [write_eligibility_inquiries, write_eligibility_responses])
def test_sets_need_numbers_and_patients(write: Callable[..., Any]) -> None:
    one = SHORT_INQUIRY if write is write_eligibility_inquiries else SHORT_RESPONSE
    head = ELIGIBILITY_INQUIRY if write is write_eligibility_inquiries else ELIGIBILITY_RESPONSE

    def into(**options: Any) -> Callable[[Writer], object]:
        return lambda writer: write(writer, [one] * 3, ["0001"], **options)

    with pytest.raises(WriteError, match="ST02: there are more sets than control numbers"):
        file_with(head, into(patients_per_set=2))
    with pytest.raises(ValueError, match="at least one"):
        file_with(head, into(patients_per_set=0))
    assert file_with(head, lambda writer: write(writer, [], [])).count(b"~") == 4


def test_a_payers_guide_is_written_by() -> None:
    """A payer that takes no EQ02 is not sent one."""
    override = parse_override('payer = "P"\nguide = "270"\n[rows."2110C/EQ02"]\nusage = "N"\n', "payer.toml")
    narrow = apply_override(guide_named("270"), override)

    def write(inquiry: EligibilityInquiry) -> bytes:
        return file_with(
            ELIGIBILITY_INQUIRY,
            lambda writer: write_eligibility_inquiries(writer, [inquiry], ["0001"], guide=narrow),
        )

    assert b"~EQ*35~" in write(SHORT_INQUIRY)
    with pytest.raises(WriteError, match="2110C: the guide has no place for procedure"):
        write(replace(SHORT_INQUIRY, questions=INQUIRY.questions[1:]))


# At a glance.


def response_with(*benefits: Benefit) -> EligibilityResponse:
    return replace(SHORT_RESPONSE, benefits=list(benefits))


def state(information: str, *service_types: str, **more: Any) -> Benefit:
    return Benefit(information, service_types=service_types, **more)


CROWN = BenefitProcedure("D2740")


@pytest.mark.parametrize(
    ("benefits", "is_active"),
    [
        ([], None),
        ([state("C", "35"), state("F", "30"), state("V", "35")], None),
        *(([state(str(number), "35")], True) for number in range(1, 6)),
        *(([state(str(number), "35")], False) for number in range(6, 9)),
        # Dental care as a whole decides, whatever the plan or a kind of care has.
        ([state("6", "35"), state("1", "30"), state("1", "23")], False),
        ([state("1", "30"), state("1", "23"), state("6", "35")], False),
        ([state("1", "23", "35"), state("6", "30")], True),
        # Where there are several, one that is active is enough.
        ([state("6", "35"), state("1", "35")], True),
        ([state("7", "35"), state("8", "35")], False),
        # Else the whole plan, and what is told of nothing in particular.
        ([state("1", "30"), state("6", "23")], True),
        ([state("6", "30"), state("1", "23")], False),
        ([state("6"), state("1", "23")], False),
        ([state("1"), state("6", procedure=CROWN)], True),
        ([state("6"), state("1", procedure=CROWN)], False),
        # Else any kind of care, or any procedure.
        ([state("1", "23"), state("6", "24")], True),
        ([state("6", "24"), state("6", procedure=CROWN)], False),
        ([state("1", procedure=CROWN)], True),
    ],
)
def test_whether_coverage_is_active(benefits: list[Benefit], is_active: bool | None) -> None:
    assert response_with(*benefits).is_active is is_active


@pytest.mark.parametrize(
    ("network", "inside", "outside"),
    [("Y", True, False), ("N", False, True), ("W", True, True), ("U", None, None), (None, None, None)],
)
def test_the_network(network: str | None, inside: bool | None, outside: bool | None) -> None:
    benefit = Benefit("A", network=network)
    assert (benefit.is_in_network, benefit.is_out_of_network) == (inside, outside)


@pytest.mark.parametrize(
    ("information", "is_active"), [("1", True), ("5", True), ("6", False), ("8", False), ("A", None)]
)
def test_what_a_benefit_says_of_coverage(information: str, is_active: bool | None) -> None:
    assert Benefit(information).is_active is is_active


def test_benefits_are_found() -> None:
    dental, ortho, all_care = state("C", "35", "38"), state("C", "38"), state("C")
    response = response_with(dental, state("F", "35"), ortho, all_care)
    assert response.benefits_of("C") == [dental, ortho, all_care]
    assert response.benefits_of("C", "38") == [dental, ortho]
    assert response.benefits_of("G") == []


def test_the_patient_and_what_is_known_of_him() -> None:
    assert INQUIRY.patient is INQUIRY.subscriber
    assert OF_DEPENDENT.patient is OF_DEPENDENT.dependent
    assert RESPONSE.patient is RESPONSE.subscriber
    assert RESPONSE_OF_DEPENDENT.patient is RESPONSE_OF_DEPENDENT.dependent
    assert replace(SHORT_RESPONSE, subscriber=None).patient is None
    assert RESPONSE.subscriber
    assert RESPONSE.subscriber.is_changed
    assert not CoveredPerson(Name("1")).is_changed
    assert RESPONSE.subscriber.member_id == "MEMBER-10"
    assert Person(Name("1", id_qualifier="II", id="HEALTH-1")).member_id is None


def test_what_was_not_read_whole_is_a_document_all_the_same() -> None:
    """With null where a day could not be read; it comes back from JSON, and is not written."""
    text = SUBSCRIBER_SEGMENTS.replace("DTP*102*D8*20250312", "DTP*102*D8*2025")
    (made,) = read_eligibility_inquiries(
        events_of(file_of("HS", ELIGIBILITY_INQUIRY.version, *INQUIRY_SET[:3], text))
    )
    assert made.subscriber.dates[1].days is None
    assert from_json(to_json(made), EligibilityInquiry) == made
    with pytest.raises(WriteError, match="was not read whole"):
        outline([made])
