"""What is there is told: commands, settings, steps and states in the documents, and only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from typed_lines import Terminal

import cli
from clearinghouse import calendar_file, house, partners, step_log, terms
from clearinghouse.lifecycle import CLAIM, FOLLOWUP, GROUPS
from clearinghouse.runs import STEPS
from transactions.rules.lists import OWN

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CALENDAR = (ROOT / "docs/reference/calendar.md").read_text("utf-8")
SETTINGS = (ROOT / "docs/reference/settings.md").read_text("utf-8")


def test_the_commands_of_the_readme_can_be_typed_in_their_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a fresh clone, as they stand: 1 is what a file with faults gets."""
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    lines = re.findall(r"^bitewing .+$", README, re.MULTILINE)
    assert len(lines) >= len(cli.bitewing.commands)
    terminal = Terminal(capsys, monkeypatch)
    for line in lines:
        code, out, problem = terminal.type(line)
        assert code == (1 if line.startswith("bitewing validate") else 0), (line, problem)
        assert out, line


def test_the_readme_names_no_command_that_is_not_there() -> None:
    named = set(re.findall(r"bitewing ([a-z]+)", README))
    assert named <= set(cli.bitewing.commands)


@pytest.mark.parametrize(
    "struct",
    [
        house.StoreSettings, partners.HouseIds, partners.Submitter, partners.Payer, partners.LineSettings,
        partners.MailboxSettings, partners.Writing, partners.Route, partners.SenderId,
        partners.Acknowledgments, partners.ClaimDuplicates, terms.Answers,
    ],
)
def test_every_setting_is_told(struct: type[msgspec.Struct]) -> None:
    for name in struct.__struct_fields__:
        assert f"`{name}" in SETTINGS or f".{name}`" in SETTINGS, name


@pytest.mark.parametrize(
    "struct",
    [
        calendar_file.CalendarSettings, calendar_file.PayerHours, calendar_file.WindowSettings,
        calendar_file.ReportSettings, calendar_file.ScheduleSettings, terms.PlanStep,
    ],
)
def test_every_setting_of_the_calendar_is_told(struct: type[msgspec.Struct]) -> None:
    for name in struct.__struct_fields__:
        assert f"`{name}`" in CALENDAR or f"[{name}]" in CALENDAR or f"{{ {name} =" in CALENDAR, name


def test_the_calendar_of_the_document_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "calendar.toml"
    path.write_text(CALENDAR.partition("```toml\n")[2].partition("```")[0])
    calendar = calendar_file.load_calendar(path, ["sandbox"])
    assert calendar.reports == {"quality": 24}


def test_every_key_that_may_be_logged_is_told() -> None:
    for key in step_log.KEYS:
        assert f"`{key}`" in CALENDAR


def test_every_state_of_a_follow_up_is_told() -> None:
    for state in {state for state, _ in FOLLOWUP} | set(FOLLOWUP.values()):
        assert f"`{state}`" in CALENDAR


def test_every_list_that_can_be_a_user_s_own_is_told() -> None:
    for name in OWN:
        assert f"`{name}.csv`" in SETTINGS, name


def test_every_step_is_in_the_help_of_run() -> None:
    said = cli.bitewing.commands["run"].help or ""
    for step in STEPS:
        assert step in said


def test_every_state_of_a_claim_stands_in_one_group() -> None:
    states = {state for state, _ in CLAIM} | set(CLAIM.values())
    grouped = [state for some in GROUPS.values() for state in some]
    assert sorted(grouped) == sorted(states)


def test_the_readme_says_whose_the_texts_are() -> None:
    assert "not affiliated with" in README
    assert "X12" in README
    assert "American Dental Association" in README
