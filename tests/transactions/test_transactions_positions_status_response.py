"""Literal segments against literal values for every place the types of the 277 are tied to, by hand.

Reader and writer are made from the same ties, so that a round trip could never show a wrong one.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from positions import events_of, file_of, segments, tied, told, written

from transactions.adjustments import Procedure
from transactions.binding import Period
from transactions.claim_status_inquiry import StatusHeading
from transactions.claim_status_response import (
    LEVELS,
    AnsweredClaim,
    AnsweredLine,
    AnsweredPatient,
    AnsweredProvider,
    AnsweredReceiver,
    AnsweringPayer,
    ClaimStatusResponse,
    StatusReport,
)
from transactions.claim_status_sets import read_status_responses, write_status_responses
from transactions.parties import Contact, ContactWay, Name
from transactions.statuses import Status

ABOVE = """
    ST*277*1001*005010X212
    BHT*0010*08*ANSWER-1*20250301*091530*DG
    HL*1**20*1
    NM1*PR*2*PLAINS DENTAL PLAN*****XV*PLAN-2
    PER*IC*CLAIM DESK*TE*8005550142*EX*12*EM*DESK.PLAINS
    HL*2*1*21*1
    NM1*41*1*ALDER*NINA*JOY***46*SENDER-3
    TRN*2*BATCH-4
    STC*A1:19:PR*20250214********A2:20:41*A0:16:AY
    STC*E0:24*20250215
    HL*3*2*19*1
    NM1*1P*1*HOLT*VERA*ANN**DDS*XX*1902100431
    NM1*1P*2*HOLT DENTAL*****FI*741852963
    TRN*1*PROVIDER-5
    STC*A2:20:1P*20250216********A1:19:1P*A3:21:1P
    STC*E1:25*20250217
"""

HEADING = StatusHeading(reference="ANSWER-1", created=date(2025, 3, 1), created_at=time(9, 15, 30))
PAYER = AnsweringPayer(
    name=Name(kind="2", last_name="PLAINS DENTAL PLAN", id_qualifier="XV", id="PLAN-2"),
    contact=Contact(
        name="CLAIM DESK",
        ways=(ContactWay("TE", "8005550142"), ContactWay("EX", "12"), ContactWay("EM", "DESK.PLAINS")),
    ),
)
RECEIVER = AnsweredReceiver(
    name=Name(
        kind="1", last_name="ALDER", first_name="NINA", middle_name="JOY", id_qualifier="46", id="SENDER-3"
    ),
    trace_number="BATCH-4",
    reports=(
        StatusReport(
            statuses=(Status("A1", "19", "PR"), Status("A2", "20", "41"), Status("A0", "16", "AY")),
            effective=date(2025, 2, 14),
        ),
        StatusReport(statuses=(Status("E0", "24"),), effective=date(2025, 2, 15)),
    ),
)
PROVIDER = AnsweredProvider(
    names=(
        Name(
            kind="1", last_name="HOLT", first_name="VERA", middle_name="ANN", suffix="DDS",
            id_qualifier="XX", id="1902100431",
        ),
        Name(kind="2", last_name="HOLT DENTAL", id_qualifier="FI", id="741852963"),
    ),
    trace_number="PROVIDER-5",
    reports=(
        StatusReport(
            statuses=(Status("A2", "20", "1P"), Status("A1", "19", "1P"), Status("A3", "21", "1P")),
            effective=date(2025, 2, 16),
        ),
        StatusReport(statuses=(Status("E1", "25"),), effective=date(2025, 2, 17)),
    ),
)

SUBSCRIBER_SEGMENTS = """
    HL*4*3*22*1
    NM1*IL*1*ROWAN*ELSIE*MAY**JR*MI*MEMBER-6
    TRN*2*TRACE-7
    STC*F1:65:IL*20250218**311.05*222.04*20250219**20250220*CHECK-8*F2:80:QC:RX*F3:107:85
    STC*P1:20*20250221
    REF*1K*PAYER-CLAIM-9
    REF*BLT*111
    REF*EJ*ACCOUNT-10
    REF*XZ*PRESCRIPTION-11
    REF*VV*VOUCHER-12
    REF*D9*CENTRAL-13
    DTP*472*RD8*20250106-20250109
    SVC*AD:D2391:51:52:53:59*111.06*88.07*0450***2
    STC*F1:65:82:RX*20250222********F2:483:QC*F3:484:IL
    STC*P2:40*20250223
    REF*FJ*LINE-14
    DTP*472*D8*20250107
    TRN*2*TRACE-15
    STC*A4:35*20250224
