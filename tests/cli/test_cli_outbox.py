"""`outbox` as it is typed: what waits, collecting it, having it again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from clearing_files import claim, claims_file
from clearing_places import Place
from cli_calls import Told

Call = Callable[..., Told]
OAK = ("--account", "oak", "--reader", "front-desk")


def test_collected_once_and_again(call: Call, place: Place, tmp_path: Path) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.close()
    waiting = call("outbox", "list", *OAK, "--json").json["answers"]
    assert [one["kind"] for one in waiting] == ["999", "277CA"]
    collected = call("outbox", "collect", *OAK, "--to", tmp_path / "answers", "--json").json
    assert [one["file"] for one in collected["files"]] == [one["file"] for one in waiting]
    there = {path.name for path in (tmp_path / "answers").iterdir()}
    assert {one["file"] for one in waiting} < there
    assert call("outbox", "list", *OAK, "--json").json["answers"] == []
    first = waiting[0]["answer"]
    moved = call("outbox", "rewind", *OAK, "--to", first)
    assert moved.out == f"front-desk has collected through answer {first}.\n"
    # Without a folder they go into the house.
    assert "Manifest: " in call("outbox", "collect", *OAK).out
    inside = place.folder / "collected" / "oak" / "front-desk"
    assert [path.name for path in inside.glob("*.edi")] == [waiting[1]["file"]]


def test_what_cannot_be_asked(call: Call, place: Place) -> None:
    place.close()
    assert call("outbox", "list", "--reader", "front-desk").code == 2
    assert call("outbox", "rewind", *OAK).code == 2
    told = call("outbox", "rewind", *OAK, "--to", "0")
    assert told.code == 2
    assert "reader front-desk has collected nothing from oak; who has: none" in told.err
    assert call("outbox", "collect", "--account", "nobody", "--reader", "desk").code == 2
