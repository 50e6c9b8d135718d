"""The claim status inquiry: 276 by the guide 005010X212."""

from __future__ import annotations

from edi.guide import Loop, Usage
from mappings.guides import STATUS_INQUIRY
from mappings.guides.shared import (
    CLAIM_SUBSCRIBER_ID,
    EXCHANGE_ID,
    FULL_NAME,
    PAYER_ID,
    PERSON,
    PROCEDURE,
    PROVIDER_ID,
    SERVICE_LISTS,
    amount,
    birth,
    day,
    level,
    named,
    reference,
    trace,
)
from mappings.rows import MANY, R, S, guide, loop, r, s, segment, set_header


def claim(letter: str, usage: Usage) -> Loop:
    """2200: a claim that is asked for, 2210: one of its lines."""
    line = loop(
        f"2210{letter}", "service line", S, MANY,
        segment("SVC", "service", R, 1, r(1, r(1, SERVICE_LISTS), *PROCEDURE), r(2), s(4), s(7)),
        reference("FJ", "line control number", S),
        day("472", "service", R, "D8 RD8"),
    )
    return loop(
        f"2200{letter}", "claim", usage, MANY,
        trace("claim number", R, "1"),
        reference("1K", "payer's claim number", S),
        reference("BLT", "type of bill", S),
        reference("LU", "location", S),
        reference("6P", "group number", S),
        reference("EJ", "patient's account", S),
        reference("XZ", "prescription", S),
        reference("D9", "clearinghouse's number", S),
        amount("T3", "charge"),
        day("472", "service", S, "D8 RD8"),
        line,
    )


HEADER = loop(
    "HEADER", "heading", R, 1,
    set_header(STATUS_INQUIRY),
    segment("BHT", "inquiry", R, 1, r(1, "0010"), r(2, "13"), r(3), r(4), r(5)),
)

DEPENDENT = loop(
    "2000E", "dependent", S, MANY,
    level("23", "dependent level"),
    birth(R, "F M"),
    loop("2100E", "dependent", R, 1, named("QC", "dependent", "1", *FULL_NAME)),
    claim("E", R),
    unit=True,
)

SUBSCRIBER = loop(
    "2000D", "subscriber", R, MANY,
    level("22", "subscriber level", "0 1"),
    birth(S, "F M"),
    loop(
        "2100D", "subscriber", R, 1,
        named("IL", "subscriber", "1 2", *FULL_NAME, *CLAIM_SUBSCRIBER_ID),
    ),
    claim("D", S),
    DEPENDENT,
    unit=True,
)

PROVIDER = loop(
    "2000C", "provider", R, MANY,
    level("19", "provider level", "1"),
    loop("2100C", "provider", R, 2, named("1P", "provider", "1 2", *PERSON, *PROVIDER_ID)),
    SUBSCRIBER,
    unit=True,
)

RECEIVER = loop(
    "2000B", "receiver", R, MANY,
    level("21", "receiver level", "1"),
    loop("2100B", "receiver", R, 1, named("41", "receiver", "1 2", s(3), s(4), s(5), *EXCHANGE_ID)),
    PROVIDER,
    unit=True,
)

PAYER = loop(
    "2000A", "payer", R, MANY,
    level("20", "payer level", "1", top=True),
    loop("2100A", "payer", R, 1, named("PR", "payer", "2", r(3), *PAYER_ID)),
    RECEIVER,
    unit=True,
)

GUIDE = guide(STATUS_INQUIRY, HEADER, PAYER)
