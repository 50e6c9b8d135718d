"""Acknowledgments: what partners answered to what we sent (TA1, 999, 277CA, answers to inquiries)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import update

from store import events
from store.ledger import Ledger
from store.records import Shape
from store.tables import acknowledgments


class Acknowledgment(Struct, frozen=True, kw_only=True):
    """One verdict. `id`, the row's key, is 0 until it is recorded.

    `kind` is TA1, 999, 277CA, 271, 277 or 278, `code` the verdict (TA104, IK501, the category of the STC, or
    an inquiry's outcome). `file` is the key of the file it came in, at `offset`; `out_file`, `out_set`,
    `claim`, `inquiry` are keys of what it answers, as narrow as it tells; `set_control` the ST02 it names.
    `detail` holds further codes.
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
    inquiry: int | None = None


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
    inquiry: int | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Acknowledgment]:
    """Verdicts by any of these, in the order they came; `actor` and `at` audit an operator's listing."""
    events.audit(ledger, account, actor, at, "acknowledgments")
    wanted = {
        "kind": kind, "file": file, "out_file": out_file, "out_set": out_set, "claim": claim,
        "inquiry": inquiry,
    }
    return SHAPE.read_all(ledger, SHAPE.query(account, wanted, after=after, limit=limit))


def to_pass_on(ledger: Ledger) -> list[Acknowledgment]:
    """The verdicts on claims (277CA) that their submitters were not given yet."""
    query = SHAPE.query(None, {"kind": "277CA"}).where(
        acknowledgments.c.claim.is_not(None), acknowledgments.c.passed_file.is_(None)
    )
    return SHAPE.read_all(ledger, query)


def record_passed(ledger: Ledger, keys: Sequence[int], file: int) -> None:
    """Tell in which file verdicts were passed on."""
    ledger.change(acknowledgments, ["passed_file"], [(key, file) for key in keys])


def settle(ledger: Ledger, key: int, found: Acknowledgment) -> None:
    """Tell of a verdict that was kept as answering nothing what it turned out to answer."""
    names = ("account", "out_file", "out_set", "set_control", "claim", "detail", "inquiry")
    ledger.write(
        update(acknowledgments)
        .where(acknowledgments.c.id == key)
        .values({name: getattr(found, name) for name in names})
    )
