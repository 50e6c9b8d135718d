"""The dental line of service (D1): teeth, surfaces, areas of the mouth, months of orthodontics."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from transactions.dental_claim import DentalClaim, ServiceLine
from transactions.rules.broken import Broken
from transactions.rules.lists import AREAS
from transactions.rules.procedures import NOTHING, PROCEDURES, TREATS_A_TOOTH, Procedure
from transactions.rules.teeth import ARCH_OF_AREA, FRONT, TEETH, WIDER_THAN_QUADRANTS, Tooth

MISSING = "M"


def check_teeth(claim: DentalClaim, broken: list[Broken]) -> None:
    """Every line, and what the claim tells of the mouth (D101 to D122)."""
    for number, line in enumerate(claim.lines, 1):
        code = line.procedure.code
        facts = PROCEDURES.get(code)
        if facts is not None:
            if facts.beyond_teeth or not line.teeth:
                _check_needs(line, number, facts, broken)
            if facts.months and claim.orthodontics is None:
                broken.append(Broken("D119", "2300/DN1", trigger="2300/CLM"))
        if line.oral_cavity:
            _check_areas(line, number, broken)
        if line.teeth:
            _check_line_teeth(line, number, facts or NOTHING, broken)
            if claim.teeth and code in TREATS_A_TOOTH:
                _check_treated(claim, line, number, broken)
    if claim.teeth:
        _check_statuses(claim, broken)
    orthodontics = claim.orthodontics
    if (
        orthodontics is not None
        and orthodontics.months is not None
        and orthodontics.months_remaining is not None
        and orthodontics.months_remaining > orthodontics.months
    ):
        broken.append(Broken("D118", "2300/DN102"))


def _check_needs(line: ServiceLine, number: int, facts: Procedure, broken: list[Broken]) -> None:
    """What the procedure needs and the line does not tell (D110, D111, D114, D122)."""
    if not line.teeth:
        if facts.tooth:
            rule = "D110" if facts.tooth == "must" else "D111"
            broken.append(Broken(rule, "2400/TOO", (number,), trigger="2400/SV301-2"))
        if facts.quadrant and WIDER_THAN_QUADRANTS.issuperset(line.oral_cavity):
            broken.append(Broken("D114", "2400/SV304", (number,), trigger="2400/SV301-2"))
    if facts.prosthesis and line.prosthesis is None:
        broken.append(Broken("D122", "2400/SV305", (number,), trigger="2400/SV301-2"))
    if facts.arch and any(ARCH_OF_AREA.get(area, facts.arch) != facts.arch for area in line.oral_cavity):
        broken.append(Broken("D115", "2400/SV304", (number,), trigger="2400/SV301-2"))


def _check_areas(line: ServiceLine, number: int, broken: list[Broken]) -> None:
    """Areas that do not exist, or are sent twice (D106, D107)."""
    for position, area in enumerate(line.oral_cavity, 1):
        if area not in AREAS:
            broken.append(Broken("D106", f"2400/SV304-{position}", (number,)))
        elif area in line.oral_cavity[: position - 1]:
            broken.append(Broken("D107", f"2400/SV304-{position}", (number,)))


def _check_line_teeth(line: ServiceLine, number: int, facts: Procedure, broken: list[Broken]) -> None:
    """Each tooth of a line, and all of them together (D101 to D105, D108, D109, D112, D113, D115 to D117)."""
    at = (number,)
    code = line.procedure.code
    for nth, told in enumerate(line.teeth, 1):
        faults = tooth_faults(code, told.tooth, told.surfaces)
        if faults:
            broken.extend(Broken(rule, path, at, nth, trigger=trigger) for rule, path, trigger in faults)
    if len(line.teeth) > 1:
        seen: set[str] = set()
        for nth, told in enumerate(line.teeth, 1):
            if told.tooth in seen:
                broken.append(Broken("D109", "2400/TOO02", at, nth))
            seen.add(told.tooth)
    areas = [area for area in line.oral_cavity if area in AREAS] if line.oral_cavity else ()
    if areas or facts.arch:
        for nth, told in enumerate(line.teeth, 1):
            tooth = TEETH.get(told.tooth)
            if tooth is None:
                continue
            if areas:
                if tooth.areas.isdisjoint(areas):
                    broken.append(Broken("D108", "2400/TOO02", at, nth, trigger="2400/SV304"))
            elif tooth.arch != facts.arch:
                broken.append(Broken("D115", "2400/TOO02", at, nth, trigger="2400/SV301-2"))


@lru_cache(maxsize=32768)
def tooth_faults(code: str, number: str, surfaces: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """What is wrong with one tooth of a procedure: rule, path, trigger. Remembered: mouths are much alike."""
    tooth = TEETH.get(number)
    if tooth is None:
        return (("D101", "2400/TOO02", ""),)
    facts = PROCEDURES.get(code, NOTHING)
    faults: list[tuple[str, str, str]] = []
    if facts.kinds and tooth.kind not in facts.kinds:
        faults.append(("D116", "2400/TOO02", "2400/SV301-2"))
    elif facts.primary is not None and facts.primary != tooth.primary:
        faults.append(("D117", "2400/TOO02", "2400/SV301-2"))
    if facts.surfaces:
        least, most = facts.surfaces
        if not surfaces:
            faults.append(("D112", "2400/TOO03", "2400/SV301-2"))
        elif not least <= len(set(surfaces)) <= most:
            faults.append(("D113", "2400/TOO03", "2400/SV301-2"))
    faults += _surface_faults(tooth, surfaces)
    return tuple(faults)


def _surface_faults(tooth: Tooth, surfaces: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """The surfaces sent for a tooth (D102 to D105)."""
    for position, surface in enumerate(surfaces, 1):
        if surface not in tooth.surfaces:
            yield "D102", f"2400/TOO03-{position}", ""
        elif surface in surfaces[: position - 1]:
            yield "D104", f"2400/TOO03-{position}", ""
    if "B" in surfaces and "F" in surfaces:
        yield "D105", "2400/TOO03", ""
    elif "B" in surfaces and tooth.kind == FRONT:
        yield "D103", "2400/TOO03", ""


def _check_treated(claim: DentalClaim, line: ServiceLine, number: int, broken: list[Broken]) -> None:
    """Teeth that are treated although they are missing (D121)."""
    missing = {status.tooth for status in claim.teeth if status.status == MISSING}
    for nth, told in enumerate(line.teeth, 1):
        if told.tooth in missing:
            broken.append(Broken("D121", "2400/TOO02", (number,), nth, trigger="2300/DN2"))


def _check_statuses(claim: DentalClaim, broken: list[Broken]) -> None:
    """The status of teeth (D101, D120)."""
    seen: set[str] = set()
    for nth, status in enumerate(claim.teeth, 1):
        if status.tooth not in TEETH:
            broken.append(Broken("D101", "2300/DN201", nth=nth))
        elif status.tooth in seen:
            broken.append(Broken("D120", "2300/DN201", nth=nth))
        seen.add(status.tooth)
