"""The claim acknowledgment (277CA): 277 by the guide 005010X214."""

from __future__ import annotations

from mappings.guides import CLAIM_ACKNOWLEDGMENT
from mappings.guides.shared import (
    EXCHANGE_ID,
    FULL_NAME,
    GIVEN_NAMES,
    PROCEDURE,
    amount,
    day,
    level,
    named,
    quantity,
    reference,
    status,
    trace,
)
from mappings.rows import MANY, R, S, guide, loop, r, s, segment, set_header

RECEIVER_ENTITIES = "36 40 41 AY PR"
PROVIDER_ENTITIES = "36 40 41 77 82 85 87 AY PR"
CLAIM_ENTITIES = (
    "03 1P 1Z 40 41 71 72 73 77 82 85 87 DK DN DQ FA GB HK IL LI MSC PR PRP QB QC QD SEP TL TTP TU"
)
VERDICT = "U WQ"

HEADER = loop(
    "HEADER", "heading", R, 1,
    set_header(CLAIM_ACKNOWLEDGMENT),
    segment("BHT", "batch", R, 1, r(1, "0085"), r(2, "08"), r(3, max=30), r(4), r(5), r(6, "TH")),
)

LINE = loop(
    "2220D", "service line", S, MANY,
    segment(
        "SVC", "service", R, 1,
        r(1, r(1, "AD ER HC HP IV NU WK"), *PROCEDURE), r(2), s(4), s(7),
    ),
    status(R, CLAIM_ENTITIES, s(2, doubt=True), r(3, "U"), s(12)),
    reference("FJ", "line control number", R, doubt=True),
    reference("XZ", "prescription", S),
    day("472", "service", S, "D8 RD8"),
)

CLAIM = loop(
    "2200D", "claim", R, MANY,
    trace("claim number", R, "2"),
    status(R, CLAIM_ENTITIES, r(2), r(3, VERDICT), r(4), s(12)),
    reference("1K", "payer's claim number", S),
    reference("D9", "clearinghouse's number", S),
    reference("BLT", "type of bill", S),
    day("472", "service", R, "D8 RD8", doubt=True),
    LINE,
)

PATIENT = loop(
    "2000D", "patient", S, MANY,
    # HL04 is not used here; payers send 0, which says nothing else.
    segment("HL[PT]", "patient level", R, 1, r(1), r(2), r(3), s(4, "0", doubt=True)),
    loop("2100D", "patient", R, 1, named("QC", "patient", "1", *FULL_NAME, r(8, "II MI"), r(9))),
    CLAIM,
    unit=True,
)

PROVIDER = loop(
    "2000C", "billing provider", S, MANY,
    level("19", "billing level", "0 1"),
    loop(
        "2100C", "billing provider", R, MANY,
        named("85", "billing provider", "1 2", *FULL_NAME, r(8, "FI XX", doubtful="SV"), r(9)),
        doubt=True,
    ),
    loop(
        "2200C", "all claims of the billing provider", S, 1,
        trace("trace", R, "1"),
        status(S, PROVIDER_ENTITIES, r(3, VERDICT), r(4)),
        reference("0B,1G,G2,LU,SY,TJ", "other ids", S, 3),
        quantity("QA", "claims accepted"),
        quantity("QC", "claims rejected"),
        amount("YU", "sum accepted"),
        amount("YY", "sum rejected"),
    ),
    PATIENT,
    unit=True,
)

RECEIVER = loop(
    "2000B", "receiver", R, 1,
    level("21", "receiver level", "0 1"),
    loop("2100B", "receiver", R, 1, named("41", "receiver", "1 2", r(3), *GIVEN_NAMES, *EXCHANGE_ID)),
    loop(
        "2200B", "all claims of the file", R, 1,
        trace("batch number", R, "2"),
        status(R, RECEIVER_ENTITIES, r(2), r(3, VERDICT), r(4)),
        quantity("90", "claims accepted"),
        quantity("AA", "claims rejected"),
        amount("YU", "sum accepted"),
        amount("YY", "sum rejected"),
    ),
    PROVIDER,
    unit=True,
)

SOURCE = loop(
    "2000A", "source", R, 1,
    level("20", "source level", "1", top=True),
    loop(
        "2100A", "source", R, 1,
        named("AY,PR", "source", "2", r(3), r(8, "46 FI PI", doubtful="XV"), r(9)),
    ),
    loop(
        "2200A", "trace", R, 1,
        trace("trace", R, "1"),
        day("050", "received", R),
        day("009", "processed", R),
    ),
    RECEIVER,
    unit=True,
)

GUIDE = guide(CLAIM_ACKNOWLEDGMENT, HEADER, SOURCE)
