"""Literal segments against literal values for every place the types of the 835 are tied to, by hand.

Reader and writer are made from the same ties, so that a round trip could never show a wrong one.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace
from positions import file_of, read_units, segments, tied, told, written

from transactions.adjustments import Adjustment, OutpatientRemarks, Procedure
from transactions.parties import Address, Contact, ContactWay, Name, Reference
from transactions.remittance import (
    Batch,
    Delivery,
    Payee,
    Payer,
    Payment,
    ProviderAdjustment,
    ProviderAdjustments,
    Remittance,
    RemittanceClaim,
    RemittanceLine,
)
from transactions.remittance_totals import InpatientRemarks, InpatientTotals, ProviderTotals
from transactions.writing import write_remittance

TYPES: dict[str, type[Struct]] = {
    "": Remittance, "2000": Batch, "2100": RemittanceClaim, "TRAILER": ProviderAdjustments
}

HEADING = """
    ST*835*1001
    BPR*C*1234.5*D*ACH*CCP*01*011000015*DA*98765*1512345678*987654321*04*021000021*SG*56789*20250301
    TRN*1*TRACE77*1598765432*SUPPLEMENT
    CUR*PR*CAD
    REF*EV*RECEIVER3
    REF*F2*VERSION4
    DTM*405*20250228
    N1*PR*PLAINS DENTAL PLAN*XV*PLAN12345
    N3*1 MAIN STREET*SUITE 200
    N4*BOISE*ID*837020001*US
    REF*2U*PAYER55
    REF*NF*12345
    PER*CX*BUSINESS DESK*TE*2085550101*FX*2085550102*EX*33
    PER*BL*TECHNICAL DESK*EM*edi@plan.example*TE*2085550103*UR*plan.example/edi
    PER*BL*SECOND DESK*UR*plan.example/help
    PER*IC**UR*plan.example/policies
    N1*PE*NORTH SIDE DENTAL*XX*1345678902
    N3*22 RIVER ROAD*REAR DOOR
    N4*CODY*WY*82414
    REF*TJ*741852963
    REF*PQ*PAYEE66
    RDM*EM*MAIL ROOM*advice@dental.example
"""

REMITTANCE = Remittance(
    payment=Payment(
        handling="C",
        amount=Decimal("1234.5"),
        credit_debit="D",
        method="ACH",
        effective_date=date(2025, 3, 1),
        format="CCP",
        payer_bank_qualifier="01",
        payer_bank="011000015",
        payer_account_qualifier="DA",
        payer_account="98765",
        originator="1512345678",
        originator_supplement="987654321",
        payee_bank_qualifier="04",
        payee_bank="021000021",
        payee_account_qualifier="SG",
        payee_account="56789",
    ),
    trace_number="TRACE77",
    payer_identifier="1598765432",
    trace_supplement="SUPPLEMENT",
    currency="CAD",
    receiver="RECEIVER3",
    payer_system_version="VERSION4",
    produced=date(2025, 2, 28),
    payer=Payer(
        name="PLAINS DENTAL PLAN",
        id="PLAN12345",
        address=Address(
            line_1="1 MAIN STREET", line_2="SUITE 200", city="BOISE", state="ID", postal_code="837020001",
            country="US",
        ),
        ids=(Reference("2U", "PAYER55"), Reference("NF", "12345")),
        business_contact=Contact(
            name="BUSINESS DESK",
            ways=(
                ContactWay(kind="TE", value="2085550101"),
                ContactWay(kind="FX", value="2085550102"),
                ContactWay(kind="EX", value="33"),
            ),
        ),
        technical_contacts=(
            Contact(
                name="TECHNICAL DESK",
                ways=(
                    ContactWay(kind="EM", value="edi@plan.example"),
                    ContactWay(kind="TE", value="2085550103"),
                    ContactWay(kind="UR", value="plan.example/edi"),
                ),
            ),
            Contact(name="SECOND DESK", ways=(ContactWay(kind="UR", value="plan.example/help"),)),
        ),
        policy_page="plan.example/policies",
    ),
    payee=Payee(
        name="NORTH SIDE DENTAL",
        id_qualifier="XX",
        id="1345678902",
        address=Address(
            line_1="22 RIVER ROAD", line_2="REAR DOOR", city="CODY", state="WY", postal_code="82414"
        ),
        ids=(Reference("TJ", "741852963"), Reference("PQ", "PAYEE66")),
        delivery=Delivery(method="EM", name="MAIL ROOM", address="advice@dental.example"),
    ),
)

BATCH_SEGMENTS = """
    LX*7
    TS3*1555000128*21*20251231*3*900.05********13.13**15.15**17.17*18.18**20.2*21.21*22.22*23*24.24
    TS2*1.01*2.02*3.03*4.04*5.05*6.06*7*8.08*9.09*10*11*12*13*14*15.15*16.5*17.17*18.18*19.19
