"""Puts this directory on the path: what several rooms' tests share stands here."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

# Looking for cycles among the many objects of a test process takes long, and finds little.
gc.set_threshold(50_000, 20, 100)

_LONGEST = Path(__file__).parent / "week"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests first: one that begins last keeps everybody waiting."""
    items.sort(key=lambda item: _LONGEST not in item.path.parents)
