"""Paths: a place of a guide by its name."""

from __future__ import annotations

import pytest

from edi.errors import GuideError
from edi.guide import Element, Loop, Slot
from mappings.paths import Path, find, find_all, parse_path, spots
from mappings.registry import guide_named, names

CLAIM = guide_named("837D")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("2300", Path(("2300",))),
        ("HEADER", Path(("HEADER",))),
        ("2000C/2300", Path(("2000C", "2300"))),
        ("SE", Path((), "SE")),
        ("CLM01", Path((), "CLM", (), 1)),
        ("2010AA/N301", Path(("2010AA",), "N3", (), 1)),
        ("2000/TS3", Path(("2000",), "TS3")),
        ("2000/TS324", Path(("2000",), "TS3", (), 24)),
        ("2010AA/NM1[85]04", Path(("2010AA",), "NM1", ("85",), 4)),
        ("2300/CLM05-1", Path(("2300",), "CLM", (), 5, 1)),
        ("2310A/NM1[DN,P3]", Path(("2310A",), "NM1", ("DN", "P3"))),
        ("2100/CTX[SITUATIONAL TRIGGER]01-1", Path(("2100",), "CTX", ("SITUATIONAL TRIGGER",), 1, 1)),
    ],
)
def test_a_path_is_taken_apart_and_put_together(text: str, path: Path) -> None:
    assert parse_path(text) == path
    assert str(path) == text


@pytest.mark.parametrize(
    "text",
    ["", "/", "2300/", "/2300", "2300/clm01", "2300/CLM00", "2300/CLM1", "2300/CLM05-0", "2300/CLM05-",
     "CLM05-1-1", "2300/REF[G1", "2300/REF[[G1]]", "2300/REF[G\x1b1]", "2300\n", "CLM٠1", "A" * 500],
)
def test_what_is_no_path_is_told(text: str) -> None:
    with pytest.raises(GuideError, match="not a path"):
        parse_path(text)


def test_a_path_finds_loop_slot_element_and_component() -> None:
    loop, slot, element, component = (
        find(CLAIM, path) for path in ("2310B", "2300/REF[G1]", "2010AA/NM1[85]04", "2400/SV301-2")
    )
    assert isinstance(loop.row, Loop)
    assert [inner.id for inner in loop.loops] == ["2000A", "2000B", "2300", "2310B"]
    assert isinstance(slot.row, Slot)
    assert slot.row.ref == "REF[G1]"
    assert isinstance(element.row, Element)
    assert element.row.number == "1036"
    assert isinstance(component.row, Element)
    assert component.row.code_list == "cdt"
    assert component.element is not None
    assert component.element.position == 1


@pytest.mark.parametrize(
    ("path", "times"),
    [("2300", 2), ("2000B/2300", 1), ("2000C/2300", 1), ("2000B/2000C/2300", 1), ("2300/2320/CAS", 2),
     ("2000C/2300/2320/CAS02", 1), ("2010AA", 1), ("SE01", 1), ("CLM01", 2)],
)
def test_a_loop_with_two_parents_is_found_under_both(path: str, times: int) -> None:
    assert len(find_all(CLAIM, path)) == times


@pytest.mark.parametrize(
    ("path", "ref"),
    [
        ("2010AA/REF[EI,SY]", "REF[EI,SY]"),
        ("2010AA/REF[SY]", "REF[EI,SY]"),
        ("2010AC/REF[EI]", "REF[EI]"),
        ("2010AC/REF[EI,XX]", "REF[EI]"),
        ("2010BA/NM1", "NM1[IL]"),
        ("2300/HI", "HI[ABK,BK,TQ]"),
    ],
)
def test_codes_may_be_told_in_part(path: str, ref: str) -> None:
    row = find(CLAIM, path).row
    assert isinstance(row, Slot)
    assert row.ref == ref


@pytest.mark.parametrize(
    ("path", "tells"),
    [
        ("2300/REF02", r"not clear in 837D: it could be 2300/REF\["),
        ("N301", "not clear in 837D: it could be 2010AA/N301"),
        ("REF[EI]", r"not clear .* 2010AA/REF\[EI,SY\] or 2010AC/REF\[EI\]"),
        ("2300/REF[G9]", r"837D has no 2300/REF\[G9\]; the nearest is 2300/REF\[G3\]"),
        ("2310X", "the nearest is 2310"),
        ("2300/CLM03", "no 2300/CLM03; the nearest is 2300/CLM0"),
        ("2010AA/NM1[85]06", r"no 2010AA/NM1\[85\]06; the nearest is 2010AA/NM1\[85\]0"),
        ("2300/CLM05-4", "no 2300/CLM05-4; the nearest is 2300/CLM05-"),
        ("2000C/2010BA", "no 2000C/2010BA; the nearest is 2010BA"),
        ("2300/CAS[CO]", r"no 2300/CAS\[CO\]"),
    ],
)
def test_a_wrong_path_is_told_with_the_nearest_right_one(path: str, tells: str) -> None:
    with pytest.raises(GuideError, match=tells):
        find(CLAIM, path)


@pytest.mark.parametrize("name", names())
def test_every_place_is_found_by_its_own_path(name: str) -> None:
    guide = guide_named(name)
    for path, row in {spot.path: spot.row for spot in spots(guide)}.items():
        assert row in [spot.row for spot in find_all(guide, path)], path
