"""Literal segments against literal values for every place the types of the 271 are tied to, by hand.

Reader and writer are made from the same ties, so that a round trip could never show a wrong one.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from positions import events_taken, file_of, segments, tied, told, written

from transactions.binding import Period
from transactions.dental_claim import Diagnosis
from transactions.eligibility import CoverageDate, Identifier, ProviderRole, Trace
from transactions.eligibility_benefit import (
    Benefit,
    BenefitProcedure,
    Circumstance,
    Delivery,
    Refusal,
    RegionalAddress,
    RelatedParty,
)
from transactions.eligibility_response import (
    LEVELS,
    AnsweredReceiver,
    CoveredPerson,
    EligibilityResponse,
    MilitaryService,
    RespondingSource,
    ResponseHeading,
)
from transactions.eligibility_sets import read_eligibility_responses, write_eligibility_responses
from transactions.parties import Address, Contact, ContactWay, Name

GROUP, VERSION = "HB", "005010X279A1"

HEADING_SEGMENTS = """
    ST*271*1001*005010X279A1
    BHT*0022*06*INQUIRY-1*20250301*091530
"""

HEADING = ResponseHeading(
    created=date(2025, 3, 1), created_at=time(9, 15, 30), reference="INQUIRY-1", purpose="06"
)

SOURCE_SEGMENTS = """
    HL*1**20*1
    AAA*Y**42*P
    AAA*N**04*C
    NM1*GP*1*ALDER*NINA*JOY**JR*FI*SOURCE-2
    PER*IC*PROVIDER DESK*TE*8005550142*EX*3*UR*PLAN.EXAMPLE
    PER*IC**EM*DESK@PLAN.EXAMPLE
    AAA*N**T4*R
"""

SOURCE = RespondingSource(
    name=Name(
        kind="1", last_name="ALDER", first_name="NINA", middle_name="JOY", suffix="JR", id_qualifier="FI",
        id="SOURCE-2", role="GP",
    ),
    request_refusals=(Refusal(True, "42", "P"), Refusal(False, "04", "C")),
    contacts=(
        Contact(
            "PROVIDER DESK",
            (ContactWay("TE", "8005550142"), ContactWay("EX", "3"), ContactWay("UR", "PLAN.EXAMPLE")),
        ),
        Contact(None, (ContactWay("EM", "DESK@PLAN.EXAMPLE"),)),
    ),
    refusals=(Refusal(False, "T4", "R"),),
)

RECEIVER_SEGMENTS = """
    HL*2*1*21*1
    NM1*1P*1*HOLT*VERA*ANN**SR*XX*1902100431
    REF*EO*SUBMITTER-3*NORTH DESK
    REF*Q4*PRIOR-4
    N3*5 MAIN STREET*SUITE 6
    N4*MADISON*WI*53704*US
    AAA*N**43*C
    AAA*Y**50*S
    PRV*SB*PXC*1223G0001X
