"""The commands `inquiries` and `upgrade`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from clearing_files import ELM, OAK_NPI
from clearing_places import Place
from cli_calls import Told
from inquiry_texts import MARLOW, OKAFOR, answer271, ask270, ask276, echoed
from sqlalchemy import Connection, create_engine, inspect

from store import events
from store.migrating import upgrade
from store.tables import SCHEMA

Call = Callable[..., Told]


@pytest.fixture
def worked(place: Place) -> Place:
    """A house in which two have asked, and one has been answered."""
    place.take("oak", ask270(MARLOW))
    place.take("elm", ask270(OKAFOR, sender=ELM, payer="NOBODY"))
    place.take("oak", ask276(MARLOW, number=2))
    trace = place.inquiries()[0].out_trace or ""
    place.take("delta", answer271((OAK_NPI, MARLOW, echoed(trace))))
    place.close()
    return place


def test_inquiries_are_listed_the_newest_first(call: Call, worked: Place) -> None:
    told = call("inquiries")
    assert told.code == 0
    for word in ("T-1", "answered", "active", "no payer has this id", "held"):
        assert word in told.out
    assert [one["id"] for one in call("inquiries", "--json").json] == [3, 2, 1]
    assert [one["id"] for one in call("inquiries", "--kind", "270", "--json").json] == [2, 1]
    assert [one["id"] for one in call("inquiries", "--state", "held", "--json").json] == [2]
    assert [one["id"] for one in call("inquiries", "--account", "oak", "--limit", "1", "--json").json] == [3]


def test_one_inquiry_is_shown_with_its_timeline(call: Call, worked: Place) -> None:
    told = call("inquiries", "1")
    assert told.code == 0
    for word in ("recorded", "routed", "sent", "answered by payer", "271"):
        assert word in told.out
    answer = call("inquiries", "1", "--json").json
    assert [one["to_state"] for one in answer["timeline"] if one["source"] == "event"] == [
        "accepted", "routed", "sent", "answered",
    ]
    assert not {"member_index", "name_index"} & set(answer)
    assert "XD1000001" not in str(answer)


def test_an_account_sees_its_own(call: Call, worked: Place) -> None:
    assert call("inquiries", "1", "--account", "elm").code == 2
    assert call("inquiries", "99").err == "bitewing: there is no inquiry 99\n"
    with worked.house.store.read() as ledger:
        before = len(events.search(ledger, None, thing="queries"))
    call("inquiries")
    call("inquiries", "1")
    call("inquiries", "--account", "oak")
    with worked.house.store.read() as ledger:
        told = [one.event for one in events.search(ledger, None, thing="queries")][before:]
    assert told == ["listed inquiries", "listed inquiry 1"]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("--kind", "271"), "the kinds are: 270, 276, 278"),
        (("--state", "anserd"), "the states are: accepted, "),
    ],
)
def test_what_there_is_not_is_told_with_what_there_is(
    call: Call, worked: Place, asked: tuple[str, str], says: str
) -> None:
    told = call("inquiries", *asked)
    assert told.code == 2
    assert says in told.err


def test_status_counts_them(call: Call, worked: Place) -> None:
    assert call("status", "--json").json["inquiries"] == [
        {"kind": "270", "state": "answered", "count": 1}, {"kind": "270", "state": "held", "count": 1},
        {"kind": "276", "state": "sent", "count": 1},
    ]


# An older house.


def age(place: Place) -> None:
    """Make the house one of the first tables: whatever later migrations made is taken away."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection, "0001")
        first = columns(connection), indexes(connection)
    engine.dispose()
    engine = create_engine(f"sqlite:///{place.folder / 'ledger.db'}")
    with engine.begin() as connection:
        for index in indexes(connection) - first[1]:
            connection.exec_driver_sql(f"DROP INDEX {index}")
        for table, names in columns(connection).items():
            if table not in first[0]:
                connection.exec_driver_sql(f"DROP TABLE {table}")
                continue
            for name in names - first[0][table]:
                connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {name}")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    engine.dispose()


def columns(connection: Connection) -> dict[str, set[str]]:
    found = inspect(connection)
    return {
        table: {one["name"] for one in found.get_columns(table)} for table in found.get_table_names()
    }


def indexes(connection: Connection) -> set[str]:
    rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index' AND sql NOT NULL")
    return {str(name) for (name,) in rows}


def test_an_older_house_says_what_to_type_and_that_mends_it(call: Call, place: Place) -> None:
    place.take("delta", answer271((OAK_NPI, MARLOW, ["T-1*9OAKSTREET"])))
    place.close()
    age(place)
    told = call("status")
    assert told.code == 4
    assert "`bitewing upgrade`" in told.err
    told.assert_harmless()
    told = call("upgrade")
    assert (told.code, told.out) == (0, f"The tables were of version 0001 and are of version {SCHEMA} now.\n")
    assert call("upgrade").out == f"Nothing to do: the tables are of version {SCHEMA} already.\n"
    assert call("upgrade", "--json").json == {"before": SCHEMA, "after": SCHEMA}
    assert call("status").code == 0
    # What was parked before is looked at again as soon as there is news.
    place.take("oak", ask270(MARLOW))
    assert place.run()["271 passed on"] == 1


def test_a_house_is_not_upgraded_while_a_run_goes_on(call: Call, place: Place) -> None:
    with place.house.store.run_lock():
        told = call("upgrade")
    assert told.code == 4
    assert "a run is in progress" in told.err


def test_there_must_be_a_house(call: Call, tmp_path: object) -> None:
    told = call("upgrade", "--house", f"{tmp_path}")
    assert told.code == 2
    assert "there is no house in this folder" in told.err
