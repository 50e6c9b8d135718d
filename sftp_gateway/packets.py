"""The packets of SFTP version 3 (draft-ietf-secsh-filexfer-02): their numbers, fields and file attributes."""

import stat
import struct
from dataclasses import dataclass

from sftp_gateway.errors import ProtocolBroken

VERSION = 3
INIT, VERSION_REPLY, OPEN, CLOSE, READ, WRITE, LSTAT, FSTAT = 1, 2, 3, 4, 5, 6, 7, 8
OPENDIR, READDIR, REMOVE, STAT, RENAME = 11, 12, 13, 17, 18
STATUS, HANDLE, DATA, NAME, ATTRS, EXTENDED = 101, 102, 103, 104, 105, 200

OK, EOF, NO_SUCH_FILE, PERMISSION_DENIED = 0, 1, 2, 3
OPEN_READ, OPEN_WRITE, OPEN_CREATE, OPEN_TRUNCATE = 0x01, 0x02, 0x08, 0x10

_SIZE, _OWNER, _MODE, _TIMES, _EXTENDED = 0x01, 0x02, 0x04, 0x08, 0x80000000


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a server tells of a file, None for what it leaves out; time in seconds since 1970, its clock."""

    size: int | None
    mode: int | None
    modified: int | None

    @property
    def is_file(self) -> bool:
        """Tell whether this is a plain file; a server that tells no type is believed to show files only."""
        return self.mode is None or stat.S_IFMT(self.mode) in (0, stat.S_IFREG)


class Fields:
    """The fields of one packet, taken from the front; raises ProtocolBroken where the packet is too short."""

    def __init__(self, packet: bytes) -> None:
        self._packet = packet
        self._at = 0

    def take(self, length: int) -> bytes:
        """Take that many bytes."""
        end = self._at + length
        if end > len(self._packet):
            raise ProtocolBroken("the server sent a packet that is shorter than it says")
        taken = self._packet[self._at : end]
        self._at = end
        return taken

    def take_int(self) -> int:
        """Take an unsigned number of 32 bits."""
        return int.from_bytes(self.take(4), "big")

    def peek_int(self) -> int:
        """Return the number of 32 bits that comes next, and leave it."""
        return int.from_bytes(self._packet[self._at : self._at + 4], "big")

    def take_string(self) -> bytes:
        """Take a string: its length and its bytes, of no known character set."""
        return self.take(self.take_int())

    def take_attributes(self) -> Attributes:
        """Take the attributes of a file."""
        flags = self.take_int()
        size = int.from_bytes(self.take(8), "big") if flags & _SIZE else None
        if flags & _OWNER:
            self.take(8)
        mode = self.take_int() if flags & _MODE else None
        modified = None
        if flags & _TIMES:
            self.take(4)
            modified = self.take_int()
        if flags & _EXTENDED:
            for _ in range(self.take_int()):
                self.take_string()
                self.take_string()
        return Attributes(size, mode, modified)

    def take_extensions(self) -> frozenset[bytes]:
        """Take the names of a server's extensions, to the end of the packet; their values are dropped."""
        names = set()
        while self._at < len(self._packet):
            names.add(self.take_string())
            self.take_string()
        return frozenset(names)


def string(value: bytes) -> bytes:
    """Return a string field."""
    return struct.pack(">I", len(value)) + value


def number(value: int) -> bytes:
    """Return a field of 32 bits."""
    return struct.pack(">I", value)


def offset(value: int) -> bytes:
    """Return a field of 64 bits."""
    return struct.pack(">Q", value)
