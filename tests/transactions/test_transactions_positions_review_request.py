"""Literal segments against literal values for every place the types of a review request (278) are tied to.

Reader and writer are made from the same ties, so that a round trip could never show a wrong one.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from positions import events_of, file_of, read_units, segments, tied, told, written

from transactions.binding import Period
from transactions.dental_claim import Tooth
from transactions.parties import Address, Contact, ContactWay, Name, Reference
from transactions.review import (
    FullName,
    ProviderNumber,
    ReviewDependent,
    Reviewer,
    ReviewProvider,
    ReviewSpecialty,
    ReviewSubscriber,
    TransportStop,
)
from transactions.review_event import (
    AmbulanceTransport,
    CareAtHome,
    ChiropracticTreatment,
    Condition,
    Frequency,
    HospitalStay,
    OxygenAtHome,
    Review,
    ReviewAttachment,
    ReviewDiagnosis,
    ReviewTrace,
)
from transactions.review_request import (
    PLACES,
    OtherReviewer,
    RequestedEvent,
    RequestedService,
    Requester,
    ReviewRequest,
    ReviewRequestHeading,
)
from transactions.review_service import (
    DentalService,
    InstitutionalService,
    ProfessionalService,
    ReviewProcedure,
)
from transactions.review_sets import read_review_requests, write_review_requests

HEADING_SEGMENTS = """
    ST*278*1001*005010X217
    BHT*0007*13*REQUEST-1*20250301*091530*RU
"""
HEADING = ReviewRequestHeading(
    reference="REQUEST-1", created=date(2025, 3, 1), created_at=time(9, 15, 30), kind="RU"
)

REVIEWER_SEGMENTS = """
    HL*1**20*1
    NM1*36*1*HOLT*VERA*ANN**JR*PI*PLAN-2
"""
REVIEWER = Reviewer(
    name=Name(
        kind="1", last_name="HOLT", first_name="VERA", middle_name="ANN", suffix="JR", id_qualifier="PI",
        id="PLAN-2", role="36",
    )
)

REQUESTER_SEGMENTS = """
    HL*2*1*21*1
    NM1*1P*1*ALDER*NINA*JOY**DDS*XX*1382047169
    REF*EI*391234567
    REF*ZH*PLAN-NUMBER-3
    N3*1 MAIN STREET*SUITE 4
    N4*BOISE*ID*83702*CA
    PER*IC*DESK*TE*2085550101*EX*5*FX*2085550102
    PRV*PE*PXC*1223G0001X
"""
REQUESTER = Requester(
    name=Name(
        kind="1", last_name="ALDER", first_name="NINA", middle_name="JOY", suffix="DDS", id_qualifier="XX",
        id="1382047169", role="1P",
    ),
    ids=(Reference("EI", "391234567"), Reference("ZH", "PLAN-NUMBER-3")),
    address=Address(
        line_1="1 MAIN STREET", line_2="SUITE 4", city="BOISE", state="ID", postal_code="83702", country="CA"
    ),
    contact=Contact(
        name="DESK",
        ways=(ContactWay("TE", "2085550101"), ContactWay("EX", "5"), ContactWay("FX", "2085550102")),
    ),
    specialty=ReviewSpecialty("PE", "1223G0001X"),
)

SUBSCRIBER_SEGMENTS = """
    HL*3*2*22*1
    NM1*IL*1*ROWAN*ELSIE*MAY*DR*SR*MI*MEMBER-6
    REF*6P*GROUP-7
    REF*SY*987654321
    N3*2 MILL LANE*FLAT 8
    N4*ONTARIO*OR*97914*US
    DMG*D8*19840213*F
    INS*Y*18******AO
"""
SUBSCRIBER = ReviewSubscriber(
    name=FullName(
        kind="1", last_name="ROWAN", first_name="ELSIE", middle_name="MAY", prefix="DR", suffix="SR",
        id_qualifier="MI", id="MEMBER-6",
    ),
    ids=(Reference("6P", "GROUP-7"), Reference("SY", "987654321")),
    address=Address(
        line_1="2 MILL LANE", line_2="FLAT 8", city="ONTARIO", state="OR", postal_code="97914", country="US"
    ),
    birth_date=date(1984, 2, 13),
    sex="F",
    military_status="AO",
)

DEPENDENT_SEGMENTS = """
    HL*4*3*23*1
    NM1*QC*1*ROWAN*TIM*LEE**III
    REF*EJ*PATIENT-9
    REF*SY*987654322
    N3*3 MILL LANE*FLAT 10
    N4*EUGENE*OR*97401*US
    DMG*D8*20110730*M
    INS*N*19***************2
