"""The commands on the house's knowledge: rules and guides."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from clearing_files import claim, claims_file
from clearing_places import Place
from cli_calls import ROOT, Told

from mappings.registry import names
from transactions.rules.book import RULES

Call = Callable[..., Told]


# rules


def test_rules_list(call: Call) -> None:
    told = call("rules", "list", "--json")
    assert [one["rule"] for one in told.json] == list(RULES)
    table = call("rules", "list")
    assert table.code == 0
    for text in ("B101", "277CA STC01 A8:400", "999 IK403 7", "TA1 TA105 020", "from 2027-01-01", "always"):
        assert text in table.out


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        (("--release", "0.2"), {"D123", "D124", "D125", "X131"}),
        (("--release", "0.2", "--scope", "claim"), {"X131"}),
        (("--snip", "3", "--scope", "LINE"), {"B112", "B201"}),
        (("--snip", "7"), {"H101", "H151"}),
    ],
)
def test_rules_chosen(call: Call, options: tuple[str, ...], rules: set[str]) -> None:
    told = call("rules", "list", *options, "--json")
    assert {one["rule"] for one in told.json} == rules
    table = call("rules", "list", *options)
    assert table.code == 0
    assert all(rule in table.out for rule in rules)
    assert ("no rules" in table.out) == (not rules)


def test_rules_show(call: Call) -> None:
    told = call("rules", "show", "b101")
    assert told.code == 0
    for text in (
        "The charges of the lines (SV302)", "Send in CLM02 the sum", "277CA STC01 A8:400", "0.1", "always",
        "samples/faulty/balancing/B101.edi", "samples/clean/claim_*.edi",
    ):
        assert text in told.out
    answer = call("rules", "show", "D124", "--json").json
    assert (answer["acknowledgment"], answer["element"], answer["code"]) == ("277CA", "STC01", "A8:244")
    assert (answer["release"], answer["start"], answer["end"]) == ("0.2", "2027-01-01", None)
    assert "none in X12" in call("rules", "show", "B204").out


@pytest.mark.parametrize("rule", RULES)
def test_the_samples_of_a_rule_are_there(call: Call, rule: str) -> None:
    samples = call("rules", "show", rule, "--json").json["samples"]
    of_syntax = rule[0] in "FIGTSEUH"
    assert samples["faulty"] or of_syntax
    if samples["faulty"]:
        assert (ROOT / samples["faulty"]).is_file()
        kinds = {file.name.partition("_")[0] for file in ROOT.glob(samples["clean"])}
        assert len(kinds) > 3 if of_syntax else len(kinds) == 1


@pytest.mark.parametrize(
    ("words", "tells"),
    [
        (("rules", "show", "B1011"), "did you mean B111 or B101"),
        (("rules", "show", "\x1b[31m"), "no rule is called"),
        (("rules", "list", "--release", "0.3"), "no release is called '0.3'; did you mean 0.2 or 0.1?"),
        (("rules", "list", "--release", "next"), "no release is called 'next'; there are 0.1, 0.2"),
        (("rules", "list", "--scope", "clam"), "did you mean claim"),
        (("rules", "list", "--snip", "8"), "8 is not in the range"),
        (("guides", "show", "837"), "no guide is called '837'; did you mean 837D"),
        (("guides", "show", "837D", "--loop", "23000"), "no loop is called '23000'; did you mean 2300"),
        (("guides", "export", "nonsense"), "no guide is called 'nonsense'; there are"),
        (("guides", "export", "837D", "--format", "pdf"), "'pdf' is not one of"),
    ],
)
def test_names_that_are_none(call: Call, words: tuple[str, ...], tells: str) -> None:
    told = call(*words)
    assert told.code == 2
    assert tells in " ".join(told.err.split())


# rules dry-run


def half(number: str) -> list[str]:
    return [line.replace("*100****1", "*100****0.5") for line in claim(number)]


@pytest.fixture
def tried(place: Place) -> Place:
    """A house with two claims that release 0.2 rejects, and one that it takes."""
    place.take("oak", claims_file(claim("C1"), half("C2"), half("C3")))
    place.close()
    return place


SINCE = ("--release", "0.2", "--since", "2026-01-01")


def test_dry_run(call: Call, tried: Place) -> None:
    told = call("rules", "dry-run", *SINCE)
    assert told.code == 1
    for text in ("D125", "error", "oak", "200.00", "The quantity (SV306)", "C2", "C3"):
        assert text in told.out
    assert "C1" not in told.out
    assert told.out.splitlines()[-1] == "release 0.2: 2 of 3 claims in 1 files would newly be rejected"
    answer = call("rules", "dry-run", *SINCE, "--json")
    assert (answer.code, answer.json["claims"], answer.json["rejected"]) == (1, 3, 2)
    assert answer.json["by_rule"] == [
        {"rule": "D125", "severity": "error", "account": "oak", "claims": 2, "charge_cents": 20000}
    ]
    assert [(one["claim_id"], one["rules"]) for one in answer.json["caught"]] == [
        ("C2", ["D125"]), ("C3", ["D125"]),
    ]
    assert "member_index" not in answer.json["caught"][0]


def test_dry_run_shows_at_most_so_many(call: Call, tried: Place) -> None:
    told = call("rules", "dry-run", *SINCE, "--most", "1")
    assert "and 1 more claims (--most shows them)" in told.out
    assert "C3" not in told.out
    answer = call("rules", "dry-run", *SINCE, "--most", "1", "--json").json
    assert (len(answer["caught"]), answer["rejected"]) == (1, 2)


def test_dry_run_of_a_house_with_nothing_to_reject(call: Call, tried: Place) -> None:
    for options in (("--account", "elm"), ("--since", "0d")):
        told = call("rules", "dry-run", *SINCE, *options)
        assert told.code == 0
        assert "0 of 0 claims" in told.out
    days = (date.today() - date(2026, 1, 1)).days
    assert "2 of 3 claims" in call("rules", "dry-run", "--release", "0.2", "--since", f"{days}d").out


def test_dry_run_of_a_file_that_is_lost(call: Call, tried: Place) -> None:
    for sealed in (tried.folder / "archive").rglob("*"):
        if sealed.is_file():
            sealed.unlink()
    told = call("rules", "dry-run", *SINCE)
    assert told.code == 4
    assert "files 1" in told.err


@pytest.mark.parametrize(
    ("options", "tells"),
    [
        (("--release", "0.20"), "no release is called '0.20'; did you mean 0.2"),
        (("--release", "0.1"), "with a first day there are: 0.2"),
        (("--release", "0.2", "--since", "soon"), "say a number of days, like 90d, or a day"),
        (("--release", "0.2", "--since", "99999999d"), "say a number of days, like 90d, or a day"),
        (("--release", "0.2", "--since", "2026-02-30"), "say a number of days, like 90d, or a day"),
        ((), "--release"),
    ],
)
def test_dry_run_asked_wrongly(call: Call, place: Place, options: tuple[str, ...], tells: str) -> None:
    told = call("rules", "dry-run", *options)
    assert told.code == 2
    assert tells in " ".join(told.err.split())


# guides


def test_guides_list(call: Call) -> None:
    assert [one["guide"] for one in call("guides", "list", "--json").json] == list(names())
    told = call("guides", "list")
    assert told.code == 0
    for text in ("837D", "005010X224A2", "dental claim", "835", "999", "277CA"):
        assert text in told.out


def test_guides_show(call: Call) -> None:
    told = call("guides", "show", "837d")
    assert told.code == 0
    lines = [" ".join(line.split()) for line in told.out.splitlines()]
    assert lines[0] == "837D dental claim: 005010X224A2, set 837 in groups HC"
    assert "2300 claim situational, up to 100" in lines
    assert "REF[G1] prior authorization situational, once" in lines
    one = call("guides", "show", "837D", "--loop", "2300").out
    shown = [" ".join(line.split()) for line in one.splitlines()]
    assert "required, up to 100 in 2000C" in shown
    assert "CLM19 1383 ID 2 situational: PB" in shown
    assert "CLM05-1 1331 AN 1-2 required: list place_of_service" in shown
    assert not any(line.startswith("LX") for line in shown)
    assert call("guides", "show", "837D", "--json").json["version"] == "005010X224A2"
    assert call("guides", "show", "837D", "--loop", "2300", "--json").json["loop"] == "2300"


def test_guides_export(call: Call) -> None:
    document = call("guides", "export", "835")
    assert (document.code, document.json["name"]) == (0, "835")
    assert call("guides", "export", "835", "--format", "markdown", "--json").out == document.out
    page = call("guides", "export", "835", "--format", "markdown")
    assert page.out == (ROOT / "docs/reference/guides/835.md").read_text("utf-8")
    assert json.loads(document.out)["set"] == "835"
