"""The proof of a file: its events in one pass, with what the business rules find in each.

Used by the step `validation` and by the commands that work on a file alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from clearinghouse.cents import LARGEST, to_cents
from clearinghouse.claim_facts import ClaimFacts, claim_facts
from edi.envelope import Closed, Event, TransactionSet, Unit
from edi.findings import Finding, Place
from edi.rulebook import RULES
from edi.stream import Tables, read
from transactions import remittance as remittances
from transactions.bound import UnitReader
from transactions.dental_claim import DentalClaim
from transactions.rules.claims import check_claim
from transactions.rules.edits import Edits, edits_on
from transactions.rules.lists import OURS, Lists
from transactions.rules.remittances import RemittanceCheck

_NONE: tuple[Finding, ...] = ()
_TOO_LONG = "E105"


@dataclass(slots=True, eq=False)
class Proven:
    """An event, what the business rules found in it, and the claim it holds if it is one, with its facts.

    What the guide check found stands in the event itself.
    """

    event: Event
    findings: Sequence[Finding] = _NONE
    claim: DentalClaim | None = None
    facts: ClaimFacts | None = None


def prove(stream: BinaryIO, tables: Tables, today: date, lists: Lists = OURS) -> Iterator[Proven]:
    """Read a file and check it by guide and business rules. Raises NotX12 where it is no X12 at all.

    The business rules are those in force today; `lists` are the external ones they look values up in.
    """
    return prove_events(read(stream, tables), today, lists)


def prove_events(events: Iterable[Event], today: date, lists: Lists = OURS) -> Iterator[Proven]:
    """The same for events that are read already."""
    edits = edits_on(today)
    claims = UnitReader("837D", {"2300": DentalClaim})
    payments = _Payments(edits, lists)
    for event in events:
        if event.__class__ is Unit:
            if event.loop.id == "2300" and (claim := claims.read(event)) is not None:
                found, facts = check_claim(claim, event, today, lists, edits), claim_facts(claim)
                if facts.charge_cents >= LARGEST:
                    found.append(_beyond_reason(event, "2300/CLM02"))
                yield Proven(event, found, claim, facts)
            elif event.set.id == "835":
                yield Proven(event, payments.take(event))
            else:
                yield Proven(event)
        elif isinstance(event, Closed) and isinstance(event.of, TransactionSet) and event.of.id == "835":
            yield Proven(event, payments.end())
        else:
            yield Proven(event)


def _beyond_reason(unit: Unit, path: str) -> Finding:
    loop, _, element = path.rpartition("/")
    place = Place(
        offset=unit.offset, segment_id=element[:3], segment=unit.segment, loop=loop, path=path,
        element=int(element[3:]), set=unit.set.control_number,
    )
    return Finding(RULES[_TOO_LONG], place)


class _Payments:
    """The check of one remittance after the other."""

    def __init__(self, edits: Edits, lists: Lists) -> None:
        self._edits = edits
        self._lists = lists
        self._reader = UnitReader(
            "835",
            {
                "": remittances.Remittance,
                "2100": remittances.RemittanceClaim,
                "TRAILER": remittances.ProviderAdjustments,
            },
        )
        self._check: RemittanceCheck | None = None

    def take(self, unit: Unit) -> Sequence[Finding]:
        read = self._reader.read(unit)
        if isinstance(read, remittances.Remittance):
            self._check = RemittanceCheck(read, unit, self._edits, self._lists)
            return [*self._check.heading(), *_amounts(unit, "HEADER/BPR02", read.payment.amount)]
        if self._check and isinstance(read, remittances.RemittanceClaim):
            found = self._check.claim(read, unit)
            return [
                *found,
                *_amounts(unit, "2100/CLP03", read.charge),
                *_amounts(unit, "2100/CLP04", read.paid),
                *_amounts(unit, "2100/CLP05", read.patient_responsibility),
            ]
        if self._check and isinstance(read, remittances.ProviderAdjustments):
            self._check.adjustments(read)
            return [
                one for each in read.adjustments for one in _amounts(unit, "TRAILER/PLB04", each.amount)
            ]
        return _NONE

    def end(self) -> Sequence[Finding]:
        check, self._check = self._check, None
        return check.end() if check else _NONE


def _amounts(unit: Unit, path: str, amount: Decimal | None) -> Sequence[Finding]:
    return [_beyond_reason(unit, path)] if abs(to_cents(amount)) >= LARGEST else _NONE
