"""Bytes to segments: a buffer that moves over a stream of any size.

Text is wire text (one character per byte). The buffer holds a chunk and what of the last one was not yet
read; a segment longer than `MAX_SEGMENT` is skipped and told, so that memory stays bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from edi.delimiters import Delimiters

CHUNK = 1 << 19
"""Bytes read at a time."""
MAX_SEGMENT = 1 << 18
"""Bytes after which a run without a terminator is no segment any more."""
LOOKAHEAD = 1 << 16
"""Bytes kept ahead of the place of reading: a unit shorter than this stands whole in the buffer."""


class Source:
    """A place in a stream. `text[pos:]` is what comes next, `base` the byte offset of `text[0]`."""

    __slots__ = ("base", "chunk", "ended", "pos", "stream", "text")

    def __init__(self, stream: BinaryIO, chunk: int = CHUNK) -> None:
        self.stream = stream
        self.chunk = chunk
        self.text = ""
        self.pos = 0
        self.base = 0
        self.ended = False

    @property
    def offset(self) -> int:
        """The byte offset of the place of reading."""
        return self.base + self.pos

    def fill(self) -> bool:
        """Read one more chunk and forget what lies behind; False at the end of the stream."""
        if self.ended:
            return False
        data = self.stream.read(self.chunk)
        if not data:
            self.ended = True
            return False
        self.text = self.text[self.pos :] + data.decode("latin-1")
        self.base += self.pos
        self.pos = 0
        return True

    def ahead(self, size: int) -> str:
        """Up to `size` characters from the place of reading, without moving."""
        while len(self.text) - self.pos < size and self.fill():
            pass
        return self.text[self.pos : self.pos + size]

    def skip_line_ends(self, also: str = "") -> None:
        """Move over CR and LF (and the characters of `also`)."""
        wanted = "\r\n" + also
        while True:
            text, pos, size = self.text, self.pos, len(self.text)
            while pos < size and text[pos] in wanted:
                pos += 1
            self.pos = pos
            if pos < size or not self.fill():
                return

    def segment(self, terminator: str) -> tuple[str, bool] | None:
        """The next segment without its terminator, and whether it had one; None at the end.

        Moves behind the terminator and the line ends that follow it. A segment over `MAX_SEGMENT`
        comes back cut to 64 characters and False; the rest of it has been skipped.
        """
        if self.pos >= len(self.text) and not self.fill():
            return None
        start_from = self.pos
        while True:
            end = self.text.find(terminator, start_from)
            if end >= 0:
                break
            if len(self.text) - self.pos > MAX_SEGMENT:
                return self._skip_segment(terminator)
            scanned = len(self.text) - self.pos
            if not self.fill():
                rest = self.text[self.pos :]
                self.pos = len(self.text)
                return (rest, False) if rest.strip("\r\n\x1a \x00") else None
            start_from = self.pos + scanned
        found = self.text[self.pos : end]
        self.pos = end + 1
        if terminator not in "\r\n":
            self.skip_line_ends()
        return found, True

    def _skip_segment(self, terminator: str) -> tuple[str, bool]:
        head = self.text[self.pos : self.pos + 64]
        while True:
            end = self.text.find(terminator, self.pos)
            if end >= 0:
                self.pos = end + 1
                self.skip_line_ends()
                return head, False
            self.pos = len(self.text)
            if not self.fill():
                return head, False


def segments(stream: BinaryIO, delimiters: Delimiters, chunk: int = CHUNK) -> Iterator[list[str]]:
    """All segments of a stream whose delimiters are known, each as its id and elements (wire text)."""
    source = Source(stream, chunk)
    separator = delimiters.element
    while (found := source.segment(delimiters.segment)) is not None:
        yield found[0].split(separator)
