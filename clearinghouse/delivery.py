"""Delivery: what was made for a partner is carried to its mailbox, once.

A file is first staged under a hidden name, then the store remembers that it is staged, then it gets its
final name. Killed between any two of these, the next run goes on where this one stopped: a staged file is
only released, and a release that had happened already (even if the partner has taken the file since) is
told as such. So nothing is delivered twice.
"""

from __future__ import annotations

import secrets
from collections import Counter
from itertools import groupby
from pathlib import Path
from shutil import copyfileobj

from clearinghouse.house import House
from clearinghouse.lifecycle import advance
from sftp_gateway.errors import GatewayError, Unreachable
from sftp_gateway.mailbox import Mailbox
from store import claims, deliveries, files
from store.deliveries import Delivery


def deliver(house: House, run: int, *, dry_run: bool = False) -> Counter[str]:
    """Carry every delivery that is not done; counts them by what became of them."""
    told: Counter[str] = Counter()
    with house.store.read() as ledger:
        waiting = deliveries.search(ledger, None, state=["made", "staged", "failed"])
    for partner, theirs in groupby(sorted(waiting, key=lambda d: (d.partner, d.id)), key=lambda d: d.partner):
        if dry_run:
            told["would be sent"] += len(list(theirs))
            continue
        try:
            with house.mailbox(partner) as box:
                for delivery in theirs:
                    told[_deliver_one(house, run, box, delivery)] += 1
        except Unreachable:
            told["unreachable"] += 1
    return told


def _deliver_one(house: House, run: int, box: Mailbox, delivery: Delivery) -> str:
    with house.store.read() as ledger:
        file = files.get(ledger, None, delivery.file)
    assert file is not None
    try:
        if delivery.state != "staged":
            staged = house.staging / secrets.token_hex(16)
            try:
                _restore(house, file.sha256, staged)
                standing = box.stage(staged, delivery.remote_name).standing
            finally:
                staged.unlink(missing_ok=True)
            if not standing:
                with house.store.begin() as ledger:
                    advance(house, ledger, run, "deliveries", [delivery.id], delivery.state, "staged")
                box.release(delivery.remote_name, file.size)
        else:
            box.release(delivery.remote_name, file.size)
    except Unreachable:
        _note(house, delivery, "the partner could not be reached")
        raise
    except GatewayError as problem:
        _note(house, delivery, type(problem).__name__)
        with house.store.begin() as ledger:
            for state in ("made", "staged"):
                advance(house, ledger, run, "deliveries", [delivery.id], state, "refused")
        return "refused"
    _sent(house, run, delivery)
    return "sent"


def _restore(house: House, sha256: str, path: Path) -> None:
    house.staging.mkdir(mode=0o700, exist_ok=True)
    with house.store.archive.open(sha256) as kept, path.open("wb") as copy:
        copyfileobj(kept, copy, 1 << 18)


def _note(house: House, delivery: Delivery, note: str) -> None:
    with house.store.begin() as ledger:
        deliveries.record_attempt(ledger, delivery.id, at=house.now(), note=note)


def _sent(house: House, run: int, delivery: Delivery) -> None:
    """Tell it everywhere, in one transaction: the delivery, its file, its claims."""
    now = house.now()
    with house.store.begin() as ledger:
        deliveries.record_attempt(ledger, delivery.id, at=now)
        current = deliveries.get(ledger, None, delivery.id)
        assert current is not None
        advance(house, ledger, run, "deliveries", [delivery.id], current.state, "sent")
        advance(house, ledger, run, "files", [delivery.file], "made", "sent")
        deliveries.record_sent(ledger, current, at=now)
        routed = [claim.id for claim in claims.search(ledger, None, out_file=delivery.file, state="routed")]
        advance(house, ledger, run, "claims", routed, "routed", "sent")
