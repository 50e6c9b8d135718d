"""The client's half of SFTP version 3 on an SSH channel: many requests out at once, every answer distrusted.

paramiko's own SFTPClient is not used for this: a name that is not UTF-8 breaks its listing, a listing may
grow without bound, answers out of order are lost, and its read-ahead thread spins for ever when a transfer
dies.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from sftp_gateway import packets
from sftp_gateway.errors import (
    GatewayError,
    ProtocolBroken,
    RemoteRefused,
    StillChanging,
    Unreachable,
    Vanished,
)
from sftp_gateway.packets import Attributes, Fields, number, offset, string

POSIX_RENAME = b"posix-rename@openssh.com"
READ_BLOCK = 32 * 1024
WRITE_BLOCK = 32 * 1024 - 512
"""A block of data and its request fit one SSH packet of 32 KiB, which is as much as every server takes."""
READ_AHEAD = 256
WRITE_AHEAD = 64
LARGEST_PACKET = 1 << 20
MOST_ENTRIES = 100_000

_REASONS = {
    packets.NO_SUCH_FILE: "it knows no such file or directory",
    packets.PERMISSION_DENIED: "permission denied",
    4: "failure (no space, a quota, a file in the way)",
    5: "it did not understand the request",
    8: "it does not support this operation",
}


class Channel(Protocol):
    """A stream to the server; raises Unreachable, and `recv` returns nothing at the end."""

    def sendall(self, data: bytes) -> None: ...

    def recv(self, length: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a remote directory: the name in the server's own bytes, and its attributes."""

    name: bytes
    attributes: Attributes


