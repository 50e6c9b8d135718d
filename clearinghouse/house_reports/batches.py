"""Reconciliation: of each batch sent = accepted + rejected + pending, in count and dollars; faults first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clearinghouse.house_reports import standing
from clearinghouse.house_reports.asked import Asked
from clearinghouse.house_reports.standing import Standing
from clearinghouse.house_reports.tables import Chart, Report, Table, columns
from store import figures, verdict_figures
from store.accounts import HOUSE
from store.figures import FileFigure, SetFigure
from store.ledger import Ledger
from store.verdict_figures import PaidFigure, PaymentFigure

_WORDS: tuple[Standing, ...] = ("accepted", "rejected", "pending")
_COLUMNS = columns(
    "batch:number", "partner", "kind", "at:moment", "state",
    *(
        name for word in ("sent", *_WORDS, "difference")
        for name in (f"{word}:count", f"{word}_cents:money:{word} $")
    ),
)


@dataclass(slots=True)
class Batch:
    """One file: what it was said to hold, and what became of that: count and cents by standing.

    `told` None: what it holds was counted by nobody but those who own it.
    """

    file: FileFigure
    told: tuple[int, int] | None = (0, 0)
    became: dict[Standing, list[int]] = field(default_factory=lambda: {word: [0, 0] for word in _WORDS})

    def add(self, word: Standing, count: int, cents: int) -> None:
        """What became of some of it."""
        self.became[word][0] += count
        self.became[word][1] += cents

    @property
    def sums(self) -> tuple[int, int]:
        """Accepted, rejected and pending together."""
        return sum(one[0] for one in self.became.values()), sum(one[1] for one in self.became.values())

    @property
    def sent(self) -> tuple[int, int]:
        """What it was said to hold."""
        return self.sums if self.told is None else self.told

    @property
    def difference(self) -> tuple[int, int]:
        """What nobody can account for."""
        return self.sent[0] - self.sums[0], self.sent[1] - self.sums[1]

    @property
    def is_balanced(self) -> bool:
        return self.difference == (0, 0)


def batches(ledger: Ledger, asked: Asked) -> Report:
    """The batches that came and were made on some days."""
    came, left = incoming(ledger, asked), outgoing(ledger, asked)
    tables = [
        _table("outgoing", "Batches to payers", left, "Pending until the payer tells of it (277CA or 835)."),
        _table("incoming", "Batches from submitters", came, "Pending until it is written for its payer."),
    ]
    if asked.account is None:
        tables.append(_payments(ledger, asked))
    faults = sum(len(table.marked) for table in tables)
    return Report(
        "batches", "Batch reconciliation", asked.period, asked.account, asked.now, tables,
        [_chart("Dollars sent to payers", left), _chart("Dollars received from submitters", came)], faults,
    )


def incoming(ledger: Ledger, asked: Asked) -> list[Batch]:
    """The files of claims and inquiries that came in."""
    account = asked.account
    found = figures.files_between(
        ledger, account, asked.period.begins, asked.period.ends, direction="in"
    )
    sets = figures.sets_of(ledger, account, [one.id for one in found])
    made = _batches(found, sets)
    of = {one.id: made[one.file] for one in sets}
    for claim in figures.claims_of(ledger, account, "set", list(of)):
        of[claim.set].add(standing.incoming(standing.judged(claim)), claim.count, claim.charge_cents)
    for asks in figures.inquiries_of(ledger, account, "set", list(of)):
        batch = of[asks.set]
        batch.add(standing.incoming(asks.state), asks.count, 0)
        _tell(batch, asks.count, 0)
    return [one for one in made.values() if one.sent != (0, 0) or one.sums != (0, 0)]


def outgoing(ledger: Ledger, asked: Asked) -> list[Batch]:
    """The files of claims and inquiries that were made for payers; of an account its share in them."""
    account = asked.account
    found = figures.files_between(
        ledger, HOUSE, asked.period.begins, asked.period.ends, direction="out"
    )
    sets = figures.sets_of(ledger, HOUSE, [one.id for one in found])
    made = _batches(found, sets, counted=account is None)
    of = {one.id: made[one.file] for one in sets}
    for claim in figures.claims_of(ledger, account, "out_set", list(of)):
        of[claim.set].add(standing.outgoing(claim.state), claim.count, claim.charge_cents)
    last: dict[int, int] = {}
    for asks in figures.inquiries_of(ledger, account, "out_set", list(of)):
        of[asks.set].add(standing.asked(asks.state), asks.count, 0)
        last[asks.set] = max(last.get(asks.set, 0), asks.last)
    for key, count in last.items():
        # A set of questions is numbered through: the last number is how many were written.
        _tell(of[key], count, 0)
    return [one for one in made.values() if one.sent != (0, 0) or one.sums != (0, 0)]


def _batches(
    found: Sequence[FileFigure], sets: Iterable[SetFigure], *, counted: bool = True
) -> dict[int, Batch]:
    made = {one.id: Batch(one, (0, 0) if counted else None) for one in found}
    for one in sets:
        _tell(made[one.file], one.claims, one.charge_cents)
    return made


def _tell(batch: Batch, count: int, cents: int) -> None:
    if batch.told is not None:
        batch.told = batch.told[0] + count, batch.told[1] + cents


def _table(name: str, title: str, found: Sequence[Batch], says: str) -> Table:
    ordered = sorted(found, key=lambda one: (one.is_balanced, one.file.id))
    rows = [_row(one) for one in ordered]
    marked = frozenset(at for at, one in enumerate(ordered) if not one.is_balanced)
    return Table(name, title, _COLUMNS, rows, says, marked=marked)


def _row(one: Batch) -> list[Any]:
    file = one.file
    parts = [value for word in _WORDS for value in one.became[word]]
    state = file.delivery or file.state
    return [file.id, file.partner, file.kind, file.received_at, state, *one.sent, *parts, *one.difference]


# Payments.


def _payments(ledger: Ledger, asked: Asked) -> Table:
    found = verdict_figures.payments_between(ledger, asked.period.begins, asked.period.ends)
    answers: dict[int, list[PaidFigure]] = {}
    for one in verdict_figures.paid_of(ledger, None, [payment.id for payment in found]):
        answers.setdefault(one.remittance, []).append(one)
    rows = [_payment_row(one, answers) for one in found]
    rows.sort(key=lambda row: (row[-1] == 0, row[0]))
    marked = frozenset(at for at, row in enumerate(rows) if row[-1])
    names = columns(
        "payment:number", "payer", "at:moment", "amount_cents", "paid_cents", "other_cents",
        "claims:count", "matched:count", "parked:count", "difference_cents",
    )
    says = "The amount is what was paid to claims less other money (PLB)."
    return Table("payments", "Payments", names, rows, says, marked=marked)


def _payment_row(one: PaymentFigure, answers: Mapping[int, list[PaidFigure]]) -> list[Any]:
    own = answers.get(one.id, [])
    paid, count = sum(answer.paid_cents for answer in own), sum(answer.count for answer in own)
    parked = sum(answer.count for answer in own if answer.state == "parked")
    difference = one.amount_cents - (paid - one.other_cents)
    return [
        one.id, one.payer, one.received_at, one.amount_cents, paid, one.other_cents, count, count - parked,
        parked, difference,
    ]


def _chart(title: str, found: Sequence[Batch]) -> Chart:
    return Chart(
        title, "money", [(word, sum(one.became[word][1] for one in found)) for word in _WORDS]
    )
