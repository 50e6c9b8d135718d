"""A fresh store for each test, with the accounts of two submitters."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from store_places import NOW, Place

from store import accounts
from store.keys import make_key
from store.opening import Store, create_store


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A place without a store."""
    database = tmp_path / "house.db"
    return Place(f"sqlite:///{database}", make_key(), tmp_path / "archive", database)


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """A store with the account `oak`, a submitter's."""
    made = create_store(place.url, place.key, archive_folder=place.folder, now=NOW)
    with made.begin() as ledger:
        accounts.add(ledger, "oak", "Oak Street Dental", at=NOW, actor="test")
        accounts.add(ledger, "elm", "Elm Avenue Dental", at=NOW, actor="test")
    yield made
    made.close()
