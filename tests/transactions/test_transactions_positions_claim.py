"""Literal segments against literal values for every place the dental claim's types are tied to, by hand.

Reader and writer are made from the same ties, so that a round trip could never show a wrong one.
"""

from __future__ import annotations

import io
from datetime import date, datetime, time
from decimal import Decimal

from msgspec.structs import replace
from positions import events_of, file_of, segments, tied, told

from edi.envelope import Unit
from edi.stream import read
from edi.writer import Writer
from mappings.tables import guide_tables
from transactions.adjustments import Adjustment, OutpatientRemarks, Procedure
from transactions.binding import Period
from transactions.claim_parties import (
    BillingProvider,
    ClaimPayer,
    Facility,
    Patient,
    PayTo,
    PayToPlan,
    Provider,
    Submission,
    Subscriber,
)
from transactions.dental_claim import (
    Attachment,
    Contract,
    DentalClaim,
    Diagnosis,
    LineAdjudication,
    Orthodontics,
    OtherPayer,
    OtherPayerName,
    OtherPayerProvider,
    OtherSubscriber,
    PayerNumber,
    Pricing,
    ServiceLine,
    Tooth,
    ToothStatus,
)
from transactions.parties import Address, Contact, ContactWay, Name, Reference
from transactions.reading import read_claims
from transactions.writing import write_claims

HEADING = """
    ST*837*1001*005010X224A2
    BHT*0019*18*BATCH7*20250301*091530*RP
    NM1*41*1*HOLLIS*RUTH*Q***46*SENDER9
    PER*IC*HELP DESK*TE*2085550101*EX*77*EM*desk@sender.example
    PER*IC**FX*2085550102
    NM1*40*2*PLAINS CLEARING*****46*RECEIVER8
"""
SUBMISSION = Submission(
    reference="BATCH7",
    submitter=Name(
        kind="1", last_name="HOLLIS", first_name="RUTH", middle_name="Q", id_qualifier="46", id="SENDER9"
    ),
    receiver=Name(kind="2", last_name="PLAINS CLEARING", id_qualifier="46", id="RECEIVER8"),
    created=date(2025, 3, 1),
    created_at=time(9, 15, 30),
    purpose="18",
    kind="RP",
    contacts=(
        Contact(
            name="HELP DESK",
            ways=(
                ContactWay(kind="TE", value="2085550101"),
                ContactWay(kind="EX", value="77"),
                ContactWay(kind="EM", value="desk@sender.example"),
            ),
        ),
        Contact(ways=(ContactWay(kind="FX", value="2085550102"),)),
    ),
)

BILLING = """
    HL*1**20*1
    PRV*BI*PXC*1223G0001X
    CUR*85*CAD
    NM1*85*1*MORROW*IVY*T**JR*XX*1345678902
    N3*10 MILL LANE*FLOOR 2
    N4*BOISE*ID*837020001
    REF*EI*741852963
    REF*0B*LICENSE1
    REF*1G*UPIN22
    PER*IC*FRONT DESK*TE*2085550103
    NM1*87*2
    N3*PO BOX 5*STATION B
    N4*NAMPA*ID*83651
    NM1*PE*2*PLAINS PLAN*****XV*PLANID4
    N3*7 PLAN STREET*UNIT 8
    N4*LUND**22100*SE***M
    REF*FY*OFFICE6
    REF*EI*963852741
"""
BILLING_PROVIDER = BillingProvider(
    name=Name(
        kind="1", last_name="MORROW", first_name="IVY", middle_name="T", suffix="JR",
        id_qualifier="XX", id="1345678902",
    ),
    tax_id=Reference("EI", "741852963"),
    address=Address(
        line_1="10 MILL LANE", line_2="FLOOR 2", city="BOISE", state="ID", postal_code="837020001"
    ),
    specialty="1223G0001X",
    currency="CAD",
    licenses=(Reference("0B", "LICENSE1"), Reference("1G", "UPIN22")),
    contacts=(Contact(name="FRONT DESK", ways=(ContactWay(kind="TE", value="2085550103"),)),),
    pay_to=PayTo(
        kind="2",
        address=Address(
            line_1="PO BOX 5", line_2="STATION B", city="NAMPA", state="ID", postal_code="83651"
        ),
    ),
    pay_to_plan=PayToPlan(
        name=Name(kind="2", last_name="PLAINS PLAN", id_qualifier="XV", id="PLANID4"),
        tax_id="963852741",
        address=Address(
            line_1="7 PLAN STREET", line_2="UNIT 8", city="LUND", postal_code="22100", country="SE",
            subdivision="M",
        ),
        other_id=Reference("FY", "OFFICE6"),
    ),
)

