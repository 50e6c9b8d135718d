"""Situations and sums of inquiries and their responses (C5 to C8, B7, B8): what a level must hold because of
what stands above and below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from edi.envelope import Unit
from edi.values import read_number
from transactions.rules.broken import Broken, Wrong
from transactions.rules.layout import value_at
from transactions.rules.sheet import Sheet

Edit = Callable[[Sheet, list[Broken | Wrong]], None]
NOTHING = Decimal(0)
DENIED = "F2"
LAST = "0"
"""HL04 of a level with none below it."""


# Eligibility.


def check_question(sheet: Sheet, broken: list[Broken | Wrong]) -> None:
    """A subscriber of a 270 (C501, C502)."""
    if sheet.child_flag == LAST and not sheet.all("EQ"):
        broken.append(Broken("C501", "2110C/EQ", trigger="2000C/HL[22]04"))
    check_asked_traces(sheet, broken)


def check_asked_traces(sheet: Sheet, broken: list[Broken | Wrong]) -> None:
    """The traces of a person of a 270 (C502)."""
    broken.extend(Wrong("C502", index, 2) for index in _again(sheet, "TRN", 2, 3))


def check_source(sheet: Sheet, broken: list[Broken | Wrong]) -> None:
    """The source of a 271 (C601)."""
    if sheet.child_flag == LAST and not sheet.all("AAA"):
        broken.append(Broken("C601", "2000A/AAA", trigger="2000A/HL[20]04"))


def check_receiver(sheet: Sheet, broken: list[Broken | Wrong]) -> None:
    """The receiver of a 271 (C602)."""
    if sheet.child_flag == LAST and not _is_refused(sheet):
        broken.append(Broken("C602", "2100B/AAA", trigger="2000B/HL[21]04"))


def check_subscriber_benefits(sheet: Sheet, broken: list[Broken | Wrong]) -> None:
    """A subscriber of a 271 (C603, C605, C606)."""
    if sheet.child_flag == LAST and not sheet.all("EB") and not _is_refused(sheet):
        broken.append(Broken("C603", "2110C/EB", trigger="2000C/HL[22]04"))
    _check_told_person(sheet, broken)


def check_dependent_benefits(sheet: Sheet, broken: list[Broken | Wrong]) -> None:
    """A dependent of a 271 (C604 to C606)."""
    if not sheet.all("EB") and not _is_refused(sheet, but="2000C"):
        broken.append(Broken("C604", "2110D/EB"))
    _check_told_person(sheet, broken)


def _check_told_person(sheet: Sheet, broken: list[Broken | Wrong]) -> None:
    for index in sheet.all("LS"):
        if index + 1 == len(sheet.segments) or sheet.segments[index + 1][0] != "NM1":
            broken.append(Wrong("C605", index))
    broken.extend(Wrong("C606", index, 2) for index in _again(sheet, "TRN", 2, 3))


def _is_refused(sheet: Sheet, but: str = "") -> bool:
    """Whether AAA stands in the unit or in one above it, but for the loop named."""
    if sheet.all("AAA"):
        return True
    above: Unit | None = sheet.unit.above
    while above is not None:
        if above.loop.id != but and any(values[0] == "AAA" for values in above.segments()):
            return True
        above = above.above
    return False


def _again(sheet: Sheet, id_: str, *positions: int) -> Iterator[int]:
    """The segments of this id that say in these elements what one before them said."""
    indexes = sheet.all(id_)
    if len(indexes) < 2:
        return
    seen: set[tuple[str, ...]] = set()
    for index in indexes:
        values = tuple(sheet.value(index, position) for position in positions)
        if values in seen:
            yield index
        seen.add(values)


# Claim status.


def check_subscriber_inquiry(sheet: Sheet, broken: list[Broken | Wrong]) -> None:
    """A subscriber of a 276 (C701 to C705, B701)."""
    claims = sheet.all("TRN")
    if sheet.child_flag == LAST:
        if not sheet.all("DMG"):
            broken.append(Broken("C701", "2000D/DMG", trigger="2000D/HL[22]04"))
        if not claims:
            broken.append(Broken("C702", "2200D/TRN", trigger="2000D/HL[22]04"))
    else:
        broken.extend(Wrong("C703", index, trigger=(0, 4)) for index in claims)
    check_claims_asked(sheet, broken)


def check_claims_asked(sheet: Sheet, broken: list[Broken | Wrong]) -> None:
    """The claims of a patient of a 276 (C704, C705, B701)."""
    broken.extend(Wrong("C704", index, 2) for index in _again(sheet, "TRN", 2))
    lines = bool(sheet.all("SVC"))
    for claim in _claims(sheet):
        kinds = [values[0] for values in sheet.segments[claim.start : claim.stop]]
        if "DTP" not in kinds:
            broken.append(Wrong("C705", claim.start))
        if lines and "AMT" in kinds:
            charge = claim.start + kinds.index("AMT")
            if _charged(sheet, claim) > _amount(sheet, charge, 2):
                broken.append(Wrong("B701", charge, 2))


def check_told(rule: str, path: str, level: str) -> Edit:
    """A level of a 277 that ends the answer must say why (C801, C802) or what (C803)."""

    def check(sheet: Sheet, broken: list[Broken | Wrong]) -> None:
        if sheet.child_flag == LAST and not sheet.all("TRN"):
            broken.append(Broken(rule, path, trigger=level))

    return check


_check_subscriber_told = check_told("C803", "2200D/TRN", "2000D/HL[22]04")


def check_subscriber_status(sheet: Sheet, broken: list[Broken | Wrong]) -> None:
    """A subscriber of a 277 (C803, C804, B801 to B803)."""
    _check_subscriber_told(sheet, broken)
    check_claims_told(sheet, broken)


def check_claims_told(sheet: Sheet, broken: list[Broken | Wrong]) -> None:
    """The claims of a patient of a 277 (C804, B801 to B803)."""
    lines = set(sheet.all("SVC"))
    for claim in _claims(sheet):
        first_line = next((index for index in claim if index in lines), claim.stop)
        statuses = [index for index in range(claim.start, first_line) if sheet.segments[index][0] == "STC"]
        for index in statuses:
            _check_status(sheet, index, broken)
        for index in range(first_line, claim.stop):
            if index in lines and _amount(sheet, index, 3) > _amount(sheet, index, 2):
                broken.append(Wrong("B802", index, 3, trigger=(index, 2)))
        charge = next((index for index in statuses if sheet.value(index, 4)), 0)
        if lines and charge and _charged(sheet, claim) > _amount(sheet, charge, 4):
            broken.append(Wrong("B803", charge, 4))


def _check_status(sheet: Sheet, index: int, broken: list[Broken | Wrong]) -> None:
    """The amounts of a claim's status (C804, B801)."""
    paid = _amount(sheet, index, 5)
    if not paid:
        return
    if value_at(sheet.segments[index], 1, 1, sheet.component) == DENIED:
        broken.append(Wrong("C804", index, 5, trigger=(index, 1)))
    if sheet.value(index, 4) and paid > _amount(sheet, index, 4):
        broken.append(Wrong("B801", index, 5, trigger=(index, 4)))


