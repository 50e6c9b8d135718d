"""The runbooks are typed as they stand, line by line, each with the exit code it tells."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typed_lines import EXITS, Terminal

import cli

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "runbooks.md").read_text("utf-8")
LINES = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


def test_the_operator_s_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    terminal, out = Terminal(capsys, monkeypatch), ""
    for line in LINES:
        told = EXITS.search(line)
        code, said, problem = terminal.type(line)
        assert code == (int(told[1]) if told else 0), (line, said, problem)
        out += said
    for said in (
        "sandbox unreachable", "senders refused", "duplicate", "claim rejected by payer", "F1:65",
        "CRON_TZ=", "manifest", "Batch reconciliation",
    ):
        assert said in out, said
    _, claims, _ = terminal.type("bitewing claims list --claim-id HB1013 --json")
    assert {one["state"] for one in json.loads(claims)} == {"superseded", "paid"}
    assert (tmp_path / "restored" / "ledger.db").exists()


def test_the_page_names_no_command_that_is_not_there() -> None:
    assert set(re.findall(r"^bitewing ([a-z]+)", PAGE, re.MULTILINE)) <= set(cli.bitewing.commands)


def test_every_group_of_commands_has_its_place_in_the_day() -> None:
    groups = {"claims", "due", "enrolments", "followup", "outbox", "payers", "report", "schedule", "work"}
    assert groups <= set(re.findall(r"^bitewing ([a-z]+)", PAGE, re.MULTILINE))
