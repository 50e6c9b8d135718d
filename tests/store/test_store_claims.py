"""Claims are recorded in bulk, found fast, and tell where they were sent and what was paid."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event
from store_places import NOW
from store_things import a_claim, a_set, record_claims, record_file

from store import claims, events, findings, sets
from store.claims import Claim, Paid, Routed, Total
from store.errors import Conflict, Unstorable
from store.findings import Finding, RuleCount
from store.opening import Store


def test_claims_come_back_as_recorded(store: Store) -> None:
    with store.begin() as ledger:
        file = record_file(ledger).id
        (key,) = sets.record_all(ledger, [a_set(file=file)])
        new = [
            a_claim(file=file, set=key),
            a_claim(file=file, set=key, ordinal=2, patient_offset=1, patient_length=2, member_index=None),
        ]
        keys = claims.record_all(ledger, new, at=NOW, actor="intake")
        known = claims.get_many(ledger, "oak", [*keys, 999])
    assert [one.id for one in known] == list(keys)
    assert known == [a_claim(file=file, set=key, id=keys[0]), a_claim(
        file=file, set=key, id=keys[1], ordinal=2, patient_offset=1, patient_length=2, member_index=None
    )]


def test_each_claim_has_its_first_event(store: Store) -> None:
    with store.begin() as ledger:
        keys = record_claims(ledger, 600)
        for key in (keys[0], keys[255], keys[256], keys[599]):
            (event,) = events.search(ledger, "oak", thing="claims", thing_id=key)
            assert (event.from_state, event.to_state, event.event) == ("", "received", "recorded")
        assert events.search(ledger, "oak", thing="claims", thing_id=keys[599] + 1) == []
        assert events.search(ledger, "elm", thing="claims", thing_id=keys[0]) == []


def test_keys_go_on_where_they_were(store: Store) -> None:
    with store.begin() as ledger:
        first = record_claims(ledger, 3)
    with store.begin() as ledger:
        assert record_claims(ledger, 2) == range(first.stop, first.stop + 2)
        assert claims.record_all(ledger, [], at=NOW, actor="x") == range(0)


def test_claims_are_found_by_what_is_known(store: Store) -> None:
    with store.begin() as ledger:
        blind = store.blind("W777")
        one = record_claims(ledger, payer="A", claim_id="C1", member_index=blind)[0]
        two = record_claims(ledger, payer="A", claim_id="C1", state="accepted", account="elm")[0]
        three = record_claims(ledger, payer="B", claim_id="C2", state="accepted", kind="predetermination")[0]

        def found(account: str | None = None, **asked: Any) -> list[int]:
            return [claim.id for claim in claims.search(ledger, account, **asked)]

        assert found() == [one, two, three]
        assert found("oak") == [one, three]
        assert found(claim_id="C1") == [one, two]
        assert found("elm", claim_id="C1") == [two]
        assert found(member_index=blind) == [one]
        assert found(name_index=b"n" * 16, kind="predetermination") == [three]
        assert found(state="accepted", payer="B") == [three]
        assert found(state=["accepted", "received"], limit=2) == [one, two]
        file = claims.search(ledger, None, claim_id="C2")[0].file
        assert found(file=file) == [three]
        assert found("elm", file=file) == []
        assert found(file=9999) == []
        by_id = claims.find_by_claim_id(ledger, None, ["C1", "C2", "C3"])
        assert {key: [claim.id for claim in them] for key, them in by_id.items()} == {
            "C1": [one, two], "C2": [three],
        }
        assert list(claims.find_by_claim_id(ledger, "oak", {"C1"}, payer="B")) == []


def test_routes_sending_and_payment_are_told(store: Store) -> None:
    with store.begin() as ledger:
        keys = record_claims(ledger, 2)
        out = record_file(ledger, account="house", direction="out", name="out.edi").id
        (out_set,) = sets.record_all(ledger, [a_set(account="house", file=out, set_control="0042")])
        claims.record_routes(ledger, [Routed(key, out, out_set, "0042", key) for key in keys])
        later = NOW + timedelta(minutes=5)
        assert claims.record_sent(ledger, out, at=later) == 2
        claims.record_payments(ledger, [Paid(keys[1], "P1", 9_000, 1_000, 2_345, later)])
        one, two = claims.search(ledger, "oak", out_set=out_set)
        assert claims.search(ledger, None, out_file=out) == [one, two]
        assert claims.search(ledger, None, payer_claim_number="P1") == [two]
    assert (one.out_file, one.out_set_control, one.out_ordinal, one.sent_at) == (out, "0042", keys[0], later)
    assert one.paid_cents is None
    assert (two.paid_cents, two.patient_cents, two.adjusted_cents) == (9_000, 1_000, 2_345)
    assert (two.payer_claim_number, two.answered_at, two.charge_cents) == ("P1", later, 12_345)


def test_totals_add_up(store: Store) -> None:
    with store.begin() as ledger:
        keys = record_claims(ledger, 3)
        record_claims(ledger, 2, account="elm", state="accepted", payer="B", charge_cents=100)
        claims.record_payments(ledger, [Paid(keys[0], None, 700, 0, 0, NOW)])
        assert claims.totals(ledger, None, "state") == [
            Total("accepted", 2, 200, 0), Total("received", 3, 3 * 12_345, 700),
        ]
        assert claims.totals(ledger, "elm", "payer") == [Total("B", 2, 200, 0)]
        assert claims.totals(ledger, None, "account", state="received") == [Total("oak", 3, 37_035, 700)]


def test_a_claim_needs_its_set(store: Store) -> None:
    with store.begin() as ledger, pytest.raises(Conflict):
        claims.record_all(ledger, [a_claim()], at=NOW, actor="x")


@pytest.mark.parametrize("given", [{"charge_cents": 10**20}, {"claim_id": "\ud800"}])
def test_what_fits_no_column_is_told_without_the_value(store: Store, given: dict[str, Any]) -> None:
    with store.begin() as ledger, pytest.raises(Unstorable) as told:
        record_claims(ledger, **given)
    assert not any(str(value) in str(told.value) for value in given.values())


def test_an_instant_needs_a_zone(store: Store) -> None:
    with store.begin() as ledger, pytest.raises(ValueError, match="time zone"):
        record_claims(ledger, received_at=NOW.replace(tzinfo=None))


def test_searching_looks_for_the_few(store: Store) -> None:
    """An account's rows are many; what else is asked must decide which index is used."""
    asked: list[tuple[dict[str, Any], str]] = [
        ({"claim_id": "C1"}, "ix_claims_claim_id"),
        ({"member_index": b"1", "state": "accepted"}, "ix_claims_member_index"),
        ({"name_index": b"1"}, "ix_claims_name_index"),
        ({"payer_claim_number": "P1"}, "ix_claims_payer_claim_number"),
        ({"set": [1, 2]}, "ix_claims_set"),
        ({"out_set": 1}, "ix_claims_out_set"),
        ({"state": ["a", "b"]}, "ix_claims_account_id_state"),
        ({}, "ix_claims_account_id_state"),
    ]
    with store._database.begin() as connection:
        for wanted, index in asked:
            query = claims.SHAPE.query("oak", wanted, limit=9).compile(
                connection, compile_kwargs={"literal_binds": False, "render_postcompile": True}
            )
            values = tuple(query.params[name] for name in query.positiontup or [])
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values).all()
            assert index in str(plan), (wanted, plan)


