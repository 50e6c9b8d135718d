"""Literal segments against literal values for every place the types of a review response (278) are tied to.

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
    Refusal,
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
    Frequency,
    HospitalStay,
    OxygenAtHome,
    Review,
    ReviewAttachment,
    ReviewDiagnosis,
    ReviewTrace,
)
from transactions.review_response import (
    LEVELS,
    AnsweredParty,
    AnsweredRequester,
    Decision,
    Inquirer,
    ReviewedEvent,
    ReviewedService,
    ReviewQuestion,
    ReviewResponse,
    ReviewResponseHeading,
)
from transactions.review_service import (
    DentalService,
    InstitutionalService,
    ProfessionalService,
    ReviewProcedure,
)
from transactions.review_sets import read_review_responses, write_review_responses

HEADING_SEGMENTS = """
    ST*278*1001*005010X217
    BHT*0007*11*REQUEST-1*20250301*091530*19
"""
HEADING = ReviewResponseHeading(
    reference="REQUEST-1", created=date(2025, 3, 1), created_at=time(9, 15, 30), kind="19"
)

REVIEWER_SEGMENTS = """
    HL*1**20*1
    AAA*Y**42*P
    AAA*N**79*Y
    NM1*36*1*HOLT*VERA*ANN**JR*PI*PLAN-2
    PER*IC*REVIEW DESK*TE*8005550160*EX*3*EM*DESK@EXAMPLE.COM
    AAA*N**80*N
"""
REVIEWER = Reviewer(
    name=Name(
        kind="1", last_name="HOLT", first_name="VERA", middle_name="ANN", suffix="JR", id_qualifier="PI",
        id="PLAN-2", role="36",
    ),
    contact=Contact(
        name="REVIEW DESK",
        ways=(
            ContactWay("TE", "8005550160"), ContactWay("EX", "3"), ContactWay("EM", "DESK@EXAMPLE.COM")
        ),
    ),
    refusals=(
        Refusal(is_valid=True, reason="42", action="P"), Refusal(is_valid=False, reason="79", action="Y"),
    ),
    name_refusals=(Refusal(is_valid=False, reason="80", action="N"),),
)

REQUESTER_SEGMENTS = """
    HL*2*1*21*1
    NM1*1P*1*ALDER*NINA*JOY**DDS*XX*1382047169
    REF*EI*391234567
    REF*ZH*PLAN-NUMBER-4
    AAA*N**43*C
    AAA*Y**51*R
    PRV*PE*PXC*1223G0001X
    NM1*FA*2*CITY HOSPITAL*****46*CITY-5
"""
REQUESTER = AnsweredRequester(
    parties=(
        AnsweredParty(
            name=Name(
                kind="1", last_name="ALDER", first_name="NINA", middle_name="JOY", suffix="DDS",
                id_qualifier="XX", id="1382047169", role="1P",
            ),
            ids=(Reference("EI", "391234567"), Reference("ZH", "PLAN-NUMBER-4")),
            refusals=(
                Refusal(is_valid=False, reason="43", action="C"),
                Refusal(is_valid=True, reason="51", action="R"),
            ),
            specialty=ReviewSpecialty("PE", "1223G0001X"),
        ),
        AnsweredParty(
            name=Name(kind="2", last_name="CITY HOSPITAL", id_qualifier="46", id="CITY-5", role="FA")
        ),
    )
)

SUBSCRIBER_SEGMENTS = """
    HL*3*2*22*1
    NM1*IL*1*ROWAN*ELSIE*MAY*DR*SR*MI*MEMBER-6
    REF*6P*GROUP-7
    N3*2 MILL LANE*FLAT 8
    N4*ONTARIO*OR*97914*US
    AAA*N**72*C
    AAA*N**75*N
    DMG*D8*19840213*F
    INS*Y*18******AO
