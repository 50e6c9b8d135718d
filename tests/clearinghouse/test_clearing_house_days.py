"""The daily report and the reconciliation of batches: every figure adds up by another way."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from clearing_places import Place
from house_story import FIRST, SECOND, report, rows, sums, tell

from clearinghouse.errors import HouseError
from store import events


@pytest.fixture
def told(place: Place) -> Place:
    """The house with its story."""
    return tell(place)


def asked_of_the_tables(place: Place, query: str) -> list[tuple[object, ...]]:
    """What the database itself says."""
    with closing(sqlite3.connect(place.folder / "ledger.db")) as database:
        return database.execute(query).fetchall()


def test_the_daily_report_says_what_the_story_says(told: Place) -> None:
    made = report(told, "daily", day=FIRST)
    assert sums(rows(made, "claims_in"), ("partner", "verdict"), "claims", "charge_cents") == {
        ("oak", "accepted"): (3, 70_000), ("oak", "rejected"): (1, 30_000), ("elm", "accepted"): (2, 12_000),
    }
    assert sums(rows(made, "claims_out"), ("partner", "state"), "claims", "charge_cents", "paid_cents") == {
        ("delta", "paid"): (1, 10_000, 8_000), ("delta", "denied"): (1, 40_000, 0),
        ("delta", "payer rejected"): (1, 20_000, 0), ("west", "refused"): (1, 5_000, 0),
    }
    assert sums(rows(made, "inquiries"), ("way", "partner", "state"), "inquiries") == {
        ("in", "oak", "answered"): (1,), ("in", "oak", "sent"): (1,),
        ("out", "delta", "answered"): (1,), ("out", "delta", "sent"): (1,),
    }
    assert rows(made, "payments") == []
    (payment,) = rows(report(told, "daily", day=SECOND), "payments")
    assert payment == {
        "payer": "delta", "payments": 1, "amount_cents": 7_000, "claims": 2, "parked": 0,
        "charge_cents": 50_000, "paid_cents": 8_000, "patient_cents": 500,
    }


def test_the_daily_report_adds_up_with_the_tables(told: Place) -> None:
    made = report(told, "daily")
    queries = {
        "claims_in": "SELECT count(*), sum(charge_cents) FROM claims",
        "claims_out": "SELECT count(*), sum(charge_cents) FROM claims WHERE sent_at IS NOT NULL",
    }
    for table, query in queries.items():
        assert list(sums(rows(made, table), (), "claims", "charge_cents").values()) == asked_of_the_tables(
            told, query
        )
    assert list(sums(rows(made, "files"), (), "files", "bytes").values()) == asked_of_the_tables(
        told, "SELECT count(*), sum(size) FROM files"
    )
    assert list(sums(rows(made, "sets"), (), "sets", "claims", "charge_cents").values()) == (
        asked_of_the_tables(told, "SELECT count(*), sum(claims), sum(charge_cents) FROM sets")
    )


def test_a_day_ends_at_midnight_of_its_zone(told: Place) -> None:
    """In Honolulu oak sends half an hour before midnight, and elm half an hour behind it."""
    made = report(told, "daily", day=FIRST, zone="Pacific/Honolulu")
    assert sums(rows(made, "claims_in"), ("partner",), "claims") == {("elm",): (2,)}
    before = FIRST.replace(day=4)
    made = report(told, "daily", day=before, zone="Pacific/Honolulu")
    assert sums(rows(made, "claims_in"), ("partner",), "claims") == {("oak",): (4,)}


def test_days_are_those_of_the_house_where_nobody_says(told: Place) -> None:
    told.close()
    (told.folder / "calendar.toml").write_text('zone = "Pacific/Honolulu"')
    made = report(told, "daily", day=FIRST)
    assert str(made.period.zone) == "Pacific/Honolulu"
    assert sums(rows(made, "claims_in"), ("partner",), "claims") == {("elm",): (2,)}


def test_an_account_sees_its_own_and_an_operator_is_audited(told: Place) -> None:
    made = report(told, "daily", account="elm")
    tables = "files", "sets", "claims_in"
    assert {row["partner"] for table in tables for row in rows(made, table)} == {"elm"}
    assert sums(rows(made, "claims_out"), ("partner",), "claims", "charge_cents") == {("west",): (1, 5_000)}
    assert rows(made, "payments") == rows(made, "inquiries") == []
    with told.house.store.read() as ledger:
        before = len(events.search(ledger, None, thing="queries"))
    report(told, "daily", account="oak")
    report(told, "daily")
    with told.house.store.read() as ledger:
        audited = events.search(ledger, None, thing="queries")[before:]
    assert [one.event for one in audited] == ["listed report daily"]
    with pytest.raises(HouseError, match="there is no account fir"):
        report(told, "daily", account="fir")


def test_every_batch_is_reconciled(told: Place) -> None:
    made = report(told, "batches")
    assert made.faults == 0
    names = ("sent", "sent_cents", "accepted", "accepted_cents", "rejected", "rejected_cents", "pending",
             "pending_cents")
    assert sums(rows(made, "outgoing"), ("partner", "kind"), *names) == {
        ("delta", "837D"): (3, 70_000, 2, 50_000, 1, 20_000, 0, 0),
        ("delta", "270"): (2, 0, 1, 0, 0, 0, 1, 0),
        ("west", "837D"): (1, 5_000, 0, 0, 1, 5_000, 0, 0),
    }
    assert sums(rows(made, "incoming"), ("partner", "kind"), *names) == {
        ("oak", "837D"): (4, 100_000, 3, 70_000, 1, 30_000, 0, 0),
        ("oak", "270"): (2, 0, 2, 0, 0, 0, 0, 0),
        ("elm", "837D"): (2, 12_000, 1, 5_000, 0, 0, 1, 7_000),
    }
    (payment,) = rows(made, "payments")
    assert (payment["amount_cents"], payment["paid_cents"], payment["other_cents"]) == (7_000, 8_000, 1_000)
    assert payment["difference_cents"] == 0


@pytest.mark.parametrize(
    ("harm", "table", "difference"),
    [
        ("UPDATE sets SET claims = claims + 1 WHERE guide = '837D' AND file IN "
         "(SELECT id FROM files WHERE partner = 'west')", "outgoing", (1, 0)),
        ("UPDATE sets SET charge_cents = charge_cents - 7 WHERE file IN "
         "(SELECT id FROM files WHERE partner = 'elm')", "incoming", (0, -14)),
        ("UPDATE claims SET out_set = NULL WHERE charge_cents = 40000", "outgoing", (1, 40_000)),
        ("UPDATE remittances SET amount_cents = 7001", "payments", (None, 1)),
    ],
)
def test_what_does_not_add_up_stands_first(
    told: Place, harm: str, table: str, difference: tuple[int | None, int]
) -> None:
    told.close()
    with closing(sqlite3.connect(told.folder / "ledger.db")) as database, database:
        database.execute(harm)
    made = report(told, "batches")
    assert made.faults == 1
    first = rows(made, table)[0]
    assert (first.get("difference"), first["difference_cents"]) == difference
    (found,) = [one for one in made.tables if one.name == table]
    assert found.marked == {0}


def test_an_account_sees_its_share_of_the_batches(told: Place) -> None:
    made = report(told, "batches", account="oak")
    assert sums(rows(made, "outgoing"), ("partner", "kind"), "sent", "sent_cents") == {
        ("delta", "837D"): (3, 70_000), ("delta", "270"): (2, 0),
    }
    assert [table.name for table in made.tables] == ["outgoing", "incoming"]


def test_days_that_are_none_are_refused(place: Place) -> None:
    for asked in ({"day": FIRST, "until": FIRST}, {"since": SECOND, "until": FIRST}):
        with pytest.raises(HouseError, match="--"):
            report(place, "daily", **asked)
    with pytest.raises(HouseError, match="1971 to 9000"):
        report(place, "daily", day=FIRST.replace(year=1))
    made = report(place, "daily", since=SECOND)
    assert (made.period.since, made.period.until) == (SECOND, SECOND)
