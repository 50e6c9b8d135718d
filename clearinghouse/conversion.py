"""Conversion: X12 files to JSON documents, one a line, and back; and to XML."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import count, groupby
from typing import Any, BinaryIO

import msgspec

from edi.conventions import AS_THEY_STAND, Conventions
from edi.delimiters import choose_delimiters
from edi.describe import escape
from edi.envelope import Closed, Event, TransactionSet
from edi.numbers import set_numbers
from edi.stream import Tables, read
from edi.writer import Sink, Writer
from mappings.xml_documents import write_xml
from transactions.document_text import DocumentError, from_json, to_json
from transactions.documents import (
    MOST_IN_A_SET,
    Document,
    documents,
    head_of,
    read_document,
    write_document,
)


@dataclass(frozen=True)
class Addresses:
    """Who stands on the envelope of what is written: interchange ids, and the first control number."""

    sender: str
    receiver: str
    control_number: int = 1
    usage: str = "T"
    sender_qualifier: str = "ZZ"
    receiver_qualifier: str = "ZZ"


UNREAD, LEFT_OUT = "with faults, turned as far as they can be read", "left out, for want of types or content"


def to_documents(stream: BinaryIO, tables: Tables, told: Counter[str]) -> Iterator[bytes]:
    """The sets of a file as JSON, each a line. Raises NotX12.

    What a terminal could obey stands as JSON's own escapes. `told` counts the sets that did not become
    documents whole (UNREAD, LEFT_OUT).
    """
    made = 0

    def counted(events: Iterable[Event]) -> Iterator[Event]:
        for event in events:
            before = made
            yield event
            if isinstance(event, Closed) and isinstance(event.of, TransactionSet):
                if made == before:
                    told[LEFT_OUT] += 1
                elif event.of.rejected:
                    told[UNREAD] += 1

    for document in documents(counted(read(stream, tables, runs=True))):
        made += 1
        yield harmless(to_json(document))


def to_xml(stream: BinaryIO, tables: Tables, shape: str, sink: BinaryIO, told: Counter[str]) -> None:
    """A whole file as one XML document, written while it is read. Raises NotX12, before anything is written.

    `told` counts what is not written as it was sent.
    """
    write_xml(read(stream, tables), tables, shape, sink, told)


def from_documents(data: bytes) -> list[Document]:
    """The documents of a JSON text: one, one a line, or a list. Raises DocumentError with the path."""
    if data.lstrip().startswith(b"["):
        found: list[Document] = from_json(data, list[Document])
        if not found:
            raise DocumentError("there is no document in this list")
        return found
    lines = [line for line in data.splitlines() if line.strip()]
    # A document over many lines starts with a lone brace or key; one a line starts and ends whole.
    if len(lines) > 1 and all(line.startswith(b"{") and line.rstrip().endswith(b"}") for line in lines):
        return [read_document(line) for line in lines]
    return [read_document(data)]


def to_x12(
    sink: Sink,
    wanted: Iterable[Document],
    addresses: Addresses,
    moment: datetime,
    *,
    conventions: Conventions = AS_THEY_STAND,
    per_set: int = MOST_IN_A_SET,
) -> int:
    """Write documents as one interchange, a group for each kind; the number of sets.

    At most `per_set` claims or patients go into a set. Delimiters are chosen that stand in none of the
    values. Raises WriteError for what X12 cannot carry.
    """
    held = list(wanted)
    plain = msgspec.to_builtins(held, builtin_types=(date, time, Decimal))
    writer = Writer(sink, choose_delimiters(_texts(plain)), conventions)
    numbers = set_numbers()
    groups = count(addresses.control_number)
    sets = 0
    with writer.interchange(
        addresses.sender_qualifier, addresses.sender, addresses.receiver_qualifier, addresses.receiver,
        moment, addresses.control_number, addresses.usage,
    ):
        for head, alike in groupby(held, key=head_of):
            with writer.group(
                head.group_id, addresses.sender, addresses.receiver, moment, next(groups), head.version
            ):
                for document in alike:
                    sets += write_document(writer, document, numbers, most=per_set)
    return sets


def harmless(line: bytes) -> bytes:
    """The same JSON without a control, bidi or other invisible character in it."""
    if line.isascii() and b"\x7f" not in line:
        return line
    text = line.decode("utf-8", "surrogatepass")
    return "".join(ch if escape(ch) == ch else json.dumps(ch)[1:-1] for ch in text).encode()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)
