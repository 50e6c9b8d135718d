"""The writer against literal bytes: envelopes, counts, composites, levels, carried text, refusals."""

from __future__ import annotations

import io
from contextlib import ExitStack
from datetime import datetime

import pytest

from edi.delimiters import DEFAULT, Delimiters, choose_delimiters, redelimit
from edi.errors import WriteError
from edi.writer import PENDING, Wire, Writer

MOMENT = datetime(2024, 1, 2, 3, 4)
ISA = (
    "ISA*00*          *00*          *ZZ*SENDER         *30*RECEIVER       *240102*0304*^*00501*"
    "000000007*0*T*:~"
)


def written(*segments, delimiters=DEFAULT, batch=False):
    """What stands between ST and SE when these segments are written."""
    stream = io.BytesIO()
    writer = Writer(stream, delimiters)
    with ExitStack() as stack:
        stack.enter_context(writer.interchange("ZZ", "SENDER", "30", "RECEIVER", MOMENT, 7, "T"))
        stack.enter_context(writer.group("HC", "AA", "BB", MOMENT, 1, "005010X224A2"))
        stack.enter_context(writer.set("837", "0001", "005010X224A2"))
        if batch:
            writer.batch(segments)
        else:
            for segment in segments:
                writer.segment(segment)
    text = stream.getvalue().decode("latin-1")
    terminator = delimiters.terminator
    assert text.endswith(terminator)
    segments = text[: -len(terminator)].split(terminator)
    assert segments[-3].split(delimiters.element)[1] == str(len(segments) - 4)
    return segments[3:-3]


def test_a_whole_interchange_byte_for_byte():
    stream = io.BytesIO()
    writer = Writer(stream)
    with writer.interchange("ZZ", "SENDER", "30", "RECEIVER", MOMENT, 7, "T"):
        with writer.group("HC", "AA", "BB", MOMENT, 12, "005010X224A2"):
            with writer.set("837", "0001", "005010X224A2"):
                writer.segment(["BHT", "0019", "00"])
            with writer.set("837", "0002", "005010X224A2"):
                writer.segment(["BHT", "0019", "18", ""])
        with writer.group("HP", "AA", "BB", MOMENT, 13, "005010X221A1"), writer.set("835", "000000003"):
            writer.segment(["LX", "1"])
    assert stream.getvalue().decode() == (
        ISA
        + "GS*HC*AA*BB*20240102*0304*12*X*005010X224A2~"
        + "ST*837*0001*005010X224A2~BHT*0019*00~SE*3*0001~"
        + "ST*837*0002*005010X224A2~BHT*0019*18~SE*3*0002~"
        + "GE*2*12~"
        + "GS*HP*AA*BB*20240102*0304*13*X*005010X221A1~"
        + "ST*835*000000003~LX*1~SE*3*000000003~"
        + "GE*1*13~"
        + "IEA*2*000000007~"
    )
    assert writer.offset == len(stream.getvalue())


def test_other_delimiters_and_line_ends():
    delimiters = Delimiters("|", ">", "!", "'", "\r\n")
    stream = io.BytesIO()
    writer = Writer(stream, delimiters)
    with writer.interchange("ZZ", "SENDER", "30", "RECEIVER", MOMENT, 7, wants_ta1=True):
        writer.segment(["TA1", "000000001", "240101", "0000", "A", "000"])
    assert stream.getvalue().decode() == (
        "ISA|00|          |00|          |ZZ|SENDER         |30|RECEIVER       |240102|0304|!|00501|"
        "000000007|1|P|>'\r\n"
        "TA1|000000001|240101|0000|A|000'\r\nIEA|0|000000007'\r\n"
    )


@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["REF", "G1", "A"], "REF*G1*A"),
        (["REF", "G1", "A", "", ""], "REF*G1*A"),
        (["CLM", "A", "1", "", "", ["11", "B", "1"], "Y"], "CLM*A*1***11:B:1*Y"),
        (["SV3", ["AD", "D1110", "", ""], "1"], "SV3*AD:D1110*1"),
        (["SV3", ["AD", "", "X"], "1", "", ["", ""]], "SV3*AD::X*1"),
        (["EB", "1", "IND", [["30"], ["35"]]], "EB*1*IND*30^35"),
        (["EB", "1", "IND", [["30"], [""], ["35"]]], "EB*1*IND*30^^35"),
        (["EB", "1", "IND", [["30"], [""]]], "EB*1*IND*30"),
        (["EB", "1", "IND", [["30"], ["35"]], "", ""], "EB*1*IND*30^35"),
        (["TOO", "JP", "1", [["A", "B"], ["C", ""]]], "TOO*JP*1*A:B^C"),
        (["TOO", "JP", [], "1"], "TOO*JP**1"),
        (["SV3", ("AD", "D1110"), "1"], "SV3*AD:D1110*1"),
        (["NM1", "IL", "1", "M\u00dcLLER"], "NM1*IL*1*M\u00c3\u009cLLER"),
        (["REF", "G1", Wire("A:B^C")], "REF*G1*A:B^C"),
        (["REF", Wire("AB"), ["C"]], "REF*AB*C"),
    ],
)
def test_a_segment(values, expected, batch):
    assert written(values, batch=batch) == [expected]
    assert written(["LX", "1"], values, ["LX", "2"], batch=batch) == ["LX*1", expected, "LX*2"]


