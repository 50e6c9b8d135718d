"""Literal segments against literal values for every place the types of the 270 are tied to, by hand.

Reader and writer are made from the same ties, so that a round trip could never show a wrong one.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from positions import events_taken, file_of, segments, tied, told, written

from transactions.adjustments import Procedure
from transactions.binding import Period
from transactions.dental_claim import Diagnosis
from transactions.eligibility import CoverageDate, Identifier, Person, ProviderRole, Receiver, Source, Trace
from transactions.eligibility_inquiry import LEVELS, EligibilityInquiry, InquiryHeading, Question
from transactions.eligibility_sets import read_eligibility_inquiries, write_eligibility_inquiries
from transactions.parties import Address, Name, Reference

GROUP, VERSION = "HS", "005010X279A1"

HEADING_SEGMENTS = """
    ST*270*1001*005010X279A1
    BHT*0022*01*INQUIRY-1*20250301*091530*RT
"""

HEADING = InquiryHeading(
    created=date(2025, 3, 1), created_at=time(9, 15, 30), reference="INQUIRY-1", purpose="01",
    is_spend_down=True,
)

SOURCE_SEGMENTS = """
    HL*1**20*1
    NM1*P5*1*ALDER*NINA*JOY**JR*PI*SOURCE-2
"""

SOURCE = Source(
    name=Name(
        kind="1", last_name="ALDER", first_name="NINA", middle_name="JOY", suffix="JR", id_qualifier="PI",
        id="SOURCE-2", role="P5",
    )
)

RECEIVER_SEGMENTS = """
    HL*2*1*21*1
    NM1*1P*1*HOLT*VERA*ANN**SR*XX*1902100431
    REF*EO*SUBMITTER-3*NORTH DESK
    REF*Q4*PRIOR-4
    N3*5 MAIN STREET*SUITE 6
    N4*MADISON*WI*53704*US
    PRV*SB*PXC*1223G0001X
"""

RECEIVER = Receiver(
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
)

SUBSCRIBER_SEGMENTS = """
    HL*3*2*22*1
    TRN*1*TRACE-7*9ORIGIN007*DESK 8
    TRN*1*TRACE-9*9ORIGIN009
    NM1*IL*1*ROWAN*ELSIE*MAY**II*MI*MEMBER-10
    REF*3H*CASE-11
    REF*18*PLAN-12
    N3*13 ELM ROAD*FLAT 14
    N4*TORONTO*ON*M5V 2T6*CA
    PRV*AT*9K*PROVIDER-15
    DMG*D8*19840213*F
    INS*Y*18***************2
    HI*ABK:K0251*ABF:K0261*ABF:K027*ABF:K0281*ABF:K029*ABF:K031*ABF:K032*ABF:K033
    DTP*291*RD8*20250310-20250311
    DTP*102*D8*20250312
    EQ*23^24^35**FAM**1:2:3:4
    AMT*R*16.5
    AMT*PB*17
    III*ZZ*11
    REF*G1*AUTHORIZATION-18
    DTP*291*RD8*20250313-20250314
    EQ**AD:D2740:22:23:24:25
    REF*9F*REFERRAL-19
    DTP*291*D8*20250315
