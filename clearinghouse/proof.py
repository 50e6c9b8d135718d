"""The proof of a file: its events in one pass, with what the business rules find in each.

Used by the step `validation` and by the commands that work on a file alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from edi.envelope import Closed, Event, TransactionSet, Unit
from edi.findings import Finding
from edi.stream import Tables, read
from transactions import remittance as remittances
from transactions.bound import UnitReader
from transactions.dental_claim import DentalClaim
from transactions.rules.claims import check_claim
from transactions.rules.remittances import RemittanceCheck

_NONE: tuple[Finding, ...] = ()


@dataclass(slots=True, eq=False)
class Proven:
    """An event, what the business rules found in it, and the claim it holds if it is one.

    What the guide check found stands in the event itself. `broken` counts errors of business rules in a
    remittance: unlike a claim, a remittance stands or falls as a whole.
    """

    event: Event
    findings: Iterable[Finding] = _NONE
    claim: DentalClaim | None = None


def prove(stream: BinaryIO, tables: Tables, today: date) -> Iterator[Proven]:
    """Read a file and check it by guide and business rules. Raises NotX12 where it is no X12 at all."""
    return prove_events(read(stream, tables), today)


def prove_events(events: Iterable[Event], today: date) -> Iterator[Proven]:
    """The same for events that are read already."""
    claims = UnitReader("837D", {"2300": DentalClaim})
    payments = _Payments()
    for event in events:
        if event.__class__ is Unit:
            unit = event
            if unit.loop.id == "2300" and (claim := claims.read(unit)) is not None:
                yield Proven(unit, check_claim(claim, unit, today), claim)
            elif unit.set.id == "835":
                yield Proven(unit, payments.take(unit))
            else:
                yield Proven(unit)
        elif isinstance(event, Closed) and isinstance(event.of, TransactionSet) and event.of.id == "835":
            yield Proven(event, payments.end())
        else:
            yield Proven(event)


class _Payments:
    """The check of one remittance after the other."""

    def __init__(self) -> None:
        self._reader = UnitReader(
            "835",
            {
                "": remittances.Remittance,
                "2100": remittances.RemittanceClaim,
                "TRAILER": remittances.ProviderAdjustments,
            },
        )
        self._check: RemittanceCheck | None = None

    def take(self, unit: Unit) -> Iterable[Finding]:
        read = self._reader.read(unit)
        if isinstance(read, remittances.Remittance):
            self._check = RemittanceCheck(read, unit)
            return self._check.heading()
        if self._check and isinstance(read, remittances.RemittanceClaim):
            return self._check.claim(read, unit)
        if self._check and isinstance(read, remittances.ProviderAdjustments):
            self._check.adjustments(read)
        return _NONE

    def end(self) -> Iterable[Finding]:
        check, self._check = self._check, None
        return check.end() if check else _NONE
