"""Subscribers of a dental claim file who have no claim (C139): known when the next level starts."""

from __future__ import annotations

from edi.envelope import Unit
from edi.findings import Finding
from transactions.bound_runs import RunUnits
from transactions.rules.broken import Broken, findings_of
from transactions.rules.edits import Edits

SUBSCRIBER = "2000B"
LEVELS = frozenset(("2000A", SUBSCRIBER, "2000C"))


class EmptyLevels:
    """Fed with the units of 837D sets. HL04 and the dependents below it are the guide's to check."""

    def __init__(self, edits: Edits) -> None:
        """`edits` are those looked for."""
        self._rules = edits.rules
        self._open: Unit | None = None

    def take(self, unit: Unit) -> list[Finding]:
        """The finding of the subscriber before, where this unit is no claim of his."""
        if unit.loop.id not in LEVELS:
            # A claim; or what found no place, and may have been one.
            self._open = None
            return []
        found = self.end()
        if unit.loop.id == SUBSCRIBER and _is_last(unit.segments()[0]):
            self._open = unit
        return found

    def concerns(self, units: RunUnits) -> bool:
        """Whether the units of a run must be taken one by one: one of its subscribers may have no claim."""
        delimiters = units.run.set.delimiters
        subscriber = ""
        for start, text in units.parts:
            if subscriber and not start.is_leaf:
                head = subscriber.partition(delimiters.segment)[0]
                if _is_last(head.split(delimiters.element)):
                    return True
            subscriber = text if start.loop.id == SUBSCRIBER else ""
        return bool(subscriber) or self._open is not None

    def end(self) -> list[Finding]:
        """The finding of the last subscriber of a set."""
        last, self._open = self._open, None
        if last is None:
            return []
        return findings_of([Broken("C139", "2300/CLM", trigger="2000B/HL[22]04")], last, self._rules)


def _is_last(head: list[str]) -> bool:
    """Whether HL04 says that no dependents follow."""
    return len(head) > 4 and head[4] == "0"