"""
DEPENDENT = ReviewDependent(
    name=Name(kind="1", last_name="ROWAN", first_name="TIM", middle_name="LEE", suffix="III"),
    ids=(Reference("EJ", "PATIENT-9"), Reference("SY", "987654322")),
    address=Address(
        line_1="3 MILL LANE", line_2="FLAT 10", city="EUGENE", state="OR", postal_code="97401", country="US"
    ),
    birth_date=date(2011, 7, 30),
    sex="M",
    relation="19",
    birth_sequence=2,
)

EVENT_SEGMENTS = """
    HL*5*4*EV*1
    TRN*1*TRACE-11*9391234567*PART-12
    TRN*1*TRACE-13*9391234568
    UM*HS*R*38*21:B*AA:EM:AP:ID:MX*U*5*6*M*7
    REF*BB*EARLIER-14
    REF*NT*REVIEW-15
    DTP*439*D8*20250101
    DTP*484*D8*20250102
    DTP*ABC*D8*20250903
    DTP*431*D8*20250104
    DTP*AAH*RD8*20250105-20250106
    DTP*435*D8*20250107
    DTP*096*D8*20250108
    HI*ABK:K011:D8:20250110*ABJ:K012*ABF:K0253:D8:20250111*DR:K08409
    HSD*VS*3*WK*2*34*6*D*A
    CRC*07*Y*01*02*03*04*05
    CRC*08*N*11
    CRC*09*Y*02*03
    CRC*11*N*06
    CRC*75*Y*04
    CRC*76*N*10
    CRC*77*Y*05
    CL1*1*2*03*4
    CR1*LB*154.5*I*A*DH*12.5***ROUND TRIP*STRETCHER
    CR2*3*12*C1*L5****A*Y*STIFF*SORE*N
    CR5***A*B*BREATHLESS*2.5*3*4*NIGHTLY*55.5*88*E*1*2*3*1.5*C*O
    CR6*5*20250112*RD8*20250113-20250114***N*I*20250115*HC*D7140*20250116*20250117*20250118*RD8*20250119-20250120*A
    PWK*RB*EL***AC*PICTURE-16*BITE WINGS
    PWK*DG*FX***AC*REPORT-17
    MSG*ROOT CANAL TREATMENT IS FINISHED
    NM1*SJ*1*OKAFOR*ADA*UMA*PROF*II*XX*1730183955
    REF*0B*LICENCE-18*OR
    REF*EI*391234569
    N3*4 LAKE STREET*FLOOR 19
    N4*MADISON*WI*53703*US
    PER*IC*SURGERY*EM*ADA@EXAMPLE.COM
    PRV*OP*PXC*1223X0400X
    NM1*DN*2*NORTH SIDE DENTAL
    NM1*PW*2*HOME
    N3*5 LAKE STREET*FLOOR 20
    N4*SALEM*OR*97301
    NM1*45*2*CLINIC
    NM1*CA*2*OTHER PLAN
    REF*ZZ*REASON-21**ZZ:REASON-22:ZZ:REASON-23:ZZ:REASON-24
    DTP*598*D8*20250121
    NM1*GG*2
    REF*ZZ*REASON-25
    DTP*598*D8*20250122
