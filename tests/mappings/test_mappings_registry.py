"""The registry: which guide a set is read by."""

from __future__ import annotations

import subprocess
import sys

import pytest

from edi.errors import GuideError
from mappings.guides import HEADS, Head
from mappings.registry import guide_for, guide_named, names


def test_names() -> None:
    assert names() == (
        "837D", "835", "999", "277CA", "270", "271", "276", "277", "278-request", "278-response"
    )


@pytest.mark.parametrize("head", HEADS, ids=lambda head: head.name)
def test_a_guide_is_what_its_head_says(head: Head) -> None:
    guide = guide_named(head.name)
    assert (guide.name, guide.set_id, guide.group_id) == (head.name, head.set_id, head.group_id)
    assert (guide.version, guide.also, guide.title) == (head.version, head.also, head.title)
    assert guide_named(head.name) is guide


@pytest.mark.parametrize(
    ("set_id", "group_version", "set_version", "name"),
    [
        ("837", "005010X224A2", "005010X224A2", "837D"),
        ("837", "005010X224A1", None, "837D"),
        ("837", "005010X224", "005010X224", "837D"),
        ("837", "005010X224A2", "nonsense", "837D"),
        ("837", "nonsense", "005010X224A2", "837D"),
        ("835", "005010X221A1", None, "835"),
        ("835", "005010X221", "", "835"),
        ("999", "005010X231A1", "005010X231A1", "999"),
        ("999", "005010X231", None, "999"),
        ("277", "005010X214", "005010X214", "277CA"),
        ("277", "005010X212", "005010X212", "277"),
        ("277", "005010X212", "005010X214", "277CA"),
        ("276", "005010X212", "005010X212", "276"),
        ("270", "005010X279A1", "005010X279A1", "270"),
        ("270", "005010X279", "005010X279", "270"),
        ("271", "005010X279A1", "005010X279A1", "271"),
        ("271", "005010X279A1", "005010X279", "271"),
    ],
)
def test_a_set_finds_its_guide(set_id: str, group_version: str, set_version: str | None, name: str) -> None:
    assert guide_for(set_id, group_version, set_version) is guide_named(name)


@pytest.mark.parametrize(
    ("set_id", "version"),
    [
        ("837", "004010X098A1"), ("277", "005010X213"), ("837", "004010X097A1"), ("835", "005010X224A2"),
        ("270", "005010X212"), ("276", "005010X214"),
    ],
)
def test_a_set_without_a_guide_finds_none(set_id: str, version: str) -> None:
    assert guide_for(set_id, version, version) is None


def test_a_set_in_a_strange_group_finds_none() -> None:
    assert guide_for("837", "005010X224A2", group_id="HC") is guide_named("837D")
    assert guide_for("837", "005010X224A2", group_id="HP") is None
    assert guide_for("271", "005010X279A1", group_id="HB") is guide_named("271")
    assert guide_for("271", "005010X279A1", group_id="HS") is None


@pytest.mark.parametrize(
    ("second", "name"),
    [
        (["BHT", "0007", "13", "1"], "278-request"),
        (["BHT", "0007", "11", "1"], "278-response"),
        (["BHT", "0007", "11"], "278-response"),
        # What bears no sign is read as the first of the two: a request.
        (["BHT", "0007", "99"], "278-request"),
        (["BHT", "0007", "11 "], "278-request"),
        (["BHT", "11"], "278-request"),
        (["BHT", "0007", ""], "278-request"),
        (["HL", "0007", "11"], "278-request"),
        ([""], "278-request"),
        ([], "278-request"),
    ],
)
def test_guides_of_one_version_are_told_apart_by_the_second_segment(second: list[str], name: str) -> None:
    assert guide_for("278", "005010X217", second=second) is guide_named(name)
    assert guide_for("278", "nonsense", "005010X217", "HI", tuple(second)) is guide_named(name)
    assert guide_for("278", "005010X217", group_id="HC", second=second) is None


def test_a_sign_is_asked_for_only_where_guides_must_be_told_apart() -> None:
    assert guide_for("837", "005010X224A2", second=["BHT", "0007", "11"]) is guide_named("837D")
    kinds: dict[tuple[str, str, str], list[Head]] = {}
    for head in HEADS:
        kinds.setdefault((head.set_id, head.version, head.group_id), []).append(head)
    for first, *others in kinds.values():
        assert first.sign is None
        assert all(head.sign for head in others)
        assert len({head.sign for head in others}) == len(others)


def test_a_name_nobody_has_is_told() -> None:
    with pytest.raises(GuideError, match="837D, 835, 999, 277CA, 270, 271, 276, 277"):
        guide_named("837X")


def test_only_the_guide_asked_for_is_imported() -> None:
    program = (
        "import sys; from mappings.registry import guide_for; guide_for('999', '005010X231A1');"
        "print(sorted(m for m in sys.modules if m.startswith('mappings.guides.')))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "['mappings.guides.x231a1']"
