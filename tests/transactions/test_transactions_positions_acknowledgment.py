"""Literal segments against literal values for every place the types of the 277CA are tied to, by hand.

Reader and writer are made from the same ties, so that a round trip could never show a wrong one.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from positions import file_of, read_units, segments, tied, told, written

from transactions.adjustments import Procedure
from transactions.binding import Period
from transactions.claim_acknowledgment import (
    LEVELS,
    AcknowledgedClaim,
    AcknowledgedLine,
    ClaimAcknowledgment,
    PatientLevel,
    ProviderLevel,
    ReceiverLevel,
    SourceLevel,
    Verdict,
)
from transactions.parties import Name, Reference
from transactions.statuses import Status
from transactions.writing import write_claim_acknowledgment

HEADING_SEGMENTS = """
    ST*277*1001*005010X214
    BHT*0085*08*ANSWER-1*20250301*091530*TH
"""

HEADING = ClaimAcknowledgment(
    reference="ANSWER-1", created=date(2025, 3, 1), created_at=time(9, 15, 30)
)

SOURCE_SEGMENTS = """
    HL*1**20*1
    NM1*AY*2*CENTRAL CLEARING*****46*CENTRAL-2
    TRN*1*SOURCE-TRACE-3
    DTP*050*D8*20250227
    DTP*009*D8*20250228
"""

SOURCE = SourceLevel(
    name=Name(kind="2", last_name="CENTRAL CLEARING", id_qualifier="46", id="CENTRAL-2", role="AY"),
    trace_number="SOURCE-TRACE-3",
    received=date(2025, 2, 27),
    processed=date(2025, 2, 28),
)

RECEIVER_SEGMENTS = """
    HL*2*1*21*1
    NM1*41*1*ALDER*NINA*JOY***46*SENDER-4
    TRN*2*BATCH-5
    STC*A1:19:PR*20250226*WQ*311.01******A2:20:40*A3:21:41
    STC*A8:24*20250225*U*0
    QTY*90*2
    QTY*AA*1
    AMT*YU*211.02
    AMT*YY*99.99
"""

RECEIVER = ReceiverLevel(
    name=Name(
        kind="1", last_name="ALDER", first_name="NINA", middle_name="JOY", id_qualifier="46", id="SENDER-4"
    ),
    batch="BATCH-5",
    verdicts=(
        Verdict(
            statuses=(Status("A1", "19", "PR"), Status("A2", "20", "40"), Status("A3", "21", "41")),
            action="WQ",
            effective=date(2025, 2, 26),
            charge=Decimal("311.01"),
        ),
        Verdict(
            statuses=(Status("A8", "24"),), action="U", effective=date(2025, 2, 25), charge=Decimal("0")
        ),
    ),
    claims_accepted=Decimal("2"),
    claims_rejected=Decimal("1"),
    charge_accepted=Decimal("211.02"),
    charge_rejected=Decimal("99.99"),
)

PROVIDER_SEGMENTS = """
    HL*3*2*19*1
    NM1*85*1*HOLT*VERA*ANN**DDS*XX*1902100431
    TRN*1*PROVIDER-TRACE-6
    STC*A1:19:85**WQ*311.03******A2:20:77*A3:21:82
    STC*A6:25**U*1.5
    REF*TJ*741852963
    REF*0B*LICENSE-7
    REF*SY*987654321
    QTY*QA*3
    QTY*QC*4
    AMT*YU*211.04
    AMT*YY*98.88
