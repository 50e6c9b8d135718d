"""Claims: one row for each claim taken in, from its bytes to its money. Names stay in the archive."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Literal

from msgspec import Struct, structs
from sqlalchemy import ColumnElement, func, select, tuple_, update

from store import events
from store.ledger import Ledger, chunks
from store.records import Shape
from store.tables import claims, sets


class Claim(Struct, frozen=True, kw_only=True, gc=False):
    """A claim as the store knows it. `id`, the row's key, is 0 until it is recorded.

    `claim_id` is CLM01, `kind` is claim or predetermination, `frequency` CLM05-3. `file` and `set` are
    keys of the rows it came in; `own_*` is its byte range in that archived file, and `header_*`,
    `billing_*`, `subscriber_*`, `patient_*` those of the units it stands under (None: none). The
    `out_*` fields tell where it was sent, those from `payer_claim_number` on what the payer answered. Money
    is in cents. `member_index` and `name_index` are `Store.blind` of the member id and the patient's name. A
    claim made of another one has that as `parent`, and `origin` says what for; `reason` tells why it is held.
    """

    id: int = 0
    account: str
    file: int
    set: int
    ordinal: int
    claim_id: str
    payer: str
    billing_npi: str
    charge_cents: int
    service_from: date | None
    service_to: date | None
    kind: str
    frequency: str
    state: str
    received_at: datetime
    run: int | None = None
    lines: int = 0
    own_offset: int
    own_length: int
    header_offset: int | None = None
    header_length: int | None = None
    billing_offset: int | None = None
    billing_length: int | None = None
    subscriber_offset: int | None = None
    subscriber_length: int | None = None
    patient_offset: int | None = None
    patient_length: int | None = None
    member_index: bytes | None = None
    name_index: bytes | None = None
    out_file: int | None = None
    out_set: int | None = None
    out_set_control: str | None = None
    out_ordinal: int | None = None
    sent_at: datetime | None = None
    payer_claim_number: str | None = None
    paid_cents: int | None = None
    patient_cents: int | None = None
    adjusted_cents: int | None = None
    answered_at: datetime | None = None
    reason: str | None = None
    parent: int | None = None
    origin: str | None = None


class Routed(Struct, frozen=True, gc=False):
    """Where a claim stands in an outgoing file: the file's and set's keys, ST02, its ordinal there."""

    claim: int
    out_file: int
    out_set: int
    out_set_control: str
    out_ordinal: int


class Paid(Struct, frozen=True, gc=False):
    """What a payer answered for a claim, in cents."""

    claim: int
    payer_claim_number: str | None
    paid_cents: int
    patient_cents: int
    adjusted_cents: int
    answered_at: datetime


class Total(Struct, frozen=True):
    """How many claims share a value, and what they charge and were paid, in cents."""

    value: str
    count: int
    charge_cents: int
    paid_cents: int


SHAPE = Shape(claims, Claim, filled=30)
_ROUTED = Routed.__struct_fields__[1:]
_PAID = Paid.__struct_fields__[1:]


def record_all(ledger: Ledger, new: Sequence[Claim], *, at: datetime, actor: str) -> range:
    """Record claims in bulk, each with the event of its first state; their keys, in the same order.

    Claims of one call may differ in state and account, not in run.
    """
    keys = SHAPE.insert(ledger, new)
    by_state: dict[str, list[tuple[str | None, int]]] = {}
    for key, claim in zip(keys, new, strict=True):
        by_state.setdefault(claim.state, []).append((claim.account, key))
    for state, changed in by_state.items():
        events.write(ledger, claims.name, changed, "", state, "recorded", at=at, actor=actor, run=new[0].run)
    return keys


def get(ledger: Ledger, account: str | None, key: int) -> Claim | None:
    """The claim with that key, unless it is another account's."""
    return SHAPE.get(ledger, account, key)


def get_many(ledger: Ledger, account: str | None, keys: Sequence[int]) -> list[Claim]:
    """The claims with those keys, in the order of keys."""
    return SHAPE.get_many(ledger, account, keys)


def search(
    ledger: Ledger,
    account: str | None,
    *,
    actor: str | None = None,
    at: datetime | None = None,
    file: int | None = None,
    set: int | None = None,
    out_file: int | None = None,
    out_set: int | None = None,
    state: str | Sequence[str] | None = None,
    payer: str | Sequence[str] | None = None,
    kind: str | None = None,
    claim_id: str | None = None,
    payer_claim_number: str | None = None,
    member_index: bytes | None = None,
    name_index: bytes | None = None,
    after: int = 0,
    descending: bool = False,
    limit: int | None = None,
) -> list[Claim]:
    """Claims by any of these, in the order of their keys; `actor` and `at` audit an operator's listing."""
    events.audit(ledger, account, actor, at, "claims")
    wanted: dict[str, Any] = {
        "set": _sets_of(ledger, file) if set is None and file is not None else set,
        "out_set": _sets_of(ledger, out_file) if out_set is None and out_file is not None else out_set,
        "claim_id": claim_id, "payer_claim_number": payer_claim_number,
        "member_index": member_index, "name_index": name_index,
        "state": state, "payer": payer, "kind": kind,
    }
    query = SHAPE.query(account, wanted, after=after, descending=descending, limit=limit)
    return SHAPE.read_all(ledger, query)


