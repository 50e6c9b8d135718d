"""The commands `due`, `followup`, `trend`, `schedule`, and what `run` can be told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from clearing_files import claim, claims_file
from clearing_places import Place
from cli_calls import Told

from commands.schedule import this_program
from store import events

Call = Callable[..., Told]


@pytest.fixture
def worked(place: Place) -> Place:
    """A house that has sent a claim, in 2026, to a payer with a plan."""
    place.settings('ids = ["DLT01", "dlt02"]', 'ids = ["DLT01"]\nstatus_plan = [{ after = "14d" }]')
    place.take("oak", claims_file(claim("C1")))
    place.close()
    return place


def test_what_is_late_is_listed(call: Call, worked: Place) -> None:
    told = call("due", "list", "--late").assert_harmless()
    assert told.code == 0
    for word in ("999", "delta", "100.00", "EDI desk"):
        assert word in told.out
    answer = call("due", "list", "--json", "--account", "oak").json
    assert [one["kind"] for one in answer["answers"]] == ["999"]
    assert call("due", "list", "--json", "--account", "elm").json["answers"] == []
    wrong = call("due", "list", "--kind", "997")
    assert (wrong.code, "the kinds are: 999, 277CA, 835" in wrong.err) == (2, True)
    assert call("due", "list", "--payer", "nobody").code == 2
    assert call("due", "payers", "--json").json == []


def test_an_operator_s_look_is_audited(call: Call, worked: Place) -> None:
    looking = ("due list", "due payers", "followup plan", "followup list", "trend")
    for command in map(str.split, looking):
        with worked.house.store.read() as ledger:
            before = len(events.search(ledger, None, thing="queries"))
        assert call(*command).code == 0
        with worked.house.store.read() as ledger:
            assert len(events.search(ledger, None, thing="queries")) == before + 1, command
        worked.close()


def test_claims_are_followed_up(call: Call, worked: Place) -> None:
    (due,) = call("followup", "plan", "--json").json
    assert (due["claim"], due["payer"], due["step"]) == (1, "delta", 1)
    assert call("followup", "run", "--dry-run", "--json").json == {"claims would be asked about": 1}
    assert call("followup", "run", "--payer", "west", "--json").json == {}
    assert call("followup", "run", "--json").json == {"claims asked about": 1}
    assert call("followup", "run", "--json").json == {}
    told = call("followup", "list")
    assert (told.code, "asked" in told.out) == (0, True)
    assert call("followup", "list", "--account", "elm", "--json").json == []
    assert call("followup", "list", "--state", "lost").code == 2
    assert call("followup", "plan", "--payer", "nobody").code == 2
    assert call("followup", "run", "--payer", "nobody").code == 2


def test_status_plans_and_runs_the_same(call: Call, worked: Place) -> None:
    (due,) = call("status", "plan", "--json").json
    assert (due["claim"], due["payer"], due["step"]) == (1, "delta", 1)
    assert call("status", "run", "--json").json == {"claims asked about": 1}
    assert call("followup", "plan", "--json").json == []


def test_a_follow_up_while_a_run_goes_on_is_refused(call: Call, worked: Place) -> None:
    with worked.house.store.run_lock():
        assert call("followup", "run").code == 4
    assert worked.inquiries() == []


def test_the_trend_is_shown(call: Call, worked: Place) -> None:
    told = call("trend", "--days", 3000, "--by", "month").assert_harmless()
    assert (told.code, "accepted" in told.out) == (0, True)
    assert call("trend", "--report", "quality").code == 2
    assert call("trend", "--by", "year").code == 2


def test_a_run_is_rehearsed_bounded_and_logged(call: Call, worked: Place, tmp_path: Path) -> None:
    worked.drop("oak", "a.edi", claims_file(claim("C2"), claim("C3"), number=2))
    told = call("run", "--dry-run", "--json")
    assert (told.code, told.json["run"]) == (0, 0)
    assert told.json["steps"]["followup"] == {"claims would be asked about": 1}
    log = tmp_path / "run.log"
    assert call("run", "--most", 1, "--log", log, "--json").json["steps"]["routing"]["routed"] == 1
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert lines[-1]["event"] == "run ended"
    told = call("run", "--log", "-", "--json")
    assert told.json["steps"]["routing"] == {"batches": 1, "routed": 1}
    assert json.loads(told.err.splitlines()[0])["event"] == "run started"
    assert call("run", "--most", 0).code == 2
    assert call("run", "--log", tmp_path / "none" / "run.log").code == 4


def test_the_schedule_is_printed(call: Call, worked: Place, tmp_path: Path) -> None:
    told = call("schedule", "print", "--program", "/opt/bitewing").assert_harmless()
    assert (told.code, "18 * * * /opt/bitewing run --wait 600" in told.out) == (0, True)
    assert str(worked.folder) in told.out
    made = call("schedule", "print", "--form", "systemd", "--to", tmp_path / "units", "--json").json
    assert {path.name: path.read_text() for path in (tmp_path / "units").iterdir()} == made
    assert "# bitewing-nightly.timer" in call("schedule", "print", "--form", "systemd").out
    assert call("schedule", "print", "--form", "launchd").code == 2


@pytest.mark.parametrize(
    "options", [("--to", "units"), ("--user", "edi"), ("--form", "systemd", "--user", "edi\nNice=0")]
)
def test_a_schedule_that_would_not_be_what_was_asked_for_is_refused(
    call: Call, worked: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    told = call("schedule", "print", *options).assert_harmless()
    assert (told.code, told.out) == (2, "")
    assert not (tmp_path / "units").exists()


def test_the_schedule_runs_the_program_that_printed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("here", "elsewhere"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "bitewing").write_text("#!/bin/sh\n")
        (tmp_path / name / "bitewing").chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path / "elsewhere"))
    monkeypatch.setattr("sys.argv", [str(tmp_path / "here" / "bitewing")])
    assert this_program() == f"{tmp_path}/here/bitewing"
    monkeypatch.setattr("sys.argv", [str(tmp_path / "here" / "none" / "bitewing")])
    assert this_program() == f"{tmp_path}/elsewhere/bitewing"


def test_a_calendar_that_cannot_be_read_is_told(call: Call, worked: Place) -> None:
    (worked.folder / "calendar.toml").write_text("zone = 'Nowhere'")
    told = call("due", "list")
    assert (told.code, "calendar.toml: zone" in told.err) == (4, True)