"""
EVENT = RequestedEvent(
    review=Review(
        category="HS", purpose="R", service_type="38", facility="21", facility_kind="B",
        level_of_service="U", causes=("AA", "EM", "AP"), accident_state="ID", accident_country="MX",
        condition="5", prognosis="6", release="M", delay_reason="7",
    ),
    traces=[
        ReviewTrace("TRACE-11", "9391234567", "PART-12"),
        ReviewTrace("TRACE-13", "9391234568"),
    ],
    earlier_authorization="EARLIER-14",
    earlier_review="REVIEW-15",
    accident_date=date(2025, 1, 1),
    last_menstrual_period=date(2025, 1, 2),
    birth_expected=date(2025, 9, 3),
    illness_begun=date(2025, 1, 4),
    days=Period(date(2025, 1, 5), date(2025, 1, 6)),
    admission=Period(date(2025, 1, 7)),
    discharge=date(2025, 1, 8),
    diagnoses=[
        ReviewDiagnosis("ABK", "K011", date(2025, 1, 10)),
        ReviewDiagnosis("ABJ", "K012"),
        ReviewDiagnosis("ABF", "K0253", date(2025, 1, 11)),
        ReviewDiagnosis("DR", "K08409"),
    ],
    frequency=Frequency(
        unit="VS", quantity=Decimal(3), per="WK", per_count=Decimal(2), period="34", length=6, pattern="D",
        time="A",
    ),
    ambulance_condition=Condition(applies=True, indicators=("01", "02", "03", "04", "05")),
    chiropractic_condition=Condition(applies=False, indicators=("11",)),
    equipment_condition=Condition(applies=True, indicators=("02", "03")),
    oxygen_condition=Condition(applies=False, indicators=("06",)),
    functional_limits=Condition(applies=True, indicators=("04",)),
    activities=Condition(applies=False, indicators=("10",)),
    mental_status=Condition(applies=True, indicators=("05",)),
    stay=HospitalStay("1", "2", "03", "4"),
    ambulance=AmbulanceTransport(
        kind="I", weight_unit="LB", weight=Decimal("154.5"), reason="A", distance_unit="DH",
        distance=Decimal("12.5"), round_trip="ROUND TRIP", stretcher="STRETCHER",
    ),
    chiropractic=ChiropracticTreatment(
        number=3, count=Decimal(12), first_vertebra="C1", last_vertebra="L5", condition="A",
        has_complications=True, description="STIFF", more_description="SORE", has_x_rays=False,
    ),
    oxygen=OxygenAtHome(
        flow=Decimal("2.5"), delivery="C", equipment="A", second_equipment="B", reason="BREATHLESS",
        daily_uses=Decimal(3), hours=Decimal(4), order="NIGHTLY", blood_gas=Decimal("55.5"),
        saturation=Decimal(88), test_condition="E", findings=("1", "2", "3"), portable_flow=Decimal("1.5"),
        third_equipment="O",
    ),
    care_at_home=CareAtHome(
        prognosis="5", start=date(2025, 1, 12), medicare="N", purpose="I",
        certified=Period(date(2025, 1, 13), date(2025, 1, 14)), surgery=date(2025, 1, 15),
        surgery_qualifier="HC", surgery_code="D7140", ordered=date(2025, 1, 16),
        last_visit=date(2025, 1, 17), last_contact=date(2025, 1, 18),
        last_stay=Period(date(2025, 1, 19), date(2025, 1, 20)), location="A",
    ),
    attachments=[
        ReviewAttachment("RB", "EL", "PICTURE-16", "BITE WINGS"),
        ReviewAttachment("DG", "FX", "REPORT-17"),
    ],
    message="ROOT CANAL TREATMENT IS FINISHED",
    providers=[
        ReviewProvider(
            name=FullName(
                kind="1", last_name="OKAFOR", first_name="ADA", middle_name="UMA", prefix="PROF", suffix="II",
                id_qualifier="XX", id="1730183955", role="SJ",
            ),
            ids=(ProviderNumber("0B", "LICENCE-18", "OR"), ProviderNumber("EI", "391234569")),
            address=Address(
                line_1="4 LAKE STREET", line_2="FLOOR 19", city="MADISON", state="WI", postal_code="53703",
                country="US",
            ),
            contact=Contact(name="SURGERY", ways=(ContactWay("EM", "ADA@EXAMPLE.COM"),)),
            specialty=ReviewSpecialty("OP", "1223X0400X"),
        ),
        ReviewProvider(name=FullName(kind="2", last_name="NORTH SIDE DENTAL", role="DN")),
    ],
    stops=[
        TransportStop(
            name=Name(kind="2", last_name="HOME", role="PW"),
            address=Address(
                line_1="5 LAKE STREET", line_2="FLOOR 20", city="SALEM", state="OR", postal_code="97301"
            ),
        ),
        TransportStop(name=Name(kind="2", last_name="CLINIC", role="45")),
    ],
    other_reviewers=[
        OtherReviewer(
            name=Name(kind="2", last_name="OTHER PLAN", role="CA"), reason="REASON-21",
            denied=date(2025, 1, 21), second_reason="REASON-22", third_reason="REASON-23",
            fourth_reason="REASON-24",
        ),
        OtherReviewer(name=Name(kind="2", role="GG"), reason="REASON-25", denied=date(2025, 1, 22)),
    ],
)

SERVICES_SEGMENTS = """
    HL*6*5*SS*0
    TRN*1*TRACE-26*9391234569*PART-27
    TRN*1*TRACE-28*9391234570
    UM*SC*I*25*11:B
    REF*BB*EARLIER-29
    REF*NT*REVIEW-30
    DTP*472*RD8*20250123-20250124
    SV3*AD:D2740:22:51:52:53:CROWN:D2752*1250.5**10:20:30:40:00*R*2*PORCELAIN
    TOO*JP*14*M:O:D:L:B
    TOO*JP*15
    HSD*DY*1*DA*3*7*2*1*B
    PWK*DA*EL***AC*MODELS-31*PLASTER
    PWK*B3*BM***AC*REPORT-32
    MSG*SHADE A2
    NM1*DD*1*HARTLEY*RUTH*EVE*MS*IV*46*HARTLEY-33
    REF*0B*LICENCE-34*ID
    N3*6 LAKE STREET*FLOOR 35
    N4*NAMPA*ID*83651*US
    PER*IC*HARTLEY*FX*2085550103*TE*2085550104
    PRV*PE*PXC*1223P0700X
    NM1*FA*2*CITY HOSPITAL
    HL*7*5*SS*0
    SV1*HC:D9310:59::::CONSULTATION*110.25*UN*2***1:2:3:4****N*********5
    HL*8*5*SS*0
    SV2*0450*HC:D7140:22*410.75*DA*3*136.5***6*7
    HL*9*5*SS*0
    SV2*0360
