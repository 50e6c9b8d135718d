"""The business edits of a remittance, as a stream: heading, claim after claim, the sums at its end."""

from __future__ import annotations

from decimal import Decimal

from edi.envelope import Unit
from edi.findings import Finding
from transactions.remittance import Batch, ProviderAdjustments, Remittance, RemittanceClaim
from transactions.rules.broken import Broken, findings_of
from transactions.rules.edits import Edits
from transactions.rules.lists import OURS, Lists
from transactions.rules.remittance_balance import NOTHING, balance_claim, check_amount, check_signs
from transactions.rules.remittance_codes import (
    check_address,
    check_claim_codes,
    check_days,
    check_payee,
    check_payment,
)
from transactions.rules.remittance_situations import check_banks, check_decision, check_lines


class RemittanceCheck:
    """The edits of one payment (one 835 set): make one, then hand it everything in the order of the set.

    What a set with faults of syntax did not tell readably is not judged: a heading, claim or adjustment
    with `unread` places yields no findings, and the payment as a whole is not balanced then.
    """

    def __init__(self, remittance: Remittance, unit: Unit, edits: Edits, lists: Lists = OURS) -> None:
        """`unit` is the set's heading, `edits` are those looked for."""
        self.lists = lists
        self._rules = edits.rules
        self._remittance = remittance
        self._unit = unit
        payment = remittance.payment
        self._paid_on = payment.effective_date
        days = [day for day in (payment.effective_date, remittance.produced) if day]
        self._made_on = max(days, default=None)
        self._paid = NOTHING
        self._settled = NOTHING
        self._whole = not remittance.unread
        self.batch: Batch | None = None
        self._batch_unit: Unit | None = None
        self._claims = 0
        self._charge = NOTHING

    def heading(self) -> list[Finding]:
        """The findings of payment, payer and payee."""
        remittance = self._remittance
        broken: list[Broken] = []
        if not remittance.unread:
            check_amount(remittance.payment, broken)
            check_banks(remittance, broken)
            check_payment(remittance, broken)
            check_payee(remittance.payee, broken)
            check_address(remittance.payer.address, "1000A", broken)
            check_address(remittance.payee.address, "1000B", broken)
        return findings_of(broken, self._unit, self._rules) if broken else []

    def claim(self, claim: RemittanceClaim, unit: Unit) -> list[Finding]:
        """The findings of one claim (unit 2100), and of the header number it ends if it starts another."""
        found = self.start_batch(claim.batch, unit.above) if claim.batch is not self.batch else []
        broken = self.claim_faults(claim)
        return found + findings_of(broken, unit, self._rules) if broken else found

    def start_batch(self, batch: Batch, unit: Unit | None) -> list[Finding]:
        """The findings of the header number before another one starts.

        Of one that tells no totals the unit need not be given: it is never found wrong.
        """
        found = self._end_batch()
        self.batch, self._batch_unit = batch, unit
        return found

    def claim_faults(self, claim: RemittanceClaim) -> list[Broken]:
        """What is wrong with a claim of the header number at hand, without the places."""
        self._paid += claim.paid
        self._claims += 1
        self._charge += claim.charge
        broken: list[Broken] = []
        if claim.unread:
            self._whole = False
            return broken
        balance_claim(claim, broken)
        check_signs(claim, broken)
        check_decision(claim, broken)
        check_lines(claim, broken)
        check_claim_codes(claim, self._paid_on, self.lists, broken)
        check_days(claim, self._made_on, broken)
        return broken

    def adjustments(self, told: ProviderAdjustments) -> None:
        """Take in what was settled outside the claims (unit TRAILER)."""
        if told.unread:
            self._whole = False
        for adjustment in told.adjustments:
            self._settled += adjustment.amount

    def end(self) -> list[Finding]:
        """The findings of the last header number and of the payment as a whole (B204)."""
        found = self._end_batch()
        if self._whole and self._remittance.payment.amount != self.expected:
            found += findings_of([Broken("B204", "HEADER/BPR02")], self._unit, self._rules)
        return found

    @property
    def expected(self) -> Decimal:
        """What the payment must be by what was handed in: claims paid, less what was settled (dollars)."""
        return self._paid - self._settled

    def _end_batch(self) -> list[Finding]:
        broken: list[Broken] = []
        totals = self.batch.totals if self.batch else None
        if totals and self._whole:
            if totals.claims != self._claims:
                broken.append(Broken("B212", "2000/TS304"))
            if totals.charge != self._charge:
                broken.append(Broken("B213", "2000/TS305"))
        self._claims, self._charge = 0, NOTHING
        unit = self._batch_unit
        return findings_of(broken, unit, self._rules) if broken and unit else []
