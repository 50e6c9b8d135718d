"""The text of files that users own: overrides, code lists."""

from __future__ import annotations

from pathlib import Path

from edi.errors import GuideError


def read_text(file: Path, largest: int) -> str:
    """The text of a file of at most so many bytes, without a byte order mark; raises GuideError."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(largest + 1)
    except OSError as cause:
        raise GuideError(f"{file.name}: cannot be read ({cause.strerror})") from None
    if len(raw) > largest:
        raise GuideError(f"{file.name}: larger than {largest} bytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        raise GuideError(f"{file.name}: not UTF-8 (byte {cause.start})") from None
