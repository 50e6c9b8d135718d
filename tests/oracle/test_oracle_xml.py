"""pyx12 4 as an oracle for XML: the same tree for the same file, and the file again out of ours.

What differs stands in docs/reference/xml.md, and here as what must be done to both trees for them to be one.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import pyx12.xmlx12_simple
from lxml import etree
from pyx12_pairs import SHIPPED, Pair, our_guides, their_maps
from pyx12_runner import write_xml
from xml_files import lines, segments, tree, written

from edi.stream import Tables
from mappings.registry import names
from mappings.tables import guide_tables

CLEAN = sorted((Path(__file__).parent.parent.parent / "samples" / "clean").glob("*.edi"))
CORRECT = 20
"""Files of each guide that should be correct."""
EVERY = [*names(), *(f"pyx12 {name}" for name in SHIPPED)]
WRAPPERS = ("HEADER", "DETAIL", "FOOTER", "TABLE2AREA2", "TABLE2AREA3")
PAGE = Path(__file__).parent.parent.parent / "docs" / "reference" / "xml.md"

Tree = Any


def _without_wrappers(root: Tree) -> None:
    for loop in root.xpath("//loop"):
        if loop.get("id") in WRAPPERS:
            at, parent = loop.getparent().index(loop), loop.getparent()
            parent[at : at + 1] = list(loop)


def _our_loop_id(root: Tree) -> None:
    for loop in root.xpath('//loop[@id="LS_LOOP"]'):
        loop.set("id", "2700LS")


DIFFERENCES: dict[str, Callable[[Tree], None]] = {
    "pyx12 999": _without_wrappers, "pyx12 820": _without_wrappers, "pyx12 834": _our_loop_id,
}
"""By the map pyx12 reads by: what makes both trees one. All others are one as they are."""


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pair]:
    """Both programs by every guide: `837D` is ours, `pyx12 835` pyx12's own."""
    both_ways = (*our_guides(tmp_path_factory.mktemp("maps")), *their_maps())
    return {pair.name: pair for pair in both_ways}


def tables_of(pair: Pair) -> Tables:
    """Ours as they stand, where both programs read a map that pyx12 ships."""
    return pair.tables if pair.maps else guide_tables()


def correct(pair: Pair) -> list[str]:
    """Files of a guide in which neither program finds a fault, every level under the one before it."""
    files = (pair.file(pair.set_of(number)) for number in range(CORRECT))
    return [
        text for text in files if follows(text) and not pair.ours(text) and not pair.theirs(text)
    ]


def follows(text: str) -> bool:
    """Whether each event (EV) stands under the last level before it: pyx12 looks at no HL02."""
    last = ""
    for segment in text.split("~"):
        id, *values = segment.strip().split("*")
        if id == "HL":
            if values[2] == "EV":
                if values[1] != last:
                    return False
            elif values[2] != "SS":
                last = values[0]
    return True


def test_an_event_of_the_subscriber_stands_under_the_subscriber() -> None:
    """Also behind a dependent: ours by HL02, pyx12's under the dependent, as the page says."""
    clean = next(file for file in CLEAN if file.stem == "review_response_each_service_decided")
    text = clean.read_text().replace("~\n", "~")
    assert follows(text)
    other = text.replace("HL*4*3*23*1", "HL*4*3*23*0").replace("HL*5*4*EV", "HL*5*3*EV")
    assert not follows(other)
    for told, parent in ((text, "2000D"), (other, "2000C")):
        (event,) = tree(written(told.encode(), "pyx12")[0]).xpath('//loop[@id="2000E"]')
        assert event.getparent().get("id") == parent
    assert "stands under the level its HL02 names" in PAGE.read_text("utf-8")


def samples(pair: Pair) -> list[str]:
    """Our clean samples of a guide."""
    texts = (file.read_text().replace("~\n", "~") for file in CLEAN)
    return [text for text in texts if f'guide="{pair.name.removeprefix("pyx12 ")}"' in _own(text)]


def _own(text: str) -> str:
    return written(text.encode(), "bitewing")[0].decode()


def told(document: bytes, change: Callable[[Tree], None] | None) -> list[str]:
    """A document's tags, a line each."""
    root = tree(document)
    if change:
        change(root)
    return lines(etree.tostring(root))


@pytest.mark.parametrize("name", EVERY)
def test_the_same_tree(name: str, pairs: dict[str, Pair]) -> None:
    pair = pairs[name]
    files, change = [*correct(pair), *samples(pair)], DIFFERENCES.get(name)
    assert len(files) > CORRECT // 3
    same = 0
    for text in files:
        mine, counted = written(text.encode("latin-1"), "pyx12", tables_of(pair))
        # By our own rows we may find more in it than both find by the map.
        assert not counted or pair.maps is None
        theirs = write_xml(text, pair.maps)
        assert told(mine, change) == told(theirs, change)
        same += lines(mine) == lines(theirs)
    # What is told to differ does.
    assert same == len(files) if change is None else same < len(files)


def test_every_sample_is_compared(pairs: dict[str, Pair]) -> None:
    assert sum(len(samples(pairs[name])) for name in names()) == len(CLEAN)


@pytest.mark.parametrize("file", CLEAN, ids=lambda file: file.stem)
def test_pyx12_turns_our_document_back(file: Path, tmp_path: Path) -> None:
    data = file.read_bytes()
    document = tmp_path / "document.xml"
    document.write_bytes(written(data, "pyx12")[0])
    back = io.StringIO()
    pyx12.xmlx12_simple.convert(str(document), back)
    assert back.getvalue().replace("\n", "") == data.decode().replace("\n", "")


def test_a_segment_without_a_place(pairs: dict[str, Pair]) -> None:
    """pyx12 writes it under the id of the one before; ours is under its own."""
    text = next(file for file in CLEAN if file.stem == "claim_fillings").read_text().replace("~\n", "~")
    text = text.replace("LX*1~", "ZZZ*A*B~LX*1~", 1)
    theirs = write_xml(text, pairs["837D"].maps)
    mine = written(text.encode(), "pyx12")[0]
    assert b"ZZZ" not in theirs
    assert "ZZZ*A*B" in segments(mine)


def test_the_page_names_every_map_that_differs() -> None:
    page = PAGE.read_text("utf-8")
    for name in DIFFERENCES:
        assert f"| {name.removeprefix('pyx12 ')} by pyx12's own map |" in page
    assert page.count(" by pyx12's own map |") == len(DIFFERENCES)
