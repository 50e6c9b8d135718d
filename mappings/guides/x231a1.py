"""The acknowledgment of a functional group and its sets: 999 by the guide 005010X231A1."""

from __future__ import annotations

from mappings.guides import ACKNOWLEDGMENT
from mappings.rows import MANY, R, S, each, guide, loop, never_if, r, s, segment, set_header

SET_FAULTS = "1 2 3 4 5 6 7 8 9 10 11 12 13 15 16 17 18 19 23 24 25 26 27 I5 I6"
GROUP_FAULTS = "1 2 3 4 5 6 10 11 12 13 14 15 16 17 18 19 23 24 25 26"
BUSINESS_UNITS = (
    "TRN02,NM109,PATIENT NAME NM109,SUBSCRIBER NAME NM109,ENT01,SUBSCRIBER NUMBER REF02,CLM01"
)

LOOP_ID_LENGTH = 6
"""The standard's four characters cannot hold `2010BA`, which everybody sends."""

POSITION = (r(1), s(2), s(3))
"""C030: element, component, repetition."""

# The published example names the element by `C023:1325`: text where the standard has a number.
ELEMENT_NUMBERS = (r(1, type="AN"), s(2, type="AN"))

TRIGGER_ROWS = (
    r(1, r(1)), r(2), r(3), s(4, max=LOOP_ID_LENGTH), s(5, *POSITION), s(6, *ELEMENT_NUMBERS),
)
SEGMENT_TRIGGER = segment("CTX[SITUATIONAL TRIGGER]", "what made it a fault", S, 9, *TRIGGER_ROWS)
ELEMENT_TRIGGER = segment("CTX[SITUATIONAL TRIGGER]", "what made it a fault", S, 10, *TRIGGER_ROWS)

HEADER = loop(
    "HEADER", "heading", R, 1,
    set_header(ACKNOWLEDGMENT),
    segment("AK1", "acknowledged group", R, 1, r(1), r(2), r(3)),
)

ELEMENT_FAULT = loop(
    "2110", "element fault", S, MANY,
    segment(
        "IK4", "element fault", R, 1,
        r(1, *POSITION), s(2), r(3, "1 2 3 4 5 6 7 8 9 10 12 13 I10 I11 I12 I13 I6 I9"),
        s(4, never_if("U405", 3, "1")),
    ),
    ELEMENT_TRIGGER,
)

SEGMENT_FAULT = loop(
    "2100", "segment fault", S, MANY,
    segment(
        "IK3", "segment fault", R, 1,
        r(1), r(2), s(3, max=LOOP_ID_LENGTH), r(4, "1 2 3 4 5 6 7 8 I4 I6 I7 I8 I9", doubt=True),
    ),
    SEGMENT_TRIGGER,
    segment(f"CTX[{BUSINESS_UNITS}]", "whose claim it is", S, 1, r(1, r(1), r(2)), doubt=True),
    ELEMENT_FAULT,
)

SET = loop(
    "2000", "acknowledged set", S, MANY,
    segment("AK2", "acknowledged set", R, 1, r(1), r(2), s(3)),
    SEGMENT_FAULT,
    segment("IK5", "verdict on the set", R, 1, r(1, "A E M R W X"), *each(s, 2, 6, SET_FAULTS)),
    unit=True,
)

TRAILER = loop(
    "TRAILER", "verdict", R, 1,
    segment(
        "AK9", "verdict on the group", R, 1,
        r(1, "A E M P R W X"), r(2), r(3), r(4), *each(s, 5, 9, GROUP_FAULTS),
    ),
    unit=True,
)

GUIDE = guide(ACKNOWLEDGMENT, HEADER, SET, TRAILER)
