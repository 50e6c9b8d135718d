"""Stored claims as objects again: carried out of the archived files they came in, and read."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import count

from msgspec.structs import replace

from clearinghouse.batches import Carried, Envelope, by_delimiters, in_wire_order, write_batch
from clearinghouse.carrying import carry
from clearinghouse.house import House
from clearinghouse.partners import Payer, Writing
from edi.delimiters import Delimiters
from edi.stream import read
from store.accounts import HOUSE
from store.claims import Claim
from store.ledger import Ledger
from transactions.dental_claim import DentalClaim
from transactions.reading import read_claims

_ANY = "BITEWING"
"""BHT03 of a batch that is never sent."""


def read_stored(
    house: House, ledger: Ledger, slug: str, rows: list[Claim], damaged: set[int]
) -> Iterator[tuple[Claim, DentalClaim | None, Delimiters]]:
    """The claims of these rows, each with the delimiters it came in; None for one that cannot be read.

    All of them go to one payer. A claim whose file the archive does not hold whole is left out, and the file
    joins `damaged`.
    """
    by_key = {one.id: one for one in rows}
    us, payer = house.partners.house, house.partners.payers[slug]
    carried = in_wire_order(carry(house, ledger, rows, damaged))
    own = {one.claim: one.delimiters for one in carried}
    for delimiters, some in by_delimiters(carried, us.name + us.id + payer.name + payer.id):
        written = _batch(house, payer, some, delimiters) if delimiters else []
        for one, claim in _paired(some, written, by_key):
            yield by_key[one.claim], claim, own[one.claim]


def _paired(
    some: list[Carried], written: list[DentalClaim], rows: dict[int, Claim]
) -> Iterator[tuple[Carried, DentalClaim | None]]:
    """Each claim with what was read of it; with nothing where the numbers do not agree."""
    whole = len(some) == len(written)
    for at, one in enumerate(some):
        claim = written[at] if whole else None
        agrees = claim is not None and claim.claim_id == rows[one.claim].claim_id and not claim.unread
        yield one, claim if agrees else None


def _batch(
    house: House, payer: Payer, some: list[Carried], delimiters: Delimiters
) -> list[DentalClaim]:
    """Claims as objects: written as a batch that is never sent, and read."""
    sink, numbers = BytesIO(), count(1)
    envelope = Envelope(house.now(), 1, 1, lambda: (f"{next(numbers):04d}", _ANY))
    plain = replace(payer, writing=Writing())
    write_batch(sink, some, house.partners.house, plain, envelope, delimiters)
    sink.seek(0)
    return list(read_claims(read(sink, house.tables(HOUSE), runs=True)))
