"""Claims: one row for each claim taken in, from its bytes to its money. Names stay in the archive."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from itertools import product
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
    `fingerprint` is `Store.fingerprint` of what makes it the same claim when it comes again (None: it may).
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
    fingerprint: bytes | None = None


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


_LETTERS = 6
"""Letters of a CLM01 of which every spelling is looked for: 64."""
SHAPE = Shape(claims, Claim, filled=30, also=("fingerprint",))
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

    `capitals`: the answers tell CLM01s in capitals, whatever the claims have. Each is looked for in every
    spelling it may have; only for those of many letters all claims are looked through.
    """
    wanted = {one.upper() for one in claim_ids} if capitals else {*claim_ids}
    many = {one for one in wanted if capitals and not _is_spelled_out(one)}
    few = wanted - many
    if capitals:
        few = {spelling for one in few for spelling in _spellings(one)}
    rows: dict[int, Claim] = {}
    for some in chunks(sorted(few)):
        query = SHAPE.query(account, {"claim_id": list(some), "payer": payer})
        rows |= {claim.id: claim for claim in SHAPE.read_all(ledger, query)}
    for some in chunks(sorted(many)):
        query = SHAPE.query(account, {"payer": payer}).where(func.upper(claims.c.claim_id).in_(some))
        rows |= {claim.id: claim for claim in SHAPE.read_all(ledger, query)}
    found: dict[str, list[Claim]] = {}
    for _, claim in sorted(rows.items()):
        found.setdefault(claim.claim_id.upper() if capitals else claim.claim_id, []).append(claim)
    return found


def _is_spelled_out(claim_id: str) -> bool:
    """Whether a CLM01 in capitals has so few letters that each of its spellings can be asked for."""
    return claim_id.isascii() and sum(map(str.isalpha, claim_id)) <= _LETTERS


def _spellings(claim_id: str) -> Iterator[str]:
    """A CLM01 with each of its letters in capitals or not."""
    return map("".join, product(*({one, one.lower()} for one in claim_id)))


def find_by_payer_number(
    ledger: Ledger, account: str | None, numbers: Collection[str]
) -> dict[str, list[Claim]]:
    """The claims under each number that payers gave; a number that none has is left out."""
    found: dict[str, list[Claim]] = {}
    for some in chunks(sorted({*numbers})):
        for claim in SHAPE.read_all(ledger, SHAPE.query(account, {"payer_claim_number": list(some)})):
            found.setdefault(claim.payer_claim_number or "", []).append(claim)
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


def find_by_fingerprint(
    ledger: Ledger,
    account: str,
    fingerprints: Collection[bytes],
    *,
    since: datetime,
    but: Collection[str],
    but_claim: int | None = None,
) -> dict[bytes, Claim]:
    """An account's claims by fingerprint, the latest of each: received since then, in no state of `but`.

    `but_claim` is the key of one that is not looked at.
    """
    found: dict[bytes, Claim] = {}
    for some in chunks(sorted({*fingerprints})):
        query = SHAPE.query(account, {"fingerprint": list(some)}).where(
            claims.c.received_at >= since, claims.c.state.not_in(but)
        )
        if but_claim is not None:
            query = query.where(claims.c.id != but_claim)
        for claim in SHAPE.read_all(ledger, query):
            assert claim.fingerprint is not None
            found[claim.fingerprint] = claim
    return found


def accounts_billing(ledger: Ledger, npi: str) -> set[str]:
    """The accounts that have handed in claims of this billing provider."""
    query = select(claims.c.account).where(claims.c.billing_npi == npi).distinct()
    return {str(account) for (account,) in ledger.rows(query)}


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
