"""The words of an override file: what its tables may say, and that it is said right."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from edi.errors import GuideError


def check_words(where: str, table: dict[str, Any], words: Iterable[str]) -> None:
    """Raises GuideError for a word of the table that there is none of, with the nearest one."""
    known = tuple(words)
    for word in table:
        if word not in known:
            near = get_close_matches(word, known, n=1)
            hint = f"did you mean {near[0]}" if near else f"known are {', '.join(known)}"
            raise GuideError(f"{where}: {word!r} is unknown; {hint}")


def line_of(where: str, table: dict[str, Any], word: str) -> str:
    """A word's value that is a line of text; raises GuideError."""
    value = table.get(word)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise GuideError(f"{where}: {word} must be a line of text")
    return value