"""

SUBSCRIBER = AnsweredPatient(
    name=Name(
        kind="1", last_name="ROWAN", first_name="ELSIE", middle_name="MAY", suffix="JR",
        id_qualifier="MI", id="MEMBER-6",
    )
)

LINE = AnsweredLine(
    procedure=Procedure(qualifier="AD", code="D2391", modifiers=("51", "52", "53", "59")),
    charge=Decimal("111.06"),
    paid=Decimal("88.07"),
    reports=[
        StatusReport(
            statuses=(Status("F1", "65", "82", "RX"), Status("F2", "483", "QC"), Status("F3", "484", "IL")),
            effective=date(2025, 2, 22),
        ),
        StatusReport(statuses=(Status("P2", "40"),), effective=date(2025, 2, 23)),
    ],
    revenue_code="0450",
    quantity=Decimal("2"),
    line_control_number="LINE-14",
    service=Period(date(2025, 1, 7)),
)

CLAIM = AnsweredClaim(
    trace_number="TRACE-7",
    reports=[
        StatusReport(
            statuses=(Status("F1", "65", "IL"), Status("F2", "80", "QC", "RX"), Status("F3", "107", "85")),
            effective=date(2025, 2, 18),
            charge=Decimal("311.05"),
            paid=Decimal("222.04"),
            finalized=date(2025, 2, 19),
            paid_on=date(2025, 2, 20),
            payment_number="CHECK-8",
        ),
        StatusReport(statuses=(Status("P1", "20"),), effective=date(2025, 2, 21)),
    ],
    payer_claim_number="PAYER-CLAIM-9",
    bill_type="111",
    patient_account="ACCOUNT-10",
    prescription_number="PRESCRIPTION-11",
    voucher_number="VOUCHER-12",
    clearinghouse_number="CENTRAL-13",
    service=Period(date(2025, 1, 6), date(2025, 1, 9)),
    lines=[LINE],
)

NOT_FOUND = AnsweredClaim(
    trace_number="TRACE-15",
    reports=[StatusReport(statuses=(Status("A4", "35"),), effective=date(2025, 2, 24))],
)

DEPENDENT_SEGMENTS = """
    HL*5*4*23
    NM1*QC*1*ROWAN*TOBY*LEE**II
    TRN*2*TRACE-16
    STC*F2:88*20250225**71*0
    REF*1K*PAYER-CLAIM-17
    REF*BLT*112
    REF*EJ*ACCOUNT-18
    REF*XZ*PRESCRIPTION-19
    REF*VV*VOUCHER-20
    REF*D9*CENTRAL-21
    DTP*472*D8*20250110
    SVC*AD:D1120*71*0****1
    STC*F2:88*20250226
    REF*FJ*LINE-22
    DTP*472*RD8*20250110-20250111
"""

DEPENDENT = AnsweredPatient(
    name=Name(kind="1", last_name="ROWAN", first_name="TOBY", middle_name="LEE", suffix="II")
)

DEPENDENT_CLAIM = AnsweredClaim(
    trace_number="TRACE-16",
    reports=[
        StatusReport(
            statuses=(Status("F2", "88"),), effective=date(2025, 2, 25), charge=Decimal(71), paid=Decimal(0)
        )
    ],
    payer_claim_number="PAYER-CLAIM-17",
    bill_type="112",
    patient_account="ACCOUNT-18",
    prescription_number="PRESCRIPTION-19",
    voucher_number="VOUCHER-20",
    clearinghouse_number="CENTRAL-21",
    service=Period(date(2025, 1, 10)),
    lines=[
        AnsweredLine(
            procedure=Procedure(qualifier="AD", code="D1120"),
            charge=Decimal(71),
            paid=Decimal(0),
            reports=[StatusReport(statuses=(Status("F2", "88"),), effective=date(2025, 2, 26))],
            quantity=Decimal(1),
            line_control_number="LINE-22",
            service=Period(date(2025, 1, 10), date(2025, 1, 11)),
        )
    ],
)


def response(claim: AnsweredClaim, dependent: AnsweredPatient | None = None) -> ClaimStatusResponse:
    return ClaimStatusResponse(
        heading=HEADING, payer=PAYER, receiver=RECEIVER, provider=PROVIDER, subscriber=SUBSCRIBER,
        dependent=dependent, claim=claim,
    )


SET = (ABOVE, SUBSCRIBER_SEGMENTS, DEPENDENT_SEGMENTS)
RESPONSES = [response(CLAIM), response(NOT_FOUND), response(DEPENDENT_CLAIM, DEPENDENT)]


def responses_of(*texts: str) -> list[ClaimStatusResponse]:
    return list(read_status_responses(events_of(file_of("HN", "005010X212", *texts))))


def written_of(*responses: ClaimStatusResponse) -> list[str]:
    return written(
        "HN", "005010X212", lambda writer: write_status_responses(writer, responses, ["1001"])
    )


def test_read() -> None:
    assert responses_of(*SET) == RESPONSES


def test_read_gap() -> None:
    """A second status in the place of the third."""
    text = SUBSCRIBER_SEGMENTS.replace("*CHECK-8*F2:80:QC:RX*F3:107:85", "*CHECK-8**F2:80:QC:RX")
    first = responses_of(ABOVE, text)[0].claim
    assert first is not None
    assert first.reports[0].statuses == CLAIM.reports[0].statuses[:2]


def test_write() -> None:
    assert written_of(*RESPONSES) == segments(*SET)


AT_RECEIVER = """
    ST*277*1001*005010X212
    BHT*0010*08*ANSWER-1*20250301*0915*DG
    HL*1**20*1
    NM1*PR*2*PLAINS DENTAL PLAN*****PI*PLAN-2
    HL*2*1*21*0
    NM1*41*2*NORTH SIDE BILLING*****46*SENDER-3
    TRN*2*BATCH-4
    STC*E1:484*20250301
