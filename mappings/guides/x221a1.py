"""The remittance advice: 835 by the guide 005010X221A1."""

from __future__ import annotations

from edi.guide import Slot
from mappings.guides import REMITTANCE
from mappings.guides.shared import (
    PERSON,
    PROCEDURE,
    address,
    adjustments,
    named,
    outpatient,
    plain_day,
    quantity,
    reference,
)
from mappings.rows import MANY, R, S, each, guide, loop, r, s, segment

MEMBER_ID = "FI II MI"
PLAN_ID = "AD FI NI PI PP XV"
WAYS = "EM EX FX TE"
PROVIDER_NUMBERS = "0B,1A,1B,1C,1D,1G,1H,1J,D3,G2"
PROVIDER_ADJUSTMENTS = (
    "50 51 72 90 AH AM AP B2 B3 BD BN C5 CR CS CT CV CW DM E3 FB FC GO HM IP IR IS "
    "J1 L3 L6 LE LS OA OB PI PL RA RE SL TL WO WU"
)


def amounts(repeat: int, codes: str) -> Slot:
    """AMT: sums beside the balance, told for information."""
    return segment("AMT", "further amounts", S, repeat, r(1, codes), r(2))


def plan(code: str, name: str) -> Slot:
    """NM1: another payer or carrier."""
    return named(code, name, "2", r(3), r(8, PLAN_ID), r(9), usage=S)


HEADER = loop(
    "HEADER", "heading", R, 1,
    segment("ST", "set header", R, 1, r(1, "835"), r(2)),
    segment(
        "BPR", "payment", R, 1,
        r(1, "C D H I P U X"), r(2), r(3, "C D"), r(4, "ACH BOP CHK FWT NON"), s(5, "CCP CTX"),
        s(6, "01 04"), s(7), s(8, "DA"), s(9), s(10), s(11),
        s(12, "01 04"), s(13), s(14, "DA SG"), s(15), r(16),
    ),
    segment("TRN", "payment number", R, 1, r(1, "1"), r(2), r(3), s(4)),
    segment("CUR", "currency", S, 1, r(1, "PR"), r(2)),
    reference("EV", "receiver", S),
    reference("F2", "version of the payer's system", S),
    plain_day("405", "made on", S),
)

PAYER = loop(
    "1000A", "payer", R, 1,
    segment("N1[PR]", "payer", R, 1, r(1), r(2), s(3, "XV"), s(4)),
    *address(),
    reference("2U,EO,HI,NF", "other ids", S, 4),
    segment(
        "PER[CX]", "business contact", S, 1,
        r(1), s(2), s(3, "EM FX TE"), s(4), s(5, WAYS), s(6), s(7, "EX"), s(8),
    ),
    segment(
        "PER[BL]", "technical contact", R, MANY,
        r(1), s(2), s(3, "EM TE UR"), s(4), s(5, "EM EX FX TE UR"), s(6), s(7, "EM EX FX UR"), s(8),
        doubt=True,
    ),
    segment("PER[IC]", "policy pages", S, 1, r(1), r(3, "UR"), r(4)),
)

PAYEE = loop(
    "1000B", "payee", R, 1,
    segment("N1[PE]", "payee", R, 1, r(1), r(2), r(3, "FI XV XX"), r(4)),
    *address(S),
    reference("0B,D3,PQ,TJ", "other ids", S, MANY),
    segment("RDM", "where the advice goes", S, 1, r(1, "BM EM FT OL"), s(2), s(3)),
)

