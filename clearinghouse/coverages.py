"""Whose coverage a secondary claim goes by: its subscriber, its patient, and the coverages that are left."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import structs

from clearinghouse.errors import HouseError
from clearinghouse.partners import Payer
from transactions.claim_parties import ClaimPayer, Patient, Subscriber
from transactions.dental_claim import DentalClaim, OtherPayer
from transactions.parties import Name

SELF, SECOND = "18", "S"


@dataclass(frozen=True, slots=True)
class Coverage:
    """A second coverage of the same insured person: the member's id with the other payer, and its group."""

    member: str
    group: str | None = None
    filing: str = "CI"


def cover(
    claim: DentalClaim, payer: Payer, told: Coverage | None
) -> tuple[Subscriber, Patient | None, list[OtherPayer]]:
    """The subscriber and the patient of the claim for another payer, and the other coverages that stay.

    The claim's own word (2320) counts before what is told. Raises HouseError where neither tells it.
    """
    ids = {one.strip().upper() for one in payer.ids}
    for other in claim.other_payers:
        if (other.payer.name.id or "").strip().upper() in ids:
            rest = [one for one in claim.other_payers if one is not other]
            return (*_by_claim(claim, other), rest)
    if told is None:
        raise HouseError(
            "the claim names no coverage by that payer (2320): tell the insured's id there with --member; "
            "where somebody else is insured there, the claim must have come with that coverage"
        )
    return _by_word(claim, payer, told), claim.patient, list(claim.other_payers)


def _by_word(claim: DentalClaim, payer: Payer, told: Coverage) -> Subscriber:
    """The same insured person under another number."""
    was = claim.subscriber
    return structs.replace(
        was,
        sequence=SECOND,
        name=structs.replace(was.name, id_qualifier="MI", id=told.member),
        payer=ClaimPayer(Name("2", payer.name, id_qualifier="PI", id=payer.ids[0])),
        group_number=told.group,
        group_name=None,
        medicare_secondary=None,
        filing=told.filing,
        casualty_claim_number=None,
    )


def _by_claim(claim: DentalClaim, other: OtherPayer) -> tuple[Subscriber, Patient | None]:
    """The insured person that the claim names for the other payer, and the patient as that one's."""
    was, patient = claim.subscriber, claim.patient
    treated = patient or was
    insured = other.subscriber
    is_patient = other.relation == SELF
    subscriber = Subscriber(
        sequence=SECOND,
        name=structs.replace(insured.name, role=None),
        payer=ClaimPayer(
            structs.replace(other.payer.name, role=None), other.payer.address, other.payer.ids
        ),
        is_patient=is_patient,
        group_number=other.group_number,
        group_name=other.group_name,
        medicare_secondary=other.medicare_secondary,
        filing=other.filing,
        address=treated.address if is_patient else insured.address,
        birth_date=treated.birth_date if is_patient else None,
        sex=treated.sex if is_patient else None,
    )
    if is_patient:
        return subscriber, None
    name = structs.replace(treated.name, id_qualifier=None, id=None)
    return subscriber, Patient(
        relation=other.relation, name=name, address=treated.address, birth_date=treated.birth_date,
        sex=treated.sex,
    )
