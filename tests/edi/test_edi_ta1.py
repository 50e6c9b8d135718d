"""The TA1 of every cause, byte for byte, and received ones."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import pytest

from edi.envelope import Closed, Stray
from edi.findings import Answer, Finding, Place, Rule, Scope, Severity, Snip
from edi.stream import read
from edi.ta1 import InterchangeAnswer, is_due, read_ta1, ta1_segment, write_ta1
from edi.writer import Writer
from mappings.tables import guide_tables

ISA = (
    "ISA*00*          *00*          *ZZ*SENDER         *30*RECEIVER       *240102*0304*^*00501*"
    "000000007*0*T*:~"
)


def closed(text):
    """The interchange of a file, when all of it is read."""
    events = list(read(io.BytesIO(text.encode("latin-1")), guide_tables()))
    return next(event.of for event in reversed(events) if isinstance(event, Closed))


def changed(old, new, end="IEA*0*000000007~"):
    head = ISA.replace(old, new, 1)
    assert head != ISA or old == new
    return closed(head + end)


def test_nothing_wrong():
    interchange = changed("", "")
    assert ta1_segment(interchange) == ["TA1", "000000007", "240102", "0304", "A", "000"]
    assert not is_due(interchange)


def test_the_sender_asks():
    assert is_due(changed("*0*T", "*1*T"))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("00501", "00401", "003"),
        ("*ZZ*SENDER", "*XX*SENDER", "005"),
        ("SENDER ", "       ", "006"),
        ("*30*", "*99*", "007"),
        ("RECEIVER", "        ", "008"),
        ("ISA*00*", "ISA*99*", "010"),
        ("ISA*00*          ", "ISA*00*X         ", "011"),
        ("          *00*", "          *99*", "012"),
        ("*00*          *ZZ", "*00*X         *ZZ", "013"),
        ("240102", "241302", "014"),
        ("0304", "2504", "015"),
        ("*0*T", "*2*T", "019"),
        ("*0*T", "*0*X", "020"),
        ("*^*", "*:*", "016"),
    ],
)
def test_every_fault_of_the_header_rejects_with_its_code(old, new, code):
    interchange = changed(old, new)
    assert is_due(interchange)
    assert ta1_segment(interchange)[4:] == ["R", code]


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ("IEA*0*000000008~", "001"), ("IEA*3*000000007~", "021"), ("", "023"),
        ("ZZZ*1~IEA*0*000000007~", "024"),
    ],
)
def test_every_fault_behind_the_header(end, code):
    assert ta1_segment(changed("", "", end))[4:] == ["R", code]


def test_the_first_error_is_told_and_warnings_only_note():
    interchange = changed("", "")
    warning = Rule(
        "X1", Snip.SYNTAX, Severity.WARNING, Scope.INTERCHANGE, Answer.TA1, "015", "It is late.", "Hurry."
    )
    interchange.findings.append(Finding(warning, Place()))
    assert ta1_segment(interchange)[4:] == ["E", "015"]
    other = changed("00501", "00401", "IEA*5*000000009~")
    other.findings.insert(0, Finding(warning, Place()))
    assert ta1_segment(other)[4:] == ["R", "003"]


def test_an_error_without_a_code_of_the_ta1_still_rejects():
    interchange = changed("", "")
    rule = Rule("X2", Snip.SYNTAX, Severity.ERROR, Scope.FILE, Answer.NONE, "", "It is bad.", "Mend it.")
    interchange.findings.append(Finding(rule, Place()))
    assert ta1_segment(interchange)[4:] == ["R", "024"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("000000007", "00000000A", ["000000000", "240102", "0304"]),
        ("240102", "24~102", ["000000007", "000000", "0304"]),
        ("*0304*", "*03:4*", ["000000007", "240102", "0000"]),
    ],
)
def test_what_cannot_be_repeated_stands_as_zeros(old, new, expected):
    assert ta1_segment(changed(old, new))[1:4] == expected


def test_written_between_isa_and_iea():
    stream = io.BytesIO()
    writer = Writer(stream)
    with writer.interchange("30", "RECEIVER", "ZZ", "SENDER", datetime(2024, 1, 3, 4, 5), 9, "T"):
        assert write_ta1(writer, changed("00501", "00401")) == "R"
    assert stream.getvalue() == (
        b"ISA*00*          *00*          *30*RECEIVER       *ZZ*SENDER         *240103*0405*^*00501*"
        b"000000009*0*T*:~TA1*000000007*240102*0304*R*003~IEA*0*000000009~"
    )
    events = read(io.BytesIO(stream.getvalue()), guide_tables())
    answer = read_ta1(next(event.values for event in events if isinstance(event, Stray)))
    assert answer == InterchangeAnswer("000000007", date(2024, 1, 2), time(3, 4), "R", "003")
    assert not answer.accepted


def test_received_ones():
    assert read_ta1(["TA1", "000000007", "240102", "0304", "E", "015"]).accepted
    assert read_ta1(["TA1", "000000007", "999999", "", "A", "000"]) == InterchangeAnswer(
        "000000007", None, None, "A", "000"
    )


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["TA1"],
        ["TA1", "7", "240102", "0304", "A", "000"],
        ["TA1", "000000007", "240102", "0304", "X", "000"],
        ["TA1", "000000007", "240102", "0304", "A", "0"],
        ["TA1", "000000007", "240102", "0304", "AE", "000"],
        ["TA1", "00000000\u0667", "240102", "0304", "A", "000"],
    ],
)
def test_malformed_ones_are_none(values):
    assert read_ta1(values) is None
