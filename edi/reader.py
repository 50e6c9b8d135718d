"""Bytes to segments: a buffer that moves over a stream of any size.

Text is wire text (one character per byte). The buffer holds a chunk and what of the last one was not yet
read; a segment longer than `MAX_SEGMENT` is skipped and told, so that memory stays bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from edi.delimiters import Delimiters

CHUNK = 1 << 19
"""Bytes read at a time."""
MAX_SEGMENT = 1 << 18
"""Bytes after which a run without a terminator is no segment any more."""
LOOKAHEAD = 1 << 16
"""Bytes kept ahead of the place of reading: a unit shorter than this stands whole in the buffer."""
HEAD = 64
"""Characters kept of a segment that is too long."""
PADDING = "\r\n\x1a \x00"
"""What may stand behind the last segment of a file: line ends, the end mark of old systems, filling."""

_LINE_ENDS = re.compile("[\r\n]*")
_LINE_ENDS_OR_NOTHING = ("\r", "\n", "")


class Source:
    """A place in a stream. `text[pos:]` is what comes next, `base` the byte offset of `text[0]`.

    `tail` is what stood behind the last segment read: its terminator and the line ends that follow.
    """

    __slots__ = ("base", "chunk", "ended", "pos", "stream", "tail", "text")

    def __init__(self, stream: BinaryIO, chunk: int = CHUNK) -> None:
        self.stream = stream
        self.chunk = chunk
        self.text = ""
        self.pos = 0
        self.base = 0
        self.ended = False
        self.tail = ""

    @property
    def offset(self) -> int:
        """The byte offset of the place of reading."""
        return self.base + self.pos

    def fill(self, size: int = 1) -> bool:
        """Read chunks until `size` more characters stand there; forget what lies behind; False at the end."""
        if self.ended:
            return False
        parts: list[str] = []
        while size > 0:
            data = self.stream.read(self.chunk)
            if not data:
                self.ended = True
                break
            parts.append(data.decode("latin-1"))
            size -= len(data)
        if not parts:
            return False
        self.text = self.text[self.pos :] + "".join(parts)
        self.base += self.pos
        self.pos = 0
        return True

    def ahead(self, size: int) -> str:
        """Up to `size` characters from the place of reading, without moving."""
        self.ensure(size)
        return self.text[self.pos : self.pos + size]

    def ensure(self, size: int) -> None:
        """Have `size` characters from the place of reading in the buffer, or all there are."""
        missing = size - (len(self.text) - self.pos)
        if missing > 0:
            self.fill(missing)

    def skip_line_ends(self, also: str = "") -> str:
        """Move over CR and LF (and the characters of `also`); the first ones of what was skipped."""
        wanted = re.compile(f"[\r\n{re.escape(also)}]*") if also else _LINE_ENDS
        skipped = ""
        while True:
            found = wanted.match(self.text, self.pos)
            assert found is not None
            if len(skipped) < HEAD:
                skipped += found.group()
            self.pos = found.end()
            if self.pos < len(self.text) or not self.fill():
                return skipped

    def segment(self, terminator: str) -> tuple[str, bool] | None:
        """The next segment without its terminator, and whether it had one; None at the end.

        Moves behind the terminator and the line ends that follow it. A segment over `MAX_SEGMENT`
        comes back cut to `HEAD` characters and False; the rest of it has been skipped.
        """
        scanned = 0
        while (end := self.text.find(terminator, self.pos + scanned)) < 0:
            scanned = len(self.text) - self.pos
            if scanned > MAX_SEGMENT:
                return self._skip_segment(terminator)
            # At least as much again: small chunks must not make a long segment slow.
            if not self.fill(scanned or 1):
                return self._last()
        if end - self.pos > MAX_SEGMENT:
            return self._skip_segment(terminator)
        found = self.text[self.pos : end]
        self.pos = end + 1
        self.tail = terminator
        if self.text[end + 1 : end + 2] in _LINE_ENDS_OR_NOTHING:
            self.tail += self.skip_line_ends()
        if terminator == "\n" and found.endswith("\r"):
            # Lines end with CR LF although the line of ISA did not.
            found, self.tail = found[:-1], "\r" + self.tail
        return found, True

    def _last(self) -> tuple[str, bool] | None:
        rest = self.text[self.pos :]
        self.pos = len(self.text)
        self.tail = ""
        return (rest, False) if rest.strip(PADDING) else None

    def _skip_segment(self, terminator: str) -> tuple[str, bool]:
        head = self.text[self.pos : self.pos + HEAD]
        self.tail = ""
        while (end := self.text.find(terminator, self.pos)) < 0:
            self.pos = len(self.text)
            if not self.fill():
                return head, False
        self.pos = end + 1
        self.tail = terminator + self.skip_line_ends()
        return head, False


def segments(stream: BinaryIO, delimiters: Delimiters, chunk: int = CHUNK) -> Iterator[list[str]]:
    """All segments of a stream whose delimiters are known, each as its id and elements (wire text)."""
    source = Source(stream, chunk)
    separator = delimiters.element
    while (found := source.segment(delimiters.segment)) is not None:
        yield found[0].split(separator)
