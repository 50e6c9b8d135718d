"""Checks of one segment: literal elements against literal faults."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_guides import PLAIN, element, slot

from edi.checks import SlotCheck, check_value
from edi.delimiters import Delimiters
from edi.errors import GuideError
from edi.syntax_notes import broken_note


def faults(row, text, sizes=None, delimiters=PLAIN):
    """The faults of a segment as words: rule, element, component, repetition where there is one."""
    told = SlotCheck(row, sizes or {})(text.split(delimiters.element), delimiters)
    return [(fault.rule,
    *(n for n in (fault.element, fault.component, fault.repetition) if n)) for fault in told]


def rule(kind, value, least=1, most=10, **rest):
    return check_value(element(1, "R", kind, min=least, max=most, **rest), value)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("AN", "A B", ""), ("AN", " A", ""), ("AN", "A ", ""), ("AN", "a", ""), ("AN", " ", "E106"),
        ("AN", "   ", "E106"), ("AN", "A\x01", "E106"), ("AN", "\x7f", "E106"), ("AN", "A\tB", "E106"),
        ("AN", "A\rB", "E106"), ("AN", "\x00", "E106"), ("AN", "A" * 10, ""), ("AN", "A" * 11, "E105"),
        ("AN", "M\xf6", "E151"), ("AN", "M\xc3\xb6", "E151"), ("AN", "\xe2\x82\xac" * 10, "E151"),
        ("AN", "\xe2\x82\xac" * 11, "E105"), ("AN", "\xc2\x85", "E106"), ("AN", "\x9f", "E106"),
        ("ID", "AB", ""),
        ("R", "0", ""), ("R", "12.50", ""), ("R", "-12.5", ""), ("R", ".5", ""), ("R", "5.", ""),
        ("R", "-0", ""),
        ("R", "1E5", "E106"), ("R", "NaN", "E106"), ("R", "Infinity", "E106"), ("R", "1_000", "E106"),
        ("R", "+1", "E106"), ("R", ".", "E106"), ("R", "-", "E106"), ("R", "-.", "E106"), ("R", " 1", "E106"),
        ("R", "1 ", "E106"), ("R", "1,5", "E106"), ("R", "\xd9\xa3", "E106"), ("R", "\xb2", "E106"),
        ("R", "0x1", "E106"), ("R", "--1", "E106"), ("R", "1.2.3", "E106"), ("R", "$1", "E106"),
        ("R", "-123456789.0", ""), ("R", "-1234567890.1", "E105"), ("R", "12345678901", "E105"),
        ("N0", "12", ""), ("N0", "-12", ""), ("N0", "1.0", "E106"), ("N0", "1E1", "E106"),
        ("N0", "+1", "E106"),
        ("N0", "-1234567890", ""), ("N0", "12345678901", "E105"), ("N2", "1250", ""), ("N2", "12.5", "E106"),
        ("N0", "\xd9\xa3", "E106"), ("N0", "-", "E106"),
        ("B", "A1", ""),
    ],
)
def test_values_by_type(kind, value, expected):
    assert rule(kind, value) == expected


@pytest.mark.parametrize(
    ("value", "least", "most", "expected"),
    [
        ("20240229", 8, 8, ""), ("20230229", 8, 8, "E108"), ("2024022", 8, 8, "E104"),
        ("202402290", 8, 8, "E105"),
        ("240229", 6, 6, ""), ("240230", 6, 6, "E108"), ("2024-2-9", 8, 8, "E108"),
        ("20241301", 8, 8, "E108"),
    ],
)
def test_days(value, least, most, expected):
    assert rule("DT", value, least, most) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1230", ""), ("123059", ""), ("12305999", ""), ("2400", "E109"), ("12306", "E109"), ("123", "E104"),
     ("123059999", "E105"), ("noon", "E109")],
)
def test_times(value, expected):
    assert rule("TM", value, 4, 8) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("A1", ""), ("B2", ""), ("C3", "U207"), ("XX", "E207"), ("a1", "E207"), ("A1 ", "E105"), ("A", "E104"),
     ("\x01\x02", "E106"), ("ABCDE", "E105")],
)
def test_codes(value, expected):
    assert rule("ID", value, 2, 2, codes=("A1", "B2"), doubtful_codes=("C3",)) == expected


def test_a_wrong_code_is_never_only_a_warning():
    assert rule("ID", "\xe9", codes=("A",)) == "E207"
    assert rule("ID", "ABC", 1, 2, codes=("A",), doubt=True) == "E207"


def test_doubt_softens_usage_lengths_and_repeats_and_nothing_else():
    assert rule("AN", "ABC", 1, 2, doubt=True) == "U205"
    assert rule("AN", "A", 2, 2, doubt=True) == "U205"
    assert rule("ID", "X", codes=("A",), doubt=True) == "E207"
    row = slot("ABC", "R", 1, element(1, "R", doubt=True), element(2, "R"))
    assert faults(row, "ABC**") == [("U201", 1), ("E201", 2), ("E152", 2)]
    row = slot("ABC", "R", 1, element(1, repeat=2, doubt=True), element(2, doubt=True))
    assert faults(row, "ABC*1^2*3") == []
    assert faults(row, "ABC*1^2^3*4^5") == [("U212", 1), ("U212", 2)]
    assert faults(row, "ABC*1^2^XXXXXXXXXXX") == [("U212", 1), ("U205", 1, 3)]


ROW = slot("ABC", "R", 1, element(1, "R"), element(3), element(4, repeat=3))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ABC*1", []), ("ABC*1**2", []), ("ABC", [("E201", 1)]), ("ABC*", [("E201", 1), ("E152", 1)]),
        ("ABC**", [("E201", 1), ("E152", 2)]), ("ABC*1*", [("E152", 2)]), ("ABC*1**2*", [("E152", 4)]),
        ("ABC*1*X", [("E210", 2)]), ("ABC*1****X", [("E210", 5)]), ("ABC*1*****X", [("E210", 6)]),
        ("ABC*1******X", [("E103", 7)]), ("ABC*1*******X*Y", [("E103", 8), ("E103", 9)]),
        ("ABC*1******", [("E152", 7)]),
        ("ABC*1^2", [("E112", 1)]), ("ABC*1***2^3^4", []), ("ABC*1***2^3^4^5", [("E112", 4)]),
        ("ABC*1***2^^4", [("E152", 4, 2)]), ("ABC*1***^", [("E152", 4, 1), ("E152", 4, 2)]),
        ("ABC*1***2^" + "X" * 11, [("E105", 4, 2)]), ("ABC*1:2", [("E113", 1)]),
        ("ABC*1***2^3:4", [("E113", 4, 2)]), ("ABC*:", [("E113", 1)]), ("ABC*^", [("E112", 1)]),
    ],
)
def test_elements_of_a_segment(text, expected):
    assert faults(ROW, text, {"ABC": 6}) == expected


PARTS = (element(1, "R", "ID", codes=("A", "B")), element(2, "S", "R"), element(4, "R"))
COMPOSITE = slot("SV", "R", 1, replace(element(1, "S", ""), components=PARTS, repeat=2, number="C003"),
element(2))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SV*A:1::X", []), ("SV*A:::X", []), ("SV", [("S112",)]), ("SV*", [("S112",), ("E152", 1)]),
        ("SV*A", [("E201", 1, 4)]),
        ("SV*A:1", [("E201", 1, 4)]),
        ("SV*:1::X", [("E201", 1, 1)]), ("SV*C:1::X", [("E207", 1, 1)]), ("SV*A:x::X", [("E106", 1, 2)]),
        ("SV*A:1:Y:X", [("E210", 1, 3)]), ("SV*A:1::X:Y", [("E210", 1, 5)]),
        ("SV*A:1::X::Y", [("E113", 1, 6)]),
        ("SV*A:1::X:", [("E152", 1, 5)]), ("SV*A:1::", [("E201", 1, 4), ("E152", 1, 4)]),
        ("SV*A:1::X^B:2::Y", []), ("SV*A:1::X^B:z::Y", [("E106", 1, 2, 2)]),
        ("SV*A:1::X^B:2::Y^A:1::X", [("E112", 1)]),
        ("SV*A:1::X^", [("E201", 1, 1, 2), ("E201", 1, 4, 2)]),
        ("SV*:", [("E201", 1, 1), ("E201", 1, 4), ("E152", 1, 2)]),
        ("SV**1:2", [("E113", 2)]),
    ],
)
def test_composites(text, expected):
    assert faults(COMPOSITE, text, {"C003": 5}) == expected


@pytest.mark.parametrize(
    ("note", "there", "expected"),
    [
        ("P0304", "", None), ("P0304", "34", None), ("P0304", "3", ("E102", 4)), ("P0304", "4", ("E102", 3)),
        ("P010203", "13", ("E102", 2)), ("P010203", "123", None),
        ("R0203", "", ("E102", 2)), ("R0203", "2", None), ("R0203", "3", None), ("R0203", "23", None),
        ("E0207", "", None), ("E0207", "2", None), ("E0207", "7", None), ("E0207", "27", ("E110", 7)),
        ("E020304", "234", ("E110", 3)),
        ("C0605", "", None), ("C0605", "5", None), ("C0605", "56", None), ("C0605", "6", ("E102", 5)),
        ("C020304", "2", ("E102", 3)), ("C020304", "23", ("E102", 4)), ("C020304", "34", None),
        ("L030405", "", None), ("L030405", "3", ("E102", 4)), ("L030405", "34", None),
        ("L030405", "35", None),
        ("L030405", "45", None),
    ],
)
def test_syntax_notes(note, there, expected):
    values = ["X", *("1" if str(n) in there else "" for n in range(1, 9))]
    assert broken_note(note, values) == expected
    while values[-1] == "":
        values.pop()
    assert broken_note(note, values) == expected


def test_syntax_notes_of_segments_and_composites():
    row = slot("ABC", "R", 1, element(1), element(2), element(3), syntax=("P0102", "E0103"))
    assert faults(row, "ABC*1") == [("E102", 2)]
    assert faults(row, "ABC*1*2*3") == [("E110", 3)]
    parts = tuple(element(n) for n in (1, 2, 3))
    row = slot("ABC", "R", 1, replace(element(1, type=""), components=parts, syntax=("C0302",), repeat=0))
    assert faults(row, "ABC*1") == []
    assert faults(row, "ABC*1::3") == [("E102", 1, 2)]
    assert faults(row, "ABC*1^1::3") == [("E102", 1, 2, 2)]


def test_a_required_element_that_a_note_wants_too_is_told_once():
    row = slot("ABC", "R", 1, element(1), element(2, "R"), syntax=("P0102",))
    assert faults(row, "ABC*1") == [("E201", 2)]


def dated(*codes):
    pair = (element(1, "R", "ID", number="1250", codes=codes), element(2, "R", number="1251", max=35))
    return slot("DTP", "R", 1, *pair)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DTP*D8*20240229", []), ("DTP*D8*20240230", [("E108", 2)]), ("DTP*D8*240229", [("E108", 2)]),
        ("DTP*D8*20240101-20240131", [("E108", 2)]), ("DTP*RD8*20240101-20240131", []),
        ("DTP*RD8*20240101", [("E108", 2)]), ("DTP*RD8*20240101-20240231", [("E108", 2)]),
        ("DTP*D6*240229", []),
        ("DTP*DT*202402291230", []), ("DTP*DT*20240229", [("E108", 2)]), ("DTP*TM*1230", []),
        ("DTP*TM*2530", [("E109", 2)]), ("DTP*XX*anything", []), ("DTP*D8", [("E201", 2)]),
        ("DTP**20240229", [("E201", 1)]), ("DTP*ZZ*x", [("E207", 1)]),
    ],
)
def test_the_format_that_a_qualifier_names(text, expected):
    assert faults(dated("D8", "RD8", "D6", "DT", "TM", "XX"), text) == expected


def test_the_format_of_a_date_in_a_composite():
    parts = (element(1, "R"), *dated("D8", "TM").elements)
    parts = tuple(replace(part, position=at, usage="S") for at, part in enumerate(parts, start=1))
    row = slot("HI", "R", 1, replace(element(1, "R", ""), components=parts, repeat=2))
    assert faults(row, "HI*A:D8:20240229") == []
    assert faults(row, "HI*A:D8:20240230") == [("E108", 1, 3)]
    assert faults(row, "HI*A:D8:20240229^B:TM:2530") == [("E109", 1, 3, 2)]
    assert faults(row, "HI*A::20240230") == []


def test_other_delimiters():
    delimiters = Delimiters("|", ">", "!", "\n")
    assert faults(ROW, "ABC|1|||2!3", {"ABC": 6}, delimiters) == []
    assert faults(ROW, "ABC|1*|||:^", {"ABC": 6}, delimiters) == []
    assert faults(ROW, "ABC|1>2", {"ABC": 6}, delimiters) == [("E113", 1)]


@pytest.mark.parametrize(
    "row",
    [
        slot("ABC", "R", 1, element(1, type="")),
        slot("ABC", "R", 1, element(1, type="XY")),
        slot("ABC", "R", 1, replace(element(1, type=""), components=(element(1, type=""),))),
    ],
)
def test_a_row_that_is_neither_simple_nor_composite(row):
    with pytest.raises(GuideError, match="ABC01"):
        SlotCheck(row, {})


@given(st.lists(st.text(alphabet=st.characters(max_codepoint=255), max_size=12), max_size=8))
def test_any_values_at_all_are_checked(values):
    for row in (ROW, COMPOSITE, dated("D8", "RD8", "TM")):
        assert isinstance(SlotCheck(row, {})([row.id, *values], PLAIN), list)