"""

SUBSCRIBER = Person(
    name=Name(
        kind="1", last_name="ROWAN", first_name="ELSIE", middle_name="MAY", suffix="II", id_qualifier="MI",
        id="MEMBER-10",
    ),
    ids=(Identifier("3H", "CASE-11"), Identifier("18", "PLAN-12")),
    address=Address(
        line_1="13 ELM ROAD", line_2="FLAT 14", city="TORONTO", state="ON", postal_code="M5V 2T6",
        country="CA",
    ),
    provider=ProviderRole("AT", "9K", "PROVIDER-15"),
    birth_date=date(1984, 2, 13),
    sex="F",
    relation="18",
    birth_sequence=2,
    diagnoses=(
        Diagnosis("ABK", "K0251"), Diagnosis("ABF", "K0261"), Diagnosis("ABF", "K027"),
        Diagnosis("ABF", "K0281"), Diagnosis("ABF", "K029"), Diagnosis("ABF", "K031"),
        Diagnosis("ABF", "K032"), Diagnosis("ABF", "K033"),
    ),
    dates=(
        CoverageDate("291", Period(date(2025, 3, 10), date(2025, 3, 11))),
        CoverageDate("102", Period(date(2025, 3, 12))),
    ),
)

OF_SUBSCRIBER = EligibilityInquiry(
    heading=HEADING,
    source=SOURCE,
    receiver=RECEIVER,
    subscriber=SUBSCRIBER,
    traces=[Trace("TRACE-7", "9ORIGIN007", "DESK 8"), Trace("TRACE-9", "9ORIGIN009")],
    questions=[
        Question(
            service_types=["23", "24", "35"],
            coverage_level="FAM",
            diagnosis_pointers=[1, 2, 3, 4],
            spend_down=Decimal("16.5"),
            spend_down_billed=Decimal("17"),
            place="11",
            authorization=Reference("G1", "AUTHORIZATION-18"),
            days=Period(date(2025, 3, 13), date(2025, 3, 14)),
        ),
        Question(
            procedure=Procedure("D2740", "AD", ("22", "23", "24", "25")),
            authorization=Reference("9F", "REFERRAL-19"),
            days=Period(date(2025, 3, 15)),
        ),
    ],
)

DEPENDENT_SEGMENTS = """
    HL*4*3*23*0
    TRN*1*TRACE-20*9ORIGIN020*DESK 21
    NM1*03*1*ROWAN*TOBIAS*LEE**III
    REF*IF*CASE-22
    N3*23 ELM ROAD
    N4*BOISE*ID*83702
    PRV*PC*PXC*1223P0221X
    DMG***M
    INS*N*19***************3
    HI*BK:5210*BF:5211
    DTP*291*D8*20250316
    EQ*38****2:1
    III*ZZ*22
    REF*G1*AUTHORIZATION-24
    DTP*291*D8*20250317
    EQ*35
"""

OF_DEPENDENT = EligibilityInquiry(
    heading=HEADING,
    source=SOURCE,
    receiver=RECEIVER,
    subscriber=SUBSCRIBER,
    dependent=Person(
        name=Name(kind="1", last_name="ROWAN", first_name="TOBIAS", middle_name="LEE", suffix="III"),
        ids=(Identifier("IF", "CASE-22"),),
        address=Address(line_1="23 ELM ROAD", city="BOISE", state="ID", postal_code="83702"),
        provider=ProviderRole("PC", "PXC", "1223P0221X"),
        sex="M",
        relation="19",
        birth_sequence=3,
        diagnoses=(Diagnosis("BK", "5210"), Diagnosis("BF", "5211")),
        dates=(CoverageDate("291", Period(date(2025, 3, 16))),),
    ),
    traces=[Trace("TRACE-20", "9ORIGIN020", "DESK 21")],
    questions=[
        Question(
            service_types=["38"],
            diagnosis_pointers=[2, 1],
            place="22",
            authorization=Reference("G1", "AUTHORIZATION-24"),
            days=Period(date(2025, 3, 17)),
        ),
        Question(service_types=["35"]),
    ],
)

SET = (HEADING_SEGMENTS, SOURCE_SEGMENTS, RECEIVER_SEGMENTS, SUBSCRIBER_SEGMENTS, DEPENDENT_SEGMENTS)

SHORT = """
    ST*270*1001*005010X279A1
    BHT*0022*13**20250301*0915
    HL*1**20*1
    NM1*PR*2*PLAINS DENTAL PLAN*****PI*PLAN12345
    HL*2*1*21*1
    NM1*1P*2*NORTH SIDE DENTAL*****XX*1902100431
    HL*3*2*22*0
    NM1*IL*1******MI*MEMBER-1
    EQ*35