SUBSCRIBERS = """
    HL*2*1*22*1
    SBR*S**GROUP3*MILL WORKERS*47****CI
    NM1*IL*1*WREN*OSCAR*L**SR*MI*MEMBER5
    N3*3 ELM ROAD*APT 4
    N4*EAGLE*ID*83616
    DMG*D8*19700102*M
    REF*SY*123456789
    REF*Y4*CASUALTY1
    NM1*PR*2*FAR PLAN*****PI*PAYER6
    N3*5 FAR ROAD*SUITE 6
    N4*SALEM*OR*97301
    REF*2U*PAYERID2
    REF*NF*12345
    REF*G2*PROVIDERID3
    HL*3*2*23*0
    PAT*19
    NM1*QC*1*WREN*PIP*M**III
    N3*3 ELM ROAD*APT 5
    N4*EAGLE*ID*83617
    DMG*D8*20150304*F
    REF*Y4*CASUALTY2
    REF*1W*MEMBER7
"""
SUBSCRIBER = Subscriber(
    sequence="S",
    name=Name(
        kind="1", last_name="WREN", first_name="OSCAR", middle_name="L", suffix="SR",
        id_qualifier="MI", id="MEMBER5",
    ),
    payer=ClaimPayer(
        name=Name(kind="2", last_name="FAR PLAN", id_qualifier="PI", id="PAYER6"),
        address=Address(
            line_1="5 FAR ROAD", line_2="SUITE 6", city="SALEM", state="OR", postal_code="97301"
        ),
        ids=(Reference("2U", "PAYERID2"), Reference("NF", "12345")),
        billing_provider_id=Reference("G2", "PROVIDERID3"),
    ),
    is_patient=False,
    group_number="GROUP3",
    group_name="MILL WORKERS",
    medicare_secondary="47",
    filing="CI",
    address=Address(line_1="3 ELM ROAD", line_2="APT 4", city="EAGLE", state="ID", postal_code="83616"),
    birth_date=date(1970, 1, 2),
    sex="M",
    social_security_number="123456789",
    casualty_claim_number="CASUALTY1",
)
PATIENT = Patient(
    relation="19",
    name=Name(kind="1", last_name="WREN", first_name="PIP", middle_name="M", suffix="III"),
    address=Address(line_1="3 ELM ROAD", line_2="APT 5", city="EAGLE", state="ID", postal_code="83617"),
    birth_date=date(2015, 3, 4),
    sex="F",
    casualty_claim_number="CASUALTY2",
    other_id=Reference("1W", "MEMBER7"),
)

