"""The marked house of the tests of isolation."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest
from isolation_house import make


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The marked house, closed; made once for all workers."""
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    with (root / "isolation.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = root / "isolation" / "house"
        if not folder.exists():
            folder.parent.mkdir(exist_ok=True)
            make(tmp_path_factory.mktemp("making") / "house").folder.rename(folder)
    return folder
