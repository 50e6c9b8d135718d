"""The group `claims`: its old forms, and every command of it as it is typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from clearing_files import Answer, claim, claims_file, remittance
from clearing_places import Place
from cli_calls import Told

COMMANDS = (
    "approve", "fix", "hold", "list", "paper", "release", "replace", "secondary", "show", "void",
)
Call = Callable[..., Told]
BAD = ["CLM*BAD*90***11:B:1*Y*A*Y*Y", "DTP*472*D8*20260302", "LX*1", "SV3*AD:D0120*100****1"]


@pytest.fixture
def worked(place: Place) -> Place:
    place.take("oak", claims_file(claim("C1"), BAD))
    place.take("delta", remittance("EFT1", Answer("C1", 100, 80, 15)))
    place.close()
    return place


def test_the_old_forms_go_on(call: Call, worked: Place) -> None:
    assert call("claims").out == call("claims", "list").out
    assert call("claims", "1", "--json").json == call("claims", "show", "1", "--json").json
    paid = ("--state", "paid", "--json")
    assert call("claims", *paid).json == call("claims", "list", *paid).json
    assert call("claims", "--account", "oak", "1", "--json").json["id"] == 1
    told = call("claims", "--help")
    assert told.code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in told.out
    assert "look" not in told.out.replace("look for", "")
    assert call("claims", "nonsense").code == 2


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (["--group", "received"], ["BAD"]),
        (["--amount", "100.00"], ["C1"]),
        (["--amount", "90"], ["BAD"]),
        (["--from", "2026-03-02", "--to", "2026-03-02"], ["BAD", "C1"]),
        (["--to", "2026-03-01"], []),
        (["--trace", "EFT1"], ["C1"]),
        (["--member", "xd1000001", "--payer", "delta"], ["BAD", "C1"]),
        (["--name", "marlow june", "--payer-claim-number", "EX1"], ["C1"]),
    ],
)
def test_a_search(call: Call, worked: Place, asked: list[str], wanted: list[str]) -> None:
    assert [one["claim_id"] for one in call("claims", "list", *asked, "--json").json] == wanted


@pytest.mark.parametrize(
    ("option", "told"),
    [("--from", "02.03.2026"), ("--to", "yesterday"), ("--amount", "1.001"), ("--amount", "nan")],
)
def test_a_day_or_an_amount_that_is_none(call: Call, place: Place, option: str, told: str) -> None:
    said = call("claims", "list", option, told)
    assert said.code == 2
    assert option in said.err


def test_fix_tells_what_was_wrong_before_and_after(call: Call, worked: Place) -> None:
    told = call("claims", "fix", "2", "--set", "2300/CLM02=95")
    assert told.code == 1
    assert "Nothing was changed: errors are left." in told.out
    assert told.out.count("B101") == 2
    told = call("claims", "fix", "2", "--set", "2300/CLM02=100")
    assert told.code == 0
    assert told.out.count("B101") == 1
    assert call("claims", "--claim-id", "BAD", "--json").json[0]["parent"] == 2
    told = call("claims", "fix", "2", "--set", "2300/CLM99=100")
    assert told.code == 2


def test_segments_of_a_moment_stand_in_lines_of_their_own(call: Call, worked: Place) -> None:
    told = call("claims", "show", "1").assert_harmless()
    assert re.search(r"│ CLP\*C1\*1\*100\*80\*15[^\n]*\n[^\n]*│ (CAS|SVC)\*", told.out)
    assert "\\x0a" not in told.out


def test_hold_release_and_approve(call: Call, worked: Place) -> None:
    call("claims", "fix", "2", "--set", "2300/CLM02=100")
    told = call("claims", "hold", "3", "--reason", "looks wrong", "--json")
    assert (told.code, told.json[0]["state"]) == (0, "on hold")
    assert "looks wrong" in call("claims", "3").out
    assert call("claims", "release", "3", "--json").json[0]["state"] == "accepted"
    assert "put on hold: looks wrong" in call("claims", "show", "3").out
    told = call("claims", "approve", "3")
    assert (told.code, "claim 3 is accepted and cannot be approved" in told.err) == (2, True)


def test_replace_void_paper_and_secondary(call: Call, worked: Place, tmp_path: Path) -> None:
    told = call("claims", "secondary", "1", "--payer", "west", "--member", "W9", "--plan", "G", "--json")
    assert (told.code, told.json["claim"]["payer"]) == (0, "WST01")
    told = call("claims", "replace", "1", "--set", "2400/SV302=90", "--set", "2300/CLM02=90", "--json")
    assert (told.code, told.json["claim"]["frequency"]) == (0, "7")
    told = call("claims", "void", "1")
    assert (told.code, "has a replacement already" in told.err) == (2, True)
    out = tmp_path / "c.html"
    assert call("claims", "paper", "1", "--out", out, "--json").json["sheets"] == 1
    assert call("claims", "paper", "1", "--out", out).code == 2
