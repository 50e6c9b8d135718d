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

from edi.envelope import TransactionSet
from edi.errors import EdiError, NotX12
from sandbox import reach
from sandbox.answering import Answers, answer_interchange, pay_due
from sandbox.dispatch import Dispatcher
from sandbox.inquiries import Payer, decide_pended
from sandbox.insured import Members
from sandbox.ledger import Ledger, read_ledger, write_ledger
from sandbox.manners import drawn
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
    """What one pass did: delivered files taken, names of answers offered, claims by their fate, cents paid.

    `paid`, `denied` and `predetermined` count claims decided, `reversed` those taken back; `eligibility`,
    `statuses` and `reviews` inquiries, `pended` reviews that wait, `decided` those that waited; `waiting`
    answers that are offered later, `withheld` those that never are; `unreadable` are delivered files that
    are no X12 or whose sender cannot be answered; `away` tells of an outage, in which nothing is done.
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
    waiting: int = 0
    withheld: int = 0
    away: bool = False


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
        folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            self._set_reach()

    def answer(self, *, withheld: bool = False) -> Answered:
        """Offer, decide and pay what is due, then answer every delivered file that was not answered yet.

        With `withheld` what was never to be offered is, as after a call. In an outage nobody reaches the two
        directories, and nothing is done. The files are taken in the order of their names. May be killed and
        run again at any moment, and by several processes at once: a file's answers are made once. Raises
        LedgerError where the state is damaged or another seed's.
        """
        done = Answered()
        outbox = self.folder / OUTBOX
        with self._alone():
            if not self._set_reach():
                return Answered(away=True)
            ledger = read_ledger(self.folder / STATE, self.seed)
            offer(outbox, ledger.ready)
            remove_hidden(outbox, (one.name for one in ledger.held))
            if released := self._dispatcher(ledger).release(withheld=withheld):
                self._offer(ledger, released)
                done = replace(done, files=tuple(released))
            if ledger.pended or any(one.at <= self.clock() for one in ledger.unpaid):
                ledger, answers = self._due(ledger)
                if answers.files:
                    self._promise(ledger, answers)
                    done = _added(done, answers, ledger)
            for path in self._delivered():
                fingerprint = _sha256(path)
                if fingerprint not in ledger.answered:
                    with path.open("rb") as stream:
                        ledger, answers = self._answers(stream, fingerprint, ledger)
                    self._promise(ledger, answers)
                    done = _added(done, answers, ledger, deliveries=1)
        return done

    def answer_line(self, data: bytes) -> bytes:
        """The answers to one interchange asked over the line, one behind the other; asked again, the same.

        Raises LineError for what is no interchange, more than one, or was delivered as a file before, and
        in an outage.
        """
        if self.plan.is_away(self.clock()):
            raise LineError("the payer is away: its plan file tells an outage now")
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
        """Write answers, promise in the ledger those that are ready, and offer them."""
        write_hidden(self.folder / OUTBOX, self._dispatcher(ledger).dispatch(answers))
        self._offer(ledger, ledger.ready)

    def _offer(self, ledger: Ledger, names: list[str]) -> None:
        """Offer what is written, as the ledger says from now on."""
        ledger.ready = names
        write_ledger(self.folder / STATE, ledger)
        offer(self.folder / OUTBOX, names)

    def _dispatcher(self, ledger: Ledger) -> Dispatcher:
        return Dispatcher(self.plan, ledger, self.clock())

    def _set_reach(self) -> bool:
        """Whether partners reach the payer now; its directories are there or not accordingly."""
        away = self.plan.is_away(self.clock())
        (reach.close if away else reach.open_again)(self.folder, (INBOX, OUTBOX))
        return not away

    def _due(self, ledger: Ledger) -> tuple[Ledger, Answers]:
        """What was pended or settled in an earlier pass and is due; nothing where one cannot be told."""
        answers, payer = Answers(""), self._as_payer(ledger)
        try:
            answers.prefix = self._prefix(ledger)
            for count, content in decide_pended(payer):
                answers.add("278", content)
                answers.told["decided"] += count
            pay_due(answers, payer)
            if not answers.files:
                return read_ledger(self.folder / STATE, self.seed), Answers("")
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
            interchanges = receive(stream, payer.sender, payer.moment, self._refuses(ledger))
            for number, received in enumerate(interchanges, 1):
                if most is not None and number > most:
                    raise NotX12("there is more than one interchange")
                answer_interchange(answers, received, payer)
        except EdiError:
            ledger, answers = read_ledger(self.folder / STATE, self.seed), Answers("")
            answers.told["unreadable"] += 1
        ledger.answered[fingerprint] = answers.prefix or UNREADABLE
        return ledger, answers

    def _refuses(self, ledger: Ledger) -> Callable[[TransactionSet], bool]:
        """Which sets are refused though nothing is wrong with them."""
        share, delivery = self.plan.refusals.sets, ledger.counters.get("delivery", 0)
        return lambda of: drawn(share, self.seed, "set", delivery, of.control_number)

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


def _added(done: Answered, answers: Answers, ledger: Ledger, deliveries: int = 0) -> Answered:
    counts = {name: getattr(done, name) + count for name, count in answers.told.items()}
    files = (*done.files, *ledger.ready)
    return replace(done, deliveries=done.deliveries + deliveries, files=files, **counts)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
