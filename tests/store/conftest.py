"""A fresh store for each test, with the accounts of two submitters."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_places import NOW, Place

from store import accounts
from store.keys import make_key
from store.opening import Store, create_store


def a_place(folder: Path, key: bytes) -> Place:
    return Place(f"sqlite:///{folder}/house.db", key, folder / "archive", folder / "house.db")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A closed store to copy; making one runs the migrations, which takes a tenth of a second."""
    place = a_place(tmp_path_factory.mktemp("made"), make_key())
    store = create_store(place.url, place.key, archive_folder=place.folder, now=NOW)
    with store.begin() as ledger:
        accounts.add(ledger, "oak", "Oak Street Dental", at=NOW, actor="test")
        accounts.add(ledger, "elm", "Elm Avenue Dental", at=NOW, actor="test")
    store.close()
    return place


@pytest.fixture
def place(tmp_path: Path, made: Place) -> Place:
    """A place without a store."""
    return a_place(tmp_path, made.key)


@pytest.fixture
def store(place: Place, made: Place) -> Iterator[Store]:
    """A store with the accounts `oak` and `elm`, submitters', beside the house's own."""
    shutil.copy(made.database, place.database)
    store = place.open()
    yield store
    store.close()
