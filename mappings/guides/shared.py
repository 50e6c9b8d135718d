"""Rows that several loops and guides have in common."""

from __future__ import annotations

from edi.guide import Slot, Usage
from mappings.rows import MANY, R, Row, S, each, r, s, segment

FULL_NAME = (r(3), s(4), s(5), s(7))
"""NM103 to NM107 of a person or an organization: name, given, middle, suffix."""

PERSON = (s(3), *FULL_NAME[1:])
"""The same where even the name may be left out."""

NPI = (s(8, "XX"), s(9))
PAYER_ID = (r(8, "PI XV"), r(9))
EXCHANGE_ID = (r(8, "46"), r(9))

PROCEDURE = (r(2), *each(s, 3, 6))
"""C003 behind its qualifier: procedure and modifiers."""

POINTERS = (r(1), *each(s, 2, 4))
"""C004: up to four diagnoses of the HI above, the first of them the main one."""

SERVICE_TYPES = (
    "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 30 32 33 34 35 36 37 38 39 "
    "40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 71 72 73 "
    "74 75 76 77 78 79 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99 A0 A1 A2 A3 A4 A5 A6 A7 "
    "A8 A9 AA AB AC AD AE AF AG AH AI AJ AK AL AM AN AO AQ AR B1 B2 B3 BA BB BC BD BE BF BG BH BI BJ BK BL "
    "BM BN BP BQ BR BS BT BU BV BW BX BY BZ C1 CA CB CC CD CE CF CG CH CI CJ CK CL CM CN CO CP CQ DG DM DS "
    "GF GN GY IC MH NI ON PT PU RN RT TC TN UC @service_types"
)
"""What eligibility can be asked of: 35, 23 to 28 and 36 to 41 are dentistry."""
PROCEDURE_LISTS = "AD CJ HC ID IV N4 ZZ"

DIAGNOSES = segment(
    "HI", "diagnoses", S, 1,
    r(1, r(1, "ABK BK"), r(2, "@diagnosis")), *each(s, 2, 8, r(1, "ABF BF"), r(2, "@diagnosis")),
)
"""The main diagnosis of an inquiry and up to seven others."""

SPONSORS = "2B,36,GP,P5,PR"
SPONSOR_ID = (r(8, "24 46 FI NI PI XV XX"), r(9))
ASKERS = "1P,2B,36,80,FA,GP,P5,PR"
ASKER_ID = (r(8, "24 34 FI PI PP SV XV XX"), r(9))
ASKER_NUMBERS = "0B 1C 1D 1J 4A CT EL EO HPI JD N5 N7 Q4 SY TJ"
CARE_ROLES = "AD AT BI CO CV H HH LA OT P1 P2 PC PE R RF SK SU"
ROLES = f"{CARE_ROLES} SB"

PROVIDER_ID = (r(8, "FI SV XX"), r(9))
CLAIM_SUBSCRIBER_ID = (r(8, "24 II MI"), r(9))
SERVICE_LISTS = "AD ER HC HP IV N4 NU WK"


def named(
    codes: str, name: str, kinds: str, *rows: Row, usage: Usage = R, doubtful: str = ""
) -> Slot:
    """NM1: who somebody is. `kinds` (and doubtful ones) of NM102: 1 a person, 2 an organization."""
    return segment(f"NM1[{codes}]", name, usage, 1, r(1), r(2, kinds, doubtful=doubtful), *rows)


def level(code: str, name: str, children: str = "", top: bool = False) -> Slot:
    """HL: a level of the hierarchy; `children` are the values HL04 may have."""
    rows = (r(1), *(() if top else (r(2),)), r(3), *((r(4, children),) if children else ()))
    return segment(f"HL[{code}]", name, R, 1, *rows)


def address(usage: Usage = R) -> tuple[Slot, Slot]:
    """N3 and N4: where somebody is."""
    town = (r(1), *each(s, 2, 4), s(7, "@country_subdivision"))
    return segment("N3", "street", usage, 1, r(1), s(2)), segment("N4", "town", usage, 1, *town)


def reference(
    codes: str, name: str, usage: Usage, repeat: int = 1, value: str = "", doubt: bool = False
) -> Slot:
    """REF: a number somebody gave to something; `value` are the values it may have."""
    return segment(f"REF[{codes}]", name, usage, repeat, r(1), r(2, value), doubt=doubt)


def references(codes: str, name: str, *rows: Row) -> Slot:
    """REF: up to nine numbers of any of some kinds; `rows` are those behind REF02."""
    return segment("REF", name, S, 9, r(1, codes), r(2), *rows)


def payer_reference(codes: str, name: str, usage: Usage, repeat: int, doubt: bool = False) -> Slot:
    """REF of a service line that may tell in REF04 which other payer gave the number."""
    other_payer = s(4, r(1, "2U"), r(2))
    return segment(f"REF[{codes}]", name, usage, repeat, r(1), r(2), other_payer, doubt=doubt)


