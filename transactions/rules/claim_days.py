"""Days of a dental claim that cannot be (X120 to X128, X130, X131): births, services, decisions."""

from __future__ import annotations

from datetime import date

from transactions.dental_claim import DentalClaim, ServiceLine
from transactions.rules.broken import Broken

OLDEST = 120
"""Years; a birth in an earlier one is a slip."""

def first_service(claim: DentalClaim) -> date | None:
    """The day of service: of the claim, or else the first of its lines."""
    if claim.service is not None:
        return claim.service.first
    first = None
    for line in claim.lines:
        day = line.service_date
        if day is not None and (first is None or day < first):
            first = day
    return first


def check_service(claim: DentalClaim, today: date, broken: list[Broken]) -> None:
    """Days of service in the future, and spans the wrong way round (X122, X123)."""
    service = claim.service
    if service is not None:
        last = service.last
        if last is not None and last < service.first:
            broken.append(Broken("X123", "2300/DTP[472]03"))
        if service.first > today or (last is not None and last > today):
            broken.append(Broken("X122", "2300/DTP[472]03"))
    for number, line in enumerate(claim.lines, 1):
        day = line.service_date
        if day is not None and day > today:
            broken.append(Broken("X122", "2400/DTP[472]03", (number,)))
        if line.treatment_end is not None or line.treatment_start is not None:
            _check_treatment(line, number, broken)


def _check_treatment(line: ServiceLine, number: int, broken: list[Broken]) -> None:
    start, end = line.treatment_start, line.treatment_end
    if start is not None and end is not None and end < start:
        broken.append(Broken("X126", "2400/DTP[198]03", (number,), trigger="2400/DTP[196]03"))


def check_births(claim: DentalClaim, served: date | None, today: date, broken: list[Broken]) -> None:
    """Births in the future or after the service (X120, X121)."""
    subscriber, patient = claim.subscriber, claim.patient
    born = subscriber.birth_date
    if born is not None and born > today:
        broken.append(Broken("X120", "2010BA/DMG02"))
    elif patient is None and born is not None and served is not None and served < born:
        broken.append(Broken("X121", "2010BA/DMG02"))
    if patient is not None and patient.birth_date is not None:
        if patient.birth_date > today:
            broken.append(Broken("X120", "2010CA/DMG02"))
        elif served is not None and served < patient.birth_date:
            broken.append(Broken("X121", "2010CA/DMG02"))


def check_ages(claim: DentalClaim, broken: list[Broken]) -> None:
    """Patients older than anybody was (X131)."""
    born = (claim.patient or claim.subscriber).birth_date
    served = first_service(claim)
    if born is not None and served is not None and served.year - born.year > OLDEST:
        broken.append(Broken("X131", "2010BA/DMG02" if claim.patient is None else "2010CA/DMG02"))


def check_placements(claim: DentalClaim, served: date | None, today: date, broken: list[Broken]) -> None:
    """Accident and placement of the appliance (X125, X128)."""
    accident = claim.accident_date
    if accident is not None:
        last = claim.service.last or claim.service.first if claim.service is not None else served
        if accident > today or (last is not None and accident > last):
            broken.append(Broken("X125", "2300/DTP[439]03"))
    if claim.appliance_date is not None and claim.appliance_date > today:
        broken.append(Broken("X128", "2300/DTP[452]03"))


def check_line_placements(
    claim: DentalClaim, served: date | None, today: date, broken: list[Broken]
) -> None:
    """Placements told with the lines (X127, X128)."""
    for number, line in enumerate(claim.lines, 1):
        if line.appliance_date is not None and line.appliance_date > today:
            broken.append(Broken("X128", "2400/DTP[452]03", (number,)))
        if line.prior_placement is not None or line.prior_placement_estimated is not None:
            _check_prior_placement(line, number, line.service_date or served or today, broken)


def _check_prior_placement(line: ServiceLine, number: int, served: date, broken: list[Broken]) -> None:
    for placed, qualifier in ((line.prior_placement, "441"), (line.prior_placement_estimated, "139")):
        if placed is not None and placed > served:
            broken.append(Broken("X127", f"2400/DTP[{qualifier}]03", (number,)))


def check_decisions(claim: DentalClaim, served: date | None, today: date, broken: list[Broken]) -> None:
    """Days on which other payers decided (X124, X130)."""
    for number, other in enumerate(claim.other_payers, 1):
        _check_decision(other.payer.paid_on, "2330B/DTP[573]03", (number,), served, today, broken)
    for number, line in enumerate(claim.lines, 1):
        for index, result in enumerate(line.adjudications, 1):
            _check_decision(result.paid_on, "2430/DTP[573]03", (number, index), served, today, broken)


def _check_decision(
    day: date | None, path: str, at: tuple[int, ...], served: date | None, today: date, broken: list[Broken]
) -> None:
    if day is None:
        return
    if day > today:
        broken.append(Broken("X124", path, at))
    elif served is not None and day < served:
        broken.append(Broken("X130", path, at))
