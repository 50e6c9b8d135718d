"""The watchdog of a connection: it cuts an operation that takes too long or falls silent."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Watchdog:
    """A thread that calls `cut` once, when an operation passes its deadline or hears nothing for too long.

    A keepalive does not notice a dead peer and a blocked send has no timeout of its own; this has both.
    """

    def __init__(self, cut: Callable[[], None], silence: float) -> None:
        self.has_cut = False
        self._cut = cut
        self._silence = silence
        self._patience = silence
        self._heard = 0.0
        self._deadline: float | None = None
        self._ended = False
        self._change = threading.Condition()
        self._thread = threading.Thread(target=self._watch, name="sftp watchdog", daemon=True)
        self._thread.start()

    @contextmanager
    def guard(self, seconds: float, *, hearing: bool = True) -> Iterator[None]:
        """Watch the operation in the block for at most `seconds`, and for silence if we are `hearing`."""
        with self._change:
            self._patience = self._silence if hearing else seconds
            self._heard = time.monotonic()
            self._deadline = self._heard + seconds
            self._change.notify()
        try:
            yield
        finally:
            with self._change:
                self._deadline = None

    def extend(self, seconds: float) -> None:
        """Give the operation being watched more time, once its size is known."""
        with self._change:
            if self._deadline is not None:
                self._deadline += seconds

    def hear(self) -> None:
        """Note that the partner gave a sign of life."""
        self._heard = time.monotonic()

    def end(self) -> None:
        """Stop watching for good."""
        with self._change:
            self._ended = True
            self._change.notify()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _watch(self) -> None:
        with self._change:
            while not self._ended:
                left = self._left()
                if left is not None and left <= 0:
                    break
                self._change.wait(left)
            else:
                return
            self.has_cut = True
        self._cut()

    def _left(self) -> float | None:
        if self._deadline is None:
            return None
        return min(self._deadline, self._heard + self._patience) - time.monotonic()
