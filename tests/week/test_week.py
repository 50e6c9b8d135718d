"""A simulated week of a whole clearinghouse: twenty offices, five payers with their manners, 5,000 claims.

Payers answer slowly, late, twice or never, one is away for a day; offices hand in faulty files and the same
again; an operator works the queue. At its end every claim is final or somebody's task, and all sides agree.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from disks import without_waiting
from week_days import Week
from week_ledgers import Standing
from week_proof import prove, prove_hands
from week_reports import prove_reports
from week_world import Size, World

WHOLE = Size(offices=20, insurers=5, patients=12, claims=50)
DAYS = 14
"""The week, and the days behind it until the money has come."""


def test_a_week_ends_with_everything_accounted_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_waiting(monkeypatch)
    week = Week(tmp_path / "house", World(WHOLE))
    week.evening = prove_hands
    week.pass_by(DAYS)
    assert sum(len(one.billed) for one in week.offices.book) >= 5_000
    prove(week)
    prove_reports(week)
    now = Standing(week)
    # The week was what it is to be: of everything something has happened.
    states = Counter(one.state for one in now.claims)
    assert states["paid"] > 4_000
    for state in ("denied", "superseded", "payer rejected", "set rejected"):
        assert states[state] > 3, state
    kinds = {one.kind for one in now.tasks}
    assert {"claim rejected by payer", "answer late", "set rejected", "file refused"} <= kinds
    assert week.operator.called
    assert week.troubles["cedar unreachable"] > 5
    assert {one.state for one in now.deliveries} <= {"sent", "acknowledged", "rejected"}
    week.close()