@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize(
    ("values", "path"),
    [
        (["REF", "G1", "A*B"], "REF02"),
        (["REF", "G1", "A~B"], "REF02"),
        (["REF", "G1", "A:B"], "REF02"),
        (["REF", "G1", "A^B"], "REF02"),
        (["REF", "G1", "A\nB"], "REF02"),
        (["REF", "G1", "A\rB"], "REF02"),
        (["REF", "G1", "A\x00B"], "REF02"),
        (["REF", "G1", "A\x85B"], "REF02"),
        (["REF", "G1", "A\udc80B"], "REF02"),
        (["CLM", "A", "1", "", "", ["11", "B:1"]], "CLM05-2"),
        (["CLM", "A", "1", "", "", ["11", "1:"]], "CLM05-2"),
        (["EB", "1", [["30"], ["3^5"]]], "EB02-1"),
        (["EB", "1", [["30"], ["35"]], "A^B"], "EB03"),
        (["REF", "G1", Wire("A*B")], "REF02"),
        (["REF", "G1", Wire("A\nB")], "REF02"),
        (["REF", "", ""], "REF"),
        (["REF"], "REF"),
        (["R F", "A:"], ""),
    ],
)
def test_what_x12_cannot_carry_is_refused_with_its_place_and_without_its_value(values, path, batch):
    with pytest.raises(WriteError) as caught:
        written(["LX", "1"], values, batch=batch)
    assert caught.value.path == path
    assert "B" not in str(caught.value).removeprefix(path).replace("EB", "")


def test_a_batch_is_written_whole_or_not_at_all():
    writer = Writer(io.BytesIO())
    with pytest.raises(WriteError):
        writer.batch([["LX", "1"], ["REF", "G1", "A~B"]])
    assert writer.segments == 0
    assert writer.offset == 0
    writer.batch([])
    assert writer.segments == 0


def test_composites_and_repetitions_joined_beforehand():
    writer = Writer(io.BytesIO(), Delimiters("*", ">", "!", "~"))
    assert writer.composite("AD", "D1110", "") == "AD>D1110"
    assert writer.repeated("30", ["A", "B"], "") == "30!A>B"
    with pytest.raises(WriteError):
        writer.composite("A>B")


def test_levels_are_numbered_and_start_again_in_every_set():
    stream = io.BytesIO()
    writer = Writer(stream)
    with (
        writer.interchange("ZZ", "SENDER", "30", "RECEIVER", MOMENT, 7),
        writer.group("HC", "AA", "BB", MOMENT, 1, "005010X224A2"),
    ):
        for number in ("0001", "0002"):
            with writer.set("837", number, "005010X224A2"):
                provider = writer.level("20", None, True)
                subscriber = writer.level("22", provider, True)
                writer.level("23", subscriber, False)
                assert writer.level("22", provider, None) == 4
    levels = "HL*1**20*1~HL*2*1*22*1~HL*3*2*23*0~HL*4*1*22~SE*6*"
    assert stream.getvalue().decode().count(levels) == 2


def test_wire_text_is_carried_with_its_counts_and_in_other_delimiters():
    stream = io.BytesIO()
    writer = Writer(stream)
    with (
        writer.interchange("ZZ", "SENDER", "30", "RECEIVER", MOMENT, 7),
        writer.group("HC", "AA", "BB", MOMENT, 1, "005010X224A2"),
        writer.set("837", "0001"),
    ):
        writer.raw("CLM*A*1***11:B:1~NM1*IL*1*M\xc3\x9cLLER~", 2)
        writer.raw("CLM|A|1|||11>B>1\r\nREF|G1|A!B\r\n", 2, Delimiters("|", ">", "!", "\n", ""))
        writer.raw("LX+1'\nLX+2'\n", 2, Delimiters("+", ":", "^", "'", "\n"))
        writer.raw("LX*3~\r\nLX*4~\n", 2)
    assert (
        b"ST*837*0001~CLM*A*1***11:B:1~NM1*IL*1*M\xc3\x9cLLER~CLM*A*1***11:B:1~REF*G1*A^B~LX*1~LX*2~"
        b"LX*3~LX*4~SE*10*0001~"
    ) in stream.getvalue()


@pytest.mark.parametrize(
    ("text", "count"), [("LX*1~LX*2", 2), ("LX*1~", 2), ("LX*1~LX*2~", 1), ("", 1), ("LX*1~~", 1)]
)
def test_wire_text_that_does_not_hold_its_segments_is_refused(text, count):
    with pytest.raises(WriteError):
        Writer(io.BytesIO()).raw(text, count)


