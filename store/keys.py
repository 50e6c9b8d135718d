"""The key of a house: where it is kept, how it is made, and what is derived from it."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from store.errors import KeyUnavailable, StoreExists

KEY_SIZE = 32
_READ_AT_MOST = 1024


def make_key() -> bytes:
    """A new random key of 256 bits."""
    return secrets.token_bytes(KEY_SIZE)


def write_key(path: Path, key: bytes) -> None:
    """Keep a key as a line of base64 in a new file that only its owner can read.

    Raises StoreExists when the file is there (a key is never overwritten), KeyUnavailable when the
    file cannot be written.
    """
    _checked(key)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.urlsafe_b64encode(key) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise StoreExists("a key file is there already") from None
    except OSError as error:
        raise KeyUnavailable(f"the key file cannot be written: {error.strerror}") from None


@dataclass(frozen=True, slots=True)
class KeySource:
    """Where a key is kept: `file:PATH` (readable by its owner alone) or `env:NAME`."""

    kind: str
    name: str

    @classmethod
    def parse(cls, setting: str) -> KeySource:
        """Read the setting; KeyUnavailable when it is neither form."""
        kind, colon, name = setting.partition(":")
        if not colon or not name or kind not in ("file", "env"):
            raise KeyUnavailable("the key's source must be file:PATH or env:NAME")
        return cls(kind, name)

    def read(self, base: Path | None = None) -> bytes:
        """The key itself; a relative PATH counts from `base`. Raises KeyUnavailable."""
        if self.kind == "env":
            text = os.environ.get(self.name)
            if text is None:
                raise KeyUnavailable("the key's environment variable is not set")
            return _decoded(text.encode("utf-8", "replace"))
        return _decoded(_private_bytes((base or Path()) / self.name))


def _private_bytes(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise KeyUnavailable("the key file is not a plain file")
            if mode & 0o077:
                raise KeyUnavailable("the key file can be read by others; allow its owner alone (0600)")
            return file.read(_READ_AT_MOST)
    except OSError as error:
        raise KeyUnavailable(f"the key file cannot be read: {error.strerror}") from None


def _decoded(text: bytes) -> bytes:
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise KeyUnavailable("what the key's source holds is not base64") from None
    return _checked(key)


def _checked(key: bytes) -> bytes:
    if len(key) != KEY_SIZE:
        raise KeyUnavailable(f"a key has {KEY_SIZE} bytes")
    return key


def derive(key: bytes, purpose: str, salt: bytes = b"") -> bytes:
    """A key for one purpose; whoever learns it learns nothing about the others."""
    return hmac.digest(key, purpose.encode() + b"\0" + salt, "sha256")


def key_id(key: bytes) -> bytes:
    """Eight bytes that tell one key from another without telling the key."""
    return derive(_checked(key), "key id")[:8]
