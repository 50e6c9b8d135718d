"""The timeline of a claim: everything that happened to it, from its bytes to its money, in time order."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct
from sqlalchemy import and_, or_

from store import acknowledgments, claims, events, remittances
from store.ledger import Ledger
from store.tables import acknowledgments as acknowledged


class Moment(Struct, frozen=True, kw_only=True, gc=False):
    """One thing that happened to a claim.

    `source` is event, acknowledgment or remittance; `what` the event's name, the acknowledgment's kind
    or the remittance's trace number; `code` the verdict or CLP02. `file` and `offset` tell where the
    segment that did it lies. Money is in cents.
    """

    at: datetime
    source: Literal["event", "acknowledgment", "remittance"]
    what: str
    from_state: str = ""
    to_state: str = ""
    actor: str = ""
    run: int | None = None
    detail: str = ""
    code: str = ""
    file: int | None = None
    offset: int | None = None
    charge_cents: int | None = None
    paid_cents: int | None = None
    patient_cents: int | None = None


def timeline(ledger: Ledger, account: str | None, claim: int) -> list[Moment]:
    """All moments of the claim with that key; none when it is another account's."""
    known = claims.get(ledger, account, claim)
    if known is None:
        return []
    moments = [*_answers(ledger, known), *_payments(ledger, known), *_events(ledger, known)]
    return sorted(moments, key=lambda moment: moment.at)


def _events(ledger: Ledger, claim: claims.Claim) -> list[Moment]:
    return [
        Moment(
            at=one.at, source="event", what=one.event, from_state=one.from_state, to_state=one.to_state,
            actor=one.actor, run=one.run, detail=one.detail,
        )
        for one in events.search(ledger, None, thing="claims", thing_id=claim.id)
    ]


def _answers(ledger: Ledger, claim: claims.Claim) -> list[Moment]:
    """Verdicts on the claim itself, on the set it was sent in, and on that set's file."""
    own = acknowledged.c.claim == claim.id
    of_set = and_(acknowledged.c.claim.is_(None), acknowledged.c.out_set == claim.out_set)
    wide = acknowledged.c.claim.is_(None), acknowledged.c.out_set.is_(None)
    of_file = and_(*wide, acknowledged.c.out_file == claim.out_file)
    told = own if claim.out_set is None else or_(own, of_set, of_file)
    shape = acknowledgments.SHAPE
    return [
        Moment(
            at=one.at, source="acknowledgment", what=one.kind, code=one.code, file=one.file, offset=one.offset
        )
        for one in shape.read_all(ledger, shape.query(None, {}).where(told))
    ]


def _payments(ledger: Ledger, claim: claims.Claim) -> list[Moment]:
    answers = remittances.search_claims(ledger, None, claim=claim.id)
    keys = [one.remittance for one in answers]
    payments = {one.id: one for one in remittances.SHAPE.get_many(ledger, None, keys)}
    return [
        Moment(
            at=payments[one.remittance].received_at, source="remittance",
            what=payments[one.remittance].trace_number, code=one.status_code,
            file=payments[one.remittance].file, offset=one.offset, charge_cents=one.charge_cents,
            paid_cents=one.paid_cents, patient_cents=one.patient_cents,
        )
        for one in answers
    ]
