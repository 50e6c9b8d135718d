"""X12 files as XML documents: in a shape of our own, and in the one that pyx12 writes.

The shapes are told in docs/reference/xml.md. Here stands only what must be known before one is written; the
writing is imported when it is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from edi.envelope import Event
from edi.stream import Tables

SHAPES = ("bitewing", "pyx12")
"""The shapes there are: our own first."""


class Sink(Protocol):
    """What takes bytes: an open file, a pipe."""

    def write(self, data: bytes, /) -> object:
        """Take them all."""


def write_xml(events: Iterable[Event], tables: Tables, shape: str, sink: Sink, told: Counter[str]) -> None:
    """Write the events of a file as one document in one of the shapes, while they come.

    `told` counts what is left out, faulty, or not written as it was sent. Raises NotX12, before anything is
    written, where the events do.
    """
    from mappings.xml_documents.writing import write

    write(events, tables, shape, sink, told)
