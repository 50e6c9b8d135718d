"""Remittances: every payment is recorded once, every claim in it finds its claim, all in cents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from clearinghouse.answering import Ties
from clearinghouse.cents import to_cents
from clearinghouse.lifecycle import CLAIM
from clearinghouse.partners import Payer
from clearinghouse.payment_claims import NOT_SENT, Asked, find_claim, voids_of
from clearinghouse.remittance_survey import Surveyed, decision
from edi.envelope import Closed, TransactionSet, Unit
from store import claims, remittances, states
from store.accounts import HOUSE
from store.claims import Claim, Paid
from store.remittances import Match, Remittance, RemittanceAdjustment, RemittanceClaim
from transactions import remittance as typed
from transactions.adjustments import Adjustment
from transactions.bound import UnitReader

DENIED, REVERSED, PREDETERMINED = "4", "22", "25"
PATIENT = "PR"
"""CAS01 of what the patient owes. CLP05 is not asked: reversals leave it out and take it back too."""
BATCH = 500
"""Claims of a payment that are tied at a time."""


class Payments:
    """Fed with a file's events; records each 835 as it starts and ties its claims as they come."""

    def __init__(self, ties: Ties, payer: Payer, surveyed: Mapping[int, Surveyed]) -> None:
        self._ties = ties
        self._payer = payer
        self._surveyed = surveyed
        self._reader = UnitReader("835", {"2000": typed.Batch, "2100": typed.RemittanceClaim})
        self._set: TransactionSet | None = None
        self._remittance: Remittance | None = None
        self._payee = ""
        self._waiting: list[tuple[typed.RemittanceClaim, Unit]] = []
        self._parked: dict[int, int] | None = None
        self._ordinal = 0

    def take(self, event: Unit | Closed) -> None:
        """Take the next event of a set that nothing is wrong with."""
        if isinstance(event, Unit) and event.set.id == "835":
            if event.set is not self._set:
                self._set = event.set
                self._start(event.set)
            if self._remittance is not None:
                read = self._reader.read(event)
                if isinstance(read, typed.RemittanceClaim):
                    self._waiting.append((read, event))
                    if len(self._waiting) >= BATCH:
                        self._tie(self._remittance)
        elif isinstance(event, Closed) and event.of is self._set:
            if self._remittance is not None:
                self._tie(self._remittance)
            self._set = self._remittance = None

    # The payment.

    def _start(self, of: TransactionSet) -> None:
        ties, surveyed = self._ties, self._surveyed.get(of.offset)
        self._remittance, self._ordinal = None, 0
        if surveyed is None or surveyed.heading is None:
            ties.park("remittance without a heading that can be read")
            return
        payment = self._payment(surveyed.heading, surveyed.sha256)
        if self._came_before(payment, surveyed.decided):
            return
        others = [_adjustment(one, ordinal) for ordinal, one in enumerate(surveyed.others, 1)]
        recorded, fresh = remittances.record(
            ties.ledger, payment, (), others, actor=ties.house.actor, run=ties.run or None
        )
        self._parked = None
        if not fresh and ties.again and recorded.file == ties.file.id:
            parked = remittances.search_claims(ties.ledger, None, remittance=recorded.id, state="parked")
            self._parked = {one.ordinal: one.id for one in parked if one.reason == NOT_SENT}
            self._park_again(parked)
            self._remittance, self._payee = recorded, payment.payee_npi
            return
        if not fresh:
            ties.told["remittances known"] += 1
            ties.remark(f"the payment of file {recorded.file}")
            return
        ties.told["835 matched"] += 1
        self._remittance, self._payee = recorded, payment.payee_npi

    def _park_again(self, parked: list[RemittanceClaim]) -> None:
        """What a person must look at keeps the file parked, whatever else finds its claim."""
        for one in parked:
            if one.reason != NOT_SENT:
                self._ties.park(one.reason)

    def _payment(self, heading: typed.Remittance, sha256: str) -> Remittance:
        payee, now = heading.payee, self._ties.now
        return Remittance(
            account=HOUSE,
            file=self._ties.file.id,
            payer=self._ties.file.partner,
            payee_npi=payee.id if payee.id_qualifier == "XX" else "",
            trace_number=heading.trace_number,
            method=heading.payment.method,
            amount_cents=to_cents(heading.payment.amount),
            day=heading.payment.effective_date or self._ties.file.received_at.date(),
            sha256=sha256,
            state="matched",
            received_at=now,
        )

    def _came_before(self, payment: Remittance, decided: int) -> bool:
        """Whether the same money came before in other words, on whatever day: a trace is given once.

        Where it was for the same claims it is known; where it was for others a person must look at it.
        """
        ties = self._ties
        window = self._payer.duplicates.window_days
        for one in remittances.search(
            ties.ledger, None, payer=payment.payer, trace_number=payment.trace_number
        ):
            days = abs((one.day - payment.day).days)
            if one.amount_cents != payment.amount_cents or one.sha256 == payment.sha256 or days > window:
                continue
            earlier = f"file {one.file}, received {one.received_at.date().isoformat()}"
            if (payment.amount_cents or not days) and self._decided(one) == decided:
                ties.told["remittances known"] += 1
                ties.remark(f"the payment of {earlier}, in other words")
                return True
            if payment.amount_cents:
                ties.park(f"remittance with the trace and amount of one that said something else: {earlier}")
                return True
        return False

    def _decided(self, known: Remittance) -> int:
        rows = remittances.search_claims(self._ties.ledger, None, remittance=known.id)
        return sum(
            decision(one.claim_id, one.status_code, one.charge_cents, one.paid_cents) for one in rows
        )

    # Its claims.

    def _is_theirs(self, claim: Claim) -> bool:
        directory = self._ties.house.directory
        return directory.payer_of(claim.payer, claim.account) == self._ties.file.partner

    def _tie(self, remittance: Remittance) -> None:
        ties = self._ties
        waiting, self._waiting = self._waiting, []
        known = claims.find_by_claim_id(
            ties.ledger, None, {claim.claim_id for claim, _ in waiting}, capitals=ties.in_capitals
        )
        rows = []
        paying = _Paying(ties)
        for answer, unit in waiting:
            self._ordinal += 1
            if self._parked is not None and self._ordinal not in self._parked:
                continue
            # A claim that this portion has answered before is not what the store says any more.
            found = [paying.current(one) for one in known.get(self._asked_id(answer), [])]
            own, reason = find_claim(Asked.of(answer, self._payee), found, self._is_theirs)
            if own is None:
                ties.park(reason, curable=reason == NOT_SENT)
            elif not paying.pay(answer, own):
                reason += "; out of turn"
            if self._parked is not None:
                if own is not None:
                    self._settle(self._parked[self._ordinal], own, reason)
                continue
            rows.append(_row(answer, unit, self._ordinal, own, reason))
        paying.carry_out_voids(known)
        remittances.record_claims(
            ties.ledger, remittance, rows, actor=ties.house.actor, run=ties.run or None
        )
        paying.finish()

    def _settle(self, key: int, own: Claim, reason: str) -> None:
        """An answer that was parked when its payment was recorded has found its claim now."""
        ties = self._ties
        remittances.match(ties.ledger, [Match(key, own.id, own.account, reason)])
        states.move(
            ties.ledger, "remittance_claims", [key], "parked", "matched", "matched later",
            at=ties.now, actor=ties.house.actor, run=ties.run or None,
        )
        ties.told["835 matched later"] += 1

    def _asked_id(self, answer: typed.RemittanceClaim) -> str:
        return answer.claim_id.upper() if self._ties.in_capitals else answer.claim_id


