"""What the store asks of a disk beyond reading and writing: its errors told apart, names made durable."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import StoreBroken, StoreFull

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def told() -> Iterator[None]:
    """Turn the operating system's errors into StoreFull or StoreBroken, which name no path."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull("no room left on the disk") from None
        raise StoreBroken(f"the disk failed: {os.strerror(error.errno or errno.EIO)}") from None


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
