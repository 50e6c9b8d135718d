"""The dental claim: 837 by the guide 005010X224A2."""

from __future__ import annotations

from edi.guide import Loop, Slot, Usage
from mappings.guides import DENTAL_CLAIM
from mappings.guides.shared import (
    EXCHANGE_ID,
    FULL_NAME,
    GIVEN_NAMES,
    NPI,
    PAYER_ID,
    PROCEDURE,
    address,
    adjustments,
    amount,
    contact,
    day,
    level,
    named,
    outpatient,
    payer_reference,
    reference,
    specialty,
)
from mappings.rows import MANY, R, Row, S, each, guide, loop, r, s, segment, set_header, used

# Values that stand in more than one row.
PAYER_ORDER = "A B C D E F G H P S T U"
MEDICARE_SECONDARY = "12 13 14 15 16 41 42 43 47"
COVERAGE = "11 12 13 14 15 16 17 AM BL CH CI DS FI HM LM MA MB MC OF TV VA WC ZZ"
RELATION = "01 19 20 21 39 40 53 G8"
ACCIDENT = "AA EM OA"
SURFACES = "B D F I L M O"
REJECTED = "T1 T2 T3 T4 T5 T6"
PRICED = "00 01 02 03 04 05 07 08 09 10 11 12 13 14"


def coverage(name: str, relation: Row) -> Slot:
    """SBR: an insurance, its turn among the payers and the patient's relation to its subscriber."""
    rows = (r(1, PAYER_ORDER), relation, s(3), s(4), s(5, MEDICARE_SECONDARY), s(9, COVERAGE))
    return segment("SBR", name, R, 1, *rows)


def birth(usage: Usage) -> Slot:
    """DMG: day of birth and sex."""
    return segment("DMG", "birth and sex", usage, 1, r(1, "D8"), r(2), r(3, "F M U"))


def other_ids(codes: str, usage: Usage, repeat: int) -> Slot:
    """REF: what a payer or a state calls a provider, where the NPI is not enough."""
    return reference(codes, "other ids", usage, repeat)


def known_as(id: str, who: Slot, ids: Slot, repeat: int = 1) -> Loop:
    """2330C to 2330H: a provider of the claim by the numbers another payer knows it by."""
    return loop(id, f"{who.name} at that payer", S, repeat, who, ids)


PAYER_NAME = named("PR", "payer", "2", r(3), *PAYER_ID)
PAYER_IDS = reference("2U,EI,FY,NF", "other ids", S, 3)
REFERRER = named("DN,P3", "referring provider", "1", *FULL_NAME, *NPI)
RENDERER = named("82", "rendering provider", "1 2", *FULL_NAME, *NPI)
FACILITY = named("77", "service facility", "2", r(3), *NPI)
ASSISTANT = named("DD", "assistant surgeon", "1", *FULL_NAME, *NPI)
SUPERVISOR = named("DQ", "supervising provider", "1", *FULL_NAME, *NPI)

CONTRACT = segment("CN1", "contract", S, 1, r(1, "02 03 04 05 06 09"), *each(s, 2, 6))
FILE_NOTE = segment("K3", "file information", S, 10, r(1))
REPRICED = reference("9A", "repriced number", S)
REPRICED_AGAIN = reference("9C", "corrected repriced number", S)

HEADER = loop(
    "HEADER", "heading", R, 1,
    set_header(DENTAL_CLAIM),
    segment("BHT", "batch", R, 1, r(1, "0019"), r(2, "00 18"), r(3), r(4), r(5), r(6, "31 CH RP")),
)

SUBMITTER = loop(
    "1000A", "submitter", R, 1,
    named("41", "submitter", "1 2", r(3), *GIVEN_NAMES, *EXCHANGE_ID),
    contact("submitter's contact", R, 2),
)

RECEIVER = loop("1000B", "receiver", R, 1, named("40", "receiver", "2", r(3), *EXCHANGE_ID))

ADJUDICATED = loop(
    "2430", "another payer's result for the line", S, 15,
    segment(
        "SVD", "payment of the line", R, 1,
        r(1), r(2), r(3, r(1, "AD ER"), *PROCEDURE, s(7)), r(5), s(6),
    ),
    adjustments(5, "CO CR OA PI PR"),
    day("573", "paid on", R),
    amount("EAF", "left to the patient"),
)