class _Paying:
    """The answers of one portion on their claims; several answers to one claim (a reversal) add up."""

    def __init__(self, ties: Ties) -> None:
        self._ties = ties
        self._claims: dict[int, Claim] = {}

    def current(self, claim: Claim) -> Claim:
        """A claim as it stands behind the answers so far."""
        return self._claims.get(claim.id, claim)

    def pay(self, answer: typed.RemittanceClaim, own: Claim) -> bool:
        """Take an answer to a claim; whether it came in its turn (its money counts in any case)."""
        ties = self._ties
        if own.out_file is not None and own.id not in self._claims:
            before = own.state
            ties.answered(own.out_file)
            own = replace(own, state="sent" if before == "routed" else before)
        money, groups = answer.status != PREDETERMINED, _by_group(answer)
        event = {DENIED: "denied", REVERSED: "reversed", PREDETERMINED: "predetermined"}.get(
            answer.status, "paid"
        )
        after = CLAIM.get((own.state, event))
        if after is None:
            ties.told["answers out of turn"] += 1
        elif after != own.state:
            ties.advance_claims([own.id], own.state, event)
        self._claims[own.id] = replace(
            own,
            state=after or own.state,
            payer_claim_number=answer.payer_claim_number or own.payer_claim_number,
            paid_cents=(own.paid_cents or 0) + to_cents(answer.paid) * money,
            patient_cents=(own.patient_cents or 0) + groups[PATIENT] * money,
            adjusted_cents=(own.adjusted_cents or 0) + sum(groups.values()) * money,
        )
        return after is not None

    def carry_out_voids(self, known: Mapping[str, Sequence[Claim]]) -> None:
        """End the voids of claims that the payer took back, and for which it decided nothing anew."""
        for one in self._claims.values():
            found = known.get(one.claim_id.upper() if self._ties.in_capitals else one.claim_id, [])
            for own in voids_of(one, found):
                if own.out_file is not None:
                    self._ties.answered(own.out_file)
                self._ties.advance_claims([own.id], own.state, "carried out")

    def finish(self) -> None:
        """Write what the answers came to."""
        claims.record_payments(
            self._ties.ledger,
            [
                Paid(
                    one.id,
                    one.payer_claim_number,
                    one.paid_cents or 0,
                    one.patient_cents or 0,
                    one.adjusted_cents or 0,
                    self._ties.now,
                )
                for one in self._claims.values()
            ],
        )


