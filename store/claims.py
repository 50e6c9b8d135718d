"""Claims: one row for each claim taken in, from its bytes to its money. Names stay in the archive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from store import events
from store.ledger import Ledger
from store.records import Shape
from store.tables import claims


class Claim(Struct, frozen=True, kw_only=True, gc=False):
    """A claim as the store knows it. `id`, the row's key, is 0 until it is recorded.

    `claim_id` is CLM01, `kind` is claim or predetermination, `frequency` CLM05-3. `file` and `set` are
    keys of the rows it came in; `own_*` is its byte range in that archived file, and `header_*`,
    `billing_*`, `subscriber_*`, `patient_*` those of the units it stands under (None: none). The
    `out_*` fields tell where it was sent, the last five what the payer answered. Money is in cents.
    `member_index` and `name_index` are `Store.blind` of the member id and the patient's name.
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
_ROUTED = ("out_file", "out_set", "out_set_control", "out_ordinal")
_PAID = ("payer_claim_number", "paid_cents", "patient_cents", "adjusted_cents", "answered_at")


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
