"""A small simulated week whose every run is killed at boundary after boundary: it ends as if nobody had been.

Each run is killed at its first boundary, what is left of it at its second, and so on to its end. It takes
minutes: `make soak` runs it; what `make test` kills is smaller (test_week_killed.py).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from disks import without_waiting
from test_week_killed import DAYS, SMALL
from week_days import Week
from week_kills import AtEveryBoundary, ending
from week_proof import prove
from week_reports import prove_reports
from week_world import World


def test_killed_at_every_boundary_the_week_ends_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_waiting(monkeypatch)
    plain = Week(tmp_path / "plain", World(SMALL))
    plain.pass_by(DAYS)
    expected = ending(plain)
    plain.close()
    runs = AtEveryBoundary()
    week = Week(tmp_path / "killed", World(SMALL), runs)
    week.pass_by(DAYS)
    assert runs.kills > 1_000
    assert ending(week) == expected
    prove(week)
    prove_reports(week)
    week.close()
