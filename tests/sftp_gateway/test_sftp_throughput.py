"""How fast a big file travels to each server and back; printed for people, never judged."""

import os
import time
from pathlib import Path

import pytest
from gateway_places import Place

from sftp_gateway.sftp import open_mailbox

MEBIBYTES = 50


def test_a_big_file_travels_whole(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours = tmp_path / "ours"
    ours.write_bytes(os.urandom(1 << 20) * MEBIBYTES)
    with open_mailbox(place.changed(inbox=place.settings.outbox)) as box:
        began = time.perf_counter()
        delivered = box.put(ours, "big.edi")
        put = time.perf_counter() - began
        fetched = box.fetch("big.edi", tmp_path / "home")
        fetch = time.perf_counter() - began - put
    assert fetched.sha256 == delivered.sha256
    with capsys.disabled():
        speeds = f"put {MEBIBYTES / put:.0f} MiB/s, fetch {MEBIBYTES / fetch:.0f} MiB/s"
        print(f"\n{MEBIBYTES} MiB, {place.server.kind}: {speeds}")
