"""kill -9 at every boundary of some work on a house: what changes something outside the process."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from clearing_places import Clock, Place

from clearinghouse import runs
from clearinghouse.house import House, open_house
from sftp_gateway.folder import FolderMailbox
from store.archive import Deposit
from store.ledger import Ledger
from store.opening import Store

BOUNDARIES = [
    *((os, name) for name in ("replace", "rename", "unlink", "fsync")),
    *((FolderMailbox, name) for name in ("fetch", "remove", "stage", "release")),
    (Deposit, "commit"),
]
"""What changes something outside the process; a commit of the store is told apart below."""


class Boundaries:
    """Counts crossings in a child, which is killed at the one that was told.

    The crossing behind one boundary and that before the next are one, where nothing was changed between.
    """

    def __init__(self, last: int) -> None:
        self.last = last
        self.crossed = 0
        self.changed = True

    def cross(self) -> None:
        self.crossed += self.changed
        self.changed = False
        if self.crossed == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def guard(self) -> None:
        """Put a crossing before and behind each boundary."""
        for owner, name in BOUNDARIES:
            setattr(owner, name, self.guarded(getattr(owner, name), owner is os))
        begin = Store.begin

        @contextmanager
        def guarded_begin(store: Store) -> Iterator[Ledger]:
            with begin(store) as ledger:
                yield ledger
                self.cross()
            self.changed = True
            self.cross()

        Store.begin = guarded_begin  # type: ignore[method-assign]

    def guarded(self, do: Callable[..., Any], changes: bool) -> Callable[..., Any]:
        def crossing(*args: Any, **kwargs: Any) -> Any:
            self.cross()
            done = do(*args, **kwargs)
            self.changed |= changes
            self.cross()
            return done

        return crossing


def killed_at(place: Place, boundary: int, work: Callable[[House], object] = runs.run) -> bool:
    """Work on the house in a child that is killed at a boundary; False when it came to its end before."""
    child = os.fork()
    if child == 0:
        try:
            Boundaries(boundary).guard()
            house = open_house(place.folder, clock=Clock())
            work(house)
            house.close()
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the work failed"
    return os.WIFSIGNALED(status)
