"""Conventions against literal bytes: character sets, capitals, accents, marks, and what is carried."""

from __future__ import annotations

import io
from datetime import datetime

import pytest

from edi.conventions import BASIC, Conventions, base_letters
from edi.delimiters import DEFAULT, Delimiters, place_at, redelimit
from edi.errors import WriteError
from edi.numbers import set_numbers
from edi.writer import Wire, Writer

UPPER_BASIC = Conventions("basic", upper_case=True, transliterate=True)
MOMENT = datetime(2024, 1, 2, 3, 4)


def written(conventions: Conventions, *segments: object, delimiters: Delimiters = DEFAULT) -> list[str]:
    stream = io.BytesIO()
    writer = Writer(stream, delimiters, conventions)
    writer.batch(segments)  # type: ignore[arg-type]
    writer.flush()
    return stream.getvalue().decode("latin-1").split(delimiters.terminator)[:-1]


def carried(conventions: Conventions, text: str, source: Delimiters = DEFAULT) -> bytes:
    stream = io.BytesIO()
    writer = Writer(stream, DEFAULT, conventions)
    writer.raw(text, text.count(source.segment), source)
    writer.flush()
    return stream.getvalue()


BASIC_SIGNS = "!\"&'()+,-./;?= 09AZ"
EXTENDED_SIGNS = "%@[]_{}\\|<>`#$az"


def test_the_sets_are_those_of_the_standard() -> None:
    assert written(Conventions("basic"), ["NTE", "ADD", BASIC_SIGNS]) == [f"NTE*ADD*{BASIC_SIGNS}"]
    both = BASIC_SIGNS + EXTENDED_SIGNS
    assert written(Conventions("extended"), ["NTE", "ADD", both]) == [f"NTE*ADD*{both}"]
    for sign in EXTENDED_SIGNS:
        with pytest.raises(WriteError, match="outside the basic set"):
            written(Conventions("basic"), ["NTE", "ADD", f"A{sign}"])
    assert len(BASIC) < 40


@pytest.mark.parametrize("value", ["A\u00e9", "A\u2019B", "A\u0141", "A\u00df", "A\ud800", "A\x85", "A\n"])
@pytest.mark.parametrize("characters", ["basic", "extended"])
def test_what_a_set_does_not_have_is_refused_with_its_place(characters: str, value: str) -> None:
    conventions = Conventions(characters, upper_case=True)  # type: ignore[arg-type]
    for values, path in (
        (["NM1", "IL", "1", value], "NM103"),
        (["CLM", "1", "1", "", "", ["11", value]], "CLM05-2"),
        (["EB", "1", [["30"], ["A", value]]], "EB02-2"),
    ):
        with pytest.raises(WriteError) as caught:
            written(conventions, ["LX", "1"], values)
        assert caught.value.path == path
        assert value not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Ren\u00e9e M\u00fcller", "RENEE MULLER"), ("Nu\u0303nez", "NUNEZ"), ("\u01d6", "U"),
        ("o'brien-Smith", "O'BRIEN-SMITH"), ("", ""),
    ],
)
def test_letters_with_accents_become_base_letters(value: str, shown: str) -> None:
    assert written(UPPER_BASIC, ["NM1", "IL", "1", value, "X"]) == [f"NM1*IL*1*{shown}*X"]
    assert len(shown) <= len(value)


def test_only_letters_with_marks_are_rewritten() -> None:
    """Nothing may become a delimiter, a digit, or longer: no ligature, no sharp s, no full-width sign."""
    for value in "\u00df\ufb01\uff0a\uff11\u00bd\u037e\u00e6\u0142\u05e9\u0301"[:-1]:
        assert base_letters(value) == value
    assert base_letters("\u05e9\u05c1") == "\u05e9\u05c1"
    assert base_letters("\u00c5e\u0301\u0302\u00ff") == "Aey"


def test_capitals_never_make_text_longer() -> None:
    assert written(Conventions(upper_case=True), ["NM1", "IL", "stra\u00dfe \u00e9"]) == [
        "NM1*IL*STRA\u00c3\u009fE \u00c3\u0089"
    ]


def test_a_mark_stands_for_what_is_not_in_the_set() -> None:
    marked = Conventions("basic", upper_case=True, mark="?")
    assert written(marked, ["NM1", "IL", "a_\u2019b"]) == ["NM1*IL*A??B"]


