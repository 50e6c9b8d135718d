"""Delivery: what was made for a partner is carried to its mailbox, once.

A file is first staged under a hidden name, then the store remembers that it is staged, then it gets its
final name. Killed between any two of these, the next run goes on where this one stopped: a staged file is
only released, and a release that had happened already (even if the partner has taken the file since) is
told as such. So nothing is delivered twice.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from pathlib import Path
from shutil import copyfileobj

from clearinghouse.errors import SettingsError
from clearinghouse.house import House
from clearinghouse.lifecycle import advance
from clearinghouse.sending import record_sent
from clearinghouse.staging import staged
from clearinghouse.troubles import DAMAGED, NO_PARTNER, in_words, is_of_one_file
from sftp_gateway.errors import GatewayError
from sftp_gateway.mailbox import Mailbox
from store import deliveries, files
from store.deliveries import Delivery
from store.errors import ArchiveDamaged, NotArchived
from store.files import File


def deliver(
    house: House, run: int, *, dry_run: bool = False, most: int | None = None
) -> Counter[str]:
    """Carry every delivery that is not done, or so many to each partner; counts them by what became of them.

    A partner in trouble is counted, and does not keep the others waiting; one outside its window waits.
    """
    told: Counter[str] = Counter()
    with house.store.read() as ledger:
        waiting = deliveries.search(ledger, None, state=["made", "staged", "failed"])
    for partner, theirs in groupby(sorted(waiting, key=lambda d: (d.partner, d.id)), key=lambda d: d.partner):
        if not house.calendar.hours(partner).is_open(house.now()):
            told[f"{partner} takes no files now"] += len(list(theirs))
        elif dry_run:
            told["would be sent"] += len(list(theirs)[:most])
        elif house.partners.partner(partner) is None:
            told[f"{partner} {NO_PARTNER}"] += 1
        else:
            told += _deliver_to(house, run, partner, list(theirs)[:most])
    return told


def _deliver_to(house: House, run: int, partner: str, waiting: list[Delivery]) -> Counter[str]:
    told: Counter[str] = Counter()
    current = waiting[0]
    try:
        with house.mailbox(partner) as box:
            for current in waiting:
                told[_deliver_one(house, run, box, current)] += 1
    except (GatewayError, SettingsError) as problem:
        trouble = f"{partner} {in_words(problem)}"
        _note(house, current, in_words(problem))
        told[trouble] += 1
    return told


def _deliver_one(house: House, run: int, box: Mailbox, delivery: Delivery) -> str:
    with house.store.read() as ledger:
        file = files.get(ledger, None, delivery.file)
    assert file is not None
    try:
        if delivery.state == "staged" or not _stage(house, run, box, delivery, file):
            box.release(delivery.remote_name, file.size)
    except (ArchiveDamaged, NotArchived):
        _note(house, delivery, DAMAGED)
        return f"file {file.id} {DAMAGED}"
    except GatewayError as problem:
        if not is_of_one_file(problem):
            raise
        _refused(house, run, delivery, in_words(problem))
        return f"{delivery.partner} {in_words(problem)}"
    with house.store.begin() as ledger:
        record_sent(house, ledger, run, delivery.id)
    return "sent"


def _stage(house: House, run: int, box: Mailbox, delivery: Delivery, file: File) -> bool:
    """Write the file at the partner under its hidden name; whether it stands there under its own already."""
    with staged(house.staging) as path:
        _restore(house, file.sha256, path)
        if box.stage(path, delivery.remote_name).standing:
            return True
    with house.store.begin() as ledger:
        advance(house, ledger, run, "deliveries", [delivery.id], delivery.state, "staged")
    return False


def _restore(house: House, sha256: str, path: Path) -> None:
    with house.store.archive.open(sha256) as kept, path.open("wb") as copy:
        copyfileobj(kept, copy, 1 << 18)


def _note(house: House, delivery: Delivery, note: str) -> None:
    with house.store.begin() as ledger:
        deliveries.record_attempt(ledger, delivery.id, at=house.now(), note=note)


def _refused(house: House, run: int, delivery: Delivery, note: str) -> None:
    with house.store.begin() as ledger:
        deliveries.record_attempt(ledger, delivery.id, at=house.now(), note=note)
        advance(house, ledger, run, "deliveries", [delivery.id], "made", "refused")
