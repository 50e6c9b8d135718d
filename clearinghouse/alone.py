"""Work on a file alone, without a house: what is wrong in it, and what it would be answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from clearinghouse.acknowledgment import Answers
from clearinghouse.posts import FolderPost
from clearinghouse.proof import Proven, prove
from edi.envelope import Closed, Interchange, Run, Stray, TransactionSet, Unit
from edi.errors import NotX12
from edi.findings import Finding, Place
from edi.rulebook import RULES
from edi.stream import Tables, read
from transactions.rules.lists import OURS, Lists


@dataclass
class Verdict:
    """What the proof of a file came to. `sets` counts the transaction sets by guide and verdict.

    `note` says why a file is no X12 at all.
    """

    note: str = ""
    errors: int = 0
    warnings: int = 0
    interchanges: int = 0
    segments: int = 0
    claims: int = 0
    sets: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        """Whether nothing in the file would be rejected."""
        return self.errors == 0


def check(
    stream: BinaryIO,
    tables: Tables,
    now: datetime,
    told: Callable[[Finding], None],
    *,
    guide_only: bool = False,
    lists: Lists = OURS,
) -> Verdict:
    """Prove a file; `told` hears of every finding in the order of the file.

    `guide_only` leaves the business rules out and reads in runs; `lists` are the external ones of the rules.
    """
    verdict = Verdict()

    def find(finding: Finding) -> None:
        verdict.rules[finding.rule.id] += 1
        if finding.is_error:
            verdict.errors += 1
        else:
            verdict.warnings += 1
        told(finding)

    steps = (
        (Proven(event) for event in read(stream, tables, runs=True))
        if guide_only
        else prove(stream, tables, now.date(), lists)
    )
    try:
        for proven in steps:
            event = proven.event
            if isinstance(event, Run):
                verdict.claims += _claims_in(event)
            elif isinstance(event, Unit):
                verdict.claims += event.loop.id == CLAIM_LOOPS.get(event.set.id)
                for finding in event.findings:
                    find(finding)
            elif isinstance(event, Closed):
                for finding in event.of.findings:
                    find(finding)
                if isinstance(event.of, Interchange):
                    verdict.interchanges += 1
                elif isinstance(event.of, TransactionSet):
                    verdict.segments += event.of.segments
                    name = event.of.guide.name if event.of.guide else "unknown"
                    verdict.sets[f"{name} {'rejected' if event.of.rejected else 'accepted'}"] += 1
            elif isinstance(event, Stray) and event.finding:
                find(event.finding)
            for finding in proven.findings:
                find(finding)
    except NotX12 as problem:
        verdict.note = problem.reason
        find(Finding(RULES["F102"], Place(offset=problem.offset)))
    return verdict


CLAIM_LOOPS = {"837": "2300", "835": "2100"}
"""The loop that is a claim, by transaction set."""


def _claims_in(run: Run) -> int:
    delimiters = run.set.delimiters
    claim = {"837": "CLM", "835": "CLP"}.get(run.set.id, "")
    if not claim:
        return 0
    start = claim + delimiters.element
    return run.text.count(delimiters.terminator + start) + run.text.startswith(start)


@dataclass(frozen=True)
class Correspondent:
    """A party taken from an ISA."""

    name: str
    id: str
    qualifier: str


def answer(stream: BinaryIO, tables: Tables, now: datetime, folder: Path) -> list[Path]:
    """Write the TA1, 999 and 277CA a file would get into a folder, one file each. Raises NotX12.

    The receiver of each interchange answers its sender.
    """
    post: FolderPost | None = None
    with ExitStack() as stack:
        answers: Answers | None = None
        for proven in prove(stream, tables, now.date()):
            event = proven.event
            if isinstance(event, Interchange):
                us = _party("RECEIVER", event.receiver, event.receiver_qualifier)
                them = _party("SENDER", event.sender, event.sender_qualifier)
                usage = event.usage if event.usage in ("P", "T") else "P"
                if post is None or answers is None:
                    post = FolderPost(folder, us, them, usage, now)
                    answers = stack.enter_context(Answers(post))
                post.us, post.them, post.usage = us, them, usage
            if answers:
                answers.take(proven)
    return post.sent if post else []


def _party(role: str, id: str, qualifier: str) -> Correspondent:
    # What cannot stand on an envelope of ours is named by its role.
    good = id.isascii() and id.isprintable() and 2 <= len(id) <= 15 and not set(id) & set("*:^~")
    return Correspondent(role, id if good else role, qualifier if len(qualifier) == 2 else "ZZ")
