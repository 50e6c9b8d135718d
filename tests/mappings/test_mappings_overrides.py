"""Overrides: an invented payer's companion guide, and what is wrong with bad ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from edi.errors import GuideError
from edi.guide import Element, Guide, Loop, Slot
from mappings.edits import Edit, edit_guide
from mappings.overrides import LARGEST, apply_override, parse_override, read_override
from mappings.paths import find, find_all
from mappings.registry import guide_named

CLAIM = guide_named("837D")
NAMED = 'payer = "X"\nguide = "837D"\n'

HARBOR_DENTAL = """
payer = "Harbor Dental Plan"
guide = "837D"
source = "companion guide 2.1"

[rows."2300/CLM01"]
max = 20
note = "page 14"

[rows."2310B"]
usage = "R"

[rows."2310B/PRV[PE]"]
doubt = false

[rows."2000C/2300/PWK"]
repeat = 5

[rows."2300/NTE[ADD]"]
repeat = "unbounded"

[rows."2010AA/REF[EI,SY]01"]
codes = { remove = ["SY"] }

[rows."2300/PWK02"]
codes = { add = ["OL"], doubtful = ["FT"] }

[rows."2300/CLM05-1"]
codes = ["11", "12"]

[rows."2300/REF[9A]"]
usage = "N"

[rows."2300/DN104"]
usage = "N"

[rows."2300/CLM10"]
usage = "S"