LINE = loop(
    "2110", "service line", S, 999,
    segment(
        "SVC", "paid service", R, 1,
        r(1, r(1, "AD ER HC HP IV N4 N6 NU UI WK"), *PROCEDURE),
        r(2), r(3), s(4), s(5),
        s(6, r(1, "AD ER HC HP IV N4 NU UI WK"), *PROCEDURE, s(7)),
        s(7),
    ),
    plain_day("150,151,472", "service", S, 2),
    adjustments(99, "CO OA PI PR", doubtful="CR"),
    reference("1S,APC,BB,E9,G1,G3,LU,RB", "numbers of the service", S, 8),
    reference("6R", "line control number", S),
    reference(f"{PROVIDER_NUMBERS},HPI,SY,TJ", "rendering provider's numbers", S, 10),
    reference("0K", "payment policy", S, 5),
    amounts(9, "B6 KH T T2 ZK ZL ZM ZN ZO"),
    quantity("ZK,ZL,ZM,ZN,ZO", "further counts", S, 6),
    segment("LQ", "remarks", S, 99, r(1, "HE RX"), r(2, "@rarc")),
)

CLAIM = loop(
    "2100", "claim", R, MANY,
    segment(
        "CLP", "paid claim", R, 1,
        r(1), r(2, "1 2 3 4 19 20 21 22 23 25"), r(3), r(4), s(5),
        r(6, "12 13 14 15 16 17 AM CH DS HM LM MA MB MC OF TV VA WC ZZ"), r(7),
        s(8), s(9), *each(s, 11, 13),
    ),
    adjustments(99, "CO OA PI PR", doubtful="CR"),
    named("QC", "patient", "1", *PERSON, s(8, "34 HN II MI MR"), s(9)),
    named("IL", "subscriber", "1 2", *PERSON, r(8, MEMBER_ID), r(9), usage=S),
    named("74", "corrected name", "1 2", *PERSON, s(8, "C"), s(9), usage=S),
    named("82", "rendering provider", "1 2", *PERSON, r(8, "BD BS FI MC PC SL UP XX"), r(9), usage=S),
    plan("TT", "payer the claim went on to"),
    plan("PR", "payer to bill first"),
    named("GB", "subscriber of the other payer", "1 2", *PERSON, s(8, MEMBER_ID), s(9), usage=S),
    segment(
        "MIA", "inpatient remarks", S, 1,
        r(1), *each(s, 2, 4), s(5, "@rarc"), *each(s, 6, 19), *each(s, 20, 23, "@rarc"), s(24),
    ),
    outpatient(),
    reference("1L,1W,28,6P,9A,9C,BB,CE,EA,F8,G1,G3,IG,SY", "numbers of the claim", S, 5),
    reference(f"{PROVIDER_NUMBERS},LU", "rendering provider's numbers", S, 10),
    plain_day("232,233", "service", S, 2),
    plain_day("036", "coverage ended", S),
    plain_day("050", "received", S),
    segment(
        "PER", "contact for the claim", S, 2,
        r(1, "CX"), s(2), r(3, "EM FX TE"), r(4), s(5, WAYS), s(6), s(7, "EX"), s(8),
    ),
    amounts(13, "AU D8 DY F5 I NL T T2 ZK ZL ZM ZN ZO"),
    segment(
        "QTY", "further counts", S, 14,
        r(1, "CA CD LA LE NE NR OU PS VS ZK ZL ZM ZN ZO"), r(2),
    ),
    LINE,
    unit=True,
)

BATCH = loop(
    "2000", "claims of one header number", S, MANY,
    segment("LX", "header number", R, 1, r(1)),
    segment(
        "TS3", "totals of a provider", S, 1,
        *each(r, 1, 5), s(13), s(15), s(17), s(18), *each(s, 20, 24),
    ),
    segment("TS2", "totals of inpatient stays", S, 1, *each(s, 1, 19)),
    CLAIM,
    unit=True,
)


REASON = (r(1, PROVIDER_ADJUSTMENTS), s(2))

TRAILER = loop(
    "TRAILER", "provider adjustments", S, 1,
    segment(
        "PLB", "adjustments outside the claims", S, MANY,
        r(1), r(2), r(3, *REASON), r(4),
        s(5, *REASON), s(6), s(7, *REASON), s(8), s(9, *REASON), s(10),
        s(11, *REASON), s(12), s(13, *REASON), s(14),
    ),
    unit=True,
)

GUIDE = guide(REMITTANCE, HEADER, PAYER, PAYEE, BATCH, TRAILER, limits={"782": 10})
