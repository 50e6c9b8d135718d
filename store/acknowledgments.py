"""Acknowledgments: what partners answered (TA1, 999, 277CA) to what we sent, per file, set or claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from store import events
from store.ledger import Ledger
from store.records import Shape
from store.tables import acknowledgments


class Acknowledgment(Struct, frozen=True, kw_only=True):
    """One verdict. `id`, the row's key, is 0 until it is recorded.

    `kind` is TA1, 999 or 277CA, `code` the verdict (TA104, IK501, or the category of the STC). `file` is
    the key of the file it came in, at `offset`; `out_file`, `out_set`, `claim` are keys of what it
    answers, as narrow as it tells; `set_control` the ST02 it names. `detail` holds further codes.
    """

    id: int = 0
    account: str
    kind: str
    code: str
    file: int
    out_file: int | None = None
    out_set: int | None = None
    set_control: str = ""
    claim: int | None = None
    offset: int = 0
    at: datetime
    detail: Mapping[str, Any] = {}


SHAPE = Shape(acknowledgments, Acknowledgment)


def record_all(ledger: Ledger, new: Sequence[Acknowledgment]) -> range:
    """Record verdicts in bulk; their keys, in the same order."""
    return SHAPE.insert(ledger, new)


def search(
    ledger: Ledger,
    account: str | None,
    *,
    actor: str | None = None,
    at: datetime | None = None,
    kind: str | None = None,
    file: int | None = None,
    out_file: int | None = None,
    out_set: int | None = None,
    claim: int | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Acknowledgment]:
    """Verdicts by any of these, in the order they came; `actor` and `at` audit an operator's listing."""
    events.audit(ledger, account, actor, at, "acknowledgments")
    wanted = {"kind": kind, "file": file, "out_file": out_file, "out_set": out_set, "claim": claim}
    return SHAPE.read_all(ledger, SHAPE.query(account, wanted, after=after, limit=limit))
