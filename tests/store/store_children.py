"""What the other processes of a test do: `python store_children.py WHAT URL KEY FOLDER ...`."""

import random
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from store_things import record_claims

from store import claims, control_numbers, states
from store.opening import Store, open_store

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def count(store: Store, times: str, name: str = "ISA13") -> None:
    """Take numbers, one a transaction; tell each once it is kept: it would go out now."""
    for _ in range(int(times)):
        with store.begin() as ledger:
            number = control_numbers.next_number(ledger, name)
        print(number, flush=True)


def take_in(store: Store, times: str) -> None:
    """Take in claims and move them, as a step does; say how far it came after each transaction."""
    for _ in range(int(times)):
        with store.begin() as ledger:
            keys = record_claims(ledger, 20)
            claims.totals(ledger, None, "state")
            states.move(ledger, "claims", keys, "received", "accepted", "accepted", at=NOW, actor="child")
            control_numbers.next_number(ledger, "batches")
        print(len(keys), flush=True)


def put(store: Store, size: str) -> None:
    """Archive random content for ever."""
    while True:
        print(store.archive.put(RandomBytes(int(size))).sha256, flush=True)


def hold(store: Store) -> None:
    """Hold the lock of runs until told otherwise."""
    with store.run_lock():
        print("held", flush=True)
        signal.pause()


class RandomBytes:
    """A stream of random bytes."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int) -> bytes:
        given = min(size, self.left)
        self.left -= given
        return random.randbytes(given)


def main() -> None:
    what, url, key, folder, *rest = sys.argv[1:]
    store = open_store(url, bytes.fromhex(key), archive_folder=Path(folder))
    work: dict[str, Callable[..., None]] = {"count": count, "take_in": take_in, "put": put, "hold": hold}
    work[what](store, *rest)
    store.close()


if __name__ == "__main__":
    main()
