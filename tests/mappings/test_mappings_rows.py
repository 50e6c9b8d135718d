"""The sugar: what a row leaves unsaid comes from the standard, and a wrong row is told."""

from __future__ import annotations

import pytest

from edi.errors import GuideError
from edi.guide import Loop, Slot
from mappings.guides import DENTAL_CLAIM
from mappings.rows import MANY, R, Row, S, each, guide, loop, r, s, segment, set_header


def test_a_row_takes_number_type_and_lengths_from_the_standard() -> None:
    slot = segment("CLM", "claim", R, 1, r(1), r(5, r(1, "@place_of_service"), r(2, "B")))
    claim_id, place = slot.elements
    assert (claim_id.number, claim_id.type, claim_id.min, claim_id.max) == ("1028", "AN", 1, 38)
    assert (place.number, place.type, place.components[1].codes) == ("C023", "", ("B",))
    assert place.components[0].code_list == "place_of_service"


def test_the_bracket_fills_the_key() -> None:
    assert segment("REF[EI,SY]", "tax number", R, 1, r(1), r(2)).elements[0].codes == ("EI", "SY")
    assert segment("HL[22]", "level", R, 1, r(1), r(2), r(3), r(4)).key == (3, 0, ("22",))
    assert segment("HI[ABK,BK]", "diagnosis", S, 1, r(1, r(1), r(2))).key == (1, 1, ("ABK", "BK"))
    trigger = segment("CTX[SITUATIONAL TRIGGER]", "why", S, 9, r(1, r(1)))
    assert trigger.key == (1, 1, ("SITUATIONAL TRIGGER",))


def test_what_differs_is_said() -> None:
    row = segment("BHT", "batch", R, 1, r(3, max=30, doubt=True, doubtful="A B")).elements[0]
    assert (row.max, row.doubt, row.doubtful_codes) == (30, True, ("A", "B"))


def test_lists_that_belong_to_an_element_need_no_word() -> None:
    slot = segment("N4", "town", R, 1, *each(s, 1, 4))
    assert [element.code_list for element in slot.elements] == ["", "states", "", "countries"]


def test_syntax_notes_come_along() -> None:
    assert segment("N4", "town", R, 1, r(1)).syntax == ("E0207", "C0605", "C0704")
    assert segment("REF", "number", R, 1, r(1), s(4, r(1), r(2))).elements[1].syntax == ("P0304", "P0506")


@pytest.mark.parametrize(
    ("ref", "rows", "tells"),
    [
        ("QQ7", [r(1)], "no segment QQ7"),
        ("REF", [r(5)], "no element 5"),
        ("REF", [r(2), r(1)], "out of order"),
        ("REF", [r(1), r(1)], "twice"),
        ("REF", [r(4, r(7))], "no element 7"),
        ("SV4", [r(1)], "nothing is known of element 1"),
    ],
)
def test_a_row_without_a_place_in_the_standard_is_told(ref: str, rows: list[Row], tells: str) -> None:
    with pytest.raises(GuideError, match=tells):
        segment(ref, "name", R, 1, *rows)


def test_an_empty_loop_is_told() -> None:
    with pytest.raises(GuideError, match="2300"):
        loop("2300", "claim", R, MANY)


def test_a_guide_ends_with_se_and_narrows_what_it_limits() -> None:
    paid = segment("AMT[F5]", "paid", S, 1, r(1), r(2))
    header = loop("HEADER", "heading", R, 1, set_header(DENTAL_CLAIM), paid)
    root = guide(DENTAL_CLAIM, header, limits={"782": 10, "143": 99}).root
    assert root.children[1] == segment("SE", "set trailer", R, 1, r(1), r(2))
    made = root.children[0]
    assert isinstance(made, Loop)
    start, narrowed = (child for child in made.children if isinstance(child, Slot))
    assert (paid.elements[1].max, narrowed.elements[1].max) == (18, 10)
    assert start.elements[0].max == 3
    assert start.elements[2].codes == ("005010X224A2",)
    assert start.elements[2].doubtful_codes == ("005010X224", "005010X224A1")
