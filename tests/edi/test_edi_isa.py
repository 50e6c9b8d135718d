"""The interchange header: its delimiters, its elements, and the TA1 cause of everything wrong with it."""

import io

import pytest

from edi import isa
from edi.delimiters import Delimiters
from edi.errors import NotX12
from edi.findings import Severity
from edi.reader import Source
from edi.rulebook import RULES

ISA = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
    "*240115*1230*^*00501*000000001*0*P*:~"
)


def header(text, chunk=1 << 19):
    source = Source(io.BytesIO(text.encode("latin-1")), chunk)
    elements, delimiters, broken = isa.read_header(source)
    return elements, delimiters, broken, source.offset


def broken(old, new):
    assert ISA.count(old) == 1
    return header(ISA.replace(old, new) + "GS*HC~")[2]


@pytest.mark.parametrize("chunk", [1, 7, 1 << 19])
def test_elements_and_delimiters(chunk):
    elements, delimiters, wrong, offset = header(ISA + "\r\nGS*HC~", chunk)
    assert elements == [
        "ISA", "00", " " * 10, "00", " " * 10, "ZZ", "SENDER         ", "ZZ", "RECEIVER       ", "240115",
        "1230", "^",
        "00501", "000000001", "0", "P", ":",
    ]
    assert delimiters == Delimiters("*", ":", "^", "~", "\r\n")
    assert wrong == []
    assert offset == 108


@pytest.mark.parametrize(
    ("end", "segment", "ending", "offset"),
    [
        ("~GS", "~", "", 106), ("~\nGS", "~", "\n", 107), ("~\r\nGS", "~", "\r\n", 108),
        ("\nGS", "\n", "", 106),
        ("\r\nGS", "\r", "\n", 107), ("\rGS", "\r", "", 106), ("~\n\nGS", "~", "\n", 108),
        ("~", "~", "", 106),
        ("~\r", "~", "", 107), ("\x1cGS", "\x1c", "", 106), ("\x00GS", "\x00", "", 106),
        ("\xa7GS", "\xa7", "", 106),
    ],
)
@pytest.mark.parametrize("chunk", [1, 106, 1 << 19])
def test_terminators_and_line_ends(end, segment, ending, offset, chunk):
    _, delimiters, wrong, place = header(ISA[:-1] + end, chunk)
    assert (delimiters.segment, delimiters.ending, place, wrong) == (segment, ending, offset, [])


@pytest.mark.parametrize(
    "characters", ["|>!\n", "\x1d\x1f\x1e\x1c", "+:*'", "^~*:", "$;,\r", "\x85\xa0\xad\xb7"]
)
def test_any_delimiters(characters):
    text = ISA.translate(str.maketrans("*:^~", characters))
    assert isa.starts_here(text)
    elements, delimiters, wrong, _ = header(text)
    assert delimiters.all == characters
    assert wrong == []
    assert elements[6] == "SENDER         "


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("ISA*00*", "ISA*03*", []), ("ISA*00*", "ISA*01*", ["I110"]),
        ("ISA*00*          *", "ISA*00*SECRET    *", ["I111"]),
        ("ISA*00*          *", "ISA*03*SECRET    *", []),
        ("*00*          *ZZ*S", "*01*SECRET    *ZZ*S", []),
        ("*00*          *ZZ*S", "*02*          *ZZ*S", ["I112"]),
        ("*00*          *ZZ*S", "*00*SECRET    *ZZ*S", ["I113"]),
        ("*ZZ*SENDER", "*Z *SENDER", ["I105"]), ("*ZZ*SENDER", "*30*SENDER", []),
        ("SENDER         ", "               ", ["I106"]), ("SENDER         ", "SENDER", ["I106"]),
        ("SENDER         ", "SEND\x01R         ", ["I106"]),
        ("SENDER         ", "SEND\xc9R         ", ["I106"]),
        ("*ZZ*RECEIVER", "*XX*RECEIVER", ["I107"]), ("RECEIVER       ", "               ", ["I108"]),
        ("RECEIVER       ", "RECEIVER        ", ["I108"]),
        ("240115", "240230", ["I114"]), ("240115", "20240115", ["I114"]), ("240115", "24O115", ["I114"]),
        ("1230", "2460", ["I115"]), ("1230", "123045", ["I115"]), ("1230", "    ", ["I115"]),
        ("*^*", "*U*", ["I116"]), ("*^*", "* *", ["I116"]), ("*^*", "**", ["I116"]),
        ("*^*", "*^^*", ["I116"]),
        ("*^*", "*:*", ["I116"]), ("*^*", "*~*", ["I116"]),
        ("*^*00501*", "*U*00401*", ["I103"]), ("00501", "00401", ["I103"]), ("00501", "00502", ["I103"]),
        ("00501", "0501", ["I117"]), ("00501", "0050A", ["I117"]), ("00501", "٠٠٥", ["I117"]),
        ("000000001", "00000001", ["I118"]), ("000000001", "00000000A", ["I118"]),
        ("000000001", "         ", ["I118"]),
        ("*0*P*", "*2*P*", ["I119"]), ("*0*P*", "**P*", ["I119"]), ("*0*P*", "*0*X*", ["I120"]),
        ("*0*P*", "*0*PROD*", ["I120"]), ("*P*:~", "*P*A~", ["I127"]), ("*P*:~", "*P* ~", ["I127"]),
        ("*P*:~", "*P*~~", ["I127"]), ("*P*:~", "*P*:A", ["I104"]), ("*P*:~", "*P*: ", ["I104"]),
        ("*P*:~", "*P*:*", ["I104"]),
    ],
)
def test_what_is_wrong_with_it(old, new, rules):
    text = ISA.replace(old, new).encode("utf-8" if "٠" in new else "latin-1").decode("latin-1")
    assert header(text + "GS*HC~")[2] == rules