LINE = loop(
    "2400", "service line", R, 50,
    segment("LX", "line number", R, 1, r(1)),
    segment(
        "SV3", "dental service", R, 1,
        r(1, r(1, "AD"), r(2, "@cdt"), *each(s, 3, 6), s(7)),
        r(2), s(3, "@place_of_service"), s(4, r(1), *each(s, 2, 5)), s(5, "I R"), s(6),
        s(11, r(1), *each(s, 2, 4)),
    ),
    segment(
        "TOO", "tooth", S, 32,
        r(1, "JP"), r(2, "@tooth"), s(3, r(1, SURFACES), *each(s, 2, 5, SURFACES)),
    ),
    day("472", "service", S),
    day("139,441", "prior placement", S),
    day("452", "appliance placed", S),
    day("446", "replacement", S),
    day("196", "treatment begun", S),
    day("198", "treatment completed", S),
    CONTRACT,
    payer_reference("G3", "predetermination", S, 5),
    payer_reference("G1", "prior authorization", S, 5),
    reference("6R", "line control number", S),
    REPRICED,
    REPRICED_AGAIN,
    payer_reference("9F", "referral", S, 5),
    amount("T", "sales tax"),
    FILE_NOTE,
    segment(
        "HCP", "repriced line", S, 1,
        r(1, "00 01 02 03 04 05 06 07 08 09 10 11 12 13 14"), r(2), *each(s, 3, 5), s(9, "AD"), s(10),
        s(11, "UN"), s(12), s(13, REJECTED), s(14, "1 2 3 4 5"), s(15, "1 2 3 4 5 6"),
    ),
    loop(
        "2420A", "rendering provider", S, 1,
        RENDERER,
        specialty("PE", R, doubt=True),
        payer_reference("0B,1G,G2,LU", "other ids", S, 20),
    ),
    loop(
        "2420B", "assistant surgeon", S, 1,
        ASSISTANT,
        specialty("AS", S),
        payer_reference("0B,1G,G2,LU", "other ids", S, 20),
    ),
    loop(
        "2420C", "supervising provider", S, 1,
        SUPERVISOR,
        payer_reference("0B,1G,G2,LU", "other ids", S, 20),
    ),
    loop(
        "2420D", "service facility", S, 1,
        FACILITY,
        *address(),
        payer_reference("1G,G2,LU", "other ids", S, 20, doubt=True),
    ),
    ADJUDICATED,
)

OTHER_PAYER = loop(
    "2320", "another payer", S, 10,
    coverage("the other coverage", r(2, "18", RELATION)),
    adjustments(5, "CO CR OA PI PR"),
    amount("D", "paid by that payer"),
    amount("EAF", "left to the patient"),
    amount("A8", "not covered"),
    segment("OI", "agreements", R, 1, r(3, "N W Y"), r(6, "I Y")),
    outpatient(doubt=True),
    loop(
        "2330A", "its subscriber", R, 1,
        named("IL", "subscriber", "1 2", *FULL_NAME, r(8, "II MI"), r(9)),
        *address(S),
        reference("SY", "social security number", S, 2),
    ),
    loop(
        "2330B", "its name and numbers", R, 1,
        PAYER_NAME,
        *address(S),
        day("573", "paid on", S),
        PAYER_IDS,
        reference("G1", "prior authorization", S),
        reference("9F", "referral", S),
        reference("T4", "adjusted claim", S, value="Y"),
        reference("G3", "predetermination", S),
        reference("F8", "payer's claim number", S),
    ),
    known_as("2330C", named("DN,P3", "referring provider", "1"), other_ids("0B,1G,G2", R, 3), repeat=2),
    known_as("2330D", named("82", "rendering provider", "1"), other_ids("0B,1G,G2,LU", R, 3)),
    known_as("2330E", named("DQ", "supervising provider", "1"), other_ids("0B,1G,G2,LU", R, 3)),
    known_as("2330F", named("85", "billing provider", "1 2"), other_ids("G2,LU", R, 2)),
    known_as("2330G", named("77", "service facility", "2"), other_ids("0B,G2,LU", R, 3)),
    known_as("2330H", named("DD", "assistant surgeon", "1", doubtful="2"), other_ids("0B,1G,G2,LU", R, 3)),
)

