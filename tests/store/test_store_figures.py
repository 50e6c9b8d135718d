"""Figures: counts and sums for reports are those of the rows, by account and moment."""

from __future__ import annotations

from datetime import timedelta

from store_places import NOW
from store_things import (
    a_paid_claim,
    record_claims,
    record_file,
    record_inquiries,
    record_remittance,
)

from store import figures, inquiry_figures, states, verdict_figures
from store.claims import Routed, record_routes, record_sent
from store.inquiries import Answered, record_answers
from store.opening import Store
from store.sets import SHAPE as SETS
from store.sets import TransactionSet

SOON = NOW + timedelta(seconds=1)


def test_files_from_a_moment_on_and_before_another(store: Store) -> None:
    with store.begin() as ledger:
        keys = [
            record_file(ledger, name=f"{n}.edi", received_at=NOW + timedelta(hours=n), account=account).id
            for n, account in enumerate(("oak", "elm", "oak"))
        ]
        found = figures.files_between(ledger, None, NOW, NOW + timedelta(hours=2))
        assert [one.id for one in found] == keys[:2]
        assert [one.id for one in figures.files_between(ledger, "oak", NOW)] == [keys[0], keys[2]]
        assert figures.files_between(ledger, None, NOW, by="sent") == []
        assert figures.files_between(ledger, None, NOW, direction="out") == []
        assert [one.id for one in figures.files_with(ledger, keys[1:])] == keys[1:]


def test_claims_by_set_account_and_state(store: Store) -> None:
    with store.begin() as ledger:
        first, second = record_claims(ledger, 3, state="accepted"), record_claims(ledger, 2, state="held")
        (other,) = record_claims(ledger, 1, state="held", account="elm")
        states.move(ledger, "claims", first[:1], "accepted", "rejected", "x", at=NOW, actor="test")
        found = figures.claims_of(ledger, None, "set", [1, 2, 3])
        assert [(one.set, one.account, one.state, one.count, one.charge_cents) for one in found] == [
            (1, "oak", "accepted", 2, 24_690), (1, "oak", "rejected", 1, 12_345),
            (2, "oak", "held", 2, 24_690), (3, "elm", "held", 1, 12_345),
        ]
        assert sum(one.count for one in found) == len(first) + len(second) + bool(other)
        assert [one.account for one in figures.claims_of(ledger, "elm", "set", [1, 2, 3])] == ["elm"]
        (of_set,) = figures.sets_of(ledger, None, [1])
        assert (of_set.claims, of_set.guide) == (0, "005010X224A2")


def test_open_claims_and_those_decided_since(store: Store) -> None:
    with store.begin() as ledger:
        keys = record_claims(ledger, 3, state="sent")
        file = record_file(ledger, account="house", direction="out", partner="delta", name="out").id
        row = TransactionSet(
            account="house", file=file, ordinal=1, sender="A", receiver="B", interchange_control="1",
            group_control="1", set_control="1", guide="837D",
        )
        (out,) = SETS.insert(ledger, [row])
        record_routes(ledger, [Routed(key, file, out, "1", n) for n, key in enumerate(keys, 1)])
        assert record_sent(ledger, file, at=NOW) == 3
        states.move(ledger, "claims", keys[1:], "sent", "paid", "paid", at=SOON, actor="test")
        (now,) = figures.open_claims(ledger, None, ("sent",), SOON)
        assert (now.count, now.charge_cents, now.out_file) == (1, 12_345, file)
        since = verdict_figures.moved_since(ledger, "claims", SOON, ("sent",), ("paid",))
        assert since == list(keys[1:])
        assert sum(one.count for one in figures.open_claims(ledger, None, ("sent",), SOON, since)) == 3
        assert verdict_figures.moved_since(ledger, "claims", SOON + timedelta(1), ("sent",), ("paid",)) == []
        assert figures.open_claims(ledger, None, ("sent",), NOW) == []
        assert figures.open_claims(ledger, "elm", ("sent",), SOON) == []


def test_inquiries_by_slot_of_time(store: Store) -> None:
    with store.begin() as ledger:
        keys = record_inquiries(ledger, 3, state="sent")
        file = record_file(ledger, account="house", name="answer").id
        answered = [Answered(key, file, 0, "active", NOW) for key in keys[:2]]
        record_answers(ledger, answered)
        (slot,) = inquiry_figures.slots_between(ledger, None, "answered_at", NOW, SOON)
        assert (slot.count, slot.outcome) == (2, "active")
        assert slot.at == NOW.replace(minute=30, second=0, microsecond=0)
        assert inquiry_figures.slots_between(ledger, None, "answered_at", SOON, SOON + timedelta(1)) == []
        assert inquiry_figures.slots_between(ledger, "elm", "answered_at", NOW, SOON) == []
        asked = inquiry_figures.asked_between(ledger, "oak", NOW, SOON)
        assert [(one.id, one.back_at) for one in asked] == [(1, NOW), (2, NOW), (3, None)]


def test_payments_and_what_they_answer(store: Store) -> None:
    with store.begin() as ledger:
        remit = record_remittance(
            ledger, a_paid_claim(account="oak"),
            a_paid_claim(ordinal=2, status_code="4", paid_cents=0, offset=9),
        )
        (payment,) = verdict_figures.payments_between(ledger, NOW, SOON)
        assert (payment.id, payment.amount_cents, payment.other_cents) == (remit.id, 50_000, 0)
        paid = verdict_figures.paid_of(ledger, None, [remit.id])
        assert sorted((one.account, one.status_code, one.count, one.paid_cents) for one in paid) == [
            ("house", "4", 1, 0), ("oak", "1", 1, 10_000),
        ]
        assert [one.account for one in verdict_figures.paid_of(ledger, "oak", [remit.id])] == ["oak"]
        (denied,) = verdict_figures.answers_of(ledger, None, [remit.id], "4")
        assert (denied.offset, denied.length, denied.charge_cents) == (9, 220, 12_345)
        assert verdict_figures.answers_of(ledger, "oak", [remit.id], "4") == []
        assert verdict_figures.payments_between(ledger, SOON, SOON + timedelta(1)) == []
