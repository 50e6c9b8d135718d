"""The acceptors: what an expression takes, the checks find nothing in; and the usual is taken."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest
from tiny_guides import PLAIN, OneTable, accepted, element, guide, loop, slot, told_body

from edi.alphabet import Alphabet, alternatives
from edi.checks import SlotCheck
from edi.delimiters import Delimiters
from edi.expressions import slot_expression
from edi.guide import Slot

VALUES = [
    "", "A", "AB", "A B", " A", "A ", " ", "  ", "abc", "é", "A\x01", "\x7f", "A" * 10, "A" * 11, "A:B",
    "A^B", "^A", "0", "1", "12", "1234", "123456", "12345678", "123456789", "1234567890", "12345678901", "-1",
    "+1", "--1", "1-", "1.5", "1.55", "1.555", "123456789.12", "1234567890.25", ".5", "5.", ".", "-", "-.",
    "-.5", "1.2.3", "1E5", "NaN", "1_000", "00", "-0", "٣", "Ù£", "20240229", "20230229", "19000229",
    "20000229", "21000101", "18991231", "20241301", "20240431", "00010101", "240229", "2400", "2360", "2359",
    "235959", "235960", "2359590", "23595999", "23595", "20240101-20240131", "20240131-20240101",
    "20240101-20230229", "20240101-", "202401011230", "202401012460", "AA", "AAA", "X",
]
TYPES = [
    ("AN", 1, 10), ("AN", 2, 5), ("AN", 1, 1), ("ID", 2, 3), ("R", 1, 10), ("R", 1, 18), ("R", 3, 5),
    ("R", 1, 2), ("N0", 1, 6), ("N2", 1, 10), ("DT", 8, 8), ("DT", 6, 6), ("DT", 6, 8), ("TM", 4, 8),
    ("TM", 4, 4), ("B", 1, 5),
]


def takes(row: Slot, text: str) -> bool:
    """Whether the slot's expression takes the segment; if so, the checks must find nothing."""
    pattern = re.compile(slot_expression(row, Alphabet.of(PLAIN)))
    taken = pattern.fullmatch(text + "~") is not None
    faults = SlotCheck(row, {"ABC": 20, "DTP": 20})(text.split("*"), PLAIN)
    assert not (taken and faults), (text, faults)
    return taken


@pytest.mark.parametrize(("kind", "least", "most"), TYPES)
def test_values_of_every_type(kind, least, most):
    for usage in ("R", "S"):
        row = slot("ABC", "R", 1, element(1, usage, kind, min=least, max=most), element(2))
        for value in VALUES:
            takes(row, f"ABC*{value}")
            takes(row, f"ABC*{value}*X")


@pytest.mark.parametrize(
    ("kind", "least", "most", "values"),
    [
        ("AN", 1, 10, ["A", "A B", "0123456789", "'(,/"]),
        ("R", 1, 18, ["0", "12", "12.5", "-12.55", ".5", "-.5", "1234567890"]),
        ("N0", 1, 6, ["0", "-12", "123456"]),
        ("DT", 8, 8, ["20240229", "19500101", "20991231"]),
        ("TM", 4, 8, ["0000", "2359", "235959", "23595999"]),
    ],
)
def test_the_usual_values_are_taken(kind, least, most, values):
    row = slot("ABC", "R", 1, element(1, "R", kind, min=least, max=most))
    assert all(takes(row, f"ABC*{value}") for value in values)


def test_codes_are_taken_whole_and_doubtful_ones_never():
    codes = element(1, "R", "ID", codes=("1", "11", "1A"), doubtful_codes=("2",))
    row = slot("ABC", "R", 1, codes, element(2))
    assert [takes(row, f"ABC*{code}*X") for code in ("1", "11", "1A", "1AA", "111", "2", "")] == [
        True, True, True, False, False, False, False
    ]