def test_envelopes_composites_and_prepared_elements_follow() -> None:
    stream = io.BytesIO()
    writer = Writer(stream, DEFAULT, UPPER_BASIC)
    with (
        writer.interchange("ZZ", "sender", "ZZ", "RECEIVER", MOMENT, 7, "T"),
        writer.group("HC", "aa", "BB", MOMENT, 12, "005010X224A2"),
        writer.set("837", "ab01", "005010X224A2"),
    ):
        writer.segment(["CLM", "a", "1", "", "", writer.composite("11", "b", "1"), Wire("x:y^z")])
        writer.segment(["SV3", ["ad", "d1110"], "1"])
    assert stream.getvalue().decode() == (
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *240102*0304*^*00501*"
        "000000007*0*T*:~GS*HC*AA*BB*20240102*0304*12*X*005010X224A2~ST*837*AB01*005010X224A2~"
        "CLM*A*1***11:B:1*X:Y^Z~SV3*AD:D1110*1~SE*4*AB01~GE*1*12~IEA*1*000000007~"
    )
    with pytest.raises(WriteError) as caught:
        written(Conventions("basic"), ["CLM", "A", Wire("B:c")])
    assert caught.value.path == "CLM02"


# What is carried.


def test_wire_text_is_carried_by_the_conventions_in_the_writer_s_delimiters() -> None:
    source = Delimiters("|", ">", "!", "'")
    text = "NM1|IL|1|m\u00c3\u00bcller|ren\u00e9'CLM|abc|1|||11>b>1'"
    assert carried(UPPER_BASIC, text, source) == b"NM1*IL*1*MULLER*RENE~CLM*ABC*1***11:B:1~"
    # Neither UTF-8 nor Latin-1 changes its encoding.
    assert carried(Conventions(upper_case=True), "NTE*\u00c3\u00a9~NTE*\u00e9\u00df\u00ff~") == (
        b"NTE*\xc3\x89~NTE*\xe9\xdf\xff~"
    )
    assert carried(Conventions(upper_case=True), "NTE*\u00e9a\u00df~") == b"NTE*\xc9A\xdf~"
    assert carried(UPPER_BASIC, "NTE*nu\u00cc\u0083n~") == b"NTE*NUN~"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("LX*1~NTE*ADD*A_B~", "NTE02"), ("LX*1~\r\nSV3*AD:A_~", "SV301-2"), ("NTE*A*\u00c3\u00a9~", "NTE02"),
        ("EB*1*A:B^C:_~", "EB02-2"), ("EB*1*_:B~", "EB02-1"), ("_X*1~", ""), ("SECRET*A_~", ""),
    ],
)
def test_carried_text_that_cannot_be_taken_is_refused_with_its_place(text: str, path: str) -> None:
    with pytest.raises(WriteError) as caught:
        carried(Conventions("basic"), text)
    assert caught.value.path == path
    assert "SECRET" not in str(caught.value)


def test_text_that_holds_a_delimiter_is_refused_with_its_place() -> None:
    source = Delimiters("|", ">", "!", "'")
    with pytest.raises(WriteError) as caught:
        redelimit("LX|1'SV3|AD>X*|1'", source, DEFAULT)
    assert caught.value.path == "SV301-2"
    with pytest.raises(WriteError) as caught:
        redelimit("LX*1~NTE*A\x00~", DEFAULT, source)
    assert caught.value.path == "NTE01"
    assert place_at("LX*1~", 0, DEFAULT) == ""


def test_numbers_of_sets_have_four_digits_or_as_many_as_they_need_and_come_round() -> None:
    numbers = set_numbers(9_998)
    assert [next(numbers) for _ in range(3)] == ["9998", "9999", "10000"]
    numbers = set_numbers(999_999_998)
    assert [next(numbers) for _ in range(3)] == ["999999998", "999999999", "0001"]
    stream = io.BytesIO()
    writer = Writer(stream)
    with (
        writer.interchange("ZZ", "A", "ZZ", "B", MOMENT, 1),
        writer.group("HC", "AA", "BB", MOMENT, 1, "X"),
    ):
        for number in ("9999", "10000", "999999999", "0001"):
            with writer.set("837", number):
                writer.segment(["LX", "1"])
    assert b"SE*3*9999~ST*837*10000~LX*1~SE*3*10000~ST*837*999999999~" in stream.getvalue()