"""

RECEIVER = AnsweredReceiver(
    name=Name(
        kind="1", last_name="HOLT", first_name="VERA", middle_name="ANN", suffix="SR", id_qualifier="XX",
        id="1902100431", role="1P",
    ),
    ids=(Identifier("EO", "SUBMITTER-3", "NORTH DESK"), Identifier("Q4", "PRIOR-4")),
    address=Address(
        line_1="5 MAIN STREET", line_2="SUITE 6", city="MADISON", state="WI", postal_code="53704",
        country="US",
    ),
    provider=ProviderRole("SB", "PXC", "1223G0001X"),
    refusals=(Refusal(False, "43", "C"), Refusal(True, "50", "S")),
)

SUBSCRIBER_SEGMENTS = """
    HL*3*2*22*1
    TRN*2*TRACE-7*9ORIGIN007*DESK 8
    TRN*1*TRACE-9*9ORIGIN009
    NM1*IL*1*ROWAN*ELSIE*MAY**II*MI*MEMBER-10
    REF*3H*CASE-11
    REF*6P*GROUP-12*HILLTOP SCHOOLS
    N3*13 ELM ROAD*FLAT 14
    N4*TORONTO*ON*M5V 2T6*CA
    AAA*N**71*C
    AAA*Y**75*W
    PRV*AT*PXC*1223P0221X
    DMG*D8*19840213*U
    INS*Y*18*001*25*************2
    HI*ABK:K0251*ABF:K0261*ABF:K027*ABF:K0281*ABF:K029*ABF:K031*ABF:K032*ABF:K033
    DTP*346*D8*20250101
    DTP*356*RD8*20250102-20251231
    MPI*A*AO*D*COLONEL 15*A1*RD8*20100316-20200317
    EB*1*EMP*35^38*HM*CHOICE DENTAL*27*50.5*.8*VS*2*Y*N*AD:D2740:22:23:24:25::D2799*1:2:3:4
    HSD*DY*3*WK*4.5*21*5*SX*A
    HSD*VS*6
    REF*M7*MEDICAL-18
    REF*18*PLAN-19*CHOICE-B
    DTP*348*D8*20250120
    DTP*292*RD8*20250121-20250122
    AAA*N**54*R
    AAA*Y**70*X
    MSG*ONE CROWN FOR EACH TOOTH
    MSG*AN X-RAY IS NEEDED
    III*ZZ*11
    III*GR*12*44*LOWER JAW
    LS*2120
    NM1*P3*1*BRANDT*NILS*OLE**IV*XX*1467528893*65
    N3*23 OAK STREET*FLOOR 24
    N4*BOISE*ID*83702*US*RJ*REGION-25
    PER*IC*FRONT DESK*TE*2085550101*EX*26*WP*2085550102
    PER*IC**ED*MAILBOX-27
    PRV*PC*PXC*1223S0112X
    NM1*SEP*2*OTHER MUTUAL*****NI*OTHER-28
    LE*2120
    EB*B
