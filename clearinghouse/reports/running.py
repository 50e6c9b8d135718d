"""A run over files: each is checked, told in its turn, and counted."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

from clearinghouse.reports.gathering import STANDARD_INPUT, Gathered, InputFile, cannot_be_read
from clearinghouse.reports.results import Asked, Checker, Outcome, Result
from clearinghouse.reports.workers import check_in_turn, check_side_by_side


@dataclass(slots=True)
class Totals:
    """What a run came to, over all files."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    errors: int = 0
    warnings: int = 0
    claims: int = 0
    segments: int = 0
    shown: int = 0
    rules: Counter[str] = field(default_factory=Counter)

    @property
    def files(self) -> int:
        """How many files there were."""
        return self.outcomes.total()

    @property
    def clean(self) -> bool:
        """Whether every file is."""
        return self.outcomes[Outcome.CLEAN] == self.files

    def add(self, result: Result) -> None:
        """Count a file."""
        verdict = result.verdict
        self.outcomes[result.outcome] += 1
        self.errors += verdict.errors
        self.warnings += verdict.warnings
        self.claims += verdict.claims
        self.segments += verdict.segments
        self.shown += len(result.findings)
        self.rules += verdict.rules


class Report(Protocol):
    """How results are told: as text, JSON, a page."""

    def tell(self, result: Result) -> None:
        """Tell the next file; `result.findings` are those to be shown."""

    def end(self, totals: Totals) -> None:
        """Tell what all came to."""


def run(gathered: Gathered, asked: Asked, jobs: int, report: Report, read: Callable[[int], None]) -> Totals:
    """Check the files in `jobs` processes (1: in this one) and tell them in their order.

    `read` hears of the bytes as they are read.
    """
    totals = Totals()
    checker = Checker(asked)
    with _readable(gathered.files, again=asked.with_view or jobs > 1) as files:
        results = (
            check_side_by_side(checker, files, jobs, read) if jobs > 1 and len(files) > 1
            else check_in_turn(checker, files, read)
        )
        for result in results:
            result.findings = result.findings[: max(asked.most - totals.shown, 0)]
            totals.add(result)
            report.tell(result)
    report.end(totals)
    return totals


@contextmanager
def _readable(files: Sequence[InputFile], *, again: bool) -> Iterator[Sequence[InputFile]]:
    """The files, those that can be read once only as copies where that is not enough."""
    if not again or not any(file.is_stream for file in files):
        yield files
        return
    with tempfile.TemporaryDirectory(prefix="bitewing-") as folder:
        yield [_copied(file, os.path.join(folder, str(number))) for number, file in enumerate(files)]


def _copied(file: InputFile, path: str) -> InputFile:
    if not file.is_stream:
        return file
    try:
        with open(path, "xb", opener=_for_us_alone) as copy:
            if file.path == STANDARD_INPUT:
                shutil.copyfileobj(sys.stdin.buffer, copy)
            else:
                with open(file.path, "rb") as stream:
                    shutil.copyfileobj(stream, copy)
    except OSError as problem:
        return replace(file, trouble=cannot_be_read(problem))
    return replace(file, path=path, size=os.stat(path).st_size)


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