@pytest.mark.parametrize(
    "codes",
    [
        ("1",), ("1", "2"), ("S", "SG", "SL", "TG", "T"), ("A", "AB", "ABC", "B", "BB"),
        ("-", "A-", "]", "^A"),
        ("D8", "RD8"), ("11", "12", "21", "22", "31"), ("MR", "MSC", "TT", "TTP"), ("X Y", "X"),
    ],
)
def test_alternatives_are_these_codes_and_the_longest_is_tried_first(codes):
    pattern = re.compile(alternatives(codes))
    letters = sorted({*"".join(codes), "B"})
    words = ["".join(word) for size in range(4) for word in itertools.product(letters, repeat=size)]
    assert {word for word in words if pattern.fullmatch(word)} == set(codes)
    for code in codes:
        longest = max((other for other in codes if f"{code}BC".startswith(other)), key=len)
        assert pattern.match(f"{code}BC").group() == longest


NOTES = [
    "P0102", "P020304", "R0102", "R0203", "R020304", "E0102", "E020304", "C0102", "C0302", "C020304",
    "L020304", "L0401", "L010203",
]
PRESENCE = list(itertools.product((False, True), repeat=4))


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("required", [0, 1, 2])
def test_syntax_notes_of_a_segment(note, required):
    """Every way to fill four elements, notes alone and in pairs, with and without trailing separators."""
    for other in ("", *NOTES):
        notes = (note, other) if other else (note,)
        rows = [element(n, "R" if n == required else "S") for n in (1, 2, 3, 4)]
        row = slot("ABC", "R", 1, *rows, syntax=notes)
        for there in PRESENCE:
            text = "*".join(["ABC", *("X" if yes else "" for yes in there)])
            takes(row, text)
            faults = SlotCheck(row, {})(text.rstrip("*").split("*"), PLAIN)
            if not faults and "E" not in {n[0] for n in notes}:
                assert takes(row, text.rstrip("*"))


@pytest.mark.parametrize("note", NOTES)
def test_syntax_notes_of_a_segment_that_does_not_use_every_place(note):
    for unused in (1, 2, 3, 4):
        rows = [element(n) for n in (1, 2, 3, 4) if n != unused]
        row = slot("ABC", "R", 1, *rows, syntax=(note,))
        for there in PRESENCE:
            takes(row, "*".join(["ABC", *("X" if yes else "" for yes in there)]).rstrip("*"))


@pytest.mark.parametrize("note", NOTES)
def test_syntax_notes_of_a_composite(note):
    for required in (1, 2):
        parts = tuple(element(n, "R" if n <= required else "S") for n in (1, 2, 3, 4))
        composite = replace(element(1, "R", ""), components=parts, syntax=(note,))
        row = slot("ABC", "R", 1, composite, element(2))
        for there in PRESENCE:
            value = ":".join("X" if yes else "" for yes in there)
            for text in (value, value.rstrip(":")):
                takes(row, f"ABC*{text}")
                takes(row, f"ABC*{text}*X")


def qualified(usage, *codes, at=2):
    return (
        element(at, usage, "ID", number="1250", codes=codes),
        element(at + 1, usage, number="1251", max=35),
    )


def test_the_format_follows_the_qualifier():
    every = ("D8", "TM", "DT", "D6", "XX")
    for usage, codes in (("R", ("D8", "RD8")), ("R", every), ("S", ("D8",)), ("S", ("RD8",))):
        pair = qualified(usage, *codes)
        for notes in ((), ("P0203",), ("R0304",), ("C0302",)):
            row = slot("DTP", "R", 1, element(1, "R"), *pair, element(4), syntax=notes)
            for code, value in itertools.product((*codes, "", "YY"), VALUES):
                takes(row, f"DTP*X*{code}*{value}".rstrip("*"))
                takes(row, f"DTP*X*{code}*{value}*X")
    row = slot("DTP", "R", 1, element(1, "R"), *qualified("R", "D8", "RD8", "DT", "TM"))
    for usual in ("D8*20240229", "RD8*20240101-20240131", "DT*202402292359", "TM*2359", "TM*235959"):
        assert takes(row, f"DTP*X*{usual}")


