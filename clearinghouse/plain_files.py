"""Files that are no X12 and go to a partner as they are: archived, delivered once, laid into its outbox."""

from __future__ import annotations

from io import BytesIO

from clearinghouse.house import House
from store import control_numbers, deliveries, files, outbox
from store.accounts import HOUSE
from store.deliveries import Delivery
from store.files import File
from store.ledger import Ledger


def account_of(house: House, partner: str) -> str:
    """Whose account the files for a partner belong to: a submitter's own, the house's for a payer."""
    return partner if partner in house.partners.submitters else HOUSE


def post_file(house: House, ledger: Ledger, partner: str, kind: str, content: bytes, ending: str) -> File:
    """Make a file for a partner, with its delivery; its name tells its kind and a number, nothing else."""
    account, now = account_of(house, partner), house.now()
    archived = house.store.archive.put(BytesIO(content))
    number = control_numbers.next_number(ledger, f"{kind}:{partner}")
    name = f"{kind}-{number:09d}{ending}"
    file, _ = files.record(
        ledger,
        File(
            account=account, direction="out", partner=partner, name=name, sha256=archived.sha256,
            size=archived.size, kind=kind, state="made", received_at=now,
        ),
        actor=house.actor,
    )
    deliveries.make(
        ledger,
        Delivery(account=account, file=file.id, partner=partner, remote_name=name, made_at=now),
        actor=house.actor,
    )
    outbox.put(ledger, account, file.id, kind, at=now)
    return file