CLAIM = """
    CLM*CLAIM1*321.5***11:B:7*N*C*W*I**AA:OA::ID:US*02*******PB*8
    DTP*439*D8*20250102
    DTP*452*D8*20240203
    DTP*472*RD8*20250204-20250205
    DTP*050*D8*20250306
    DN1*24*18
    DN2*7*M****JP
    DN2*A*E****JP
    PWK*RB*EL***AC*NEA4711
    PWK*DA*AA
    CN1*03*45.5*12.5*CODE1*2.5*V2
    AMT*F5*20.25
    REF*G3*PREDET1
    REF*4N*5
    REF*F8*PAYERCLAIM2
    REF*9F*REFERRAL3
    REF*G1*AUTH4
    REF*9A*REPRICED5
    REF*9C*REPRICED6
    REF*D9*HOUSE7
    K3*FIXED ONE
    K3*FIXED TWO
    NTE*ADD*FIRST NOTE
    NTE*ADD*SECOND NOTE
    HI*ABK:K0262*ABF:K036*ABF:K0381*ABF:K050
    HCP*05*100.5*11.5*REPRICER1*1.25*GROUP2*22.75******T3*4*5
    NM1*DN*1*ASH*NED*O**II*XX*1245319599
    PRV*RF*PXC*1223P0221X
    REF*G2*REFERRER1
    NM1*P3*1*BIRCH
    NM1*82*1*CEDAR*AMY*P**SR*XX*1993999998
    PRV*PE*PXC*1223E0200X
    REF*0B*STATE2
    REF*LU*LOCATION3
    NM1*77*2*WEST CLINIC*****XX*1346578902
    N3*9 WEST ROAD*WING C
    N4*BOISE*ID*83704
    REF*LU*LOCATION4
    NM1*DD*1*DOGWOOD*TIM*K**IV*XX*1234567893
    PRV*AS*PXC*1223S0112X
    REF*1G*UPIN5
    NM1*DQ*1*ELDER*SUE*L**V*XX*1992999999
    REF*G2*SUPERVISOR6
"""
OTHER_PAYER = """
    SBR*P*18*GROUP7*DOCK WORKERS*12****HM
    CAS*CO*45*10.5*1*97*20.25*2
    CAS*PR*1*5
    AMT*D*77.5
    AMT*EAF*8.25
    AMT*A8*321.5
    OI***W***I
    MOA*.5*30.5*MA01*MA02*MA03*MA04*MA05*1.5*2.5
    NM1*IL*1*LARK*ANN*B**JR*MI*OTHERMEMBER1
    N3*8 BAY STREET*APT 9
    N4*ASTORIA*OR*97103
    REF*SY*987654321
    REF*SY*987654322
    NM1*PR*2*BAY PLAN*****XV*BAY77
    N3*1 BAY PLAZA*TOWER 2
    N4*ASTORIA*OR*97104
    DTP*573*D8*20250110
    REF*2U*BAYID1
    REF*EI*852963741
    REF*G1*BAYAUTH2
    REF*9F*BAYREFERRAL3
    REF*T4*Y
    REF*G3*BAYPREDET4
    REF*F8*BAYCLAIM5
    NM1*DN*1
    REF*G2*BAYREFERRER6
    NM1*82*1
    REF*G2*BAYRENDERER7
    REF*LU*BAYLOCATION8
    NM1*DQ*1
    REF*G2*BAYSUPERVISOR9
    NM1*85*2
    REF*G2*BAYBILLING10
    NM1*77*2
    REF*G2*BAYFACILITY11
    NM1*DD*1
    REF*G2*BAYASSISTANT12
"""
LINES = """
    LX*1
    SV3*AD:D2740:11:22:33:44:PORCELAIN CROWN*250.5*12*10:20:30:40:01*R*2*****1:2:3:4
    TOO*JP*3*M:O:D:B:L
    TOO*JP*14
    DTP*472*D8*20250206
    DTP*441*D8*20150607
    DTP*452*D8*20240208
    DTP*446*D8*20240309
    DTP*196*D8*20250110
    DTP*198*D8*20250211
    CN1*02*1.5*2.5*CODE9*3.5*V9
    REF*G3*LINEPREDET1**2U:BAY77
    REF*G3*LINEPREDET2
    REF*G1*LINEAUTH3**2U:BAY78
    REF*6R*LINE4
    REF*9A*LINEREPRICED5
    REF*9C*LINEREPRICED6
    REF*9F*LINEREFERRAL7**2U:BAY79
    AMT*T*4.25
    K3*LINE FIXED
    HCP*06*60.5*6.5*REPRICER3*.75****AD*D2750*UN*3*T4*2*1
    NM1*82*2*FIR DENTAL GROUP*****XX*1003000001
    PRV*PE*PXC*1223X0400X
    REF*G2*LINERENDERER1**2U:BAY80
    NM1*DD*1*GORSE*LEE*M**VI*XX*1003000019
    PRV*AS*PXC*1223D0001X
    REF*LU*LINEASSISTANT2**2U:BAY81
    NM1*DQ*1*HAZEL*MAY*N**VII*XX*1003000027
    REF*1G*LINESUPERVISOR3**2U:BAY82
    NM1*77*2*EAST CLINIC*****XX*1003000035
    N3*4 EAST ROAD*WING D
    N4*BEND*OR*97701
    REF*G2*LINEFACILITY4**2U:BAY83
    SVD*BAY77*77.5*AD:D2741:55:66:77:88:THEIR WORDS**1*2
    CAS*OA*23*173
    CAS*PR*2*3.5*4
    DTP*573*D8*20250111
    AMT*EAF*9.75
    SVD*BAY78*5*ER:LOCAL1**2
    DTP*573*D8*20250112
    LX*2
    SV3*AD:D1110*71****1
    DTP*139*D8*20100101
"""