def find_by_claim_id(
    ledger: Ledger,
    account: str | None,
    claim_ids: Collection[str],
    *,
    payer: str | None = None,
    capitals: bool = False,
) -> dict[str, list[Claim]]:
    """The claims under each CLM01 of a batch of answers; a CLM01 nobody sent is left out.

    `capitals`: the answers tell CLM01s in capitals, whatever the claims have; all claims are looked through.
    """
    found: dict[str, list[Claim]] = {}
    for some in chunks(sorted({*claim_ids})):
        if capitals:
            shown = func.upper(claims.c.claim_id)
            query = SHAPE.query(account, {"payer": payer}).where(shown.in_([one.upper() for one in some]))
        else:
            query = SHAPE.query(account, {"claim_id": list(some), "payer": payer})
        for claim in SHAPE.read_all(ledger, query):
            found.setdefault(claim.claim_id.upper() if capitals else claim.claim_id, []).append(claim)
    return found


Named = tuple[str, str]
"""An account, and the id that claims of it name their payer by."""


def named(ledger: Ledger, states: Sequence[str]) -> list[Named]:
    """How the payers of the claims in these states are named, by account."""
    by = claims.c.account, claims.c.payer
    query = select(*by).where(claims.c.state.in_(states)).group_by(*by).order_by(*by)
    return [(account, payer) for account, payer in ledger.rows(query)]


def name_one_of(payers: Collection[Named]) -> list[ColumnElement[bool]]:
    """What holds of claims that name their payer in one of these ways."""
    # The second alone would say it; by the first the rows are found.
    ids = sorted({payer for _, payer in payers})
    return [claims.c.payer.in_(ids), tuple_(claims.c.account, claims.c.payer).in_(sorted(payers))]


def totals(
    ledger: Ledger,
    account: str | None,
    by: Literal["state", "payer", "account", "kind"],
    *,
    state: str | None = None,
) -> list[Total]:
    """Count and money of the claims (of one state) by a column's values."""
    column, count = claims.c[by], func.count()
    query = select(column, count, func.sum(claims.c.charge_cents), func.sum(claims.c.paid_cents))
    if account is not None:
        query = query.where(claims.c.account == account)
    if state is not None:
        query = query.where(claims.c.state == state)
    rows = ledger.rows(query.group_by(column).order_by(column))
    return [Total(value, number, int(charged), int(paid or 0)) for value, number, charged, paid in rows]


def record_routes(ledger: Ledger, routed: Sequence[Routed]) -> None:
    """Tell in which outgoing set each claim was written."""
    ledger.change(claims, (*_ROUTED, "reason"), [(*structs.astuple(one), None) for one in routed])


def record_sent(ledger: Ledger, out_file: int, *, at: datetime) -> int:
    """Tell that the claims written into a file have left the house; how many they are."""
    written = claims.c.out_set.in_(_sets_of(ledger, out_file))
    return ledger.write(update(claims).where(written).values(sent_at=at))


def record_number(ledger: Ledger, claim: int, payer_claim_number: str) -> None:
    """Tell under which number the payer has taken a claim in."""
    ledger.change(claims, ["payer_claim_number"], [(claim, payer_claim_number)])


def record_payments(ledger: Ledger, paid: Sequence[Paid]) -> None:
    """Tell what the payer answered for each claim."""
    ledger.change(claims, _PAID, [structs.astuple(one) for one in paid])


def record_parent(ledger: Ledger, claim: int, parent: int, origin: str) -> None:
    """Tell of which claim this one was made, and what for."""
    ledger.change(claims, ["parent", "origin"], [(claim, parent, origin)])


def record_reason(ledger: Ledger, keys: Sequence[int], reason: str | None) -> None:
    """Tell why claims are held (None: they are not any more)."""
    ledger.change(claims, ["reason"], [(key, reason) for key in keys])


def children(ledger: Ledger, parent: int) -> list[Claim]:
    """The claims made of one, in the order in which they were."""
    return SHAPE.read_all(ledger, SHAPE.query(None, {"parent": parent}))


def _sets_of(ledger: Ledger, file: int) -> list[int]:
    return [key for (key,) in ledger.rows(select(sets.c.id).where(sets.c.file == file))]
