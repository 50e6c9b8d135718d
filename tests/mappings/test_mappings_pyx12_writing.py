"""Our guides as maps of pyx12: valid by its schema, read by it, and the same guide when read back."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
import pyx12.map_if
import pyx12.params
from lxml import etree

from edi.guide import UNBOUNDED, Element, Guide, Loop, Slot
from mappings.edits import Edit, edit_guide
from mappings.paths import find
from mappings.pyx12_maps import write_pyx12
from mappings.pyx12_maps.format import LISTS
from mappings.pyx12_maps.reading import read_map
from mappings.registry import borrowed_names, guide_named, names
from mappings.standard import ELEMENTS

MAPS = files("pyx12") / "map"
SAID_BY_NUMBER = {
    "26": "countries", "100": "currencies", "156": "states", "1034": "carc", "1361": "oral_cavity",
}
"""Lists of an element wherever it stands: they come back without the map's help."""


def said_element(row: Element) -> Element:
    """An element as far as the format can say it."""
    listed = row.code_list if row.code_list in LISTS else SAID_BY_NUMBER.get(row.number, "")
    row = replace(
        row,
        usage="S" if row.doubt else row.usage,
        codes=(*row.codes, *row.doubtful_codes) if row.codes else (),
        doubtful_codes=(),
        doubt=False,
        code_list=listed,
        components=tuple(map(said_element, row.components)),
    )
    if row.components:
        return row
    kind, least, most = ELEMENTS[row.number]
    return replace(row, type=kind, min=max(row.min, least), max=min(row.max, most))


def said_slot(slot: Slot) -> Slot:
    if slot.key and not slot.key[1]:
        # Doubtful codes of the key are left out: they may be those of a look-alike.
        key = slot.key[0]
        elements = tuple(
            replace(row, doubtful_codes=()) if row.position == key else row for row in slot.elements
        )
        slot = replace(slot, elements=elements)
    return replace(
        slot,
        usage="S" if slot.doubt and slot.usage == "R" else slot.usage,
        repeat=UNBOUNDED if slot.doubt else slot.repeat,
        conditions=(),
        doubt=False,
        elements=tuple(map(said_element, slot.elements)),
    )


def said_loop(loop: Loop) -> Loop:
    return replace(
        loop,
        usage="S" if loop.doubt and loop.usage == "R" else loop.usage,
        repeat=UNBOUNDED if loop.doubt else loop.repeat,
        doubt=False,
        children=tuple(
            said_loop(child) if isinstance(child, Loop) else said_slot(child) for child in loop.children
        ),
    )


def unnamed(loop: Loop) -> Loop:
    """Without the brackets of slots that are alone with their id in their loop."""
    refs = [child.first.id if isinstance(child, Loop) else child.id for child in loop.children]
    return replace(
        loop,
        children=tuple(
            unnamed(child)
            if isinstance(child, Loop)
            else replace(child, ref=child.id) if refs.count(child.id) == 1 else child
            for child in loop.children
        ),
    )


def versions_in_st(guide: Guide, root: Loop) -> Loop:
    """ST03 has the earlier versions as doubtful codes again: GS08 tells them."""
    if not guide.also or not find(guide, "HEADER/ST").slot.element(3):
        return root
    heading, *others = root.children
    st = heading.children[0]
    elements = tuple(
        replace(row, codes=(guide.version,), doubtful_codes=guide.also) if row.position == 3 else row
        for row in st.elements
    )
    heading = replace(heading, children=(replace(st, elements=elements), *heading.children[1:]))
    return replace(root, children=(heading, *others))


@pytest.mark.parametrize("name", [*names(), *borrowed_names()])
def test_a_guide_comes_back(name: str) -> None:
    guide = guide_named(name)
    again = read_map(write_pyx12(guide), name)
    assert replace(again, root=guide.root) == guide
    expected = versions_in_st(guide, said_loop(guide.root))
    assert unnamed(again.root) == unnamed(expected)


def test_the_dental_claim_comes_back_with_its_names_and_units() -> None:
    guide = guide_named("837D")
    assert read_map(write_pyx12(guide), "837D").root == versions_in_st(guide, said_loop(guide.root))


@pytest.mark.parametrize("name", [*names(), *borrowed_names()])
def test_the_schema_of_pyx12_takes_it(name: str) -> None:
    schema = etree.XMLSchema(etree.fromstring((MAPS / "map.xsd").read_bytes()))
    schema.assertValid(etree.fromstring(write_pyx12(guide_named(name))))


def test_pyx12_reads_it(tmp_path: Path) -> None:
    for file in ("codes.xml", "dataele.xml"):
        (tmp_path / file).write_bytes((MAPS / file).read_bytes())
    (tmp_path / "837D.xml").write_bytes(write_pyx12(guide_named("837D")))
    found = pyx12.map_if.load_map_file("837D.xml", pyx12.params.params(), str(tmp_path))
    claim = found.getnodebypath("/ISA_LOOP/GS_LOOP/ST_LOOP/DETAIL/2000A/2000B/2300")
    assert (claim.usage, claim.get_max_repeat()) == ("S", 100)
    teeth = found.getnodebypath("/ISA_LOOP/GS_LOOP/ST_LOOP/DETAIL/2000A/2000B/2300/2400/TOO")
    assert [child.usage for child in teeth.children] == ["R", "R", "S"]
    assert "".join(teeth.children[2].children[0].valid_codes) == "BDFILMO"


def test_narrower_lengths_are_told_as_expressions() -> None:
    """A payer's lengths: text by its characters, numbers by their digits."""
    edits = [Edit("2300/CLM01", max=20), Edit("2400/SV302", max=7), Edit("2010AA/N301", min=3)]
    root = etree.fromstring(write_pyx12(edit_guide(guide_named("837D"), edits)))
    told = {
        row.findtext("refdes") or row.get("xid"): row.findtext("regex") for row in root.iter("element")
        if row.findtext("regex")
    }
    assert told == {"CLM01": "^.{1,20}$", "SV302": r"^(\D*\d){1,7}\D*$", "N301": "^.{3,55}$"}
    again = read_map(etree.tostring(root), "837D")
    assert [find(again, path).element.max for path in ("2300/CLM01", "2400/SV302")] == [20, 7]


def test_what_is_doubted_is_allowed() -> None:
    root = etree.fromstring(write_pyx12(guide_named("835")))
    contact, = (row for row in root.iter("segment") if row.get("xid") == "PER"
                and row.findtext("element/valid_codes/code") == "BL")
    assert contact.findtext("usage") == "S"
    groups = [row for row in root.iter("element") if row.get("xid") == "CAS01"]
    assert all("CR" in [code.text for code in row.iterfind("valid_codes/code")] for row in groups)
