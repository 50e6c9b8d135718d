"""A partner's pinned host keys: the only keys a server may show before we send anything of ours."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sftp_gateway.errors import BadSettings

_ALGORITHMS = {
    "ssh-ed25519": ("ssh-ed25519",),
    "ecdsa-sha2-nistp256": ("ecdsa-sha2-nistp256",),
    "ecdsa-sha2-nistp384": ("ecdsa-sha2-nistp384",),
    "ecdsa-sha2-nistp521": ("ecdsa-sha2-nistp521",),
    "ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256"),
}
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}=?")
_ADVICE = "write a host key as 'type base64', 'type SHA256:fingerprint' or 'SHA256:fingerprint'"


@dataclass(frozen=True, slots=True)
class Pin:
    """One pinned host key: its type where given, and its fingerprint (``SHA256:`` and unpadded base64)."""

    kind: str | None
    fingerprint: str


def fingerprint(key: bytes) -> str:
    """Return the fingerprint of a public key in SSH's own form, as OpenSSH prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode("ascii").rstrip("=")


def read_pin(text: str) -> Pin:
    """Read one host key as an OpenSSH public key line or a fingerprint; raises BadSettings."""
    words = text.split()
    if words and _FINGERPRINT.fullmatch(words[0]):
        return Pin(None, words[0].rstrip("="))
    if len(words) < 2 or words[0] not in _ALGORITHMS:
        raise BadSettings(f"a pinned host key cannot be read; {_ADVICE}")
    kind, value = words[0], words[1]
    if _FINGERPRINT.fullmatch(value):
        return Pin(kind, value.rstrip("="))
    try:
        key = base64.b64decode(value, validate=True)
    except binascii.Error:
        key = b""
    if not key.startswith(len(kind).to_bytes(4, "big") + kind.encode("ascii")):
        raise BadSettings(f"a pinned host key is cut off or of another type than it says; {_ADVICE}")
    return Pin(kind, fingerprint(key))


def algorithms(pins: Sequence[Pin]) -> frozenset[str]:
    """Return the host key algorithms to ask a server for first, so that of its keys it shows a pinned one."""
    return frozenset(name for pin in pins if pin.kind is not None for name in _ALGORITHMS[pin.kind])


def is_pinned(pins: Sequence[Pin], kind: str, key: bytes) -> bool:
    """Tell whether a server's key (its SSH type and its public bytes) is one of the pinned ones."""
    shown = fingerprint(key)
    return any(pin.fingerprint == shown and pin.kind in (None, kind) for pin in pins)