"""
SERVICES = [
    RequestedService(
        traces=[
            ReviewTrace("TRACE-26", "9391234569", "PART-27"),
            ReviewTrace("TRACE-28", "9391234570"),
        ],
        review=Review(category="SC", purpose="I", service_type="25", facility="11", facility_kind="B"),
        earlier_authorization="EARLIER-29",
        earlier_review="REVIEW-30",
        days=Period(date(2025, 1, 23), date(2025, 1, 24)),
        dental=DentalService(
            procedure=ReviewProcedure(
                code="D2740", modifiers=("22", "51", "52", "53"), description="CROWN", last_code="D2752"
            ),
            quantity=Decimal(2),
            charge=Decimal("1250.5"),
            oral_cavity=("10", "20", "30", "40", "00"),
            prosthesis="R",
            description="PORCELAIN",
        ),
        teeth=[Tooth("14", ("M", "O", "D", "L", "B")), Tooth("15")],
        frequency=Frequency(
            unit="DY", quantity=Decimal(1), per="DA", per_count=Decimal(3), period="7", length=2, pattern="1",
            time="B",
        ),
        attachments=[
            ReviewAttachment("DA", "EL", "MODELS-31", "PLASTER"),
            ReviewAttachment("B3", "BM", "REPORT-32"),
        ],
        message="SHADE A2",
        providers=[
            ReviewProvider(
                name=FullName(
                    kind="1", last_name="HARTLEY", first_name="RUTH", middle_name="EVE", prefix="MS",
                    suffix="IV", id_qualifier="46", id="HARTLEY-33", role="DD",
                ),
                ids=(ProviderNumber("0B", "LICENCE-34", "ID"),),
                address=Address(
                    line_1="6 LAKE STREET", line_2="FLOOR 35", city="NAMPA", state="ID", postal_code="83651",
                    country="US",
                ),
                contact=Contact(
                    name="HARTLEY", ways=(ContactWay("FX", "2085550103"), ContactWay("TE", "2085550104"))
                ),
                specialty=ReviewSpecialty("PE", "1223P0700X"),
            ),
            ReviewProvider(name=FullName(kind="2", last_name="CITY HOSPITAL", role="FA")),
        ],
    ),
    RequestedService(
        professional=ProfessionalService(
            procedure=ReviewProcedure(
                code="D9310", qualifier="HC", modifiers=("59",), description="CONSULTATION"
            ),
            charge=Decimal("110.25"),
            unit="UN",
            quantity=Decimal(2),
            diagnosis_pointers=(1, 2, 3, 4),
            is_screening=False,
            care_level="5",
        )
    ),
    RequestedService(
        institutional=InstitutionalService(
            revenue_code="0450",
            procedure=ReviewProcedure(code="D7140", qualifier="HC", modifiers=("22",)),
            charge=Decimal("410.75"),
            unit="DA",
            quantity=Decimal(3),
            rate=Decimal("136.5"),
            nursing_home_status="6",
            care_level="7",
        )
    ),
    RequestedService(institutional=InstitutionalService(revenue_code="0360")),
]

SET = (
    HEADING_SEGMENTS, REVIEWER_SEGMENTS, REQUESTER_SEGMENTS, SUBSCRIBER_SEGMENTS, DEPENDENT_SEGMENTS,
    EVENT_SEGMENTS, SERVICES_SEGMENTS,
)
BARE = ReviewRequest(
    heading=HEADING, reviewer=REVIEWER, requester=REQUESTER, subscriber=SUBSCRIBER, event=EVENT,
    dependent=DEPENDENT,
)
REQUEST = replace(BARE, services=SERVICES)
SOUND = {
    "": HEADING, "2000A": REVIEWER, "2000B": REQUESTER, "2000C": SUBSCRIBER, "2000D": DEPENDENT,
    "2000E": BARE, "2000F": SERVICES[3],
}
"""What is read of each loop; of the services the last one."""


def units(*texts: str, accepted: bool = True) -> dict[str, Any]:
    """The objects of a set, by loop."""
    return dict(read_units("278-request", PLACES, file_of("HI", "005010X217", *texts), accepted=accepted))


def written_of(request: ReviewRequest) -> list[str]:
    """The segments of a set, ST included, SE not."""
    return written("HI", "005010X217", lambda writer: write_review_requests(writer, [request], ["1001"]))


@pytest.mark.parametrize("loop", SOUND)
def test_read(loop: str) -> None:
    assert units(*SET)[loop] == SOUND[loop]


def test_services_are_gathered_into_their_event() -> None:
    assert list(read_review_requests(events_of(file_of("HI", "005010X217", *SET)))) == [REQUEST]


def test_write() -> None:
    assert written_of(REQUEST) == segments(*SET)


def test_an_address_abroad() -> None:
    """N407 stands where there is no state; the acceptor leaves such addresses to the careful reader."""
    text = SUBSCRIBER_SEGMENTS.replace("N4*ONTARIO*OR*97914*US", "N4*LUND**22100*SE***M")
    abroad = Address("2 MILL LANE", "FLAT 8", "LUND", postal_code="22100", country="SE", subdivision="M")
    texts = [text if one is SUBSCRIBER_SEGMENTS else one for one in SET]
    (read,) = read_review_requests(events_of(file_of("HI", "005010X217", *texts)))
    assert read == replace(REQUEST, subscriber=replace(SUBSCRIBER, address=abroad))
    assert written_of(read) == segments(*texts)


SHORT = """
    ST*278*1001*005010X217
    BHT*0007*13*REQUEST-1*20250301*0915
    HL*1**20*1
    NM1*X3*2*PLAINS DENTAL PLAN*****PI*PLAN-2
    HL*2*1*21*1
    NM1*FA*2******46*PRACTICE-3
    HL*3*2*22*1
    NM1*IL*1******MI*MEMBER-4
    HL*4*3*EV*0
    UM*AR*I