"""

SUBSCRIBER = CoveredPerson(
    name=Name(
        kind="1", last_name="ROWAN", first_name="ELSIE", middle_name="MAY", suffix="II", id_qualifier="MI",
        id="MEMBER-10",
    ),
    ids=(Identifier("3H", "CASE-11"), Identifier("6P", "GROUP-12", "HILLTOP SCHOOLS")),
    address=Address(
        line_1="13 ELM ROAD", line_2="FLAT 14", city="TORONTO", state="ON", postal_code="M5V 2T6",
        country="CA",
    ),
    provider=ProviderRole("AT", "PXC", "1223P0221X"),
    birth_date=date(1984, 2, 13),
    sex="U",
    relation="18",
    birth_sequence=2,
    diagnoses=(
        Diagnosis("ABK", "K0251"), Diagnosis("ABF", "K0261"), Diagnosis("ABF", "K027"),
        Diagnosis("ABF", "K0281"), Diagnosis("ABF", "K029"), Diagnosis("ABF", "K031"),
        Diagnosis("ABF", "K032"), Diagnosis("ABF", "K033"),
    ),
    dates=(
        CoverageDate("346", Period(date(2025, 1, 1))),
        CoverageDate("356", Period(date(2025, 1, 2), date(2025, 12, 31))),
    ),
    refusals=(Refusal(False, "71", "C"), Refusal(True, "75", "W")),
    maintenance="001",
    maintenance_reason="25",
    military=MilitaryService(
        information="A", employment="AO", affiliation="D", description="COLONEL 15", rank="A1",
        days=Period(date(2010, 3, 16), date(2020, 3, 17)),
    ),
)

BENEFIT = Benefit(
    information="1",
    coverage_level="EMP",
    service_types=("35", "38"),
    insurance_type="HM",
    plan="CHOICE DENTAL",
    period="27",
    amount=Decimal("50.5"),
    percentage=Decimal(".8"),
    quantity_qualifier="VS",
    quantity=Decimal("2"),
    authorization="Y",
    network="N",
    procedure=BenefitProcedure("D2740", "AD", ("22", "23", "24", "25"), "D2799"),
    diagnosis_pointers=(1, 2, 3, 4),
    deliveries=(
        Delivery(
            quantity_qualifier="DY", quantity=Decimal("3"), unit="WK", every=Decimal("4.5"), period="21",
            periods=Decimal("5"), pattern="SX", time="A",
        ),
        Delivery(quantity_qualifier="VS", quantity=Decimal("6")),
    ),
    ids=(Identifier("M7", "MEDICAL-18"), Identifier("18", "PLAN-19", "CHOICE-B")),
    dates=(
        CoverageDate("348", Period(date(2025, 1, 20))),
        CoverageDate("292", Period(date(2025, 1, 21), date(2025, 1, 22))),
    ),
    refusals=(Refusal(False, "54", "R"), Refusal(True, "70", "X")),
    messages=("ONE CROWN FOR EACH TOOTH", "AN X-RAY IS NEEDED"),
    circumstances=(Circumstance("ZZ", "11"), Circumstance("GR", "12", "44", "LOWER JAW")),
    related=(
        RelatedParty(
            name=Name(
                kind="1", last_name="BRANDT", first_name="NILS", middle_name="OLE", suffix="IV",
                id_qualifier="XX", id="1467528893", role="P3",
            ),
            relation="65",
            address=RegionalAddress(
                line_1="23 OAK STREET", line_2="FLOOR 24", city="BOISE", state="ID", postal_code="83702",
                country="US", region="REGION-25",
            ),
            contacts=(
                Contact(
                    "FRONT DESK",
                    (ContactWay("TE", "2085550101"), ContactWay("EX", "26"), ContactWay("WP", "2085550102")),
                ),
                Contact(None, (ContactWay("ED", "MAILBOX-27"),)),
            ),
            provider=ProviderRole("PC", "PXC", "1223S0112X"),
        ),
        RelatedParty(
            Name(kind="2", last_name="OTHER MUTUAL", id_qualifier="NI", id="OTHER-28", role="SEP")
        ),
    ),
)

OF_SUBSCRIBER = EligibilityResponse(
    heading=HEADING,
    source=SOURCE,
    receiver=RECEIVER,
    subscriber=SUBSCRIBER,
    traces=[Trace("TRACE-7", "9ORIGIN007", "DESK 8", kind="2"), Trace("TRACE-9", "9ORIGIN009", kind="1")],
    benefits=[BENEFIT, Benefit("B")],
)

DEPENDENT_SEGMENTS = """
    HL*4*3*23*0
    TRN*2*TRACE-30*9ORIGIN030*DESK 31
    NM1*03*1*ROWAN*TOBIAS*LEE**III
    REF*MRC*CASE-32
    REF*49*UNIT-33*FAMILY UNIT
    N3*34 ELM ROAD
    N4*BOISE*ID*83702
    AAA*Y**67*N
    PRV*PC*PXC*1223G0001X
    DMG***M
    INS*N*19*001*25*************3
    HI*BK:5210*BF:5211
    DTP*347*D8*20250401
    MPI*P*RU*F*MAJOR
    EB*F*IND*38***23*1500**S7*3*U*Y*AD:D8080*2:1
    HSD*****34*24
    REF*9F*REFERRAL-35
    DTP*304*D8*20250402
    AAA*N**CI*C
    MSG*PAID IN QUARTERS
    III*NI*36
    LS*2120
    NM1*PRP*2*SECOND MUTUAL*****PI*SECOND-37
    N4*BRNO***CZ
    PER*IC*CLAIMS*FX*2085550103
    PRV*SB
    LE*2120
    EB*C*FAM*35
    III****FRACTURE 38
    LS*2120
    NM1*TTP*2*THIRD MUTUAL
    LE*2120
