"""Inquiries: one row for each question taken in (270, 276, 278), from its bytes to its answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Literal

from msgspec import Struct, structs
from sqlalchemy import func, select, update

from store import events
from store.ledger import Ledger, chunks
from store.records import Shape
from store.tables import inquiries, sets


class Inquiry(Struct, frozen=True, kw_only=True, gc=False):
    """A question as the store knows it. `id`, the row's key, is 0 until it is recorded.

    `kind` is 270, 276 or 278; `trace_number` the submitter's own (TRN02), empty where it gave none. `file`
    and `set` are keys of the rows it came in, `ordinal` its place among the questions of its set, `own_*`
    the byte range of its level. `claim_id` is the provider's number of the claim a 276 asks about, `claim`
    our row of it. `out_*` tell where it was sent, `out_trace` under which trace of ours; `answer_*` where
    its answer stands, `outcome` what that says in codes, `passed_file` in which file the submitter got it.
    `reason` tells why there is none. Money is in cents. `member_index` and `name_index` are `Store.blind`
    of the member id and the patient's name.
    """

    id: int = 0
    account: str
    file: int
    set: int
    ordinal: int
    kind: str
    trace_number: str
    payer: str
    provider_npi: str
    claim_id: str = ""
    claim: int | None = None
    charge_cents: int | None = None
    service_from: date | None = None
    service_to: date | None = None
    state: str
    received_at: datetime
    run: int | None = None
    own_offset: int
    own_length: int
    member_index: bytes | None = None
    name_index: bytes | None = None
    out_file: int | None = None
    out_set: int | None = None
    out_trace: str | None = None
    out_ordinal: int | None = None
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    answer_file: int | None = None
    answer_offset: int | None = None
    outcome: str | None = None
    passed_file: int | None = None
    reason: str | None = None


class Asked(Struct, frozen=True, gc=False):
    """Where a question stands in an outgoing file, and under which trace of ours."""

    inquiry: int
    out_file: int
    out_set: int
    out_trace: str
    out_ordinal: int


class Answered(Struct, frozen=True, gc=False):
    """Which answer a question got: in which file, at which byte, and what it says in codes."""

    inquiry: int
    answer_file: int
    answer_offset: int
    outcome: str
    answered_at: datetime


class Total(Struct, frozen=True):
    """How many inquiries of a kind are in a state."""

    kind: str
    state: str
    count: int


SHAPE = Shape(inquiries, Inquiry, filled=21)
_ASKED = Asked.__struct_fields__[1:]
_ANSWERED = Answered.__struct_fields__[1:]


def record_all(ledger: Ledger, new: Sequence[Inquiry], *, at: datetime, actor: str) -> range:
    """Record inquiries in bulk, each with the event of its first state; their keys, in the same order.

    Inquiries of one call may differ in state and account, not in run.
    """
    keys = SHAPE.insert(ledger, new)
    by_state: dict[str, list[tuple[str | None, int]]] = {}
    for key, inquiry in zip(keys, new, strict=True):
        by_state.setdefault(inquiry.state, []).append((inquiry.account, key))
    for state, changed in by_state.items():
        events.write(
            ledger, inquiries.name, changed, "", state, "recorded", at=at, actor=actor, run=new[0].run
        )
    return keys


def get(ledger: Ledger, account: str | None, key: int) -> Inquiry | None:
    """The inquiry with that key, unless it is another account's."""
    return SHAPE.get(ledger, account, key)