@pytest.mark.parametrize(("first", "second"), [("R", "S"), ("S", "R"), ("S", "S")])
def test_a_qualifier_and_its_date_may_both_be_left_out_only_where_neither_is_required(first, second):
    pair = (qualified(first, "D8")[0], qualified(second, "D8")[1])
    row = slot("DTP", "R", 1, element(1, "R"), *pair, element(4, max=3), syntax=("P0203",))
    free = (first, second) == ("S", "S")
    assert [takes(row, text) for text in ("DTP*X", "DTP*X***Y", "DTP*X**Y", "DTP*X*", "DTP*X**")] == [
        free, free, False, False, False
    ]
    assert takes(row, "DTP*X*D8*20240229")
    assert takes(row, "DTP*X*D8*20240229*Y")


@pytest.mark.parametrize("usage", ["R", "S"])
@pytest.mark.parametrize("notes", [(), ("P0203",), ("P0203", "E0405"), ("C0302",), ("R0304",)])
def test_dates_inside_a_composite_have_the_format_of_their_qualifier(usage, notes):
    """As the occurrences in HI of an 837I: `BH:11:D8:20250419`."""
    every = ("D8", "RD8", "DT", "TM", "D6", "XX")
    parts = (element(1, "R"), *qualified(usage, *every), element(4, max=3), element(5))
    row = slot("ABC", "R", 1, replace(element(1, "R", ""), components=parts, syntax=notes), element(2))
    for code, value in itertools.product((*every, "", "YY"), VALUES):
        for tail in ("", ":B", "::C", ":B:C"):
            takes(row, f"ABC*A:{code}:{value}{tail}")
            takes(row, f"ABC*A:{code}:{value}{tail}*X")
    if notes in ((), ("P0203",)):
        for usual in ("D8:20240229", "RD8:20240101-20240131", "TM:2359:B", "XX:Y::C"):
            assert takes(row, f"ABC*A:{usual}")
        assert takes(row, "ABC*A") == takes(row, "ABC*A:::B*X") == (usage == "S")


def test_repetitions_and_composites():
    parts = (element(1, "R", "ID", codes=("A", "B")), element(2), element(4, "S", "R"))
    for repeat in (1, 3, 0):
        composite = replace(element(1, "R", ""), components=parts, repeat=repeat)
        row = slot("ABC", "R", 1, composite, replace(element(2), repeat=repeat))
        for one in (
            "A", "B:X", "A:X::5", "A::::", "A:X:", "A:X:Y", "C", ":X", "A:X::5:6", "A^B", "A:X^B:Y", "A^",
            "^A", "A^B^A", "A^B^A^B",
        ):
            for two in ("", "*X", "*X^Y", "*X^", "*^Y", "*X^Y^Z", "*X^Y^Z^Z", "*X:Y"):
                takes(row, f"ABC*{one}{two}")
        assert takes(row, "ABC*A:X::5*X")
    assert takes(row, "ABC*A:X^B^B:X::5*X^Y^Z^Z^Z")


def test_composites_whose_first_component_may_be_absent():
    """As the race in DMG05 of the 834: `:RET:2106-3`."""
    optional = (element(1, "S", "ID", codes=("A", "B")), element(2), element(3, "S"))
    required = (element(1, "S", "ID", codes=("A", "B")), element(3, "R"))
    values = ["", ":", "::", "A", "A:", ":X", "::Y", "A::Y", "A:X:Y", ":X:Y", "X", "A:X:Y:Z", ":X:", "^"]
    for parts, usual in ((optional, ("A", ":X", "::Y", ":X:Y", "A^:X")), (required, ("::Y", "A::Y"))):
        for usage in ("R", "S"):
            composite = replace(element(1, usage, ""), components=parts, repeat=2)
            row = slot("ABC", "R", 1, composite, element(2))
            for value in values:
                for text in (value, f"{value}^A", f"{value}^:X", f"A:X:Y^{value}"):
                    takes(row, f"ABC*{text}")
                    takes(row, f"ABC*{text}*X")
            for value in usual:
                assert takes(row, f"ABC*{value}")
                assert takes(row, f"ABC*{value}*X")


