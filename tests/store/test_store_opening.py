"""A store is made once, opened with its own key, and told when its tables are not ours."""

import sqlite3
import stat
from pathlib import Path

import pytest
from store_places import NOW, Place

from store import accounts
from store.errors import (
    NotAStore,
    SchemaTooNew,
    SchemaTooOld,
    StoreError,
    StoreExists,
    WrongKey,
)
from store.keys import make_key
from store.opening import Store, create_store, open_store, rotate_key, upgrade_store


def test_a_store_opens_again(store: Store, place: Place) -> None:
    store.close()
    again = place.open()
    with again.read() as ledger:
        assert [one.slug for one in accounts.list_all(ledger)] == ["elm", "house", "oak"]
    again.close()


def test_the_file_is_its_owners_alone_and_in_wal(store: Store, place: Place) -> None:
    for path in place.database.parent.glob("house.db*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with sqlite3.connect(place.database) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_every_connection_has_the_pragmas(store: Store) -> None:
    with store._database.begin() as connection:
        asked = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in
                 ("synchronous", "foreign_keys", "busy_timeout")}
    assert asked == {"synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_a_store_is_not_made_twice(store: Store, place: Place) -> None:
    with pytest.raises(StoreExists):
        create_store(place.url, make_key(), archive_folder=place.folder, now=NOW)
    place.open().close()


def test_a_store_made_half_is_made_again(place: Place) -> None:
    place.database.touch()
    create_store(place.url, place.key, archive_folder=place.folder, now=NOW).close()
    place.open().close()


def test_a_wrong_key_is_told_at_once(store: Store, place: Place) -> None:
    with pytest.raises(WrongKey):
        open_store(place.url, make_key(), archive_folder=place.folder)


def test_there_must_be_a_store(place: Place, tmp_path: Path) -> None:
    with pytest.raises(NotAStore):
        place.open()
    assert not place.database.exists()
    place.database.write_bytes(b"no database at all" * 100)
    with pytest.raises(NotAStore):
        place.open()
    for url in ("sqlite://", "sqlite:///:memory:", "nonsense", "mailto://x"):
        with pytest.raises(NotAStore):
            open_store(url, place.key, archive_folder=place.folder)
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE songs (name)")
    connection.close()
    with pytest.raises(NotAStore):
        open_store(f"sqlite:///{other}", place.key, archive_folder=place.folder)
    with pytest.raises(StoreExists):
        create_store(f"sqlite:///{other}", place.key, archive_folder=place.folder, now=NOW)


@pytest.mark.parametrize(("version", "error"), [("0000", SchemaTooOld), ("9999", SchemaTooNew)])
def test_tables_of_another_program_are_told(
    store: Store, place: Place, version: str, error: type[StoreError]
) -> None:
    store.close()
    with sqlite3.connect(place.database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()
    with pytest.raises(error):
        place.open()
    if error is SchemaTooNew:
        with pytest.raises(SchemaTooNew):
            upgrade_store(place.url)


def test_a_snapshot_is_only_read(store: Store) -> None:
    with store.read() as ledger, pytest.raises(StoreError, match="only read"):
        accounts.add(ledger, "ash", "Ash", at=NOW, actor="test")


def test_what_raises_is_undone(store: Store) -> None:
    def fail() -> None:
        with store.begin() as ledger:
            accounts.add(ledger, "ash", "Ash", at=NOW, actor="test")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.read() as ledger:
        assert accounts.get(ledger, "ash") is None


def test_a_snapshot_is_of_one_moment(store: Store) -> None:
    with store.read() as before:
        assert accounts.get(before, "ash") is None
        with store.begin() as ledger:
            accounts.add(ledger, "ash", "Ash", at=NOW, actor="test")
        assert accounts.get(before, "ash") is None
    with store.read() as after:
        assert accounts.get(after, "ash") is not None


def test_the_blind_index_finds_without_reading(store: Store, place: Place) -> None:
    assert store.blind(" Oakes,  willa ") == store.blind("OAKES, WILLA")
    assert store.blind("OAKES") != store.blind("OAKE S")
    assert len(store.blind("W123")) == 16
    again = place.open()
    assert again.blind("W123") == store.blind("W123")
    again.close()


def test_a_rotated_key_opens_and_the_old_one_does_not(store: Store, place: Place) -> None:
    blind, new_key = store.blind("W123"), make_key()
    with pytest.raises(WrongKey):
        rotate_key(place.url, new_key, new_key, now=NOW)
    rotate_key(place.url, place.key, new_key, now=NOW)
    with pytest.raises(WrongKey):
        place.open()
    rotated = open_store(place.url, new_key, archive_folder=place.folder, old_keys=[place.key])
    assert rotated.blind("W123") == blind
    rotated.close()