def get_many(ledger: Ledger, account: str | None, keys: Sequence[int]) -> list[Inquiry]:
    """The inquiries with those keys, in the order of keys."""
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
    kind: str | None = None,
    state: str | Sequence[str] | None = None,
    payer: str | Sequence[str] | None = None,
    outcome: str | Sequence[str] | None = None,
    trace_number: str | None = None,
    claim: int | None = None,
    member_index: bytes | None = None,
    name_index: bytes | None = None,
    after: int = 0,
    descending: bool = False,
    limit: int | None = None,
) -> list[Inquiry]:
    """Inquiries by any of these, in the order of their keys; `actor` and `at` audit an operator's listing."""
    events.audit(ledger, account, actor, at, "inquiries")
    wanted: dict[str, Any] = {
        "set": _sets_of(ledger, file) if set is None and file is not None else set,
        "out_set": _sets_of(ledger, out_file) if out_set is None and out_file is not None else out_set,
        "trace_number": trace_number, "claim": claim,
        "member_index": member_index, "name_index": name_index,
        "kind": kind, "state": state, "payer": payer, "outcome": outcome,
    }
    query = SHAPE.query(account, wanted, after=after, descending=descending, limit=limit)
    return SHAPE.read_all(ledger, query)


def find_by_trace(
    ledger: Ledger, which: Literal["out_trace", "trace_number"], traces: Collection[str]
) -> dict[str, list[Inquiry]]:
    """The inquiries under each trace of a batch of answers, ours or the submitters' own, the oldest first.

    A trace nobody asked under is left out.
    """
    found: dict[str, list[Inquiry]] = {}
    for some in chunks(sorted({*traces})):
        for inquiry in SHAPE.read_all(ledger, SHAPE.query(None, {which: list(some)})):
            found.setdefault(getattr(inquiry, which), []).append(inquiry)
    return found


def to_pass_on(ledger: Ledger, *, limit: int | None = None) -> list[Inquiry]:
    """The inquiries whose answer has not gone to their submitter yet."""
    query = SHAPE.query(None, {}, limit=limit)
    here = inquiries.c.answer_file.is_not(None), inquiries.c.passed_file.is_(None)
    return SHAPE.read_all(ledger, query.where(*here))


def totals(ledger: Ledger, account: str | None) -> list[Total]:
    """How many inquiries of each kind are in each state."""
    kind, state = inquiries.c.kind, inquiries.c.state
    query = select(kind, state, func.count())
    if account is not None:
        query = query.where(inquiries.c.account == account)
    return [Total(*row) for row in ledger.rows(query.group_by(kind, state).order_by(kind, state))]


def record_asked(ledger: Ledger, asked: Sequence[Asked]) -> None:
    """Tell in which outgoing set each inquiry was written."""
    ledger.change(inquiries, (*_ASKED, "reason"), [(*structs.astuple(one), None) for one in asked])


def record_sent(ledger: Ledger, out_file: int, *, at: datetime) -> int:
    """Tell that the inquiries written into a file have left the house; how many they are."""
    written = inquiries.c.out_set.in_(_sets_of(ledger, out_file))
    return ledger.write(update(inquiries).where(written).values(sent_at=at))


def record_answers(ledger: Ledger, answered: Sequence[Answered]) -> None:
    """Tell which answer each inquiry got; it has to be passed on."""
    names = (*_ANSWERED, "passed_file", "reason")
    ledger.change(inquiries, names, [(*structs.astuple(one), None, None) for one in answered])


def record_claims(ledger: Ledger, known: Sequence[tuple[int, int]]) -> None:
    """Tell which of our claims inquiries ask about: (inquiry, claim)."""
    ledger.change(inquiries, ["claim"], known)


def record_passed(ledger: Ledger, keys: Sequence[int], file: int) -> None:
    """Tell in which file the answers went to their submitter."""
    ledger.change(inquiries, ["passed_file"], [(key, file) for key in keys])


def record_claim(ledger: Ledger, key: int, claim: int) -> None:
    """Tell about which claim an inquiry asks."""
    ledger.change(inquiries, ["claim"], [(key, claim)])


def record_reason(ledger: Ledger, keys: Sequence[int], reason: str) -> None:
    """Tell why inquiries have no answer (never a value from a file)."""
    ledger.change(inquiries, ["reason"], [(key, reason) for key in keys])


def _sets_of(ledger: Ledger, file: int) -> list[int]:
    return [key for (key,) in ledger.rows(select(sets.c.id).where(sets.c.file == file))]