REFS = [slot("REF[G1,9F]", "S", 2), slot("REF[F8]", "R", 1), slot("REF[LU]", "S", 0)]
ORDERED = guide(loop("2000", "R", 0, slot("CLM", "R", 1), *REFS, slot("NTE", "S", 1), unit=True))
COUNTS = [("G1", 3), ("9F", 2), ("F8", 2), ("LU", 2)]


def test_neighbouring_slots_in_any_order_are_taken():
    body = "CLM*1~REF*LU*1~REF*9F*1~REF*F8*1~REF*G1*1~REF*LU*2~NTE*X~"
    assert accepted(ORDERED, body) == [True, True]
    assert told_body(ORDERED, body) == []


def test_neighbouring_slots_too_often_or_missing_in_any_order():
    """All orders of all small multisets of references, through both paths."""
    seen = set()
    for size in range(5):
        for chosen in itertools.product([code for code, _ in COUNTS], repeat=size):
            refs = "".join(f"REF*{code}*X~" for code in chosen)
            rules = [rule for rule, _, _ in told_body(ORDERED, f"CLM*1~{refs}NTE*X~CLM*2~REF*F8~")]
            numbers = {code: chosen.count(code) for code, _ in COUNTS}
            many = max(0, numbers["G1"] + numbers["9F"] - 2) + max(0, numbers["F8"] - 1)
            expected = ["S205"] * many + ["S203"] * (numbers["F8"] == 0)
            assert rules == expected, chosen
            seen.add(tuple(rules))
    assert len(seen) > 4


def test_a_key_that_ends_its_segment_is_counted():
    assert told_body(ORDERED, "CLM*1~REF*F8~REF*F8~") == [("S205", "2000/REF[F8]", 4)]


def test_what_follows_a_unit_must_start_one():
    assert accepted(ORDERED, "CLM*1~REF*F8~ZZZ*1~CLM*2~REF*F8~") == [True, False, True]


@pytest.mark.parametrize("characters", ["|>!\n", "\x1d\x1f\x1e\x1c", "$()[", "\\^]?", "+{}|", "é:^~", "&,/;"])
def test_any_delimiters_are_literal(characters):
    delimiters = Delimiters(*characters)
    body = "CLM*1~REF*G1*1~REF*F8~".translate(str.maketrans("*:^~", characters))
    assert accepted(ORDERED, body, delimiters) == [True, True]
    assert told_body(ORDERED, body, delimiters) == []


@pytest.mark.parametrize("characters", ["-:^~", "*.^~", "*:-~", "*:^.", "*:^&"])
def test_delimiters_that_values_are_made_of_leave_nothing_to_accept(characters):
    tiny = guide(loop("2000", "R", 0, slot("CLM[A&B]", "R", 1), unit=True))
    assert OneTable(tiny).one.acceptors(Delimiters(*characters)) == {}


def test_spans_of_days_where_the_hyphen_is_the_separator():
    span = slot("DTP", "R", 1, *qualified("R", "RD8", at=1))
    tiny = guide(loop("2000", "R", 0, span, unit=True))
    delimiters = Delimiters("-", ":", "^", "~")
    body = "DTP-RD8-20240101-20240131~"
    assert [rule for rule, _, _ in told_body(tiny, body, delimiters)] == ["E103", "E108"]


def test_acceptors_are_remembered_for_sixteen_sets_of_delimiters():
    table = OneTable(ORDERED).one
    first = table.acceptors(PLAIN)
    assert table.acceptors(PLAIN) is first
    for number in range(20):
        table.acceptors(Delimiters(segment=chr(0xC0 + number)))
    assert table.acceptors(PLAIN) is not first