"""
AT_PROVIDER = """
    ST*277*1001*005010X212
    BHT*0010*08*ANSWER-1*20250301*0915*DG
    HL*1**20*1
    NM1*PR*2*PLAINS DENTAL PLAN*****PI*PLAN-2
    HL*2*1*21*1
    NM1*41*2*NORTH SIDE BILLING*****46*SENDER-3
    HL*3*2*19*0
    NM1*1P*2*NORTH SIDE DENTAL*****XX*1345678902
    TRN*1*0
    STC*E0:24:1P*20250301
"""
STOPPED_HEADING = StatusHeading(reference="ANSWER-1", created=date(2025, 3, 1), created_at=time(9, 15))
STOPPED_PAYER = AnsweringPayer(
    name=Name(kind="2", last_name="PLAINS DENTAL PLAN", id_qualifier="PI", id="PLAN-2")
)
STOPPED_RECEIVER = Name(kind="2", last_name="NORTH SIDE BILLING", id_qualifier="46", id="SENDER-3")
STOPPED_AT_RECEIVER = ClaimStatusResponse(
    heading=STOPPED_HEADING,
    payer=STOPPED_PAYER,
    receiver=AnsweredReceiver(
        name=STOPPED_RECEIVER,
        trace_number="BATCH-4",
        reports=(StatusReport(statuses=(Status("E1", "484"),), effective=date(2025, 3, 1)),),
    ),
)
STOPPED_AT_PROVIDER = ClaimStatusResponse(
    heading=STOPPED_HEADING,
    payer=STOPPED_PAYER,
    receiver=AnsweredReceiver(name=STOPPED_RECEIVER),
    provider=AnsweredProvider(
        names=(Name(kind="2", last_name="NORTH SIDE DENTAL", id_qualifier="XX", id="1345678902"),),
        trace_number="0",
        reports=(StatusReport(statuses=(Status("E0", "24", "1P"),), effective=date(2025, 3, 1)),),
    ),
)


@pytest.mark.parametrize(
    ("text", "stopped"), [(AT_RECEIVER, STOPPED_AT_RECEIVER), (AT_PROVIDER, STOPPED_AT_PROVIDER)]
)
def test_an_answer_may_stop_further_up(text: str, stopped: ClaimStatusResponse) -> None:
    assert responses_of(text) == [stopped]
    assert written_of(stopped) == segments(text)


FAULTS: list[tuple[str, str, dict[str, Any], str]] = [
    ("20250218**311.05*", "20250218**3I1.05*",
     {"reports": [replace(CLAIM.reports[0], charge=None), CLAIM.reports[1]]}, "2200D/STC04"),
    ("*20250219**20250220*", "*20250219**20250230*",
     {"reports": [replace(CLAIM.reports[0], paid_on=None), CLAIM.reports[1]]}, "2200D/STC08"),
    ("*111.06*88.07*", "*111.06*88..7*", {"lines": [replace(LINE, paid=Decimal(0))]}, "2220D/SVC03"),
    ("REF*VV*VOUCHER-12", "REF*ZZ*VOUCHER-12", {"voucher_number": None}, "2200D/REF"),
]  # fmt: skip


@pytest.mark.parametrize(("segment", "faulty", "changed", "unread"), FAULTS)
def test_unreadable(segment: str, faulty: str, changed: dict[str, Any], unread: str) -> None:
    """What of a subscriber's claims cannot be read is told with them, and with those of the dependents."""
    assert SUBSCRIBER_SEGMENTS.count(segment) == 1
    made = responses_of(ABOVE, SUBSCRIBER_SEGMENTS.replace(segment, faulty), DEPENDENT_SEGMENTS)
    changed_first = replace(RESPONSES[0], claim=replace(CLAIM, **changed))
    assert made == [replace(one, unread=(unread,)) for one in (changed_first, *RESPONSES[1:])]


def test_unreadable_above() -> None:
    """What of the levels above cannot be read stands with each of them."""
    text = ABOVE.replace("STC*E0:24*20250215", "STC*E0:24*2025021X\nZZZ*1")
    receiver = replace(
        RECEIVER,
        reports=(RECEIVER.reports[0], replace(RECEIVER.reports[1], effective=None)),
        unread=("2200B/ZZZ", "2200B/STC02"),
    )
    made = responses_of(text, SUBSCRIBER_SEGMENTS, DEPENDENT_SEGMENTS)
    assert made == [replace(one, receiver=receiver) for one in RESPONSES]


def test_every_place_is_told() -> None:
    """No field of any type is left out above but those that no place of this guide has."""
    left_out = tied(*LEVELS.values()) - told(*RESPONSES)
    assert left_out == {
        "Procedure.description", "Name.role",
        # What the units hold is told by the responses made of them.
        "SubscriberAnswers.patient", "SubscriberAnswers.claims",
        "DependentAnswers.patient", "DependentAnswers.claims",
    }
