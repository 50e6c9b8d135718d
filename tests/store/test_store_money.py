"""Deliveries, answers and payments: each is told once and tied to its claim."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs
from store_places import NOW
from store_things import a_paid_claim, a_remittance, a_set, record_claims, record_file, record_remittance

from store import acknowledgments, claims, deliveries, events, outbox, remittances, sets, states
from store.acknowledgments import Acknowledgment
from store.claims import Routed
from store.deliveries import Delivery
from store.errors import Conflict
from store.ledger import Ledger
from store.opening import Store
from store.remittances import Match, RemittanceAdjustment
from store.timeline import timeline


def sent_claims(ledger: Ledger, count: int = 2) -> tuple[range, Delivery]:
    """Claims in an outgoing file, and its delivery."""
    keys = record_claims(ledger, count)
    out = record_file(ledger, account="house", direction="out", partner="cdplan", name="out.837").id
    (out_set,) = sets.record_all(ledger, [a_set(account="house", file=out)])
    claims.record_routes(ledger, [Routed(key, out, out_set, "0001", n) for n, key in enumerate(keys, 1)])
    new = Delivery(account="house", file=out, partner="cdplan", remote_name="BW0001.837", made_at=NOW)
    return keys, deliveries.make(ledger, new, actor="test")


def test_a_delivery_is_followed_to_its_end(store: Store) -> None:
    with store.begin() as ledger:
        keys, made = sent_claims(ledger)
        assert deliveries.search(ledger, None, state=["made", "failed"]) == [made]
        deliveries.record_attempt(ledger, made.id, at=NOW, note="connection refused")
        later = NOW + timedelta(minutes=1)
        deliveries.record_attempt(ledger, made.id, at=later)
        assert deliveries.record_sent(ledger, made, at=later) == 2
        states.move(ledger, "deliveries", [made.id], "made", "sent", "sent", at=later, actor="test")
        known = deliveries.get(ledger, "house", made.id)
        assert known is not None
        assert (known.state, known.attempts, known.tried_at, known.sent_at, known.note) == (
            "sent", 2, later, later, "",
        )
        assert [one.sent_at for one in claims.get_many(ledger, None, keys)] == [later, later]
        assert deliveries.get(ledger, "oak", made.id) is None
        assert [one.event for one in events.search(ledger, None, thing="deliveries")] == ["made", "sent"]


def test_a_file_and_a_remote_name_are_delivered_once(store: Store) -> None:
    with store.begin() as ledger:
        _, made = sent_claims(ledger)
        other = record_file(ledger, name="second").id
    same_file = structs.replace(made, remote_name="other")
    same_name = structs.replace(made, file=other)
    for again in (same_file, same_name):
        with store.begin() as ledger, pytest.raises(Conflict):
            deliveries.make(ledger, again, actor="x")
    with store.begin() as ledger:
        deliveries.make(ledger, structs.replace(same_name, remote_name="other"), actor="x")


def an_answer(file: int, account: str = "oak") -> outbox.Answer:
    return outbox.Answer(account=account, file=file, kind="999", made_at=NOW)


def test_each_reader_collects_everything_once(store: Store) -> None:
    with store.begin() as ledger:
        names = ["a.999", "b.277", "c.835"]
        keys = [record_file(ledger, direction="out", name=name).id for name in names]
        answers = [outbox.put(ledger, an_answer(key)) for key in keys]
        assert outbox.put(ledger, an_answer(keys[0])) == answers[0]
        assert [one.file for one in outbox.waiting(ledger, "oak", "pms")] == keys
        outbox.collected(ledger, "oak", "pms", answers[1], at=NOW, actor="t")
        assert [one.id for one in outbox.waiting(ledger, "oak", "pms")] == answers[2:]
        outbox.collected(ledger, "oak", "pms", answers[0], at=NOW, actor="t")
        assert [one.id for one in outbox.waiting(ledger, "oak", "pms")] == answers[2:]
        assert [one.id for one in outbox.waiting(ledger, "oak", "office", limit=2)] == answers[:2]
        assert outbox.waiting(ledger, "elm", "pms") == []
        with pytest.raises(Conflict):
            outbox.collected(ledger, "elm", "pms", answers[2], at=NOW, actor="t")


def test_the_same_payment_is_recorded_once(store: Store) -> None:
    with store.begin() as ledger:
        first = record_remittance(ledger, a_paid_claim(), a_paid_claim(ordinal=2))
        other_file = record_file(ledger, account="house", partner="cdplan", name="again.835").id
        again = a_remittance(file=other_file)
        assert remittances.record(ledger, again, [a_paid_claim()], actor="x") == (first, False)
        assert len(remittances.search_claims(ledger, None)) == 2
        others: list[dict[str, Any]] = [
            {"sha256": "00" * 32}, {"amount_cents": 1}, {"payer": "x"},
        ]
        for other in others:
            assert remittances.record(ledger, a_remittance(file=other_file, **other), actor="x")[1]
        assert len(remittances.search(ledger, None, trace_number="EFT77")) == 4
        # Without a day of its own it has that of its arrival: that makes no other payment of it.
        later = a_remittance(file=other_file, day=date(2026, 3, 21))
        assert remittances.record(ledger, later, [a_paid_claim()], actor="x") == (first, False)


def test_a_remittance_keeps_its_claims_and_adjustments(store: Store) -> None:
    with store.begin() as ledger:
        file = record_file(ledger, account="house").id
        plb = RemittanceAdjustment(
            account="house", ordinal=1, provider="1234567893", fiscal_day=date(2026, 12, 31),
            code="WO", reference="R1", amount_cents=-500,
        )
        made, _ = remittances.record(ledger, a_remittance(file=file), [a_paid_claim()], [plb], actor="x")
        assert remittances.get(ledger, None, made.id) == made == a_remittance(file=file, id=made.id)
        (paid,) = remittances.search_claims(ledger, None, remittance=made.id)
        assert paid == a_paid_claim(id=paid.id, remittance=made.id)
        (kept,) = remittances.list_adjustments(ledger, None, made.id)
        assert (kept.amount_cents, kept.fiscal_day) == (-500, date(2026, 12, 31))
        assert remittances.list_adjustments(ledger, "oak", made.id) == []
        assert remittances.get(ledger, "oak", made.id) is None
        more = remittances.record_claims(ledger, made, [a_paid_claim(ordinal=2)], actor="x")
        assert list(more) == [paid.id + 1]


def test_a_matched_answer_belongs_to_the_claims_account(store: Store) -> None:
    with store.begin() as ledger:
        (claim,) = record_claims(ledger)
        made = record_remittance(ledger, a_paid_claim(), a_paid_claim(ordinal=2, claim_id="?"))
        one, two = remittances.search_claims(ledger, None, remittance=made.id)
        remittances.match(ledger, [Match(one.id, claim, "oak"), Match(two.id, None, "house", "unknown")])
        table = "remittance_claims"
        states.move(ledger, table, [one.id], "unmatched", "matched", "matched", at=NOW, actor="x")
        (mine,) = remittances.search_claims(ledger, "oak")
        assert (mine.claim, mine.state, mine.claim_id) == (claim, "matched", "OAK-1")
        (theirs,) = remittances.search_claims(ledger, None, state="unmatched")
        assert (theirs.claim, theirs.reason) == (None, "unknown")
        assert remittances.search_claims(ledger, None, claim=claim) == [mine]


def test_the_timeline_tells_all_of_one_claim(store: Store) -> None:
    with store.begin() as ledger:
        (mine, other), delivery = sent_claims(ledger)
        at = [NOW + timedelta(hours=hour) for hour in range(6)]
        both = [mine, other]
        states.move(ledger, "claims", both, "received", "sent", "delivered", at=at[1], actor="run")
        known = claims.get(ledger, None, mine)
        assert known is not None
        file = record_file(ledger, account="house", partner="cdplan", name="answers").id
        verdicts = [
            Acknowledgment(
                account="house", kind="TA1", code="A", file=file, out_file=delivery.file, at=at[2]
            ),
            Acknowledgment(
                account="house", kind="999", code="A", file=file, out_file=delivery.file,
                out_set=known.out_set, set_control="0001", offset=300, at=at[3],
            ),
            Acknowledgment(
                account="oak", kind="277CA", code="A2", file=file, out_set=known.out_set, claim=mine,
                offset=700, at=at[4], detail={"status": "20"},
            ),
            Acknowledgment(
                account="oak", kind="277CA", code="A3", file=file, out_set=known.out_set, claim=other,
                at=at[4],
            ),
        ]
        acknowledgments.record_all(ledger, verdicts)
        made = record_remittance(ledger, a_paid_claim(), a_paid_claim(ordinal=2), received_at=at[5])
        one = remittances.search_claims(ledger, None, remittance=made.id)[0]
        remittances.match(ledger, [Match(one.id, mine, "oak")])
        told = timeline(ledger, "oak", mine)
        assert [(m.at, m.source, m.what, m.code) for m in told] == [
            (NOW, "event", "recorded", ""), (at[1], "event", "delivered", ""),
            (at[2], "acknowledgment", "TA1", "A"), (at[3], "acknowledgment", "999", "A"),
            (at[4], "acknowledgment", "277CA", "A2"), (at[5], "remittance", "EFT77", "1"),
        ]
        assert (told[4].file, told[4].offset, told[5].offset, told[5].paid_cents) == (file, 700, 500, 10_000)
        assert timeline(ledger, "elm", mine) == []
        assert timeline(ledger, None, 999) == []
        assert [one.code for one in acknowledgments.search(ledger, "oak", claim=mine)] == ["A2"]
        assert acknowledgments.search(ledger, "oak", claim=mine)[0].detail == {"status": "20"}
