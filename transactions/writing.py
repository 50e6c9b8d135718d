"""Writing: claims, remittances and claim acknowledgments become transaction sets.

What all of them promise, and raise, stands in `transactions.set_writing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from msgspec.structs import replace

from edi.errors import WriteError
from edi.guide import Guide
from edi.writer import Writer
from mappings.guides import CLAIM_ACKNOWLEDGMENT, DENTAL_CLAIM, REMITTANCE
from mappings.registry import guide_named
from transactions.claim_acknowledgment import ClaimAcknowledgment, ProviderLevel
from transactions.claim_parties import BillingProvider, Patient, Subscriber
from transactions.dental_claim import DentalClaim
from transactions.remittance import Batch, ProviderAdjustments, Remittance, RemittanceClaim
from transactions.set_writing import SetWriter, WrittenSet, find_loop, next_number, portions

CLAIMS_A_SET = 5_000
"""Claims in one set where the caller does not say how many: what payers commonly take."""



# Dental claims.


def write_claims(
    writer: Writer,
    claims: Iterable[DentalClaim],
    control_numbers: Iterable[str],
    *,
    claims_per_set: int = CLAIMS_A_SET,
    guide: Guide | None = None,
) -> list[WrittenSet]:
    """Write claims as 837D sets, at most `claims_per_set` to a set and one submission to a set.

    Within a set, claims of the same billing provider, subscriber and patient share their levels, in the
    order each first comes. A claim with a patient of its own is written under a subscriber who is not the
    patient (SBR02 empty). `guide` is the 837D as a payer overrides it.
    """
    into = SetWriter(writer, guide or guide_named(DENTAL_CLAIM.name))
    numbers = iter(control_numbers)
    written = []
    for _, alike in groupby(claims, lambda claim: claim.submission):
        for some in portions(alike, claims_per_set):
            number = next_number(numbers)
            with writer.set("837", number, into.guide.version):
                _write_claim_set(into, some)
            written.append(WrittenSet(number, len(some)))
    return written


Family = dict[Patient | None, list[DentalClaim]]
"""The claims of one subscriber by patient."""


def _write_claim_set(into: SetWriter, claims: list[DentalClaim]) -> None:
    into.put("", claims[0].submission)
    practices: dict[BillingProvider, dict[Subscriber, Family]] = {}
    for claim in claims:
        subscriber = claim.subscriber
        if claim.patient is not None and subscriber.is_patient:
            subscriber = replace(subscriber, is_patient=False)
        family = practices.setdefault(claim.billing, {}).setdefault(subscriber, {})
        family.setdefault(claim.patient, []).append(claim)
    most = find_loop(into.guide, "2300").repeat
    for billing, families in practices.items():
        top = into.writer.level("20", None, has_children=True)
        into.put("2000A", billing)
        for subscriber, family in families.items():
            _write_family(into, top, subscriber, family, most)


def _write_family(into: SetWriter, top: int, subscriber: Subscriber, family: Family, most: int) -> None:
    """One subscriber; a level takes `most` claims (0: any number), then there is one more of it."""
    own = _cut(family.get(None, []), most)
    patients = [(patient, claims) for patient, claims in family.items() if patient is not None]
    for claims in own[:-1] if patients else own:
        into.writer.level("22", top, has_children=False)
        into.put("2000B", subscriber)
        _write_all(into, claims)
    if not patients:
        return
    level = into.writer.level("22", top, has_children=True)
    into.put("2000B", subscriber)
    _write_all(into, own[-1] if own else [])
    for patient, all_claims in patients:
        for claims in _cut(all_claims, most):
            into.writer.level("23", level, has_children=False)
            into.put("2000C", patient)
            _write_all(into, claims)


def _cut(claims: list[DentalClaim], most: int) -> list[list[DentalClaim]]:
    size = most or len(claims) or 1
    return [claims[at : at + size] for at in range(0, len(claims), size)]


def _write_all(into: SetWriter, claims: list[DentalClaim]) -> None:
    for claim in claims:
        into.put("2300", claim)


# Remittances.


def write_remittance(
    writer: Writer,
    remittance: Remittance,
    control_number: str,
    claims: Iterable[RemittanceClaim] | None = None,
    *,
    guide: Guide | None = None,
) -> None:
    """Write one payment as an 835 set; `claims` (by default the remittance's own) may be a stream.

    Claims that follow each other with the same batch share its header number.
    """
    into = SetWriter(writer, guide or guide_named(REMITTANCE.name))
    with writer.set("835", control_number):
        into.put("", remittance)
        batch: Batch | None = None
        for claim in remittance.claims if claims is None else claims:
            if batch is None or claim.batch != batch:
                batch = claim.batch
                into.put("2000", batch)
            into.put("2100", claim)
        if remittance.provider_adjustments:
            into.put("TRAILER", ProviderAdjustments(remittance.provider_adjustments))


# Claim acknowledgments.


def write_claim_acknowledgment(
    writer: Writer, acknowledgment: ClaimAcknowledgment, control_number: str, *, guide: Guide | None = None
) -> None:
    """Write the answer to one batch as a 277CA set."""
    into = SetWriter(writer, guide or guide_named(CLAIM_ACKNOWLEDGMENT.name))
    if acknowledgment.source is None or acknowledgment.receiver is None:
        raise WriteError("the source and the receiver must be told", "2000A")
    with writer.set("277", control_number, into.guide.version):
        into.put("", acknowledgment)
        source = writer.level("20", None, has_children=True)
        into.put("2000A", acknowledgment.source)
        receiver = writer.level("21", source, has_children=bool(acknowledgment.providers))
        into.put("2000B", acknowledgment.receiver)
        for provider in acknowledgment.providers:
            _write_provider(into, receiver, provider)


def _write_provider(into: SetWriter, receiver: int, provider: ProviderLevel) -> None:
    level = into.writer.level("19", receiver, has_children=bool(provider.patients))
    into.put("2000C", provider)
    for patient in provider.patients:
        into.writer.level("PT", level, has_children=None)
        into.put("2000D", patient)
