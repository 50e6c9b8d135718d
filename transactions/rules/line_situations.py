"""Situations of a service line (C128 to C134): placements, teeth, pointers, numbers."""

from __future__ import annotations

from transactions.dental_claim import DentalClaim, ServiceLine
from transactions.rules.broken import Broken

REPLACEMENT = "R"


def check_line_situations(claim: DentalClaim, broken: list[Broken]) -> None:
    """Every line of the claim (C128 to C134)."""
    for number, line in enumerate(claim.lines, 1):
        if line.number != number:
            broken.append(Broken("C133", "2400/LX01", (number,)))
        replaced = line.prior_placement is not None or line.prior_placement_estimated is not None
        if replaced != (line.prosthesis == REPLACEMENT) and line.procedure.code:
            _tell_placement(line, number, broken)
        if len(line.teeth) > 1 and line.quantity is not None and line.quantity > 1:
            broken.append(Broken("C130", "2400/TOO", (number,), 2, trigger="2400/SV306"))
        if line.diagnosis_pointers:
            _check_pointers(line, number, len(claim.diagnoses), broken)
    if len(claim.lines) > 1:
        numbers = [line.line_control_number for line in claim.lines]
        if len(set(numbers)) < len(numbers):
            _check_numbers(numbers, broken)


def _check_numbers(numbers: list[str | None], broken: list[Broken]) -> None:
    seen: set[str | None] = set()
    for number, own in enumerate(numbers, 1):
        if own is not None and own in seen:
            broken.append(Broken("C134", "2400/REF[6R]02", (number,)))
        seen.add(own)


def _tell_placement(line: ServiceLine, number: int, broken: list[Broken]) -> None:
    if line.prosthesis == REPLACEMENT:
        broken.append(Broken("C128", "2400/DTP[441]", (number,), trigger="2400/SV305"))
    else:
        qualifier = "441" if line.prior_placement is not None else "139"
        broken.append(Broken("C129", f"2400/DTP[{qualifier}]", (number,), trigger="2400/SV305"))


def _check_pointers(line: ServiceLine, number: int, diagnoses: int, broken: list[Broken]) -> None:
    for position, pointer in enumerate(line.diagnosis_pointers, 1):
        if not 1 <= pointer <= diagnoses:
            broken.append(Broken("C131", f"2400/SV311-{position}", (number,), trigger="2300/HI"))
        elif pointer in line.diagnosis_pointers[: position - 1]:
            broken.append(Broken("C132", f"2400/SV311-{position}", (number,)))
