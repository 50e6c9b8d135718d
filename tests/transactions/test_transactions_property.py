"""Whatever is generated is written as a file without a fault, and read back as it was."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings
from invented_claims import acknowledgments, claim_batches, remittances
from written import clean_events, file_with

from mappings.guides import CLAIM_ACKNOWLEDGMENT, DENTAL_CLAIM, REMITTANCE
from transactions.claim_acknowledgment import ClaimAcknowledgment
from transactions.dental_claim import DentalClaim
from transactions.document_text import from_json, to_json
from transactions.reading import gather_remittances, read_claim_acknowledgments, read_claims
from transactions.remittance import Remittance
from transactions.writing import write_claim_acknowledgment, write_claims, write_remittance

bounded = settings(
    max_examples=12, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def numbers() -> list[str]:
    return [f"{number:04}" for number in range(1, 9)]


@bounded
@given(claim_batches())
def test_claims(claims: list[DentalClaim]) -> None:
    data = file_with(DENTAL_CLAIM, lambda writer: write_claims(writer, claims, numbers(), claims_per_set=3))
    told = sorted(read_claims(clean_events(data)), key=lambda claim: claim.claim_id)
    assert told == claims
    assert [from_json(to_json(claim), DentalClaim) for claim in claims] == claims


@bounded
@given(remittances())
def test_remittances(remittance: Remittance) -> None:
    data = file_with(REMITTANCE, lambda writer: write_remittance(writer, remittance, "0001"))
    assert list(gather_remittances(clean_events(data))) == [remittance]
    assert from_json(to_json(remittance), Remittance) == remittance


@bounded
@given(acknowledgments())
def test_acknowledgments(acknowledgment: ClaimAcknowledgment) -> None:
    data = file_with(
        CLAIM_ACKNOWLEDGMENT, lambda writer: write_claim_acknowledgment(writer, acknowledgment, "0001")
    )
    assert list(read_claim_acknowledgments(clean_events(data))) == [acknowledgment]
    assert from_json(to_json(acknowledgment), ClaimAcknowledgment) == acknowledgment
