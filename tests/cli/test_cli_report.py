"""The commands `report ...`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from clearing_files import claim, claims_file
from clearing_places import Place
from cli_calls import Told

Call = Callable[..., Told]
DAYS = ("--since", "2026-03-05", "--until", "2026-03-06")
NAMES = ("daily", "batches", "rejections", "core", "usage", "aging")


@pytest.fixture
def worked(place: Place) -> Place:
    """A house with two claims that were sent."""
    place.take("oak", claims_file(claim("C1"), claim("C2", "55.5")))
    place.close()
    return place


@pytest.mark.parametrize("name", NAMES)
def test_each_report_is_told_in_each_form(call: Call, worked: Place, name: str, tmp_path: Path) -> None:
    told = call("report", name, *DAYS)
    assert told.code == 0
    assert "(America/New_York), all accounts" in told.out
    made = call("report", name, *DAYS, "--json").json
    assert made["report"] == name
    table = next(iter(made["tables"]))
    alone = call("report", name, *DAYS, "--format", "csv", "--table", table)
    assert alone.out.count("\n") == 1 + len(made["tables"][table]["rows"])
    page = tmp_path / "page.html"
    assert call("report", name, *DAYS, "--format", "html", "--out", page).code == 0
    assert page.read_text().startswith("<!DOCTYPE html>")
    assert page.stat().st_mode & 0o077 == 0


def test_money_and_counts(call: Call, worked: Place) -> None:
    made = call("report", "daily", "--day", "2026-03-05", "--json", "--account", "oak").json
    assert made["account"] == "oak"
    assert made["tables"]["claims_in"]["total"] == {"claims": 2, "charge_cents": 15_550}
    assert "155.50" in call("report", "aging", *DAYS).out


def test_what_does_not_add_up_makes_the_exit_code(call: Call, worked: Place) -> None:
    with closing(sqlite3.connect(worked.folder / "ledger.db")) as database, database:
        database.execute("UPDATE sets SET claims = 3 WHERE account = 'house'")
    told = call("report", "batches", *DAYS, "--json")
    assert told.code == 1
    assert json.loads(told.out)["faults"] == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--day", "yesterday"), "--day"),
        (("--day", "2026-03-05", "--since", "2026-03-05"), "not both"),
        (("--since", "2026-03-06", "--until", "2026-03-05"), "--until is before --since"),
        (("--zone", "Nowhere/Land"), "no time zone"),
        (("--account", "fir"), "there is no account fir"),
        (("--table", "x\x1b[31m"), "it has files"),
        (("--json", "--format", "html"), "exclude each other"),
        (("--out", "/no/such/folder/a.txt"), "make it first"),
    ],
)
def test_wrong_usage_is_told(call: Call, worked: Place, arguments: tuple[str, ...], says: str) -> None:
    told = call("report", "daily", *arguments)
    assert told.code == 2
    assert says in told.err


def test_prices_that_cannot_be_are_our_own_fault(call: Call, worked: Place) -> None:
    (worked.folder / "prices.toml").write_text("price = 3")
    told = call("report", "usage")
    assert told.code == 4
    assert told.err.startswith("bitewing: prices.toml: prices.price")


def test_holidays_can_be_told(call: Call, worked: Place) -> None:
    assert call("report", "core", *DAYS, "--holiday", "2026-03-06").code == 0
