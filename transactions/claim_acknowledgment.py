"""The claim acknowledgment (277CA, 005010X214) as business data: which claims of a batch a payer took.

It speaks on four levels: of the whole batch (`ReceiverLevel`), of a billing provider
(`ProviderLevel`), of a claim and of its lines (`PatientLevel`). Read as a stream each level is a unit
that knows those it stands in; `ClaimAcknowledgment` holds all of it. Amounts are dollars. Whether the
counts and sums fit the claims is not judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any

from msgspec import Struct, field
from msgspec.structs import replace

from edi.envelope import Event
from transactions.adjustments import Procedure
from transactions.binding import Fact, Period, Record, above, at, fold, loops
from transactions.bound import UnitReader
from transactions.parties import Name, Reference
from transactions.statuses import STATUS_STARTS, Status

GUIDE = "277CA"


class Verdict(Fact, frozen=True):
    """STC: what became of a batch, a provider's claims, a claim or a line. `action` WQ taken, U refused.

    `effective` is told of batches and claims, `charge` of all but lines, `message` of claims and lines.
    """

    statuses: Annotated[tuple[Status, ...], fold("", STATUS_STARTS)]
    action: Annotated[str, at("03")]
    effective: Annotated[date | None, at("02")] = None
    charge: Annotated[Decimal | None, at("04")] = None
    message: Annotated[str | None, at("12")] = None

    @property
    def is_refusal(self) -> bool:
        """Whether what it speaks of goes no further."""
        return self.action == "U"


class AcknowledgedLine(Record):
    """2220D: a service line with something wrong; `line_control_number` is the one it was sent with."""

    procedure: Annotated[Procedure, at("SVC01")]
    charge: Annotated[Decimal, at("SVC02")]
    verdicts: Annotated[list[Verdict], at("STC")]
    revenue_code: Annotated[str | None, at("SVC04")] = None
    quantity: Annotated[Decimal | None, at("SVC07")] = None
    line_control_number: Annotated[str | None, at("REF[FJ]02")] = None
    prescription_number: Annotated[str | None, at("REF[XZ]02")] = None
    service: Annotated[Period | None, at("DTP[472]03")] = None


class AcknowledgedClaim(Record):
    """2200D: a claim, by the number its sender gave it (CLM01)."""

    claim_id: Annotated[str, at("TRN02")]
    verdicts: Annotated[list[Verdict], at("STC")]
    payer_claim_number: Annotated[str | None, at("REF[1K]02")] = None
    clearinghouse_number: Annotated[str | None, at("REF[D9]02")] = None
    bill_type: Annotated[str | None, at("REF[BLT]02")] = None
    service: Annotated[Period | None, at("DTP[472]03")] = None
    lines: Annotated[list[AcknowledgedLine], loops("2220D")] = field(default_factory=list)

    @property
    def is_rejected(self) -> bool:
        """Whether any verdict on the claim refuses it."""
        return any(verdict.is_refusal for verdict in self.verdicts)


class SourceLevel(Fact, frozen=True):
    """2000A: who answers (role AY a clearinghouse, PR a payer), and when the batch came and was worked on."""

    name: Annotated[Name, at("2100A/NM1[AY,PR]")]
    trace_number: Annotated[str, at("2200A/TRN02")]
    received: Annotated[date | None, at("2200A/DTP[050]03")]
    processed: Annotated[date | None, at("2200A/DTP[009]03")]
    unread: tuple[str, ...] = ()


class ReceiverLevel(Fact, frozen=True):
    """2000B: who sent the batch, and what became of it as a whole; `batch` is its BHT03.

    Counts are of claims, the sums of their charges.
    """

    name: Annotated[Name, at("2100B/NM1[41]")]
    batch: Annotated[str, at("2200B/TRN02")]
    verdicts: Annotated[tuple[Verdict, ...], at("2200B/STC")]
    claims_accepted: Annotated[Decimal | None, at("2200B/QTY[90]02")] = None
    claims_rejected: Annotated[Decimal | None, at("2200B/QTY[AA]02")] = None
    charge_accepted: Annotated[Decimal | None, at("2200B/AMT[YU]02")] = None
    charge_rejected: Annotated[Decimal | None, at("2200B/AMT[YY]02")] = None
    unread: tuple[str, ...] = ()


class ProviderLevel(Fact, frozen=True):
    """2000C: a billing provider of the batch, and what became of all its claims.

    Whoever tells verdicts, ids, counts or sums of a provider tells a `trace_number` too, 0 for want of one.
    `patients` is filled where the acknowledgment is held as a whole; read as a stream, they come after it.
    """

    name: Annotated[Name, at("2100C/NM1[85]")]
    trace_number: Annotated[str | None, at("2200C/TRN02")] = None
    verdicts: Annotated[tuple[Verdict, ...], at("2200C/STC")] = ()
    ids: Annotated[tuple[Reference, ...], at("2200C/REF")] = ()
    claims_accepted: Annotated[Decimal | None, at("2200C/QTY[QA]02")] = None
    claims_rejected: Annotated[Decimal | None, at("2200C/QTY[QC]02")] = None
    charge_accepted: Annotated[Decimal | None, at("2200C/AMT[YU]02")] = None
    charge_rejected: Annotated[Decimal | None, at("2200C/AMT[YY]02")] = None
    patients: tuple[PatientLevel, ...] = ()
    unread: tuple[str, ...] = ()


class PatientLevel(Record):
    """2000D: a patient and the claims made for the treatment.

    The levels above are told where it is read as a stream; inside a `ClaimAcknowledgment` they are None.
    """

    name: Annotated[Name, at("2100D/NM1[QC]")]
    claims: Annotated[list[AcknowledgedClaim], loops("2200D")]
    provider: Annotated[ProviderLevel | None, above("2000C")] = None
    receiver: Annotated[ReceiverLevel | None, above("2000B")] = None
    source: Annotated[SourceLevel | None, above("2000A")] = None
    unread: tuple[str, ...] = ()


class ClaimAcknowledgment(Record):
    """The answer to one batch. `reference` is the answerer's own number for it.

    Read as a stream this is the heading: `source` and `receiver` are None, `providers` empty.
    """

    reference: Annotated[str, at("HEADER/BHT03")]
    created: Annotated[date | None, at("HEADER/BHT04")]
    created_at: Annotated[time | None, at("HEADER/BHT05")]
    source: SourceLevel | None = None
    receiver: ReceiverLevel | None = None
    providers: list[ProviderLevel] = field(default_factory=list)
    unread: tuple[str, ...] = ()


LEVELS: dict[str, type[Struct]] = {
    "": ClaimAcknowledgment,
    "2000A": SourceLevel,
    "2000B": ReceiverLevel,
    "2000C": ProviderLevel,
    "2000D": PatientLevel,
}
"""The types of the units of a 277CA, for a `UnitReader`."""


def read_claim_acknowledgments(events: Iterable[Event]) -> Iterator[ClaimAcknowledgment]:
    """The claim acknowledgments among the events of a file, each whole; other sets are passed over.

    A set that answers several batches (receiver levels) makes one of each, with the heading and the source
    in all of them. Holds one at a time: for files of any size take the levels from a `UnitReader`.
    """
    gathering = _Gathering()
    for level in UnitReader(GUIDE, LEVELS).read_all(events):
        yield from gathering.take(level)
    yield from gathering.finish()


class _Gathering:
    """The acknowledgment being put together of its levels."""

    def __init__(self) -> None:
        self.made: ClaimAcknowledgment | None = None
        self.patients: list[PatientLevel] = []

    def take(self, level: Any) -> Iterator[ClaimAcknowledgment]:
        """The acknowledgment that this level of another one completes."""
        if isinstance(level, ClaimAcknowledgment):
            yield from self.finish()
            self.made = level
        elif self.made is None:
            return
        elif isinstance(level, SourceLevel):
            self.made.source = level
        elif isinstance(level, ReceiverLevel):
            if self.made.receiver:
                started = replace(self.made, receiver=None, providers=[])
                yield from self.finish()
                self.made = started
            self.made.receiver = level
        elif isinstance(level, ProviderLevel):
            self._close_provider()
            self.made.providers.append(level)
        elif isinstance(level, PatientLevel):
            level.provider = level.receiver = level.source = None
            self.patients.append(level)

    def finish(self) -> Iterator[ClaimAcknowledgment]:
        """The one that is complete now, if there is one."""
        self._close_provider()
        if self.made is not None:
            yield self.made
        self.made = None

    def _close_provider(self) -> None:
        if self.patients and self.made and self.made.providers:
            last = self.made.providers[-1]
            self.made.providers[-1] = replace(last, patients=tuple(self.patients))
        self.patients = []