"""

BATCH = Batch(
    number=7,
    totals=ProviderTotals(
        provider="1555000128",
        facility_type="21",
        fiscal_year_end=date(2025, 12, 31),
        claims=Decimal("3"),
        charge=Decimal("900.05"),
        secondary_payer=Decimal("13.13"),
        non_laboratory_charge=Decimal("15.15"),
        reportable_charge=Decimal("17.17"),
        payable=Decimal("18.18"),
        professional_component=Decimal("20.2"),
        secondary_liability_met=Decimal("21.21"),
        patient_reimbursement=Decimal("22.22"),
        interim_claims=Decimal("23"),
        interim_adjustment=Decimal("24.24"),
    ),
    inpatient_totals=InpatientTotals(
        group_amount=Decimal("1.01"),
        federal_amount=Decimal("2.02"),
        hospital_amount=Decimal("3.03"),
        disproportionate_share=Decimal("4.04"),
        capital=Decimal("5.05"),
        indirect_education=Decimal("6.06"),
        outlier_days=Decimal("7"),
        day_outlier=Decimal("8.08"),
        cost_outlier=Decimal("9.09"),
        average_stay=Decimal("10"),
        discharges=Decimal("11"),
        cost_report_days=Decimal("12"),
        covered_days=Decimal("13"),
        noncovered_days=Decimal("14"),
        pass_through=Decimal("15.15"),
        average_weight=Decimal("16.5"),
        capital_federal=Decimal("17.17"),
        capital_hospital=Decimal("18.18"),
        capital_share=Decimal("19.19"),
    ),
)

CLAIM_SEGMENTS = """
    CLP*CLAIM-1*1*211*132.13*14.4*12*PAYER-CLAIM-5*11*1**250*1.25*.5
    CAS*CO*45*1.01*1*97*2.02*2*18*3.03*3*16*4.04*4*23*5.05*5*22*6.06*6
    CAS*CO*29*7.07
    CAS*PR*1*8.08**2*9.09*7
    NM1*QC*1*ROWAN*ELSIE*MAY**JR*MI*MEMBER-1
    NM1*IL*1*ROWAN*HUGO*LEE**SR*II*MEMBER-2
    NM1*74*1*ROWEN*ELSE*MAE**III*C*MEMBER-3
    NM1*82*1*HOLT*VERA*ANN**DDS*XX*1902100431
    NM1*TT*2*NEXT DENTAL PLAN*****PI*NEXT-4
    NM1*PR*2*FIRST DENTAL PLAN*****NI*FIRST-5
    NM1*GB*1*MARSH*OTTO*KAI**IV*FI*OTHER-6
    MIA*1*2.02*3*4.04*MA01*6.06*7.07*8.08*9.09*10.1*11.11*12.12*13.13*14.14*15*16.16*17.17*18.18*19.19*M1*M2*M3*M4*24.24
    MOA*1.1*2.2*MA07*M5*M6*M7*M8*8.8*9.9
    REF*EA*RECORD-1
    REF*F8*ORIGINAL-2
    REF*0B*LICENSE-3
    REF*G2*NUMBER-4
    DTM*232*20250102
    DTM*233*20250103
    DTM*036*20250104
    DTM*050*20250105
    PER*CX*CLAIM DESK*TE*2085550104*FX*2085550105*EX*44
    PER*CX**EM*claims@plan.example
    AMT*AU*5.01
    AMT*I*5.02
    QTY*CA*6
    QTY*PS*6.5
    SVC*AD:D2391:51:52:53:59*111*82.13*0450*2*AD:D2330:22:23:24:25:COMPOSITE*3
    DTM*150*20250106
    DTM*151*20250107
    CAS*OA*94*-1.5
    CAS*PI*50*20.27*2
    REF*BB*AUTHORIZED-1
    REF*G1*PRIOR-2
    REF*6R*LINE-3
    REF*HPI*1223000450
    REF*TJ*852963741
    REF*0K*POLICY-4
    REF*0K*POLICY-5
    AMT*B6*7.01
    AMT*KH*7.02
    QTY*ZK*8
    QTY*ZO*8.5
    LQ*HE*N19
    LQ*HE*N130
    LQ*RX*M9
    SVC*AD:D0120*100*50
    DTM*472*20250108
