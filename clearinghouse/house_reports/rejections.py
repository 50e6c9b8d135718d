"""Why claims were rejected: by our rules, by payers' acknowledgments, by payers' denials; the clean rate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from clearinghouse.house import House
from clearinghouse.house_reports.asked import Asked
from clearinghouse.house_reports.clean_claims import clean_claims
from clearinghouse.house_reports.daily import added
from clearinghouse.house_reports.denials import read_reasons
from clearinghouse.house_reports.tables import Report, Table, columns
from clearinghouse.matching_batches import REJECTING
from clearinghouse.matching_payments import DENIED
from edi.rulebook import RULES as SYNTAX_RULES
from store import figures, verdict_figures
from store.figures import FileFigure
from store.ledger import Ledger
from store.verdict_figures import VerdictFigure
from transactions.rules.book import RULES

TAKING = ("A0", "A1", "A2", "A5")
"""Categories of a 277CA (STC01-1) by which a claim goes on; by any other it does not."""
_CODE = re.compile(r"[A-Z0-9]{0,6}")
_BATCH_VERDICTS = ("TA1", "999")


def rejections(house: House, ledger: Ledger, asked: Asked) -> Report:
    """What was rejected of that which came, and of that which was answered, on some days."""
    account, begins, ends = asked.account, asked.period.begins, asked.period.ends
    came = figures.files_between(ledger, account, begins, ends, direction="in")
    sets = figures.sets_of(ledger, account, [one.id for one in came])
    claims = figures.claims_of(ledger, account, "set", [one.id for one in sets])
    rate, chart = clean_claims(asked.period, came, sets, claims)
    tables = [
        rate,
        _rules(ledger, account, came),
        _payers(ledger, asked),
        _denials(house, ledger, asked),
    ]
    return Report(
        "rejections", "Rejections and clean claims", asked.period, account, asked.now, tables, [chart]
    )


# Our own edits.


def _rules(ledger: Ledger, account: str | None, came: Sequence[FileFigure]) -> Table:
    partners = {one.id: one.partner for one in came}
    found = verdict_figures.errors_of(ledger, account, list(partners))
    counted = added(((partners[one.file], one.rule), (one.count, one.claims)) for one in found)
    rows = [[partner, rule, _says(rule), *counts] for partner, rule, *counts in counted]
    rows.sort(key=lambda row: (-row[-1], -row[-2], row[0], row[1]))
    return Table(
        "rules", "Rejected by our rules",
        columns("partner", "rule", "says", "findings:count", "claims:count"), rows,
        "A claim that breaks several rules counts under each.", has_total=False,
    )


def _says(rule: str) -> str:
    known = RULES.get(rule) or SYNTAX_RULES.get(rule)
    return known.sentence if known else "a rule of the payer's own"


# Payers' acknowledgments.


def _payers(ledger: Ledger, asked: Asked) -> Table:
    begins, ends = asked.period.begins, asked.period.ends
    batches = verdict_figures.verdicts_between(ledger, None, begins, ends, _BATCH_VERDICTS)
    claims = verdict_figures.verdicts_between(ledger, asked.account, begins, ends, ("277CA",))
    rows = added([*_of_batches(ledger, asked.account, batches), *_of_claims(claims)])
    rows.sort(key=lambda row: (-row[3], row[0], row[1], row[2]))
    return Table(
        "payers", "Rejected by payers' acknowledgments",
        columns("partner", "answer", "code", "claims:count", "charge_cents"), rows,
        "A claim counts once in each kind of answer: under the first code that rejects it, the last time.",
        has_total=False,
    )


def _of_batches(
    ledger: Ledger, account: str | None, verdicts: Sequence[VerdictFigure]
) -> Iterator[tuple[tuple[str, str, str], tuple[int, int]]]:
    """Sets that a 999 or a TA1 refuses, each once: by what is said of it, else of what it stands in."""
    refused: dict[int, VerdictFigure] = {}
    rejecting = [one for one in verdicts if one.code in REJECTING]
    of_files = figures.sets_of(ledger, None, [one.out_file for one in rejecting if one.out_file is not None])
    by_file: dict[int, list[int]] = {}
    for of_set in of_files:
        by_file.setdefault(of_set.file, []).append(of_set.id)
    for one in sorted(rejecting, key=lambda one: (one.out_set is None, one.kind == "TA1", one.id)):
        for key in [one.out_set] if one.out_set is not None else by_file.get(one.out_file or 0, []):
            refused.setdefault(key, one)
    for claims in figures.claims_of(ledger, account, "out_set", list(refused)):
        one = refused[claims.set]
        yield (one.partner, one.kind, _batch_code(one)), (claims.count, claims.charge_cents)


def _batch_code(one: VerdictFigure) -> str:
    detail = one.detail
    told = [detail["note"]] if "note" in detail else detail.get("codes", [])
    return " ".join(_code(str(value)) for value in (one.code, *told))


def _of_claims(
    verdicts: Sequence[VerdictFigure],
) -> Iterator[tuple[tuple[str, str, str], tuple[int, int]]]:
    last = {one.claim: one for one in verdicts if one.claim is not None}
    for one in last.values():
        for category, code, entity in one.detail.get("statuses", []):
            if category not in TAKING:
                told = ":".join(_code(str(part)) for part in (category, code, entity) if part)
                yield (one.partner, one.kind, told), (1, one.charge_cents or 0)
                break


def _code(value: str) -> str:
    return value if _CODE.fullmatch(value) else "other"


# Payers' denials.


def _denials(house: House, ledger: Ledger, asked: Asked) -> Table:
    payments = verdict_figures.payments_between(ledger, asked.period.begins, asked.period.ends)
    denied = verdict_figures.answers_of(ledger, asked.account, [one.id for one in payments], DENIED)
    told = read_reasons(ledger, house.store.archive, denied)
    rows: list[list[Any]] = [
        [*reason, count, told.charge_cents[reason], told.adjusted_cents[reason]]
        for reason, count in told.claims.items()
    ]
    rows.sort(key=lambda row: (-row[3], row[:3]))
    says = f"{len(denied)} claims were denied; one that is denied for several reasons counts under each."
    if told.unread:
        says += f" {told.unread} files are not whole in the archive, and their reasons are missing."
    return Table(
        "denials", "Denied by payers (CARC)",
        columns("payer", "group", "code", "claims:count", "charge_cents", "adjusted_cents"), rows, says,
        has_total=False,
    )
