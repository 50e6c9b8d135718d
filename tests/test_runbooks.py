"""The runbooks are typed as they stand, line by line, each with the exit code it tells."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import cli

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "runbooks.md").read_text("utf-8")
LINES = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]
EXITS = re.compile(r" +# exits with (\d)$")


def typed(folder: Path) -> str:
    """A script of all lines: it stops at the first that exits otherwise than it tells, and says which."""
    script = [f"bitewing() {{ {sys.executable} -c 'import cli; cli.main()' \"$@\"; }}"]
    for number, line in enumerate(LINES):
        told = EXITS.search(line)
        code = int(told[1]) if told else 0
        script += [
            EXITS.sub("", line) + f" > {number}.out 2> {number}.err",
            f"got=$?; [ $got = {code} ] || {{ echo \"$got: line {number}\"; cat {number}.err; exit 1; }}",
        ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "250"}
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)], cwd=folder, env=environment, capture_output=True, text=True,
        timeout=300, check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return "".join((folder / f"{number}.out").read_text() for number in range(len(LINES)))


def test_the_operator_s_day(tmp_path: Path) -> None:
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    out = typed(tmp_path)
    for said in (
        "sandbox unreachable", "senders refused", "duplicate", "claim rejected by payer", "F1:65",
        "CRON_TZ=", "manifest", "Batch reconciliation",
    ):
        assert said in out, said
    house = ["--house", str(tmp_path / "day"), "--json"]
    claims = json.loads(run(tmp_path, "claims", "list", "--claim-id", "HB1013", *house))
    assert {one["state"] for one in claims} == {"superseded", "paid"}
    assert (tmp_path / "restored" / "ledger.db").exists()


def run(folder: Path, *words: str) -> str:
    call = [sys.executable, "-c", "import cli; cli.main()", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(call, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def test_the_page_names_no_command_that_is_not_there() -> None:
    assert set(re.findall(r"^bitewing ([a-z]+)", PAGE, re.MULTILINE)) <= set(cli.bitewing.commands)


def test_every_group_of_commands_has_its_place_in_the_day() -> None:
    groups = {"claims", "due", "enrolments", "followup", "outbox", "payers", "report", "schedule", "work"}
    assert groups <= set(re.findall(r"^bitewing ([a-z]+)", PAGE, re.MULTILINE))
