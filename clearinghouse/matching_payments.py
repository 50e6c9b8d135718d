"""Remittances: every payment is recorded once, every claim in it finds its claim, all in cents."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from msgspec import Struct

from clearinghouse.cents import to_cents
from clearinghouse.house import House
from clearinghouse.lifecycle import CLAIM, advance
from edi.envelope import Closed, Event, TransactionSet, Unit
from store import claims, remittances, sets
from store.accounts import HOUSE
from store.claims import Claim, Paid
from store.files import File
from store.ledger import Ledger
from store.remittances import RemittanceAdjustment, RemittanceClaim
from transactions import remittance as typed
from transactions.bound import UnitReader

DENIED, REVERSED, PREDETERMINED = "4", "22", "25"
_TYPES: dict[str, type[Struct]] = {
    "": typed.Remittance,
    "2000": typed.Batch,
    "2100": typed.RemittanceClaim,
    "TRAILER": typed.ProviderAdjustments,
}


class Payments:
    """Fed with a file's events; ties and records each 835 at its end."""

    def __init__(self, house: House, ledger: Ledger, run: int, file: File, told: Counter[str]) -> None:
        self.house = house
        self.ledger = ledger
        self.run = run
        self.file = file
        self.told = told
        self._reader = UnitReader("835", _TYPES)
        self._refused = {
            one.set_control for one in sets.search(ledger, None, file=file.id) if one.verdict == "R"
        }
        self._start()

    def _start(self) -> None:
        self._heading: typed.Remittance | None = None
        self._claims: list[tuple[typed.RemittanceClaim, Unit]] = []
        self._others: list[typed.ProviderAdjustment] = []
        self._hash = hashlib.sha256()

    def take(self, event: Event) -> None:
        """Take the next event of the file."""
        if isinstance(event, Unit) and event.set.id == "835":
            # The header without its ST: the same payment sent again has other control numbers.
            said = event.text if event.loop.id else event.text.partition(event.set.delimiters.segment)[2]
            self._hash.update(said.encode("latin-1"))
            read = self._reader.read(event)
            if isinstance(read, typed.Remittance):
                self._heading = read
            elif isinstance(read, typed.RemittanceClaim):
                self._claims.append((read, event))
            elif isinstance(read, typed.ProviderAdjustments):
                self._others += read.adjustments
        elif isinstance(event, Closed) and isinstance(event.of, TransactionSet) and event.of.id == "835":
            self._end(event.of)
            self._start()

    def _end(self, of: TransactionSet) -> None:
        heading = self._heading
        if heading is None or of.control_number in self._refused:
            # It broke the guide or does not balance: told in its 999 and findings, and pays nobody.
            self.told["remittances refused"] += 1
            return
        known = claims.find_by_claim_id(self.ledger, None, {claim.claim_id for claim, _ in self._claims})
        rows, tied = [], []
        for ordinal, (claim, unit) in enumerate(self._claims, 1):
            own, reason = self._find(claim, known.get(claim.claim_id, []))
            rows.append(self._row(claim, unit, ordinal, own, reason))
            tied.append((claim, own))
        _, fresh = remittances.record(
            self.ledger,
            self._remittance(heading),
            rows,
            [self._adjustment(one, ordinal) for ordinal, one in enumerate(self._others, 1)],
            actor=self.house.actor,
            run=self.run or None,
        )
        if not fresh:
            self.told["remittances known"] += 1
            return
        self.told["835 matched"] += 1
        self._pay([(claim, own) for claim, own in tied if own])
        self.told["unmatched"] += sum(1 for _, own in tied if own is None)

    def _find(self, claim: typed.RemittanceClaim, found: list[Claim]) -> tuple[Claim | None, str]:
        """The one claim a payer's answer is about, or why there is none."""
        payer = self.house.partners.payers[self.file.partner]
        ids = {known.upper() for known in payer.ids}
        mine = [one for one in found if one.payer.upper() in ids and one.out_set is not None]
        if not mine:
            return None, "no claim with this number was sent to this payer"
        charge = abs(to_cents(claim.charge))
        number = claim.payer_claim_number
        start = claim.service_start or next((line.service_date for line in claim.lines), None)
        for why, narrower in (
            ("payer claim number", [one for one in mine if number and one.payer_claim_number == number]),
            ("charge", [one for one in mine if one.charge_cents == charge]),
            (
                "charge and date",
                [one for one in mine if one.charge_cents == charge and one.service_from == start],
            ),
        ):
            if len(narrower) == 1:
                return narrower[0], why
        if len(mine) == 1:
            return mine[0], "claim number"
        return None, "several claims with this number were sent to this payer"

    def _row(
        self, claim: typed.RemittanceClaim, unit: Unit, ordinal: int, own: Claim | None, reason: str
    ) -> RemittanceClaim:
        groups: Counter[str] = Counter()
        for adjustment in [*claim.adjustments, *(one for line in claim.lines for one in line.adjustments)]:
            groups[adjustment.group] += to_cents(adjustment.amount)
        return RemittanceClaim(
            account=own.account if own else HOUSE,
            ordinal=ordinal,
            claim=own.id if own else None,
            claim_id=claim.claim_id,
            payer_claim_number=claim.payer_claim_number,
            status_code=claim.status,
            charge_cents=to_cents(claim.charge),
            paid_cents=to_cents(claim.paid),
            patient_cents=to_cents(claim.patient_responsibility),
            adjustments=dict(groups),
            offset=unit.offset,
            length=len(unit.text),
            state="matched" if own else "parked",
            reason=reason,
        )

    def _remittance(self, heading: typed.Remittance) -> remittances.Remittance:
        payee = heading.payee
        return remittances.Remittance(
            account=HOUSE,
            file=self.file.id,
            payer=self.file.partner,
            payee_npi=payee.id if payee.id_qualifier == "XX" else "",
            trace_number=heading.trace_number,
            method=heading.payment.method,
            amount_cents=to_cents(heading.payment.amount),
            day=heading.payment.effective_date or self.house.now().date(),
            sha256=self._hash.hexdigest(),
            state="matched",
            received_at=self.house.now(),
        )

    def _adjustment(self, one: typed.ProviderAdjustment, ordinal: int) -> RemittanceAdjustment:
        return RemittanceAdjustment(
            account=HOUSE,
            ordinal=ordinal,
            provider=one.provider,
            fiscal_day=one.fiscal_year_end,
            code=one.reason,
            reference=one.reference or "",
            amount_cents=to_cents(one.amount),
        )

    def _pay(self, tied: list[tuple[typed.RemittanceClaim, Claim]]) -> None:
        """Write the answers on the claims. Several answers to one claim (a reversal) add up."""
        sums: dict[int, dict[str, Any]] = {}
        states: dict[int, str] = {}
        for answer, own in tied:
            total = sums.setdefault(
                own.id,
                {
                    "paid": own.paid_cents or 0,
                    "patient": own.patient_cents or 0,
                    "adjusted": own.adjusted_cents or 0,
                    "number": own.payer_claim_number,
                },
            )
            if answer.status != PREDETERMINED:
                total["paid"] += to_cents(answer.paid)
                total["patient"] += to_cents(answer.patient_responsibility)
                total["adjusted"] += sum(
                    to_cents(one.amount)
                    for one in [*answer.adjustments, *(a for line in answer.lines for a in line.adjustments)]
                )
            total["number"] = answer.payer_claim_number or total["number"]
            states[own.id] = self._advance(own, states.get(own.id, own.state), answer.status)
        now = self.house.now()
        claims.record_payments(
            self.ledger,
            [
                Paid(key, total["number"], total["paid"], total["patient"], total["adjusted"], now)
                for key, total in sums.items()
            ],
        )

    def _advance(self, own: Claim, state: str, status: str) -> str:
        event = {DENIED: "denied", REVERSED: "reversed", PREDETERMINED: "predetermined"}.get(status, "paid")
        after = CLAIM.get((state, event))
        if after is None:
            self.told["answers out of turn"] += 1
            return state
        advance(self.house, self.ledger, self.run, "claims", [own.id], state, event)
        self.told[f"claims {event}"] += 1
        return after
