"""The archive: the raw bytes of every file received or sent, by their hash, encrypted.

A name in the folder is an HMAC of the content's hash, so the folder does not tell what it holds.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from store.disk import sync_folder, told
from store.errors import ArchiveDamaged, NotArchived, WrongKey
from store.frames import FRAME, Opener, SealedReader, Sealer
from store.keys import derive, key_id

_ARRIVING = "arriving"
_ABANDONED_AFTER = 3600.0


class Readable(Protocol):
    """Bytes in order: `read` gives at most so many, and none at the end."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Archived:
    """What the archive keeps: the SHA-256 of the content (hex) and its size in bytes."""

    sha256: str
    size: int


class Archive:
    """The folder of sealed files. `key` seals new ones; `old_keys` only open what they sealed before.

    Every method raises StoreFull or StoreBroken when the disk does not do what it is told.
    """

    def __init__(self, folder: Path, key: bytes, old_keys: Sequence[bytes] = ()) -> None:
        self._folder = folder
        self._key = key
        self._keys = {key_id(one): one for one in (key, *old_keys)}
        self._name_keys = [derive(one, "archive names") for one in (key, *old_keys)]
        with told():
            (folder / _ARRIVING).mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, stream: Readable) -> Archived:
        """Archive all that the stream still holds; the same content twice is kept once."""
        with self.deposit() as deposit:
            while data := stream.read(FRAME):
                deposit.write(data)
            return deposit.commit()

    def deposit(self) -> Deposit:
        """Start archiving content that comes piece by piece; see Deposit."""
        with told():
            return Deposit(self)

    def open(self, sha256: str) -> BinaryIO:
        """The content as a seekable stream, decrypted as it is read.

        Raises NotArchived, ArchiveDamaged, WrongKey; ArchiveDamaged also while reading.
        """
        return io.BufferedReader(SealedReader(self._opener(sha256)), FRAME)

    def read(self, sha256: str, offset: int, length: int) -> bytes:
        """One range of the content (fewer bytes at its end); opens only the frames it touches."""
        opener = self._opener(sha256)
        try:
            with told():
                return opener.read(offset, length)
        finally:
            opener.close()

    def has(self, sha256: str) -> bool:
        """Whether content of that hash is kept (its frames are not read)."""
        return any(path.exists() for path in self._places(sha256))

    def check(self, sha256: str) -> Archived:
        """Read the content whole and compare it with its hash; ArchiveDamaged when it differs."""
        found, size = hashlib.sha256(), 0
        with told(), self.open(sha256) as stream:
            while data := stream.read(FRAME):
                found.update(data)
                size += len(data)
        if found.hexdigest() != sha256:
            raise ArchiveDamaged("an archived file is not the content of its hash")
        return Archived(sha256, size)

    def sweep(self) -> int:
        """Remove what killed processes left half written; how many there were."""
        removed = 0
        with told():
            for part in (self._folder / _ARRIVING).glob("*.part"):
                with suppress(FileNotFoundError):
                    if time.time() - part.stat().st_mtime > _ABANDONED_AFTER and _abandoned(part):
                        part.unlink()
                        removed += 1
        return removed

    def _places(self, sha256: str) -> Iterator[Path]:
        """Where the content may lie: under the present key's name first, then under old ones."""
        if len(sha256) != 64:
            raise ValueError("a SHA-256 has 64 hexadecimal digits")
        for name_key in self._name_keys:
            name = derive(name_key, "name", bytes.fromhex(sha256)).hex()
            yield self._folder / name[:2] / name[2:]

    def _opener(self, sha256: str) -> Opener:
        for path in self._places(sha256):
            with told():
                try:
                    source = path.open("rb")
                except FileNotFoundError:
                    continue
                try:
                    return Opener(source, self._keys, sha256)
                except BaseException:
                    source.close()
                    raise
        raise NotArchived("the archive holds nothing under that hash")

    def _keep(self, part: Path, sha256: str) -> None:
        """Give a finished part its name, unless the content is there already, whole."""
        place = next(self._places(sha256))
        with suppress(NotArchived, ArchiveDamaged, WrongKey):
            self.check(sha256)
            part.unlink()
            # Whoever put it there may not have come to this yet, and we are about to say it is kept.
            for known in self._places(sha256):
                if known.parent.is_dir():
                    sync_folder(known.parent)
            return
        if not place.parent.is_dir():
            place.parent.mkdir(mode=0o700, exist_ok=True)
            sync_folder(self._folder)
        part.replace(place)
        sync_folder(place.parent)


class Deposit:
    """Content on its way into the archive: `write` the pieces, `commit` at the end.

    A context manager; what was not committed when it ends is removed.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._part = archive._folder / _ARRIVING / f"{secrets.token_hex(16)}.part"
        descriptor = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._done = False
        # Held until the file is closed: so `sweep` tells a slow writer from a dead one.
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        self._hash = hashlib.sha256()
        self._sealer = Sealer(self._file, archive._key)

    def write(self, data: bytes, /) -> None:
        """Take more of the content."""
        with told():
            self._hash.update(data)
            self._sealer.write(data)

    def commit(self) -> Archived:
        """The content is whole: seal it, make it durable, give it its name."""
        archived = Archived(self._hash.hexdigest(), self._sealer.size)
        with told():
            self._sealer.close(archived.sha256)
            self._file.flush()
            os.fsync(self._file.fileno())
            self._archive._keep(self._part, archived.sha256)
            self._done = True
            self._file.close()
        return archived

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Closing writes out what is buffered, which on a full disk fails once more.
        with suppress(OSError):
            self._file.close()
        if not self._done:
            with suppress(OSError):
                self._part.unlink()


def _abandoned(part: Path) -> bool:
    with part.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
