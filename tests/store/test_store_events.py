"""The audit trail cannot be touched unnoticed, and states move only from where they were."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest
from store_places import NOW, Place
from store_things import record_claims, record_file

from store import claims, events, files, states
from store.errors import StateConflict
from store.opening import Store


def moved(store: Store) -> None:
    """Six claims in two steps, the second leaving out one in the middle: four events of claims."""
    with store.begin() as ledger:
        keys = record_claims(ledger, 6)
        states.move(ledger, "claims", keys, "received", "accepted", "accepted", at=NOW, actor="test")
        some = [key for key in keys if key != keys[2]]
        states.move(ledger, "claims", some, "accepted", "routed", "routed", at=NOW, actor="test", detail="cd")


def test_moving_is_guarded_and_told(store: Store) -> None:
    with store.begin() as ledger:
        keys = record_claims(ledger, 6)
        later = NOW + timedelta(seconds=1)
        some = [keys[5], keys[0], keys[1], keys[0]]
        count = states.move(ledger, "claims", some, "received", "accepted", "proved", at=later, actor="a")
        assert count == 3
        assert [one.state for one in claims.get_many(ledger, None, keys)] == [
            "accepted", "accepted", "received", "received", "received", "accepted",
        ]
        told = events.search(ledger, "oak", thing="claims", thing_id=keys[1])
        assert [(one.from_state, one.to_state, one.event) for one in told] == [
            ("", "received", "recorded"), ("received", "accepted", "proved"),
        ]
        assert (told[1].at, told[1].actor, told[1].thing_id, told[1].count) == (later, "a", keys[0], 2)
        assert len(events.search(ledger, "oak", thing="claims", thing_id=keys[2])) == 1


def test_moving_what_is_elsewhere_is_refused(store: Store) -> None:
    with store.begin() as ledger:
        keys = record_claims(ledger, 3)
        states.move(ledger, "claims", keys[:1], "received", "held", "held", at=NOW, actor="a")
        with pytest.raises(StateConflict, match="1 row") as told:
            states.move(ledger, "claims", keys, "received", "accepted", "x", at=NOW, actor="a")
        assert (told.value.table, told.value.missed) == ("claims", 1)


def test_moving_loosely_leaves_the_others(store: Store) -> None:
    with store.begin() as ledger:
        keys = record_claims(ledger, 3)
        states.move(ledger, "claims", keys[:1], "received", "held", "held", at=NOW, actor="a")
        asked = [*keys, 999]
        some = states.move(ledger, "claims", asked, "received", "b", "x", at=NOW, actor="a", strict=False)
        assert some == 2
        assert states.move(ledger, "claims", [], "received", "b", "x", at=NOW, actor="a") == 0
        assert [one.state for one in claims.get_many(ledger, None, keys)] == ["held", "b", "b"]
        with pytest.raises(KeyError):
            states.move(ledger, "accounts", [1], "a", "b", "x", at=NOW, actor="a")


def test_events_tell_of_each_account_apart(store: Store) -> None:
    with store.begin() as ledger:
        mine = record_claims(ledger, 2)
        theirs = record_claims(ledger, 2, account="elm")
        states.move(ledger, "claims", [*mine, *theirs], "received", "b", "x", at=NOW, actor="a")
        for account, keys in (("oak", mine), ("elm", theirs)):
            told = events.search(ledger, account, thing="claims")
            assert [(one.thing_id, one.count, one.to_state) for one in told] == [
                (keys[0], 2, "received"), (keys[0], 2, "b"),
            ]


def test_an_untouched_trail_is_whole(store: Store) -> None:
    with store.read() as ledger:
        assert events.verify(ledger) is None
    moved(store)
    with store.read() as ledger:
        assert events.verify(ledger) is None
        last, digest = events.head(ledger)
        told = events.search(ledger, None)
        assert (last, len(digest)) == (told[-1].id, 64)
        assert [one.id for one in told] == list(range(1, last + 1))


Tamper = Callable[[sqlite3.Connection], object]


def sql(*statements: str) -> Tamper:
    def run(connection: sqlite3.Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    return run


@pytest.mark.parametrize(
    ("tamper", "broken"),
    [
        *((sql(f"UPDATE events SET {change} WHERE id = 5"), 5) for change in (
            "to_state = 'paid'", "from_state = 'x'", "thing = 'claims'", "thing_id = thing_id + 1",
            "count = count + 1", "event = 'x'", "at = at + 1", "actor = 'nobody'", "run = 3",
            "detail = 'x'", "account = NULL", "account = 'elm'", "hash = zeroblob(32)",
        )),
        (sql("DELETE FROM events WHERE id = 4"), 4),
        (sql("DELETE FROM events WHERE id = 1"), 1),
        (sql("DELETE FROM events WHERE id = 4", "UPDATE events SET id = id - 1 WHERE id > 4"), 4),
        (sql("UPDATE events SET id = 100 WHERE id = 4", "UPDATE events SET id = 4 WHERE id = 5",
             "UPDATE events SET id = 5 WHERE id = 100"), 4),
        (sql("DELETE FROM events WHERE id = 7"), 7),
        (sql("DELETE FROM events WHERE id > 5",
             "UPDATE chain SET last = 5, hash = (SELECT hash FROM events WHERE id = 5)"), 6),
        (sql("DELETE FROM events", "UPDATE chain SET last = 0, hash = zeroblob(32)"), 1),
        (sql("DELETE FROM chain"), 8),
        (sql("INSERT INTO events SELECT id + 1, account, thing, thing_id, count, from_state, to_state, event,"
             " at, actor, run, detail, hash FROM events WHERE id = 7"), 8),
    ],
)
def test_whatever_is_done_to_the_trail_shows(store: Store, place: Place, tamper: Tamper, broken: int) -> None:
    with store.begin() as ledger:
        record_file(ledger)
    with store.begin() as ledger:
        keys = [record_file(ledger, name=str(n)).id for n in range(3)]
        assert events.head(ledger)[0] == 7
        assert keys == [2, 3, 4]
    with closing(sqlite3.connect(place.database)) as connection:
        tamper(connection)
        connection.commit()
    with store.read() as ledger:
        told = events.verify(ledger)
    assert told is not None
    assert told.event == broken


def test_going_on_after_tampering_does_not_hide_it(store: Store, place: Place) -> None:
    moved(store)
    with closing(sqlite3.connect(place.database)) as connection:
        connection.execute("DELETE FROM events WHERE id > 5")
        connection.execute("UPDATE chain SET last = 5, hash = (SELECT hash FROM events WHERE id = 5)")
        connection.commit()
    with store.begin() as ledger:
        record_file(ledger, name="after")
    with store.read() as ledger:
        told = events.verify(ledger)
    assert told is not None
    assert told.event == 6


def test_an_operators_listing_is_told(store: Store) -> None:
    with store.read() as ledger:
        files.search(ledger, None, actor="ann", at=NOW)
        files.search(ledger, None)
        files.search(ledger, "oak", actor="ann", at=NOW)
    with store.begin() as ledger:
        claims.search(ledger, None, actor="ann", at=NOW)
        told = events.search(ledger, None, thing="queries")
        assert [(one.event, one.actor, one.account) for one in told] == [
            ("listed files", "ann", None), ("listed claims", "ann", None),
        ]
        with pytest.raises(ValueError, match="time"):
            claims.search(ledger, None, actor="ann")
