"""What is there is told: commands, settings, steps and states in the documents, and only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import msgspec
import pytest

import cli
from clearinghouse import house, partners
from clearinghouse.lifecycle import CLAIM, GROUPS
from clearinghouse.runs import STEPS
from transactions.rules.lists import OWN

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
SETTINGS = (ROOT / "docs/reference/settings.md").read_text("utf-8")


ALONE = sorted(
    name for name, one in cli.bitewing.commands.items() if not isinstance(one, click.Group)
)


@pytest.mark.parametrize("command", ALONE)
def test_every_command_is_in_the_readme_and_has_an_example(command: str) -> None:
    assert f"bitewing {command}" in README
    told = cli.bitewing.commands[command]
    assert told.help
    assert f"bitewing {command}" in (told.epilog or "")
    assert any("--json" in option.opts for option in told.params)
    for option in told.params:
        if isinstance(option, click.Option):
            assert option.help, f"{command} {option.name}"


def test_the_readme_names_no_command_that_is_not_there() -> None:
    named = set(re.findall(r"bitewing ([a-z]+)", README))
    assert named <= set(cli.bitewing.commands)


@pytest.mark.parametrize(
    "struct",
    [house.StoreSettings, partners.HouseIds, partners.Submitter, partners.Payer, partners.MailboxSettings],
)
def test_every_setting_is_told(struct: type[msgspec.Struct]) -> None:
    for name in struct.__struct_fields__:
        assert f"`{name}" in SETTINGS or f".{name}`" in SETTINGS, name


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
