"""A house's own code lists: asked by the day of service, read at the start, every mistake told."""

from __future__ import annotations

from pathlib import Path

import pytest
from clearing_files import claim, claims_file
from clearing_places import Place

from clearinghouse.errors import SettingsError
from clearinghouse.lists import read_lists
from transactions.rules.lists import OURS


def write(place: Place, name: str, text: str) -> None:
    folder = place.folder / "code-lists"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    place.close()


def test_procedures_are_asked_by_the_day_of_service(place: Place) -> None:
    """D0120 was dropped in 2026 by the invented list, D0121 is new in it."""
    write(place, "cdt-2025.csv", "code\nD0120\n")
    write(place, "cdt-2026.csv", "CDT Code,Nomenclature\nD0121,new\n")
    days = {"2024": "20241230", "2025": "20251230", "2026": "20260302"}
    place.take("oak", claims_file(
        *(claim(f"A{year}", day=day, procedure="D0120") for year, day in days.items()),
        *(claim(f"B{year}", day=day, procedure="D0121") for year, day in days.items()),
    ))
    states = place.states()
    assert {number for number, state in states.items() if state == "rejected"} == {"A2026", "B2025"}
    assert place.rules() == ["X107", "X107"]
    assert [one.place["path"] for one in place.findings()] == ["2400/SV301-2"] * 2


def test_a_house_without_lists_has_ours(place: Place) -> None:
    assert place.house.lists is OURS
    (place.folder / "code-lists").mkdir()
    assert read_lists(place.folder / "code-lists") is None


def test_lists_that_are_not_there_are_ours(place: Place) -> None:
    write(place, "carc.csv", "code\n1\n")
    assert place.house.lists.procedures is OURS.procedures
    assert not place.house.lists.adjustment_reasons.contains("45")


@pytest.mark.parametrize(
    ("name", "text", "tells"),
    [
        ("teeth.csv", "code\n1\n", r"code-lists/'teeth.csv': a list is called NAME.csv"),
        ("cdt.txt", "code\nD0120\n", r"code-lists/'cdt.txt': a list is called NAME.csv"),
        ("cdt-new.csv", "code\nD0120\n", r"code-lists/'cdt-new.csv': a list is called NAME.csv"),
        ("\x1b[31m.csv", "code\n1\n", r"code-lists/'\\x1b\[31m.csv'"),
        ("cdt.csv", "D0120\n", r"code-lists: cdt.csv: the first line must name the columns"),
        ("cdt-2026.csv", "code,from\nD0120,soon\n", r"code-lists: cdt-2026.csv: line 2: a day is told as"),
    ],
)
def test_a_list_that_is_none_stops_the_house(place: Place, name: str, text: str, tells: str) -> None:
    write(place, name, text)
    with pytest.raises(SettingsError, match=tells):
        place.house  # noqa: B018 - opening reads them


def test_hidden_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").write_bytes(b"\x00")
    assert read_lists(tmp_path) is None
