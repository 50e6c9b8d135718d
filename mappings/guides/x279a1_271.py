"""The eligibility response: 271 by the guide 005010X279A1."""

from __future__ import annotations

from edi.guide import Loop, Slot
from mappings.guides import ELIGIBILITY_RESPONSE
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
    SHOULD,
    SPONSOR_ID,
    SPONSORS,
    address,
    birth_or_sex,
    days,
    level,
    named,
    references,
    relation,
    role,
    town,
    traces,
)
from mappings.rows import MANY, R, S, guide, loop, r, s, segment, set_header

# What is told.
INFORMATION = "1 2 3 4 5 6 7 8 A B C CB D E F G H I J K L M MC N O P Q R S T U V W X Y"
COVERED = "CHD DEP ECH ESP FAM IND SPC SPO"
INSURANCES = (
    "12 13 14 15 16 41 42 43 47 AP C1 CO CP D DB EP FF GP HM HN HS IN IP LC LD LI LT MA MB MC MH MI MP OT "
    "PE PL PP PR PS QM RP SP TF WC WU"
)
DELIVERY_PERIODS = "6 7 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35"
PERIODS = f"{DELIVERY_PERIODS} 13 36"
QUANTITIES = "8H 99 CA CE D3 DB DY HS LA LE M2 MN P6 QA S7 S8 VS YY"
WEEKDAYS = "1 2 3 4 5 6 7 8 9 A B C D E F G H J K L M N O P Q R S SG SL SP SX SY SZ T U V W X Y"
BENEFIT_NUMBERS = "18 1L 1W 49 6P 9F ALS CLI F6 FO G1 IG N6 NQ"
BENEFIT_DAYS = "096 193 194 198 290 291 292 295 304 307 318 346 348 349 356 357 435 472 636 771"
# Who is told of.
PERSON_NUMBERS = "18 1L 1W 49 6P CE CT EA EJ F6 GH HJ IF IG N6 NQ Q4 SY Y4"
PERSON_DAYS = (
    "096 102 152 291 307 318 340 341 342 343 346 347 356 357 382 435 442 458 472 539 540 636 771"
)
RELATIONS = "01 19 20 21 39 40 53 G8"
SEXES = "F M U"
CHANGED = (s(3, "001"), s(4, "25"), s(17))
"""INS03 and INS04 tell that what is known of the person differs from what was asked; INS17 as ever."""
RANKS = "A1 A2 A3 B1 B2 C1 C2 C3 C4 C5 C6 C7 C8 C9 E1 F1 F2 F3 F4 G1 G4 L1 L2 L3 L4 L5 L6 M1 M2 M3 M4 M5 M6"
MORE_RANKS = "P1 P2 P3 P4 P5 R1 R2 S1 S2 S3 S4 S5 S6 S7 S8 S9 SA SB SC T1 V1 W1"
RELATED = "13 1I 1P 2B 36 73 FA GP GW I3 IL LR OC P3 P4 P5 PR PRP SEP TTP VER VN VY X3 Y2"
RELATED_IDS = "24 34 46 FA FI II MI NI PI PP SV XV XX"
# Why nothing is told, and what to do then.
REFUSED_PERSON = "15 35 42 43 45 47 48 49 51 52 56 57 58 60 61 62 63 71"
REFUSED_BENEFIT = "15 33 52 53 54 55 56 57 60 61 62 63 69 70 98 AA AE AF AG AO CI E8 IA MA"
NEXT_STEPS = "C N R S W X Y"


def refusal(reasons: str, next_steps: str = NEXT_STEPS) -> Slot:
    """AAA: why an inquiry finds no answer, and what to do."""
    return segment("AAA", "refusal", S, 9, r(1, "N Y"), r(3, reasons), r(4, next_steps))


def contact(ways: str) -> Slot:
    """PER: whom to ask, by up to three ways; an extension (EX) only behind another one."""
    more = f"{ways} EX"
    rows = (r(1, "IC"), s(2), s(3, ways), s(4), s(5, more), s(6), s(7, more), s(8))
    return segment("PER", "contact", S, 3, *rows)


def related(letter: str) -> Loop:
    """2120 and the LS and LE round all of them, which are no loop in the guide: its id is our own."""
    return loop(
        f"2120{letter}LS", "related parties", S, 1,
        segment("LS", "start", R, 1, r(1, "2120")),
        loop(
            f"2120{letter}", "related party", S, 23,
            segment(
                "NM1", "related party", R, 1,
                r(1, RELATED), r(2, "1 2"), *PERSON, s(8, RELATED_IDS), s(9), s(10, "01 02 27 41 48 65 72"),
            ),
            segment("N3", "street", S, 1, r(1), s(2)),
            segment("N4", "town", S, 1, *town(SHOULD, s(5, "RJ"), s(6))),
            contact("ED EM FX TE UR WP"),
            role(ROLES),
        ),
        # Whoever has LS should have LE, yet no source requires it.
        segment("LE", "end", R, 1, r(1, "2120"), doubt=True),
    )