def _claims(sheet: Sheet) -> Iterator[range]:
    """The segments of each claim of a unit: from one TRN up to the next."""
    starts = [*sheet.all("TRN"), len(sheet.segments)]
    for start, end in pairwise(starts):
        yield range(start, end)


def _charged(sheet: Sheet, claim: range) -> Decimal:
    """The sum of the lines' charges."""
    lines = (index for index in claim if sheet.segments[index][0] == "SVC")
    return sum((_amount(sheet, index, 2) for index in lines), NOTHING)


def _amount(sheet: Sheet, index: int, position: int) -> Decimal:
    return read_number(sheet.value(index, position)) or NOTHING


EDITS: Mapping[str, Mapping[str, Edit]] = {
    "270": {"2000C": check_question, "2000D": check_asked_traces},
    "271": {
        "2000A": check_source, "2000B": check_receiver, "2000C": check_subscriber_benefits,
        "2000D": check_dependent_benefits,
    },
    "276": {"2000D": check_subscriber_inquiry, "2000E": check_claims_asked},
    "277": {
        "2000B": check_told("C801", "2200B/TRN", "2000B/HL[21]04"),
        "2000C": check_told("C802", "2200C/TRN", "2000C/HL[19]04"),
        "2000D": check_subscriber_status,
        "2000E": check_claims_told,
    },
}
"""By guide and unit."""
