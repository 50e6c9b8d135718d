"""Claim status inquiries (276) made of claims we have sent."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from clearinghouse.claim_facts import claim_facts
from clearinghouse.errors import HouseError
from clearinghouse.house import House
from clearinghouse.stored_claims import read_stored
from store import claims
from store.claims import Claim
from transactions.binding import Period
from transactions.claim_status_inquiry import (
    AskedClaim,
    AskedPatient,
    AskedPayer,
    AskingProvider,
    AskingReceiver,
    ClaimStatusInquiry,
    StatusHeading,
)
from transactions.dental_claim import DentalClaim
from transactions.parties import Name

_ANY = "BITEWING"
"""BHT03 until the question gets the one it is sent with."""


def question(house: House, slug: str, row: Claim, claim: DentalClaim) -> ClaimStatusInquiry:
    """A claim as a 276 asks about it; its trace is the key of the claim's row."""
    us, now = house.partners.house, house.now()
    first, last = claim_facts(claim)[1:]
    insured, patient = claim.subscriber, claim.patient
    asked = AskedClaim(
        trace_number=trace_of(row.id),
        payer_claim_number=row.payer_claim_number,
        patient_account=claim.claim_id,
        charge=claim.charge,
        service=Period(first, last if last != first else None) if first else None,
    )
    payer_name = insured.payer.name
    return ClaimStatusInquiry(
        heading=StatusHeading(_ANY, now.date(), now.time().replace(second=0, microsecond=0, tzinfo=None)),
        payer=AskedPayer(
            Name(kind="2", last_name=house.partners.payers[slug].name, id_qualifier="PI", id=payer_name.id)
        ),
        receiver=AskingReceiver(Name(kind="2", last_name=us.name, id_qualifier="46", id=us.id)),
        provider=AskingProvider((_provider(claim),)),
        subscriber=_patient(insured.name, insured.birth_date, insured.sex),
        dependent=_patient(patient.name, patient.birth_date, patient.sex) if patient else None,
        claim=asked,
    )


def trace_of(claim: int) -> str:
    """The trace number, inside the house, of a question about a claim."""
    return f"CLAIM{claim}"


def _provider(claim: DentalClaim) -> Name:
    """Who billed, by NPI or, without one, by tax id."""
    name, tax = claim.billing.name, claim.billing.tax_id
    number = ("XX", name.npi) if name.npi else ("FI", tax.value)
    return replace(name, role=None, id_qualifier=number[0], id=number[1])


def _patient(name: Name, born: date | None, sex: str | None) -> AskedPatient:
    return AskedPatient(replace(name, role=None), born, sex)


def sent_claim(house: House, account: str, key: int) -> tuple[str, ClaimStatusInquiry]:
    """The payer of a claim of an account, and the question what has become of it.

    Raises HouseError for a claim that is not the account's, was not sent, or cannot be read again.
    """
    with house.store.begin() as ledger:
        row = claims.get(ledger, account, key)
        if row is None:
            raise HouseError(f"{account} has no claim {key}")
        slug = house.directory.payer_of(row.payer, row.account)
        if slug is None or row.sent_at is None:
            raise HouseError(f"claim {key} was not sent to a payer yet: there is nothing to ask")
        stored = next(read_stored(house, ledger, slug, [row], set()), None)
    if stored is None or stored[1] is None:
        raise HouseError(f"claim {key} cannot be read again from the file it came in")
    return slug, question(house, slug, row, stored[1])