WHOLE_CLAIM = DentalClaim(
    claim_id="CLAIM1",
    charge=Decimal("321.5"),
    place="11",
    frequency="7",
    has_signature=False,
    assignment="C",
    benefits_assigned="W",
    release="I",
    accident_causes=["AA", "OA"],
    accident_state="ID",
    accident_country="US",
    special_program="02",
    is_predetermination=True,
    delay_reason="8",
    accident_date=date(2025, 1, 2),
    appliance_date=date(2024, 2, 3),
    service=Period(date(2025, 2, 4), date(2025, 2, 5)),
    repricer_received=date(2025, 3, 6),
    orthodontics=Orthodontics(months=Decimal(24), months_remaining=Decimal(18)),
    teeth=[ToothStatus("7", "M"), ToothStatus("A", "E")],
    attachments=[Attachment("RB", "EL", "NEA4711"), Attachment("DA", "AA")],
    contract=Contract(
        kind="03", amount=Decimal("45.5"), percentage=Decimal("12.5"), code="CODE1",
        discount=Decimal("2.5"), version="V2",
    ),
    patient_paid=Decimal("20.25"),
    predetermination_number="PREDET1",
    authorization_waiver="5",
    payer_claim_number="PAYERCLAIM2",
    referral_number="REFERRAL3",
    prior_authorization="AUTH4",
    repriced_number="REPRICED5",
    repriced_again_number="REPRICED6",
    clearinghouse_number="HOUSE7",
    file_information=["FIXED ONE", "FIXED TWO"],
    notes=["FIRST NOTE", "SECOND NOTE"],
    diagnoses=[
        Diagnosis("ABK", "K0262"), Diagnosis("ABF", "K036"), Diagnosis("ABF", "K0381"),
        Diagnosis("ABF", "K050"),
    ],
    pricing=Pricing(
        method="05", allowed=Decimal("100.5"), savings=Decimal("11.5"), organization="REPRICER1",
        rate=Decimal("1.25"), group="GROUP2", group_amount=Decimal("22.75"), rejection="T3", policy="4",
        exception="5",
    ),
    referring=[
        Provider(
            name=Name(
                kind="1", last_name="ASH", first_name="NED", middle_name="O", suffix="II",
                id_qualifier="XX", id="1245319599", role="DN",
            ),
            specialty="1223P0221X",
            ids=(Reference("G2", "REFERRER1"),),
        ),
        Provider(name=Name(kind="1", last_name="BIRCH", role="P3")),
    ],
    rendering=Provider(
        name=Name(
            kind="1", last_name="CEDAR", first_name="AMY", middle_name="P", suffix="SR",
            id_qualifier="XX", id="1993999998",
        ),
        specialty="1223E0200X",
        ids=(Reference("0B", "STATE2"), Reference("LU", "LOCATION3")),
    ),
    facility=Facility(
        name=Name(kind="2", last_name="WEST CLINIC", id_qualifier="XX", id="1346578902"),
        address=Address(
            line_1="9 WEST ROAD", line_2="WING C", city="BOISE", state="ID", postal_code="83704"
        ),
        ids=(Reference("LU", "LOCATION4"),),
    ),
    assistant=Provider(
        name=Name(
            kind="1", last_name="DOGWOOD", first_name="TIM", middle_name="K", suffix="IV",
            id_qualifier="XX", id="1234567893",
        ),
        specialty="1223S0112X",
        ids=(Reference("1G", "UPIN5"),),
    ),
    supervising=Provider(
        name=Name(
            kind="1", last_name="ELDER", first_name="SUE", middle_name="L", suffix="V",
            id_qualifier="XX", id="1992999999",
        ),
        ids=(Reference("G2", "SUPERVISOR6"),),
    ),
    other_payers=[
        OtherPayer(
            sequence="P",
            relation="18",
            group_number="GROUP7",
            group_name="DOCK WORKERS",
            medicare_secondary="12",
            filing="HM",
            adjustments=[
                Adjustment("CO", "45", Decimal("10.5"), Decimal(1)),
                Adjustment("CO", "97", Decimal("20.25"), Decimal(2)),
                Adjustment("PR", "1", Decimal(5)),
            ],
            paid=Decimal("77.5"),
            patient_liability=Decimal("8.25"),
            noncovered=Decimal("321.5"),
            benefits_assigned="W",
            release="I",
            outpatient=OutpatientRemarks(
                reimbursement_rate=Decimal("0.5"), payable=Decimal("30.5"),
                remarks=("MA01", "MA02", "MA03", "MA04", "MA05"),
                renal_disease_payment=Decimal("1.5"), professional_component=Decimal("2.5"),
            ),
            subscriber=OtherSubscriber(
                name=Name(
                    kind="1", last_name="LARK", first_name="ANN", middle_name="B", suffix="JR",
                    id_qualifier="MI", id="OTHERMEMBER1",
                ),
                address=Address(
                    line_1="8 BAY STREET", line_2="APT 9", city="ASTORIA", state="OR", postal_code="97103"
                ),
                social_security_numbers=("987654321", "987654322"),
            ),
            payer=OtherPayerName(
                name=Name(kind="2", last_name="BAY PLAN", id_qualifier="XV", id="BAY77"),
                address=Address(
                    line_1="1 BAY PLAZA", line_2="TOWER 2", city="ASTORIA", state="OR", postal_code="97104"
                ),
                paid_on=date(2025, 1, 10),
                ids=(Reference("2U", "BAYID1"), Reference("EI", "852963741")),
                prior_authorization="BAYAUTH2",
                referral_number="BAYREFERRAL3",
                is_adjusted=True,
                predetermination_number="BAYPREDET4",
                claim_number="BAYCLAIM5",
            ),
            referring=[OtherPayerProvider("1", (Reference("G2", "BAYREFERRER6"),), role="DN")],
            rendering=OtherPayerProvider(
                "1", (Reference("G2", "BAYRENDERER7"), Reference("LU", "BAYLOCATION8"))
            ),
            supervising=OtherPayerProvider("1", (Reference("G2", "BAYSUPERVISOR9"),)),
            billing=OtherPayerProvider("2", (Reference("G2", "BAYBILLING10"),)),
            facility=OtherPayerProvider("2", (Reference("G2", "BAYFACILITY11"),)),
            assistant=OtherPayerProvider("1", (Reference("G2", "BAYASSISTANT12"),)),
        )
    ],
    lines=[
        ServiceLine(
            number=1,
            procedure=Procedure(
                code="D2740", qualifier="AD", modifiers=("11", "22", "33", "44"),
                description="PORCELAIN CROWN",
            ),
            charge=Decimal("250.5"),
            place="12",
            oral_cavity=["10", "20", "30", "40", "01"],
            prosthesis="R",
            quantity=Decimal(2),
            diagnosis_pointers=[1, 2, 3, 4],
            teeth=[Tooth("3", ("M", "O", "D", "B", "L")), Tooth("14")],
            service_date=date(2025, 2, 6),
            prior_placement=date(2015, 6, 7),
            appliance_date=date(2024, 2, 8),
            replacement_date=date(2024, 3, 9),
            treatment_start=date(2025, 1, 10),
            treatment_end=date(2025, 2, 11),
            contract=Contract(
                kind="02", amount=Decimal("1.5"), percentage=Decimal("2.5"), code="CODE9",
                discount=Decimal("3.5"), version="V9",
            ),
            predetermination_numbers=[PayerNumber("LINEPREDET1", "BAY77"), PayerNumber("LINEPREDET2")],
            prior_authorizations=[PayerNumber("LINEAUTH3", "BAY78")],
            line_control_number="LINE4",
            repriced_number="LINEREPRICED5",
            repriced_again_number="LINEREPRICED6",
            referral_numbers=[PayerNumber("LINEREFERRAL7", "BAY79")],
            sales_tax=Decimal("4.25"),
            file_information=["LINE FIXED"],
            pricing=Pricing(
                method="06", allowed=Decimal("60.5"), savings=Decimal("6.5"), organization="REPRICER3",
                rate=Decimal("0.75"), procedure="D2750", quantity=Decimal(3), rejection="T4", policy="2",
                exception="1",
            ),
            rendering=Provider(
                name=Name(kind="2", last_name="FIR DENTAL GROUP", id_qualifier="XX", id="1003000001"),
                specialty="1223X0400X",
                ids=(Reference("G2", "LINERENDERER1", "BAY80"),),
            ),
            assistant=Provider(
                name=Name(
                    kind="1", last_name="GORSE", first_name="LEE", middle_name="M", suffix="VI",
                    id_qualifier="XX", id="1003000019",
                ),
                specialty="1223D0001X",
                ids=(Reference("LU", "LINEASSISTANT2", "BAY81"),),
            ),
            supervising=Provider(
                name=Name(
                    kind="1", last_name="HAZEL", first_name="MAY", middle_name="N", suffix="VII",
                    id_qualifier="XX", id="1003000027",
                ),
                ids=(Reference("1G", "LINESUPERVISOR3", "BAY82"),),
            ),
            facility=Facility(
                name=Name(kind="2", last_name="EAST CLINIC", id_qualifier="XX", id="1003000035"),
                address=Address(
                    line_1="4 EAST ROAD", line_2="WING D", city="BEND", state="OR", postal_code="97701"
                ),
                ids=(Reference("G2", "LINEFACILITY4", "BAY83"),),
            ),
            adjudications=[
                LineAdjudication(
                    payer_id="BAY77",
                    paid=Decimal("77.5"),
                    procedure=Procedure(
                        code="D2741", qualifier="AD", modifiers=("55", "66", "77", "88"),
                        description="THEIR WORDS",
                    ),
                    quantity=Decimal(1),
                    bundled_line=2,
                    adjustments=[
                        Adjustment("OA", "23", Decimal(173)),
                        Adjustment("PR", "2", Decimal("3.5"), Decimal(4)),
                    ],
                    paid_on=date(2025, 1, 11),
                    patient_liability=Decimal("9.75"),
                ),
                LineAdjudication(
                    payer_id="BAY78",
                    paid=Decimal(5),
                    procedure=Procedure(code="LOCAL1", qualifier="ER"),
                    quantity=Decimal(2),
                    paid_on=date(2025, 1, 12),
                ),
            ],
        ),
        ServiceLine(
            number=2,
            procedure=Procedure(code="D1110"),
            charge=Decimal(71),
            quantity=Decimal(1),
            prior_placement_estimated=date(2010, 1, 1),
        ),
    ],
    submission=SUBMISSION,
    billing=BILLING_PROVIDER,
    subscriber=SUBSCRIBER,
    patient=PATIENT,
)