[rows."2400/SV307"]
usage = "R"
max = 40
"""


def harbor() -> Guide:
    return apply_override(CLAIM, parse_override(HARBOR_DENTAL, "harbor.toml"))


def row(path: str) -> Loop | Slot | Element:
    return find(harbor(), path).row


def element(path: str) -> Element:
    found = row(path)
    assert isinstance(found, Element)
    return found


def test_the_guide_keeps_its_name_and_tells_the_payer() -> None:
    guide = harbor()
    assert (guide.name, guide.version) == (CLAIM.name, CLAIM.version)
    assert guide.title == "dental claim (Harbor Dental Plan)"
    assert find(CLAIM, "2300/CLM01").element.max == 38  # type: ignore[union-attr]


def test_a_row_that_stands_twice_is_changed_in_both() -> None:
    assert [spot.element.max for spot in find_all(harbor(), "2300/CLM01") if spot.element] == [20, 20]
    assert [spot.row.usage for spot in find_all(harbor(), "2310B")] == ["R", "R"]


def test_a_parent_chain_changes_one_of_them() -> None:
    slots = [spot.slot for spot in find_all(harbor(), "2300/PWK")]
    assert [slot.repeat for slot in slots if slot] == [10, 5]


def test_doubt_and_repeat() -> None:
    assert row("2310B/PRV[PE]").doubt is False
    assert row("2300/NTE[ADD]").repeat == 0


def test_codes_are_set_added_removed_and_doubted() -> None:
    assert element("2300/CLM05-1").codes == ("11", "12")
    assert element("2300/PWK02").codes == ("AA", "BM", "EL", "EM", "FX", "OL")
    assert element("2300/PWK02").doubtful_codes == ("FT",)


def test_a_slot_is_called_by_the_codes_it_still_has() -> None:
    slot = find(harbor(), "2010AA/REF[EI,SY]").slot
    assert slot is not None
    assert (slot.ref, slot.key) == ("REF[EI]", (1, 0, ("EI",)))


def test_rows_can_be_left_out() -> None:
    with pytest.raises(GuideError, match="no 2300/REF"):
        row("2300/REF[9A]")
    with pytest.raises(GuideError, match="no 2300/DN104"):
        row("2300/DN104")


def test_an_element_of_the_standard_can_be_used() -> None:
    assert (element("2300/CLM10").number, element("2300/CLM10").usage) == ("1351", "S")
    assert (element("2400/SV307").usage, element("2400/SV307").max) == ("R", 40)


def test_a_composite_comes_whole() -> None:
    guide = edit_guide(guide_named("835"), [Edit("2110/REF[6R]04", usage="S")])
    composite = find(guide, "2110/REF[6R]04").element
    assert composite is not None
    assert [part.usage for part in composite.components] == ["R", "R", "S", "S", "S", "S"]


def test_a_component_of_the_standard_can_be_used() -> None:
    guide = edit_guide(CLAIM, [Edit("2400/SV301-8", usage="S")])
    assert find(guide, "2400/SV301-8").component is not None


def test_the_later_of_two_edits_of_one_row_holds() -> None:
    guide = edit_guide(CLAIM, [Edit("2300/CLM01", max=20), Edit("2000C/2300/CLM01", max=12)])
    assert [spot.element.max for spot in find_all(guide, "2300/CLM01") if spot.element] == [20, 12]


def test_a_slot_renamed_under_one_parent_is_still_one_place() -> None:
    guide = edit_guide(CLAIM, [Edit("2000C/2300/2310A/NM1[DN,P3]01", remove=("P3",))])
    assert len(find_all(guide, "2310A/NM1[DN,P3]03")) == 2


def test_no_edit_no_change() -> None:
    assert edit_guide(CLAIM, []) == CLAIM


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "harbor.toml"
    file.write_text(HARBOR_DENTAL, encoding="utf-8")
    override = read_override(file)
    assert (override.payer, override.guide, override.file) == ("Harbor Dental Plan", "837D", "harbor.toml")
    assert override.source == "companion guide 2.1"
    assert len(override.edits) == 12


def test_another_guide_is_told() -> None:
    with pytest.raises(GuideError, match=r"harbor\.toml: is for the guide 837D, not for 835"):
        apply_override(guide_named("835"), parse_override(HARBOR_DENTAL, "harbor.toml"))


@pytest.mark.parametrize(
    ("rows", "tells"),
    [
        ('[rows."2300/REF[G9]01"]\nusage = "R"', r"x\.toml: .* no 2300/REF\[G9\]01; the nearest is 2300/REF"),
        ('[rows."2300/REF02"]\nusage = "R"', "not clear"),
        ('[rows."2300/CLM10"]\nmax = 1', "837D does not use it"),
        ('[rows."2300/CLM99"]\nusage = "R"', "837D has no 2300/CLM99"),
        ('[rows."2300/CLM"]\nusage = "N"', "the slot that starts a loop"),
        ('[rows."2300/CLM"]\nmax = 2', "belong to an element"),
        ('[rows."2310B"]\ncodes = ["A"]', "belong to an element"),
        ('[rows."2300/CLM05"]\nmax = 2', "a composite has no lengths"),
        ('[rows."2300/CLM05-1"]\nrepeat = 2', "a component does not repeat"),
        ('[rows."2300/CLM01"]\nmax = 39', "the standard has lengths from 1 to 38"),
        ('[rows."2300/CLM01"]\nmin = 9\nmax = 8', "shortest length 9 is above the longest 8"),
        ('[rows."2300/CLM05-1"]\ncodes = { add = ["11"] }', "those of the list place_of_service"),
        ('[rows."2300/CLM01"]\ncodes = { remove = ["11"] }', "not limited"),
        ('[rows."2300/CLM07"]\ncodes = { remove = ["Z"] }', "no code 'Z' to remove"),
        ('[rows."2300/CLM07"]\ncodes = { remove = ["A", "C"] }', "no code is left"),
        ('[rows."2300/CLM07"]\ncodes = ["LONG"]', "not 1 to 1 characters"),
        ('[rows."2300/REF[G3]01"]\ncodes = { add = ["G1"] }', "the code 'G1' already tells"),
        ('[rows."2300/REF[G3]01"]\nusage = "N"', "must stay required"),
        ('[rows."2300/HI[BK]01-1"]\nusage = "S"', "must stay required"),
    ],
)
def test_an_edit_that_cannot_be_is_told(rows: str, tells: str) -> None:
    override = parse_override(NAMED + rows, "x.toml")
    with pytest.raises(GuideError, match=tells):
        apply_override(CLAIM, override)


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("payer =", "x.toml: not TOML"),
        ("a = " + "[" * 100_000, "not TOML"),
        ("a = " + "9" * 10_000, "not TOML"),
        ('guide = "837D"', "payer must be a line of text"),
        ('payer = "X\\u001b[31m"\nguide = "837D"', "payer must be a line of text"),
        ('payer = "X"\nguide = 837', "guide must be a line of text"),
        (NAMED + 'rows = 3', "rows must be tables"),
        (NAMED + 'row = {}', "'row' is unknown; did you mean rows"),
        (NAMED + 'rows."2300/CLM01" = 3', "must be a table"),
        (NAMED + 'rows."2300/\\u001bCLM01".max = 3', "not a path"),
        (NAMED + 'rows."2300/CLM01" = {}', "changes nothing"),
        (NAMED + 'rows."2300/CLM01".note = "x"', "changes nothing"),
        (NAMED + 'rows."2300/CLM01".note = 3', "note must be a line"),
        (NAMED + 'rows."2300/CLM01".useage = "R"', "'useage' is unknown; did you mean usage"),
        (NAMED + 'rows."2300/CLM01".usage = "X"', "usage must be"),
        (NAMED + 'rows."2300/CLM01".usage = ["R"]', "usage must be"),
        (NAMED + 'rows."2300/CLM01".max = true', "max must be a whole number"),
        (NAMED + 'rows."2300/CLM01".max = 0', "max must be a whole number"),
        (NAMED + 'rows."2300/CLM01".max = 1.5', "max must be a whole number"),
        (NAMED + 'rows."2300/CLM01".repeat = "many"', "repeat must be a whole number"),
        (NAMED + 'rows."2300/CLM01".doubt = 1', "doubt must be true or false"),
        (NAMED + 'rows."2300/CLM07".codes = "A"', "codes must be a list"),
        (NAMED + 'rows."2300/CLM07".codes = []', "codes must be a list"),
        (NAMED + 'rows."2300/CLM07".codes = [1]', "every code must be text"),
        (NAMED + 'rows."2300/CLM07".codes = ["A", "A"]', "stands twice"),
        (NAMED + 'rows."2300/CLM07".codes = [" A"]', "every code must be text"),
        (NAMED + 'rows."2300/CLM07".codes = {}', "codes changes nothing"),
        (NAMED + 'rows."2300/CLM07".codes = {ad = ["A"]}', "'ad' is unknown; did you mean add"),
    ],
)
def test_a_file_that_is_no_override_is_told(text: str, tells: str) -> None:
    with pytest.raises(GuideError, match=tells) as told:
        parse_override(text, "x.toml")
    assert str(told.value).startswith("x.toml: ")
    assert str(told.value).isprintable()


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    binary, large = tmp_path / "binary.toml", tmp_path / "large.toml"
    binary.write_bytes(b"payer = '\xff'")
    large.write_bytes(b"#" * (LARGEST + 1))
    gone = tmp_path / "gone.toml"
    for file, tells in ((binary, "not UTF-8"), (large, "larger than"), (gone, "cannot be read")):
        with pytest.raises(GuideError, match=f"{file.name}: {tells}"):
            read_override(file)