CLAIM = loop(
    "2300", "claim", R, 100,
    segment(
        "CLM", "claim", R, 1,
        r(1), r(2),
        r(5, r(1, "@place_of_service"), r(2, "B"), r(3, "@claim_frequency", doubtful="2 3 4 5 9")),
        r(6, "N Y"), r(7, "A C"), r(8, "N W Y"), r(9, "I Y"),
        s(11, r(1, ACCIDENT), s(2, ACCIDENT), s(4), s(5)),
        s(12, "01 02 03 05"), s(19, "PB"), s(20, "1 2 3 4 5 6 7 8 9 10 11 15"),
    ),
    day("439", "accident", S),
    day("452", "appliance placed", S),
    day("472", "service", S, "D8 RD8"),
    day("050", "received by the repricer", S),
    segment("DN1", "orthodontic months", S, 1, s(1), s(2), s(4)),
    segment("DN2", "missing or to be extracted", S, 35, r(1, "@tooth"), r(2, "E M"), r(6, "JP")),
    segment(
        "PWK", "attachment", S, 10,
        r(1, "B4 DA DG EB OZ P6 RB RR"), r(2, "AA BM EL EM FT FX"), s(5, "AC"), s(6),
    ),
    CONTRACT,
    amount("F5", "paid by the patient"),
    reference("G3", "predetermination", S),
    reference("4N", "authorization waived", S, value="1 2 3 4 5 6 7"),
    reference("F8", "payer's claim number", S),
    reference("9F", "referral", S),
    reference("G1", "prior authorization", S),
    REPRICED,
    REPRICED_AGAIN,
    reference("D9", "clearinghouse's number", S),
    FILE_NOTE,
    segment("NTE[ADD]", "note", S, 5, r(1), r(2)),
    segment(
        "HI[ABK,BK,TQ]", "diagnoses", S, 1,
        r(1, r(1), r(2, "@diagnosis")),
        *each(s, 2, 4, r(1, "ABF BF TQ"), r(2, "@diagnosis")),
    ),
    segment(
        "HCP", "repriced claim", S, 1,
        r(1, PRICED, doubtful="06"), r(2), *each(s, 3, 7),
        s(13, REJECTED), s(14, "1 2 3 4 5"), s(15, "1 2 3 4 5 6"),
    ),
    loop(
        "2310A", "referring provider", S, 2,
        REFERRER,
        specialty("RF", S),
        other_ids("0B,1G,G2", S, 3),
    ),
    loop(
        "2310B", "rendering provider", S, 1,
        RENDERER,
        specialty("PE", R, doubt=True),
        other_ids("0B,1G,G2,LU", S, 4),
    ),
    loop("2310C", "service facility", S, 1, FACILITY, *address(), other_ids("0B,G2,LU", S, 3)),
    loop(
        "2310D", "assistant surgeon", S, 1,
        ASSISTANT,
        specialty("AS", R, doubt=True),
        other_ids("0B,1G,G2,LU", S, 4),
    ),
    loop("2310E", "supervising provider", S, 1, SUPERVISOR, other_ids("0B,1G,G2,LU", S, 4)),
    OTHER_PAYER,
    LINE,
    unit=True,
)

DEPENDENT = loop(
    "2000C", "dependent", S, MANY,
    level("23", "dependent level", "0"),
    segment("PAT", "relation to the subscriber", R, 1, r(1, RELATION)),
    loop(
        "2010CA", "patient", R, 1,
        named("QC", "patient", "1", *FULL_NAME),
        *address(),
        birth(R),
        reference("Y4", "casualty claim number", S),
        reference("1W,SY", "patient's other number", S),
    ),
    CLAIM,
    unit=True,
)

SUBSCRIBER = loop(
    "2000B", "subscriber", R, MANY,
    level("22", "subscriber level", "0 1"),
    coverage("the coverage", s(2, "18")),
    loop(
        "2010BA", "subscriber", R, 1,
        named("IL", "subscriber", "1 2", *FULL_NAME, s(8, "II MI"), s(9)),
        *address(S),
        birth(S),
        reference("SY", "social security number", S),
        reference("Y4", "casualty claim number", S),
    ),
    loop(
        "2010BB", "payer", R, 1,
        PAYER_NAME,
        *address(S),
        PAYER_IDS,
        reference("G2,LU", "billing provider's number at the payer", S),
    ),
    used(S, CLAIM),
    DEPENDENT,
    unit=True,
)

BILLING_PROVIDER = loop(
    "2000A", "billing provider", R, MANY,
    level("20", "billing level", "1", top=True),
    specialty("BI", S),
    segment("CUR[85]", "currency", S, 1, r(1), r(2)),
    loop(
        "2010AA", "billing provider", R, 1,
        named("85", "billing provider", "1 2", *FULL_NAME, *NPI),
        *address(),
        reference("EI,SY", "tax number", R),
        reference("0B,1G", "license", S, 2),
        contact("billing provider's contact", S, 2),
    ),
    loop("2010AB", "where to pay", S, 1, named("87", "payee", "1 2"), *address()),
    loop(
        "2010AC", "plan to pay", S, 1,
        named("PE", "plan", "2", r(3), *PAYER_ID),
        *address(),
        reference("2U,FY,NF", "other ids", S),
        reference("EI", "tax number", R),
    ),
    SUBSCRIBER,
    unit=True,
)

GUIDE = guide(DENTAL_CLAIM, HEADER, SUBMITTER, RECEIVER, BILLING_PROVIDER)
