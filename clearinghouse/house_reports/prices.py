"""The price table (`prices.toml`): what a transaction costs a submitter, from which day, in which tiers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from clearinghouse.errors import SettingsError
from clearinghouse.kinds_of_inquiries import KINDS
from clearinghouse.partners import Partners
from clearinghouse.partners_file import converted, read_toml

FILE = "prices.toml"
CLAIM, PAYMENT = "837D", "835"
TRANSACTIONS = (CLAIM, *KINDS, PAYMENT)
"""What is counted: claims sent, inquiries by kind, and answers to claims in payments."""
Charged = Literal["sent", "answered", "data"]
Cents = Annotated[int, Meta(ge=0, le=10**9)]


class Tier(Struct, forbid_unknown_fields=True, frozen=True):
    """The price of each transaction above a number of them in a month."""

    above: Annotated[int, Meta(ge=0)]
    cents: Cents


class Price(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a transaction costs from a day on: `cents` each, or by `tiers`; of one partner, or of all others.

    `charged` tells when an inquiry is charged: when it is `sent`, when an answer comes (`answered`), or
    when one with `data` comes, no refusal. A claim is charged when it is sent, an answer to one in a payment
    when it comes.
    """

    transaction: str
    from_: date = field(name="from")
    partner: str = ""
    charged: Charged = "answered"
    cents: Cents | None = None
    tiers: tuple[Tier, ...] = ()

    @property
    def steps(self) -> tuple[Tier, ...]:
        """Its tiers, one where there is one price."""
        return self.tiers or (Tier(0, self.cents or 0),)

    def fault(self) -> str:
        """What about it cannot be right; empty where nothing is."""
        if self.transaction not in TRANSACTIONS:
            return f"transaction is one of {', '.join(TRANSACTIONS)}"
        if (self.cents is None) == (not self.tiers):
            return "it has either cents or tiers"
        if self.charged != "answered" and self.transaction not in KINDS:
            return f"charged is told of {', '.join(KINDS)} only"
        above = [tier.above for tier in self.tiers]
        if above and (above[0] != 0 or sorted({*above}) != above):
            return "tiers begin above 0, and each above a greater number than the one before"
        return ""


class Prices(Struct, forbid_unknown_fields=True, frozen=True):
    """The whole table."""

    price: tuple[Price, ...] = ()

    def in_force(self, transaction: str, partner: str, day: date) -> Price | None:
        """The price of a day: the partner's own before that of all, the newest that has begun."""
        for owner in (partner, ""):
            begun: Sequence[Price] = [
                one for one in self.price
                if (one.transaction, one.partner) == (transaction, owner) and one.from_ <= day
            ]
            if begun:
                return max(begun, key=lambda one: one.from_)
        return None


def load_prices(folder: Path, partners: Partners) -> Prices | None:
    """The price table of a house; None where it has none. Raises SettingsError that names the place in it."""
    path = folder / FILE
    if not path.exists():
        return None
    prices = converted(read_toml(path, "write one, or count without prices"), Prices, FILE, "prices")
    seen: set[tuple[str, str, date]] = set()
    for number, one in enumerate(prices.price, 1):
        fault = one.fault()
        if one.partner and one.partner not in partners.submitters:
            fault = "partner is none of the submitters"
        key = one.transaction, one.partner, one.from_
        if key in seen:
            fault = "there is a price of the same transaction, partner and day already"
        seen.add(key)
        if fault:
            raise SettingsError(f"{FILE}: price {number}: {fault}")
    return prices
