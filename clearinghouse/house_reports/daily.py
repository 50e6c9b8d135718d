"""The daily report: files, sets, claims, inquiries and dollars, in and out, by partner and verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from clearinghouse.house_reports.asked import Asked
from clearinghouse.house_reports.standing import at_our_door, judged
from clearinghouse.house_reports.tables import Chart, Report, Table, columns
from store import figures, verdict_figures
from store.accounts import HOUSE
from store.figures import ClaimFigure, FileFigure, InquiryFigure, SetFigure
from store.ledger import Ledger
from store.verdict_figures import PaidFigure, PaymentFigure

_VERDICTS = {"A": "accepted", "E": "accepted with warnings", "R": "rejected", "": "interchange rejected"}
_SENT: Final = "sent"


def daily(ledger: Ledger, asked: Asked) -> Report:
    """What came and went on some days."""
    account, begins, ends = asked.account, asked.period.begins, asked.period.ends
    # What an account's claims travel in belongs to the house.
    made = figures.files_between(ledger, account, begins, ends)
    came = {one.id: one for one in made if one.direction == "in"}
    gone = figures.files_between(ledger, None, begins, ends, by=_SENT, direction="out")
    left = {one.id: one for one in gone if one.account == HOUSE}
    came_sets = figures.sets_of(ledger, account, list(came))
    left_sets = figures.sets_of(ledger, None, list(left))
    in_keys, out_keys = [one.id for one in came_sets], [one.id for one in left_sets]
    claims_in = figures.claims_of(ledger, account, "set", in_keys)
    claims_out = figures.claims_of(ledger, account, "out_set", out_keys)
    asked_in = figures.inquiries_of(ledger, account, "set", in_keys)
    asked_out = figures.inquiries_of(ledger, account, "out_set", out_keys)
    payments = verdict_figures.payments_between(ledger, begins, ends)
    paid = verdict_figures.paid_of(ledger, account, [one.id for one in payments])
    partners = {one.id: came[one.file].partner for one in came_sets}
    partners |= {one.id: left[one.file].partner for one in left_sets}
    sets = [("in", one, came[one.file].partner) for one in came_sets]
    if account is None:
        sets += [("out", one, left[one.file].partner) for one in left_sets]
    tables = [
        _files(made),
        _sets(sets),
        _claims_in(claims_in, partners),
        _claims_out(claims_out, partners),
        _inquiries(asked_in, asked_out, partners),
        _payments(payments, paid, whole=account is None),
    ]
    return Report(
        "daily", "Daily report", asked.period, account, asked.now, tables,
        [_chart("Dollars received, by submitter", tables[2]), _chart("Dollars sent, by payer", tables[3])],
    )


def added(rows: Iterable[tuple[tuple[Any, ...], tuple[int, ...]]]) -> list[list[Any]]:
    """Rows of the same key as one, their figures added, in the order of keys."""
    sums: dict[tuple[Any, ...], list[int]] = {}
    for key, told in rows:
        known = sums.setdefault(key, [0] * len(told))
        for at, value in enumerate(told):
            known[at] += value
    return [[*key, *sums[key]] for key in sorted(sums)]


def _files(made: Sequence[FileFigure]) -> Table:
    rows = added(
        ((one.direction, one.partner, one.kind, one.delivery or one.state), (1, one.size)) for one in made
    )
    return Table(
        "files", "Files", columns("way", "partner", "kind", "state", "files:count", "bytes:count"), rows,
        "Received, or made to be delivered, in the period.", has_total=False,
    )


def _sets(told: Sequence[tuple[str, SetFigure, str]]) -> Table:
    rows = added(
        (
            (way, partner, one.guide, _VERDICTS.get(one.verdict, one.verdict) if way == "in" else _SENT),
            (1, one.claims, one.charge_cents),
        )
        for way, one, partner in told
    )
    return Table(
        "sets", "Transaction sets",
        columns("way", "partner", "set", "verdict", "sets:count", "claims:count", "charge_cents"), rows,
        "As counted when they were read or written.", has_total=False,
    )


def _claims_in(found: Sequence[ClaimFigure], partners: Mapping[int, str]) -> Table:
    rows = added(
        ((partners[one.set], one.kind, at_our_door(judged(one))), (one.count, one.charge_cents))
        for one in found
    )
    return Table(
        "claims_in", "Claims received",
        columns("partner", "kind", "verdict", "claims:count", "charge_cents"), rows,
        "By what our own edits said of them.",
    )


def _claims_out(found: Sequence[ClaimFigure], partners: Mapping[int, str]) -> Table:
    rows = added(
        ((partners[one.set], one.kind, one.state), (one.count, one.charge_cents, one.paid_cents))
        for one in found
    )
    return Table(
        "claims_out", "Claims sent",
        columns("partner", "kind", "state", "claims:count", "charge_cents", "paid_cents"), rows,
        "Sent in the period, by how they stand now.",
    )


def _inquiries(
    came: Sequence[InquiryFigure], left: Sequence[InquiryFigure], partners: Mapping[int, str]
) -> Table:
    told = [("in", one) for one in came] + [("out", one) for one in left]
    rows = added(((way, partners[one.set], one.kind, one.state), (one.count,)) for way, one in told)
    return Table(
        "inquiries", "Inquiries", columns("way", "partner", "kind", "state", "inquiries:count"), rows,
        "Received, and sent, in the period, by how they stand now. One that did both stands twice.",
        has_total=False,
    )


def _payments(payments: Sequence[PaymentFigure], paid: Sequence[PaidFigure], *, whole: bool) -> Table:
    payers = {one.id: one.payer for one in payments}
    told: dict[str, list[int]] = defaultdict(lambda: [0] * 7)
    for one in payments if whole else ():
        _add(told[one.payer], (1, one.amount_cents, 0, 0, 0, 0, 0))
    for answer in paid:
        parked = answer.count if answer.state == "parked" else 0
        figures_ = answer.count, parked, answer.charge_cents, answer.paid_cents, answer.patient_cents
        _add(told[payers[answer.remittance]], (0, 0, *figures_))
    names = "claims:count", "parked:count", "charge_cents", "paid_cents", "patient_cents"
    house = ("payments:count", "amount_cents") if whole else ()
    return Table(
        "payments", "Payments received", columns("payer", *house, *names),
        [[payer, *(told[payer] if whole else told[payer][2:])] for payer in sorted(told)],
        "Parked answers found no claim. The amount is the claims' paid less other money (PLB).",
    )


def _add(known: list[int], told: Iterable[int]) -> None:
    for at, value in enumerate(told):
        known[at] += value


def _chart(title: str, table: Table) -> Chart:
    at = next(at for at, column in enumerate(table.columns) if column.name == "charge_cents")
    return Chart(title, "money", [tuple(row) for row in added(((row[0],), (row[at],)) for row in table.rows)])
