"""A small simulated week whose runs are killed, at busy hours in each of their steps, else in one of them: it
ends as if nobody had been.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from disks import without_waiting
from week_days import Week
from week_kills import InEveryStep, ending
from week_proof import prove
from week_reports import prove_reports
from week_world import Size, World

SMALL = Size(offices=3, insurers=2, patients=4, claims=4)
DAYS = 11


def test_killed_in_every_step_of_every_run_the_week_ends_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_waiting(monkeypatch)
    plain = Week(tmp_path / "plain", World(SMALL))
    plain.pass_by(DAYS)
    expected = ending(plain)
    plain.close()
    runs = InEveryStep(seed=7)
    week = Week(tmp_path / "killed", World(SMALL), runs)
    week.pass_by(DAYS)
    assert runs.kills > 100
    assert ending(week) == expected
    prove(week)
    prove_reports(week)
    week.close()