def _all_adjustments(answer: typed.RemittanceClaim) -> Iterable[Adjustment]:
    yield from answer.adjustments
    for line in answer.lines:
        yield from line.adjustments


def _by_group(answer: typed.RemittanceClaim) -> Counter[str]:
    """Adjustments in cents by group (CO, PR, OA, PI)."""
    groups: Counter[str] = Counter()
    for adjustment in _all_adjustments(answer):
        groups[adjustment.group] += to_cents(adjustment.amount)
    return groups


def _row(
    answer: typed.RemittanceClaim, unit: Unit, ordinal: int, own: Claim | None, reason: str
) -> RemittanceClaim:
    groups = _by_group(answer)
    return RemittanceClaim(
        account=own.account if own else HOUSE,
        ordinal=ordinal,
        claim=own.id if own else None,
        claim_id=answer.claim_id,
        payer_claim_number=answer.payer_claim_number,
        status_code=answer.status,
        charge_cents=to_cents(answer.charge),
        paid_cents=to_cents(answer.paid),
        patient_cents=groups[PATIENT],
        adjustments=dict(groups),
        offset=unit.offset,
        length=unit.end - unit.offset,
        state="matched" if own else "parked",
        reason=reason,
    )


def _adjustment(one: typed.ProviderAdjustment, ordinal: int) -> RemittanceAdjustment:
    return RemittanceAdjustment(
        account=HOUSE,
        ordinal=ordinal,
        provider=one.provider,
        fiscal_day=one.fiscal_year_end,
        code=one.reason,
        reference=one.reference or "",
        amount_cents=to_cents(one.amount),
    )
