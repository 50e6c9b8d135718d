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
from clearinghouse.pages import bounded
from clearinghouse.partners import Payer
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
    ways = {one.id: (one.partner, _way(house, one)) for one in waiting}
    waiting.sort(key=lambda one: (ways[one.id], one.id))
    taken: Counter[str] = Counter()
    for (name, route), group in groupby(waiting, key=lambda one: ways[one.id]):
        partner, theirs = house.partners.partner(name), list(group)
        if isinstance(partner, Payer) and partner.paused:
            told["waiting for a paused payer"] += len(theirs)
            continue
        if not house.calendar.hours(name).is_open(house.now()):
            told[f"{name} takes no files now"] += len(theirs)
            continue
        theirs = theirs[: bounded(len(theirs), None if most is None else most - taken[name])]
        taken[name] += len(theirs)
        if dry_run:
            told["would be sent"] += len(theirs)
        elif partner is None:
            told[f"{name} {NO_PARTNER}"] += 1
        elif theirs:
            told += _deliver_to(house, run, name, route, theirs)
    return told


def _way(house: House, delivery: Delivery) -> str:
    """The route of a delivery: its own; where that is gone the one in use, unless it is staged there."""
    payer = house.partners.payers.get(delivery.partner)
    if payer is None or delivery.route in payer.ways or delivery.state == "staged":
        return delivery.route
    return payer.route


def _deliver_to(
    house: House, run: int, partner: str, route: str, waiting: list[Delivery]
) -> Counter[str]:
    told: Counter[str] = Counter()
    current = waiting[0]
    try:
        with house.mailbox(partner, route) as box:
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
