"""The judge: every business edit over the events of a file, whatever sets it holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from edi.envelope import Closed, Event, TransactionSet, Unit
from edi.findings import Finding
from edi.report import AnswerReader
from mappings.guides import ACKNOWLEDGMENT, CLAIM_ACKNOWLEDGMENT, DENTAL_CLAIM, REMITTANCE
from transactions.claim_acknowledgment import PatientLevel, ProviderLevel, ReceiverLevel
from transactions.reading import acknowledgment_reader, claim_reader, remittance_reader
from transactions.remittance import ProviderAdjustments, Remittance, RemittanceClaim
from transactions.rules.acknowledgments import AcknowledgmentCheck
from transactions.rules.broken import not_told
from transactions.rules.claims import check_claim
from transactions.rules.edits import Edits, edits_on
from transactions.rules.lists import OURS, Lists
from transactions.rules.payer_rules import NO_PAYERS, PayerRules
from transactions.rules.remittances import RemittanceCheck
from transactions.rules.set_acknowledgments import SetAcknowledgmentCheck
from transactions.rules.unit_edits import UnitEdits

CLAIM = "2300"
"""The unit a dental claim is."""
Judged = tuple[Any, Sequence[Finding]]
"""What a unit was read as (None where nothing is judged in it), and what is wrong with it."""
_NONE: tuple[Finding, ...] = ()
_NOTHING: Judged = (None, _NONE)


class Judge:
    """Fed with the events of `edi.stream.read`, tells what the business rules find in each.

    Dental claims, remittances, claim and set acknowledgments are judged as objects, the other sets by their
    segments; what the guide check found stands in the events themselves, and is not told again. Holds one
    set's sums, never its claims. `today` is the day of the reader's clock; `payers` is what overrides
    make of the rules.
    """

    def __init__(self, today: date, lists: Lists = OURS, payers: PayerRules = NO_PAYERS) -> None:
        self._payers = payers
        self.today = today
        self.lists = lists
        self._edits = edits_on(today)
        self._claims = claim_reader()
        self._remittances = remittance_reader()
        self._acknowledgments = acknowledgment_reader()
        self._payment: RemittanceCheck | None = None
        self._batch = AcknowledgmentCheck(self._edits, lists)
        self._answers = _SetAnswers(self._edits)
        self._units = UnitEdits(self._edits, today, lists)
        self._takes = {
            DENTAL_CLAIM.name: self._take_claim,
            REMITTANCE.name: self._take_remittance,
            CLAIM_ACKNOWLEDGMENT.name: self._take_level,
            ACKNOWLEDGMENT.name: self._take_answer,
        }
        self._ends = {
            REMITTANCE.name: self._end_remittance,
            CLAIM_ACKNOWLEDGMENT.name: self._end_batch,
            ACKNOWLEDGMENT.name: self._end_answers,
        }

    def take(self, event: Event) -> Sequence[Finding]:
        """The findings of the next event."""
        if isinstance(event, Unit):
            return self.take_unit(event)[1]
        if isinstance(event, Closed) and isinstance(event.of, TransactionSet):
            return self.end_set(event)
        return _NONE

    def take_unit(self, unit: Unit) -> Judged:
        """The next unit, for who needs its object too: a claim, a part of a remittance, a level."""
        guide = unit.set.guide
        take = self._takes.get(guide.name) if guide else None
        part, found = take(unit) if take else _NOTHING
        more = self._units.take(unit)
        if more:
            found = [*found, *more]
        found = self._payers.judged(unit, found)
        return part, not_told(found, unit) if found else found

    def end_set(self, closed: Closed) -> Sequence[Finding]:
        """The findings of a set as a whole, at its end."""
        assert isinstance(closed.of, TransactionSet)
        guide = closed.of.guide
        end = self._ends.get(guide.name) if guide else None
        found = self._units.end()
        return self._payers.weighed(closed.of, [*end(closed), *found] if end else found)

    def _take_claim(self, unit: Unit) -> Judged:
        claim = self._claims.read(unit)
        if claim is None:
            return _NOTHING
        return claim, check_claim(claim, unit, self.today, self.lists, self._edits)

    def _take_remittance(self, unit: Unit) -> Judged:
        part = self._remittances.read(unit)
        if isinstance(part, Remittance):
            self._payment = RemittanceCheck(part, unit, self._edits, self.lists)
            return part, self._payment.heading()
        if self._payment is not None:
            if isinstance(part, RemittanceClaim):
                return part, self._payment.claim(part, unit)
            if isinstance(part, ProviderAdjustments):
                self._payment.adjustments(part)
        return part, _NONE

    def _end_remittance(self, closed: Closed) -> Sequence[Finding]:
        payment, self._payment = self._payment, None
        return payment.end() if payment else _NONE

    def _take_level(self, unit: Unit) -> Judged:
        level = self._acknowledgments.read(unit)
        if isinstance(level, ReceiverLevel):
            return level, self._batch.receiver(level, unit)
        if isinstance(level, ProviderLevel):
            return level, self._batch.provider(level, unit)
        return level, self._batch.patient(level, unit) if isinstance(level, PatientLevel) else _NONE

    def _end_batch(self, closed: Closed) -> Sequence[Finding]:
        return self._batch.end()

    def _take_answer(self, unit: Unit) -> Judged:
        return None, self._answers.take(unit)

    def _end_answers(self, closed: Closed) -> Sequence[Finding]:
        answers, self._answers = self._answers, _SetAnswers(self._edits)
        return answers.end(closed)


class _SetAnswers:
    """One 999: its answers as they are completed, each with the unit that completes it."""

    def __init__(self, edits: Edits) -> None:
        self._reader = AnswerReader()
        self._check = SetAcknowledgmentCheck(edits)
        self._last: Unit | None = None

    def take(self, unit: Unit) -> Sequence[Finding]:
        self._last = unit
        return self._found(unit, unit)

    def end(self, closed: Closed) -> Sequence[Finding]:
        return self._found(closed, self._last) if self._last else _NONE

    def _found(self, event: Unit | Closed, unit: Unit) -> Sequence[Finding]:
        found: list[Finding] = []
        for answer in self._reader.take(event):
            found += self._check.take(answer, unit)
        return found
