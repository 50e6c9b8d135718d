"""Inquiries read again from the archive: each file once, however many of its questions are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from clearinghouse.house import House
from clearinghouse.placed import read_questions
from edi.delimiters import Delimiters
from edi.stream import read
from store import files, sets
from store.errors import ArchiveDamaged, NotArchived
from store.inquiries import Inquiry
from store.ledger import Ledger


def read_again(
    house: House, ledger: Ledger, rows: Iterable[Inquiry], damaged: set[int]
) -> Iterator[tuple[Inquiry, Any, Delimiters]]:
    """The questions of these rows, each with the delimiters it came in; bad files join `damaged`."""
    for key, theirs in groupby(sorted(rows, key=lambda row: (row.file, row.id)), lambda row: row.file):
        if key in damaged:
            continue
        try:
            yield from _read_file(house, ledger, key, list(theirs))
        except (ArchiveDamaged, NotArchived):
            damaged.add(key)


def _read_file(
    house: House, ledger: Ledger, key: int, rows: list[Inquiry]
) -> Iterator[tuple[Inquiry, Any, Delimiters]]:
    file = files.get(ledger, None, key)
    assert file is not None
    offsets = {one.id: one.offset for one in sets.SHAPE.get_many(ledger, None, [row.set for row in rows])}
    wanted = {(offsets[row.set], row.ordinal): row for row in rows}
    with house.store.archive.open(file.sha256) as stream:
        for placed in read_questions(read(stream, house.tables(file.partner), runs=True)):
            row = wanted.pop((placed.set.offset, placed.ordinal), None)
            if row is not None:
                yield row, placed.thing, placed.set.delimiters
                if not wanted:
                    return