def test_line_ends_are_given_to_text_that_had_none():
    target = Delimiters("|", ">", "!", "'", "\n")
    assert redelimit("A*1:2^3~B*1~", DEFAULT, target) == "A|1>2!3'\nB|1'\n"
    assert redelimit("A|1:2\nB|1\n", Delimiters("|", ":", "^", "\n"), DEFAULT) == "A*1:2~B*1~"
    swapped = Delimiters(":", "*", "~", "^")
    assert redelimit("A*1:2^3~", DEFAULT, swapped) == "A:1*2~3^"


def test_text_whose_data_is_a_delimiter_is_refused_until_others_are_chosen():
    text = "NTE|ADD|TWO * TWO: 4~5'"
    source = Delimiters("|", ">", "!", "'")
    with pytest.raises(WriteError):
        redelimit(text, source, DEFAULT)
    chosen = choose_delimiters(text.translate(str.maketrans("|", "\t")).split("'"))
    assert chosen == Delimiters("|", "!", "^", ">")
    assert redelimit(text, source, chosen) == "NTE|ADD|TWO * TWO: 4~5>"


def test_the_usual_delimiters_are_chosen_where_the_data_leaves_them():
    assert choose_delimiters([]) == DEFAULT
    assert choose_delimiters(["SMITH", "A:B"], "\n") == Delimiters("*", "|", "^", "~", "\n")
    with pytest.raises(WriteError):
        choose_delimiters([chr(number) for number in range(128)])


@pytest.mark.parametrize(
    "delimiters",
    [
        Delimiters("*", "*", "^", "~"), Delimiters("*", ":", "^", "A"), Delimiters("*", " ", "^", "~"),
        Delimiters("*", ":", "^", "~", "\t"), Delimiters("*", ":", "^", "\u00e9"),
        Delimiters("*", ":", "", "~"),
    ],
)
def test_delimiters_that_cannot_be_used_are_refused(delimiters):
    with pytest.raises(WriteError):
        Writer(io.BytesIO(), delimiters)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"sender": ""}, "ISA06"), ({"sender": "X" * 16}, "ISA06"), ({"receiver": "\u00e9"}, "ISA08"),
        ({"sender_qualifier": "Z"}, "ISA05"), ({"usage": ""}, "ISA15"), ({"control_number": 0}, "ISA13"),
        ({"control_number": 10**9}, "ISA13"), ({"receiver": "A*B"}, "ISA08"),
    ],
)
def test_an_interchange_that_cannot_be_headed(change, path):
    right = {
        "sender_qualifier": "ZZ", "sender": "A", "receiver_qualifier": "ZZ", "receiver": "B",
        "moment": MOMENT, "control_number": 1,
    }
    stream = io.BytesIO()
    with pytest.raises(WriteError) as caught, Writer(stream).interchange(**(right | change)):
        pass
    assert caught.value.path == path
    assert stream.getvalue() == b""


def test_envelopes_stand_in_their_order():
    writer = Writer(io.BytesIO())
    with pytest.raises(WriteError), writer.group("HC", "AA", "BB", MOMENT, 1, "X"):
        pass
    with writer.interchange("ZZ", "A", "ZZ", "B", MOMENT, 1):
        with pytest.raises(WriteError), writer.interchange("ZZ", "A", "ZZ", "B", MOMENT, 1):
            pass
        with pytest.raises(WriteError), writer.set("837", "0001"):
            pass
        with pytest.raises(WriteError), writer.group("HC", "A", "BB", MOMENT, 1, "X"):
            pass
        with writer.group("HC", "AA", "BB", MOMENT, 1, "X"):
            with pytest.raises(WriteError), writer.set("837", "001"):
                pass
            with writer.set("837", "0001"), pytest.raises(WriteError), writer.set("837", "0002"):
                pass


def break_off(writer):
    with (
        writer.interchange("ZZ", "A", "ZZ", "B", MOMENT, 1),
        writer.group("HC", "AA", "BB", MOMENT, 1, "X"),
        writer.set("837", "0001"),
    ):
        writer.segment(["LX", "1"])
        raise ZeroDivisionError


def test_what_is_broken_off_has_no_trailer():
    stream = io.BytesIO()
    writer = Writer(stream)
    with pytest.raises(ZeroDivisionError):
        break_off(writer)
    writer.flush()
    assert stream.getvalue().endswith(b"ST*837*0001~LX*1~")


def test_much_goes_to_the_stream_before_the_end():
    stream = io.BytesIO()
    writer = Writer(stream)
    with (
        writer.interchange("ZZ", "A", "ZZ", "B", MOMENT, 1),
        writer.group("HC", "AA", "BB", MOMENT, 1, "X"),
        writer.set("837", "0001"),
    ):
        for _ in range(PENDING):
            writer.segment(["LX", "1"])
        early = len(stream.getvalue())
        assert early > 5 * PENDING * 9 // 10
        before = writer.offset
        writer.segment(["LX", "2"])
        assert writer.offset == before + 5
    assert stream.getvalue()[before : before + 5] == b"LX*2~"
