"""Files checked by several processes: results in the order asked for, and a process that dies takes one file.

A worker checks one file at a time and says how far it is. When it dies (a fault of the interpreter, memory
that ran out, a kill) the file it was at gets a result that says so, and another worker goes on.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Protocol

from clearinghouse.reports.gathering import InputFile
from clearinghouse.reports.results import Result

AHEAD = 64
"""Files checked before their turn to be told, for each worker; their results are held."""
PATIENCE = 5.0
"""Seconds in which a worker must end that has nothing left to do."""


class Checks(Protocol):
    """What a worker does: `Checker`. It is sent to each process, and made ready there."""

    def check(self, file: InputFile, read: Callable[[int], None]) -> Result:
        """Check a file; `read` hears of the bytes as they are read."""


def check_in_turn(
    checks: Checks, files: Sequence[InputFile], read: Callable[[int], None]
) -> Iterator[Result]:
    """The results of this process alone."""
    for file in files:
        yield checks.check(file, read)


def check_side_by_side(
    checks: Checks, files: Sequence[InputFile], jobs: int, read: Callable[[int], None]
) -> Iterator[Result]:
    """The results of so many processes, in the order of the files."""
    crew = _Crew(checks, files, read)
    try:
        yield from crew.results(min(jobs, len(files)))
    finally:
        crew.end()


class _Worker:
    """One process, and the file it is at."""

    def __init__(self, checks: Checks) -> None:
        # Fresh processes: a copy of this one would hold its files and threads.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(theirs, checks), daemon=True)
        self.process.start()
        theirs.close()
        self.at: int | None = None

    def give(self, number: int, file: InputFile) -> None:
        """Hand it a file; one that is dead already is noticed when it is listened to."""
        self.at = number
        try:
            self.pipe.send(file)
        except OSError:
            return

    def dismiss(self) -> None:
        """Tell it that there is nothing left, and see it end."""
        self.pipe.close()
        self.process.join(PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class _Crew:
    def __init__(self, checks: Checks, files: Sequence[InputFile], read: Callable[[int], None]) -> None:
        self._checks = checks
        self._files = files
        self._read = read
        self._workers: list[_Worker] = []
        self._done: dict[int, Result] = {}
        self._next = 0

    def results(self, jobs: int) -> Iterator[Result]:
        """Every file's result in its turn."""
        for _ in range(jobs):
            self._workers.append(_Worker(self._checks))
        for turn in range(len(self._files)):
            while turn not in self._done:
                self._give_out(turn + AHEAD * jobs)
                self._listen()
            yield self._done.pop(turn)

    def end(self) -> None:
        """End the workers; those that are still at a file are killed."""
        for worker in self._workers:
            if worker.at is not None:
                worker.process.kill()
            worker.dismiss()

    def _give_out(self, limit: int) -> None:
        """Give files to those that have none."""
        for worker in self._workers:
            if worker.at is None and self._next < min(limit, len(self._files)):
                worker.give(self._next, self._files[self._next])
                self._next += 1

    def _listen(self) -> None:
        """Take what the workers say, when any of them says something."""
        busy = [worker for worker in self._workers if worker.at is not None]
        ready = wait([worker.pipe for worker in busy])
        for worker in busy:
            if worker.pipe not in ready:
                continue
            try:
                said = worker.pipe.recv()
            except (EOFError, OSError):
                self._bury(worker)
                continue
            if isinstance(said, Result):
                assert worker.at is not None
                self._done[worker.at], worker.at = said, None
            else:
                self._read(said)

    def _bury(self, worker: _Worker) -> None:
        """A worker died: its file is told, and another takes its place while files are left."""
        assert worker.at is not None
        worker.dismiss()
        code = worker.process.exitcode or 0
        how = f"killed by signal {-code}" if code < 0 else f"exit {code}"
        name = self._files[worker.at].name
        self._done[worker.at] = Result(name, trouble=f"the process that checked it died ({how})")
        self._workers.remove(worker)
        if self._next < len(self._files):
            self._workers.append(_Worker(self._checks))


def _work(pipe: Connection, checks: Checks) -> None:
    """A worker's life: files in, results out, until the other end is gone."""
    # Who presses Ctrl-C speaks to the process that started us; it ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        while True:
            pipe.send(checks.check(pipe.recv(), pipe.send))
    except (EOFError, OSError):
        return
