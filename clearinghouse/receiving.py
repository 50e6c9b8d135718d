"""Taking files out of a partner's mailbox: archived and recorded before they are removed there.

Shared by the two steps that bring files in: intake (from submitters) and collection (from payers).
"""

from __future__ import annotations

import os
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from clearinghouse.earlier import Earlier
from clearinghouse.errors import SettingsError
from clearinghouse.house import House
from clearinghouse.lifecycle import advance
from clearinghouse.partners import DuplicateSettings
from clearinghouse.refusing import refuse
from clearinghouse.staging import staged
from clearinghouse.troubles import in_words, is_of_one_file
from sftp_gateway.errors import GatewayError, StillChanging, Vanished
from sftp_gateway.mailbox import Fetched, Mailbox, RemoteFile
from sftp_gateway.naming import local_name
from store import files, findings
from store.ledger import Ledger

QUIET = 120.0
"""Seconds after its last change in which a file that does not end as X12 ends may still be written."""
HALF = (".part", ".tmp", ".filepart", ".partial", ".crdownload", ".uploading")
"""Endings under which programs write what is not whole yet; such a file waits for its real name."""
_ENDED = re.compile(rb"IEA.\d{1,5}.\d{9}.?[\r\n\x1a \0]*\Z", re.DOTALL)
_TAIL = 1024
_AGAIN = re.compile(r"again\d+-")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a file that was handed in, its row, and what came before of the same bytes.

    `received`; `known` (the one we have: it still stood where it was taken from); `duplicate`.
    """

    outcome: str
    file: int
    earlier: Earlier | None = None


def empty_mailboxes(
    house: House, run: int, partners: dict[str, str], most: int | None = None
) -> Counter[str]:
    """Take in whatever waits for us at each partner (slug: the account its files belong to).

    At most so many files of each. Counts files by what became of them. A partner in trouble is counted, and
    does not keep the others waiting; nor does one file the partner's others.
    """
    told: Counter[str] = Counter()
    for slug, account in partners.items():
        left = most
        for opened in house.mailboxes(slug):
            try:
                with opened() as box:
                    there = box.list()
                    whole = [one for one in there if not one.name.lower().endswith(HALF)]
                    told["still arriving"] += len(there) - len(whole)
                    some = whole[:left]
                    left = None if left is None else left - len(some)
                    removed: list[int] = []
                    try:
                        for waiting in some:
                            told[_take(house, run, slug, account, box, waiting, removed)] += 1
                    finally:
                        _tell_removed(house, run, account, removed)
            except (GatewayError, SettingsError) as problem:
                told[f"{slug} {in_words(problem)}"] += 1
    return +told


def _take(
    house: House, run: int, slug: str, account: str, box: Mailbox, waiting: RemoteFile, removed: list[int]
) -> str:
    try:
        with staged(house.staging) as path:
            fetched = box.fetch(waiting.name, path)
            if _may_grow(house, path, fetched):
                return "still arriving"
            receipt = record(house, run, slug, account, waiting.name, path)
            # Only what the store has committed may go from the partner's side; what has changed since
            # is another file, and stays for the next run.
            with suppress(StillChanging):
                box.remove(waiting.name, fetched)
                removed.append(receipt.file)
            return receipt.outcome
    except Vanished:
        return "vanished"
    except StillChanging:
        return "still changing"
    except GatewayError as problem:
        if is_of_one_file(problem):
            return f"{slug} {in_words(problem)}"
        raise


def _tell_removed(house: House, run: int, account: str, removed: list[int]) -> None:
    """Tell that files are gone from where they were taken: who comes with one of them now sends it again."""
    if removed:
        with house.store.begin() as ledger:
            files.tell_removed(
                ledger, account, sorted(set(removed)), at=house.now(), actor=house.actor, run=run or None
            )


def _may_grow(house: House, path: Path, fetched: Fetched) -> bool:
    """Whether a partner may still be writing the file: taken away now, the rest of it would be lost.

    A partner whose clock is off by more than QUIET is not noticed to be writing.
    """
    if fetched.modified is None or abs(house.now().timestamp() - fetched.modified) >= QUIET:
        return False
    with path.open("rb") as content:
        content.seek(max(0, fetched.size - _TAIL), os.SEEK_SET)
        return _ENDED.search(content.read()) is None


def accept_name(name: str) -> str:
    """A file name of ours for one that somebody hands in: itself where it is harmless."""
    return local_name(name.encode("utf-8", "surrogateescape"))


def hand_in(house: House, account: str, path: Path) -> tuple[str, Receipt]:
    """Take in a file that somebody hands in for an account; the name it has here."""
    name = accept_name(path.name)
    receipt = record(house, 0, account, account, name, path)
    # What somebody holds in hand was never ours to remove: brought once more, it is sent again.
    _tell_removed(house, 0, account, [receipt.file])
    return name, receipt


def record(house: House, run: int, slug: str, account: str, name: str, path: Path) -> Receipt:
    """Archive a file and record it for an account.

    It is known where it is the one we have: a crash came between the commit and the removal. The same
    bytes sent again, whatever their name, are a duplicate: kept and told, but not worked on again (unless
    the partner's settings want it).
    """
    with path.open("rb") as content:
        archived = house.store.archive.put(content)
    now = house.now()
    partner = house.partners.partner(slug)
    settings = partner.duplicates if partner else DuplicateSettings()
    with house.store.begin() as ledger:
        before = files.search(ledger, account, direction="in", partner=slug, sha256=archived.sha256)
        file, new = files.record(
            ledger,
            files.File(
                account=account,
                direction="in",
                partner=slug,
                name=_own_name(ledger, name, before),
                sha256=archived.sha256,
                size=archived.size,
                state="received",
                received_at=now,
                run=run or None,
            ),
            actor=house.actor,
        )
        if not new:
            return Receipt("known", file.id, Earlier(file.id, file.received_at.date()))
        same = next((one for one in before if one.received_at >= settings.since(now)), None)
        if same is None or settings.files == "take":
            return Receipt("received", file.id)
        earlier = Earlier(same.id, same.received_at.date())
        outcome = _repeated(house, ledger, run, file, earlier, refused=settings.files == "reject")
        return Receipt(outcome, file.id, earlier)


def _own_name(ledger: Ledger, name: str, before: list[files.File]) -> str:
    """The name a file is recorded under: another than its own where it was taken away and comes again."""
    ours = [
        one.name for one in before
        if one.name == name or (one.name.endswith(name) and _AGAIN.fullmatch(one.name.removesuffix(name)))
    ]
    if not ours:
        return name
    last = next(one for one in reversed(before) if one.name == ours[-1])
    return f"again{len(ours) + 1}-{name}" if files.was_removed(ledger, last) else last.name


def _repeated(
    house: House, ledger: Ledger, run: int, file: files.File, earlier: Earlier, *, refused: bool
) -> str:
    """Tell that a file's bytes came before: on the file, as a finding, and to a submitter in its outbox."""
    told = earlier.told()
    findings.record_all(
        ledger,
        [
            findings.Finding(
                account=file.account, file=file.id, rule="F103" if refused else "F153",
                severity="error" if refused else "warning", place={"offset": 0, **told},
            )
        ],
    )
    files.amend(ledger, file.id, note=f"the same bytes came before as {earlier.in_words()}")
    if not refused:
        return "received"
    advance(house, ledger, run, "files", [file.id], "received", "same bytes")
    if file.partner in house.partners.submitters:
        refuse(house, ledger, run, file, [f"The same bytes came before as {earlier.in_words()}."])
    return "duplicate"