"""
SHORT_REQUEST = ReviewRequest(
    heading=ReviewRequestHeading(reference="REQUEST-1", created=date(2025, 3, 1), created_at=time(9, 15)),
    reviewer=Reviewer(
        name=Name(kind="2", last_name="PLAINS DENTAL PLAN", id_qualifier="PI", id="PLAN-2", role="X3")
    ),
    requester=Requester(name=Name(kind="2", id_qualifier="46", id="PRACTICE-3", role="FA")),
    subscriber=ReviewSubscriber(name=FullName(kind="1", id_qualifier="MI", id="MEMBER-4")),
    event=RequestedEvent(review=Review(category="AR", purpose="I")),
)


def test_shortest() -> None:
    """The subscriber is the patient, and nothing is told but what must be."""
    (read,) = read_review_requests(events_of(file_of("HI", "005010X217", SHORT)))
    assert read == SHORT_REQUEST
    assert read.patient is read.subscriber
    assert REQUEST.patient is DEPENDENT
    assert written_of(SHORT_REQUEST) == segments(SHORT)


def test_read_beside_a_fault() -> None:
    """The careful reader finds the same places."""
    made = units(*[text + "ZZZ*1" for text in SET], accepted=False)
    above = {
        "heading": replace(HEADING, unread=("HEADER/ZZZ",)),
        "reviewer": replace(REVIEWER, unread=("2010A/ZZZ",)),
        "requester": replace(REQUESTER, unread=("2010B/ZZZ",)),
        "subscriber": replace(SUBSCRIBER, unread=("2010C/ZZZ",)),
        "dependent": replace(DEPENDENT, unread=("2010D/ZZZ",)),
    }
    assert made == {
        **dict(zip(PLACES, above.values(), strict=False)),
        "2000E": replace(BARE, **above, unread=("2010EC/ZZZ",)),
        "2000F": replace(SERVICES[3], unread=("2000F/ZZZ",)),
    }


def event_with(**changed: Any) -> dict[str, Any]:
    return {"event": replace(EVENT, **changed)}


@pytest.mark.parametrize(
    ("loop", "segment", "faulty", "changed", "unread"),
    [
        ("", "*20250301*", "*20250229*", {"created": None}, "HEADER/BHT04"),
        ("", "*091530*", "*0975*", {"created_at": None}, "HEADER/BHT05"),
        ("2000C", "*19840213*", "*19841313*", {"birth_date": None}, "2010C/DMG02"),
        ("2000D", "***************2", "***************X", {"birth_sequence": None}, "2010D/INS[N]17"),
        ("2000E", "DTP*439*D8*20250101", "DTP*439*D8*2025010", event_with(accident_date=None),
         "2000E/DTP[439]03"),
        ("2000E", "RD8*20250105-20250106", "RD8*20250105-20250132", event_with(days=None),
         "2000E/DTP[AAH]03"),
        ("2000E", "D8:20250110", "D8:20250140",
         event_with(diagnoses=[replace(EVENT.diagnoses[0], known_since=None), *EVENT.diagnoses[1:]]),
         "2000E/HI01-4"),
        ("2000E", "HSD*VS*3*WK", "HSD*VS*THREE*WK",
         event_with(frequency=replace(EVENT.frequency, quantity=None)), "2000E/HSD02"),
        ("2000E", "CR2*3*", "CR2*3.5*", event_with(chiropractic=replace(EVENT.chiropractic, number=None)),
         "2000E/CR201"),
        ("2000E", "*2.5*3*4*", "*2,5*3*4*",
         event_with(oxygen=replace(EVENT.oxygen, flow=Decimal(0))), "2000E/CR506"),
        ("2000E", "MSG*ROOT", "MSG*FIRST~MSG*ROOT", event_with(message="FIRST"), "2000E/MSG"),
        ("2000F", "SV2*0360", "SV2*0360**1.0.0",
         {"institutional": InstitutionalService(revenue_code="0360")}, "2000F/SV203"),
    ],
)  # fmt: skip
def test_unreadable(loop: str, segment: str, faulty: str, changed: dict[str, Any], unread: str) -> None:
    """What cannot be read is None (or empty, where there always is a value) and named; the rest is told."""
    assert sum(text.count(segment) for text in SET) == 1
    made = units(*[text.replace(segment, faulty.replace("~", "\n")) for text in SET], accepted=False)
    assert made[loop] == replace(SOUND[loop], **changed, unread=(unread,))


def test_every_place_is_told() -> None:
    """No field of any type is left out above but those of responses, and the one of addresses abroad."""
    left_out = tied(*PLACES.values()) - told(REQUEST)
    assert left_out == {
        "Refusal.action", "Refusal.is_valid", "Refusal.reason", "ReviewDependent.refusals",
        "ReviewProvider.refusals", "ReviewSubscriber.refusals", "Reviewer.contact", "Reviewer.name_refusals",
        "Reviewer.refusals", "TransportStop.refusals", "Address.subdivision", "ReviewTrace.kind",
        "Reference.other_payer",
    }
