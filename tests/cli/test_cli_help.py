"""Every command says what it does, shows how, and is told of in the README."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import click
import pytest
from cli_calls import ROOT, Told, commands

import cli
from commands.reference import page
from mappings.guides import HEADS

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = commands()
GROUPS = {
    "rules": ["dry-run", "list", "show"],
    "guides": ["export", "list", "show"],
    "sandbox": ["answer", "run"],
    "sheets": ["check", "convert", "list", "template"],
    "outbox": ["collect", "list", "rewind"],
    "eligibility": ["ask"],
    "review": ["ask"],
    "status": ["ask", "plan", "run"],
    "report": ["aging", "batches", "core", "daily", "rejections", "usage"],
    "submitters": ["add", "edit", "export", "import", "list", "show"],
    "payers": ["add", "edit", "export", "import", "list", "pause", "resume", "show", "switch"],
    "enrolments": ["accept", "add", "export", "import", "list", "reject", "submit"],
    "contacts": ["add", "edit", "export", "import", "list", "remove"],
    "due": ["list", "payers"],
    "followup": ["list", "plan", "run"],
    "schedule": ["print"],
    "work": ["done", "give", "list", "note", "show", "take"],
    "notices": ["add", "end", "list"],
    "message": ["send"],
}


OF_CLAIMS = [
    "approve", "fix", "hold", "list", "paper", "release", "replace", "secondary", "show", "void",
]


def test_the_commands_that_were_promised() -> None:
    looking = ["status", "files", "inquiries", "remits", "trend", "authorizations", "orders"]
    alone = ["validate", "ack", "describe", "convert"]
    of_groups = [f"{group} {name}" for group, names in GROUPS.items() for name in names]
    of_groups += [f"claims {name}" for name in OF_CLAIMS]
    assert {"init", "upgrade", "demo", "submit", "run", *looking, *alone, *of_groups} == set(COMMANDS)


@pytest.mark.parametrize("group", GROUPS)
def test_groups_tell_their_commands(call: Callable[..., Told], group: str) -> None:
    told = call(group, "--help")
    assert told.code == 0
    assert f"Example: bitewing {group} " in told.out
    for name in GROUPS[group]:
        assert re.search(rf"^  {name} ", told.out, re.MULTILINE)
    assert call(group, "nonsense").code == 2
    if group != "status":
        assert call(group).code == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_a_text_and_an_example(call: Callable[..., Told], name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert (command.epilog or "").startswith(f"Example: bitewing {name}")
    for flag in ("--help", "-h"):
        told = call(*name.split(), flag)
        assert told.code == 0
        assert "Example: bitewing" in told.out
    assert "--json" in told.out


def test_the_page_of_commands_is_current() -> None:
    """Made anew by `bitewing reference > docs/reference/commands.md`."""
    assert (ROOT / "docs/reference/commands.md").read_text("utf-8") == page(cli.bitewing)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_stands_in_the_page_of_commands(name: str) -> None:
    assert f"## bitewing {name}\n" in page(cli.bitewing)


@pytest.mark.parametrize("name", sorted({name.split()[0] for name in COMMANDS}))
def test_each_command_or_its_group_stands_in_the_readme(name: str) -> None:
    assert re.search(rf"\bbitewing {name}\b", README)


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_can_be_read(name: str) -> None:
    """Their options exist."""
    command = COMMANDS[name]
    known = {option for one in command.params for option in one.opts if isinstance(one, click.Option)}
    assert set(re.findall(r"--[a-z-]+", command.epilog or "")) <= known


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is_for(name: str) -> None:
    for one in COMMANDS[name].params:
        if isinstance(one, click.Option):
            assert one.help, one.name


def test_help_names_the_exit_codes(call: Callable[..., Told]) -> None:
    told = call("--help")
    assert told.code == 0
    assert "Exit codes: 0 clean, 1 the data has errors, 2 wrong usage" in " ".join(told.out.split())
    for name, command in cli.bitewing.commands.items():
        assert bool(re.search(rf"^  {name} ", told.out, re.MULTILINE)) is not command.hidden


def test_validate_names_the_guides_and_their_versions(call: Callable[..., Told]) -> None:
    told = " ".join(call("validate", "--help").out.split())
    for head in HEADS:
        assert f"{head.name} ({head.version})" in told


def test_version(call: Callable[..., Told]) -> None:
    assert call("--version").code == 0


def test_unknown_commands(call: Callable[..., Told]) -> None:
    for arguments in (("nonsense",), ("\x1b[31m",), ("--nonsense",), ()):
        assert call(*arguments).code in (0, 2)
    assert call("nonsense").code == 2


def test_help_is_quick_because_nothing_is_loaded_for_it() -> None:
    script = (
        "import sys, cli\n"
        "sys.argv = ['bitewing', '--help']\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "print(sorted({*sys.modules, *(name.partition('.')[0] for name in sys.modules)}), file=sys.stderr)"
    )
    call = [sys.executable, "-c", script]
    loaded = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=60).stderr
    libraries = "sqlalchemy", "paramiko", "msgspec", "cryptography", "rich", "jinja2"
    ours = (
        "clearinghouse", "edi", "mappings", "commands.rules", "commands.guides", "commands.sheets",
        "commands.report",
    )
    for heavy in (*libraries, *ours):
        assert f"'{heavy}'" not in loaded, heavy
