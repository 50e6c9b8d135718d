"""Inquiries are recorded in bulk, found fast, and tell where they went, what was answered, and to whom."""

from datetime import date, timedelta
from typing import Any

import pytest
from store_places import NOW
from store_things import a_set, record_claims, record_file, record_inquiries

from store import acknowledgments, deliveries, events, inquiries, sets, states, timeline, waiting
from store.acknowledgments import Acknowledgment
from store.deliveries import Delivery
from store.errors import Conflict, Unstorable
from store.inquiries import Answered, Asked, Inquiry, Total
from store.ledger import Ledger
from store.opening import Store
from store.waiting import Waiting


def asked(ledger: Ledger, keys: range) -> tuple[int, int]:
    """Inquiries written into an outgoing file; its key and that of its set."""
    out = record_file(ledger, account="house", direction="out", name="out.edi", state="made").id
    (out_set,) = sets.record_all(ledger, [a_set(account="house", file=out, set_control="0042")])
    inquiries.record_asked(ledger, [Asked(key, out, out_set, f"B{key}", n) for n, key in enumerate(keys, 1)])
    return out, out_set


def test_inquiries_come_back_as_recorded(store: Store) -> None:
    with store.begin() as ledger:
        (claim,) = record_claims(ledger)
        keys = record_inquiries(ledger, 2, claim=claim, charge_cents=None, service_to=date(2026, 3, 9))
        found = inquiries.get_many(ledger, "oak", [*keys, 999])
        assert inquiries.get(ledger, "elm", keys[0]) is None
    assert [one.id for one in found] == list(keys)
    assert (found[1].ordinal, found[1].claim, found[1].charge_cents) == (2, claim, None)
    assert (found[0].service_from, found[0].service_to) == (date(2026, 3, 2), date(2026, 3, 9))
    assert (found[0].out_trace, found[0].answer_file, found[0].reason) == (None, None, None)


def test_each_inquiry_has_its_first_event_and_moves_with_another(store: Store) -> None:
    with store.begin() as ledger:
        keys = record_inquiries(ledger, 300)
        states.move(ledger, "inquiries", keys[:2], "accepted", "held", "no payer known", at=NOW, actor="t")
        first, moved = events.search(ledger, "oak", thing="inquiries", thing_id=keys[0])
        assert (first.to_state, first.event, moved.to_state) == ("accepted", "recorded", "held")
        assert len(events.search(ledger, "oak", thing="inquiries", thing_id=keys[299])) == 1
        assert events.search(ledger, "elm", thing="inquiries", thing_id=keys[0]) == []
        assert inquiries.record_all(ledger, [], at=NOW, actor="x") == range(0)


def test_inquiries_are_found_by_what_is_known(store: Store) -> None:
    with store.begin() as ledger:
        blind = store.blind("W777")
        one = record_inquiries(ledger, payer="A", trace_number="T1", member_index=blind)[0]
        two = record_inquiries(ledger, payer="A", trace_number="T1", state="held", account="elm")[0]
        three = record_inquiries(ledger, payer="B", trace_number="T2", kind="278", state="held")[0]

        def found(account: str | None = None, **wanted: Any) -> list[int]:
            return [inquiry.id for inquiry in inquiries.search(ledger, account, **wanted)]

        assert found() == [one, two, three]
        assert found("oak") == [one, three]
        assert found(trace_number="T1") == [one, two]
        assert found("elm", trace_number="T1") == [two]
        assert found(member_index=blind) == [one]
        assert found(name_index=b"n" * 16, kind="278") == [three]
        assert found(state=["accepted", "held"], payer="A") == [one, two]
        assert found(file=inquiries.search(ledger, None, kind="278")[0].file) == [three]
        assert found(descending=True, limit=1) == [three]
        by_trace = inquiries.find_by_trace(ledger, "trace_number", ["T1", "T9"])
        assert {trace: [row.id for row in rows] for trace, rows in by_trace.items()} == {"T1": [one, two]}
        assert waiting.count(ledger, "inquiries") == [
            Waiting("elm", "A", "270", 1), Waiting("oak", "A", "270", 1), Waiting("oak", "B", "278", 1),
        ]
        assert inquiries.totals(ledger, "oak") == [Total("270", "accepted", 1), Total("278", "held", 1)]
        assert len(inquiries.totals(ledger, None)) == 3


def test_an_operator_s_list_is_audited(store: Store) -> None:
    with store.read() as ledger:
        inquiries.search(ledger, None, actor="operator", at=NOW)
        inquiries.search(ledger, "oak", actor="operator", at=NOW)
    with store.read() as ledger:
        assert [one.event for one in events.search(ledger, None, thing="queries")] == ["listed inquiries"]


