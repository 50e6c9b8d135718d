"""The judge: every business edit over the events of a file, whatever sets it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from edi import rulebook
from edi.envelope import Closed, Event, Run, TransactionSet, Unit
from edi.findings import Finding
from edi.report import AnswerReader
from mappings.guides import ACKNOWLEDGMENT, CLAIM_ACKNOWLEDGMENT, DENTAL_CLAIM, REMITTANCE
from transactions.bound_runs import RunUnits
from transactions.claim_acknowledgment import PatientLevel, ProviderLevel, ReceiverLevel
from transactions.reading import acknowledgment_reader, claim_reader, remittance_reader
from transactions.remittance import ProviderAdjustments, Remittance, RemittanceClaim
from transactions.rules.acknowledgments import AcknowledgmentCheck
from transactions.rules.broken import Broken, findings_of, not_told
from transactions.rules.claims import ClaimCheck
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
WrongUnit = tuple[int, Sequence[Finding], Sequence[Broken], Sequence[Broken]]
"""Of a run which unit is wrong: what it made known of those before it, what its rules find, what is found
besides."""
PartCheck = Callable[[Any], Sequence[Broken]]
"""What an asker finds wrong with a part besides: rules of syntax."""
_NONE: tuple[Finding, ...] = ()
_NOTHING: Judged = (None, _NONE)
_RIGHT: tuple[Sequence[Finding], Sequence[Broken], Sequence[Broken]] = (_NONE, (), ())


class Judge:
    """Fed with the events of `edi.stream.read`, tells what the business rules find in each.

    Dental claims, remittances, claim and set acknowledgments are judged as objects, the other sets by their
    segments; what the guide check found stands in the events themselves, and is not told again. Holds one
    set's sums, never its claims. `today` is the day of the reader's clock; `payers` is what overrides
    make of the rules; `also` is asked of every part that is read as an object.
    """

    def __init__(
        self, today: date, lists: Lists = OURS, payers: PayerRules = NO_PAYERS, also: PartCheck | None = None
    ) -> None:
        self._payers = payers
        self._also = also
        self.today = today
        self.lists = lists
        self._edits = edits_on(today)
        self._claims = claim_reader()
        self._claim = ClaimCheck(today, lists, self._edits)
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
        self._runs = {
            DENTAL_CLAIM.name: self._take_claims,
            REMITTANCE.name: self._take_remittances,
        }
        self._last: Unit | None = None
        self._ends = {
            REMITTANCE.name: self._end_remittance,
            CLAIM_ACKNOWLEDGMENT.name: self._end_batch,
            ACKNOWLEDGMENT.name: self._end_answers,
        }

    def take(self, event: Event) -> Sequence[Finding]:
        """The findings of the next event."""
        if isinstance(event, Unit):
            return self.take_unit(event)[1]
        if isinstance(event, Run):
            return [finding for _, found in self.take_run(event) for finding in found]
        if isinstance(event, Closed) and isinstance(event.of, TransactionSet):
            return self.end_set(event)
        return _NONE

    def take_unit(self, unit: Unit) -> Judged:
        """The next unit, for who needs its object too: a claim, a part of a remittance, a level."""
        self._last = unit
        guide = unit.set.guide
        take = self._takes.get(guide.name) if guide else None
        part, found = take(unit) if take else _NOTHING
        beyond = self._also(part) if self._also and part is not None else ()
        return part, self._told(unit, found, beyond)

    def take_run(self, run: Run) -> Iterator[tuple[Unit, Sequence[Finding]]]:
        """The units of the next run, each with its findings. Of a run in which nothing is found there may be
        none: the units are made where their places are asked for."""
        guide = run.set.guide
        units = RunUnits(run, self._last)
        take = self._runs.get(guide.name) if guide and not self._payers.ask(guide) else None
        if take is None:
            for unit in units.unfolded:
                yield unit, self.take_unit(unit)[1]
            return
        wrong = {index: (found, broken, beyond) for index, found, broken, beyond in take(units)}
        if not wrong and not self._units.concern(units):
            return
        for index, unit in enumerate(units.unfolded):
            found, broken, beyond = wrong.pop(index, _RIGHT)
            if broken:
                found = [*found, *findings_of(broken, unit, self._edits.rules)]
            yield unit, self._told(unit, found, beyond)

    def _told(self, unit: Unit, found: Sequence[Finding], beyond: Sequence[Broken]) -> Sequence[Finding]:
        """What is wrong with a unit, as it is told: `found` by its object, `beyond` by who asks besides."""
        more = self._units.take(unit)
        if more:
            found = [*found, *more]
        found = self._payers.judged(unit, found)
        if found:
            found = not_told(found, unit)
        if beyond:
            told = {finding.rule.id for finding in unit.findings}
            beyond = [broken for broken in beyond if broken.rule not in told]
            found = [*found, *findings_of(beyond, unit, rulebook.RULES)]
        return found

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
        return claim, self._claim.findings(claim, unit)

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

    def _take_claims(self, units: RunUnits) -> Iterator[WrongUnit]:
        faults, also = self._claim.faults, self._also
        for index, claim in self._claims.read_units(units):
            broken, beyond = faults(claim), also(claim) if also else ()
            if broken or beyond:
                yield index, _NONE, broken, beyond

    def _take_remittances(self, units: RunUnits) -> Iterator[WrongUnit]:
        payment, also = self._payment, self._also
        for index, part in self._remittances.read_units(units):
            found: Sequence[Finding] = _NONE
            broken: Sequence[Broken] = ()
            if payment is not None and isinstance(part, RemittanceClaim):
                if part.batch is not payment.batch:
                    found = payment.start_batch(part.batch, units[index].above if part.batch.totals else None)
                broken = payment.claim_faults(part)
            elif payment is not None and isinstance(part, ProviderAdjustments):
                payment.adjustments(part)
            beyond = also(part) if also else ()
            if found or broken or beyond:
                yield index, found, broken, beyond

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
