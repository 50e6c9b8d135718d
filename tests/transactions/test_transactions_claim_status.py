"""Claim status sets as a whole: what is gathered of levels, how they are shared and split, and refusals."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from positions import events_of, file_of
from test_transactions_positions_status_inquiry import SHORT_INQUIRY
from test_transactions_positions_status_response import (
    RESPONSES,
    STOPPED_AT_PROVIDER,
    STOPPED_AT_RECEIVER,
)
from written import clean_events, file_with

from edi.envelope import Run, Unit
from edi.errors import WriteError
from edi.stream import read
from mappings.guides import STATUS_INQUIRY, STATUS_RESPONSE
from mappings.tables import guide_tables
from transactions.claim_status_inquiry import (
    AskedClaim,
    AskedPatient,
    AskedPayer,
    AskingProvider,
    AskingReceiver,
    ClaimStatusInquiry,
)
from transactions.claim_status_response import AnsweredClaim, ClaimStatusResponse, StatusReport
from transactions.claim_status_sets import (
    read_status_inquiries,
    read_status_responses,
    write_status_inquiries,
    write_status_responses,
)
from transactions.parties import Name
from transactions.set_writing import WrittenSet
from transactions.statuses import Status

OTHER_PAYER = AskedPayer(name=Name(kind="2", last_name="HILLS PLAN", id_qualifier="PI", id="PLAN-9"))
OTHER_RECEIVER = AskingReceiver(name=Name(kind="2", id_qualifier="46", id="SENDER-9"))
OTHER_PROVIDER = AskingProvider(names=(Name(kind="2", id_qualifier="SV", id="PROVIDER-9"),))
OTHER_SUBSCRIBER = AskedPatient(
    name=Name(kind="1", last_name="MARLOW", first_name="JUNE", id_qualifier="MI", id="MEMBER-9")
)
CHILD = AskedPatient(
    name=Name(kind="1", last_name="ROWAN", first_name="TOBY"), birth_date=date(2012, 5, 19)
)
TWIN = replace(CHILD, name=Name(kind="1", last_name="ROWAN", first_name="INES"))


def asked(number: int, **changed: Any) -> ClaimStatusInquiry:
    return replace(SHORT_INQUIRY, claim=AskedClaim(trace_number=f"T{number}"), **changed)


def file_of_inquiries(inquiries: Iterable[ClaimStatusInquiry], per_set: int = 100) -> bytes:
    numbers = [f"{number:04}" for number in range(1, 10)]
    return file_with(
        STATUS_INQUIRY,
        lambda writer: write_status_inquiries(writer, inquiries, numbers, claims_per_set=per_set),
    )


def file_of_responses(*responses: ClaimStatusResponse) -> bytes:
    return file_with(STATUS_RESPONSE, lambda writer: write_status_responses(writer, responses, ["0001"]))


def outline(data: bytes) -> list[str]:
    """HL and TRN segments of a file without a fault, and ST."""
    clean_events(data)
    told = []
    for segment in data.decode().split("~"):
        values = segment.split("*")
        if values[0] == "HL":
            told.append(segment)
        elif values[0] in ("TRN", "ST"):
            told.append(values[2])
    return told


# Levels.


def test_claims_of_a_patient_stand_together() -> None:
    told = outline(file_of_inquiries([asked(1), asked(2, subscriber=OTHER_SUBSCRIBER), asked(3)]))
    assert told == [
        "0001", "HL*1**20*1", "HL*2*1*21*1", "HL*3*2*19*1",
        "HL*4*3*22*0", "T1", "T3", "HL*5*3*22*0", "T2",
    ]


def test_a_subscriber_asked_about_stands_above_the_dependents() -> None:
    inquiries = [
        asked(1, dependent=CHILD), asked(2, dependent=TWIN), asked(3), asked(4, dependent=CHILD),
    ]
    told = outline(file_of_inquiries(inquiries))
    assert told[4:] == ["HL*4*3*22*1", "T3", "HL*5*4*23", "T1", "T4", "HL*6*4*23", "T2"]


def test_payers_receivers_and_providers_stand_apart() -> None:
    inquiries = [
        asked(1), asked(2, provider=OTHER_PROVIDER), asked(3, receiver=OTHER_RECEIVER),
        asked(4, payer=OTHER_PAYER), asked(5, provider=OTHER_PROVIDER),
    ]
    data = file_of_inquiries(inquiries)
    assert outline(data)[1:] == [
        "HL*1**20*1", "HL*2*1*21*1", "HL*3*2*19*1", "HL*4*3*22*0", "T1",
        "HL*5*2*19*1", "HL*6*5*22*0", "T2", "T5",
        "HL*7*1*21*1", "HL*8*7*19*1", "HL*9*8*22*0", "T3",
        "HL*10**20*1", "HL*11*10*21*1", "HL*12*11*19*1", "HL*13*12*22*0", "T4",
    ]  # fmt: skip
    made = list(read_status_inquiries(clean_events(data)))
    assert made == [inquiries[at] for at in (0, 1, 4, 2, 3)]


def test_levels_above_are_shared_by_what_is_read() -> None:
    first, second = read_status_inquiries(
        clean_events(file_of_inquiries([asked(1), asked(2, subscriber=OTHER_SUBSCRIBER)]))
    )
    assert first.heading is second.heading
    assert first.payer is second.payer
    assert first.receiver is second.receiver
    assert first.provider is second.provider


def test_sets_are_split_by_the_number_of_claims() -> None:
    told = outline(file_of_inquiries([asked(number) for number in range(5)], per_set=2))
    assert [one for one in told if not one.startswith("HL")] == [
        "0001", "T0", "T1", "0002", "T2", "T3", "0003", "T4",
    ]


def test_sets_are_split_by_heading() -> None:
    other = asked(2, heading=replace(SHORT_INQUIRY.heading, reference="BATCH-2"))
    sets: list[WrittenSet] = []
    inquiries, numbers = [asked(1), asked(5), other, asked(3)], ["0007", "0008", "0009"]
    data = file_with(
        STATUS_INQUIRY, lambda writer: sets.extend(write_status_inquiries(writer, inquiries, numbers))
    )
    assert sets == [WrittenSet("0007", 2), WrittenSet("0008", 1), WrittenSet("0009", 1)]
    assert list(read_status_inquiries(clean_events(data))) == inquiries


def test_control_numbers_run_out() -> None:
    with pytest.raises(WriteError, match="ST02: there are more sets than control numbers"):
        file_of_inquiries([asked(number) for number in range(10)], per_set=1)


def test_a_set_takes_at_least_one_claim() -> None:
    with pytest.raises(ValueError, match="at least one"):
        file_of_inquiries([asked(1)], per_set=0)


# Answers that stop further up.


def test_refusals_stand_beside_answers() -> None:
    """A receiver whose inquiries were not taken, a provider of another, and a patient of a third."""
    stopped = replace(STOPPED_AT_RECEIVER, heading=RESPONSES[0].heading, payer=RESPONSES[0].payer)
    provider = replace(STOPPED_AT_PROVIDER, heading=RESPONSES[0].heading, payer=RESPONSES[0].payer)
    responses = [stopped, provider, *RESPONSES]
    data = file_of_responses(*responses)
    assert [one for one in outline(data) if one.startswith("HL")] == [
        "HL*1**20*1", "HL*2*1*21*0", "HL*3*1*21*1", "HL*4*3*19*0",
        "HL*5*1*21*1", "HL*6*5*19*1", "HL*7*6*22*1", "HL*8*7*23",
    ]
    assert list(read_status_responses(clean_events(data))) == responses


def test_an_answer_that_stops_shares_its_level_with_nobody() -> None:
    """Also where others have the same level above them: below one another they would stop nowhere."""
    base = replace(RESPONSES[0], claim=None)
    at_receiver = replace(base, provider=None, subscriber=None)
    at_provider = replace(base, subscriber=None)
    responses = [at_receiver, at_receiver, at_provider, at_provider, base, base, *RESPONSES]
    data = file_of_responses(*responses)
    assert list(read_status_responses(clean_events(data))) == responses


# What is told of a claim.


def claim_with(*categories: str) -> AnsweredClaim:
    """A claim with one report for each word, one status for each category in it."""
    reports = [
        StatusReport(tuple(Status(category, "20") for category in word.split()), effective=None)
        for word in categories
    ]
    return AnsweredClaim(trace_number="T1", reports=reports)


@pytest.mark.parametrize(
    ("categories", "finalized", "pending", "not_found", "acknowledged"),
    [
        (["F0"], True, False, False, False),
        (["F3F"], True, False, False, False),
        (["P1"], False, True, False, False),
        (["A4"], False, False, True, True),
        (["A1"], False, False, False, True),
        (["A7"], False, False, False, True),
        (["R3"], False, False, False, False),
        (["E1"], False, False, False, False),
        (["D0"], False, False, False, False),
        (["R4", "P1"], False, True, False, False),
        (["R4 R3 F1"], True, False, False, False),
        ([], False, False, False, False),
    ],
)
def test_what_has_become_of_a_claim(
    categories: list[str], finalized: bool, pending: bool, not_found: bool, acknowledged: bool
) -> None:
    claim = claim_with(*categories)
    told = (claim.is_finalized, claim.is_pending, claim.is_not_found, claim.is_acknowledged)
    assert told == (finalized, pending, not_found, acknowledged)


# What is broken, cut off, or mixed.

TEXT = """
    ST*276*1001*005010X212
    BHT*0010*13*BATCH-1*20250301*0915
    HL*1**20*1
    NM1*PR*2*PLAINS DENTAL PLAN*****PI*PLAN-2
    HL*2*1*21*1
    NM1*41*2******46*SENDER-3
    HL*3*2*19*1
    NM1*1P*2******SV*PROVIDER-4
    HL*4*3*22*1
    NM1*IL*1*ROWAN*ELSIE****MI*MEMBER-4
    TRN*1*T1
    TRN*1*T2
    HL*5*4*23
    DMG*D8*20120519
    NM1*QC*1*ROWAN*TOBY
    TRN*1*T3
    HL*6*3*22*0
    NM1*IL*1*MARLOW*JUNE****MI*MEMBER-5
    TRN*1*T4
