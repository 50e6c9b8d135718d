"""The sandbox payer: on its side of the server it reads what was delivered and answers it, once.

It plays by the same rules as a payer does: TA1 where due and 999 for every file, a 277CA for every accepted
set of claims, an 835 for every payee, a 271, 277 or 278 for every inquiry. What it answers follows from plan,
seed, clock and its own state alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from edi.errors import EdiError, NotX12
from sandbox.answering import Answers, answer_interchange
from sandbox.inquiries import Payer, decide_pended
from sandbox.insured import Members
from sandbox.ledger import Ledger, read_ledger, write_ledger
from sandbox.offering import offer, remove_hidden, write_hidden
from sandbox.plan import PlanFile, load_plan
from sandbox.receiving import receive
from sftp_gateway.landing import Landing

INBOX, OUTBOX = "to-payer", "from-payer"
LINE = "line"
"""Where the answers given over the line are kept, by their number."""
STATE = "state.json"
UNREADABLE = "cannot be answered"
"""What the ledger keeps for a delivered file that no acknowledgment can speak of."""


class LineError(Exception):
    """What was asked over the line cannot be answered there."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What one pass did: delivered files taken, names of the answers, claims by their fate, cents paid.

    `paid`, `denied` and `predetermined` count claims decided, `reversed` those taken back; `eligibility`,
    `statuses` and `reviews` inquiries, `pended` reviews that wait, `decided` those that waited; `unreadable`
    are delivered files that are no X12 or whose sender cannot be answered.
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
    eligibility: int = 0
    statuses: int = 0
    reviews: int = 0
    pended: int = 0
    decided: int = 0


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
        """Decide what was pended and is due, then answer every delivered file that was not answered yet.

        The files are taken in the order of their names. May be killed and run again at any moment, and by
        several processes at once: a file's answers are made once. Raises LedgerError where the state is
        damaged or another seed's.
        """
        done = Answered()
        outbox = self.folder / OUTBOX
        with self._alone():
            ledger = read_ledger(self.folder / STATE, self.seed)
            offer(outbox, ledger.ready)
            remove_hidden(outbox)
            if ledger.pended:
                ledger, answers = self._decisions(ledger)
                if answers.files:
                    self._promise(ledger, answers)
                    done = _added(done, answers)
            for path in self._delivered():
                fingerprint = _sha256(path)
                if fingerprint not in ledger.answered:
                    with path.open("rb") as stream:
                        ledger, answers = self._answers(stream, fingerprint, ledger)
                    self._promise(ledger, answers)
                    done = _added(done, answers, deliveries=1)
        return done

    def answer_line(self, data: bytes) -> bytes:
        """The answers to one interchange asked over the line, one behind the other; asked again, the same.

        Raises LineError for what is no interchange, more than one, or was delivered as a file before.
        """
        kept = self.folder / LINE
        kept.mkdir(exist_ok=True)
        fingerprint = hashlib.sha256(data).hexdigest()
        with self._alone():
            ledger = read_ledger(self.folder / STATE, self.seed)
            name = ledger.answered.get(fingerprint)
            if name is None:
                ledger, answers = self._answers(BytesIO(data), fingerprint, ledger, most=1)
                name = answers.prefix
                if not name:
                    raise LineError("no answer can be given to this: it is not one interchange of X12")
                with Landing(kept / name) as landing:
                    landing.write(b"".join(answer.content for answer in answers.files))
                    landing.settle()
                write_ledger(self.folder / STATE, ledger)
        try:
            return (kept / name).read_bytes()
        except FileNotFoundError:
            raise LineError("this was delivered as a file before; its answers are offered as files") from None

    def _promise(self, ledger: Ledger, answers: Answers) -> None:
        """Write answers, promise them in the ledger, and offer them."""
        outbox = self.folder / OUTBOX
        ledger.ready = [answer.name for answer in answers.files]
        write_hidden(outbox, answers.files)
        write_ledger(self.folder / STATE, ledger)
        offer(outbox, ledger.ready)

    def _decisions(self, ledger: Ledger) -> tuple[Ledger, Answers]:
        """The decisions on what was pended in an earlier pass and is due; none where one cannot be told."""
        answers = Answers("")
        try:
            for count, content in decide_pended(self._as_payer(ledger)):
                answers.prefix = answers.prefix or self._prefix(ledger)
                answers.add("278", content)
                answers.told["decided"] += count
        except EdiError:
            return read_ledger(self.folder / STATE, self.seed), Answers("")
        return ledger, answers

    def _as_payer(self, ledger: Ledger) -> Payer:
        return Payer(self.plan, self._members, ledger, self.clock())

    def _prefix(self, ledger: Ledger) -> str:
        return f"{self.plan.payer.interchange_id}-{ledger.count('delivery'):06d}"

    def _answers(
        self, stream: BinaryIO, fingerprint: str, ledger: Ledger, most: int | None = None
    ) -> tuple[Ledger, Answers]:
        """The answers to a file, and the ledger behind them; as it was where the file cannot be answered.

        Nor can one of more than `most` interchanges.
        """
        answers = Answers(self._prefix(ledger))
        payer = self._as_payer(ledger)
        try:
            for number, received in enumerate(receive(stream, payer.sender, payer.moment), 1):
                if most is not None and number > most:
                    raise NotX12("there is more than one interchange")
                answer_interchange(answers, received, payer)
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


def _added(done: Answered, answers: Answers, deliveries: int = 0) -> Answered:
    counts = {name: getattr(done, name) + count for name, count in answers.told.items()}
    files = (*done.files, *(answer.name for answer in answers.files))
    return replace(done, deliveries=done.deliveries + deliveries, files=files, **counts)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
