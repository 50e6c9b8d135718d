"""One file checked: its verdict, the findings that are kept, and the view of it where a page is made."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import BinaryIO

from clearinghouse.checking import CheckedSet, Verdict, check
from clearinghouse.reports.gathering import STANDARD_INPUT, InputFile, cannot_be_read
from clearinghouse.reports.view import View, view_file
from edi.findings import Finding
from mappings.overrides import Override
from mappings.tables import GuideTables, guide_tables
from transactions.rules.lists import OURS, Lists
from transactions.rules.payer_rules import payer_rules


class Outcome(str, Enum):
    """What became of a file; `stopped` tells that the reading ended before the file did, without an error."""

    CLEAN = "clean"
    FAULTY = "faulty"
    STOPPED = "stopped"
    UNREAD = "not read"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every file. `most` findings are kept, 0 for `stop_after` never stops."""

    now: datetime
    overrides: tuple[Override, ...] = ()
    lists: Lists = OURS
    guide_only: bool = False
    most: int = 200
    stop_after: int = 0
    with_view: bool = False

    def overrides_of(self, checked: CheckedSet) -> list[str]:
        """The names of the overrides that a set's guide was checked with."""
        return [one.file for one in self.overrides if one.guide == checked.guide]


@dataclass(slots=True)
class Result:
    """A file's verdict and its first findings. `trouble` says why it could not be read to its end."""

    name: str
    verdict: Verdict = field(default_factory=Verdict)
    findings: list[Finding] = field(default_factory=list)
    trouble: str = ""
    view: View | None = None

    @property
    def outcome(self) -> Outcome:
        """What became of the file, in a word."""
        if self.trouble:
            return Outcome.UNREAD
        if self.verdict.errors:
            return Outcome.FAULTY
        return Outcome.CLEAN if self.verdict.clean else Outcome.STOPPED


class Checker:
    """Checks files one after another; the guides are compiled once, in the process that checks."""

    def __init__(self, asked: Asked) -> None:
        """Raises GuideError where an override does not fit its guide."""
        self._asked = asked
        self._tables = GuideTables(asked.overrides) if asked.overrides else guide_tables()
        self._payers = payer_rules(self._tables)

    def __reduce__(self) -> tuple[type[Checker], tuple[Asked]]:
        """What another process needs to have one of its own."""
        return Checker, (self._asked,)

    def check(self, file: InputFile, read: Callable[[int], None]) -> Result:
        """Check a file whatever happens; `read` hears of the bytes as they are read."""
        result = Result(file.name, trouble=file.trouble)
        if file.trouble:
            return result
        try:
            with _opened(file, read) as stream:
                self._check(stream, result)
        except OSError as problem:
            return Result(file.name, trouble=cannot_be_read(problem))
        except Exception as problem:
            if os.environ.get("BITEWING_DEBUG"):
                raise
            return Result(file.name, trouble=f"a fault of this program ({type(problem).__name__})")
        return result

    def _check(self, stream: BinaryIO, result: Result) -> None:
        asked = self._asked

        def keep(finding: Finding) -> None:
            if len(result.findings) < asked.most:
                result.findings.append(finding)

        result.verdict = check(
            stream, self._tables, asked.now, keep,
            guide_only=asked.guide_only, stop_after=asked.stop_after, lists=asked.lists,
            payers=self._payers,
        )
        if asked.with_view:
            # A page tells them from its top to its end.
            result.findings.sort(key=lambda finding: (finding.place.offset, finding.place.element))
            result.view = view_file(stream, self._tables, result.findings, result.verdict.stopped)


class _Heard(io.BufferedReader):
    """A file whose reading is heard of."""

    def __init__(self, name: str, heard: Callable[[int], None]) -> None:
        super().__init__(io.FileIO(name))
        self._heard = heard

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self._heard(len(data))
        return data


def _opened(file: InputFile, read: Callable[[int], None]) -> AbstractContextManager[BinaryIO]:
    if file.path == STANDARD_INPUT:
        return nullcontext(sys.stdin.buffer)
    return _Heard(file.path, read)
