"""Situations of a dental claim (C101 to C119, C126, C127, C136): days, accidents, people, attachments."""

from __future__ import annotations

from transactions.claim_parties import BillingProvider, Subscriber
from transactions.dental_claim import DentalClaim
from transactions.rules.broken import Broken

SENT_APART = frozenset(("BM", "EL", "EM", "FX", "FT"))
"""Ways (PWK02) in which an attachment travels on its own: mail, electronic, e-mail, fax, file transfer."""
REPLACING = frozenset(("7", "8"))
KEPT_CLAIM_ID = 20
"""Characters of CLM01 that every payer returns."""


def check_service_days(claim: DentalClaim, broken: list[Broken]) -> None:
    """There is a day of service for every line, unless the service is still to come (C101 to C103)."""
    service = claim.service
    if claim.is_predetermination:
        _check_predetermination(claim, broken)
    elif service is None:
        for line in claim.lines:
            if line.service_date is None:
                _tell_missing_days(claim, broken)
                break
    elif service.last is not None:
        for number, line in enumerate(claim.lines, 1):
            day = line.service_date
            if day is not None and not service.first <= day <= service.last:
                broken.append(Broken("C103", "2400/DTP[472]03", (number,), trigger="2300/DTP[472]03"))


def _tell_missing_days(claim: DentalClaim, broken: list[Broken]) -> None:
    missing = [number for number, line in enumerate(claim.lines, 1) if line.service_date is None]
    if len(missing) == len(claim.lines):
        broken.append(Broken("C101", "2300/DTP[472]"))
    else:
        broken.extend(Broken("C101", "2400/DTP[472]", (number,)) for number in missing)


def _check_predetermination(claim: DentalClaim, broken: list[Broken]) -> None:
    if claim.service is not None:
        broken.append(Broken("C102", "2300/DTP[472]", trigger="2300/CLM19"))
    for number, line in enumerate(claim.lines, 1):
        if line.service_date is not None:
            broken.append(Broken("C102", "2400/DTP[472]", (number,), trigger="2300/CLM19"))


def check_claim_head(claim: DentalClaim, broken: list[Broken]) -> None:
    """Frequency, length of the id, attachments, months (C104, C105, C126, C127, C136)."""
    if claim.frequency in REPLACING:
        if not claim.payer_claim_number:
            broken.append(Broken("C104", "2300/REF[F8]", trigger="2300/CLM05-3"))
    elif claim.payer_claim_number and claim.frequency == "1":
        broken.append(Broken("C105", "2300/REF[F8]", trigger="2300/CLM05-3"))
    if len(claim.claim_id) > KEPT_CLAIM_ID:
        broken.append(Broken("C136", "2300/CLM01"))
    for number, attachment in enumerate(claim.attachments, 1):
        if attachment.transmission in SENT_APART and not attachment.control_number:
            broken.append(Broken("C126", "2300/PWK06", nth=number, trigger="2300/PWK02"))
    orthodontics = claim.orthodontics
    if orthodontics is not None and orthodontics.told_only and (
        orthodontics.months is not None or orthodontics.months_remaining is not None
    ):
        broken.append(Broken("C127", "2300/DN104"))


def check_accident(claim: DentalClaim, broken: list[Broken]) -> None:
    """Causes, date and state of an accident (C106 to C110)."""
    causes = claim.accident_causes
    if claim.accident_date is None:
        if "AA" in causes or "OA" in causes:
            broken.append(Broken("C106", "2300/DTP[439]", trigger="2300/CLM11"))
        elif "EM" in causes:
            broken.append(Broken("C107", "2300/DTP[439]", trigger="2300/CLM11"))
    elif not causes:
        broken.append(Broken("C108", "2300/DTP[439]", trigger="2300/CLM11"))
    if "AA" in causes:
        if not claim.accident_state and not claim.accident_country:
            broken.append(Broken("C109", "2300/CLM11-4"))
    elif claim.accident_state:
        broken.append(Broken("C110", "2300/CLM11-4"))


def check_subscriber(claim: DentalClaim, broken: list[Broken]) -> None:
    """The subscriber, and whether he or she is the patient (C111 to C115)."""
    subscriber: Subscriber = claim.subscriber
    if claim.patient is None:
        if not subscriber.is_patient:
            broken.append(Broken("C113", "2000B/SBR02"))
        else:
            address = subscriber.address
            if address is None or not address.line_1 or not address.city:
                missing = "N4" if address is not None and address.line_1 else "N3"
                broken.append(Broken("C111", f"2010BA/{missing}", trigger="2000B/SBR02"))
            if subscriber.birth_date is None:
                broken.append(Broken("C112", "2010BA/DMG", trigger="2000B/SBR02"))
    elif subscriber.is_patient:
        broken.append(Broken("C114", "2000B/SBR02"))
    if subscriber.name.kind == "1" and not subscriber.name.id:
        broken.append(Broken("C115", "2010BA/NM1[IL]09", trigger="2010BA/NM1[IL]02"))


def check_identified(claim: DentalClaim, broken: list[Broken]) -> None:
    """Dentists without an NPI (C116, C117)."""
    billing: BillingProvider = claim.billing
    if not billing.name.id:
        broken.append(Broken("C116", "2010AA/NM1[85]09"))
    if claim.rendering is not None and not claim.rendering.name.id:
        broken.append(Broken("C117", "2310B/NM1[82]09"))


def check_identified_lines(claim: DentalClaim, broken: list[Broken]) -> None:
    """Dentists of lines without an NPI (C117)."""
    for number, line in enumerate(claim.lines, 1):
        if line.rendering is not None and not line.rendering.name.id:
            broken.append(Broken("C117", "2420A/NM1[82]09", (number,)))
