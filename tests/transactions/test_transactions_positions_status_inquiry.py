"""Literal segments against literal values for every place the types of the 276 are tied to, by hand.

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
from transactions.claim_status_inquiry import (
    LEVELS,
    AskedClaim,
    AskedLine,
    AskedPatient,
    AskedPayer,
    AskingProvider,
    AskingReceiver,
    ClaimStatusInquiry,
    StatusHeading,
)
from transactions.claim_status_sets import read_status_inquiries, write_status_inquiries
from transactions.parties import Name

ABOVE = """
    ST*276*1001*005010X212
    BHT*0010*13*BATCH-1*20250301*091530
    HL*1**20*1
    NM1*PR*2*PLAINS DENTAL PLAN*****XV*PLAN-2
    HL*2*1*21*1
    NM1*41*1*ALDER*NINA*JOY***46*SENDER-3
    HL*3*2*19*1
    NM1*1P*1*HOLT*VERA*ANN**DDS*XX*1902100431
    NM1*1P*2*HOLT DENTAL*****FI*741852963
"""

HEADING = StatusHeading(reference="BATCH-1", created=date(2025, 3, 1), created_at=time(9, 15, 30))
PAYER = AskedPayer(
    name=Name(kind="2", last_name="PLAINS DENTAL PLAN", id_qualifier="XV", id="PLAN-2")
)
RECEIVER = AskingReceiver(
    name=Name(
        kind="1", last_name="ALDER", first_name="NINA", middle_name="JOY", id_qualifier="46", id="SENDER-3"
    )
)
PROVIDER = AskingProvider(
    names=(
        Name(
            kind="1", last_name="HOLT", first_name="VERA", middle_name="ANN", suffix="DDS",
            id_qualifier="XX", id="1902100431",
        ),
        Name(kind="2", last_name="HOLT DENTAL", id_qualifier="FI", id="741852963"),
    )
)

SUBSCRIBER_SEGMENTS = """
    HL*4*3*22*1
    DMG*D8*19840213*F
    NM1*IL*1*ROWAN*ELSIE*MAY**JR*MI*MEMBER-4
    TRN*1*TRACE-5
    REF*1K*PAYER-CLAIM-6
    REF*BLT*111
    REF*LU*LOCATION-7
    REF*6P*GROUP-8
    REF*EJ*ACCOUNT-9
    REF*XZ*PRESCRIPTION-10
    REF*D9*CENTRAL-11
    AMT*T3*311.05
    DTP*472*RD8*20250106-20250109
    SVC*AD:D2391:51:52:53:59*111.06**0450***2
    REF*FJ*LINE-12
    DTP*472*D8*20250107
    SVC*HC:99203*100
    DTP*472*RD8*20250108-20250109
    TRN*1*TRACE-13
"""

SUBSCRIBER = AskedPatient(
    name=Name(
        kind="1", last_name="ROWAN", first_name="ELSIE", middle_name="MAY", suffix="JR",
        id_qualifier="MI", id="MEMBER-4",
    ),
    birth_date=date(1984, 2, 13),
    sex="F",
)

LINES = [
    AskedLine(
        procedure=Procedure(qualifier="AD", code="D2391", modifiers=("51", "52", "53", "59")),
        charge=Decimal("111.06"),
        revenue_code="0450",
        quantity=Decimal("2"),
        line_control_number="LINE-12",
        service=Period(date(2025, 1, 7)),
    ),
    AskedLine(
        procedure=Procedure(qualifier="HC", code="99203"),
        charge=Decimal("100"),
        service=Period(date(2025, 1, 8), date(2025, 1, 9)),
    ),
]

CLAIM = AskedClaim(
    trace_number="TRACE-5",
    payer_claim_number="PAYER-CLAIM-6",
    bill_type="111",
    location="LOCATION-7",
    group_number="GROUP-8",
    patient_account="ACCOUNT-9",
    prescription_number="PRESCRIPTION-10",
    clearinghouse_number="CENTRAL-11",
    charge=Decimal("311.05"),
    service=Period(date(2025, 1, 6), date(2025, 1, 9)),
    lines=LINES,
)

DEPENDENT_SEGMENTS = """
    HL*5*4*23
    DMG*D8*20120519*M
    NM1*QC*1*ROWAN*TOBY*LEE**II
    TRN*1*TRACE-14
    REF*1K*PAYER-CLAIM-15
    REF*BLT*112
    REF*LU*LOCATION-16
    REF*6P*GROUP-17
    REF*EJ*ACCOUNT-18
    REF*XZ*PRESCRIPTION-19
    REF*D9*CENTRAL-20
    AMT*T3*71
    DTP*472*D8*20250110
    SVC*AD:D1120*71*****1
    REF*FJ*LINE-21
    DTP*472*D8*20250110
