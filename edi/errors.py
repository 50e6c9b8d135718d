"""What is raised: only what no acknowledgment can answer. Everything else is a Finding."""

from __future__ import annotations


class EdiError(Exception):
    """The root of all errors this package raises on purpose."""


class NotX12(EdiError):
    """The bytes do not start an X12 interchange, or stop being one; `offset` is the byte position."""

    def __init__(self, reason: str, offset: int = 0) -> None:
        super().__init__(f"{reason} (byte {offset})")
        self.reason = reason
        self.offset = offset


class GuideError(EdiError):
    """A guide or an override of one contradicts itself; the text names the row."""


class WriteError(EdiError):
    """What was to be written cannot be said in X12; `path` names the place, never the value."""

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(f"{path}: {reason}" if path else reason)
        self.reason = reason
        self.path = path