"""

PROCEDURE = Procedure(qualifier="AD", code="D2391", modifiers=("51", "52", "53", "59"))

LINES = [
    RemittanceLine(
        procedure=PROCEDURE,
        charge=Decimal("111"),
        paid=Decimal("82.13"),
        revenue_code="0450",
        quantity=Decimal("2"),
        submitted_procedure=Procedure(
            qualifier="AD", code="D2330", modifiers=("22", "23", "24", "25"), description="COMPOSITE"
        ),
        submitted_quantity=Decimal("3"),
        service_start=date(2025, 1, 6),
        service_end=date(2025, 1, 7),
        adjustments=[
            Adjustment(group="OA", reason="94", amount=Decimal("-1.5")),
            Adjustment(group="PI", reason="50", amount=Decimal("20.27"), quantity=Decimal("2")),
        ],
        references=[Reference("BB", "AUTHORIZED-1"), Reference("G1", "PRIOR-2")],
        line_control_number="LINE-3",
        rendering_ids=[Reference("HPI", "1223000450"), Reference("TJ", "852963741")],
        policies=["POLICY-4", "POLICY-5"],
        amounts={"B6": Decimal("7.01"), "KH": Decimal("7.02")},
        quantities={"ZK": Decimal("8"), "ZO": Decimal("8.5")},
        remarks=["N19", "N130"],
        drug_remarks=["M9"],
    ),
    RemittanceLine(
        procedure=Procedure(qualifier="AD", code="D0120"),
        charge=Decimal("100"),
        paid=Decimal("50"),
        service_date=date(2025, 1, 8),
    ),
]

CONTACT = Contact(
    name="CLAIM DESK",
    ways=(
        ContactWay("TE", "2085550104"), ContactWay("FX", "2085550105"), ContactWay("EX", "44"),
    ),
)

INPATIENT = InpatientRemarks(
    covered_days=Decimal("1"),
    operating_outlier=Decimal("2.02"),
    psychiatric_days=Decimal("3"),
    group_amount=Decimal("4.04"),
    remarks=("MA01", "M1", "M2", "M3", "M4"),
    disproportionate_share=Decimal("6.06"),
    pass_through=Decimal("7.07"),
    capital=Decimal("8.08"),
    capital_federal=Decimal("9.09"),
    capital_hospital=Decimal("10.1"),
    capital_share=Decimal("11.11"),
    old_capital=Decimal("12.12"),
    capital_education=Decimal("13.13"),
    hospital_amount=Decimal("14.14"),
    cost_report_days=Decimal("15"),
    federal_amount=Decimal("16.16"),
    capital_outlier=Decimal("17.17"),
    indirect_education=Decimal("18.18"),
    professional_component=Decimal("19.19"),
    capital_exception=Decimal("24.24"),
)

OUTPATIENT = OutpatientRemarks(
    reimbursement_rate=Decimal("1.1"),
    payable=Decimal("2.2"),
    remarks=("MA07", "M5", "M6", "M7", "M8"),
    renal_disease_payment=Decimal("8.8"),
    professional_component=Decimal("9.9"),
)

CLAIM = RemittanceClaim(
    claim_id="CLAIM-1",
    status="1",
    charge=Decimal("211"),
    paid=Decimal("132.13"),
    patient_responsibility=Decimal("14.4"),
    filing="12",
    payer_claim_number="PAYER-CLAIM-5",
    facility_code="11",
    frequency="1",
    diagnosis_group="250",
    diagnosis_weight=Decimal("1.25"),
    discharge_fraction=Decimal("0.5"),
    adjustments=[
        Adjustment("CO", "45", Decimal("1.01"), Decimal("1")),
        Adjustment("CO", "97", Decimal("2.02"), Decimal("2")),
        Adjustment("CO", "18", Decimal("3.03"), Decimal("3")),
        Adjustment("CO", "16", Decimal("4.04"), Decimal("4")),
        Adjustment("CO", "23", Decimal("5.05"), Decimal("5")),
        Adjustment("CO", "22", Decimal("6.06"), Decimal("6")),
        Adjustment("CO", "29", Decimal("7.07"), None),
        Adjustment("PR", "1", Decimal("8.08"), None),
        Adjustment("PR", "2", Decimal("9.09"), Decimal("7")),
    ],
    patient=Name(
        kind="1", last_name="ROWAN", first_name="ELSIE", middle_name="MAY", suffix="JR",
        id_qualifier="MI", id="MEMBER-1",
    ),
    subscriber=Name(
        kind="1", last_name="ROWAN", first_name="HUGO", middle_name="LEE", suffix="SR",
        id_qualifier="II", id="MEMBER-2",
    ),
    corrected_name=Name(
        kind="1", last_name="ROWEN", first_name="ELSE", middle_name="MAE", suffix="III",
        id_qualifier="C", id="MEMBER-3",
    ),
    rendering=Name(
        kind="1", last_name="HOLT", first_name="VERA", middle_name="ANN", suffix="DDS",
        id_qualifier="XX", id="1902100431",
    ),
    crossover_payer=Name(kind="2", last_name="NEXT DENTAL PLAN", id_qualifier="PI", id="NEXT-4"),
    priority_payer=Name(kind="2", last_name="FIRST DENTAL PLAN", id_qualifier="NI", id="FIRST-5"),
    other_subscriber=Name(
        kind="1", last_name="MARSH", first_name="OTTO", middle_name="KAI", suffix="IV",
        id_qualifier="FI", id="OTHER-6",
    ),
    inpatient=INPATIENT,
    outpatient=OUTPATIENT,
    references=[Reference("EA", "RECORD-1"), Reference("F8", "ORIGINAL-2")],
    rendering_ids=[Reference("0B", "LICENSE-3"), Reference("G2", "NUMBER-4")],
    service_start=date(2025, 1, 2),
    service_end=date(2025, 1, 3),
    coverage_ended=date(2025, 1, 4),
    received=date(2025, 1, 5),
    contacts=[
        CONTACT,
        Contact(ways=(ContactWay("EM", "claims@plan.example"),)),
    ],
    amounts={"AU": Decimal("5.01"), "I": Decimal("5.02")},
    quantities={"CA": Decimal("6"), "PS": Decimal("6.5")},
    lines=LINES,
    batch=BATCH,
)

TRAILER = """
    PLB*1677000311*20251231*WO:REFERENCE-1*1.01*CS:REFERENCE-2*-2.02*L6:REFERENCE-3*3.03*FB:REFERENCE-4*4.04*72*5.05*AH:REFERENCE-6*6.06
    PLB*1833000775*20261130*J1*-7.07
