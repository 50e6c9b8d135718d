"""What a payer's 277CA says of single claims, and the acknowledgment of a submitter's batch made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from clearinghouse.house import House
from clearinghouse.partners import Payer, Submitter
from edi.envelope import Unit
from edi.stream import read
from store.acknowledgments import Acknowledgment
from store.claims import Claim
from store.files import File
from transactions.binding import Period
from transactions.claim_acknowledgment import (
    AcknowledgedClaim,
    ClaimAcknowledgment,
    PatientLevel,
    ProviderLevel,
    ReceiverLevel,
    SourceLevel,
    Verdict,
)
from transactions.dental_claim import DentalClaim
from transactions.parties import Name
from transactions.reading import acknowledgment_reader
from transactions.statuses import Status

RECEIVED = Status("A1", "19")
Level = ReceiverLevel | ProviderLevel | PatientLevel


@dataclass(frozen=True)
class Answered:
    """A claim as it was handed in, and what its payer said of it."""

    row: Claim
    claim: DentalClaim
    answer: AcknowledgedClaim
    source: SourceLevel


class Levels:
    """The levels of a payer's acknowledgment by their offsets; a file is read once for all its submitters."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._file = 0
        self._found: dict[int, tuple[Level, SourceLevel]] = {}

    def of(self, file: File) -> Mapping[int, tuple[Level, SourceLevel]]:
        """Each level of a file below its source, with that."""
        if file.id != self._file:
            self._found, self._file = dict(self._read(file)), file.id
        return self._found

    def _read(self, file: File) -> Iterator[tuple[int, tuple[Level, SourceLevel]]]:
        source: SourceLevel | None = None
        reader = acknowledgment_reader()
        with self._house.store.archive.open(file.sha256) as stream:
            for event in read(stream, self._house.tables(file.partner)):
                if not isinstance(event, Unit) or event.set.id != "277":
                    continue
                level = reader.read(event)
                if isinstance(level, SourceLevel):
                    source = level
                elif source and isinstance(level, (ReceiverLevel, ProviderLevel, PatientLevel)):
                    yield event.offset, (level, source)


def answers_of(
    payer: Payer | None, levels: Mapping[int, tuple[Level, SourceLevel]], rows: Sequence[Acknowledgment],
    known: Mapping[int, Claim],
) -> Iterator[tuple[int, AcknowledgedClaim, SourceLevel]]:
    """What a payer's file says of these claims, by their keys; a verdict on a level is on each."""
    wanted: dict[int, list[Claim]] = {}
    for row in rows:
        if row.claim is not None and row.claim in known:
            wanted.setdefault(row.offset, []).append(known[row.claim])
    told_itself: set[int] = set()
    on_levels: list[tuple[int, AcknowledgedClaim, SourceLevel]] = []
    for offset in sorted(wanted.keys() & levels.keys()):
        theirs, (level, source) = wanted[offset], levels[offset]
        if not isinstance(level, PatientLevel):
            on_levels += [
                (claim.id, AcknowledgedClaim(claim.claim_id, list(level.verdicts)), source)
                for claim in theirs
            ]
            continue
        for answer in level.claims:
            asked = answer.claim_id
            for claim in theirs:
                sent = payer.writing.recast(claim.claim_id) if payer else claim.claim_id
                if payer and payer.writing.recast(asked) == sent:
                    told_itself.add(claim.id)
                    theirs.remove(claim)
                    yield claim.id, answer, source
                    break
    yield from (one for one in on_levels if one[0] not in told_itself)


def written_for(
    submitter: Submitter, answered: Sequence[Answered], reference: str, now: datetime
) -> Iterator[tuple[ClaimAcknowledgment, list[Answered]]]:
    """An acknowledgment for every batch (BHT03) of the submitter and source among these."""
    batches: dict[tuple[Any, ...], list[Answered]] = {}
    for one in sorted(answered, key=lambda one: one.row.id):
        batches.setdefault((one.row.set, one.source), []).append(one)
    for number, ((_, source), some) in enumerate(batches.items(), 1):
        yield (
            ClaimAcknowledgment(
                f"{reference}-{number}", now.date(), now.time().replace(second=0, microsecond=0),
                source, _receiver(submitter, some, now), list(_providers(some)),
            ),
            some,
        )


def _receiver(submitter: Submitter, some: Sequence[Answered], now: datetime) -> ReceiverLevel:
    taken = [one.claim.charge for one in some if not one.answer.is_rejected]
    lost = [one.claim.charge for one in some if one.answer.is_rejected]
    charge = sum((*taken, *lost), Decimal(0))
    return ReceiverLevel(
        name=Name("2", submitter.name, id_qualifier="46", id=submitter.id),
        batch=some[0].claim.submission.reference,
        verdicts=(Verdict((RECEIVED,), "WQ", now.date(), charge),),
        claims_accepted=Decimal(len(taken)) if taken else None,
        claims_rejected=Decimal(len(lost)) if lost else None,
        charge_accepted=sum(taken, Decimal(0)) if taken else None,
        charge_rejected=sum(lost, Decimal(0)) if lost else None,
    )


def _providers(some: Sequence[Answered]) -> Iterator[ProviderLevel]:
    """The claims by who bills and who was treated, in the order each first comes."""
    levels: dict[Name, dict[Name, list[AcknowledgedClaim]]] = {}
    for one in some:
        person, member = (one.claim.patient or one.claim.subscriber).name, one.claim.subscriber.name.id
        patient = Name(
            person.kind, person.last_name, person.first_name, person.middle_name, person.suffix,
            "MI" if member else None, member,
        )
        name = replace(one.claim.billing.name, role=None)
        levels.setdefault(name, {}).setdefault(patient, []).append(_answer(one))
    for name, patients in levels.items():
        yield ProviderLevel(
            name, patients=tuple(PatientLevel(patient, claims) for patient, claims in patients.items())
        )


def _answer(one: Answered) -> AcknowledgedClaim:
    """What the payer said, of the claim under its own numbers and for its own charge."""
    row, claim = one.row, one.claim
    last = row.service_to if row.service_to != row.service_from else None
    days = Period(row.service_from, last) if row.service_from else None
    return replace(
        one.answer,
        claim_id=claim.claim_id,
        clearinghouse_number=claim.clearinghouse_number,
        verdicts=[replace(verdict, charge=claim.charge) for verdict in one.answer.verdicts],
        service=one.answer.service or days,
    )
