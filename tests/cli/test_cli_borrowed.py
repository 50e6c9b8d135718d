"""The commands on a file of a guide that is borrowed from pyx12's maps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_calls import Told

from benchmarks.generate import write_file

Call = Callable[..., Told]


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    """One professional claim."""
    path = tmp_path / "claims.837p.edi"
    with path.open("wb") as out:
        write_file(out, "837P", 1)
    return path


def test_a_professional_claim_validates(call: Call, claims: Path) -> None:
    told = call("validate", claims)
    assert (told.code, told.err) == (0, "")
    assert "837P 005010X222A1: 1 accepted" in told.out
    assert "clean: 0 errors, 0 warnings; 1 claim, " in told.out


def test_its_faults_are_told_at_their_places(call: Call, claims: Path) -> None:
    text = claims.read_text()
    claims.write_text(text.replace("SV1*HC:", "SV1*AD:", 1))
    told = call("validate", claims)
    assert told.code == 1
    assert "E207" in told.out
    assert "2400/SV101-1" in told.out
    answer = call("ack", claims).out
    assert "AK2*837*" in answer
    assert "~IK4*1:1*235*7" in answer


def test_it_is_described_by_its_guide(call: Call, claims: Path) -> None:
    told = call("describe", claims, "--no-values")
    assert told.code == 0
    assert "837P professional claim" in told.out
    assert "2400 " in told.out