PLAIN = """
    HL*4*1*22*0
    SBR*P*18
    NM1*IL*1*KITE
    NM1*PR*2*FAR PLAN*****PI*PAYER6
    CLM*CLAIM2*71***11:B:1*Y*A*Y*Y
    DTP*472*D8*20250207
    DN1****Y
    LX*1
    SV3*AD:D1110*71****1
"""
PLAIN_CLAIM = DentalClaim(
    claim_id="CLAIM2",
    charge=Decimal(71),
    place="11",
    frequency="1",
    has_signature=True,
    assignment="A",
    benefits_assigned="Y",
    release="Y",
    service=Period(date(2025, 2, 7)),
    orthodontics=Orthodontics(told_only="Y"),
    lines=[
        ServiceLine(number=1, procedure=Procedure(code="D1110"), charge=Decimal(71), quantity=Decimal(1))
    ],
    submission=SUBMISSION,
    billing=BILLING_PROVIDER,
    subscriber=Subscriber(
        sequence="P",
        name=Name(kind="1", last_name="KITE"),
        payer=ClaimPayer(name=Name(kind="2", last_name="FAR PLAN", id_qualifier="PI", id="PAYER6")),
    ),
)

TEXTS = (HEADING, BILLING, SUBSCRIBERS, CLAIM, OTHER_PAYER, LINES, PLAIN)


