"""Guides to be looked at: tree, document and page tell every row, and the pages are of today."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tiny_guides import element, guide, loop, slot

from edi.guide import Element, Guide, Loop, Slot
from mappings.guide_documents import guide_document, loop_document
from mappings.guide_formats import formats, write_guide
from mappings.guide_pages import write_markdown, write_pages
from mappings.guide_tree import loop_lines, loops_of, slots_of, tree_lines
from mappings.registry import guide_named, names

PAGES = Path(__file__).resolve().parents[2] / "docs/reference/guides"
GUIDES = [pytest.param(guide_named(name), id=name) for name in names()]
TINY = guide(
    loop(
        "2000", "S", 3,
        slot("LX", "R", 1, element(1, "R", "N0", max=6)),
        slot("REF[G1,F8]", "S", 0, element(1, "R", codes=("G1", "F8")),
             element(2, doubtful_codes=("X", "Y|Z"), min=10), syntax=("R0203",), doubt=True),
        loop("2100", "R", 1, slot("TOO", "R", 1, element(
            1, "R", "", repeat=5, number="C005",
            components=(element(1, "R", code_list="tooth"), element(2, repeat=0)),
        )), unit=True),
    ),
    loop("3000", "S", 1, loop("2100", "S", 2, slot("TOO", "R", 1))),
)


def rows(children: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every row of a document, as deep as it goes."""
    for child in children:
        yield child
        yield from rows(child.get("children") or child.get("elements") or child.get("components") or [])


def rows_of(row: Loop | Slot | Element) -> Iterator[Loop | Slot | Element]:
    """Every row of a guide below one."""
    for child in row.children if isinstance(row, Loop) else (
        row.elements if isinstance(row, Slot) else row.components
    ):
        yield child
        yield from rows_of(child)


@pytest.mark.parametrize("name", names())
def test_the_page_is_of_today(name: str) -> None:
    page = PAGES / f"{name}.md"
    anew = "write them anew: python -m mappings.guide_pages docs/reference/guides"
    assert page.is_file(), anew
    assert page.read_bytes() == write_markdown(guide_named(name)), anew


