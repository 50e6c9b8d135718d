"""Rows that several loops and guides have in common."""

from __future__ import annotations

from edi.guide import Slot, Usage
from mappings.rows import MANY, R, Row, S, each, never_if, only_if, r, s, segment

FULL_NAME = (r(3), s(4), s(5), s(7))
"""NM103 to NM107 of a person or an organization: name, given, middle, suffix."""

PERSON = only_if("U404", 2, "1")
PERSONS_NAME = (r(3), *each(s, 4, 5, PERSON), s(7, PERSON))
"""The same, with the condition that only a person has more than NM103."""

NPI = (s(8, "XX"), s(9))
PAYER_ID = (r(8, "PI XV"), r(9))
EXCHANGE_ID = (r(8, "46"), r(9))

PROCEDURE = (r(2), *each(s, 3, 6))
"""C003 behind its qualifier: procedure and modifiers."""


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
    abroad = never_if("U403", 4, "- US CA")
    town = (r(1), *each(s, 2, 4), s(7, "@country_subdivision", abroad))
    return segment("N3", "street", usage, 1, r(1), s(2)), segment("N4", "town", usage, 1, *town)


def reference(
    codes: str, name: str, usage: Usage, repeat: int = 1, value: str = "", doubt: bool = False
) -> Slot:
    """REF: a number somebody gave to something; `value` are the values it may have."""
    return segment(f"REF[{codes}]", name, usage, repeat, r(1), r(2, value), doubt=doubt)


def payer_reference(codes: str, name: str, usage: Usage, repeat: int, doubt: bool = False) -> Slot:
    """REF of a service line that may tell in REF04 which other payer gave the number."""
    other_payer = s(4, r(1, "2U"), r(2))
    return segment(f"REF[{codes}]", name, usage, repeat, r(1), r(2), other_payer, doubt=doubt)


def day(codes: str, name: str, usage: Usage, formats: str = "D8", doubt: bool = False) -> Slot:
    """DTP: a day, or a span of days where the format RD8 is allowed."""
    return segment(f"DTP[{codes}]", name, usage, 1, r(1), r(2, formats), r(3), doubt=doubt)


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


def adjustments(repeat: int, groups: str, doubtful: str = "") -> Slot:
    """CAS: up to six reasons of one group why less was paid than charged."""
    rows = (r(1, groups, doubtful=doubtful), r(2), r(3), *each(s, 4, 19))
    return segment("CAS", "adjustments", S, repeat, *rows)


def outpatient(doubt: bool = False) -> Slot:
    """MOA: Medicare's outpatient remarks; `doubt` is that of MOA08."""
    rows = (s(1), s(2), *each(s, 3, 7, "@rarc"), s(8, doubt=doubt), s(9))
    return segment("MOA", "outpatient remarks", S, 1, *rows)


def status(usage: Usage, entities: str, *rows: Row) -> Slot:
    """STC: up to three statuses; `entities` are those they may speak of, `rows` STC02 to STC09 and 12."""
    codes = (r(1, "@claim_status_category"), r(2, "@claim_status"), s(3, entities))
    inner = tuple(row for row in rows if row.position < 10)
    outer = tuple(row for row in rows if row.position > 11)
    return segment("STC", "status", usage, MANY, r(1, *codes), *inner, s(10, *codes), s(11, *codes), *outer)


def trace(name: str, usage: Usage, kind: str) -> Slot:
    """TRN: the number two parties know something by; 1 ours, 2 the one we were given."""
    return segment("TRN", name, usage, 1, r(1, kind), r(2))
