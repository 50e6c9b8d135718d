"""A mailbox that tries again: the same protocol around another mailbox, reopened after a lost connection."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sftp_gateway.errors import Unreachable
from sftp_gateway.mailbox import Delivered, Fetched, Mailbox, Outcome, RemoteFile, Staged, deliver

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how fast to try: attempts in all for one operation, pauses in seconds.

    The pause before the second attempt is `first_pause`, then `factor` times the one before, at most
    `longest_pause`; half of each is left to chance, so that many workers do not come back at once.
    """

    attempts: int = 5
    first_pause: float = 1.0
    factor: float = 2.0
    longest_pause: float = 60.0

    def pause(self, failures: int, chance: float) -> float:
        """Return the pause in seconds after so many failures; `chance` is between 0 and 1."""
        full = min(self.longest_pause, self.first_pause * self.factor ** (failures - 1))
        return full * (0.5 + 0.5 * chance)


class RetryMailbox:
    """A mailbox whose operations are tried again when the partner is Unreachable, and for no other reason.

    The connection is made at the first operation. Release may find its rename done by an attempt whose answer
    was lost, so `put` never delivers twice. `told` hears of each failure and of the pause that follows it.
    """

    def __init__(
        self,
        open_box: Callable[[], Mailbox],
        pace: Pace | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
        told: Callable[[Unreachable, float], None] | None = None,
    ) -> None:
        self._open_box = open_box
        self._pace = pace if pace is not None else Pace()
        self._sleep = sleep
        self._chance = chance
        self._told = told
        self._box: Mailbox | None = None

    def list(self) -> Sequence[RemoteFile]:
        """Return the files that wait for us."""
        return self._try(lambda box: box.list())

    def fetch(self, name: str, local_path: Path) -> Fetched:
        """Copy a waiting file; each attempt begins it anew."""
        return self._try(lambda box: box.fetch(name, local_path))

    def stage(self, local_path: Path, name: str) -> Staged:
        """Write a file of ours under its hidden name; each attempt begins it anew."""
        return self._try(lambda box: box.stage(local_path, name))

    def release(self, name: str, size: int) -> Outcome:
        """Give a staged file its final name."""
        return self._try(lambda box: box.release(name, size))

    def put(self, local_path: Path, name: str) -> Delivered:
        """Stage and release, each with its own attempts: a lost answer to the rename sends nothing again."""
        return deliver(self, local_path, name)

    def remove(self, name: str, fetched: Fetched | None = None) -> bool:
        """Take a file out of the mailbox; after a lost answer, False means that it was us."""
        return self._try(lambda box: box.remove(name, fetched))

    def close(self) -> None:
        """Close the connection, if there is one; the next operation opens another."""
        if self._box is not None:
            self._box.close()
            self._box = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _try(self, operation: Callable[[Mailbox], T]) -> T:
        failures = 0
        while True:
            try:
                if self._box is None:
                    self._box = self._open_box()
                return operation(self._box)
            except Unreachable as error:
                self.close()
                failures += 1
                if failures >= self._pace.attempts:
                    raise
                pause = self._pace.pause(failures, self._chance())
                if self._told is not None:
                    self._told(error, pause)
            self._sleep(pause)
