"""Lines: a payer asked while somebody waits, by a program that is given a question and gives the answer.

The program gets one interchange on standard input and writes interchanges on standard output. No shell
stands between; what it may take of time and say in bytes is bounded, and it does not get our secrets.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from clearinghouse.partners import LineSettings

LARGEST = 1 << 24
"""Bytes an answer may have."""
_CHUNK = 1 << 16
_PASSED = (
    "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "NO_PROXY",
)
"""What of our environment the program gets: keys and passwords may stand in the rest."""


class LineError(Exception):
    """The line gave no answer; the text says why, in words that hold nothing the program said."""


class NotStarted(LineError):
    """The program could not be started: the question has not left us."""


def call(settings: LineSettings, question: bytes, folder: Path) -> bytes:
    """What the program says to a question; it runs in the house's folder.

    Raises LineError: NotStarted, or that it took too long, said too much, nothing, or ended with an error.
    """
    deadline = time.monotonic() + settings.seconds
    try:
        process = subprocess.Popen(
            settings.command,
            cwd=folder,
            env={name: os.environ[name] for name in _PASSED if name in os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "its command cannot be used"
        raise NotStarted(f"the line's program cannot be started: {reason}") from None
    try:
        answer = _Talk(process, question, deadline, settings.seconds).run()
    finally:
        _end(process)
    if not answer.strip():
        code = process.returncode
        raise LineError("the line gave no answer" + (f"; its program ended with code {code}" if code else ""))
    return answer


class _Talk:
    """The question written and the answer read side by side: neither may wait for the other."""

    def __init__(
        self, process: subprocess.Popen[bytes], question: bytes, deadline: float, seconds: float
    ) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._ask, self._hear = process.stdin, process.stdout
        self._left = memoryview(question)
        self._answer = bytearray()
        self._deadline = deadline
        self._seconds = seconds

    def run(self) -> bytes:
        """The answer, whole when the program has closed its output and ended."""
        os.set_blocking(self._ask.fileno(), False)
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._ask, selectors.EVENT_WRITE)
            waiting.register(self._hear, selectors.EVENT_READ)
            hearing = True
            while hearing:
                for key, _ in waiting.select(self._remaining()):
                    if key.fileobj is self._hear:
                        hearing = self._read()
                    elif not self._write():
                        waiting.unregister(self._ask)
                        self._ask.close()
        try:
            self._process.wait(self._remaining())
        except subprocess.TimeoutExpired:
            raise self._late() from None
        return bytes(self._answer)

    def _remaining(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self._late()
        return left

    def _late(self) -> LineError:
        return LineError(f"the line gave no answer within {self._seconds:g} seconds")

    def _write(self) -> bool:
        """Write some of the question; whether there is more."""
        try:
            self._left = self._left[os.write(self._ask.fileno(), self._left[:_CHUNK]) :]
        except BlockingIOError:
            return True
        except OSError:
            # It may answer without having read all.
            return False
        return bool(self._left)

    def _read(self) -> bool:
        """Read some of the answer; whether there may be more."""
        some = os.read(self._hear.fileno(), _CHUNK)
        self._answer += some
        if len(self._answer) > LARGEST:
            raise LineError(f"the line's answer is larger than {LARGEST} bytes")
        return bool(some)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and all it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
