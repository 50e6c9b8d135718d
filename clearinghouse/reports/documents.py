"""A report as one JSON document, written file by file."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from clearinghouse.checking import CheckedSet
from clearinghouse.reports.gathering import Gathered
from clearinghouse.reports.results import Asked, Result
from clearinghouse.reports.running import Totals
from clearinghouse.telling import finding_row
from clearinghouse.where import told_place


class JsonReport:
    """`files` in the order of the arguments, then what all came to; `write` takes the text piece by piece."""

    def __init__(self, write: Callable[[str], object], asked: Asked, gathered: Gathered) -> None:
        self._write = write
        self._asked = asked
        self._gathered = gathered
        self._before = '{\n  "files": ['

    def tell(self, result: Result) -> None:
        """Write a file's part."""
        self._write(f"{self._before}\n    {_dumped(self._file(result), 4)}")
        self._before = ","

    def end(self, totals: Totals) -> None:
        """Write the end of the document."""
        head = "\n  ],\n  " if totals.files else f"{self._before}],\n  "
        self._write(head + _dumped(self._end(totals), 0)[1:].lstrip() + "\n")

    def _file(self, result: Result) -> dict[str, Any]:
        verdict = result.verdict
        return {
            "file": result.name,
            "verdict": result.outcome.value,
            "clean": not result.trouble and verdict.clean,
            "trouble": result.trouble,
            "note": verdict.note,
            "stopped_at": verdict.stopped,
            "errors": verdict.errors,
            "warnings": verdict.warnings,
            "interchanges": verdict.interchanges,
            "claims": verdict.claims,
            "segments": verdict.segments,
            "rules": dict(verdict.rules),
            "sets": [self._set(one) for one in verdict.checked],
            "sets_by_verdict": dict(verdict.sets),
            "findings": [finding_row(finding) for finding in result.findings],
            "findings_left": verdict.errors + verdict.warnings - len(result.findings),
        }

    def _set(self, checked: CheckedSet) -> dict[str, Any]:
        return {
            "guide": checked.guide,
            "version": checked.version,
            "overrides": self._asked.overrides_of(checked),
            "accepted": checked.accepted,
            "errors": checked.errors,
            "warnings": checked.warnings,
            "claims": checked.claims,
            "segments": checked.segments,
            "place": told_place(checked.place),
        }

    def _end(self, totals: Totals) -> dict[str, Any]:
        gathered = self._gathered
        return {
            "clean": totals.clean,
            "verdicts": {outcome.value: number for outcome, number in totals.outcomes.items()},
            "errors": totals.errors,
            "warnings": totals.warnings,
            "claims": totals.claims,
            "segments": totals.segments,
            "rules": dict(totals.rules),
            "findings_left": totals.errors + totals.warnings - totals.shown,
            "guide_only": self._asked.guide_only,
            "overrides": [
                {"file": one.file, "payer": one.payer, "guide": one.guide} for one in self._asked.overrides
            ],
            "passed_over": [{"file": name, "reason": reason} for name, reason in gathered.passed_over],
            "passed_over_more": gathered.more_passed_over,
            "not_x12": gathered.others,
        }


def _dumped(value: dict[str, Any], indent: int) -> str:
    """JSON that is printable ASCII: nothing in it commands a terminal."""
    return json.dumps(value, indent=2).replace("\n", "\n" + " " * indent)
