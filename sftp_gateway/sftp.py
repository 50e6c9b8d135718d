"""A partner's mailbox on an SFTP server: one connection, opened once, closed at the end of the block."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from sftp_gateway import packets
from sftp_gateway.client import POSIX_RENAME, WRITE_BLOCK, Client
from sftp_gateway.connection import Connection
from sftp_gateway.errors import (
    Conflict,
    GatewayError,
    NameRefused,
    ProtocolBroken,
    RemoteRefused,
    StillChanging,
    TooLarge,
    Unreachable,
    Vanished,
)
from sftp_gateway.landing import Landing, Source
from sftp_gateway.mailbox import Delivered, Fetched, Outcome, RemoteFile, Staged, deliver
from sftp_gateway.naming import (
    is_accepted,
    is_hidden,
    is_quarantined,
    is_reachable,
    local_name,
    require_accepted,
    staged_name,
)
from sftp_gateway.packets import Attributes
from sftp_gateway.settings import SftpSettings


def open_mailbox(settings: SftpSettings) -> "SftpMailbox":
    """Connect, check the host key, authenticate; use as ``with open_mailbox(settings) as box:``.

    Raises Unreachable, HostKeyRefused, AuthenticationRefused, RemoteRefused or BadSettings.
    """
    return SftpMailbox(settings)


class SftpMailbox:
    """A mailbox on an SFTP server; see `Mailbox` for what each method promises. One thread at a time."""

    def __init__(self, settings: SftpSettings) -> None:
        self._settings = settings
        self._quarantined: dict[str, bytes] = {}
        self._connection = Connection(settings)
        try:
            with self._operation():
                self._client = Client(self._connection, self._connection.watchdog.hear)
        except BaseException:
            self._connection.close()
            raise

    def list(self) -> Sequence[RemoteFile]:
        """Return the files that wait in the inbox, by name."""
        with self._operation():
            try:
                return self._list()
            except Vanished:
                raise RemoteRefused("the inbox is not there", packets.NO_SUCH_FILE) from None

    def fetch(self, name: str, local_path: Path) -> Fetched:
        """Copy a file of the inbox to `local_path`, whole or not at all; its size is checked twice."""
        with self._operation():
            path = self._inbox_path(name)
            with self._client.opened_to_read(path) as handle:
                before = self._client.stat_open(handle)
                size = self._size_to_fetch(before)
                with Landing(local_path) as landing:
                    for block in self._client.read(handle, size):
                        landing.write(block)
                    self._require_same(before, self._client.stat(path))
                    return Fetched(name, size, landing.settle(), before.modified)

    def stage(self, local_path: Path, name: str) -> Staged:
        """Write a file of ours to the outbox under its hidden name, and check the size that arrived."""
        require_accepted(name)
        with self._operation(), Source(local_path) as source:
            self._give_time(source.size)
            if self._stands(name, source):
                return Staged(name, source.size, source.sha256(), standing=True)
            hidden = self._outbox_path(staged_name(name))
            try:
                self._send(source, hidden)
            except (RemoteRefused, OSError):
                with suppress(GatewayError):
                    self._client.remove(hidden)
                raise
            return Staged(name, source.size, source.sha256(), standing=False)

    def release(self, name: str, size: int) -> Outcome:
        """Rename a staged file to its final name; when it is not there any more, say what became of it."""
        hidden, final = self._outbox_path(staged_name(require_accepted(name))), self._outbox_path(name)
        with self._operation():
            staged, standing = self._look(hidden), self._look(final)
            if any(file is not None and file.size != size for file in (staged, standing)):
                raise Conflict("a file of another size stands where ours belongs")
            if staged is None and standing is None:
                self._require_outbox()
                return Outcome.GONE
            if staged is None:
                return Outcome.STANDING
            if standing is not None:
                self._client.remove(hidden)
                return Outcome.STANDING
            self._rename(hidden, final)
            return Outcome.SENT

    def put(self, local_path: Path, name: str) -> Delivered:
        """Stage and release."""
        return deliver(self, local_path, name)

    def remove(self, name: str, fetched: Fetched | None = None) -> bool:
        """Take a file out of the inbox, if it still is the one that was fetched."""
        with self._operation():
            try:
                path = self._inbox_path(name)
                if fetched is not None:
                    now = self._client.stat(path)
                    self._require_same(Attributes(fetched.size, None, fetched.modified), now)
                self._client.remove(path)
            except Vanished:
                return False
            return True

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _operation(self) -> Iterator[None]:
        try:
            with self._connection.watchdog.guard(self._settings.operation_timeout):
                yield
        except (Unreachable, ProtocolBroken):
            self._connection.close()
            raise

    def _give_time(self, size: int) -> None:
        self._connection.watchdog.extend(size / self._settings.slowest)

    def _list(self) -> Sequence[RemoteFile]:
        found: dict[str, RemoteFile] = {}
        quarantined: dict[str, bytes] = {}
        for entry in self._client.entries(_directory(self._settings.inbox)):
            if is_hidden(entry.name) or entry.name in (b".", b"..") or not entry.attributes.is_file:
                continue
            name = local_name(entry.name)
            if is_quarantined(name):
                quarantined[name] = entry.name
            found[name] = RemoteFile(name, self._size(entry.attributes), entry.attributes.modified)
        self._quarantined = quarantined
        return sorted(found.values(), key=lambda file: file.name)

    def _inbox_path(self, name: str) -> bytes:
        if is_accepted(name):
            return _joined(self._settings.inbox, name.encode("ascii"))
        if not is_quarantined(name):
            raise NameRefused("this is neither a name we accept nor one of our quarantine names")
        if name not in self._quarantined:
            self._list()
        if name not in self._quarantined:
            raise Vanished("the server lists no file by this name any more")
        remote = self._quarantined[name]
        if not is_reachable(remote):
            raise NameRefused("the server's name for this file leads out of the inbox; it stays where it is")
        return _joined(self._settings.inbox, remote)

    def _outbox_path(self, name: str) -> bytes:
        return _joined(self._settings.outbox, name.encode("ascii"))

    def _size(self, attributes: Attributes) -> int:
        if attributes.size is None:
            raise ProtocolBroken("the server does not tell the sizes of files")
        return attributes.size

    def _size_to_fetch(self, attributes: Attributes) -> int:
        size = self._size(attributes)
        if not attributes.is_file:
            raise RemoteRefused("this is no plain file")
        if size > self._settings.largest:
            raise TooLarge("the file is larger than this partner's settings allow")
        self._give_time(size)
        return size

    def _require_same(self, before: Attributes, now: Attributes) -> None:
        if (before.size, before.modified) != (now.size, now.modified):
            raise StillChanging("the file changed between two looks")

    def _look(self, path: bytes) -> Attributes | None:
        try:
            return self._client.stat(path)
        except Vanished:
            return None

    def _require_outbox(self) -> None:
        """Raise RemoteRefused if the outbox itself is away: its files then are not gone to the partner."""
        if self._look(_directory(self._settings.outbox)) is None:
            raise RemoteRefused("the outbox is not there", packets.NO_SUCH_FILE)

    def _stands(self, name: str, source: Source) -> bool:
        """Tell whether our file stands under its final name already; raises Conflict if another one does."""
        path = self._outbox_path(name)
        standing = self._look(path)
        if standing is None:
            return False
        same = standing.is_file and standing.size == source.size and self._holds(path, source)
        if not same:
            raise Conflict("another file stands under the name of ours")
        return True

    def _holds(self, path: bytes, source: Source) -> bool:
        self._give_time(source.size)
        try:
            with self._client.opened_to_read(path) as handle:
                return source.equals(self._client.read(handle, source.size))
        except Vanished:
            return True
        except RemoteRefused as refused:
            # A drop box lets nobody read: then the name and the size, which are ours alone, have to do.
            return refused.code == packets.PERMISSION_DENIED

    def _send(self, source: Source, hidden: bytes) -> None:
        try:
            with self._client.opened_to_write(hidden) as handle:
                sent = self._client.write(handle, source.blocks(WRITE_BLOCK))
            arrived = self._client.stat(hidden)
        except Vanished:
            reason = "the outbox is not there, or does not keep files"
            raise RemoteRefused(reason, packets.NO_SUCH_FILE) from None
        if sent != source.size or arrived.size != sent:
            raise RemoteRefused("the server kept another number of bytes than were sent")

    def _rename(self, hidden: bytes, final: bytes) -> None:
        if self._settings.rename == "posix" and POSIX_RENAME in self._client.extensions:
            self._client.rename_over(hidden, final)
            return
        if self._settings.rename == "remove-rename":
            with suppress(Vanished):
                self._client.remove(final)
        self._client.rename(hidden, final)


def _directory(path: str) -> bytes:
    return path.encode("utf-8")


def _joined(directory: str, name: bytes) -> bytes:
    return _directory(directory).rstrip(b"/") + b"/" + name
