"""The staging folder: where a file rests in the clear between a mailbox and the archive, and no longer."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from clearinghouse.errors import HouseError


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A name in the staging folder that nothing has; what stands there is gone when the block ends."""
    path = _made(folder) / secrets.token_hex(16)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def unnamed(folder: Path) -> BinaryIO:
    """A file that has no name, so that nothing is left of it even when the process is killed."""
    return cast(BinaryIO, TemporaryFile(dir=_made(folder), buffering=0))


def clear(folder: Path) -> int:
    """Remove what killed runs left in the staging folder: for who holds the run's lock; how much it was."""
    removed = 0
    for entry in os.scandir(_made(folder)):
        if entry.is_symlink() or entry.is_file():
            with suppress(OSError):
                os.unlink(entry.path)
                removed += 1
    return removed


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileExistsError:
        raise HouseError(f"{folder.name} in the house is not a folder: take it away") from None
    return folder
