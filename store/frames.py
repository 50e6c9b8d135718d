"""How one archived file lies on disk: a header, then frames of 64 KiB, each sealed by itself.

Each file has a key of its own, derived from the archive's key and a random salt, so a frame of
another file never opens here. A frame is sealed (AES-256-GCM) together with its index and whether it
is the last, so frames cannot be swapped or cut off. The header carries a tag over itself and the hash
of the content (a hash that is known only after the last byte, hence not in every frame), so a whole
file cannot stand under another's name.
"""

from __future__ import annotations

import hmac
import io
import os
import secrets
import struct
from collections import OrderedDict
from collections.abc import Mapping
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from store.disk import told
from store.errors import ArchiveDamaged, WrongKey
from store.keys import derive, key_id

FRAME = 64 * 1024
TAG = 16
_MAGIC = b"BWA1"
_HEAD = struct.Struct(">4s8s32sQ32s")
_FRAMES_REMEMBERED = 8


def _nonce(index: int) -> bytes:
    # The key serves this one file, so counting is enough to never use a nonce twice.
    return index.to_bytes(12, "big")


def _bound(index: int, last: bool) -> bytes:
    return index.to_bytes(8, "big") + (b"\1" if last else b"\0")


def _tag(file_key: bytes, front: bytes, sha256: str) -> bytes:
    return derive(file_key, "header", front + bytes.fromhex(sha256))


class Sealer:
    """Writes one file sealed: bytes in order, then `close` with the hash of them all."""

    def __init__(self, target: BinaryIO, key: bytes) -> None:
        self._target = target
        self._key_id = key_id(key)
        self._salt = secrets.token_bytes(32)
        self._file_key = derive(derive(key, "archive"), "file", self._salt)
        self._cipher = AESGCM(self._file_key)
        self._waiting = bytearray()
        self._index = 0
        self.size = 0
        target.write(bytes(_HEAD.size))

    def write(self, data: bytes) -> None:
        """Take more of the content."""
        self.size += len(data)
        self._waiting += data
        start, end = 0, len(self._waiting)
        # One frame is always held back: only at the end is it known to be the last.
        while end - start > FRAME:
            self._seal(bytes(self._waiting[start : start + FRAME]), last=False)
            start += FRAME
        if start:
            del self._waiting[:start]

    def close(self, sha256: str) -> None:
        """Seal the last frame and write the header; the target stays open."""
        self._seal(bytes(self._waiting), last=True)
        front = _HEAD.pack(_MAGIC, self._key_id, self._salt, self.size, b"")[:-32]
        self._target.seek(0)
        self._target.write(front + _tag(self._file_key, front, sha256))

    def _seal(self, frame: bytes, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._index), frame, _bound(self._index, last)))
        self._index += 1


class Opener:
    """Reads one sealed file: any range, opening only the frames it touches.

    Raises WrongKey when none of the keys sealed it, ArchiveDamaged when it is not whole or not the
    content of that hash.
    """

    def __init__(self, source: BinaryIO, keys: Mapping[bytes, bytes], sha256: str) -> None:
        self._source = source
        head = source.read(_HEAD.size)
        if len(head) != _HEAD.size or not head.startswith(_MAGIC):
            raise ArchiveDamaged("an archived file has no header")
        _, sealed_by, salt, self.size, tag = _HEAD.unpack(head)
        if sealed_by not in keys:
            raise WrongKey("an archived file was sealed with a key that was not handed in")
        file_key = derive(derive(keys[sealed_by], "archive"), "file", salt)
        if not hmac.compare_digest(tag, _tag(file_key, head[:-32], sha256)):
            raise ArchiveDamaged("an archived file's header does not fit its content's hash")
        self._last = max(0, (self.size - 1) // FRAME)
        if os.fstat(source.fileno()).st_size != _HEAD.size + self.size + TAG * (self._last + 1):
            raise ArchiveDamaged("an archived file has not the length its header tells")
        self._cipher = AESGCM(file_key)
        self._opened: OrderedDict[int, bytes] = OrderedDict()

    def frame(self, index: int) -> bytes:
        """The content of one frame; a few are remembered, a claim and its context lie close."""
        known = self._opened.get(index)
        if known is not None:
            self._opened.move_to_end(index)
            return known
        with told():
            self._source.seek(_HEAD.size + index * (FRAME + TAG))
            sealed = self._source.read(FRAME + TAG)
        try:
            frame = self._cipher.decrypt(_nonce(index), sealed, _bound(index, index == self._last))
        except InvalidTag:
            raise ArchiveDamaged("a frame of an archived file was changed") from None
        self._opened[index] = frame
        if len(self._opened) > _FRAMES_REMEMBERED:
            self._opened.popitem(last=False)
        return frame

    def read(self, offset: int, length: int) -> bytes:
        """The bytes from `offset`, fewer than `length` at the end; ValueError for a negative number."""
        if offset < 0 or length < 0:
            raise ValueError("a range counts from zero")
        end = min(offset + length, self.size)
        parts = []
        while offset < end:
            index, start = divmod(offset, FRAME)
            part = self.frame(index)[start : start + end - offset]
            parts.append(part)
            offset += len(part)
        return b"".join(parts)

    def close(self) -> None:
        """Let the file go."""
        self._source.close()


class SealedReader(io.RawIOBase):
    """A sealed file as a readable, seekable stream."""

    def __init__(self, opener: Opener) -> None:
        super().__init__()
        self._opener = opener
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._opener.size}[whence]
        if start + offset < 0:
            raise ValueError("a position counts from zero")
        self._position = start + offset
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._position >= self._opener.size:
            return 0
        index, start = divmod(self._position, FRAME)
        part = self._opener.frame(index)[start : start + len(buffer)]
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)

    def close(self) -> None:
        if not self.closed:
            self._opener.close()
        super().close()
