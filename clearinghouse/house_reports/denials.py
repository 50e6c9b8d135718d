"""Why payers denied claims: the reasons (CARC) of denied claims, read from the payers' own files."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import groupby

from clearinghouse.cents import to_cents
from edi.delimiters import Delimiters
from store import sets
from store.archive import Archive
from store.errors import ArchiveDamaged, NotArchived
from store.ledger import Ledger
from store.sets import TransactionSet
from store.verdict_figures import Denial
from transactions.adjustments import ADJUSTMENT_STARTS

NO_REASON = ("", "none told")
OTHER = "other"
"""Stands for what is no code: it may be anything, and is not shown."""
_CODE = re.compile(r"[A-Z0-9]{1,5}")
Reason = tuple[str, str, str]
"""Payer, group (CAS01) and code (CARC)."""


@dataclass(slots=True)
class Reasons:
    """Denied claims, their charges, and what was adjusted, by reason. Money in cents.

    A claim that is denied for several reasons counts under each. Files that could not be read are counted.
    """

    claims: Counter[Reason] = field(default_factory=Counter)
    charge_cents: Counter[Reason] = field(default_factory=Counter)
    adjusted_cents: Counter[Reason] = field(default_factory=Counter)
    unread: int = 0


def read_reasons(ledger: Ledger, archive: Archive, denied: Sequence[Denial]) -> Reasons:
    """The reasons of these answers; each file is opened once."""
    told = Reasons()
    for (file, sha256), theirs in groupby(denied, lambda one: (one.file, one.sha256)):
        known = sorted(sets.search(ledger, None, file=file), key=lambda one: one.offset)
        mine = list(theirs)
        try:
            with archive.open(sha256) as stream:
                for one in mine:
                    stream.seek(one.offset)
                    text = stream.read(one.length).decode("latin-1")
                    _count(told, one, text, _delimiters(known, one.offset))
        except (ArchiveDamaged, NotArchived):
            told.unread += 1
    return told


def _delimiters(known: Sequence[TransactionSet], offset: int) -> Delimiters:
    """Those of the set in which a byte lies."""
    at = bisect_right(known, offset, key=lambda one: one.offset) - 1
    return Delimiters(*known[max(at, 0)].delimiters)


def _count(told: Reasons, one: Denial, text: str, delimiters: Delimiters) -> None:
    adjusted: Counter[tuple[str, str]] = Counter()
    for group, code, cents in _adjustments(text, delimiters):
        adjusted[group, code] += cents
    for group, code in adjusted or {NO_REASON: 0}:
        reason = one.payer, group, code
        told.claims[reason] += 1
        told.charge_cents[reason] += one.charge_cents
        told.adjusted_cents[reason] += adjusted[group, code]


def _adjustments(text: str, delimiters: Delimiters) -> Iterator[tuple[str, str, int]]:
    """Group, code and cents of every CAS, of the claim and of its lines."""
    for segment in text.split(delimiters.segment):
        values = segment.strip("\r\n").split(delimiters.element)
        if values[0] != "CAS":
            continue
        for start in ADJUSTMENT_STARTS:
            if len(values) > start and values[start]:
                cents = _cents(values[start + 1]) if len(values) > start + 1 else 0
                yield _code(values[1]), _code(values[start]), cents


def _code(value: str) -> str:
    return value if _CODE.fullmatch(value) else OTHER


def _cents(value: str) -> int:
    try:
        amount = Decimal(value or "0")
    except InvalidOperation:
        return 0
    return to_cents(amount) if amount.is_finite() else 0