def test_the_claim_of_the_store_holds_no_names() -> None:
    assert not {"name", "patient", "member", "subscriber"} & set(Claim.__struct_fields__)


def test_sets_are_found_and_closed(store: Store) -> None:
    with store.begin() as ledger:
        file = record_file(ledger).id
        one, two = sets.record_all(ledger, [a_set(file=file), a_set(file=file, ordinal=2, set_control="2")])
        sets.close(ledger, one, verdict="A", claims=3, charge_cents=900, length=800)
        known = sets.get(ledger, "oak", one)
        assert known == a_set(file=file, id=one, verdict="A", claims=3, charge_cents=900, length=800)
        assert sets.get(ledger, "elm", one) is None
        found = sets.search(ledger, "oak", file=file, sender="OAKPMS", interchange_control="000000007")
        assert [one.id for one in found] == [one, two]
        assert [one.id for one in sets.search(ledger, None, group_control="7", set_control="2")] == [two]


def test_the_sets_sent_to_a_partner_are_found_by_their_numbers(store: Store) -> None:
    with store.begin() as ledger:
        ways = [("cd", "out"), ("cd", "out"), ("cd", "in"), ("x", "out")]
        for name, (partner, direction) in zip("1234", ways, strict=True):
            file = record_file(ledger, account="house", name=name, partner=partner, direction=direction).id
            sets.record_all(ledger, [a_set(account="house", file=file)])
        found = sets.find_sent(ledger, "cd", group_control="7", set_control="0001")
        assert [one.file for one in found] == [2, 1]
        assert [one.file for one in sets.find_sent(ledger, "x", reference="B7")] == [4]
        assert sets.find_sent(ledger, "cd", interchange_control="8") == []