"""

OF_DEPENDENT = EligibilityResponse(
    heading=HEADING,
    source=SOURCE,
    receiver=RECEIVER,
    subscriber=SUBSCRIBER,
    dependent=CoveredPerson(
        name=Name(kind="1", last_name="ROWAN", first_name="TOBIAS", middle_name="LEE", suffix="III"),
        ids=(Identifier("MRC", "CASE-32"), Identifier("49", "UNIT-33", "FAMILY UNIT")),
        address=Address(line_1="34 ELM ROAD", city="BOISE", state="ID", postal_code="83702"),
        provider=ProviderRole("PC", "PXC", "1223G0001X"),
        sex="M",
        relation="19",
        birth_sequence=3,
        diagnoses=(Diagnosis("BK", "5210"), Diagnosis("BF", "5211")),
        dates=(CoverageDate("347", Period(date(2025, 4, 1))),),
        refusals=(Refusal(True, "67", "N"),),
        maintenance="001",
        maintenance_reason="25",
        military=MilitaryService("P", "RU", "F", "MAJOR"),
    ),
    traces=[Trace("TRACE-30", "9ORIGIN030", "DESK 31", kind="2")],
    benefits=[
        Benefit(
            information="F",
            coverage_level="IND",
            service_types=("38",),
            period="23",
            amount=Decimal("1500"),
            quantity_qualifier="S7",
            quantity=Decimal("3"),
            authorization="U",
            network="Y",
            procedure=BenefitProcedure("D8080"),
            diagnosis_pointers=(2, 1),
            deliveries=(Delivery(period="34", periods=Decimal("24")),),
            ids=(Identifier("9F", "REFERRAL-35"),),
            dates=(CoverageDate("304", Period(date(2025, 4, 2))),),
            refusals=(Refusal(False, "CI", "C"),),
            messages=("PAID IN QUARTERS",),
            circumstances=(Circumstance("NI", "36"),),
            related=(
                RelatedParty(
                    name=Name(
                        kind="2", last_name="SECOND MUTUAL", id_qualifier="PI", id="SECOND-37", role="PRP"
                    ),
                    address=RegionalAddress(city="BRNO", country="CZ"),
                    contacts=(Contact("CLAIMS", (ContactWay("FX", "2085550103"),)),),
                    provider=ProviderRole("SB"),
                ),
            ),
        ),
        Benefit(
            information="C",
            coverage_level="FAM",
            service_types=("35",),
            circumstances=(Circumstance(text="FRACTURE 38"),),
            related=(RelatedParty(Name(kind="2", last_name="THIRD MUTUAL", role="TTP")),),
        ),
    ],
)

SET = (HEADING_SEGMENTS, SOURCE_SEGMENTS, RECEIVER_SEGMENTS, SUBSCRIBER_SEGMENTS, DEPENDENT_SEGMENTS)

SHORT = """
    ST*271*1001*005010X279A1
    BHT*0022*11**20250301*0915
    HL*1**20*1
    NM1*PR*2*PLAINS DENTAL PLAN*****PI*PLAN12345
    HL*2*1*21*1
    NM1*1P*2******XX*1902100431
    HL*3*2*22*0
    NM1*IL*1
    EB*1
