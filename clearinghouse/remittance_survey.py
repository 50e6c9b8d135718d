"""The first look at a file of remittances: what must be known of each payment before its claims are paid."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from msgspec import Struct

from clearinghouse.cents import to_cents
from edi.delimiters import DEFAULT, Delimiters
from edi.envelope import Closed, Event, TransactionSet, Unit
from transactions import remittance as typed
from transactions.bound import UnitReader

_TYPES: dict[str, type[Struct]] = {"": typed.Remittance, "TRAILER": typed.ProviderAdjustments}
_AMOUNT = re.compile(r"-?(\d{1,15}(\.\d{0,2})?|\.\d{1,2})")
_OF_THE_FILE = ("ST", "DTM")
"""Segments of the heading that tell of the file and not of the payment."""


@dataclass(slots=True)
class Surveyed:
    """A payment: its heading (None where it cannot be read), its other money, its hash.

    The hash is of what the payment says, whatever its control numbers, delimiters, line ends and the day
    it was written out: the same payment sent again has the same one. `decided` is made of every claim's
    number, status, charge and payment, in whatever order they come: a payment that differs only in words
    has the same one.
    """

    heading: typed.Remittance | None = None
    others: list[typed.ProviderAdjustment] = field(default_factory=list)
    sha256: str = ""
    decided: int = 0


def decision(claim_id: str, status: str, charge_cents: int, paid_cents: int) -> int:
    """A claim's part in `Surveyed.decided`: these add up."""
    told = f"{claim_id}\x1f{status}\x1f{charge_cents}\x1f{paid_cents}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(told).digest(), "big")


def survey(events: Iterable[Event]) -> dict[int, Surveyed]:
    """Every 835 of a file by the byte its set starts at."""
    found: dict[int, Surveyed] = {}
    reader = UnitReader("835", _TYPES)
    current, digest = Surveyed(), hashlib.sha256()
    for event in events:
        if isinstance(event, TransactionSet):
            current, digest = Surveyed(), hashlib.sha256()
        elif isinstance(event, Unit) and event.set.id == "835":
            digest.update(_said(event).encode("latin-1"))
            if event.loop.id == "2100":
                current.decided += _decision(event)
            read = reader.read(event)
            if isinstance(read, typed.Remittance):
                current.heading = read
            elif isinstance(read, typed.ProviderAdjustments):
                current.others += read.adjustments
        elif isinstance(event, Closed) and isinstance(event.of, TransactionSet) and event.of.id == "835":
            current.sha256 = digest.hexdigest()
            found[event.of.offset] = current
    return found


def _said(unit: Unit) -> str:
    """What a unit says, in our delimiters."""
    delimiters = unit.set.delimiters
    text = unit.text
    if not unit.loop.id:
        names = tuple(name + delimiters.element for name in _OF_THE_FILE)
        lines = (line.lstrip("\r\n") for line in text.split(delimiters.segment))
        text = "".join(line + delimiters.segment for line in lines if line and not line.startswith(names))
    if delimiters.segment not in "\r\n":
        text = text.replace("\r", "").replace("\n", "")
    return text if delimiters.all == DEFAULT.all else _translated(text, delimiters)


def _translated(text: str, delimiters: Delimiters) -> str:
    return text.translate(str.maketrans(delimiters.all, DEFAULT.all))


def _decision(claim: Unit) -> int:
    delimiters = claim.set.delimiters
    segment = claim.text.lstrip("\r\n").partition(delimiters.segment)[0]
    _, claim_id, status, charge, paid = [*segment.split(delimiters.element)[:5], "", "", "", "", ""][:5]
    if not (_AMOUNT.fullmatch(charge) and _AMOUNT.fullmatch(paid)):
        return 0
    return decision(claim_id, status, to_cents(Decimal(charge)), to_cents(Decimal(paid)))