def written(*claims: DentalClaim) -> list[str]:
    """The segments of the one set the claims are written as, ST to the last before SE."""
    out = io.BytesIO()
    writer = Writer(out)
    moment = datetime(2025, 3, 1, 9, 15)
    with (
        writer.interchange("ZZ", "SENDER", "ZZ", "RECEIVER", moment, 1),
        writer.group("HC", "SENDER", "RECEIVER", moment, 1, "005010X224A2"),
    ):
        write_claims(writer, claims, ["1001"])
    return out.getvalue().decode().split("~")[2:-4]


def test_every_place_is_read() -> None:
    """All but N407, which the acceptor leaves to the walk and so to the careful reader."""
    texts = [text.replace("N4*LUND**22100*SE***M", "N4*LUND*SK*22100*SE") for text in TEXTS]
    events = events_of(file_of("HC", "005010X224A2", *texts))
    assert all(unit.accepted for unit in events if isinstance(unit, Unit))
    first, second = read_claims(events)
    plan = BILLING_PROVIDER.pay_to_plan
    assert plan is not None
    assert plan.address is not None
    in_state = replace(plan, address=replace(plan.address, state="SK", subdivision=None))
    assert first == replace(WHOLE_CLAIM, billing=replace(BILLING_PROVIDER, pay_to_plan=in_state))
    assert replace(second, billing=BILLING_PROVIDER) == PLAIN_CLAIM