"""
FILE = file_of("HR", "005010X212", TEXT)


def traces(inquiries: Iterable[ClaimStatusInquiry]) -> list[str]:
    return [one.claim.trace_number if one.claim else "" for one in inquiries]


def test_cut_off_anywhere() -> None:
    """Every beginning of a file tells the claims so far, the last number perhaps cut."""
    whole = ["T1", "T2", "T3", "T4"]
    for end in range(FILE.index(b"BHT"), len(FILE)):
        told = [trace for trace in traces(read_status_inquiries(events_of(FILE[:end]))) if trace]
        assert told[:-1] == whole[: max(len(told) - 1, 0)]
        assert not told or whole[len(told) - 1].startswith(told[-1])


def test_patients_whose_provider_is_missing_are_left_out() -> None:
    text = TEXT.replace("HL*3*2*19*1\n", "").replace("    NM1*1P*2******SV*PROVIDER-4\n", "")
    events = events_of(file_of("HR", "005010X212", text))
    assert any(isinstance(event, Unit) and event.findings for event in events)
    assert list(read_status_inquiries(events)) == []


def test_an_answer_to_nobody() -> None:
    """A set that ends behind the payer is an answer all the same, if not one that can be written."""
    text = "ST*277*1001*005010X212\nBHT*0010*08*A*20250301*0915*DG\nHL*1**20*1\nNM1*PR*2*PLAN*****PI*PLAN-2"
    [made] = read_status_responses(events_of(file_of("HN", "005010X212", text)))
    assert made.payer.name.id == "PLAN-2"
    assert made.receiver is None
    with pytest.raises(WriteError, match="2000B: the receiver must be told"):
        file_of_responses(made)


def test_a_patient_of_whom_nothing_is_asked_readably_is_told() -> None:
    text = TEXT.replace("TRN*1*T4", "TNR*1*T4")
    made = list(read_status_inquiries(events_of(file_of("HR", "005010X212", text))))
    assert traces(made) == ["T1", "T2", "T3", ""]
    assert made[-1].unread == ("2100D/TNR",)


def test_other_sets_are_passed_over() -> None:
    """A claim acknowledgment is another 277."""
    answer = file_of("HN", "005010X214", "ST*277*1001*005010X214\nBHT*0085*08*X*20250301*0915*TH")
    data = answer + file_of_responses(*RESPONSES) + FILE + answer
    assert list(read_status_responses(events_of(data))) == RESPONSES
    assert traces(read_status_inquiries(events_of(data))) == ["T1", "T2", "T3", "T4"]


@pytest.mark.parametrize("dependents", [0, 3])
def test_runs_are_read_as_units_are(dependents: int) -> None:
    inquiries = []
    for number in range(60):
        name = Name(kind="1", last_name="ROWAN", id_qualifier="MI", id=f"MEMBER-{number}")
        subscriber = AskedPatient(name=name)
        provider = AskingProvider(names=(Name(kind="2", id_qualifier="SV", id=f"PROVIDER-{number // 20}"),))
        inquiries.append(asked(number, subscriber=subscriber, provider=provider))
        if dependents and number % dependents == 0:
            inquiries.append(asked(100 + number, subscriber=subscriber, provider=provider, dependent=CHILD))
    data = file_of_inquiries(inquiries, per_set=30)
    events = list(read(io.BytesIO(data), guide_tables(), runs=True))
    assert sum(event.text.count("TRN*") for event in events if isinstance(event, Run)) > 20
    assert list(read_status_inquiries(events)) == inquiries


def test_runs_of_responses_are_read_as_units_are() -> None:
    """Where one provider stands above all patients."""
    responses = [
        replace(RESPONSES[0], claim=replace(RESPONSES[0].claim, trace_number=f"T{number}"),
                subscriber=replace(RESPONSES[0].subscriber, name=Name(
                    kind="1", last_name="ROWAN", id_qualifier="MI", id=f"MEMBER-{number}")))
        for number in range(60)
    ]  # fmt: skip
    events = list(read(io.BytesIO(file_of_responses(*responses)), guide_tables(), runs=True))
    assert sum(event.text.count("TRN*") for event in events if isinstance(event, Run)) > 50
    assert list(read_status_responses(events)) == responses


# What cannot be written.

SECRET = Name(kind="2", last_name="SECRET", id_qualifier="SV", id="SECRET*1")
UNSAYABLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "no heading": (lambda: file_of_inquiries([asked(1, heading=None)]), "HEADER: the heading must be told"),
    "no payer": (lambda: file_of_inquiries([asked(1, payer=None)]), "2000A: the payer must be told"),
    "no receiver": (lambda: file_of_inquiries([asked(1, receiver=None)]), "2000B: the receiver must be"),
    "no provider": (lambda: file_of_inquiries([asked(1, provider=None)]), "2000C: the provider must be"),
    "no subscriber": (
        lambda: file_of_inquiries([asked(1, subscriber=None)]), "2000D: the subscriber must be told",
    ),
    "a dependent of nobody": (
        lambda: file_of_responses(replace(RESPONSES[2], subscriber=None)),
        "2000D: the subscriber must be told",
    ),
    "a claim of nobody": (
        lambda: file_of_responses(replace(RESPONSES[0], subscriber=None)),
        "2000D: the subscriber must be told",
    ),
    "a response to nobody": (
        lambda: file_of_responses(replace(STOPPED_AT_RECEIVER, receiver=None)),
        "2000B: the receiver must be told",
    ),
    "a patient not read whole": (
        lambda: file_of_inquiries([asked(1, unread=("2000D/ZZZ",))]), "2000D: the object was not read whole",
    ),
    "a payer not read whole": (
        lambda: file_of_inquiries([asked(1, payer=replace(OTHER_PAYER, unread=("2000A/ZZZ",)))]),
        "2000A: the object was not read whole",
    ),
    "a level of another type": (
        lambda: file_of_inquiries([asked(1, payer=OTHER_RECEIVER)]), "payer: the value is not of the type",
    ),
    "a heading of another type": (
        lambda: file_of_inquiries([asked(1, heading="SECRET")]), "heading: the value is not of the type",
    ),
    "a list that cannot be shared": (
        lambda: file_of_inquiries([asked(1, provider=AskingProvider(names=[SECRET]))]),  # type: ignore[arg-type]
        "provider.names: the value is not of the type",
    ),
    "a list that cannot be shared, of a response that stops": (
        lambda: file_of_responses(replace(STOPPED_AT_PROVIDER, provider=replace(
            STOPPED_AT_PROVIDER.provider, names=[SECRET]
        ))),
        "provider.names: the value is not of the type",
    ),
    "a claim of another type": (
        lambda: file_of_inquiries([replace(asked(1), claim=RESPONSES[0].claim)]),  # type: ignore[type-var]
        r"2000D: claims\[0\]: the value is not of the type",
    ),
    "an amount that is no number": (
        lambda: file_of_inquiries([replace(asked(1), claim=AskedClaim("T1", charge=Decimal("NaN")))]),
        r"2000D: claims\[0\].charge: the value",
    ),
    "a delimiter in a value": (
        lambda: file_of_inquiries([asked(1, provider=AskingProvider(names=(SECRET,)))]), "delimiter",
    ),
    "four statuses": (
        lambda: file_of_responses(replace(RESPONSES[0], claim=claim_with("F1 F2 F3 F0"))),
        "STC01: there are more values",
    ),
    "an amount of a line's report": (
        lambda: file_of_responses(
            replace(RESPONSES[0], receiver=replace(
                STOPPED_AT_RECEIVER.receiver, reports=tuple(RESPONSES[0].claim.reports)
            ))
        ),
        "no place for charge",
    ),
}  # fmt: skip


@pytest.mark.parametrize("unsayable", UNSAYABLE)
def test_refuses_to_write(unsayable: str) -> None:
    """What cannot be said is refused with its place, and no value stands in the message."""
    write, reason = UNSAYABLE[unsayable]
    with pytest.raises(WriteError, match=reason) as caught:
        write()
    assert "SECRET" not in str(caught.value)
