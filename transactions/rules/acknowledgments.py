"""The business edits of a claim acknowledgment (277CA), as a stream: levels in the order of the set."""

from __future__ import annotations

from decimal import Decimal

from edi.envelope import Unit
from edi.findings import Finding
from transactions.claim_acknowledgment import PatientLevel, ProviderLevel, ReceiverLevel, Verdict
from transactions.rules.broken import Broken, findings_of
from transactions.rules.edits import Edits
from transactions.rules.forms import is_npi
from transactions.rules.lists import OURS, Lists
from transactions.statuses import Status

NOTHING = Decimal(0)
REFUSING = frozenset(("A3", "A4", "A6", "A7", "A8"))
TAKING = frozenset(("A0", "A1", "A2", "A5"))


class _Tally:
    """Claims and charges below a level, taken (False) and refused (True)."""

    def __init__(self, level: ReceiverLevel | ProviderLevel, unit: Unit) -> None:
        self.level = level
        self.unit = unit
        self.claims = {False: 0, True: 0}
        self.charges = {False: NOTHING, True: NOTHING}

    def add(self, refused: bool, charge: Decimal) -> None:
        self.claims[refused] += 1
        self.charges[refused] += charge

    def differences(self) -> list[Broken]:
        """Counts and sums that are told and not right (B301 to B304); nothing where no claim is listed."""
        level = self.level
        if not any(self.claims.values()):
            return []
        receiver = isinstance(level, ReceiverLevel)
        loop, taken, refused = ("2200B", "90", "AA") if receiver else ("2200C", "QA", "QC")
        told = (
            ("B301", f"{loop}/QTY[{taken}]02", level.claims_accepted, self.claims[False]),
            ("B302", f"{loop}/QTY[{refused}]02", level.claims_rejected, self.claims[True]),
            ("B303", f"{loop}/AMT[YU]02", level.charge_accepted, self.charges[False]),
            ("B304", f"{loop}/AMT[YY]02", level.charge_rejected, self.charges[True]),
        )
        return [Broken(rule, path) for rule, path, said, is_ in told if said is not None and said != is_]


class AcknowledgmentCheck:
    """The edits of one 277CA set: make one, then hand it the levels with their units in the order of the set.

    Levels that a fault of syntax keeps from being read whole (`unread`) are not judged, and nothing is
    counted above them.
    """

    def __init__(self, edits: Edits, lists: Lists = OURS) -> None:
        """`edits` are those looked for."""
        self.lists = lists
        self._rules = edits.rules
        self._receiver: _Tally | None = None
        self._provider: _Tally | None = None
        self._whole = True

    def receiver(self, level: ReceiverLevel, unit: Unit) -> list[Finding]:
        """The findings of the batch, and of the batch before it."""
        found = self.end()
        self._whole = True
        self._receiver = _Tally(level, unit)
        broken: list[Broken] = []
        if not level.unread:
            self._check_verdicts(level.verdicts, "2200B/STC", (), broken)
        return found + findings_of(broken, unit, self._rules) if broken else found

    def provider(self, level: ProviderLevel, unit: Unit) -> list[Finding]:
        """The findings of a billing dentist, and the sums of the one before."""
        found = self._end_provider()
        self._provider = _Tally(level, unit)
        broken: list[Broken] = []
        if not level.unread:
            self._check_verdicts(level.verdicts, "2200C/STC", (), broken)
            # 2100C may repeat; the guide's sources do not agree, and the first one is looked at.
            if level.name.npi is not None and not is_npi(level.name.npi):
                broken.append(Broken("X303", "2100C/NM1[85]09", (1,)))
        return found + findings_of(broken, unit, self._rules) if broken else found

    def patient(self, level: PatientLevel, unit: Unit) -> list[Finding]:
        """The findings of a patient's claims and their lines."""
        broken: list[Broken] = []
        if level.unread:
            self._whole = False
            return []
        for number, claim in enumerate(level.claims, 1):
            charge = next((v.charge for v in claim.verdicts if v.charge is not None), NOTHING)
            for tally in (self._receiver, self._provider):
                if tally is not None:
                    tally.add(claim.is_rejected, charge)
            self._check_verdicts(tuple(claim.verdicts), "2200D/STC", (number,), broken)
            for position, verdict in enumerate(claim.verdicts, 1):
                if _disagree(verdict):
                    broken.append(Broken("C302", "2200D/STC03", (number,), position, trigger="2200D/STC01"))
            for index, line in enumerate(claim.lines, 1):
                self._check_verdicts(tuple(line.verdicts), "2220D/STC", (number, index), broken)
        return findings_of(broken, unit, self._rules) if broken else []

    def end(self) -> list[Finding]:
        """The sums of the last billing dentist and of the batch."""
        found = self._end_provider()
        found += self._differences(self._receiver)
        self._receiver = None
        return found

    def _end_provider(self) -> list[Finding]:
        found = self._differences(self._provider)
        self._provider = None
        return found

    def _differences(self, tally: _Tally | None) -> list[Finding]:
        if tally is None or not self._whole:
            return []
        broken = tally.differences()
        return findings_of(broken, tally.unit, self._rules) if broken else []

    def _check_verdicts(
        self, verdicts: tuple[Verdict, ...], path: str, at: tuple[int, ...], broken: list[Broken]
    ) -> None:
        for nth, verdict in enumerate(verdicts, 1):
            for place, status in zip(("01", "10", "11"), verdict.statuses, strict=False):
                self._check_status(status, f"{path}{place}", at, nth, broken)

    def _check_status(
        self, status: Status, path: str, at: tuple[int, ...], nth: int, broken: list[Broken]
    ) -> None:
        if not self.lists.status_categories.contains(status.category):
            broken.append(Broken("X301", f"{path}-1", at, nth))
        if not self.lists.statuses.contains(status.code):
            broken.append(Broken("X302", f"{path}-2", at, nth))


def _disagree(verdict: Verdict) -> bool:
    """Whether the action and the first category say opposite things (C302)."""
    if not verdict.statuses:
        return False
    category = verdict.statuses[0].category
    return category in (TAKING if verdict.is_refusal else REFUSING)