def test_every_place_is_read_of_units_that_were_walked() -> None:
    events = list(read(io.BytesIO(file_of("HC", "005010X224A2", *TEXTS)), guide_tables(), fast=False))
    units = [event for event in events if isinstance(event, Unit)]
    assert not any(unit.accepted or unit.findings for unit in units)
    assert list(read_claims(events)) == [WHOLE_CLAIM, PLAIN_CLAIM]


def test_faults_hide_nothing_but_themselves() -> None:
    faulty = "REF*G1*MORE*THAN ALLOWED"
    texts = "\n".join(TEXTS).replace("BHT*0019", "BHT*0020").replace("DTP*439", "HUH*1\nDTP*439")
    for segment in ("PRV*BI", "SBR*S", "PAT*19"):
        texts = texts.replace(segment, f"{faulty}\n{segment}")
    first, second = read_claims(events_of(file_of("HC", "005010X224A2", texts)))
    assert first.unread == ("2300/HUH",)
    assert first.subscriber.unread == ("2000B/REF",)
    assert first.billing.unread == ("2000A/REF",)
    assert first.patient is not None
    assert first.patient.unread == ("2000C/REF",)
    assert replace(
        first,
        unread=(),
        billing=replace(first.billing, unread=()),
        subscriber=replace(first.subscriber, unread=()),
        patient=replace(first.patient, unread=()),
    ) == WHOLE_CLAIM
    assert second == replace(PLAIN_CLAIM, billing=first.billing)


def test_every_place_is_written() -> None:
    assert written(WHOLE_CLAIM, PLAIN_CLAIM) == segments(*TEXTS)


def test_every_tie_is_told_in_these_files() -> None:
    kinds = (DentalClaim, Submission, BillingProvider, Subscriber, Patient)
    assert tied(*kinds) - told(WHOLE_CLAIM, PLAIN_CLAIM) == set()