def benefit(letter: str, covered: str, numbers: str) -> Loop:
    """2110: one thing that is told of the coverage: a benefit, a limit, what is left of it, who pays."""
    return loop(
        f"2110{letter}", "benefit", S, MANY,
        segment(
            "EB", "benefit", R, 1,
            r(1, INFORMATION), s(2, covered), s(3, SERVICE_TYPES), s(4, INSURANCES), s(5), s(6, PERIODS),
            s(7), s(8), s(9, QUANTITIES), s(10), s(11, "N U Y"), s(12, "N U W Y"),
            s(13, r(1, PROCEDURE_LISTS), *PROCEDURE, s(8)), s(14, *POINTERS),
        ),
        segment(
            "HSD", "how often", S, 9,
            s(1, "DY FL HS MN VS"), s(2), s(3, "DA MO VS WK YR"), s(4), s(5, DELIVERY_PERIODS), s(6),
            s(7, WEEKDAYS), s(8, "A B C D E F G Y"),
        ),
        references(numbers, "numbers of the benefit", s(3)),
        days(BENEFIT_DAYS, "days of the benefit", 20),
        refusal(REFUSED_BENEFIT, "C N R W X Y"),
        segment("MSG", "message", S, 10, r(1)),
        loop(
            f"2115{letter}", "where or for what it holds", S, 10,
            segment("III", "place or illness", R, 1, s(1, "GR NI ZZ"), s(2), s(3, "44"), s(4)),
        ),
        related(letter),
    )


MILITARY = segment(
    "MPI", "military service", S, 1,
    r(1, "A C L O P S T"), r(2, "AE AO AS AT AU CC DD HD IR LX PE RE RM RR RU"),
    r(3, "A B C D E F G H I J K L M N O Q R S U W"), s(4), s(5, f"{RANKS} {MORE_RANKS}"),
    s(6, "D8 RD8"), s(7),
)

HEADER = loop(
    "HEADER", "heading", R, 1,
    set_header(ELIGIBILITY_RESPONSE),
    segment("BHT", "response", R, 1, r(1, "0022"), r(2, "06 11"), s(3), r(4), r(5)),
)

DEPENDENT = loop(
    "2000D", "dependent", S, MANY,
    level("23", "dependent level", "0"),
    traces("1 2", 3),
    loop(
        "2100D", "dependent", R, 1,
        named("03", "dependent", "1", *PERSON),
        references(f"{PERSON_NUMBERS} MRC", "numbers of the dependent", s(3)),
        *address(S, SHOULD),
        refusal(f"{REFUSED_PERSON} 64 65 66 67 68 77"),
        role(CARE_ROLES),
        birth_or_sex(SEXES),
        relation("N", RELATIONS, *CHANGED),
        DIAGNOSES,
        days(PERSON_DAYS, "days of the coverage", 9),
        MILITARY,
        benefit("D", COVERED, BENEFIT_NUMBERS),
    ),
    unit=True,
)

SUBSCRIBER = loop(
    "2000C", "subscriber", S, MANY,
    level("22", "subscriber level", "0 1"),
    traces("1 2", 3),
    loop(
        "2100C", "subscriber", R, 1,
        named("IL", "subscriber", "1 2", *PERSON, s(8, "II MI"), s(9)),
        references(f"{PERSON_NUMBERS} 3H", "numbers of the subscriber", s(3)),
        *address(S, SHOULD),
        refusal(f"{REFUSED_PERSON} 72 73 74 75 76 78"),
        role(CARE_ROLES),
        birth_or_sex(SEXES),
        relation("Y", "18", *CHANGED),
        DIAGNOSES,
        days(PERSON_DAYS, "days of the coverage", 9),
        MILITARY,
        benefit("C", f"{COVERED} EMP", f"{BENEFIT_NUMBERS} M7"),
    ),
    DEPENDENT,
    unit=True,
)

RECEIVER = loop(
    "2000B", "receiver", S, MANY,
    level("21", "receiver level", "0 1"),
    loop(
        "2100B", "receiver", R, 1,
        named(ASKERS, "receiver", "1 2", *PERSON, *ASKER_ID),
        references(ASKER_NUMBERS, "other ids", s(3)),
        *address(S, SHOULD),
        refusal("15 41 43 44 45 46 47 48 50 51 79 97 T4"),
        role(ROLES),
    ),
    SUBSCRIBER,
    unit=True,
)

SOURCE = loop(
    "2000A", "source", R, MANY,
    level("20", "source level", "0 1", top=True),
    refusal("04 41 42 79", "C N P R S Y"),
    loop(
        "2100A", "source", R, 1,
        named(SPONSORS, "source", "1 2", *FULL_NAME, *SPONSOR_ID),
        contact("ED EM FX TE UR"),
        refusal("04 41 42 79 80 T4", "C N P R S W X Y"),
    ),
    RECEIVER,
    unit=True,
)

GUIDE = guide(ELIGIBILITY_RESPONSE, HEADER, SOURCE)
