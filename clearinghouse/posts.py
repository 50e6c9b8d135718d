"""The posts that carry answers: that of a house, a folder where there is no house, and none at all."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from clearinghouse.acknowledgment import Letter, Party
from clearinghouse.house import House
from clearinghouse.leaving import NOTHING_COUNTED, Content, answer_name, lay_out
from clearinghouse.partners import Acknowledgments, Payer, Submitter, Writing
from clearinghouse.staging import unnamed
from edi.delimiters import Delimiters
from store import control_numbers
from store.archive import Deposit
from store.files import File
from store.ledger import Ledger

NO_LIMIT = 0
"""Patients of one set where their number is nobody's concern."""


def mark_beside(delimiters: Delimiters) -> str:
    """What stands for a character that somebody does not take."""
    return next(ch for ch in "?,;" if ch not in delimiters.all)


class HousePost:
    """The post of a house: letters go into the archive, with a delivery and a place in the outbox each."""

    def __init__(self, house: House, ledger: Ledger, run: int, file: File, them: Submitter | Payer) -> None:
        self._house = house
        self._ledger = ledger
        self._run = run or None
        self._file = file
        self.us: Party = house.partners.house
        self.them: Party = them
        self.writing = them.writing
        self.patients_per_set = them.patients_per_set if isinstance(them, Submitter) else NO_LIMIT
        self.wishes = them.acknowledgments if isinstance(them, Submitter) else Acknowledgments()
        self.now = house.now()
        self._open: dict[Letter, ExitStack] = {}

    def letter(self, functional_id: str, version: str, delimiters: Delimiters) -> Letter:
        """A letter that is written into the archive; what its receiver cannot be told has a mark instead."""
        stack = ExitStack()
        mark = mark_beside(delimiters)
        letter = Letter(
            stack.enter_context(self._house.store.archive.deposit()),
            self.us,
            self.them,
            delimiters=self.writing.wanted(delimiters),
            conventions=replace(self.writing.conventions, mark=mark),
            functional_id=functional_id,
            version=version,
            usage=self._house.partners.house.usage,
            moment=self.now,
            number=self._next("interchange"),
            group=self._next("group") if functional_id else 0,
        )
        self._open[letter] = stack
        return letter

    def _next(self, sequence: str) -> int:
        partner = self._file.partner
        alike = [f"{sequence}:{slug}" for slug in self._house.partners.sharing_id(partner)]
        return control_numbers.next_number(self._ledger, f"{sequence}:{partner}", alike=alike)

    def drop(self, letter: Letter) -> None:
        """Forget a letter; what was written of it leaves the archive."""
        self._open.pop(letter).close()

    def spool(self) -> BinaryIO:
        """A file in the staging folder that has no name."""
        return unnamed(self._house.staging)

    def send(self, letter: Letter, kind: str, content: Content = NOTHING_COUNTED) -> File:
        """Archive a letter and make its delivery to the sender; its file."""
        with self._open.pop(letter):
            letter.close()
            assert isinstance(letter.sink, Deposit)
            archived = letter.sink.commit()
        asked = self._file
        return lay_out(
            self._house, self._ledger, self._run or 0, asked.account, asked.partner, archived, kind=kind,
            name=answer_name(self._house, kind, letter.number, asked.id), answers=asked.id, content=content,
            route=self.them.route if isinstance(self.them, Payer) else "",
        )


class NoPost:
    """The post of who waits for an answer himself: letters are written, and forgotten."""

    def __init__(self, house: House, them: Submitter | Payer) -> None:
        self._house = house
        self.us: Party = house.partners.house
        self.them: Party = them
        self.writing = them.writing
        self.patients_per_set = NO_LIMIT
        self.wishes = Acknowledgments()
        self.now = house.now()

    def letter(self, functional_id: str, version: str, delimiters: Delimiters) -> Letter:
        """A letter that is written into memory."""
        return Letter(
            BytesIO(), self.us, self.them, delimiters=delimiters, functional_id=functional_id,
            version=version, usage=self._house.partners.house.usage, moment=self.now, number=1, group=1,
        )

    def drop(self, letter: Letter) -> None:
        """Forget a letter."""

    def spool(self) -> BinaryIO:
        """A file in the staging folder that has no name."""
        return unnamed(self._house.staging)

    def send(self, letter: Letter, kind: str, content: Content = NOTHING_COUNTED) -> None:
        """Forget a letter: nobody waits for it."""


class FolderPost:
    """The post without a house: letters become files in a folder, the sender's ids swapped with ours."""

    def __init__(self, folder: Path, us: Party, them: Party, usage: str, now: datetime) -> None:
        self.us = us
        self.them = them
        self.writing = Writing()
        self.patients_per_set = NO_LIMIT
        self.wishes = Acknowledgments()
        self.now = now
        self.sent: list[Path] = []
        self.usage = usage
        self._folder = folder
        self._number = 0
        self._open: dict[Letter, tuple[ExitStack, Path]] = {}

    def letter(self, functional_id: str, version: str, delimiters: Delimiters) -> Letter:
        """A letter that is written into a hidden file of the folder."""
        self._number += 1
        stack = ExitStack()
        path = self._folder / f".answer-{self._number}.part"
        letter = Letter(
            stack.enter_context(path.open("wb")),
            self.us,
            self.them,
            delimiters=delimiters,
            functional_id=functional_id,
            version=version,
            usage=self.usage,
            moment=self.now,
            number=self._number,
            group=self._number,
        )
        self._open[letter] = (stack, path)
        return letter

    def drop(self, letter: Letter) -> None:
        """Remove the letter's file."""
        stack, path = self._open.pop(letter)
        stack.close()
        path.unlink()

    def spool(self) -> BinaryIO:
        """A temporary file that has no name."""
        return cast(BinaryIO, TemporaryFile(buffering=0))

    def send(self, letter: Letter, kind: str, content: Content = NOTHING_COUNTED) -> None:
        """Give the letter's file its name."""
        stack, path = self._open.pop(letter)
        with stack:
            letter.close()
        final = self._folder / f"{kind}-{letter.number:09d}.edi"
        path.replace(final)
        self.sent.append(final)