def test_findings_are_kept_with_their_places(store: Store) -> None:
    with store.begin() as ledger:
        (claim,) = record_claims(ledger)
        known = claims.get(ledger, None, claim)
        assert known is not None
        place: dict[str, str | int] = {"offset": 911, "loop": "2300", "path": "2300/DTP[472]03"}
        on_claim = Finding(
            account="oak", file=known.file, set=known.set, claim=claim, rule="D12", severity="error",
            place=place,
        )
        on_file = Finding(account="oak", file=known.file, rule="E1", severity="warning", place={})
        findings.record_all(ledger, [on_file, on_claim, on_claim])
        first, second = findings.search(ledger, "oak", claim=claim)
        assert (first.place, second.rule, first.id + 1) == (place, "D12", second.id)
        assert len(findings.search(ledger, "oak", file=known.file)) == 3
        assert findings.search(ledger, "elm", file=known.file) == []
        counts = findings.count_by_rule(ledger, None, known.file)
        assert counts == [RuleCount("D12", "error", 2), RuleCount("E1", "warning", 1)]
        assert findings.count_by_rule(ledger, "elm", known.file) == []


def test_numbers_told_in_capitals_are_found_in_any_spelling_by_their_index(store: Store) -> None:
    """Of a number of many letters all claims are looked through."""
    with store.begin() as ledger:
        file = record_file(ledger).id
        (key,) = sets.record_all(ledger, [a_set(file=file)])
        numbers = ("ab-1", "Ab-1", "AB-1", "AB-2", "Long-Number-1", "77")
        claims.record_all(
            ledger,
            [a_claim(file=file, set=key, ordinal=at, claim_id=one) for at, one in enumerate(numbers, 1)],
            at=NOW, actor="intake",
        )
    statements: list[str] = []

    def seen(_1: Any, _2: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    def found(*wanted: str) -> dict[str, list[str]]:
        statements.clear()
        told = claims.find_by_claim_id(ledger, None, wanted, capitals=True)
        return {number: [one.claim_id for one in some] for number, some in told.items()}

    with store.read() as ledger:
        event.listen(Engine, "before_cursor_execute", seen)
        try:
            assert found("AB-1", "77", "NONE-1") == {"AB-1": ["ab-1", "Ab-1", "AB-1"], "77": ["77"]}
            assert statements
            assert not any("upper(" in one for one in statements)
            assert found("LONG-NUMBER-1") == {"LONG-NUMBER-1": ["Long-Number-1"]}
            assert [one for one in statements if "upper(" in one]
            assert found() == {}
        finally:
            event.remove(Engine, "before_cursor_execute", seen)