class Client:
    """One SFTP session; every method raises Unreachable, RemoteRefused (ProtocolBroken) or Vanished."""

    def __init__(self, channel: Channel, heard: Callable[[], None]) -> None:
        self._channel = channel
        self._heard = heard
        self._buffer = bytearray()
        self._next = 0
        self._asked: set[int] = set()
        self._dropped: set[int] = set()
        self._answers: dict[int, tuple[int, Fields]] = {}
        self.extensions = self._greet()

    def entries(self, directory: bytes) -> Iterator[Entry]:
        """Yield what stands in a directory, at most MOST_ENTRIES; raises RemoteRefused if there are more."""
        with self._opened(self._ask(packets.OPENDIR, string(directory))) as handle:
            seen = 0
            while names := self._names(handle):
                seen += len(names)
                if seen > MOST_ENTRIES:
                    raise RemoteRefused(f"the server lists more than {MOST_ENTRIES} files")
                yield from names

    def stat(self, path: bytes) -> Attributes:
        """Return the attributes of the file at a path."""
        return self._attributes(self._ask(packets.STAT, string(path)))

    def stat_open(self, handle: bytes) -> Attributes:
        """Return the attributes of an open file."""
        return self._attributes(self._ask(packets.FSTAT, string(handle)))

    def opened_to_read(self, path: bytes) -> AbstractContextManager[bytes]:
        """Open a file; the block is given its handle."""
        return self._opened(self._open(path, packets.OPEN_READ))

    def opened_to_write(self, path: bytes) -> AbstractContextManager[bytes]:
        """Open a new file, or an old one emptied; the end of the block tells of late write errors."""
        flags = packets.OPEN_WRITE | packets.OPEN_CREATE | packets.OPEN_TRUNCATE
        return self._opened(self._open(path, flags))

    def remove(self, path: bytes) -> None:
        """Remove a file."""
        self._done(self._ask(packets.REMOVE, string(path)))

    def rename(self, old: bytes, new: bytes) -> None:
        """Rename as version 3 does: refused by most servers if the new name is taken."""
        self._done(self._ask(packets.RENAME, string(old), string(new)))

    def rename_over(self, old: bytes, new: bytes) -> None:
        """Rename as POSIX does, atomically (OpenSSH's extension)."""
        self._done(self._ask(packets.EXTENDED, string(POSIX_RENAME), string(old), string(new)))

    def read(self, handle: bytes, size: int) -> Iterator[bytes]:
        """Yield the first `size` bytes of an open file in order; raises StillChanging if it has fewer."""
        wanted: deque[tuple[int, int, int]] = deque()
        asked = 0
        try:
            while asked < size or wanted:
                while asked < size and len(wanted) < READ_AHEAD:
                    length = min(READ_BLOCK, size - asked)
                    wanted.append((self._ask_block(handle, asked, length), asked, length))
                    asked += length
                yield from self._whole_block(handle, *wanted.popleft())
        finally:
            self._drop(request for request, _, _ in wanted)

    def write(self, handle: bytes, blocks: Iterable[bytes]) -> int:
        """Write blocks of at most WRITE_BLOCK bytes to an open file from its beginning; return their sum."""
        waiting: deque[int] = deque()
        size = 0
        try:
            for block in blocks:
                waiting.append(self._ask(packets.WRITE, string(handle), offset(size), string(block)))
                size += len(block)
                if len(waiting) >= WRITE_AHEAD:
                    self._done(waiting.popleft())
            while waiting:
                self._done(waiting.popleft())
        finally:
            self._drop(waiting)
        return size

    def _greet(self) -> frozenset[bytes]:
        self._send(packets.INIT, number(packets.VERSION))
        kind, fields = self._receive()
        self._expect(kind, packets.VERSION_REPLY, fields)
        if fields.take_int() < packets.VERSION:
            raise ProtocolBroken("the server speaks an SFTP older than version 3")
        return fields.take_extensions()

    def _open(self, path: bytes, flags: int) -> int:
        return self._ask(packets.OPEN, string(path), number(flags), number(0))

    @contextmanager
    def _opened(self, request: int) -> Iterator[bytes]:
        kind, fields = self._answer(request)
        handle = self._expect(kind, packets.HANDLE, fields).take_string()
        try:
            yield handle
        except BaseException:
            with suppress(GatewayError):
                self._close(handle)
            raise
        self._close(handle)

    def _close(self, handle: bytes) -> None:
        self._done(self._ask(packets.CLOSE, string(handle)))

    def _names(self, handle: bytes) -> list[Entry]:
        kind, fields = self._answer(self._ask(packets.READDIR, string(handle)))
        if self._is_end(kind, fields):
            return []
        names = []
        for _ in range(self._expect(kind, packets.NAME, fields).take_int()):
            name = fields.take_string()
            fields.take_string()
            names.append(Entry(name, fields.take_attributes()))
        if not names:
            raise ProtocolBroken("the server lists nothing, without an end")
        return names

    def _ask_block(self, handle: bytes, place: int, length: int) -> int:
        return self._ask(packets.READ, string(handle), offset(place), number(length))

    def _whole_block(self, handle: bytes, request: int, place: int, length: int) -> Iterator[bytes]:
        while length:
            kind, fields = self._answer(request)
            if self._is_end(kind, fields):
                raise StillChanging("the file became shorter while it was read")
            block = self._expect(kind, packets.DATA, fields).take_string()
            if not 0 < len(block) <= length:
                raise ProtocolBroken("the server sent more bytes than it was asked for, or none")
            yield block
            place, length = place + len(block), length - len(block)
            if length:
                request = self._ask_block(handle, place, length)

    def _attributes(self, request: int) -> Attributes:
        kind, fields = self._answer(request)
        return self._expect(kind, packets.ATTRS, fields).take_attributes()

    def _done(self, request: int) -> None:
        kind, fields = self._answer(request)
        if kind != packets.STATUS:
            raise ProtocolBroken("the server answered a request with the wrong kind of packet")
        self._refuse(fields.take_int())

    def _is_end(self, kind: int, fields: Fields) -> bool:
        return kind == packets.STATUS and fields.peek_int() == packets.EOF

    def _expect(self, kind: int, wanted: int, fields: Fields) -> Fields:
        if kind == packets.STATUS:
            self._refuse(fields.take_int())
        if kind != wanted:
            raise ProtocolBroken("the server answered a request with the wrong kind of packet")
        return fields

    def _refuse(self, code: int) -> None:
        if code == packets.NO_SUCH_FILE:
            raise Vanished("the server knows no such file or directory")
        if code != packets.OK:
            raise RemoteRefused(f"the server refused: {_REASONS.get(code, 'for a reason of its own')}", code)

    def _ask(self, kind: int, *fields: bytes) -> int:
        self._next = (self._next + 1) & 0xFFFFFFFF
        self._asked.add(self._next)
        self._send(kind, number(self._next), *fields)
        return self._next

    def _answer(self, request: int) -> tuple[int, Fields]:
        while request not in self._answers:
            kind, fields = self._receive()
            answered = fields.take_int()
            if answered in self._dropped:
                self._dropped.remove(answered)
            elif answered in self._asked:
                self._asked.remove(answered)
                self._answers[answered] = (kind, fields)
            else:
                raise ProtocolBroken("the server answered a request that was not made")
        return self._answers.pop(request)

    def _drop(self, requests: Iterable[int]) -> None:
        for request in requests:
            if self._answers.pop(request, None) is None:
                self._asked.discard(request)
                self._dropped.add(request)

    def _send(self, kind: int, *fields: bytes) -> None:
        packet = bytes([kind]) + b"".join(fields)
        self._channel.sendall(string(packet))

    def _receive(self) -> tuple[int, Fields]:
        self._fill(4)
        length = int.from_bytes(self._buffer[:4], "big")
        if not 5 <= length <= LARGEST_PACKET:
            raise ProtocolBroken("the server sent a packet of an impossible length")
        self._fill(4 + length)
        packet = bytes(self._buffer[5 : 4 + length])
        kind = self._buffer[4]
        del self._buffer[: 4 + length]
        return kind, Fields(packet)

    def _fill(self, length: int) -> None:
        while len(self._buffer) < length:
            received = self._channel.recv(1 << 18)
            if not received:
                raise Unreachable("the server closed the connection")
            self._heard()
            self._buffer += received
