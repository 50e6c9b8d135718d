"""What each side of the simulated week says at its end: the house's store, the payers' ledgers, the files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from week_days import Week
from week_files import Dropped

from sandbox.ledger import Ledger as PayerLedger
from sandbox.ledger import read_ledger
from store import (
    acknowledgments,
    claims,
    deliveries,
    expectations,
    files,
    inquiries,
    remittances,
    sets,
    tasks,
)
from store.claims import Claim
from store.files import File


@dataclass
class Wire:
    """An interchange that somebody got: its kind (GS01), ISA13, and its segments as lists of elements."""

    name: str
    text: str
    segments: list[list[str]] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.text[90:99]

    @property
    def group(self) -> str:
        """GS01; `TA1` where there is no group, `words` for what is no X12."""
        if not self.text.startswith("ISA"):
            return "words"
        return next((one[1] for one in self.segments if one[0] == "GS"), "TA1")

    def named(self, tag: str) -> list[list[str]]:
        """Its segments of one tag, with empty elements behind them."""
        return [[*one, *[""] * 20] for one in self.segments if one[0] == tag]


def wire(name: str, content: bytes) -> Wire:
    """A file as it arrived."""
    text = content.decode("latin-1")
    if not text.startswith("ISA"):
        return Wire(name, text)
    element, end = text[3], text[105]
    lines = [line.strip("\r\n") for line in text.split(end)]
    return Wire(name, text, [line.split(element) for line in lines if line])


class Standing:
    """The house's store at one moment, as lists."""

    def __init__(self, week: Week) -> None:
        self.week = week
        with week.house.store.read() as ledger:
            self.claims = claims.search(ledger, None)
            self.files = files.search(ledger, None)
            self.sets = sets.search(ledger, None)
            self.deliveries = deliveries.search(ledger, None)
            self.inquiries = inquiries.search(ledger, None)
            self.remittances = remittances.search(ledger, None)
            self.paid_claims = remittances.search_claims(ledger, None)
            self.other_cents = sum(
                one.amount_cents
                for payment in self.remittances
                for one in remittances.list_adjustments(ledger, None, payment.id)
            )
            self.verdicts = acknowledgments.search(ledger, None, kind="277CA")
            self.tasks = [one for one in tasks.search(ledger, None) if one.state in ("open", "taken")]
            self.expected = expectations.search(ledger, state="open")

    @cached_property
    def child_of(self) -> dict[int, Claim]:
        """The claim that was made of one, by its key."""
        return {one.parent: one for one in self.claims if one.parent is not None}

    @cached_property
    def sent(self) -> list[Claim]:
        """The claims that left for a payer."""
        gone = {one.file for one in self.deliveries if one.state in ("sent", "acknowledged", "rejected")}
        return [one for one in self.claims if one.out_file in gone]

    def payer_of(self, claim: Claim) -> str:
        return self.week.house.directory.payer_of(claim.payer, claim.account) or ""


def cents(dollars: str) -> int:
    """An amount on the wire."""
    return round(float(dollars or 0) * 100)


def payer_ledger(week: Week, slug: str) -> PayerLedger:
    """What a payer's own state says."""
    return read_ledger(week.payers[slug].folder / "state.json", week.world.seed)


def file_of(now: Standing, dropped: Dropped) -> File:
    """The one file of the store that a dropped one became."""
    (found,) = [
        one for one in now.files
        if one.direction == "in" and (one.account, one.name) == (dropped.office.slug, dropped.name)
        and one.size == len(dropped.content)
    ]
    return found


def counted(some: list[Claim]) -> tuple[int, int]:
    """How many claims, and what they charge together in cents."""
    return len(some), sum(one.charge_cents for one in some)


def repeated(values: list[str]) -> list[str]:
    """What comes more than once."""
    return [value for value, count in Counter(values).items() if count > 1]
