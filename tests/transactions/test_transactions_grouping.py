"""Claims under their levels: who shares an HL, how levels are numbered, where a set ends."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from test_transactions_positions_claim import PATIENT, PLAIN_CLAIM
from written import clean_events, file_with

from edi.errors import WriteError
from mappings.guides import DENTAL_CLAIM
from mappings.overrides import apply_override, parse_override
from mappings.registry import guide_named
from transactions.claim_parties import Patient, Subscriber
from transactions.dental_claim import DentalClaim
from transactions.writing import WrittenSet, write_claims

SUBSCRIBER = PLAIN_CLAIM.subscriber
OTHER = replace(SUBSCRIBER, group_number="OTHER")
CHILD = replace(PATIENT, casualty_claim_number=None)
TWIN = replace(CHILD, sex="M")


def claim(number: int, subscriber: Subscriber = SUBSCRIBER, patient: Patient | None = None) -> DentalClaim:
    return replace(PLAIN_CLAIM, claim_id=f"C{number}", subscriber=subscriber, patient=patient)


def outline(claims: Sequence[DentalClaim], per_set: int = 100) -> list[str]:
    """HL and CLM segments of what is written, and ST; the file has no fault."""
    numbers = [f"{number:04}" for number in range(1, 10)]
    data = file_with(
        DENTAL_CLAIM, lambda writer: write_claims(writer, claims, numbers, claims_per_set=per_set)
    )
    clean_events(data)
    told = []
    for segment in data.decode().split("~"):
        values = segment.split("*")
        if values[0] == "HL":
            told.append(segment)
        elif values[0] in ("CLM", "ST"):
            told.append("*".join(values[: 2 if values[0] == "CLM" else 3]))
    return told


def test_claims_of_one_subscriber_share_a_level() -> None:
    assert outline([claim(1), claim(2)]) == ["ST*837*0001", "HL*1**20*1", "HL*2*1*22*0", "CLM*C1", "CLM*C2"]


def test_levels_stand_where_they_first_came() -> None:
    told = outline([claim(1), claim(2, OTHER), claim(3)])
    assert told[1:] == ["HL*1**20*1", "HL*2*1*22*0", "CLM*C1", "CLM*C3", "HL*3*1*22*0", "CLM*C2"]


def test_patients_stand_under_a_subscriber_who_is_not_the_patient() -> None:
    told = outline([claim(1), claim(2, patient=CHILD), claim(3, patient=TWIN), claim(4, patient=CHILD)])
    assert told[1:] == [
        "HL*1**20*1", "HL*2*1*22*0", "CLM*C1",
        "HL*3*1*22*1", "HL*4*3*23*0", "CLM*C2", "CLM*C4", "HL*5*3*23*0", "CLM*C3",
    ]


def test_claims_of_a_subscriber_stand_before_those_of_the_patients() -> None:
    """Where SBR02 is empty all the same, one level holds both."""
    silent = replace(SUBSCRIBER, is_patient=False)
    told = outline([claim(1, silent, CHILD), claim(2, silent)])
    assert told[1:] == ["HL*1**20*1", "HL*2*1*22*1", "CLM*C2", "HL*3*2*23*0", "CLM*C1"]


def test_billing_providers_stand_apart() -> None:
    other = replace(claim(2), billing=replace(PLAIN_CLAIM.billing, specialty=None))
    told = outline([claim(1), other, claim(3)])
    assert told[1:] == [
        "HL*1**20*1", "HL*2*1*22*0", "CLM*C1", "CLM*C3", "HL*3**20*1", "HL*4*3*22*0", "CLM*C2",
    ]


def test_a_level_takes_no_more_claims_than_the_guide_allows() -> None:
    told = outline([claim(number) for number in range(201)], per_set=500)
    assert [line for line in told if line.startswith("HL")] == [
        "HL*1**20*1", "HL*2*1*22*0", "HL*3*1*22*0", "HL*4*1*22*0",
    ]
    told = outline([claim(number, patient=CHILD) for number in range(101)], per_set=500)
    assert [line for line in told if line.startswith("HL")] == [
        "HL*1**20*1", "HL*2*1*22*1", "HL*3*2*23*0", "HL*4*2*23*0",
    ]


def test_a_payers_guide_may_allow_fewer() -> None:
    override = parse_override('payer = "P"\nguide = "837D"\n[rows."2300"]\nrepeat = 1\n', "payer.toml")
    narrow = apply_override(guide_named("837D"), override)
    data = file_with(
        DENTAL_CLAIM, lambda writer: write_claims(writer, [claim(1), claim(2)], ["0001"], guide=narrow)
    )
    assert data.decode().count("~HL*") == 3


def test_sets_are_split_by_the_number_of_claims() -> None:
    told = outline([claim(number) for number in range(5)], per_set=2)
    assert [line for line in told if line.startswith(("ST", "CLM"))] == [
        "ST*837*0001", "CLM*C0", "CLM*C1", "ST*837*0002", "CLM*C2", "CLM*C3", "ST*837*0003", "CLM*C4",
    ]


def test_sets_are_split_by_submission() -> None:
    other = replace(claim(2), submission=replace(PLAIN_CLAIM.submission, reference="OTHER"))
    sets: list[WrittenSet] = []
    claims, numbers = [claim(1), other, claim(3)], ["0007", "0008", "0009"]
    file_with(DENTAL_CLAIM, lambda writer: sets.extend(write_claims(writer, claims, numbers)))
    assert sets == [WrittenSet("0007", 1), WrittenSet("0008", 1), WrittenSet("0009", 1)]


def test_control_numbers_run_out() -> None:
    with pytest.raises(WriteError, match="ST02: there are more sets than control numbers"):
        outline([claim(number) for number in range(10)], per_set=1)


def test_a_set_takes_at_least_one_claim() -> None:
    with pytest.raises(ValueError, match="at least one"):
        outline([claim(1)], per_set=0)


