"""`work`, `notices`, `message`, `authorizations`, `orders` as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from clearing_files import claim, claims_file
from clearing_places import Place
from cli_calls import ROOT, Told
from inquiry_texts import MARLOW, answer278, ask278, echoed

Call = Callable[..., Told]
PLAN = ROOT / "samples" / "demo" / "plan.toml"


@pytest.fixture
def held(call: Call, place: Place) -> Place:
    """A house with one task, oak's."""
    place.drop("oak", "a.edi", claims_file(claim("C1"), payer="NOBODY"))
    place.close()
    assert call("run").code == 0
    return place


def test_a_task_from_the_list_to_done(call: Call, held: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BITEWING_OPERATOR", "ruth")
    [task] = call("work", "list", "--json").json
    assert (task["id"], task["account"], task["kind"], task["state"]) == (1, "oak", "claim held", "open")
    assert call("work", "list", "--mine", "--json").json == []
    assert call("work", "take", 1).out == "task 1: taken\n"
    assert call("work", "note", 1, "called them").code == 0
    assert [one["owner"] for one in call("work", "list", "--mine", "--json").json] == ["ruth"]
    assert call("work", "take", 1, "--by", "paul").code == 2
    assert call("work", "give", 1, "--to", "paul", "--json").json == {"task": 1, "state": "taken"}
    shown = call("work", "show", 1).out
    assert "called them" in shown
    assert "paul" in shown
    assert call("work", "done", 1, "--reason", "on paper").out == "task 1: done\n"
    assert "Nothing to show" in call("work", "list").out
    assert [one["done_by"] for one in call("work", "list", "--done", "--json").json] == ["ruth"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("work", "list", "--kind", "nothing"), "the kinds are: claim rejected"),
        (("work", "list", "--mine", "--owner", "paul"), "two people"),
        (("work", "show", "2"), "there is no task 2"),
        (("work", "show", "1", "--account", "elm"), "there is no task 1 of account elm"),
        (("work", "list", "--account", "nobody"), "there is no account nobody"),
        (("work", "give", "1", "--to", "Ruth Hartley"), "short name"),
        (("orders", "7"), "there is no order 7"),
        (("orders", "--tray", "lost"), "--tray"),
        (("authorizations", "7", "--account", "elm"), "there is no inquiry 7 of account elm"),
        (("notices", "end", "7"), "there is no notice 7"),
        (("notices", "add", "--account", "oak", "--until", "soon", "x"), "--until"),
        (("message", "send", "--to", "nobody", "-"), "no partner"),
    ],
)
def test_asked_wrongly(call: Call, held: Place, words: tuple[str, ...], says: str) -> None:
    told = call(*words)
    assert told.code == 2
    assert says in told.err


def test_notices_and_messages(call: Call, place: Place, tmp_path: Path) -> None:
    told = call("notices", "add", "--account", "oak", "--until", "2099-12-31", "Closed on the 25th.")
    assert (told.code, told.out) == (0, "1 told, notices 1\n")
    assert "Closed on the 25th." in call("status", "--account", "oak").out
    assert call("status", "--account", "oak", "--json").json["notices"][0]["text"] == "Closed on the 25th."
    assert call("status", "--account", "elm", "--json").json["notices"] == []
    assert "notices" not in call("status", "--json").json
    assert call("notices", "end", 1).code == 0
    assert call("notices", "list", "--account", "oak", "--json").json == []
    letter = tmp_path / "letter.txt"
    letter.write_text("Good morning.")
    assert call("message", "send", "--to", "delta", letter).code == 0
    told = call("message", "send", "--to", "oak", "-", "--json", stdin=b"From standard input.")
    assert told.json["name"] == "message-000000001.txt"
    assert call("run").code == 0
    assert place.got("delta") == ["Good morning."]
    assert place.got("oak", "message") == ["From standard input."]


def test_an_authorization_and_its_order(call: Call, place: Place) -> None:
    place.take("oak", ask278(MARLOW))
    trace = place.inquiries()[0].out_trace or ""
    place.take("delta", answer278(MARLOW, echoed(trace, "T-1"), "A1*AUTH77", reference="X"))
    place.close()
    [one] = call("authorizations", "--group", "determined", "--account", "oak", "--json").json
    assert (one["outcome"], one["group"], one["order"]["number"]) == ("A1", "determined", "AUTH77")
    assert call("authorizations", "--group", "pending", "--json").json == []
    assert "AUTH77" in call("authorizations").out
    assert "determined" in call("authorizations", 1).out
    [order] = call("orders", "--tray", "in-process", "--json").json
    assert (order["state"], order["tray"]) == ("issued", "in-process")
    assert call("orders", "--account", "elm", "--json").json == []
    shown = call("orders", 1, "--json").json
    assert ([one["what"] for one in shown["history"]], shown["claims"]) == (["recorded"], [])


def test_the_sandbox_payer_s_decision_becomes_an_order(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked over the line; the order is there after the next run."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    house = tmp_path / "own"
    assert call("init", house, "--plan", PLAN).code == 0
    asked = call(
        "review", "ask", "--house", house, "--account", "harbor", "--provider-name", "HARBOR",
        "--provider-npi", "1992000012", "--member", "SBX100101", "--last", "ALDERMAN", "--first", "ROSA",
        "--birth", "1984-03-12", "--service", "D2740:14:MOD=1250", "--attachment", "XR-1", "--json",
    )
    assert asked.code == 0
    number = asked.json["responses"][0]["event"]["decision"]["authorization_number"]
    assert call("run", "--house", house).code == 0
    [order] = call("orders", "--house", house, "--json").json
    assert (order["account"], order["state"], order["number"]) == ("harbor", "issued", number)
    assert order["expires_on"] > order["issued_on"]
