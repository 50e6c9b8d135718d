"""The local end of a transfer: a file appears on our disk whole, private and durable, or not at all."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from sftp_gateway.errors import StillChanging
from sftp_gateway.naming import staged_name

BLOCK = 1 << 18


class Landing:
    """A file in the making: hidden and private until `settle`, removed if it never comes to that."""

    def __init__(self, path: Path, part: Path | None = None, mode: int = 0o600) -> None:
        self.size = 0
        self._path = path
        self._part = part if part is not None else path.with_name(staged_name(path.name))
        self._hash = hashlib.sha256()
        self._part.unlink(missing_ok=True)
        self._file = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)

    def write(self, block: bytes) -> None:
        """Add bytes to the end; raises OSError when our disk is full."""
        view = memoryview(block)
        while view:
            view = view[os.write(self._file, view) :]
        self._hash.update(block)
        self.size += len(block)

    def settle(self) -> str:
        """Make the file durable under its own name and return its SHA-256 in hex.

        Raises StillChanging if another process of ours has begun to write the same file meanwhile.
        """
        os.fsync(self._file)
        if os.fstat(self._file).st_ino != os.stat(self._part).st_ino:
            raise StillChanging("another process of ours is collecting the same file to the same place")
        os.replace(self._part, self._path)
        sync_directory(self._path.parent)
        return self._hash.hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)
        if kind is not None:
            self._part.unlink(missing_ok=True)


def sync_directory(directory: Path) -> None:
    """Make the names in a directory durable, as a file's own fsync does not."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Source:
    """A file of ours on its way to a partner: read in blocks, hashed as it goes."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self.size = os.fstat(self._file.fileno()).st_size
        self._sha256: str | None = None

    def blocks(self, length: int = BLOCK) -> Iterator[bytes]:
        """Yield the content from the beginning, `length` bytes at a time; may be repeated."""
        self._file.seek(0)
        found = hashlib.sha256()
        while block := self._file.read(length):
            found.update(block)
            yield block
        self._sha256 = found.hexdigest()

    def sha256(self) -> str:
        """Return the hash of the whole content in hex, reading it if that was not done yet."""
        if self._sha256 is None:
            for _ in self.blocks():
                pass
        return str(self._sha256)

    def equals(self, blocks: Iterable[bytes]) -> bool:
        """Tell whether other blocks, of any lengths, hold exactly this content; reads them to the end."""
        theirs = hashlib.sha256()
        for block in blocks:
            theirs.update(block)
        return theirs.hexdigest() == self.sha256()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
