"""The proof of a file: its events in one pass, with what the business rules find in each.

Used by the step `validation` and by the commands that work on a file alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

from clearinghouse.cents import LARGEST, to_cents
from clearinghouse.claim_facts import ClaimFacts, claim_facts
from edi.envelope import Closed, Event, Run, TransactionSet, Unit
from edi.findings import Finding
from edi.stream import Tables, read
from transactions.dental_claim import DentalClaim
from transactions.remittance import ProviderAdjustments, Remittance, RemittanceClaim
from transactions.rules.broken import Broken
from transactions.rules.judge import Judge
from transactions.rules.lists import OURS, Lists
from transactions.rules.payer_rules import NO_PAYERS, PayerRules

_NONE: tuple[Finding, ...] = ()
_TOO_LONG = "E105"
_REASONABLE = Decimal(LARGEST // 1000)
"""Dollars below which nobody need count the cents."""


@dataclass(slots=True, eq=False)
class Proven:
    """An event, what the business rules found in it, and the claim it holds if it is one, with its facts.

    What the guide check found stands in the event itself. The fingerprint is told where a house looks for it;
    claims of runs have no facts.
    """

    event: Event
    findings: Sequence[Finding] = _NONE
    claim: DentalClaim | None = None
    facts: ClaimFacts | None = None
    fingerprint: bytes | None = None


def prove(
    stream: BinaryIO, tables: Tables, today: date, lists: Lists = OURS, payers: PayerRules = NO_PAYERS,
    *, runs: bool = False,
) -> Iterator[Proven]:
    """Read a file and check it by guide and business rules. Raises NotX12 where it is no X12 at all.

    The business rules are those in force today; `lists` are the external ones they look values up in;
    `payers` is what overrides make of the rules. `runs` is for who needs no claims, only what is wrong: many
    units in which nothing is found may come as one run.
    """
    return prove_events(read(stream, tables, runs=runs), today, lists, payers)


def prove_events(
    events: Iterable[Event], today: date, lists: Lists = OURS, payers: PayerRules = NO_PAYERS
) -> Iterator[Proven]:
    """The same for events that are read already. A run in which something is found is told as its units."""
    judge = Judge(today, lists, payers, _beyond_reason)
    take = judge.take_unit
    for event in events:
        if event.__class__ is Unit:
            part, found = take(event)
            if part.__class__ is DentalClaim:
                yield Proven(event, found, part, claim_facts(part))
            else:
                yield Proven(event, found)
        elif isinstance(event, Run):
            whole = True
            for unit, found in judge.take_run(event):
                whole = False
                yield Proven(unit, found)
            if whole:
                yield Proven(event)
        elif isinstance(event, Closed) and isinstance(event.of, TransactionSet):
            yield Proven(event, judge.end_set(event))
        else:
            yield Proven(event)


def _beyond_reason(part: Any) -> Sequence[Broken]:
    """The amounts of a claim or a part of a remittance that the ledger could not hold."""
    kind = part.__class__
    if kind is DentalClaim:
        return _beyond(("2300/CLM02", part.charge))
    if kind is RemittanceClaim:
        return _beyond(
            ("2100/CLP03", part.charge),
            ("2100/CLP04", part.paid),
            ("2100/CLP05", part.patient_responsibility),
        )
    if kind is Remittance:
        return _beyond(("HEADER/BPR02", part.payment.amount))
    if kind is ProviderAdjustments:
        return _beyond(*(("TRAILER/PLB04", one.amount) for one in part.adjustments))
    return ()


def _beyond(*amounts: tuple[str, Decimal | None]) -> list[Broken]:
    return [
        Broken(_TOO_LONG, path)
        for path, amount in amounts
        if amount is not None and not -_REASONABLE < amount < _REASONABLE and abs(to_cents(amount)) >= LARGEST
    ]