def day(
    codes: str, name: str, usage: Usage, formats: str = "D8", repeat: int = 1, doubt: bool = False
) -> Slot:
    """DTP: a day, or a span of days where the format RD8 is allowed."""
    return segment(f"DTP[{codes}]", name, usage, repeat, r(1), r(2, formats), r(3), doubt=doubt)


def days(codes: str, name: str, repeat: int) -> Slot:
    """DTP: days or spans of days of any of some kinds."""
    return segment("DTP", name, S, repeat, r(1, codes), r(2, "D8 RD8"), r(3))


def plain_day(codes: str, name: str, usage: Usage, repeat: int = 1) -> Slot:
    """DTM: a day as the 835 tells it."""
    return segment(f"DTM[{codes}]", name, usage, repeat, r(1), r(2))


def amount(code: str, name: str, usage: Usage = S) -> Slot:
    """AMT: an amount of money beside the main ones."""
    return segment(f"AMT[{code}]", name, usage, 1, r(1), r(2))


def quantity(codes: str, name: str, usage: Usage = S, repeat: int = 1) -> Slot:
    """QTY: a count."""
    return segment(f"QTY[{codes}]", name, usage, repeat, r(1), r(2))


def contact(name: str, usage: Usage, repeat: int) -> Slot:
    """PER[IC]: whom to ask, by up to three ways."""
    ways = "EM EX FX TE"
    rows = (r(1), s(2), r(3, "EM FX TE"), r(4), s(5, ways), s(6), s(7, ways), s(8))
    return segment("PER[IC]", name, usage, repeat, *rows)


def specialty(code: str, usage: Usage, doubt: bool = False) -> Slot:
    """PRV: a provider's taxonomy code."""
    rows = (r(1), r(2, "PXC"), r(3, "@taxonomy"))
    return segment(f"PRV[{code}]", "specialty", usage, 1, *rows, doubt=doubt)


def role(roles: str, lists: str = "PXC") -> Slot:
    """PRV: what somebody is in an inquiry, and his taxonomy code or another number."""
    number = s(3, "@taxonomy") if lists == "PXC" else s(3)
    return segment("PRV", "role and specialty", S, 1, r(1, roles), s(2, lists), number)


def birth(usage: Usage, sexes: str) -> Slot:
    """DMG: day of birth, and perhaps sex."""
    return segment("DMG", "birth and sex", usage, 1, r(1, "D8"), r(2), s(3, sexes))


def birth_or_sex(sexes: str) -> Slot:
    """DMG: day of birth, sex, or both."""
    return segment("DMG", "birth and sex", S, 1, s(1, "D8"), s(2), s(3, sexes))


def relation(is_subscriber: str, kinds: str, *rows: Row) -> Slot:
    """INS: the relation to the subscriber; INS17 is the place among those born together."""
    return segment("INS", "relation to the subscriber", S, 1, r(1, is_subscriber), r(2, kinds), *rows)


def adjustments(repeat: int, groups: str, doubtful: str = "") -> Slot:
    """CAS: up to six reasons of one group why less was paid than charged."""
    rows = (r(1, groups, doubtful=doubtful), r(2), r(3), *each(s, 4, 19))
    return segment("CAS", "adjustments", S, repeat, *rows)


def outpatient(doubt: bool = False) -> Slot:
    """MOA: Medicare's outpatient remarks; `doubt` is that of MOA08."""
    rows = (s(1), s(2), *each(s, 3, 7, "@rarc"), s(8, doubt=doubt), s(9))
    return segment("MOA", "outpatient remarks", S, 1, *rows)


def status(usage: Usage, entities: str, *rows: Row, doubtful: str = "", lists: str = "") -> Slot:
    """STC: up to three statuses; `entities` (and doubtful ones) are those they may speak of, `rows` STC02 to
    STC09 and 12, `lists` other lists the status may be from."""
    whose = s(3, entities, doubtful=doubtful)
    codes = (r(1, "@claim_status_category"), r(2, "@claim_status"), whose, *((s(4, lists),) if lists else ()))
    inner = tuple(row for row in rows if row.position < 10)
    outer = tuple(row for row in rows if row.position > 11)
    return segment("STC", "status", usage, MANY, r(1, *codes), *inner, s(10, *codes), s(11, *codes), *outer)


def trace(name: str, usage: Usage, kind: str) -> Slot:
    """TRN: the number two parties know something by; 1 ours, 2 the one we were given."""
    return segment("TRN", name, usage, 1, r(1, kind), r(2))


def traces(kinds: str, repeat: int) -> Slot:
    """TRN: the numbers of an inquiry, each with whose number it is (TRN03, TRN04)."""
    return segment("TRN", "trace", S, repeat, r(1, kinds), r(2), r(3), s(4))
