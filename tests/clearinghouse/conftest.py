"""A fresh house for each test: a copy of one that is made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clearing_places import Place, copy_place, make_place
from disks import without_waiting


@pytest.fixture(autouse=True)
def _quick_disks(monkeypatch: pytest.MonkeyPatch) -> None:
    without_waiting(monkeypatch)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed house to copy; making one runs the migrations."""
    return make_place(tmp_path_factory.mktemp("made") / "house").folder


@pytest.fixture
def place(tmp_path: Path, made: Path) -> Iterator[Place]:
    """A house with nothing in it."""
    place = copy_place(made, tmp_path / "house")
    yield place
    place.close()