def test_there_is_no_page_of_another_guide(tmp_path: Path) -> None:
    assert {file.stem for file in PAGES.iterdir()} == set(names())
    (tmp_path / "old.md").write_text("an old guide")
    write_pages(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {f"{name}.md" for name in names()}


@pytest.mark.parametrize("told", GUIDES)
def test_a_loop_of_two_parents_is_the_same_in_both(told: Guide) -> None:
    """A page tells it once, and whether it must come for each parent."""
    for chains in loops_of(told).values():
        assert all(chain[-1].children == chains[0][-1].children for chain in chains)


@pytest.mark.parametrize("told", GUIDES)
def test_the_tree_tells_every_loop_and_slot(told: Guide) -> None:
    lines = list(tree_lines(told))[1:]
    walked = [row for _, row in told.walk()]
    names = [row.id if isinstance(row, Loop) else row.ref for row in walked]
    assert [line[: len(line) - len(line.lstrip()) + len(name)].strip() for line, name in
            zip(lines, names, strict=True)] == names
    for line, (above, _) in zip(lines, told.walk(), strict=True):
        assert len(line) - len(line.lstrip()) == 2 * len(above)


@pytest.mark.parametrize("told", GUIDES)
def test_the_document_tells_every_row(told: Guide) -> None:
    document = json.loads(write_guide(told, "json"))
    assert document == guide_document(told)
    found, wanted = list(rows(document["children"])), list(rows_of(told.root))
    assert len(found) == len(wanted)
    for entry, row in zip(found, wanted, strict=True):
        assert entry["usage"] == row.usage
        assert entry.get("repeat", 1) == (row.repeat or None)
        assert entry.get("doubt", False) == row.doubt
        if isinstance(row, Element):
            assert (entry["position"], entry["number"]) == (row.position, row.number)
            assert tuple(entry.get("codes", ())) == row.codes


@pytest.mark.parametrize("told", GUIDES)
def test_the_page_tells_every_place(told: Guide) -> None:
    page = write_markdown(told).decode()
    for one in slots_of(told):
        assert f"**`{one.ref}`** {one.name}: " in page
        for row in one.elements:
            assert f"| {one.id}{row.position:02} | {row.number} | " in page
    for loop_id in loops_of(told):
        assert page.count(f"\n## Loop {loop_id}\n") == 1
        assert f"(#loop-{loop_id.lower()})" in page


@pytest.mark.parametrize("form", formats())
@pytest.mark.parametrize("told", GUIDES)
def test_every_form_there_is_can_be_written(told: Guide, form: str) -> None:
    assert len(write_guide(told, form)) > 1000


def test_the_forms_there_are() -> None:
    assert {"json", "markdown"} <= set(formats())


def test_the_tree_of_a_tiny_guide() -> None:
    assert [line.split() for line in tree_lines(TINY)] == [
        ["TINY", "tiny:", "V1,", "set", "999", "in", "groups", "XX"],
        ["HEADER", "HEADER", "required,", "once"],
        ["ST", "ST", "required,", "once"],
        ["2000", "2000", "situational,", "up", "to", "3"],
        ["LX", "LX", "required,", "once"],
        ["REF[G1,F8]", "REF[G1,F8]", "situational,", "in", "doubt,", "any", "number"],
        ["2100", "2100", "required,", "once"],
        ["TOO", "TOO", "required,", "once"],
        ["3000", "3000", "situational,", "once"],
        ["2100", "2100", "situational,", "up", "to", "2"],
        ["TOO", "TOO", "required,", "once"],
        ["SE", "SE", "required,", "once"],
    ]


def test_one_loop_of_a_tiny_guide() -> None:
    told = [" ".join(line.split()) for line in loop_lines(TINY, "2000")]
    assert told == [
        "TINY tiny: V1, set 999 in groups XX",
        "2000 2000 situational, up to 3",
        "LX LX required, once",
        "LX01 91 N0 1-6 required",
        "REF[G1,F8] REF[G1,F8] situational, in doubt, any number",
        "REF01 91 AN 1-10 required: G1 F8",
        "REF02 92 AN 10 situational: with a warning X Y|Z",
        "syntax notes: R0203",
        "2100 2100 required, once",
    ]
    inner = [" ".join(line.split()) for line in loop_lines(TINY, "2100")]
    assert inner[2:] == [
        "required, once in 2000",
        "situational, up to 2 in 3000",
        "TOO TOO required, once",
        "TOO01 C005 composite required, up to 5",
        "TOO01-1 91 AN 1-10 required: list tooth",
        "TOO01-2 92 AN 1-10 situational, any number",
    ]


def test_the_page_of_a_tiny_guide() -> None:
    page = write_markdown(TINY).decode()
    for line in (
        "# TINY: tiny",
        "| · [2100](#loop-2100) | 2100 | situational | up to 2 |",
        "2100: required, once in 2000; situational, up to 2 in 3000; accepted or refused as a whole.",
        "**`REF[G1,F8]`** REF[G1,F8]: situational, in doubt, any number; syntax notes R0203.",
        "| REF02 | 92 | AN 10 | situational | once | with a warning X Y\\|Z |",
        "| TOO01-1 | 91 | AN 1-10 | required | once | list tooth |",
        "## In no loop",
    ):
        assert line in page.split("\n")


def test_the_document_of_one_loop() -> None:
    inner = loop_document(loops_of(TINY)["2100"][0][-1])
    assert inner == {
        "loop": "2100", "name": "2100", "usage": "R", "unit": True,
        "children": [{
            "segment": "TOO", "slot": "TOO", "name": "TOO", "usage": "R",
            "elements": [{
                "position": 1, "usage": "R", "number": "C005", "repeat": 5,
                "components": [
                    {"position": 1, "usage": "R", "number": "91", "type": "AN", "min": 1, "max": 10,
                     "list": "tooth"},
                    {"position": 2, "usage": "S", "number": "92", "type": "AN", "min": 1, "max": 10,
                     "repeat": None},
                ],
            }],
        }],
    }
