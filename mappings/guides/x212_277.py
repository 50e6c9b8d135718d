"""The claim status response: 277 by the guide 005010X212 (the claim acknowledgment is another 277)."""

from __future__ import annotations

from edi.guide import Loop, Slot, Usage
from mappings.guides import STATUS_RESPONSE
from mappings.guides.shared import (
    CLAIM_SUBSCRIBER_ID,
    EXCHANGE_ID,
    FULL_NAME,
    PAYER_ID,
    PERSON,
    PROCEDURE,
    PROVIDER_ID,
    SERVICE_LISTS,
    day,
    level,
    named,
    reference,
    status,
    trace,
)
from mappings.rows import MANY, R, Row, S, guide, loop, r, s, segment, set_header

CLAIM_ENTITIES = (
    "03 13 17 1E 1G 1H 1I 1O 1P 1Q 1R 1S 1T 1U 1V 1W 1X 1Y 1Z 28 2A 2B 2D 2E 2I 2K 2P 2Q 2S 2Z 30 36 3A "
    "3C 3D 3E 3F 3G 3H 3I 3J 3K 3L 3M 3N 3O 3P 3Q 3R 3S 3T 3U 3V 3W 3X 3Y 3Z 40 43 44 4A 4B 4C 4D 4E 4F "
    "4G 4H 4I 4J 4L 4M 4N 4O 4P 4Q 4R 4S 4U 4V 4W 4X 4Y 4Z 5A 5B 5C 5D 5E 5F 5G 5H 5I 5J 5K 5L 5M 5N 5O "
    "5P 5Q 5R 5S 5T 5U 5V 5W 5X 5Y 5Z 61 6A 6B 6C 6D 6E 6F 6G 6H 6I 6J 6K 6L 6M 6N 6O 6P 6Q 6R 6S 6U 6V "
    "6W 6X 6Y 71 72 73 74 77 7C 80 82 84 85 87 95 CK CZ D2 DD DJ DK DN DO DQ E1 E2 E7 E9 FA FD FE G0 G3 "
    "GB GD GI GJ GK GM GY HF HH I3 IJ IL IN LI LR MR MSC OB OD OX P0 P2 P3 P4 P5 P6 P7 PRP PT PV PW QA QB "
    "QC QD QE QH QK QL QN QO QS QV QY RC RW S4 SEP SJ SU T4 TL TQ TT TTP TU UH X3 X4 X5 ZZ"
)


def claim_status(*rows: Row) -> Slot:
    """STC of a claim or a line. Payers speak of themselves (PR), which no list of the guide has."""
    return status(R, CLAIM_ENTITIES, r(2), *rows, doubtful="PR", lists="RX")


def claim(letter: str, usage: Usage) -> Loop:
    """2200: what has become of a claim, 2220: of one of its lines."""
    line = loop(
        f"2220{letter}", "service line", S, MANY,
        segment("SVC", "service", R, 1, r(1, r(1, SERVICE_LISTS), *PROCEDURE), r(2), r(3), s(4), r(7)),
        claim_status(),
        reference("FJ", "line control number", S),
        day("472", "service", R, "D8 RD8"),
    )
    return loop(
        f"2200{letter}", "claim", usage, MANY,
        trace("claim number", R, "2"),
        claim_status(s(4), s(5), s(6), s(8), s(9)),
        reference("1K", "payer's claim number", S),
        reference("BLT", "type of bill", S),
        reference("EJ", "patient's account", S),
        reference("XZ", "prescription", S),
        reference("VV", "voucher", S),
        reference("D9", "clearinghouse's number", S),
        day("472", "service", S, "D8 RD8"),
        line,
    )


HEADER = loop(
    "HEADER", "heading", R, 1,
    set_header(STATUS_RESPONSE),
    segment("BHT", "response", R, 1, r(1, "0010"), r(2, "08"), r(3, max=30), r(4), r(5), r(6, "DG")),
)

DEPENDENT = loop(
    "2000E", "dependent", S, MANY,
    level("23", "dependent level"),
    loop("2100E", "dependent", R, 1, named("QC", "dependent", "1", *FULL_NAME)),
    claim("E", R),
    unit=True,
)

SUBSCRIBER = loop(
    "2000D", "subscriber", S, MANY,
    level("22", "subscriber level", "0 1"),
    loop(
        "2100D", "subscriber", R, 1,
        named("IL", "subscriber", "1 2", *FULL_NAME, *CLAIM_SUBSCRIBER_ID),
    ),
    claim("D", S),
    DEPENDENT,
    unit=True,
)

PROVIDER = loop(
    "2000C", "provider", S, MANY,
    level("19", "provider level", "0 1"),
    loop("2100C", "provider", R, 2, named("1P", "provider", "1 2", *PERSON, *PROVIDER_ID)),
    loop(
        "2200C", "all inquiries of the provider", S, 1,
        trace("trace", R, "1"),
        # The published example speaks of the billing provider (85).
        status(R, "1P", r(2), doubtful="85"),
    ),
    SUBSCRIBER,
    unit=True,
)

RECEIVER = loop(
    "2000B", "receiver", R, MANY,
    level("21", "receiver level", "0 1"),
    loop("2100B", "receiver", R, 1, named("41", "receiver", "1 2", s(3), s(4), s(5), *EXCHANGE_ID)),
    loop(
        "2200B", "all inquiries of the file", S, 1,
        trace("inquiry's number", R, "2"),
        status(R, "41 AY PR", r(2)),
    ),
    PROVIDER,
    unit=True,
)

PAYER = loop(
    "2000A", "payer", R, MANY,
    level("20", "payer level", "1", top=True),
    loop(
        "2100A", "payer", R, 1,
        named("PR", "payer", "2", r(3), *PAYER_ID),
        segment(
            "PER", "contact", S, 1,
            r(1, "IC"), s(2), r(3, "ED EM FX TE"), r(4), s(5, "ED EM EX FX TE"), s(6),
            s(7, "ED EM EX FX TE"), s(8),
        ),
    ),
    RECEIVER,
    unit=True,
)

GUIDE = guide(STATUS_RESPONSE, HEADER, PAYER)