"""
SUBSCRIBER = ReviewSubscriber(
    name=FullName(
        kind="1", last_name="ROWAN", first_name="ELSIE", middle_name="MAY", prefix="DR", suffix="SR",
        id_qualifier="MI", id="MEMBER-6",
    ),
    ids=(Reference("6P", "GROUP-7"),),
    address=Address(
        line_1="2 MILL LANE", line_2="FLAT 8", city="ONTARIO", state="OR", postal_code="97914", country="US"
    ),
    birth_date=date(1984, 2, 13),
    sex="F",
    military_status="AO",
    refusals=(
        Refusal(is_valid=False, reason="72", action="C"), Refusal(is_valid=False, reason="75", action="N"),
    ),
)

DEPENDENT_SEGMENTS = """
    HL*4*3*23*1
    NM1*QC*1*ROWAN*TIM*LEE**III*MI*MEMBER-9
    REF*SY*987654322
    N3*3 MILL LANE*FLAT 10
    N4*EUGENE*OR*97401*US
    AAA*N**67*C
    DMG*D8*20110730*M
    INS*N*19***************2
"""
DEPENDENT = ReviewDependent(
    name=Name(
        kind="1", last_name="ROWAN", first_name="TIM", middle_name="LEE", suffix="III", id_qualifier="MI",
        id="MEMBER-9",
    ),
    ids=(Reference("SY", "987654322"),),
    address=Address(
        line_1="3 MILL LANE", line_2="FLAT 10", city="EUGENE", state="OR", postal_code="97401", country="US"
    ),
    birth_date=date(2011, 7, 30),
    sex="M",
    relation="19",
    birth_sequence=2,
    refusals=(Refusal(is_valid=False, reason="67", action="C"),),
)

EVENT_SEGMENTS = """
    HL*5*4*EV*1
    TRN*2*TRACE-11*9391234567*PART-12
    TRN*1*TRACE-13*9EXDENT001
    AAA*N**57*C
    AAA*N**T5*N
    UM*HS*R*38*21:B**U
    HCR*A3*CERTIFICATE-14*0M^0V^0E*N
    REF*BB*EARLIER-15
    REF*NT*REVIEW-16
    DTP*439*D8*20250101
    DTP*484*D8*20250102
    DTP*ABC*D8*20250903
    DTP*431*D8*20250104
    DTP*AAH*RD8*20250105-20250106
    DTP*435*D8*20250107
    DTP*096*D8*20250108
    DTP*102*D8*20250109
    DTP*036*D8*20250930
    DTP*007*RD8*20250110-20250929
    HI*ABK:K011:D8:20250111*ABF:K0253*LOI:18748-4
    HSD*VS*3*WK*2*34*6*D*A
    CL1*1*2*03
    CR1***I**DH*12.5
    CR2*3*12*C1*L5
    CR5***A*B**2.5*3*4*NIGHTLY*******1.5*C*O
    CR6*5*20250112*RD8*20250113-20250114***N*I
    PWK*RB*EL***AC*PICTURE-17*BITE WINGS
    PWK*DG*FX
    MSG*BY THE DENTAL CONSULTANT
    NM1*SJ*1*OKAFOR*ADA*UMA*PROF*II*XX*1730183955
    REF*0B*LICENCE-18*OR
    N3*4 LAKE STREET*FLOOR 19
    N4*MADISON*WI*53703*US
    PER*IC*SURGERY*EM*ADA@EXAMPLE.COM
    AAA*N**43*C
    AAA*N**52*N
    PRV*OP*PXC*1223X0400X
    NM1*DN*2*NORTH SIDE DENTAL
    NM1*L5*1*GRAY*IDA*KIM**DDS*46*ADVISER-20
    N3*5 LAKE STREET*FLOOR 21
    N4*SALEM*OR*97301*US
    PER*IC*ADVISER*FX*8005550161
    NM1*PW*2*HOME
    N3*6 LAKE STREET*FLOOR 22
    N4*NAMPA*ID*83651
    AAA*N**47*C
    NM1*45*2*CLINIC
