"""The command line called as a person calls it: in this process, where nothing else is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from clearing_places import Place, copy_place, make_place
from cli_calls import Told, called
from disks import without_waiting


@pytest.fixture(autouse=True)
def _quick_disks(monkeypatch: pytest.MonkeyPatch) -> None:
    without_waiting(monkeypatch)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed house to copy."""
    return make_place(tmp_path_factory.mktemp("made") / "house").folder


@pytest.fixture
def place(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A house with nothing in it, which the commands find without being told."""
    place = copy_place(made, tmp_path / "house")
    monkeypatch.setenv("BITEWING_HOUSE", str(place.folder))
    yield place
    place.close()


@pytest.fixture
def call(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Told]:
    """Call a command in this process: its exit code and what it said."""
    monkeypatch.setenv("NO_COLOR", "1")

    def calling(*arguments: object, stdin: bytes = b"") -> Told:
        return called(capsys, monkeypatch, [str(one) for one in arguments], stdin)

    return calling


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """A file with this content."""

    def made(content: str | bytes) -> Path:
        path = tmp_path / "a.edi"
        path.write_bytes(content.encode("latin-1") if isinstance(content, str) else content)
        return path

    return made
