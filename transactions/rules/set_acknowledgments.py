"""The business edits of a received set acknowledgment (999): counts and verdicts that must agree."""

from __future__ import annotations

from edi.envelope import Unit
from edi.findings import Finding
from edi.report import Answered, GroupAnswer, SetAnswer
from transactions.rules.book import RULES
from transactions.rules.broken import Broken, findings_of

ACCEPTED = "A"
PARTLY = "P"
WHOLE = frozenset("AE")


class SetAcknowledgmentCheck:
    """Fed with the answers of 999 sets in their order (`edi.report.AnswerReader`)."""

    def __init__(self) -> None:
        self._taken = 0
        self._refused = 0

    def take(self, answer: Answered, unit: Unit) -> list[Finding]:
        """The findings of one answer; `unit` is the one whose event completed it.

        A set without a verdict counts as neither taken nor refused: that its IK5 is missing, the guide tells.
        """
        broken: list[Broken] = []
        if isinstance(answer, SetAnswer):
            if answer.accepted:
                self._taken += 1
            elif answer.verdict:
                self._refused += 1
            if answer.verdict not in ("", ACCEPTED) and not answer.codes:
                broken.append(Broken("C401", "2000/IK502", trigger="2000/IK501"))
        else:
            self._check_group(answer, broken)
            self._taken = self._refused = 0
        return findings_of(broken, unit, RULES) if broken else []

    def _check_group(self, answer: GroupAnswer, broken: list[Broken]) -> None:
        told = self._taken + self._refused
        received, accepted = answer.received, answer.accepted_sets
        if received is not None and received < told:
            broken.append(Broken("B402", "TRAILER/AK903"))
        elif received is not None and accepted is not None and self._is_miscounted(received, accepted):
            broken.append(Broken("B401", "TRAILER/AK904"))
        elif self._disagrees(answer, all_told=received == told):
            broken.append(Broken("B403", "TRAILER/AK901"))

    def _is_miscounted(self, received: int, accepted: int) -> bool:
        """Sets taken may go untold, sets refused may not."""
        return not self._taken <= accepted <= received - self._refused

    def _disagrees(self, answer: GroupAnswer, *, all_told: bool) -> bool:
        if answer.verdict in WHOLE:
            return self._refused > 0
        if answer.verdict == PARTLY:
            return all_told and (self._taken == 0 or self._refused == 0)
        return self._taken > 0
