"""Calling `bitewing` and looking at what it said."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest

import cli

ROOT = Path(__file__).resolve().parent.parent.parent
_COMMANDS_A_TERMINAL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)


@dataclass(frozen=True)
class Told:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer, where it is JSON."""
        return json.loads(self.out)

    def assert_harmless(self) -> Told:
        """No traceback, and nothing in it that a terminal would obey."""
        both = self.out + self.err
        assert "Traceback" not in both
        assert "fault of this program" not in both, both
        found = _COMMANDS_A_TERMINAL.search(both)
        assert found is None, ascii(both[max(0, found.start() - 40) : found.end() + 20])
        return self


def commands() -> dict[str, click.Command]:
    """Every command by what is typed to call it; a group's own stand behind its name."""
    found: dict[str, click.Command] = {}
    for name, command in cli.bitewing.commands.items():
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                found[name] = command
            context = click.Context(command)
            for inner in command.list_commands(context):
                told = command.get_command(context, inner)
                assert told is not None
                found[f"{name} {inner}"] = told
        elif not command.hidden:
            found[name] = command
    return found


class _Input(io.TextIOWrapper):
    """Standard input as bytes and as text."""


def called(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], stdin: bytes
) -> Told:
    """Call the entry point with these arguments."""
    capsys.readouterr()
    monkeypatch.setattr(sys, "argv", ["bitewing", *arguments])
    monkeypatch.setattr(sys, "stdin", _Input(io.BytesIO(stdin)))
    try:
        cli.main()
    except SystemExit as end:
        code = end.code
    out, err = capsys.readouterr()
    assert isinstance(code, int)
    return Told(code, out, err).assert_harmless()


def in_a_process(*arguments: object, stdin: bytes = b"", **environment: str) -> Told:
    """Call it as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", "import cli; cli.main()", *map(str, arguments)],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        timeout=60,
        env={**os.environ, **environment},
    )
    told = Told(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
    return told.assert_harmless()
