"""Taking files out of a partner's mailbox: archived and recorded before they are removed there.

Shared by the two steps that bring files in: intake (from submitters) and collection (from payers).
"""

from __future__ import annotations

import os
import re
from collections import Counter
from contextlib import suppress
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
                    for waiting in some:
                        told[_take(house, run, slug, account, box, waiting)] += 1
            except (GatewayError, SettingsError) as problem:
                told[f"{slug} {in_words(problem)}"] += 1
    return +told


def _take(house: House, run: int, slug: str, account: str, box: Mailbox, waiting: RemoteFile) -> str:
    try:
        with staged(house.staging) as path:
            fetched = box.fetch(waiting.name, path)
            if _may_grow(house, path, fetched):
                return "still arriving"
            outcome = record(house, run, slug, account, waiting.name, path)
            # Only what the store has committed may go from the partner's side; what has changed since
            # is another file, and stays for the next run.
            with suppress(StillChanging):
                box.remove(waiting.name, fetched)
            return outcome
    except Vanished:
        return "vanished"
    except StillChanging:
        return "still changing"
    except GatewayError as problem:
        if is_of_one_file(problem):
            return f"{slug} {in_words(problem)}"
        raise


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


def record(house: House, run: int, slug: str, account: str, name: str, path: Path) -> str:
    """Archive a file and record it for an account: `received`, `known` (seen before) or `duplicate`.

    Known is the same name with the same bytes: a crash after the commit, or a file dropped twice.
    Duplicate is the same bytes under another name: kept and told, but not worked on again (unless the
    partner's settings want it).
    """
    with path.open("rb") as content:
        archived = house.store.archive.put(content)
    now = house.now()
    partner = house.partners.partner(slug)
    settings = partner.duplicates if partner else DuplicateSettings()
    with house.store.begin() as ledger:
        same = files.search(
            ledger, account, direction="in", partner=slug, sha256=archived.sha256,
            since=settings.since(now), limit=1,
        )
        file, new = files.record(
            ledger,
            files.File(
                account=account,
                direction="in",
                partner=slug,
                name=name,
                sha256=archived.sha256,
                size=archived.size,
                state="received",
                received_at=now,
                run=run or None,
            ),
            actor=house.actor,
        )
        if not new:
            return "known"
        if same and settings.files != "take":
            earlier = Earlier(same[0].id, same[0].received_at.date())
            return _repeated(house, ledger, run, file, earlier, refused=settings.files == "reject")
    return "received"


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