"""

TRAILING = ProviderAdjustments(
    adjustments=[
        ProviderAdjustment("1677000311", date(2025, 12, 31), "WO", Decimal("1.01"), "REFERENCE-1"),
        ProviderAdjustment("1677000311", date(2025, 12, 31), "CS", Decimal("-2.02"), "REFERENCE-2"),
        ProviderAdjustment("1677000311", date(2025, 12, 31), "L6", Decimal("3.03"), "REFERENCE-3"),
        ProviderAdjustment("1677000311", date(2025, 12, 31), "FB", Decimal("4.04"), "REFERENCE-4"),
        ProviderAdjustment("1677000311", date(2025, 12, 31), "72", Decimal("5.05")),
        ProviderAdjustment("1677000311", date(2025, 12, 31), "AH", Decimal("6.06"), "REFERENCE-6"),
        ProviderAdjustment("1833000775", date(2026, 11, 30), "J1", Decimal("-7.07")),
    ]
)

UNITS = [
    pytest.param("", REMITTANCE, id="heading"),
    pytest.param("2000", BATCH, id="batch"),
    pytest.param("2100", CLAIM, id="claim"),
    pytest.param("TRAILER", TRAILING, id="trailer"),
]


def units(*texts: str, accepted: bool = True) -> dict[str, Any]:
    """The objects of a set, by loop (of a loop that comes several times, the last)."""
    return dict(read_units("835", TYPES, file_of("HP", "005010X221A1", *texts), accepted=accepted))


@pytest.mark.parametrize(("loop", "expected"), UNITS)
def test_read(loop: str, expected: Any) -> None:
    assert units(HEADING, BATCH_SEGMENTS, CLAIM_SEGMENTS, TRAILER)[loop] == expected


def without(items: Any, *left_out: int) -> Any:
    """A list or tuple without the items at these indexes."""
    return type(items)(item for index, item in enumerate(items) if index not in left_out)


@pytest.mark.parametrize(
    ("loop", "told", "gaps", "changed"),
    [
        ("2100", "*MA07*M5*M6*M7*M8*8.8", "*MA07**M6**M8*8.8",
         {"outpatient": replace(OUTPATIENT, remarks=("MA07", "M6", "M8"))}),
        ("2100", "*MA01*6.06*", "**6.06*",
         {"inpatient": replace(INPATIENT, remarks=("M1", "M2", "M3", "M4"))}),
        ("2100", "*19.19*M1*M2*M3*M4*24.24", "*19.19**M2***24.24",
         {"inpatient": replace(INPATIENT, remarks=("MA01", "M2"))}),
        ("2100", "*97*2.02*2*18*", "****18*", {"adjustments": without(CLAIM.adjustments, 1)}),
        ("2100", "*FX*2085550105*EX*44", "***EX*44",
         {"contacts": [replace(CONTACT, ways=without(CONTACT.ways, 1)), CLAIM.contacts[1]]}),
        ("2100", ":51:52:53:59*", ":51::53*",
         {"lines": [replace(LINES[0], procedure=replace(PROCEDURE, modifiers=("51", "53"))), LINES[1]]}),
        ("TRAILER", "*CS:REFERENCE-2*-2.02*L6", "***L6",
         {"adjustments": without(TRAILING.adjustments, 1)}),
    ],
)  # fmt: skip
def test_read_gaps(loop: str, told: str, gaps: str, changed: dict[str, Any]) -> None:
    """What is left out in the middle of a list is not there: the others move up."""
    claim, trailer = (text.replace(told, gaps) for text in (CLAIM_SEGMENTS, TRAILER))
    assert (claim, trailer) != (CLAIM_SEGMENTS, TRAILER)
    made = units(HEADING, BATCH_SEGMENTS, claim, trailer)
    assert made[loop] == replace({"2100": CLAIM, "TRAILER": TRAILING}[loop], **changed)


def remittance_of(heading: Remittance = REMITTANCE, claim: RemittanceClaim = CLAIM) -> Remittance:
    """The whole of one payment."""
    return replace(heading, claims=[claim], provider_adjustments=TRAILING.adjustments)


def written_of(remittance: Remittance) -> list[str]:
    """The segments of an 835, ST included, SE not."""
    return written("HP", "005010X221A1", lambda writer: write_remittance(writer, remittance, "1001"))


def test_write() -> None:
    told = segments(HEADING, BATCH_SEGMENTS, CLAIM_SEGMENTS, TRAILER)
    assert written_of(remittance_of()) == told


UNKNOWN = "ZZZ*1"


@pytest.mark.parametrize(
    ("loop", "expected", "unread"),
    [
        pytest.param("", REMITTANCE, ("1000B/ZZZ",), id="heading"),
        pytest.param("2100", CLAIM, ("2110/ZZZ",), id="claim"),
        pytest.param("TRAILER", TRAILING, ("TRAILER/ZZZ",), id="trailer"),
    ],
)
def test_read_beside_a_fault(loop: str, expected: Any, unread: tuple[str, ...]) -> None:
    """The careful reader finds the same places."""
    texts = [HEADING, UNKNOWN, BATCH_SEGMENTS, UNKNOWN, CLAIM_SEGMENTS, UNKNOWN, TRAILER, UNKNOWN]
    made = units(*texts, accepted=False)
    assert made["2000"] == BATCH
    assert made[loop] == replace(expected, unread=unread)


FOREIGN = Address(
    line_1="22 RIVER ROAD", line_2="REAR DOOR", city="LUND", postal_code="22100", country="SE",
    subdivision="M",
)


def test_read_foreign_address() -> None:
    """N404 and N407; the acceptor leaves N407 to the walker, so it is read carefully."""
    text = HEADING.replace("N4*CODY*WY*82414", "N4*LUND**22100*SE***M")
    made = units(text, accepted=False)[""]
    assert made == replace(REMITTANCE, payee=replace(REMITTANCE.payee, address=FOREIGN))


def test_write_foreign_address() -> None:
    foreign = replace(REMITTANCE, payee=replace(REMITTANCE.payee, address=FOREIGN))
    text = HEADING.replace("N4*CODY*WY*82414", "N4*LUND**22100*SE***M")
    told = segments(text, BATCH_SEGMENTS, CLAIM_SEGMENTS, TRAILER)
    assert written_of(remittance_of(foreign)) == told


SHORT = """
    ST*835*1001
    BPR*H*0*C*NON************20250301
    TRN*1*TRACE77*1598765432
    N1*PR*PLAINS DENTAL PLAN
    N3*1 MAIN STREET
    N4*BOISE*ID*83702
    PER*BL**EM*edi@plan.example
    N1*PE*NORTH SIDE DENTAL*FI*741852963
    LX*1
    CLP*CLAIM-1*4*50*0**12*PAYER-CLAIM-5
    NM1*QC*1
