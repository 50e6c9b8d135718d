"""Texts that may tell of a patient, sealed on their way into the ledger, which itself is not encrypted."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from store.errors import StoreBroken

_NONCE_SIZE = 12


def seal(key: bytes, text: str) -> bytes:
    """A text under a key's seal (AES-256-GCM, a random nonce in front)."""
    nonce = secrets.token_bytes(_NONCE_SIZE)
    return nonce + AESGCM(key).encrypt(nonce, text.encode("utf-8", "surrogatepass"), None)


def unseal(key: bytes, sealed: bytes) -> str:
    """The text again. Raises StoreBroken where another key sealed it, or it was changed."""
    try:
        plain = AESGCM(key).decrypt(sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:], None)
    except (InvalidTag, ValueError):
        raise StoreBroken("a sealed text was changed") from None
    return plain.decode("utf-8", "surrogatepass")