"""
EVENT = ReviewedEvent(
    review=Review(
        category="HS", purpose="R", service_type="38", facility="21", facility_kind="B", level_of_service="U"
    ),
    traces=[
        ReviewTrace("TRACE-11", "9391234567", "PART-12", "2"),
        ReviewTrace("TRACE-13", "9EXDENT001", kind="1"),
    ],
    refusals=[
        Refusal(is_valid=False, reason="57", action="C"), Refusal(is_valid=False, reason="T5", action="N"),
    ],
    decision=Decision(
        action="A3", authorization_number="CERTIFICATE-14", reasons=("0M", "0V", "0E"), second_opinion=False
    ),
    earlier_authorization="EARLIER-15",
    earlier_review="REVIEW-16",
    accident_date=date(2025, 1, 1),
    last_menstrual_period=date(2025, 1, 2),
    birth_expected=date(2025, 9, 3),
    illness_begun=date(2025, 1, 4),
    days=Period(date(2025, 1, 5), date(2025, 1, 6)),
    admission=Period(date(2025, 1, 7)),
    discharge=date(2025, 1, 8),
    issued=date(2025, 1, 9),
    expires=date(2025, 9, 30),
    effective=Period(date(2025, 1, 10), date(2025, 9, 29)),
    diagnoses=[
        ReviewDiagnosis("ABK", "K011", date(2025, 1, 11)),
        ReviewDiagnosis("ABF", "K0253"),
        ReviewDiagnosis("LOI", "18748-4"),
    ],
    frequency=Frequency(
        unit="VS", quantity=Decimal(3), per="WK", per_count=Decimal(2), period="34", length=6, pattern="D",
        time="A",
    ),
    stay=HospitalStay("1", "2", "03"),
    ambulance=AmbulanceTransport(kind="I", distance_unit="DH", distance=Decimal("12.5")),
    chiropractic=ChiropracticTreatment(number=3, count=Decimal(12), first_vertebra="C1", last_vertebra="L5"),
    oxygen=OxygenAtHome(
        flow=Decimal("2.5"), delivery="C", equipment="A", second_equipment="B", daily_uses=Decimal(3),
        hours=Decimal(4), order="NIGHTLY", portable_flow=Decimal("1.5"), third_equipment="O",
    ),
    care_at_home=CareAtHome(
        prognosis="5", start=date(2025, 1, 12), medicare="N", purpose="I",
        certified=Period(date(2025, 1, 13), date(2025, 1, 14)),
    ),
    attachments=[ReviewAttachment("RB", "EL", "PICTURE-17", "BITE WINGS"), ReviewAttachment("DG", "FX")],
    message="BY THE DENTAL CONSULTANT",
    providers=[
        ReviewProvider(
            name=FullName(
                kind="1", last_name="OKAFOR", first_name="ADA", middle_name="UMA", prefix="PROF", suffix="II",
                id_qualifier="XX", id="1730183955", role="SJ",
            ),
            ids=(ProviderNumber("0B", "LICENCE-18", "OR"),),
            address=Address(
                line_1="4 LAKE STREET", line_2="FLOOR 19", city="MADISON", state="WI", postal_code="53703",
                country="US",
            ),
            contact=Contact(name="SURGERY", ways=(ContactWay("EM", "ADA@EXAMPLE.COM"),)),
            specialty=ReviewSpecialty("OP", "1223X0400X"),
            refusals=(
                Refusal(is_valid=False, reason="43", action="C"),
                Refusal(is_valid=False, reason="52", action="N"),
            ),
        ),
        ReviewProvider(name=FullName(kind="2", last_name="NORTH SIDE DENTAL", role="DN")),
    ],
    inquirer=Inquirer(
        name=Name(
            kind="1", last_name="GRAY", first_name="IDA", middle_name="KIM", suffix="DDS", id_qualifier="46",
            id="ADVISER-20",
        ),
        address=Address(
            line_1="5 LAKE STREET", line_2="FLOOR 21", city="SALEM", state="OR", postal_code="97301",
            country="US",
        ),
        contact=Contact(name="ADVISER", ways=(ContactWay("FX", "8005550161"),)),
    ),
    stops=[
        TransportStop(
            name=Name(kind="2", last_name="HOME", role="PW"),
            address=Address(
                line_1="6 LAKE STREET", line_2="FLOOR 22", city="NAMPA", state="ID", postal_code="83651"
            ),
            refusals=(Refusal(is_valid=False, reason="47", action="C"),),
        ),
        TransportStop(name=Name(kind="2", last_name="CLINIC", role="45")),
    ],
)

SERVICES_SEGMENTS = """
    HL*6*5*SS*0
    TRN*2*TRACE-23*9391234569*PART-24
    TRN*1*TRACE-25*9EXDENT001
    AAA*N**61*C
    AAA*N**AG*N
    UM*SC*I*25*11:B
    HCR*A4*CERTIFICATE-26*0U*Y
    REF*BB*EARLIER-27
    REF*NT*REVIEW-28
    DTP*472*RD8*20250123-20250124
    DTP*102*D8*20250125
    DTP*036*D8*20250929
    DTP*007*D8*20250126
    HI*LOI:18748-4*LOI:24357-6
    SV3*AD:D2740:22:51:52:53:CROWN:D2752*1250.5**10:20*R*2
    TOO*JP*14*M:O:D:L:B
    TOO*JP*15
    HSD*DY*1*DA*3*7*2*1*B
    PWK*DA*EL***AC*MODELS-29*PLASTER
    MSG*SHADE A2
    NM1*DD*1*HARTLEY*RUTH*EVE*MS*IV*46*HARTLEY-30
    REF*0B*LICENCE-31*ID
    N3*6 LAKE STREET*FLOOR 32
    N4*NAMPA*ID*83651*US
    PER*IC*HARTLEY*FX*2085550103*TE*2085550104
    AAA*N**IP*N
    PRV*PE*PXC*1223P0700X
    NM1*L5*2*PAPERS*****PI*PAPERS-33
    N3*7 LAKE STREET*FLOOR 34
    N4*NAMPA*ID*83652*US
    PER*IC*PAPERS*FX*8005550162
    HL*7*5*SS*0
    SV1*HC:D9310:59::::CONSULTATION*110.25*UN*2*******N*********5
    HL*8*5*SS*0
    SV2*0450*HC:D7140:22*410.75*DA*3*136.5****7
    HL*9*5*SS*0
    HCR*NA
