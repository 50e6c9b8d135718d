"""Lines of a document as a person types them in a shell: `bitewing` in this process, the rest by a shell."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import pytest

import cli

EXITS = re.compile(r" +# exits with (\d)$")
"""What a line says of its exit code; without it, 0."""
_REMARK = re.compile(r" +# .*$")


class Terminal:
    """A shell of one test: its folder is the test's, and what is exported stays."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setenv("COLUMNS", "250")

    def type(self, line: str) -> tuple[int, str, str]:
        """Type a line: its exit code, and what it wrote."""
        words = shlex.split(_REMARK.sub("", line))
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self._monkeypatch.setenv(name, value)
            return 0, "", ""
        if words[0] != "bitewing":
            done = subprocess.run(
                ["bash", "-c", line], capture_output=True, text=True, timeout=60, check=False
            )
            return done.returncode, done.stdout, done.stderr
        self._capsys.readouterr()
        self._monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert isinstance(end.value.code, int), line
        return end.value.code, *self._capsys.readouterr()
