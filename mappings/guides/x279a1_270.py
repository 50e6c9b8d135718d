"""The eligibility inquiry: 270 by the guide 005010X279A1."""

from __future__ import annotations

from edi.guide import Loop, Slot, Usage
from mappings.guides import ELIGIBILITY_INQUIRY
from mappings.guides.shared import (
    ASKER_ID,
    ASKER_NUMBERS,
    ASKERS,
    CARE_ROLES,
    DIAGNOSES,
    FULL_NAME,
    PERSON,
    POINTERS,
    PROCEDURE,
    PROCEDURE_LISTS,
    ROLES,
    SERVICE_TYPES,
    SPONSOR_ID,
    SPONSORS,
    address,
    amount,
    birth_or_sex,
    day,
    level,
    named,
    reference,
    references,
    relation,
    role,
    traces,
)
from mappings.rows import MANY, R, Row, S, guide, loop, r, s, segment, set_header

NUMBERS_OF_CARE = "9K D3 EI HPI PXC SY TJ"
SEXES = "F M"


def question(id: str, usage: Usage, level_of_coverage: tuple[Row, ...] = (), *amounts: Slot) -> Loop:
    """2110: what is asked: service types or one procedure."""
    return loop(
        id, "question", usage, 99,
        segment(
            "EQ", "what is asked", R, 1,
            s(1, SERVICE_TYPES), s(2, r(1, PROCEDURE_LISTS), *PROCEDURE), *level_of_coverage, s(5, *POINTERS),
        ),
        *amounts,
        segment("III", "place of service", S, 1, r(1, "ZZ"), r(2, "@place_of_service")),
        reference("9F,G1", "referral or authorization", S),
        day("291", "days asked about", S, "D8 RD8"),
    )


HEADER = loop(
    "HEADER", "heading", R, 1,
    set_header(ELIGIBILITY_INQUIRY),
    segment("BHT", "inquiry", R, 1, r(1, "0022"), r(2, "01 13"), s(3), r(4), r(5), s(6, "RT")),
)

DEPENDENT = loop(
    "2000D", "dependent", S, MANY,
    level("23", "dependent level", "0"),
    traces("1", 2),
    loop(
        "2100D", "dependent", R, 1,
        named("03", "dependent", "1", *PERSON),
        references("18 1L 1W 6P CT EA EJ F6 GH HJ IF IG MRC N6 SY Y4", "numbers of the dependent"),
        *address(S),
        role(CARE_ROLES, NUMBERS_OF_CARE),
        birth_or_sex(SEXES),
        relation("N", "01 19 34", s(17)),
        DIAGNOSES,
        day("102,291", "days asked about", S, "D8 RD8", repeat=2),
        question("2110D", R),
    ),
    unit=True,
)

SUBSCRIBER = loop(
    "2000C", "subscriber", R, MANY,
    level("22", "subscriber level", "0 1"),
    traces("1", 2),
    loop(
        "2100C", "subscriber", R, 1,
        named("IL", "subscriber", "1 2", *PERSON, s(8, "II MI"), s(9)),
        references("18 1L 1W 3H 6P CT EA EJ F6 GH HJ IG N6 NQ SY Y4", "numbers of the subscriber"),
        *address(S),
        role(CARE_ROLES, NUMBERS_OF_CARE),
        birth_or_sex(SEXES),
        relation("Y", "18", r(17)),
        DIAGNOSES,
        day("102,291", "days asked about", S, "D8 RD8", repeat=2),
        question(
            "2110C", S, (s(3, "FAM"),), amount("R", "spend down"), amount("PB", "billed for spend down")
        ),
    ),
    DEPENDENT,
    unit=True,
)

RECEIVER = loop(
    "2000B", "receiver", R, MANY,
    level("21", "receiver level", "1"),
    loop(
        "2100B", "receiver", R, 1,
        named(ASKERS, "receiver", "1 2", *FULL_NAME, *ASKER_ID),
        references(ASKER_NUMBERS, "other ids", s(3)),
        *address(S),
        role(ROLES),
    ),
    SUBSCRIBER,
    unit=True,
)

SOURCE = loop(
    "2000A", "source", R, MANY,
    level("20", "source level", "1", top=True),
    loop("2100A", "source", R, 1, named(SPONSORS, "source", "1 2", *FULL_NAME, *SPONSOR_ID)),
    RECEIVER,
    unit=True,
)

GUIDE = guide(ELIGIBILITY_INQUIRY, HEADER, SOURCE)
