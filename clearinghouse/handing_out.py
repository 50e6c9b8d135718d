"""Handing out: a reader takes what its account's outbox holds; nothing is deleted, and all can be had again.

Files are written first, then the manifest, then the reader's cursor moves: killed between any two, the next
collection writes the same files again, under the same names with the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from shutil import copyfileobj
from typing import Any

from clearinghouse.errors import HouseError
from clearinghouse.house import House
from sftp_gateway.landing import sync_directory
from store import files, outbox
from store.files import File
from store.ledger import Ledger
from store.outbox import Answer

COLUMNS = ("answer", "file", "kind", "answers", "claims", "amount", "size", "sha256", "made_at", "note")
_READER = re.compile(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")
MOST = 10_000
"""Answers of one collection; what is more comes with the next."""


@dataclass(frozen=True, slots=True)
class Held:
    """An answer in an outbox, and its file."""

    answer: Answer
    file: File

    def told(self) -> dict[str, Any]:
        """A line of a manifest; amounts in dollars, what is not counted is absent."""
        one, cents = self.answer, self.answer.cents
        return {
            "answer": one.id,
            "file": self.file.name,
            "kind": one.kind,
            "answers": one.answers,
            "claims": one.claims,
            "amount": None if cents is None else _dollars(cents),
            "size": self.file.size,
            "sha256": self.file.sha256,
            "made_at": one.made_at.isoformat(),
            "note": one.note or "",
        }


def _dollars(cents: int) -> str:
    return f"{Decimal(cents) / 100:.2f}"


@dataclass(frozen=True, slots=True)
class Collection:
    """What a reader got: the files, the manifest beside them, and how far its cursor stands now."""

    held: list[Held]
    manifest: Path
    cursor: int


def check_reader(reader: str) -> str:
    """A reader's name. Raises HouseError for one that is none."""
    if not _READER.fullmatch(reader):
        raise HouseError("a reader's name is 1 to 32 small letters, digits and hyphens, like front-desk")
    return reader


def check_account(house: House, account: str) -> str:
    """An account that has an outbox. Raises HouseError."""
    if account not in house.partners.submitters:
        known = ", ".join(sorted(house.partners.submitters)) or "none"
        raise HouseError(f"no submitter has this name; there are: {known}")
    return account


def held(ledger: Ledger, answers: Sequence[Answer]) -> list[Held]:
    """Answers with their files."""
    found = {one.id: one for one in files.SHAPE.get_many(ledger, None, [one.file for one in answers])}
    return [Held(one, found[one.file]) for one in answers]


def collect(
    house: House,
    account: str,
    reader: str,
    folder: Path,
    *,
    again: Sequence[int] = (),
    since: datetime | None = None,
) -> Collection:
    """Write what a reader has not collected into a folder, with a manifest, and move its cursor.

    `again` names answers to be had once more, `since` all from that moment on: then the cursor stays.
    Raises HouseError for answers the account does not have.
    """
    check_account(house, account)
    check_reader(reader)
    with house.store.read() as ledger:
        before = outbox.cursor(ledger, account, reader)
        if again:
            chosen = [outbox.get(ledger, account, key) for key in sorted(set(again))]
            answers = [one for one in chosen if one is not None]
            if len(answers) < len(chosen):
                raise HouseError(
                    f"the outbox of {account} has no such answer; "
                    f"`bitewing outbox list --account {account} --all` shows what it has"
                )
        elif since is not None:
            answers = outbox.search(ledger, account, since=since)
        else:
            answers = outbox.waiting(ledger, account, reader, limit=MOST)
        found = held(ledger, answers)
    moves = not again and since is None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for one in found:
        _write_file(house, folder, one.file)
    sync_directory(folder)
    manifest = _write_manifest(house, folder, account, reader, before, found, moves)
    if moves and answers:
        with house.store.begin() as ledger:
            last = answers[-1].id
            outbox.collected(ledger, account, reader, last, at=house.now(), actor=house.actor)
    return Collection(found, manifest, answers[-1].id if moves and answers else before)


def rewind(house: House, account: str, reader: str, *, to: int = 0, since: datetime | None = None) -> int:
    """Move a reader's cursor back, behind the answer `to` or before the first made since; where it is."""
    check_account(house, account)
    check_reader(reader)
    with house.store.begin() as ledger:
        if not outbox.has_come(ledger, account, reader):
            known = ", ".join(one.reader for one in outbox.cursors(ledger, account)) or "none"
            raise HouseError(f"reader {reader} has collected nothing from {account}; who has: {known}")
        if since is not None:
            first = outbox.search(ledger, account, since=since, limit=1)
            to = first[0].id - 1 if first else outbox.cursor(ledger, account, reader)
        outbox.rewind(ledger, account, reader, to, at=house.now(), actor=house.actor)
        return outbox.cursor(ledger, account, reader)


def _write_file(house: House, folder: Path, file: File) -> None:
    """A file under its own name, whole or not at all. Raises HouseError where another has this name."""
    place, part = folder / file.name, folder / f".{file.name}.part"
    if place.exists() and not _is(place, file):
        raise HouseError(
            f"{place} is there with other bytes than {file.name} of {file.account} has; "
            "move it away, or collect into a folder of this account's own"
        )
    with house.store.archive.open(file.sha256) as kept, _private(part) as copy:
        copyfileobj(kept, copy, 1 << 18)
        copy.flush()
        os.fsync(copy.fileno())
    part.replace(place)


def _is(place: Path, file: File) -> bool:
    if not place.is_file() or place.stat().st_size != file.size:
        return False
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256


def _write_manifest(
    house: House, folder: Path, account: str, reader: str, before: int, found: list[Held], moves: bool
) -> Path:
    """What was handed out, as JSON and CSV; with nothing new it says so.

    Its name holds the day and the cursor before: a collection that is made once more replaces its own.
    """
    word = "manifest" if moves else "manifest-again"
    name = f"{word}-{account}-{reader}-{house.now():%Y%m%d}-{before:09d}"
    lines = [one.told() for one in found]
    counted = [one.answer for one in found]
    told = {
        "account": account,
        "reader": reader,
        "day": f"{house.now():%Y-%m-%d}",
        "behind": before,
        "files": len(found),
        "claims": sum(one.claims or 0 for one in counted),
        "by_kind": {
            kind: {
                "files": sum(one.kind == kind for one in counted),
                "claims": sum(one.claims or 0 for one in counted if one.kind == kind),
                "amount": _dollars(sum(one.cents or 0 for one in counted if one.kind == kind)),
            }
            for kind in sorted({one.kind for one in counted})
        },
        "handed_out": lines,
    }
    _write_text(folder / f"{name}.json", json.dumps(told, indent=2) + "\n")
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(lines)
    _write_text(folder / f"{name}.csv", table.getvalue())
    sync_directory(folder)
    return folder / f"{name}.json"


def _write_text(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    with _private(part) as stream:
        stream.write(text.encode())
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)


def _private(path: Path) -> io.BufferedWriter:
    """A file that only its owner can read: answers hold names of patients."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb")
