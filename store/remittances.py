"""Remittances: what payers paid (835), claim by claim and besides claims, and whose claims those were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct, structs
from sqlalchemy import select

from store import events
from store.ledger import Ledger
from store.records import Shape
from store.tables import remittance_adjustments, remittance_claims, remittances


class Remittance(Struct, frozen=True, kw_only=True, gc=False):
    """One payment: a transaction set 835. `id`, the row's key, is 0 until it is recorded.

    `trace_number` is TRN02, `method` BPR04, `amount_cents` BPR02, `day` BPR16. `sha256` is the hash of
    what the set says without its control numbers: the same payment sent again has the same one.
    """

    id: int = 0
    account: str
    file: int
    set: int | None = None
    payer: str
    payee_npi: str = ""
    trace_number: str
    method: str
    amount_cents: int
    day: date
    sha256: str
    state: str
    received_at: datetime


class RemittanceClaim(Struct, frozen=True, kw_only=True):
    """A payer's answer to one claim (CLP). Money is in cents.

    `claim_id` is CLP01, `claim` the key of the claim it was matched to (None: to none), `state` and
    `reason` tell how the matching ended. `adjustments` are totals by group (CO, PR, OA, PI); `offset`
    and `length` the loop's byte range in the file.
    """

    id: int = 0
    account: str
    remittance: int = 0
    ordinal: int
    claim: int | None = None
    claim_id: str
    payer_claim_number: str
    status_code: str
    charge_cents: int
    paid_cents: int
    patient_cents: int
    adjustments: Mapping[str, int]
    offset: int
    length: int
    state: str
    reason: str = ""


class RemittanceAdjustment(Struct, frozen=True, kw_only=True, gc=False):
    """Money that is of no single claim (PLB): `provider` PLB01, `code` and `reference` of PLB03."""

    id: int = 0
    account: str
    remittance: int = 0
    ordinal: int
    provider: str
    fiscal_day: date | None
    code: str
    reference: str
    amount_cents: int


class Match(Struct, frozen=True):
    """To which claim (None: to none) a payer's answer belongs, whose it is, and why so."""

    remittance_claim: int
    claim: int | None
    account: str
    reason: str = ""


SHAPE = Shape(remittances, Remittance)
CLAIM_SHAPE = Shape(remittance_claims, RemittanceClaim)
ADJUSTMENT_SHAPE = Shape(remittance_adjustments, RemittanceAdjustment)


def record(
    ledger: Ledger,
    new: Remittance,
    claims: Sequence[RemittanceClaim] = (),
    adjustments: Sequence[RemittanceAdjustment] = (),
    *,
    actor: str,
    run: int | None = None,
) -> tuple[Remittance, bool]:
    """Record a payment once, with its claims and adjustments: (the remittance, True).

    When the same payer, trace, amount and content are there already, nothing is written and the row of
    before comes back with False: the same 835 never pays twice. The day is no part of it: where the 835
    tells none it is that of the arrival, and where it tells one it is in the content.
    """
    same = {"trace_number": new.trace_number, "payer": new.payer, "amount_cents": new.amount_cents}
    for known in SHAPE.read_all(ledger, SHAPE.query(None, {**same, "sha256": new.sha256})):
        return known, False
    key = SHAPE.insert(ledger, [new])[0]
    at, made = new.received_at, [(new.account, key)]
    events.write(ledger, remittances.name, made, "", new.state, "recorded", at=at, actor=actor, run=run)
    recorded = structs.replace(new, id=key)
    record_claims(ledger, recorded, claims, actor=actor, run=run)
    ADJUSTMENT_SHAPE.insert(ledger, [structs.replace(one, remittance=key) for one in adjustments])
    return recorded, True


def record_claims(
    ledger: Ledger,
    remittance: Remittance,
    claims: Sequence[RemittanceClaim],
    *,
    actor: str,
    run: int | None = None,
) -> range:
    """Record more claims of a remittance in bulk; their keys, in the same order."""
    keys = CLAIM_SHAPE.insert(ledger, [structs.replace(one, remittance=remittance.id) for one in claims])
    by_state: dict[str, list[tuple[str | None, int]]] = {}
    for key, claim in zip(keys, claims, strict=True):
        by_state.setdefault(claim.state, []).append((claim.account, key))
    at, table = remittance.received_at, remittance_claims.name
    for state, changed in by_state.items():
        events.write(ledger, table, changed, "", state, "recorded", at=at, actor=actor, run=run)
    return keys