"""

PROVIDER = ProviderLevel(
    name=Name(
        kind="1", last_name="HOLT", first_name="VERA", middle_name="ANN", suffix="DDS",
        id_qualifier="XX", id="1902100431",
    ),
    trace_number="PROVIDER-TRACE-6",
    verdicts=(
        Verdict(
            statuses=(Status("A1", "19", "85"), Status("A2", "20", "77"), Status("A3", "21", "82")),
            action="WQ",
            charge=Decimal("311.03"),
        ),
        Verdict(statuses=(Status("A6", "25"),), action="U", charge=Decimal("1.5")),
    ),
    ids=(Reference("TJ", "741852963"), Reference("0B", "LICENSE-7"), Reference("SY", "987654321")),
    claims_accepted=Decimal("3"),
    claims_rejected=Decimal("4"),
    charge_accepted=Decimal("211.04"),
    charge_rejected=Decimal("98.88"),
)

PATIENT_SEGMENTS = """
    HL*4*3*PT
    NM1*QC*1*ROWAN*ELSIE*MAY**JR*MI*MEMBER-8
    TRN*2*CLAIM-9
    STC*A3:21:QC*20250224*U*311.05******A7:562:85*A8:33:IL*TOOTH NUMBER MISSING
    STC*A7:254*20250223*U*311.05******A6:26:82
    REF*1K*PAYER-CLAIM-10
    REF*D9*CENTRAL-11
    REF*BLT*111
    DTP*472*RD8*20250106-20250109
    SVC*AD:D2391:51:52:53:59*111.06**0450***2
    STC*A7:122:82**U*******A8:34:71*A6:27:72*SURFACE MISSING
    STC*A7:123**U
    REF*FJ*LINE-12
    REF*XZ*PRESCRIPTION-13
    DTP*472*D8*20250107
    SVC*AD:D0120*100
    STC*A7:124**U
    REF*FJ*LINE-14
    DTP*472*RD8*20250108-20250109
    TRN*2*CLAIM-15
    STC*A2:20:PR*20250222*WQ*50
    DTP*472*D8*20250110
"""

LINES = [
    AcknowledgedLine(
        procedure=Procedure(qualifier="AD", code="D2391", modifiers=("51", "52", "53", "59")),
        charge=Decimal("111.06"),
        verdicts=[
            Verdict(
                statuses=(Status("A7", "122", "82"), Status("A8", "34", "71"), Status("A6", "27", "72")),
                action="U",
                message="SURFACE MISSING",
            ),
            Verdict(statuses=(Status("A7", "123"),), action="U"),
        ],
        revenue_code="0450",
        quantity=Decimal("2"),
        line_control_number="LINE-12",
        prescription_number="PRESCRIPTION-13",
        service=Period(date(2025, 1, 7)),
    ),
    AcknowledgedLine(
        procedure=Procedure(qualifier="AD", code="D0120"),
        charge=Decimal("100"),
        verdicts=[Verdict(statuses=(Status("A7", "124"),), action="U")],
        line_control_number="LINE-14",
        service=Period(date(2025, 1, 8), date(2025, 1, 9)),
    ),
]

CLAIMS = [
    AcknowledgedClaim(
        claim_id="CLAIM-9",
        verdicts=[
            Verdict(
                statuses=(Status("A3", "21", "QC"), Status("A7", "562", "85"), Status("A8", "33", "IL")),
                action="U",
                effective=date(2025, 2, 24),
                charge=Decimal("311.05"),
                message="TOOTH NUMBER MISSING",
            ),
            Verdict(
                statuses=(Status("A7", "254"), Status("A6", "26", "82")),
                action="U",
                effective=date(2025, 2, 23),
                charge=Decimal("311.05"),
            ),
        ],
        payer_claim_number="PAYER-CLAIM-10",
        clearinghouse_number="CENTRAL-11",
        bill_type="111",
        service=Period(date(2025, 1, 6), date(2025, 1, 9)),
        lines=LINES,
    ),
    AcknowledgedClaim(
        claim_id="CLAIM-15",
        verdicts=[
            Verdict(
                statuses=(Status("A2", "20", "PR"),),
                action="WQ",
                effective=date(2025, 2, 22),
                charge=Decimal("50"),
            )
        ],
        service=Period(date(2025, 1, 10)),
    ),
]

PATIENT = PatientLevel(
    name=Name(
        kind="1", last_name="ROWAN", first_name="ELSIE", middle_name="MAY", suffix="JR",
        id_qualifier="MI", id="MEMBER-8",
    ),
    claims=CLAIMS,
    provider=PROVIDER,
    receiver=RECEIVER,
    source=SOURCE,
)

SET = (HEADING_SEGMENTS, SOURCE_SEGMENTS, RECEIVER_SEGMENTS, PROVIDER_SEGMENTS, PATIENT_SEGMENTS)
SOUND = {"": HEADING, "2000A": SOURCE, "2000B": RECEIVER, "2000C": PROVIDER, "2000D": PATIENT}


def units(*texts: str, accepted: bool = True) -> dict[str, Any]:
    """The objects of a set, by loop."""
    return dict(read_units("277CA", LEVELS, file_of("HN", "005010X214", *texts), accepted=accepted))


@pytest.mark.parametrize("loop", SOUND)
def test_read(loop: str) -> None:
    assert units(*SET)[loop] == SOUND[loop]


def test_read_gap() -> None:
    """A second status in the place of the third."""
    text = PATIENT_SEGMENTS.replace("******A6:26:82", "*******A6:26:82")
    assert text != PATIENT_SEGMENTS
    assert units(*SET[:-1], text)["2000D"] == PATIENT


def test_write() -> None:
    patient = replace(PATIENT, provider=None, receiver=None, source=None)
    whole = replace(
        HEADING, source=SOURCE, receiver=RECEIVER, providers=[replace(PROVIDER, patients=(patient,))]
    )
    assert written_of(whole) == segments(*SET)


def written_of(acknowledgment: ClaimAcknowledgment) -> list[str]:
    """The segments of a 277CA, ST included, SE not."""
    return written(
        "HN", "005010X214", lambda writer: write_claim_acknowledgment(writer, acknowledgment, "1001")
    )


SHORT = """
    ST*277*1001*005010X214
    BHT*0085*08*ANSWER-1*20250301*0915*TH
    HL*1**20*1
    NM1*PR*2*PLAINS DENTAL PLAN*****PI*PLAN-2
    TRN*1*TRACE-3
    DTP*050*D8*20250227
    DTP*009*D8*20250228
    HL*2*1*21*1
    NM1*41*2*NORTH SIDE BILLING*****46*SENDER-4
    TRN*2*BATCH-5
    STC*A8:24*20250226*U*50
    HL*3*2*19*0
    NM1*85*2*NORTH SIDE DENTAL*****FI*741852963
