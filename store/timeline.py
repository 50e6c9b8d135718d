"""The timeline of a claim or an inquiry: everything that happened to it, from its bytes to its answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Column, and_, or_

from store import acknowledgments, claims, events, inquiries, remittances
from store.ledger import Ledger
from store.tables import acknowledgments as acknowledged

_ANSWERS = {"270": "271", "276": "277", "278": "278"}


class Moment(Struct, frozen=True, kw_only=True, gc=False):
    """One thing that happened to a claim or an inquiry.

    `source` is event, acknowledgment, remittance or inquiry; `what` the event's name, the acknowledgment's
    kind, the remittance's trace number, or the question's or answer's set; `code` the verdict, CLP02 or what
    the answer says. `detail` of an inquiry names its row. `file` and `offset` tell where the
    segment that did it lies. Money is in cents.
    """

    at: datetime
    source: Literal["event", "acknowledgment", "remittance", "inquiry"]
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
    answers = _answers(ledger, acknowledged.c.claim, claim, known.out_set, known.out_file)
    asked = _inquiries(ledger, claim)
    moments = [*answers, *_payments(ledger, known), *_events(ledger, "claims", claim), *asked]
    return sorted(moments, key=lambda moment: moment.at)


def inquiry_timeline(ledger: Ledger, account: str | None, inquiry: int) -> list[Moment]:
    """All moments of the inquiry with that key; none when it is another account's."""
    known = inquiries.get(ledger, account, inquiry)
    if known is None:
        return []
    answers = _answers(ledger, acknowledged.c.inquiry, inquiry, known.out_set, known.out_file)
    return sorted([*answers, *_events(ledger, "inquiries", inquiry)], key=lambda moment: moment.at)


def _events(ledger: Ledger, thing: str, key: int) -> list[Moment]:
    return [
        Moment(
            at=one.at, source="event", what=one.event, from_state=one.from_state, to_state=one.to_state,
            actor=one.actor, run=one.run, detail=one.detail,
        )
        for one in events.search(ledger, None, thing=thing, thing_id=key)
    ]


def _answers(
    ledger: Ledger, owner: Column[Any], key: int, out_set: int | None, out_file: int | None
) -> list[Moment]:
    """Verdicts on the claim or inquiry itself, on the set it was sent in, and on that set's file."""
    own = owner == key
    nobody = acknowledged.c.claim.is_(None), acknowledged.c.inquiry.is_(None)
    of_set = and_(*nobody, acknowledged.c.out_set == out_set)
    of_file = and_(*nobody, acknowledged.c.out_set.is_(None), acknowledged.c.out_file == out_file)
    told = own if out_set is None else or_(own, of_set, of_file)
    shape = acknowledgments.SHAPE
    return [
        Moment(
            at=one.at, source="acknowledgment", what=one.kind, code=one.code, file=one.file, offset=one.offset
        )
        for one in shape.read_all(ledger, shape.query(None, {}).where(told))
    ]


def _inquiries(ledger: Ledger, claim: int) -> list[Moment]:
    """What was asked about a claim, and what was answered to that."""
    moments = []
    for one in inquiries.search(ledger, None, claim=claim):
        row = f"inquiry {one.id}"
        moments.append(Moment(
            at=one.received_at, source="inquiry", what=one.kind, to_state=one.state, run=one.run, detail=row,
            file=one.file, offset=one.own_offset,
        ))
        if one.answered_at is not None:
            moments.append(Moment(
                at=one.answered_at, source="inquiry", what=_ANSWERS.get(one.kind, one.kind), detail=row,
                code=one.outcome or "", file=one.answer_file, offset=one.answer_offset,
            ))
    return moments


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
