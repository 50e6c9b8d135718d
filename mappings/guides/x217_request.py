"""The request for a review of services (an authorization, a referral): 278 by the guide 005010X217."""

from __future__ import annotations

from edi.guide import Slot
from mappings.guides import REVIEW_REQUEST
from mappings.guides.shared import SHOULD, address, day, level, named
from mappings.guides.x217 import (
    CATEGORIES,
    EARLIER_REVIEWS,
    EVENT_DAYS,
    FACILITY,
    MESSAGE,
    OXYGEN,
    OXYGEN_DELIVERY,
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
from mappings.rows import MANY, R, S, each, guide, loop, needed_if, r, s, segment, set_header, used

WAYS = "AA BM EL EM FX VO"
NUMBERED = needed_if("U408", 2, "BM EL EM FX")
"""What is sent on its own must be found again."""
AMBULANCE = "01 02 03 04 05 06 07 08 09 41 43 5A 60 9D"
CHIROPRACTIC = "11 12 14 24 25 27 30"
EQUIPMENT = (
    "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 29 30 31 32 33 35 37 "
    "38 40 41 42 43 44 45 46 58 59 60 9D 9H 9J 9K IH LB SL"
)
OXYGEN_NEEDED = "06 16 17 25 33 37 39 5A 9J 9K DY"
LIMITS = (
    "02 03 04 05 06 11 12 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 30 31 32 35 37 39 40 41 42 43 44 45 "
    "46 5A 68 69 9E 9F 9H AA AL BL BPD BTD CA CB CNJ CO DY EL EP HL LB LE OL PA PW SL TNJ WA WR"
)
ACTIVITIES = "10 13 19 21 22 27 31 40 BR CA CB CR EL EP IH NR PA PW TR UT WA WR"
STATE_OF_MIND = (
    "01 05 07 13 20 22 23 26 33 34 5A 68 69 9E 9F 9J 9K AG BPD BTD CB CM DI DP FO HO LE MC OT UN"
)


def condition(code: str, name: str, indicators: str) -> Slot:
    """CRC: up to five things that are so, or are not."""
    rows = (r(1), r(2, "N Y"), r(3, indicators), *each(s, 4, 7, indicators))
    return segment(f"CRC[{code}]", name, S, 1, *rows)


HEADER = loop(
    "HEADER", "heading", R, 1,
    set_header(REVIEW_REQUEST),
    segment("BHT", "request", R, 1, r(1, "0007"), r(2, "13"), r(3), r(4), r(5), s(6, "RU")),
)

SERVICE = loop(
    "2000F", "service", S, MANY,
    level("SS", "service level", "0"),
    traces(2, "1"),
    service_review(s(3, SERVICE_TYPES)),
    *EARLIER_REVIEWS,
    SERVICE_DAY,
    professional_service(s(7, r(1), *each(s, 2, 4))),
    institutional_service(s(9, "1 2 3 4 5 6 7 8 9")),
    dental_service(s(7)),
    TOOTH,
    frequency(),
    attachment(WAYS, NUMBERED),
    MESSAGE,
    service_provider("2010F"),
    unit=True,
)

OTHER_REVIEWER = loop(
    "2010EC", "another reviewer", S, 3,
    named("00,CA,GG", "another reviewer", "2", s(3)),
    segment(
        "REF[ZZ]", "why it was denied there", R, 1,
        r(1, doubtful="BB"), r(2),
        s(
            4,
            r(1, "ZZ", doubtful="BB"), r(2), s(3, "ZZ", doubtful="BB"), s(4), s(5, "ZZ", doubtful="BB"), s(6),
        ),
    ),
    day("598", "denied there", R),
)

EVENT = loop(
    "2000E", "event", R, 1,
    level("EV", "event level", "0 1"),
    traces(2, "1"),
    segment(
        "UM", "review", R, 1,
        r(1, CATEGORIES), r(2, PURPOSES), s(3, SERVICE_TYPES), s(4, *FACILITY),
        s(5, r(1, "AA AP EM"), s(2, "AP EM"), s(3, "AP"), s(4), s(5)),
        s(6, URGENCY), s(7, "1 2 3 4 5 6 7 8 9 E F G P"), s(8, "1 2 3 4 5 6 7 8"),
        s(9, "M Y", doubtful="A I O"), s(10, "1 2 3 4 7 8 10 11 15 16 17"),
    ),
    *EARLIER_REVIEWS,
    *EVENT_DAYS,
    diagnoses(),
    frequency(),
    condition("07", "ambulance", AMBULANCE),
    condition("08", "chiropractic", CHIROPRACTIC),
    condition("09", "medical equipment", EQUIPMENT),
    condition("11", "need of oxygen", OXYGEN_NEEDED),
    condition("75", "limits of the body", LIMITS),
    condition("76", "activities allowed", ACTIVITIES),
    condition("77", "state of mind", STATE_OF_MIND),
    segment("CL1", "stay in a hospital", S, 1, *each(s, 1, 3), s(4, "1 2 3 4 5 6 7 8 9")),
    segment(
        "CR1", "ambulance transport", S, 1,
        s(1, "KG LB"), s(2), r(3, "I R T X"), s(4, "A B C D E"), s(5, "DH DK"), s(6), s(9), s(10),
    ),
    segment(
        "CR2", "chiropractic treatment", S, 1,
        s(1), s(2), s(3, VERTEBRAE), s(4, VERTEBRAE), r(8, "A C D E F G M"), r(9, "N Y"), s(10), s(11),
        s(12, "N Y"),
    ),
    segment(
        "CR5", "oxygen at home", S, 1,
        r(3, OXYGEN), s(4, OXYGEN), s(5), r(6), *each(s, 7, 11), s(12, "E N O R S W X"),
        *each(s, 13, 15, "1 2 3"), s(16), r(17, OXYGEN_DELIVERY), s(18, OXYGEN),
    ),
    home_health(
        s(9), s(10, "HC ID"), *each(s, 11, 14), s(15, "RD8"), s(16), s(17, "A B C D E F G H L M O P R S T"),
    ),
    attachment(WAYS, NUMBERED),
    MESSAGE,
    event_provider(),
    transport("2010EB", s(3)),
    OTHER_REVIEWER,
    SERVICE,
    unit=True,
)

DEPENDENT = loop(
    "2000D", "dependent", S, 1, level("23", "dependent level", "1"), dependent(), EVENT, unit=True
)

SUBSCRIBER = loop(
    "2000C", "subscriber", R, 1,
    level("22", "subscriber level", "1"),
    subscriber(),
    DEPENDENT,
    used(S, EVENT),
    unit=True,
)

ASKING = loop(
    "2000B", "requester", R, 1,
    level("21", "requester level", "1"),
    loop(
        "2010B", "requester", R, 1,
        REQUESTER,
        requester_numbers(),
        *address(S, SHOULD),
        contact(),
        REQUESTER_ROLE,
    ),
    SUBSCRIBER,
    unit=True,
)

REVIEWING = loop(
    "2000A", "reviewer", R, 1,
    level("20", "reviewer level", "1", top=True),
    loop("2010A", "reviewer", R, 1, REVIEWER),
    ASKING,
    unit=True,
)

GUIDE = guide(REVIEW_REQUEST, HEADER, REVIEWING)
