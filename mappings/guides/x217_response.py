"""The response to a request for a review of services: 278 by the guide 005010X217."""

from __future__ import annotations

from edi.guide import Loop, Slot
from mappings.guides import REVIEW_RESPONSE
from mappings.guides.shared import SHOULD, address, day, level
from mappings.guides.x217 import (
    ANY_ID,
    CATEGORIES,
    EARLIER_REVIEWS,
    EVENT_DAYS,
    FACILITY,
    MEMBER_ID,
    MESSAGE,
    NAME,
    OXYGEN,
    OXYGEN_DELIVERY,
    PERIODS,
    PURPOSES,
    REQUESTER,
    REQUESTER_ROLE,
    REVIEWER,
    SERVICE_DAY,
    SERVICE_TYPES,
    TOOTH,
    URGENCY,
    VERTEBRAE,
    attachment,
    contact,
    dental_service,
    dependent,
    diagnoses,
    event_provider,
    frequency,
    home_health,
    institutional_service,
    professional_service,
    requester_numbers,
    service_provider,
    service_review,
    subscriber,
    traces,
    transport,
)
from mappings.rows import MANY, R, S, each, guide, loop, needed_if, r, s, segment, set_header

WAYS = "BM EL EM FX VO"
ANY_LEVEL_BELOW = "0 1"
"""HL04: a refusal may stop at any level."""
PROVIDER_REFUSALS = "15 33 35 41 43 44 45 46 47 49 51 52 79 97 IP"

# The sources agree on what a request may ask for, not on what a response may name besides.
OTHER_SERVICE_TYPES = (
    "9 10 13 19 22 30 32 34 41 43 47 48 49 50 51 52 53 55 57 58 59 60 81 89 90 91 92 94 95 96 97 98 99 A0 A1 "
    "A2 A3 A5 A7 A8 AA AB AC AM AN AO AQ B2 B3 BA BH BI BJ BK BM BR BT BU BV BW BX CA CB CC CD CE CF CG CH "
    "CI CJ CK CL CM CN CO CP DG DM DS E1 E2 E3 E4 E5 E6 E7 E8 E9 EA EB EC ED EE EF GF GN PE UC"
)
SERVICE_TYPE = s(3, SERVICE_TYPES, "AH", doubtful=OTHER_SERVICE_TYPES)


def refusal(reasons: str, actions: str = "C N") -> Slot:
    """AAA: why no review took place, and what the requester shall do."""
    return segment("AAA", "refusal", S, 9, r(1, "N Y"), r(3, reasons), r(4, actions), doubt=True)


def decision(actions: str) -> Slot:
    """HCR: what was decided, under which number and for which reasons."""
    number = s(2, needed_if("U409", 1, "A1 A2 A6"))
    reason = s(3, needed_if("U410", 1, "A3"), doubt=True)
    return segment("HCR", "decision", S, 1, r(1, actions), number, reason, s(4, "N Y"))


def inquirer(id: str) -> Loop:
    """2010EB and 2010FB: who must be told more before a decision."""
    name = "who must be told more"
    role = r(1, doubtful="1P 2B ABG FA PR X3")
    return loop(
        id, name, S, 1,
        segment("NM1[L5]", name, R, 1, role, r(2, "1 2"), *NAME, s(8, ANY_ID), s(9)),
        *address(S, SHOULD),
        contact(),
    )


DECISION_DAYS = (
    day("102", "issued", S),
    day("036", "expires", S),
    day("007", "effective", S, "D8 RD8"),
)

HEADER = loop(
    "HEADER", "heading", R, 1,
    set_header(REVIEW_RESPONSE),
    segment("BHT", "response", R, 1, r(1, "0007"), r(2, "11"), r(3), r(4), r(5), r(6, "18 19 AT RU")),
)