"""

DEPENDENT = AskedPatient(
    name=Name(kind="1", last_name="ROWAN", first_name="TOBY", middle_name="LEE", suffix="II"),
    birth_date=date(2012, 5, 19),
    sex="M",
)

DEPENDENT_CLAIM = AskedClaim(
    trace_number="TRACE-14",
    payer_claim_number="PAYER-CLAIM-15",
    bill_type="112",
    location="LOCATION-16",
    group_number="GROUP-17",
    patient_account="ACCOUNT-18",
    prescription_number="PRESCRIPTION-19",
    clearinghouse_number="CENTRAL-20",
    charge=Decimal("71"),
    service=Period(date(2025, 1, 10)),
    lines=[
        AskedLine(
            procedure=Procedure(qualifier="AD", code="D1120"),
            charge=Decimal("71"),
            quantity=Decimal("1"),
            line_control_number="LINE-21",
            service=Period(date(2025, 1, 10)),
        )
    ],
)


def inquiry(claim: AskedClaim, dependent: AskedPatient | None = None) -> ClaimStatusInquiry:
    return ClaimStatusInquiry(
        heading=HEADING, payer=PAYER, receiver=RECEIVER, provider=PROVIDER, subscriber=SUBSCRIBER,
        dependent=dependent, claim=claim,
    )


SET = (ABOVE, SUBSCRIBER_SEGMENTS, DEPENDENT_SEGMENTS)
INQUIRIES = [
    inquiry(CLAIM), inquiry(AskedClaim(trace_number="TRACE-13")), inquiry(DEPENDENT_CLAIM, DEPENDENT),
]


def inquiries_of(*texts: str) -> list[ClaimStatusInquiry]:
    return list(read_status_inquiries(events_of(file_of("HR", "005010X212", *texts))))


def written_of(*inquiries: ClaimStatusInquiry) -> list[str]:
    return written(
        "HR", "005010X212", lambda writer: write_status_inquiries(writer, inquiries, ["1001"])
    )


def test_read() -> None:
    assert inquiries_of(*SET) == INQUIRIES


def test_write() -> None:
    assert written_of(*INQUIRIES) == segments(*SET)


SHORT = """
    ST*276*1001*005010X212
    BHT*0010*13*BATCH-1*20250301*0915
    HL*1**20*1
    NM1*PR*2*PLAINS DENTAL PLAN*****PI*PLAN-2
    HL*2*1*21*1
    NM1*41*2******46*SENDER-3
    HL*3*2*19*1
    NM1*1P*2******SV*PROVIDER-4
    HL*4*3*22*0
    NM1*IL*2*ROWAN BOATS*****24*EMPLOYER-5
    TRN*1*TRACE-6
"""

SHORT_INQUIRY = ClaimStatusInquiry(
    heading=StatusHeading(reference="BATCH-1", created=date(2025, 3, 1), created_at=time(9, 15)),
    payer=AskedPayer(name=Name(kind="2", last_name="PLAINS DENTAL PLAN", id_qualifier="PI", id="PLAN-2")),
    receiver=AskingReceiver(name=Name(kind="2", id_qualifier="46", id="SENDER-3")),
    provider=AskingProvider(names=(Name(kind="2", id_qualifier="SV", id="PROVIDER-4"),)),
    subscriber=AskedPatient(
        name=Name(kind="2", last_name="ROWAN BOATS", id_qualifier="24", id="EMPLOYER-5")
    ),
    claim=AskedClaim(trace_number="TRACE-6"),
)


def test_shortest() -> None:
    """Nothing but what must be told, both ways."""
    assert inquiries_of(SHORT) == [SHORT_INQUIRY]
    assert written_of(SHORT_INQUIRY) == segments(SHORT)


FAULTS: list[tuple[str, str, dict[str, Any], str]] = [
    ("AMT*T3*311.05", "AMT*T3*311,05", {"charge": None}, "2200D/AMT[T3]02"),
    ("DTP*472*RD8*20250106-20250109", "DTP*472*RD8*20250106-20250132", {"service": None},
     "2200D/DTP[472]03"),
    ("SVC*AD:D2391:51:52:53:59*111.06*", "SVC*AD:D2391:51:52:53:59*1.1.1*",
     {"lines": [replace(LINES[0], charge=Decimal(0)), LINES[1]]}, "2210D/SVC02"),
    ("REF*LU*LOCATION-7", "REF*ZZ*LOCATION-7", {"location": None}, "2200D/REF"),
]  # fmt: skip


@pytest.mark.parametrize(("segment", "faulty", "changed", "unread"), FAULTS)
def test_unreadable(segment: str, faulty: str, changed: dict[str, Any], unread: str) -> None:
    """What of a subscriber's claims cannot be read is told with them, and with those of the dependents."""
    assert SUBSCRIBER_SEGMENTS.count(segment) == 1
    made = inquiries_of(ABOVE, SUBSCRIBER_SEGMENTS.replace(segment, faulty), DEPENDENT_SEGMENTS)
    changed_first = replace(INQUIRIES[0], claim=replace(CLAIM, **changed))
    assert made == [replace(one, unread=(unread,)) for one in (changed_first, *INQUIRIES[1:])]


def test_unreadable_above() -> None:
    """What of the levels above cannot be read stands with each of them."""
    text = ABOVE.replace("*20250301*", "*20250229*").replace("NM1*PR", "ZZZ*1\nNM1*PR")
    text += "ZZZ*1"
    made = inquiries_of(text, SUBSCRIBER_SEGMENTS, DEPENDENT_SEGMENTS)
    assert made == [
        replace(
            one,
            heading=replace(HEADING, created=None, unread=("HEADER/BHT04",)),
            payer=replace(PAYER, unread=("2000A/ZZZ",)),
            provider=replace(PROVIDER, unread=("2100C/ZZZ",)),
        )
        for one in INQUIRIES
    ]


def test_unreadable_dependent() -> None:
    text = DEPENDENT_SEGMENTS.replace("*20120519*", "*20121319*")
    assert inquiries_of(ABOVE, SUBSCRIBER_SEGMENTS, text) == [
        *INQUIRIES[:2],
        replace(INQUIRIES[2], dependent=replace(DEPENDENT, birth_date=None), unread=("2000E/DMG02",)),
    ]


def test_every_place_is_told() -> None:
    """No field of any type is left out above but those that no place of this guide has."""
    left_out = tied(*LEVELS.values()) - told(*INQUIRIES)
    assert left_out == {
        "Procedure.description", "Name.role",
        # What the units hold is told by the inquiries made of them.
        "SubscriberQuestions.patient", "SubscriberQuestions.claims",
        "DependentQuestions.patient", "DependentQuestions.claims",
    }
