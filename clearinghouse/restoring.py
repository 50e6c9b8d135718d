"""Answers as their askers get them: taken out of the payers' files, each under its question's own traces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clearinghouse.house import House
from clearinghouse.inquiry_kinds import InquiryKind, named_as_asked
from clearinghouse.placed import read_answers
from clearinghouse.rereading import read_again
from edi.delimiters import Delimiters
from edi.stream import read
from store import acknowledgments, files
from store.errors import ArchiveDamaged, NotArchived
from store.inquiries import Inquiry
from store.ledger import Ledger

Answer = tuple[Any, Delimiters, str]
"""An answer, the delimiters it came in, and the payer that gave it."""


def restored_answers(
    house: House, ledger: Ledger, kind: InquiryKind, rows: Sequence[Inquiry], damaged: set[int]
) -> Iterator[tuple[int, Any, Delimiters]]:
    """Every answer to these inquiries of one kind, with its inquiry's key, in the order they were asked in.

    Files that the archive does not hold whole join `damaged`.
    """
    answers = _answers(house, ledger, kind, rows, damaged)
    answered = [row for row in rows if row.id in answers]
    for row, question, _ in read_again(house, ledger, answered, damaged):
        for answer, delimiters, payer in answers[row.id]:
            told = kind.restored(answer, question, row.out_trace or "")
            if house.directory.told_to(payer, row.payer):
                # It was asked under its own id; the asker knows it by another.
                told = named_as_asked(kind, told, question)
            yield row.id, told, delimiters


def _answers(
    house: House, ledger: Ledger, kind: InquiryKind, rows: Sequence[Inquiry], damaged: set[int]
) -> dict[int, list[Answer]]:
    """The answers by the inquiry they were tied to, from each payer's file in one pass."""
    found: dict[int, list[Answer]] = {}
    by_file: dict[int, set[int]] = {}
    for row in rows:
        if row.answer_file is not None:
            by_file.setdefault(row.answer_file, set()).add(row.id)
    for file, keys in by_file.items():
        try:
            _read_file(house, ledger, kind, file, keys, found)
        except (ArchiveDamaged, NotArchived):
            damaged.add(file)
    return found


def _read_file(
    house: House, ledger: Ledger, kind: InquiryKind, key: int, keys: set[int],
    found: dict[int, list[Answer]],
) -> None:
    wanted: dict[tuple[int, int], list[int]] = {}
    for verdict in acknowledgments.search(ledger, None, file=key, kind=kind.answer):
        if verdict.inquiry in keys:
            place = verdict.detail["set"], verdict.detail["ordinal"]
            wanted.setdefault(place, []).append(verdict.inquiry)
    file = files.get(ledger, None, key)
    assert file is not None
    with house.store.archive.open(file.sha256) as stream:
        for placed in read_answers(read(stream, house.tables(file.partner), runs=True)):
            for inquiry in wanted.pop((placed.set.offset, placed.ordinal), ()):
                found.setdefault(inquiry, []).append((placed.thing, placed.set.delimiters, file.partner))
            if not wanted:
                return
