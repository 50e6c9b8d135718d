"""How long a server of the sandbox lives: as long as its starter wants it, and never beyond a limit."""

import ctypes
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux' prctl."""


def read_order() -> dict[str, Any]:
    """Return the starter's order: one line of JSON on standard input, not a byte more is read."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(sys.stdin.fileno(), 1)
        if not byte:
            sys.exit("the starter gave no order")
        line += byte
    order: dict[str, Any] = json.loads(line)
    return order


def last(limit: float, alive: Callable[[], bool]) -> None:
    """Return when standard input ends, after `limit` seconds, or when no longer `alive`.

    The starter holds the other end of standard input: it ends when the starter closes it or dies.
    """
    end = time.monotonic() + limit
    while alive() and time.monotonic() < end:
        readable, _, _ = select.select([sys.stdin.fileno()], [], [], 0.2)
        if readable and not os.read(sys.stdin.fileno(), 4096):
            return


def end_on_request() -> None:
    """Let SIGTERM end this process by way of its ``finally`` blocks."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def die_with_parent() -> None:
    """Have the kernel end this process when the one that started it is killed (on Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)