"""

SHORT_ACKNOWLEDGMENT = ClaimAcknowledgment(
    reference="ANSWER-1",
    created=date(2025, 3, 1),
    created_at=time(9, 15),
    source=SourceLevel(
        name=Name(kind="2", last_name="PLAINS DENTAL PLAN", id_qualifier="PI", id="PLAN-2", role="PR"),
        trace_number="TRACE-3",
        received=date(2025, 2, 27),
        processed=date(2025, 2, 28),
    ),
    receiver=ReceiverLevel(
        name=Name(kind="2", last_name="NORTH SIDE BILLING", id_qualifier="46", id="SENDER-4"),
        batch="BATCH-5",
        verdicts=(
            Verdict(
                statuses=(Status("A8", "24"),), action="U", effective=date(2025, 2, 26), charge=Decimal(50)
            ),
        ),
    ),
    providers=[
        ProviderLevel(
            name=Name(kind="2", last_name="NORTH SIDE DENTAL", id_qualifier="FI", id="741852963")
        )
    ],
)


def test_shortest() -> None:
    """A provider refused as a whole, with nothing but what must be told, both ways."""
    made = units(SHORT)
    assert made["2000A"] == SHORT_ACKNOWLEDGMENT.source
    assert made["2000B"] == SHORT_ACKNOWLEDGMENT.receiver
    assert made["2000C"] == SHORT_ACKNOWLEDGMENT.providers[0]
    assert written_of(SHORT_ACKNOWLEDGMENT) == segments(SHORT)


def test_read_beside_a_fault() -> None:
    """The careful reader finds the same places."""
    made = units(*[text + "ZZZ*1" for text in SET], accepted=False)
    source = replace(SOURCE, unread=("2200A/ZZZ",))
    receiver = replace(RECEIVER, unread=("2200B/ZZZ",))
    provider = replace(PROVIDER, unread=("2200C/ZZZ",))
    assert made == {
        "": replace(HEADING, unread=("HEADER/ZZZ",)),
        "2000A": source,
        "2000B": receiver,
        "2000C": provider,
        "2000D": replace(
            PATIENT, provider=provider, receiver=receiver, source=source, unread=("2200D/ZZZ",)
        ),
    }


def claim_with(**changed: Any) -> dict[str, Any]:
    """The patient with another first claim."""
    return {"claims": [replace(CLAIMS[0], **changed), CLAIMS[1]]}


def line_with(**changed: Any) -> dict[str, Any]:
    """The patient with another first line in it."""
    return claim_with(lines=[replace(LINES[0], **changed), LINES[1]])


@pytest.mark.parametrize(
    ("loop", "segment", "faulty", "changed", "unread"),
    [
        ("", "*20250301*", "*20250229*", {"created": None}, "HEADER/BHT04"),
        ("", "*091530*", "*0975*", {"created_at": None}, "HEADER/BHT05"),
        ("2000A", "DTP*050*D8*20250227", "DTP*050*D8*2025022", {"received": None}, "2200A/DTP[050]03"),
        ("2000B", "QTY*90*2", "QTY*90*TWO", {"claims_accepted": None}, "2200B/QTY[90]02"),
        ("2000B", "AMT*YY*99.99", "AMT*YY*99,99", {"charge_rejected": None}, "2200B/AMT[YY]02"),
        ("2000C", "TRN*1*PROVIDER", "TRN*1*PROVIDER-TRACE-6~TRN*1*PROVIDER", {}, "2200C/TRN"),
        ("2000C", "QTY*QC*4", "QTY*QC*-", {"claims_rejected": None}, "2200C/QTY[QC]02"),
        ("2000D", "*20250224*U*", "*20252402*U*",
         claim_with(verdicts=[replace(CLAIMS[0].verdicts[0], effective=None), CLAIMS[0].verdicts[1]]),
         "2200D/STC02"),
        ("2000D", "RD8*20250106-20250109", "RD8*20250106", claim_with(service=Period(date(2025, 1, 6))), ""),
        ("2000D", "RD8*20250106-20250109", "RD8*20250106-20250132", claim_with(service=None),
         "2200D/DTP[472]03"),
        ("2000D", "RD8*20250106-20250109", "RD8*-", claim_with(service=None), "2200D/DTP[472]03"),
        ("2000D", "*111.06*", "*1.11.06*", line_with(charge=Decimal(0)), "2220D/SVC02"),
        ("2000D", "***2\n", "***\u0662\n", line_with(quantity=None), "2220D/SVC07"),
        ("2000D", "TRN*2*CLAIM-9", "TRN*2", claim_with(claim_id=""), ""),
    ],
)  # fmt: skip
def test_unreadable(loop: str, segment: str, faulty: str, changed: dict[str, Any], unread: str) -> None:
    """What cannot be read is None (or empty, where there always is a value) and named; the rest is told."""
    assert sum(text.count(segment) for text in SET) == 1
    made = units(*[text.replace(segment, faulty.replace("~", "\n")) for text in SET], accepted=False)
    levels = {"provider": made["2000C"], "receiver": made["2000B"], "source": made["2000A"]}
    expected = replace(SOUND[loop], **changed, unread=(unread,) if unread else ())
    others = {**SOUND, loop: expected}
    assert made == {**others, "2000D": replace(others["2000D"], **levels)}


def test_every_place_is_told() -> None:
    """No field of any type is left out above but those that no place of this guide has."""
    left_out = tied(*LEVELS.values()) - told(*SOUND.values())
    assert left_out == {"Procedure.description", "Reference.other_payer", "Status.code_list"}
