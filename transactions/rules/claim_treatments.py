"""The treatments of a dental claim beside one another (D123, D124), and how often each was done (D125)."""

from __future__ import annotations

from datetime import date

from transactions.dental_claim import DentalClaim, ServiceLine
from transactions.rules.broken import Broken
from transactions.rules.procedures import EXTRACTIONS, RESTORES_A_TOOTH, TREATS_A_TOOTH

BY_REPORT = "999"
"""How the numbers end of procedures that are told in words: two of them may be two things."""


def check_repeated(claim: DentalClaim, broken: list[Broken]) -> None:
    """A treatment that stands in two lines (D123)."""
    seen: set[tuple[str, date | None, str, frozenset[str]]] = set()
    for number, line in enumerate(claim.lines, 1):
        code = line.procedure.code
        if not line.teeth or code not in TREATS_A_TOOTH or code.endswith(BY_REPORT):
            continue
        own = [(code, _day(claim, line), told.tooth, frozenset(told.surfaces)) for told in line.teeth]
        for nth, done in enumerate(own, 1):
            if done in seen:
                broken.append(Broken("D123", "2400/TOO02", (number,), nth, trigger="2400/SV301-2"))
        seen.update(own)


def check_extracted(claim: DentalClaim, broken: list[Broken]) -> None:
    """A tooth that is restored after the day of its extraction (D124)."""
    gone: dict[str, date] = {}
    for line in claim.lines:
        if line.procedure.code in EXTRACTIONS and (day := _day(claim, line)) is not None:
            for told in line.teeth:
                gone[told.tooth] = min(day, gone.get(told.tooth, day))
    if not gone:
        return
    for number, line in enumerate(claim.lines, 1):
        if line.procedure.code not in RESTORES_A_TOOTH or (day := _day(claim, line)) is None:
            continue
        for nth, told in enumerate(line.teeth, 1):
            if told.tooth in gone and gone[told.tooth] < day:
                broken.append(Broken("D124", "2400/TOO02", (number,), nth, trigger="2400/SV301-2"))


def check_quantities(claim: DentalClaim, broken: list[Broken]) -> None:
    """Quantities that are no count (D125)."""
    for number, line in enumerate(claim.lines, 1):
        quantity = line.quantity
        if quantity is not None and (quantity < 1 or quantity % 1):
            broken.append(Broken("D125", "2400/SV306", (number,)))


def _day(claim: DentalClaim, line: ServiceLine) -> date | None:
    """The day of a line: its own, or the claim's."""
    return line.service_date or (claim.service.first if claim.service is not None else None)
