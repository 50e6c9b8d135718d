"""The envelope of every interchange: ISA, TA1, GS, GE, IEA as the healthcare guides use them."""

from __future__ import annotations

from mappings.rows import MANY, R, S, each, r, segment

PARTY_KINDS = "01 14 20 27 28 29 30 33 ZZ"
OTHER_PARTY_KINDS = (
    "02 03 04 05 07 08 09 10 11 12 13 15 16 17 18 19 21 22 23 24 25 26 31 32 34 35 36 37 38 AM NR SA SN"
)
NOTES = " ".join(f"{note:03}" for note in range(32))
GROUPS = "AG BE FA HB HC HI HN HP HR HS PI RA"
VERSIONS = (
    "005010X186A1 005010X210 005010X212 005010X214 005010X217 005010X218 005010X220A1 "
    "005010X221A1 005010X222A1 005010X223A2 005010X224A2 005010X231A1 005010X279A1"
)
EARLIER_VERSIONS = (
    "005010X186 005010X220 005010X221 005010X222 005010X223 005010X223A1 "
    "005010X224 005010X224A1 005010X231 005010X279"
)

ISA = segment(
    "ISA", "interchange header", R, 1,
    r(1, "00 03", doubtful="01 02 04 05 06"), r(2), r(3, "00 01"), r(4),
    r(5, PARTY_KINDS, doubtful=OTHER_PARTY_KINDS), r(6),
    r(7, PARTY_KINDS, doubtful=OTHER_PARTY_KINDS), r(8),
    r(9), r(10), r(11), r(12, "00501"), r(13), r(14, "0 1"), r(15, "P T", doubtful="I"), r(16),
)

TA1 = segment("TA1", "verdict on an interchange", S, MANY, *each(r, 1, 3), r(4, "A E R"), r(5, NOTES))

GS = segment(
    "GS", "group header", R, 1,
    r(1, GROUPS), *each(r, 2, 6), r(7, "X"), r(8, VERSIONS, doubtful=EARLIER_VERSIONS),
)

GE = segment("GE", "group trailer", R, 1, r(1), r(2))

IEA = segment("IEA", "interchange trailer", R, 1, r(1), r(2))