SERVICE = loop(
    "2000F", "service", S, MANY,
    level("SS", "service level", "0"),
    traces(3, "1 2"),
    refusal("15 33 52 57 60 61 62 AA AG T5"),
    service_review(SERVICE_TYPE),
    decision("A1 A3 A4 A6 C CT NA"),
    *EARLIER_REVIEWS,
    SERVICE_DAY,
    *DECISION_DAYS,
    segment("HI[LOI]", "what must be told", S, 1, r(1, r(1), r(2)), *each(s, 2, 12, r(1, "LOI"), r(2))),
    professional_service(),
    institutional_service(),
    dental_service(),
    TOOTH,
    frequency(f"{PERIODS} 29", doubtful=""),
    attachment(WAYS),
    MESSAGE,
    service_provider("2010FA", refusal(PROVIDER_REFUSALS)),
    inquirer("2010FB"),
    unit=True,
)

EVENT = loop(
    "2000E", "event", S, MANY,
    level("EV", "event level", ANY_LEVEL_BELOW),
    traces(3, "1 2"),
    refusal("15 33 52 56 57 60 61 62 AA AF AH AI AJ AK AM AN T5"),
    segment(
        "UM", "review", R, 1,
        r(1, CATEGORIES), r(2, PURPOSES), SERVICE_TYPE, s(4, *FACILITY), s(6, URGENCY),
    ),
    decision("A1 A2 A3 A4 A6 C CT NA"),
    *EARLIER_REVIEWS,
    *EVENT_DAYS,
    *DECISION_DAYS,
    diagnoses("LOI"),
    frequency(),
    segment("CL1", "stay in a hospital", S, 1, *each(s, 1, 3)),
    segment("CR1", "ambulance transport", S, 1, r(3, "I R T X"), s(5, "DH DK"), s(6)),
    segment("CR2", "chiropractic treatment", S, 1, s(1), s(2), s(3, VERTEBRAE), s(4, VERTEBRAE)),
    segment(
        "CR5", "oxygen at home", S, 1,
        s(3, OXYGEN), s(4, OXYGEN), r(6), *each(s, 7, 9), s(16), r(17, OXYGEN_DELIVERY), s(18, OXYGEN),
    ),
    home_health(),
    attachment(WAYS),
    MESSAGE,
    event_provider(refusal(PROVIDER_REFUSALS)),
    inquirer("2010EB"),
    transport("2010EC", r(3), refusal("15 33 47 97")),
    SERVICE,
    unit=True,
)

DEPENDENT = loop(
    "2000D", "dependent", S, 1,
    level("23", "dependent level", ANY_LEVEL_BELOW),
    dependent(s(8, MEMBER_ID), s(9), refusal=(refusal("15 33 58 64 65 66 67 68 71 77 95"),)),
    EVENT,
    unit=True,
)

SUBSCRIBER = loop(
    "2000C", "subscriber", S, 1,
    level("22", "subscriber level", ANY_LEVEL_BELOW),
    subscriber(refusal("58 64 65 66 67 68 71 72 73 74 75 76 77 78 79 95")),
    DEPENDENT,
    EVENT,
    unit=True,
)

ASKING = loop(
    "2000B", "requester", S, 1,
    level("21", "requester level", ANY_LEVEL_BELOW),
    loop(
        "2010B", "requester", R, 2,
        REQUESTER,
        requester_numbers(),
        refusal("15 35 41 43 44 45 46 47 49 51 79 97", "C N R"),
        REQUESTER_ROLE,
        doubt=True,
    ),
    SUBSCRIBER,
    unit=True,
)

REVIEWING = loop(
    "2000A", "reviewer", R, 1,
    level("20", "reviewer level", ANY_LEVEL_BELOW, top=True),
    refusal("04 41 42 79", "C N P Y"),
    loop("2010A", "reviewer", R, 1, REVIEWER, contact(), refusal("04 41 42 79 80 T4", "N P Y")),
    ASKING,
    unit=True,
)

GUIDE = guide(REVIEW_RESPONSE, HEADER, REVIEWING)
