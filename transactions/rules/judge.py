"""The judge: every business edit over the events of a file, whatever sets it holds."""

from __future__ import annotations

from datetime import date

from edi.envelope import Closed, Event, TransactionSet, Unit
from edi.findings import Finding
from edi.report import AnswerReader
from transactions.claim_acknowledgment import PatientLevel, ProviderLevel, ReceiverLevel
from transactions.reading import acknowledgment_reader, claim_reader, remittance_reader
from transactions.remittance import ProviderAdjustments, Remittance, RemittanceClaim
from transactions.rules.acknowledgments import AcknowledgmentCheck
from transactions.rules.claims import check_claim
from transactions.rules.edits import edits_on
from transactions.rules.lists import OURS, Lists
from transactions.rules.remittances import RemittanceCheck
from transactions.rules.set_acknowledgments import SetAcknowledgmentCheck

CLAIM = "2300"
"""The unit a dental claim is."""


class Judge:
    """Fed with the events of `edi.stream.read`, tells what the business rules find in each.

    Dental claims, remittances, claim and set acknowledgments are judged; what the guide check found
    stands in the events themselves. Holds one set's sums, never its claims.
    """

    def __init__(self, today: date, lists: Lists = OURS) -> None:
        self.today = today
        self.lists = lists
        self._edits = edits_on(today)
        self._claims = claim_reader()
        self._remittances = remittance_reader()
        self._acknowledgments = acknowledgment_reader()
        self._answers = AnswerReader()
        self._set_check = SetAcknowledgmentCheck(self._edits)
        self._payment: RemittanceCheck | None = None
        self._batch = AcknowledgmentCheck(self._edits, lists)
        self._last: Unit | None = None

    def take(self, event: Event) -> list[Finding]:
        """The findings of the next event."""
        if isinstance(event, Unit):
            kind = event.set.id
            if kind == "837":
                claim = self._claims.read(event) if event.loop.id == CLAIM else None
                if claim is None:
                    return []
                return check_claim(claim, event, self.today, self.lists, self._edits)
            if kind == "835":
                return self._take_remittance(event)
            if kind == "277":
                return self._take_acknowledgment(event)
            return self._take_answer(event, event) if kind == "999" else []
        if isinstance(event, Closed) and isinstance(event.of, TransactionSet):
            return self._end_set(event)
        return []

    def _take_remittance(self, unit: Unit) -> list[Finding]:
        part = self._remittances.read(unit)
        if isinstance(part, Remittance):
            self._payment = RemittanceCheck(part, unit, self._edits, self.lists)
            return self._payment.heading()
        if self._payment is not None:
            if isinstance(part, RemittanceClaim):
                return self._payment.claim(part, unit)
            if isinstance(part, ProviderAdjustments):
                self._payment.adjustments(part)
        return []

    def _take_acknowledgment(self, unit: Unit) -> list[Finding]:
        level = self._acknowledgments.read(unit)
        if isinstance(level, ReceiverLevel):
            return self._batch.receiver(level, unit)
        if isinstance(level, ProviderLevel):
            return self._batch.provider(level, unit)
        return self._batch.patient(level, unit) if isinstance(level, PatientLevel) else []

    def _take_answer(self, event: Event, unit: Unit) -> list[Finding]:
        self._last = unit
        found: list[Finding] = []
        for answer in self._answers.take(event):
            found += self._set_check.take(answer, unit)
        return found

    def _end_set(self, closed: Closed) -> list[Finding]:
        assert isinstance(closed.of, TransactionSet)
        kind = closed.of.id
        if kind == "835" and self._payment is not None:
            payment, self._payment = self._payment, None
            return payment.end()
        if kind == "277":
            return self._batch.end()
        if kind == "999" and self._last is not None:
            return self._take_answer(closed, self._last)
        return []