"""

SHORT_REMITTANCE = Remittance(
    payment=Payment(
        handling="H", amount=Decimal(0), credit_debit="C", method="NON", effective_date=date(2025, 3, 1)
    ),
    trace_number="TRACE77",
    payer_identifier="1598765432",
    payer=Payer(
        name="PLAINS DENTAL PLAN",
        address=Address(line_1="1 MAIN STREET", city="BOISE", state="ID", postal_code="83702"),
        technical_contacts=(Contact(ways=(ContactWay("EM", "edi@plan.example"),)),),
    ),
    payee=Payee(name="NORTH SIDE DENTAL", id_qualifier="FI", id="741852963"),
    claims=[
        RemittanceClaim(
            claim_id="CLAIM-1", status="4", charge=Decimal(50), paid=Decimal(0), filing="12",
            payer_claim_number="PAYER-CLAIM-5", patient=Name(kind="1"),
        )
    ],
)


def test_shortest() -> None:
    """Nothing but what must be told, both ways."""
    made = units(SHORT)
    assert made[""] == replace(SHORT_REMITTANCE, claims=[])
    assert made["2100"] == SHORT_REMITTANCE.claims[0]
    assert written_of(SHORT_REMITTANCE) == segments(SHORT)


LINE_SEGMENT = "SVC*AD:D0120*50*0"
CODES = [
    ("claim", "references", "1L 1W 28 6P 9A 9C BB CE EA F8 G1 G3 IG SY"),
    ("claim", "rendering_ids", "0B 1A 1B 1C 1D 1G 1H 1J D3 G2 LU"),
    ("line", "references", "1S APC BB E9 G1 G3 LU RB"),
    ("line", "rendering_ids", "0B 1A 1B 1C 1D 1G 1H 1J D3 G2 HPI SY TJ"),
]


@pytest.mark.parametrize(
    ("place", "name", "code"), [(place, name, code) for place, name, codes in CODES for code in codes.split()]
)
def test_kinds_of_numbers(place: str, name: str, code: str) -> None:
    """Every code the guide has for a REF, both ways."""
    number, short = f"REF*{code}*NUMBER-1", SHORT_REMITTANCE.claims[0]
    if place == "claim":
        told = f"{SHORT}{number}\n{LINE_SEGMENT}"
    else:
        told = f"{SHORT}{LINE_SEGMENT}\nDTM*472*20250108\n{number}"
    line = RemittanceLine(
        procedure=Procedure(qualifier="AD", code="D0120"), charge=Decimal(50), paid=Decimal(0),
        service_date=date(2025, 1, 8) if place == "line" else None,
    )
    claim = replace(short, lines=[line])
    setattr(claim if place == "claim" else line, name, [Reference(code, "NUMBER-1")])
    assert units(told)["2100"] == claim
    assert written_of(replace(SHORT_REMITTANCE, claims=[claim])) == segments(told)


@pytest.mark.parametrize(
    ("loop", "segment", "faulty", "changed", "unread"),
    [
        ("", "DTM*405*20250228", "DTM*405*20250230", {"produced": None}, "HEADER/DTM[405]02"),
        ("", "CUR*PR*CAD", "CUR*PR*CAD~CUR*PR*USD", {}, "HEADER/CUR"),
        ("", "*20250301\n", "*2025/3/1\n",
         {"payment": replace(REMITTANCE.payment, effective_date=None)}, "HEADER/BPR16"),
        ("", "BPR*C*1234.5*", "BPR*C*1E3*",
         {"payment": replace(REMITTANCE.payment, amount=Decimal(0))}, "HEADER/BPR02"),
        ("2100", "*211*132.13*", "*2x11*132.13*", {"charge": Decimal(0)}, "2100/CLP03"),
        ("2100", "*14.4*12*", "*1.4.4*12*", {"patient_responsibility": None}, "2100/CLP05"),
        ("2100", "DTM*233*20250103", "DTM*233*2025010", {"service_end": None}, "2100/DTM[232,233]02"),
        ("2100", "NM1*IL*", "NM1*QC*1*SECOND~NM1*IL*", {}, "2100/NM1"),
        ("2100", "DTM*472*20250108", "DTM*472*",
         {"lines": [LINES[0], replace(LINES[1], service_date=None)]}, ""),
        ("2100", "SVC*AD:D0120*100*50", "SVC*AD:D0120*1_00*50",
         {"lines": [LINES[0], replace(LINES[1], charge=Decimal(0))]}, "2110/SVC02"),
        ("TRAILER", "*J1*-7.07", "*J1*NaN",
         {"adjustments": [*TRAILING.adjustments[:-1], replace(TRAILING.adjustments[-1], amount=Decimal(0))]},
         "TRAILER/PLB04"),
    ],
)  # fmt: skip
def test_unreadable(loop: str, segment: str, faulty: str, changed: dict[str, Any], unread: str) -> None:
    """What cannot be read is None (or zero, where there always is a value) and named; the rest is told."""
    texts = [HEADING, BATCH_SEGMENTS, CLAIM_SEGMENTS, TRAILER]
    assert sum(text.count(segment) for text in texts) == 1
    made = units(*[text.replace(segment, faulty.replace("~", "\n")) for text in texts], accepted=False)
    sound = dict(zip(TYPES, (REMITTANCE, BATCH, CLAIM, TRAILING), strict=True))
    expected = replace(sound[loop], **changed, unread=(unread,) if unread else ())
    assert made == {**sound, loop: expected}


def test_told_twice() -> None:
    """What the guide lets come twice but the type holds once: named, even where nothing is wrong."""
    again = CLAIM_SEGMENTS.replace("AMT*I*5.02", "AMT*AU*5.02").replace("DTM*233*", "DTM*232*")
    made = units(HEADING, BATCH_SEGMENTS, again, TRAILER)["2100"]
    assert made.unread == ("2100/DTM[232,233]02", "2100/AMT02")
    assert made.amounts == {"AU": Decimal("5.01")}
    assert made.service_start in (date(2025, 1, 2), date(2025, 1, 3))


def test_every_place_is_told() -> None:
    """No field of any type is left out above but those that no place of this guide has."""
    left_out = tied(*TYPES.values()) - told(REMITTANCE, BATCH, CLAIM, TRAILING, FOREIGN)
    assert left_out == {"Name.role", "Reference.other_payer"}