def test_everything_wrong_at_once():
    text = (
        "ISA*99*          *99*          *QQ*               *QQ*               "
        "*999999*9999*U*00901*00000000A*9*9*:~"
    )
    assert header(text)[2] == [
        "I116", "I110", "I112", "I105", "I106", "I107", "I108", "I114", "I115", "I103", "I118", "I119", "I120"
    ]


def test_the_stand_in_for_a_repetition_separator_is_no_other_delimiter():
    for characters in ("\x1f:U\x1e", "\x1d\x1e1\x1f", "*\x1f \x1e"):
        text = ISA.translate(str.maketrans("*:^~", characters))
        _, delimiters, wrong, _ = header(text)
        assert wrong == ["I116"]
        assert len(set(delimiters.all)) == 4


@pytest.mark.parametrize("size", range(7, 106))
def test_cut_off_at_every_byte(size):
    with pytest.raises(NotX12) as told:
        header(ISA[:size])
    assert told.value.offset == 0
    assert "cut off" in told.value.reason


def test_an_element_too_few_or_too_many():
    group = "GS*HC*SENDER*RECEIVER*20240115*1230*1*X*005010X224A2~"
    for text in (ISA.replace("*P*", "*"), ISA.replace("*00501", ""), ISA.replace("*^*", "*^*^*")):
        with pytest.raises(NotX12, match="terminator"):
            header(text + group)
    assert header(ISA.replace("*P*", "*P*P*") + group)[2] == ["I104", "I127"]


def test_a_header_longer_than_any():
    with pytest.raises(NotX12, match="cut off"):
        header(ISA.replace("SENDER", "S" * 400))


@pytest.mark.parametrize(
    ("text", "place"),
    [("ISA*00*", 0), ("..ISA*00*", 2), ("ISA00ISA*00*", 5), ("ISA*00:", -1), ("ISAx00x", -1), ("ISA 00 ", -1),
     ("isa*00*", -1), ("", -1), ("ISA\n00\n", -1), ("ISA\x1d00\x1d", 0), ("ISA****", 0)],
)
def test_where_an_interchange_starts(text, place):
    assert isa.find_start(text, 0) == place
    assert isa.starts_here(text) == (place == 0)


@pytest.mark.parametrize(
    ("head", "words"),
    [("\xff\xfeI\x00S", "UTF-16"), ("I\x00S\x00A\x00", "UTF-16"), ("\x00I\x00S\x00A", "UTF-16"),
    ("\xc9\xe2\xc1\x5c", "EBCDIC"),
     ("\x1f\x8b\x08", "compressed"), ("PK\x03\x04", "compressed"), ("BZh9", "compressed"),
     ("ISA*0*", "ISA segment"),
     ("<?xml", "no interchange"), ("", "no interchange")],
)
def test_what_else_a_file_may_be(head, words):
    assert words in isa.what_it_is(head)


def test_each_ta1_note_belongs_to_one_rule_of_the_header():
    # A warning (I175) is in no TA1.
    causes = [one for one in RULES.values() if one.id[0] == "I" and one.severity is Severity.ERROR]
    codes = {rule.id: rule.code for rule in causes}
    assert len(set(codes.values())) == len(codes)
    assert all(code == f"0{name[2:]}" for name, code in codes.items()), "the ids say the note they cause"
