"""The sandbox payer: on its side of the server it reads what was delivered and answers it, once.

It plays by the same rules as a payer does: TA1 where due and 999 for every file, a 277CA for every accepted
set, an 835 for every payee. What it answers follows from plan, seed, clock and its own state alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from edi.errors import EdiError
from sandbox.answering import Answers, answer_interchange
from sandbox.envelopes import Sender
from sandbox.insured import Members
from sandbox.ledger import Ledger, read_ledger, write_ledger
from sandbox.offering import offer, remove_hidden, write_hidden
from sandbox.plan import PlanFile, load_plan
from sandbox.receiving import receive

INBOX, OUTBOX = "to-payer", "from-payer"
STATE = "state.json"
UNREADABLE = "cannot be answered"
"""What the ledger keeps for a delivered file that no acknowledgment can speak of."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What one pass did: delivered files taken, names of the answers, claims by their fate, cents paid.

    `paid`, `denied` and `predetermined` count claims decided, `reversed` those taken back; `unreadable` are
    delivered files that are no X12 or whose sender cannot be answered.
    """

    deliveries: int = 0
    unreadable: int = 0
    files: tuple[str, ...] = ()
    claims: int = 0
    accepted: int = 0
    rejected: int = 0
    paid: int = 0
    denied: int = 0
    predetermined: int = 0
    reversed: int = 0
    paid_cents: int = 0


class SandboxPayer:
    """A payer in a folder: `to-payer/` is delivered into, `from-payer/` collected from, `state.json` its own.

    Raises PlanError for a plan file that cannot be used.
    """

    def __init__(self, folder: Path, plan_file: Path, seed: int, clock: Callable[[], datetime]) -> None:
        self.folder = folder
        self.seed = seed
        self.clock = clock
        self.plan: PlanFile = load_plan(plan_file)
        self._members = Members(self.plan)
        for name in (INBOX, OUTBOX):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def answer(self) -> Answered:
        """Answer every delivered file that was not answered yet, in the order of their names.

        May be killed and run again at any moment, and by several processes at once: a file's answers are
        made once. Raises LedgerError where the state is damaged or another seed's.
        """
        done = Answered()
        outbox = self.folder / OUTBOX
        with self._alone():
            ledger = read_ledger(self.folder / STATE, self.seed)
            offer(outbox, ledger.ready)
            remove_hidden(outbox)
            for path in self._delivered():
                fingerprint = _sha256(path)
                if fingerprint not in ledger.answered:
                    ledger, answers = self._answers(path, fingerprint, ledger)
                    ledger.ready = [answer.name for answer in answers.files]
                    write_hidden(outbox, answers.files)
                    write_ledger(self.folder / STATE, ledger)
                    offer(outbox, ledger.ready)
                    done = _added(done, answers)
        return done

    def _answers(self, path: Path, fingerprint: str, ledger: Ledger) -> tuple[Ledger, Answers]:
        """The answers to a file, and the ledger behind them; as it was where the file cannot be answered."""
        number = ledger.count("delivery")
        answers = Answers(f"{self.plan.payer.interchange_id}-{number:06d}")
        moment = self.clock()
        try:
            with path.open("rb") as stream:
                for received in receive(stream, Sender(self.plan.payer, ledger), moment):
                    answer_interchange(answers, received, self.plan, self._members, ledger, moment)
        except EdiError:
            ledger, answers = read_ledger(self.folder / STATE, self.seed), Answers("")
            answers.told["unreadable"] += 1
        ledger.answered[fingerprint] = answers.prefix or UNREADABLE
        return ledger, answers

    def _delivered(self) -> list[Path]:
        inbox = self.folder / INBOX
        return sorted(
            path
            for path in inbox.iterdir()
            if not path.name.startswith(".") and path.is_file() and not path.is_symlink()
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other process answers in this folder."""
        handle = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _added(done: Answered, answers: Answers) -> Answered:
    counts = {name: getattr(done, name) + count for name, count in answers.told.items()}
    files = (*done.files, *(answer.name for answer in answers.files))
    return replace(done, deliveries=done.deliveries + 1, files=files, **counts)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
