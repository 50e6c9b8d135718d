"""Files that are no X12 and go to a partner as they are: archived, delivered once, laid into its outbox."""

from __future__ import annotations

from io import BytesIO

from clearinghouse.house import House
from clearinghouse.leaving import lay_out
from store import control_numbers
from store.accounts import HOUSE
from store.files import File
from store.ledger import Ledger


def account_of(house: House, partner: str) -> str:
    """Whose account the files for a partner belong to: a submitter's own, the house's for a payer."""
    return partner if partner in house.partners.submitters else HOUSE


def post_file(house: House, ledger: Ledger, partner: str, kind: str, content: bytes, ending: str) -> File:
    """Make a file for a partner, with its delivery; its name tells its kind and a number, nothing else."""
    archived = house.store.archive.put(BytesIO(content))
    number = control_numbers.next_number(ledger, f"{kind}:{partner}")
    return lay_out(
        house, ledger, 0, account_of(house, partner), partner, archived,
        name=f"{kind}-{number:09d}{ending}", kind=kind,
    )
