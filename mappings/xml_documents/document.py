"""An XML document being written: tags open one in the other, and segments in the innermost.

What is written is ASCII, all else as character references: it can be shown on any terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from lxml import etree

from edi.values import text
from mappings.xml_documents import Sink

Row = Any
Tag = tuple[str, dict[str, str]]
"""The name of an element of XML, and its attributes."""
ENCODING = "us-ascii"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Harmless:
    """A sink in front of another: DEL, which XML may hold as it stands, becomes a reference too.

    `problem` is what the other raised: lxml only says that its document is not whole.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.problem: Exception | None = None

    def write(self, data: bytes) -> int:
        """Hand on; the number of bytes taken."""
        try:
            self._sink.write(data.replace(b"\x7f", b"&#127;"))
        except Exception as problem:
            self.problem = problem
            raise
        return len(data)


class Characters:
    """Wire text as text that XML can hold; `replaced` counts the characters it cannot."""

    def __init__(self) -> None:
        self.replaced = 0

    def of(self, value: str) -> str:
        """The text of a value, U+FFFD in the place of each character that XML 1.0 has no way to write."""
        shown = text(value)
        if shown.isascii() and shown.isprintable():
            return shown
        shown, count = _FORBIDDEN.subn(REPLACEMENT, shown)
        self.replaced += count
        return shown


class Document:
    """The open tags of a document, its root aside, and what is written into them."""

    def __init__(self, file: Row) -> None:
        self._file = file
        self._open: list[tuple[Tag, AbstractContextManager[None]]] = []

    def enter(self, path: Sequence[Tag], *, anew: bool = False) -> None:
        """Have exactly these tags open, one in the other; `anew`: the last of them is opened now."""
        same = 0
        for (tag, _), wanted in zip(self._open, path, strict=False):
            if tag != wanted:
                break
            same += 1
        if anew:
            same = min(same, len(path) - 1)
        self._leave(same)
        for name, attributes in path[same:]:
            self._line()
            within = self._file.element(name, attributes)
            within.__enter__()
            self._open.append(((name, attributes), within))

    def write(self, segment: Row) -> None:
        """A segment, in the innermost open tag."""
        self._line()
        etree.indent(segment, " ", level=len(self._open) + 1)
        self._file.write(segment)

    def close(self) -> None:
        """The end of all that is open."""
        self._leave(0)
        self._file.write("\n")

    def _leave(self, size: int) -> None:
        while len(self._open) > size:
            _, within = self._open.pop()
            self._line()
            within.__exit__(None, None, None)

    def _line(self) -> None:
        self._file.write("\n" + " " * (len(self._open) + 1))


def segment_row(tag: Tag, children: Iterable[tuple[Tag, str | list[tuple[Tag, str]]]]) -> Row:
    """A segment with its elements; one whose text is a list holds these instead."""
    row = etree.Element(*tag)
    for (name, attributes), content in children:
        child = etree.SubElement(row, name, attributes)
        if isinstance(content, str):
            child.text = content
            continue
        for (inner, said), value in content:
            etree.SubElement(child, inner, said).text = value
    return row