def test_sending_answering_and_passing_on_are_told(store: Store) -> None:
    with store.begin() as ledger:
        keys = record_inquiries(ledger, 2)
        inquiries.record_reason(ledger, keys, "waits")
        out, out_set = asked(ledger, keys)
        later = NOW + timedelta(minutes=5)
        delivery = deliveries.make(
            ledger, Delivery(account="house", file=out, partner="cd", remote_name="x", made_at=NOW), actor="t"
        )
        assert deliveries.record_sent(ledger, delivery, at=later) == 2
        one, two = inquiries.search(ledger, "oak", out_file=out)
        assert (one.out_set, one.out_trace, two.out_ordinal) == (out_set, f"B{one.id}", 2)
        assert (one.sent_at, one.reason) == (later, None)
        assert list(inquiries.find_by_trace(ledger, "out_trace", ["B1", "B99"])) == ["B1"]

        answer = record_file(ledger, account="house", name="a.271", partner="cd").id
        inquiries.record_answers(ledger, [Answered(one.id, answer, 77, "active", later)])
        (waiting,) = inquiries.to_pass_on(ledger)
        assert (waiting.id, waiting.answer_offset, waiting.outcome) == (one.id, 77, "active")
        inquiries.record_passed(ledger, [one.id], out)
        assert inquiries.to_pass_on(ledger) == []
        inquiries.record_answers(ledger, [Answered(one.id, answer, 99, "inactive", later)])
        assert [row.answer_offset for row in inquiries.to_pass_on(ledger)] == [99]


def test_our_traces_are_given_once(store: Store) -> None:
    with store.begin() as ledger:
        keys = record_inquiries(ledger, 2)
        out, out_set = asked(ledger, keys[:1])
    with store.begin() as ledger, pytest.raises(Conflict):
        inquiries.record_asked(ledger, [Asked(keys[1], out, out_set, f"B{keys[0]}", 1)])


@pytest.mark.parametrize("given", [{"own_offset": 10**20}, {"trace_number": "\ud800"}])
def test_what_fits_no_column_is_told_without_the_value(store: Store, given: dict[str, Any]) -> None:
    with store.begin() as ledger, pytest.raises(Unstorable) as told:
        record_inquiries(ledger, **given)
    assert not any(str(value) in str(told.value) for value in given.values())


def test_searching_looks_for_the_few(store: Store) -> None:
    wanted: list[tuple[dict[str, Any], str]] = [
        ({"trace_number": "T1"}, "ix_inquiries_trace_number"),
        ({"out_trace": "B1"}, "uq_inquiries_out_trace|sqlite_autoindex_inquiries"),
        ({"member_index": b"1", "state": "accepted"}, "ix_inquiries_member_index"),
        ({"name_index": b"1"}, "ix_inquiries_name_index"),
        ({"set": [1, 2]}, "ix_inquiries_set"),
        ({"out_set": 1}, "ix_inquiries_out_set"),
        ({"claim": 1}, "ix_inquiries_claim"),
        ({"state": ["a", "b"]}, "ix_inquiries_account_id_state"),
        ({}, "ix_inquiries_account_id_state"),
    ]
    with store._database.begin() as connection:
        for asked_for, index in wanted:
            query = inquiries.SHAPE.query("oak", asked_for, limit=9).compile(
                connection, compile_kwargs={"literal_binds": False, "render_postcompile": True}
            )
            values = tuple(query.params[name] for name in query.positiontup or [])
            plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values).all())
            assert any(name in plan for name in index.split("|")), (asked_for, plan)


def test_the_inquiry_of_the_store_holds_no_names() -> None:
    assert not {"name", "patient", "member", "subscriber"} & set(Inquiry.__struct_fields__)


def test_the_timeline_of_an_inquiry(store: Store) -> None:
    with store.begin() as ledger:
        keys = record_inquiries(ledger, 2)
        out, out_set = asked(ledger, keys)
        answer = record_file(ledger, account="house", name="a.271", partner="cd").id
        common = {"account": "oak", "file": answer, "at": NOW}
        acknowledgments.record_all(ledger, [
            Acknowledgment(kind="999", code="A", out_set=out_set, **common),  # type: ignore[arg-type]
            Acknowledgment(kind="TA1", code="A", out_file=out, **common),  # type: ignore[arg-type]
            *(
                Acknowledgment(kind="271", code=code, out_set=out_set, inquiry=key, **common)  # type: ignore
                for key, code in zip(keys, ("active", "AAA 72"), strict=True)
            ),
        ])
        told = [(one.what, one.code) for one in timeline.inquiry_timeline(ledger, "oak", keys[0])]
        assert sorted(told) == [("271", "active"), ("999", "A"), ("TA1", "A"), ("recorded", "")]
        assert timeline.inquiry_timeline(ledger, "elm", keys[0]) == []
        assert [one.code for one in acknowledgments.search(ledger, None, inquiry=keys[1])] == ["AAA 72"]


def test_a_loose_verdict_is_settled_on_what_it_answers(store: Store) -> None:
    with store.begin() as ledger:
        (key,) = record_inquiries(ledger)
        file = record_file(ledger, account="house", name="a.271", partner="cd").id
        loose = Acknowledgment(
            account="house", kind="271", code="x", file=file, at=NOW, detail={"reason": "r"}
        )
        (row,) = acknowledgments.record_all(ledger, [loose])
        found = Acknowledgment(account="oak", kind="271", code="x", file=file, at=NOW, inquiry=key)
        acknowledgments.settle(ledger, row, found)
        (one,) = acknowledgments.search(ledger, "oak")
    assert (one.id, one.inquiry, one.detail) == (row, key, {})
