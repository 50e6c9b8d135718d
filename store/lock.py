"""The lock of a run: the operating system's own, so that a killed process never leaves it behind."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from store.disk import told
from store.errors import RunInProgress


class RunLock:
    """A context manager; entering raises RunInProgress while another run holds the lock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1

    def __enter__(self) -> None:
        with told():
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
                os.close(descriptor)
                raise RunInProgress(int(holder) if holder.isdecimal() else 0) from None
            # Only now is what the file says ours to change.
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
            self._descriptor = descriptor

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)
        self._descriptor = -1
