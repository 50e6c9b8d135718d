"""A report as one page of HTML that needs nothing else: a summary, then each file with its faults in place.

It shows values of the files: whoever may not see them may not see the page. Nothing in it runs.
"""

from __future__ import annotations

import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from clearinghouse.checking import CheckedSet
from clearinghouse.reports import text
from clearinghouse.reports.frame import framed, template
from clearinghouse.reports.gathering import Gathered
from clearinghouse.reports.results import Asked, Outcome, Result
from clearinghouse.reports.running import Totals
from clearinghouse.reports.view import View
from clearinghouse.where import told_place
from edi.findings import Finding, Rule

MAX_FILES = 1_000
"""Files told one by one; of more only those that are not clean, up to this number."""
MAX_SETS = 50
"""Sets listed of one file."""
MAX_ROWS = 20_000
"""Segments shown on one page; of files behind them there are the findings without the file."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule that a file breaks: how often, and the numbers of its findings on the page."""

    rule: Rule
    count: int
    findings: list[int]


class PageReport:
    """Gathers what is told and writes the page at the end, since its summary stands first."""

    def __init__(self, write: Callable[[str], object], asked: Asked, gathered: Gathered) -> None:
        self._write = write
        self._asked = asked
        self._gathered = gathered
        self._results: list[Result] = []
        self._views = tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end of the page
        self._rows = 0

    def tell(self, result: Result) -> None:
        """Keep a file for the page; its view lies in a file without a name until then."""
        many = len(self._gathered.files) > MAX_FILES
        if len(self._results) >= MAX_FILES or (many and result.outcome is Outcome.CLEAN):
            return
        # Of a file in which nothing was found there is nothing to see, but where it was asked for alone.
        view = result.view if result.findings or len(self._gathered.files) == 1 else None
        if view and self._rows + len(view.rows) > MAX_ROWS:
            view = None
        self._rows += len(view.rows) if view else 0
        pickle.dump(view, self._views)
        self._results.append(replace(result, view=None))

    def end(self, totals: Totals) -> None:
        """Write the page."""
        stream = template("page.html").stream(
            **framed("page.css"),
            results=self._results,
            views=self._kept_views(),
            totals=totals,
            totals_line=text.totals_line(totals),
            asked=self._asked,
            gathered=self._gathered,
            passed_over=list(text.passed_over_lines(self._gathered)),
            max_sets=MAX_SETS,
            words=_Words(self._asked),
        )
        stream.enable_buffering(500)
        for part in stream:
            self._write(part)
        self._views.close()

    def _kept_views(self) -> Iterator[View | None]:
        self._views.seek(0)
        for _ in self._results:
            yield pickle.load(self._views)


class _Words:
    """What the template asks for in words."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    name = staticmethod(text.name_of)
    count = staticmethod(text.count)
    place = staticmethod(told_place)
    stopped = staticmethod(text.stopped_sentence)
    accepted = staticmethod(text.accepted_word)

    def guide(self, checked: CheckedSet) -> str:
        """What a set was checked by."""
        return text.guide_of(checked, self._asked)

    @staticmethod
    def rules(result: Result) -> list[RuleLine]:
        """The rules that a file breaks, by their ids."""
        numbers: dict[str, list[int]] = {}
        rules: dict[str, Rule] = {}
        for number, finding in enumerate(result.findings):
            rules[finding.rule.id] = finding.rule
            numbers.setdefault(finding.rule.id, []).append(number)
        counts = Counter(result.verdict.rules)
        return [RuleLine(rules[id_], counts[id_], numbers[id_]) for id_ in sorted(rules)]

    @staticmethod
    def where(finding: Finding) -> str:
        """The place of a finding in words."""
        place = told_place(finding.place)
        words = [f"byte {place['offset']:,}"]
        if "segment" in place:
            words.insert(0, f"segment {place['segment']:,}")
        if "path" in place:
            words.insert(0, str(place["path"]))
        return ", ".join(words)

    @staticmethod
    def because(finding: Finding) -> str:
        """The place that made it a fault, if one did."""
        if finding.trigger is None:
            return ""
        place = told_place(finding.trigger)
        return f"{place.get('path', '')}, segment {place.get('segment', '?')}"

    @staticmethod
    def worst(findings: list[Finding], numbers: list[int]) -> str:
        """Whether an error lies there, or a warning only."""
        return "error" if any(findings[number].is_error for number in numbers) else "warning"

    @staticmethod
    def sentence(text: str) -> str:
        """Words as a sentence."""
        return f"{text[:1].upper()}{text[1:]}."

    @staticmethod
    def snip(rule: Rule) -> str:
        """The type of a rule as WEDI numbers it."""
        return f"SNIP {int(rule.snip)}, {rule.snip.name.replace('_', ' ').lower()}"
