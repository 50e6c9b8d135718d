"""What makes a claim the same when it comes again: provider, patient, payer, days, treatments, charges."""

from __future__ import annotations

from collections.abc import Iterable

from transactions.dental_claim import DentalClaim, ServiceLine

CORRECTIONS = ("7", "8")
"""Frequencies (CLM05-3) of replacements and voids: they are of a claim that came before, and may be alike."""
_PARTS = "\x1f"
_LINES = "\x1e"


def told_alike(claim: DentalClaim) -> str | None:
    """The text two claims share when they are the same; None for a correction or one that is not readable.

    Numbers that a billing system gives (CLM01, REF 6R) are not in it, nor the order of lines, nor what only
    explains a claim (diagnoses, attachments, notes, the dentist who treated).
    """
    subscriber, billing = claim.subscriber, claim.billing
    person = claim.patient or subscriber
    if claim.frequency in CORRECTIONS or claim.unread or subscriber.unread or billing.unread or person.unread:
        return None
    name, service = person.name, claim.service
    head = (
        billing.name.npi or billing.tax_id.value,
        subscriber.payer.name.id,
        subscriber.name.id or subscriber.name.last_name,
        name.last_name,
        name.first_name,
        person.birth_date,
        "PB" if claim.is_predetermination else "",
        service.first if service else None,
        service.last if service else None,
        claim.charge.normalize(),
    )
    return _LINES.join([_joined(head), *sorted(map(_line, claim.lines))])


def _line(line: ServiceLine) -> str:
    teeth = sorted(f"{one.tooth}{''.join(sorted(one.surfaces))}" for one in line.teeth)
    procedure, quantity = line.procedure, line.quantity
    return _joined((
        procedure.code, *procedure.modifiers, "", *sorted(line.oral_cavity), "", *teeth, "",
        line.service_date, line.charge.normalize(), quantity.normalize() if quantity else 1,
    ))


def _joined(parts: Iterable[object]) -> str:
    return _PARTS.join("" if part is None else " ".join(str(part).upper().split()) for part in parts)