"""

SHORT_RESPONSE = EligibilityResponse(
    heading=ResponseHeading(created=date(2025, 3, 1), created_at=time(9, 15)),
    source=RespondingSource(
        Name(kind="2", last_name="PLAINS DENTAL PLAN", id_qualifier="PI", id="PLAN12345", role="PR")
    ),
    receiver=AnsweredReceiver(Name(kind="2", id_qualifier="XX", id="1902100431", role="1P")),
    subscriber=CoveredPerson(Name(kind="1")),
    benefits=[Benefit("1")],
)


def responses(*texts: str, accepted: bool = True) -> list[EligibilityResponse]:
    """The responses of a set."""
    return list(read_eligibility_responses(events_taken(file_of(GROUP, VERSION, *texts), accepted)))


def written_of(*told: EligibilityResponse) -> list[str]:
    """The segments they are written as."""
    return written(GROUP, VERSION, lambda writer: write_eligibility_responses(writer, told, ["1001"]))


def test_read() -> None:
    assert responses(*SET) == [OF_SUBSCRIBER, OF_DEPENDENT]


def test_written() -> None:
    assert written_of(OF_SUBSCRIBER, OF_DEPENDENT) == segments(*SET)


def test_shortest() -> None:
    assert responses(SHORT) == [SHORT_RESPONSE]
    assert written_of(SHORT_RESPONSE) == segments(SHORT)


def test_every_place_is_told() -> None:
    """No field of any type is left out above but those that no place of this guide has."""
    levels = ("ResponseSource.", "ResponseReceiver.", "ResponseSubscriber.", "ResponseDependent.")
    ties = {tie for tie in tied(*LEVELS.values()) if not tie.startswith(levels)}
    assert ties - told(OF_SUBSCRIBER, OF_DEPENDENT) == {"Address.subdivision", "RegionalAddress.subdivision"}


def test_addresses_abroad() -> None:
    """The one place left out above; the acceptor leaves such addresses to the walk."""
    text = SHORT.replace("EB*1", "N4*OAXACA***MX***OAX\nEB*1")
    text += "LS*2120\nNM1*VN*2*MAKER\nN4*JALAPA***MX***VER\nLE*2120"
    (made,) = responses(text, accepted=False)
    assert made.subscriber
    assert made.subscriber.address == Address(city="OAXACA", country="MX", subdivision="OAX")
    address = RegionalAddress(city="JALAPA", country="MX", subdivision="VER")
    assert made.benefits[0].related == (
        RelatedParty(Name(kind="2", last_name="MAKER", role="VN"), address=address),
    )
    assert written_of(made) == segments(text)


def test_related_parties_without_an_end() -> None:
    """Payers leave LE out; it is written all the same."""
    text = SHORT + "LS*2120\nNM1*VN*2*MAKER\nEB*C"
    made = responses(text, accepted=False)
    assert [len(benefit.related) for benefit in made[0].benefits] == [1, 0]
    assert written_of(*made) == segments(text.replace("EB*C", "LE*2120\nEB*C"))


def test_read_beside_a_fault() -> None:
    """The careful reader finds the same places; all that a level and those above it left unread is told."""
    made = responses(*[text + "ZZZ*1" for text in SET], accepted=False)
    above = ("HEADER/ZZZ", "2100A/ZZZ", "2100B/ZZZ", "2110C/ZZZ")
    heading = replace(HEADING, unread=above[:1])
    assert made == [
        replace(OF_SUBSCRIBER, heading=heading, unread=above),
        replace(OF_DEPENDENT, heading=heading, unread=(*above, "2120DLS/ZZZ")),
    ]


def benefit(**changed: Any) -> dict[str, Any]:
    """The response with another first benefit."""
    return {"benefits": [replace(BENEFIT, **changed), OF_SUBSCRIBER.benefits[1]]}


def person(**changed: Any) -> dict[str, Any]:
    """The response with another subscriber."""
    return {"subscriber": replace(SUBSCRIBER, **changed)}


@pytest.mark.parametrize(
    ("segment", "faulty", "changed", "unread"),
    [
        ("DMG*D8*19840213*U", "DMG*D8*19840230*U", person(birth_date=None), "2100C/DMG02"),
        ("INS*Y*18*001", "INS*Y*19*002", person(relation="19", maintenance="002"), ""),
        ("20100316-20200317", "20100316-2020",
         person(military=replace(SUBSCRIBER.military, days=None)), "2100C/MPI07"),
        ("*27*50.5*", "*27*50,5*", benefit(amount=None), "2110C/EB07"),
        ("*.8*VS*2*", "*80%*VS*II*", benefit(percentage=None, quantity=None), "2110C/EB08 2110C/EB10"),
        ("*35^38*HM", "*35^^38^*HM", benefit(), ""),
        ("*35^38*HM", "*^*HM", benefit(service_types=()), ""),
        ("*1:2:3:4\n", "*1:2:3:X\n", benefit(diagnosis_pointers=(1, 2, 3)), "2110C/EB14-4"),
        ("*WK*4.5*21", "*WK*4.5.6*21",
         benefit(deliveries=(replace(BENEFIT.deliveries[0], every=None), BENEFIT.deliveries[1])),
         "2110C/HSD04"),
        ("LS*2120\n", "", benefit(related=()),
         "2115C/NM1 2115C/N3 2115C/N4 2115C/PER 2115C/PER 2115C/PRV 2115C/NM1 2115C/LE"),
    ],
)  # fmt: skip
def test_unreadable(segment: str, faulty: str, changed: dict[str, Any], unread: str) -> None:
    """What cannot be read is None (or left out of a list) and named; the rest is told."""
    assert SUBSCRIBER_SEGMENTS.count(segment) == 1
    (made,) = responses(*SET[:3], SUBSCRIBER_SEGMENTS.replace(segment, faulty), accepted=False)
    assert made == replace(OF_SUBSCRIBER, **changed, unread=tuple(unread.split()))