def get(ledger: Ledger, account: str | None, key: int) -> Remittance | None:
    """The remittance with that key, unless it is another account's."""
    return SHAPE.get(ledger, account, key)


def search(
    ledger: Ledger,
    account: str | None,
    *,
    actor: str | None = None,
    at: datetime | None = None,
    file: int | None = None,
    payer: str | None = None,
    trace_number: str | None = None,
    state: str | Sequence[str] | None = None,
    after: int = 0,
    descending: bool = False,
    limit: int | None = None,
) -> list[Remittance]:
    """Remittances by any of these, in key order; `actor` and `at` audit an operator's listing."""
    events.audit(ledger, account, actor, at, "remittances")
    wanted = {"file": file, "payer": payer, "trace_number": trace_number, "state": state}
    query = SHAPE.query(account, wanted, after=after, descending=descending, limit=limit)
    return SHAPE.read_all(ledger, query)


def search_claims(
    ledger: Ledger,
    account: str | None,
    *,
    actor: str | None = None,
    at: datetime | None = None,
    remittance: int | None = None,
    claim: int | None = None,
    claim_id: str | None = None,
    state: str | Sequence[str] | None = None,
    after: int = 0,
    descending: bool = False,
    limit: int | None = None,
) -> list[RemittanceClaim]:
    """Payers' answers by any of these, in the order of their keys; `actor` and `at` audit an operator's."""
    events.audit(ledger, account, actor, at, "remittance_claims")
    wanted = {"remittance": remittance, "claim": claim, "claim_id": claim_id, "state": state}
    query = CLAIM_SHAPE.query(account, wanted, after=after, descending=descending, limit=limit)
    return CLAIM_SHAPE.read_all(ledger, query)


def list_adjustments(ledger: Ledger, account: str | None, remittance: int) -> list[RemittanceAdjustment]:
    """The adjustments of a remittance, in its order."""
    query = ADJUSTMENT_SHAPE.query(account, {"remittance": remittance})
    return ADJUSTMENT_SHAPE.read_all(ledger, query)


def match(ledger: Ledger, matches: Sequence[Match]) -> None:
    """Tie answers to claims and give them their account; `states.move` tells the new state."""
    names = Match.__struct_fields__[1:]
    ledger.change(remittance_claims, names, [structs.astuple(one) for one in matches])


# What submitters were given.


def to_pass_on(ledger: Ledger) -> list[RemittanceClaim]:
    """The answers that have found their claims, and that the claims' submitters were not given yet."""
    query = CLAIM_SHAPE.query(None, {"state": "matched"}).where(
        remittance_claims.c.claim.is_not(None), remittance_claims.c.passed_file.is_(None)
    )
    return CLAIM_SHAPE.read_all(ledger, query)


def without_claims(ledger: Ledger) -> list[Remittance]:
    """The payments of nothing but adjustments that nobody was given yet."""
    waiting = select(remittance_adjustments.c.remittance).where(
        remittance_adjustments.c.remittance.is_not(None), remittance_adjustments.c.passed_file.is_(None)
    )
    some = select(remittance_claims.c.id).where(remittance_claims.c.remittance == remittances.c.id)
    query = SHAPE.query(None, {}).where(remittances.c.id.in_(waiting), ~some.exists())
    return SHAPE.read_all(ledger, query)


def passed_before(ledger: Ledger, remittance: int) -> bool:
    """Whether somebody was given a part of a payment already."""
    query = select(remittance_claims.c.id).where(
        remittance_claims.c.remittance == remittance, remittance_claims.c.passed_file > 0
    )
    return ledger.row(query.limit(1)) is not None


def adjustments_to_pass_on(ledger: Ledger, remittance: int) -> list[RemittanceAdjustment]:
    """The adjustments of a payment that nobody was given yet."""
    query = ADJUSTMENT_SHAPE.query(None, {"remittance": remittance})
    return ADJUSTMENT_SHAPE.read_all(ledger, query.where(remittance_adjustments.c.passed_file.is_(None)))


def record_passed(ledger: Ledger, claims: Sequence[int], adjustments: Sequence[int], file: int) -> None:
    """Tell in which file answers and adjustments were passed on."""
    ledger.change(remittance_claims, ["passed_file"], [(key, file) for key in claims])
    ledger.change(remittance_adjustments, ["passed_file"], [(key, file) for key in adjustments])
