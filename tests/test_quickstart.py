"""The quickstart is typed as it stands: two claims are made, sent and paid."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "quickstart.md").read_text("utf-8")
COMMANDS = "\n".join(re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


def test_the_quickstart(tmp_path: Path) -> None:
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    told = typed(COMMANDS, tmp_path)
    assert told.returncode == 0, told.stdout + told.stderr
    for said in ("eligible", "QS-1001", "QS-2001", "F1:65", "clean: 0 errors, 0 warnings"):
        assert said in told.stdout, said
    claims = json.loads(typed("bitewing claims --house practice --json", tmp_path).stdout)
    assert {(one["claim_id"], one["state"]) for one in claims} == {("QS-1001", "paid"), ("QS-2001", "paid")}
    inquiries = json.loads(typed("bitewing inquiries --house practice --json", tmp_path).stdout)
    assert sorted(one["kind"] for one in inquiries) == ["270", "276", "278"]
    assert {one["state"] for one in inquiries} <= {"answered", "pending"}


def typed(commands: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Commands as a shell takes them, with the command of this checkout."""
    program = f"bitewing() {{ {sys.executable} -c 'import cli; cli.main()' \"$@\"; }}\nset -e\n"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["bash", "-c", program + commands], cwd=folder, env=environment, capture_output=True, text=True,
        timeout=120, check=False,
    )
