"""A partner's mailbox in two directories of a disk of ours, with the same promises as over SFTP."""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sftp_gateway.errors import (
    Conflict,
    NameRefused,
    NoFolder,
    RemoteRefused,
    StillChanging,
    TooLarge,
    Unreachable,
    Vanished,
)
from sftp_gateway.landing import BLOCK, Landing, Source, sync_directory
from sftp_gateway.mailbox import Delivered, Fetched, Outcome, RemoteFile, Staged, deliver
from sftp_gateway.naming import (
    is_accepted,
    is_hidden,
    is_quarantined,
    local_name,
    require_accepted,
    staged_name,
)


class FolderMailbox:
    """A mailbox of two directories; see `Mailbox` for what each method promises.

    A missing directory is Unreachable: a network disk that is not mounted comes back; where something else
    stands in its place, NoFolder. Links, pipes and
    devices are neither listed nor opened, so that nobody makes us read what is not theirs.
    """

    def __init__(self, inbox: Path, outbox: Path, largest: int = 4 * 1024**3) -> None:
        self._inbox = inbox
        self._outbox = outbox
        self._largest = largest

    def list(self) -> Sequence[RemoteFile]:
        """Return the files that wait in the inbox, by name."""
        found = []
        for raw in self._names():
            with self._reaching(self._inbox):
                status = _look(os.path.join(os.fsencode(self._inbox), raw))
            if status is not None and stat.S_ISREG(status.st_mode):
                found.append(RemoteFile(local_name(raw), status.st_size, int(status.st_mtime)))
        return sorted(found, key=lambda file: file.name)

    def fetch(self, name: str, local_path: Path) -> Fetched:
        """Copy a file of the inbox to `local_path`, whole or not at all; its size is checked twice."""
        path = self._inbox_path(name)
        with self._opened(path) as handle, Landing(local_path) as landing:
            before = os.fstat(handle)
            if before.st_size > self._largest:
                raise TooLarge("the file is larger than this partner's settings allow")
            while block := os.read(handle, BLOCK):
                landing.write(block)
                if landing.size > before.st_size:
                    break
            with self._reaching(self._inbox):
                now = self._status(path)
            _require_same(before, os.fstat(handle), now)
            if landing.size != before.st_size:
                raise StillChanging("the file changed its size while it was read")
            return Fetched(name, landing.size, landing.settle(), int(before.st_mtime))

    def stage(self, local_path: Path, name: str) -> Staged:
        """Write a file of ours to the outbox under its hidden name, durably."""
        final = self._outbox / require_accepted(name)
        with Source(local_path) as source:
            standing = self._stands(final, source)
            if not standing:
                with self._reaching(self._outbox), _outgoing(self._hidden(name)) as landing:
                    for block in source.blocks():
                        landing.write(block)
                    landing.settle()
            return Staged(name, source.size, source.sha256(), standing)

    def release(self, name: str, size: int) -> Outcome:
        """Rename a staged file to its final name; when it is not there any more, say what became of it."""
        hidden, final = self._hidden(require_accepted(name)), self._outbox / name
        with self._reaching(self._outbox):
            staged, standing = _look(hidden), _look(final)
            if any(file is not None and file.st_size != size for file in (staged, standing)):
                raise Conflict("a file of another size stands where ours belongs")
            if staged is None and standing is None:
                os.lstat(self._outbox)
                return Outcome.GONE
            if staged is None:
                return Outcome.STANDING
            if standing is not None:
                hidden.unlink(missing_ok=True)
                return Outcome.STANDING
            os.replace(hidden, final)
            sync_directory(self._outbox)
            return Outcome.SENT

    def put(self, local_path: Path, name: str) -> Delivered:
        """Stage and release."""
        return deliver(self, local_path, name)

    def remove(self, name: str, fetched: Fetched | None = None) -> bool:
        """Take a file out of the inbox, if it still is the one that was fetched."""
        try:
            with self._reaching(self._inbox):
                path = self._inbox_path(name)
                now = self._status(path)
                seen = (now.st_size, int(now.st_mtime))
                if fetched is not None and seen != (fetched.size, fetched.modified):
                    raise StillChanging("the file is not the one that was fetched any more")
                os.unlink(path)
                sync_directory(self._inbox)
        except (Vanished, FileNotFoundError):
            return False
        return True

    def close(self) -> None:
        """A folder holds no connection."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _names(self) -> Iterator[bytes]:
        with self._reaching(self._inbox):
            names = os.listdir(os.fsencode(self._inbox))
        return (name for name in names if not is_hidden(name))

    def _hidden(self, name: str) -> Path:
        return self._outbox / staged_name(name)

    def _inbox_path(self, name: str) -> bytes:
        inbox = os.fsencode(self._inbox)
        if is_accepted(name):
            return os.path.join(inbox, name.encode("ascii"))
        if not is_quarantined(name):
            raise NameRefused("this is neither a name we accept nor one of our quarantine names")
        for raw in self._names():
            if local_name(raw) == name:
                return os.path.join(inbox, raw)
        raise Vanished("no file in the folder has this name any more")

    def _stands(self, final: Path, source: Source) -> bool:
        with self._reaching(self._outbox):
            standing = _look(final)
        if standing is None:
            return False
        if stat.S_ISREG(standing.st_mode) and standing.st_size == source.size:
            with self._opened(os.fsencode(final)) as handle:
                if source.equals(iter(lambda: os.read(handle, BLOCK), b"")):
                    return True
        raise Conflict("another file stands under the name of ours")

    @contextmanager
    def _opened(self, path: bytes) -> Iterator[int]:
        """Open a plain file and nothing else: no link is followed, no pipe is waited for."""
        with self._reaching(Path(os.fsdecode(path)).parent):
            try:
                handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            except FileNotFoundError:
                raise Vanished("no file in the folder has this name any more") from None
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise RemoteRefused("this is no plain file")
            yield handle
        finally:
            os.close(handle)

    def _status(self, path: bytes) -> os.stat_result:
        try:
            return os.lstat(path)
        except FileNotFoundError:
            raise Vanished("no file in the folder has this name any more") from None

    @contextmanager
    def _reaching(self, directory: Path) -> Iterator[None]:
        try:
            yield
        except (OSError, Vanished) as error:
            if not os.path.isdir(directory):
                if os.path.exists(directory) or isinstance(error, NotADirectoryError):
                    raise NoFolder("what should be the folder is none") from None
                raise Unreachable("the folder is not there") from None
            if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM, errno.ELOOP):
                raise RemoteRefused("the folder does not allow this, or the file is a link") from None
            raise


def _outgoing(hidden: Path) -> Landing:
    """Return a landing for a file the partner shall read: under its hidden name, with the usual rights."""
    return Landing(hidden, part=hidden, mode=0o666)


def _look(path: Path | bytes) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except FileNotFoundError:
        return None


def _require_same(*looks: os.stat_result) -> None:
    if len({(look.st_ino, look.st_size, look.st_mtime_ns) for look in looks}) > 1:
        raise StillChanging("the file changed between two looks")