"""
SERVICES = [
    ReviewedService(
        traces=[
            ReviewTrace("TRACE-23", "9391234569", "PART-24", "2"),
            ReviewTrace("TRACE-25", "9EXDENT001", kind="1"),
        ],
        refusals=[
            Refusal(is_valid=False, reason="61", action="C"),
            Refusal(is_valid=False, reason="AG", action="N"),
        ],
        review=Review(category="SC", purpose="I", service_type="25", facility="11", facility_kind="B"),
        decision=Decision(
            action="A4", authorization_number="CERTIFICATE-26", reasons=("0U",), second_opinion=True
        ),
        earlier_authorization="EARLIER-27",
        earlier_review="REVIEW-28",
        days=Period(date(2025, 1, 23), date(2025, 1, 24)),
        issued=date(2025, 1, 25),
        expires=date(2025, 9, 29),
        effective=Period(date(2025, 1, 26)),
        questions=[ReviewQuestion("18748-4"), ReviewQuestion("24357-6")],
        dental=DentalService(
            procedure=ReviewProcedure(
                code="D2740", modifiers=("22", "51", "52", "53"), description="CROWN", last_code="D2752"
            ),
            quantity=Decimal(2),
            charge=Decimal("1250.5"),
            oral_cavity=("10", "20"),
            prosthesis="R",
        ),
        teeth=[Tooth("14", ("M", "O", "D", "L", "B")), Tooth("15")],
        frequency=Frequency(
            unit="DY", quantity=Decimal(1), per="DA", per_count=Decimal(3), period="7", length=2, pattern="1",
            time="B",
        ),
        attachments=[ReviewAttachment("DA", "EL", "MODELS-29", "PLASTER")],
        message="SHADE A2",
        providers=[
            ReviewProvider(
                name=FullName(
                    kind="1", last_name="HARTLEY", first_name="RUTH", middle_name="EVE", prefix="MS",
                    suffix="IV", id_qualifier="46", id="HARTLEY-30", role="DD",
                ),
                ids=(ProviderNumber("0B", "LICENCE-31", "ID"),),
                address=Address(
                    line_1="6 LAKE STREET", line_2="FLOOR 32", city="NAMPA", state="ID", postal_code="83651",
                    country="US",
                ),
                contact=Contact(
                    name="HARTLEY", ways=(ContactWay("FX", "2085550103"), ContactWay("TE", "2085550104"))
                ),
                specialty=ReviewSpecialty("PE", "1223P0700X"),
                refusals=(Refusal(is_valid=False, reason="IP", action="N"),),
            )
        ],
        inquirer=Inquirer(
            name=Name(kind="2", last_name="PAPERS", id_qualifier="PI", id="PAPERS-33"),
            address=Address(
                line_1="7 LAKE STREET", line_2="FLOOR 34", city="NAMPA", state="ID", postal_code="83652",
                country="US",
            ),
            contact=Contact(name="PAPERS", ways=(ContactWay("FX", "8005550162"),)),
        ),
    ),
    ReviewedService(
        professional=ProfessionalService(
            procedure=ReviewProcedure(
                code="D9310", qualifier="HC", modifiers=("59",), description="CONSULTATION"
            ),
            charge=Decimal("110.25"),
            unit="UN",
            quantity=Decimal(2),
            is_screening=False,
            care_level="5",
        )
    ),
    ReviewedService(
        institutional=InstitutionalService(
            revenue_code="0450",
            procedure=ReviewProcedure(code="D7140", qualifier="HC", modifiers=("22",)),
            charge=Decimal("410.75"),
            unit="DA",
            quantity=Decimal(3),
            rate=Decimal("136.5"),
            care_level="7",
        )
    ),
    ReviewedService(decision=Decision(action="NA")),
]

SET = (
    HEADING_SEGMENTS, REVIEWER_SEGMENTS, REQUESTER_SEGMENTS, SUBSCRIBER_SEGMENTS, DEPENDENT_SEGMENTS,
    EVENT_SEGMENTS, SERVICES_SEGMENTS,
)
BARE = ReviewResponse(
    heading=HEADING, reviewer=REVIEWER, requester=REQUESTER, subscriber=SUBSCRIBER, dependent=DEPENDENT,
    event=EVENT,
)
RESPONSE = replace(BARE, services=SERVICES)
SOUND = {
    "": HEADING, "2000A": REVIEWER, "2000B": REQUESTER, "2000C": SUBSCRIBER, "2000D": DEPENDENT,
    "2000E": BARE, "2000F": SERVICES[3],
}
"""What is read of each loop; of the services the last one."""


def units(*texts: str, accepted: bool = True) -> dict[str, Any]:
    """The objects of a set, by loop."""
    return dict(read_units("278-response", LEVELS, file_of("HI", "005010X217", *texts), accepted=accepted))


def written_of(response: ReviewResponse) -> list[str]:
    """The segments of a set, ST included, SE not."""
    return written("HI", "005010X217", lambda writer: write_review_responses(writer, [response], ["1001"]))


@pytest.mark.parametrize("loop", SOUND)
def test_read(loop: str) -> None:
    assert units(*SET)[loop] == SOUND[loop]


def test_services_are_gathered_into_their_event() -> None:
    assert list(read_review_responses(events_of(file_of("HI", "005010X217", *SET)))) == [RESPONSE]


def test_write() -> None:
    assert written_of(RESPONSE) == segments(*SET)


STOPS = [
    ([HEADING_SEGMENTS, REVIEWER_SEGMENTS], {"requester": None, "subscriber": None, "dependent": None}),
    ([HEADING_SEGMENTS, REVIEWER_SEGMENTS, REQUESTER_SEGMENTS], {"subscriber": None, "dependent": None}),
    ([HEADING_SEGMENTS, REVIEWER_SEGMENTS, REQUESTER_SEGMENTS, SUBSCRIBER_SEGMENTS], {"dependent": None}),
    ([*SET[:5]], {}),
]


@pytest.mark.parametrize(("texts", "absent"), STOPS)
def test_a_refusal_may_stop_at_any_level(texts: list[str], absent: dict[str, None]) -> None:
    """The last level that is told has none below it (HL04 0)."""
    last = texts[-1].replace("*1\n", "*0\n", 1)
    assert last != texts[-1]
    stopped = [*texts[:-1], last]
    (read,) = read_review_responses(events_of(file_of("HI", "005010X217", *stopped)))
    assert read == replace(RESPONSE, event=None, services=[], **absent)
    assert written_of(read) == segments(*stopped)


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
        **dict(zip(LEVELS, above.values(), strict=False)),
        "2000E": replace(BARE, **above, unread=("2010EC/ZZZ",)),
        "2000F": replace(SERVICES[3], unread=("2000F/ZZZ",)),
    }


def event_with(**changed: Any) -> dict[str, Any]:
    return {"event": replace(EVENT, **changed)}


@pytest.mark.parametrize(
    ("loop", "segment", "faulty", "changed", "unread"),
    [
        ("", "*20250301*", "*20250229*", {"created": None}, "HEADER/BHT04"),
        ("2000A", "PER*IC*REVIEW", "PER*IC*FIRST*TE*1~PER*IC*REVIEW",
         {"contact": Contact("FIRST", (ContactWay("TE", "1"),))}, "2010A/PER"),
        ("2000C", "*19840213*", "*19841313*", {"birth_date": None}, "2010C/DMG02"),
        ("2000D", "***************2", "***************X", {"birth_sequence": None}, "2010D/INS[N]17"),
        ("2000E", "DTP*036*D8*20250930", "DTP*036*D8*20250931", event_with(expires=None),
         "2000E/DTP[036]03"),
        ("2000E", "RD8*20250110-20250929", "RD8*20250110-", event_with(effective=Period(date(2025, 1, 10))),
         ""),
        ("2000E", "RD8*20250110-20250929", "RD8*-20250929", event_with(effective=None), "2000E/DTP[007]03"),
        ("2000E", "*0M^0V^0E*", "*0M^^0V^0E*", {}, ""),
        ("2000E", "HCR*A3", "HCR*A1~HCR*A3", event_with(decision=Decision("A1")), "2000E/HCR"),
        ("2000F", "HCR*NA", "HCR*NA****Y~DTP*102*D8*2025", {}, "2000F/DTP[102]03"),
    ],
)  # fmt: skip
def test_unreadable(loop: str, segment: str, faulty: str, changed: dict[str, Any], unread: str) -> None:
    """What cannot be read is None (or empty, where there always is a value) and named; the rest is told."""
    assert sum(text.count(segment) for text in SET) == 1
    made = units(*[text.replace(segment, faulty.replace("~", "\n")) for text in SET], accepted=False)
    assert made[loop] == replace(SOUND[loop], **changed, unread=(unread,) if unread else ())


def test_every_place_is_told() -> None:
    """No field of any type is left out above but those that only requests have a place for."""
    left_out = tied(*LEVELS.values()) - told(RESPONSE)
    assert left_out == {
        "Address.subdivision", "AmbulanceTransport.reason", "AmbulanceTransport.round_trip",
        "AmbulanceTransport.stretcher", "AmbulanceTransport.weight", "AmbulanceTransport.weight_unit",
        "CareAtHome.last_contact", "CareAtHome.last_stay", "CareAtHome.last_visit", "CareAtHome.location",
        "CareAtHome.ordered", "CareAtHome.surgery", "CareAtHome.surgery_code", "CareAtHome.surgery_qualifier",
        "ChiropracticTreatment.condition", "ChiropracticTreatment.description",
        "ChiropracticTreatment.has_complications", "ChiropracticTreatment.has_x_rays",
        "ChiropracticTreatment.more_description", "DentalService.description",
        "HospitalStay.nursing_home_status", "InstitutionalService.nursing_home_status",
        "OxygenAtHome.blood_gas", "OxygenAtHome.findings", "OxygenAtHome.reason", "OxygenAtHome.saturation",
        "OxygenAtHome.test_condition", "ProfessionalService.diagnosis_pointers", "Reference.other_payer",
        "Review.accident_country", "Review.accident_state", "Review.causes", "Review.condition",
        "Review.delay_reason", "Review.prognosis", "Review.release",
    }
