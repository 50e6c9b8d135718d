"""Disks that nobody waits for: a kill loses no bytes that were written, only a power cut does."""

from __future__ import annotations

import os
from typing import Any

import pytest

from store import engine


def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits until a disk has what was written, from now on in this test."""
    connected = engine._on_connect

    def quickly(connection: Any, record: object) -> None:
        connected(connection, record)
        connection.execute("PRAGMA synchronous=OFF")

    monkeypatch.setattr(engine, "_on_connect", quickly)
    monkeypatch.setattr(os, "fsync", lambda handle: None)