"""

SHORT_INQUIRY = EligibilityInquiry(
    heading=InquiryHeading(created=date(2025, 3, 1), created_at=time(9, 15)),
    source=Source(
        Name(kind="2", last_name="PLAINS DENTAL PLAN", id_qualifier="PI", id="PLAN12345", role="PR")
    ),
    receiver=Receiver(
        Name(kind="2", last_name="NORTH SIDE DENTAL", id_qualifier="XX", id="1902100431", role="1P")
    ),
    subscriber=Person(Name(kind="1", id_qualifier="MI", id="MEMBER-1")),
    questions=[Question(service_types=["35"])],
)


def inquiries(*texts: str, accepted: bool = True) -> list[EligibilityInquiry]:
    """The inquiries of a set."""
    return list(read_eligibility_inquiries(events_taken(file_of(GROUP, VERSION, *texts), accepted)))


def written_of(*told: EligibilityInquiry) -> list[str]:
    """The segments they are written as."""
    return written(GROUP, VERSION, lambda writer: write_eligibility_inquiries(writer, told, ["1001"]))


def test_read() -> None:
    assert inquiries(*SET) == [OF_SUBSCRIBER, OF_DEPENDENT]


def test_written() -> None:
    assert written_of(OF_SUBSCRIBER, OF_DEPENDENT) == segments(*SET)


def test_shortest() -> None:
    assert inquiries(SHORT) == [SHORT_INQUIRY]
    assert written_of(SHORT_INQUIRY) == segments(SHORT)


def test_every_place_is_told() -> None:
    """No field of any type is left out above but those that no place of this guide has."""
    found = told(OF_SUBSCRIBER, OF_DEPENDENT)
    ties = {tie for tie in tied(*LEVELS.values()) if not tie.startswith("Inquiry") or "Heading" in tie}
    assert ties - found == {"Address.subdivision", "Procedure.description", "Reference.other_payer"}


def test_an_address_abroad() -> None:
    """The one place left out above; the acceptor leaves such addresses to the walk."""
    text = SHORT.replace("EQ*35", "N4*OAXACA***MX***OAX\nEQ*35")
    (made,) = inquiries(text, accepted=False)
    assert made.subscriber.address == Address(city="OAXACA", country="MX", subdivision="OAX")
    assert written_of(made) == segments(text)


def test_read_beside_a_fault() -> None:
    """The careful reader finds the same places; all that a level and those above it left unread is told."""
    made = inquiries(*[text + "ZZZ*1" for text in SET], accepted=False)
    above = ("HEADER/ZZZ", "2100A/ZZZ", "2100B/ZZZ", "2110C/ZZZ")
    heading = replace(HEADING, unread=above[:1])
    assert made == [
        replace(OF_SUBSCRIBER, heading=heading, unread=above),
        replace(OF_DEPENDENT, heading=heading, unread=(*above, "2110D/ZZZ")),
    ]


def question(**changed: Any) -> dict[str, Any]:
    """The inquiry with another first question."""
    return {"questions": [replace(OF_SUBSCRIBER.questions[0], **changed), OF_SUBSCRIBER.questions[1]]}


def person(**changed: Any) -> dict[str, Any]:
    """The inquiry with another subscriber."""
    return {"subscriber": replace(SUBSCRIBER, **changed)}


@pytest.mark.parametrize(
    ("segment", "faulty", "changed", "unread"),
    [
        ("DMG*D8*19840213*F", "DMG*D8*19840230*F", person(birth_date=None), "2100C/DMG02"),
        ("***************2", "***************TWO", person(birth_sequence=None), "2100C/INS17"),
        ("DTP*102*D8*20250312", "DTP*102*D8*2025",
         person(dates=(SUBSCRIBER.dates[0], replace(SUBSCRIBER.dates[1], days=None))),
         "2100C/DTP[102,291]03"),
        ("AMT*R*16.5", "AMT*R*16,5", question(spend_down=None), "2110C/AMT[R]02"),
        ("**1:2:3:4", "**1:X:3:4", question(diagnosis_pointers=[1, 3, 4]), "2110C/EQ05-2"),
        ("EQ*23^24^35*", "EQ*23^^35*", question(service_types=["23", "35"]), ""),
        ("EQ*23^24^35*", "EQ*23^XX^35*", question(service_types=["23", "XX", "35"]), ""),
        ("EQ*23^24^35*", "EQ**", question(service_types=[]), ""),
        ("III*ZZ*11", "III*ZZ*11~III*ZZ*12", {}, "2110C/III"),
    ],
)  # fmt: skip
def test_unreadable(segment: str, faulty: str, changed: dict[str, Any], unread: str) -> None:
    """What cannot be read is None (or left out of a list) and named; the rest is told."""
    assert SUBSCRIBER_SEGMENTS.count(segment) == 1
    faulty_segments = SUBSCRIBER_SEGMENTS.replace(segment, faulty.replace("~", "\n"))
    (made,) = inquiries(*SET[:3], faulty_segments, accepted=False)
    assert made == replace(OF_SUBSCRIBER, **changed, unread=(unread,) if unread else ())
