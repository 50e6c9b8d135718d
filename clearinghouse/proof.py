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
from edi.envelope import Closed, Event, TransactionSet, Unit
from edi.findings import Finding
from edi.rulebook import RULES
from edi.stream import Tables, read
from transactions.dental_claim import DentalClaim
from transactions.remittance import ProviderAdjustments, Remittance, RemittanceClaim
from transactions.rules.broken import Broken, findings_of
from transactions.rules.judge import Judge
from transactions.rules.lists import OURS, Lists
from transactions.rules.payer_rules import NO_PAYERS, PayerRules

_NONE: tuple[Finding, ...] = ()
_TOO_LONG = "E105"


@dataclass(slots=True, eq=False)
class Proven:
    """An event, what the business rules found in it, and the claim it holds if it is one, with its facts.

    What the guide check found stands in the event itself. The fingerprint is told where a house looks for it.
    """

    event: Event
    findings: Sequence[Finding] = _NONE
    claim: DentalClaim | None = None
    facts: ClaimFacts | None = None
    fingerprint: bytes | None = None


def prove(
    stream: BinaryIO, tables: Tables, today: date, lists: Lists = OURS, payers: PayerRules = NO_PAYERS
) -> Iterator[Proven]:
    """Read a file and check it by guide and business rules. Raises NotX12 where it is no X12 at all.

    The business rules are those in force today; `lists` are the external ones they look values up in;
    `payers` is what overrides make of the rules.
    """
    return prove_events(read(stream, tables), today, lists, payers)


def prove_events(
    events: Iterable[Event], today: date, lists: Lists = OURS, payers: PayerRules = NO_PAYERS
) -> Iterator[Proven]:
    """The same for events that are read already."""
    judge = Judge(today, lists, payers)
    take = judge.take_unit
    for event in events:
        if event.__class__ is Unit:
            part, found = take(event)
            facts = None
            if part.__class__ is DentalClaim:
                facts = claim_facts(part)
                beyond = [Broken(_TOO_LONG, "2300/CLM02")] if facts.charge_cents >= LARGEST else None
            else:
                beyond = _beyond_reason(part) if part is not None else None
            if beyond and not any(finding.rule.id == _TOO_LONG for finding in event.findings):
                found = [*found, *findings_of(beyond, event, RULES)]
            yield Proven(event, found, part if facts else None, facts)
        elif isinstance(event, Closed) and isinstance(event.of, TransactionSet):
            yield Proven(event, judge.end_set(event))
        else:
            yield Proven(event)


def _beyond_reason(part: Any) -> list[Broken]:
    """The amounts of a part of a remittance that the ledger could not hold."""
    amounts: Iterable[tuple[str, Decimal | None]] = ()
    if part.__class__ is RemittanceClaim:
        amounts = (
            ("2100/CLP03", part.charge),
            ("2100/CLP04", part.paid),
            ("2100/CLP05", part.patient_responsibility),
        )
    elif part.__class__ is Remittance:
        amounts = (("HEADER/BPR02", part.payment.amount),)
    elif part.__class__ is ProviderAdjustments:
        amounts = [("TRAILER/PLB04", one.amount) for one in part.adjustments]
    return [Broken(_TOO_LONG, path) for path, amount in amounts if abs(to_cents(amount)) >= LARGEST]
