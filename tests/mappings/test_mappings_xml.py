"""XML documents: what stands for what, by literal bytes; what has no place; what cannot be written."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from xml_files import lines, segments, tree, written

from edi.errors import NotX12
from edi.stream import read
from mappings.tables import guide_tables
from mappings.xml_documents import SHAPES, write_xml

ROOT = Path(__file__).parent.parent.parent
CLEAN = sorted((ROOT / "samples" / "clean").glob("*.edi"))
FAULTY = sorted((ROOT / "samples" / "faulty").glob("*/*.edi"))
GOLDEN = ROOT / "tests" / "golden"
SCHEMA = etree.XMLSchema(etree.parse(ROOT / "docs" / "reference" / "xml.xsd"))

ISA = (
    b"ISA*00*          *00*          *ZZ*SUNNYHILL      *ZZ*BITEWING       "
    b"*250401*0830*^*00501*000000101*0*T*:~"
)
GROUP = b"GS*HS*SUNNYHILL*BITEWING*20250401*0830*101*X*005010X279A1~"
SET = (
    b"ST*270*0001*005010X279A1~BHT*0022*13*101*20250401*0830~"
    b"HL*1**20*1~NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*EX01~"
    b"HL*2*1*21*1~NM1*1P*2*SUNNY HILL*****XX*1382047169~"
    b"HL*3*2*22*0~NM1*IL*1*MARLOW*JUNE****MI*XD1~EQ*35^23~EQ**AD:D0120~"
    b"SE*11*0001~"
)
END = b"GE*1*101~IEA*1*000000101~"
FILE = ISA + GROUP + SET + END


def own(data: bytes) -> tuple[str, dict[str, int]]:
    """A file in our shape, valid by its schema, a tag a line; and what was told."""
    document, told = written(data, "bitewing")
    assert SCHEMA.validate(etree.fromstring(document)), SCHEMA.error_log
    return "\n".join(line.strip() for line in lines(document)), told


def theirs(data: bytes) -> tuple[str, dict[str, int]]:
    """A file in pyx12's shape, a tag a line; and what was told."""
    document, told = written(data, "pyx12")
    return "\n".join(line.strip() for line in lines(document)), told


# What stands for what


def test_our_shape() -> None:
    text, told = own(FILE)
    assert told == {}
    assert text.startswith("""\
<x12>
<interchange>
<segment id="ISA" slot="ISA" name="interchange header">
<element at="ISA01">00</element>
<element at="ISA02">          </element>
""")
    assert """\
<element at="ISA11">^</element>
<element at="ISA12">00501</element>
<element at="ISA13">000000101</element>
<element at="ISA14">0</element>
<element at="ISA15">T</element>
<element at="ISA16">:</element>
</segment>
<group>
<segment id="GS" slot="GS" name="group header">
<element at="GS01">HS</element>
""" in text
    assert """\
</segment>
<set guide="270" name="eligibility inquiry" version="005010X279A1">
<loop id="HEADER" name="heading">
<segment id="ST" slot="ST" name="set header">
<element at="ST01">270</element>
""" in text
    assert """\
</loop>
<loop id="2000A" name="source">
<segment id="HL" slot="HL[20]" name="source level">
<element at="HL01">1</element>
<element at="HL03">20</element>
<element at="HL04">1</element>
</segment>
<loop id="2100A" name="source">
<segment id="NM1" slot="NM1[2B,36,GP,P5,PR]" name="source">
<element at="NM101">PR</element>
""" in text
    assert text.endswith("""\
<loop id="2110C" name="question">
<segment id="EQ" slot="EQ" name="what is asked">
<element at="EQ01" repetition="1">35</element>
<element at="EQ01" repetition="2">23</element>
</segment>
</loop>
<loop id="2110C" name="question">
<segment id="EQ" slot="EQ" name="what is asked">
<element at="EQ02">
<component at="EQ02-1">AD</component>
<component at="EQ02-2">D0120</component>
</element>
</segment>
</loop>
</loop>
</loop>
</loop>
</loop>
<segment id="SE" slot="SE" name="set trailer">
<element at="SE01">11</element>
<element at="SE02">0001</element>
</segment>
</set>
<segment id="GE" slot="GE" name="group trailer">
<element at="GE01">1</element>
<element at="GE02">101</element>
</segment>
</group>
<segment id="IEA" slot="IEA" name="interchange trailer">
<element at="IEA01">1</element>
<element at="IEA02">000000101</element>
</segment>
</interchange>
</x12>""")


def test_the_shape_of_pyx12() -> None:
    text, told = theirs(FILE)
    assert told == {}
    assert text.startswith('<x12simple>\n<loop id="ISA_LOOP">\n<seg id="ISA">\n<ele id="ISA01">00</ele>\n')
    assert """\
<loop id="ST_LOOP">
<seg id="ST">
<ele id="ST01">270</ele>
<ele id="ST02">0001</ele>
<ele id="ST03">005010X279A1</ele>
</seg>
<loop id="HEADER">
<seg id="BHT">
<ele id="BHT01">0022</ele>
""" in text
    assert '</seg>\n</loop>\n<loop id="DETAIL">\n<loop id="2000A">\n<seg id="HL">\n' in text
    assert text.endswith("""\
<loop id="2110C">
<seg id="EQ">
<ele id="EQ01">35^23</ele>
</seg>
</loop>
<loop id="2110C">
<seg id="EQ">
<comp id="EQ">
<subele id="EQ02-01">AD</subele>
<subele id="EQ02-02">D0120</subele>
</comp>
</seg>
</loop>
</loop>
</loop>
</loop>
</loop>
</loop>
<seg id="SE">
<ele id="SE01">11</ele>
<ele id="SE02">0001</ele>
</seg>
</loop>
<seg id="GE">
<ele id="GE01">1</ele>
<ele id="GE02">101</ele>
</seg>
</loop>
<seg id="IEA">
<ele id="IEA01">1</ele>
<ele id="IEA02">000000101</ele>
</seg>
</loop>
</x12simple>""")


@pytest.mark.parametrize("shape", SHAPES)
def test_sets_groups_and_interchanges_follow_one_another(shape: str) -> None:
    two = SET + SET.replace(b"*0001", b"*0002")
    group = GROUP + two + b"GE*2*101~"
    other = group.replace(b"*101*X", b"*102*X").replace(b"GE*2*101", b"GE*2*102")
    first = ISA + group + other + b"IEA*2*000000101~"
    document, told = written(first + first, shape)
    assert told == {}
    assert segments(document) == (first + first).decode()[:-1].split("~")
    if shape == "bitewing":
        assert [len(tree(document).findall(path)) for path in ("*", "*/group", "*/*/set")] == [2, 4, 8]
    else:
        loops = ["loop", "loop/loop", "loop/loop/loop", "loop/loop/loop/loop"]
        assert [len(tree(document).findall(path)) for path in loops] == [2, 4, 8, 16]


def test_a_loop_whose_first_segment_comes_again() -> None:
    paid = (ROOT / "samples" / "clean" / "remittance_paid.edi").read_bytes()
    twice = paid.replace(b"PLB*", b"PLB*1382047169*20251231*L6*-1~\nPLB*", 1)
    assert own(twice)[0].count('<loop id="TRAILER" name="provider adjustments">') == 1
    # pyx12 takes each for a loop.
    assert theirs(twice)[0].count('<loop id="FOOTER">') == 2


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("file", CLEAN, ids=lambda file: file.stem)
def test_every_segment_of_a_clean_file_is_written(file: Path, shape: str) -> None:
    data = file.read_bytes()
    document, told = written(data, shape)
    assert told == {}
    assert segments(document) == data.decode().replace("\n", "")[:-1].split("~")
    assert tree(document).find('.//*[@unplaced]') is None


@pytest.mark.parametrize("file", [*CLEAN, *FAULTY], ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_our_shape_is_what_its_schema_says(file: Path) -> None:
    own(file.read_bytes())


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["claim_fillings", "remittance_paid", "eligibility_inquiry_of_a_dependent"])
def test_documents_are_as_they_were(name: str, shape: str) -> None:
    """`tests/golden`: a change of either shape must be meant."""
    document, _ = written((ROOT / "samples" / "clean" / f"{name}.edi").read_bytes(), shape)
    assert document == (GOLDEN / f"{name}.{shape}.xml").read_bytes()


# What has no place


@pytest.mark.parametrize("shape", SHAPES)
def test_segments_out_of_place(shape: str) -> None:
    data = FILE.replace(b"EQ*35", b"ZZZ*1:2*A^B~CLM*1*1~EQ*35").replace(b"SE*11", b"SE*13")
    document, told = written(data, shape)
    assert told == {
        "segments out of place, written where they stand": 2, "sets with faults, written as they stand": 1,
    }
    assert segments(document) == data.decode()[:-1].split("~")
    row = tree(document).xpath('//*[@id="ZZZ"]')[0]
    assert row.getparent().get("id") == "2100C"
    assert [child.text for child in row] == (["1:2", "A", "B"] if shape == "bitewing" else ["1:2", "A^B"])
    assert row.get("unplaced") == ("true" if shape == "bitewing" else None)


@pytest.mark.parametrize("shape", SHAPES)
def test_values_that_the_guide_has_no_element_for(shape: str) -> None:
    data = FILE.replace(b"*XD1~", b"*XD1*A*B*C*D*E~").replace(b"AD:D0120", b"AD:D0120:1:2:3:4:5:6:7:8")
    document, told = written(data, shape)
    assert told == {"sets with faults, written as they stand": 1}
    assert segments(document) == data.decode()[:-1].split("~")


@pytest.mark.parametrize("shape", SHAPES)
def test_sets_of_no_guide_are_told(shape: str) -> None:
    foreign = GROUP.replace(b"HS", b"PO") + b"ST*850*0001~BEG*00~SE*3*0001~GE*1*101~"
    document, told = written(ISA + foreign + b"IEA*1*000000101~", shape)
    assert told == {
        "sets left out, for want of a guide": 1,
        "interchanges and groups with faults, only their sets written": 1,
    }
    assert [one[:2] for one in segments(document)] == ["IS", "GS", "GE", "IE"]


@pytest.mark.parametrize("shape", SHAPES)
def test_what_stands_around_sets_and_interchanges(shape: str) -> None:
    answer = b"TA1*000000001*250401*0830*A*000~"
    document, told = written(ISA + answer + b"IEA*0*000000101~" + b"noise" + FILE, shape)
    assert told == {"stretches outside of any interchange left out": 1}
    assert segments(document)[1] == answer.decode()[:-1]
    _, told = written(FILE.replace(b"GE*1", b"ZZZ*1~GE*1"), shape)
    assert told == {"interchanges and groups with faults, only their sets written": 1}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_cut_off_anywhere_is_a_document(shape: str) -> None:
    for size in range(len(ISA), len(FILE) - 1):
        document, told = written(FILE[:size], shape)
        assert told, size
        whole = FILE[:size].decode().split("~")[:-1]
        assert segments(document)[: len(whole)] == whole


def test_a_segment_too_long_is_told() -> None:
    data = FILE.replace(b"*JUNE*", b"*" + b"J" * 300_000 + b"*")
    assert written(data, "bitewing")[1]["segments and claims too long, cut short"] == 1


# What cannot be written as it was sent


@pytest.mark.parametrize("shape", SHAPES)
def test_characters_that_xml_cannot_hold(shape: str) -> None:
    name = "A\x00\x1b[31m\x0b\ufffe\uffffB".encode()
    document, told = written(FILE.replace(b"*JUNE*", b"*" + name + b"*"), shape)
    assert told["characters that XML cannot hold, replaced by U+FFFD"] == 5
    assert "*A\ufffd\ufffd[31m\ufffd\ufffd\ufffdB*" in segments(document)[9]
    # In an id as well: there the id itself, and those of its elements.
    document, told = written(FILE.replace(b"EQ*35", b"\x01Q*35"), shape)
    assert told["characters that XML cannot hold, replaced by U+FFFD"] == 1
    assert segments(document)[10] == "\ufffdQ*35^23"


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "name",
    ["<a/>&amp;]]>\"'<!--", "\t A \r\n B ", "MÜLLER", "\x7f\x85\x9b\u2028\u202e\ufeff", "𝄞", "&#0;", "<?x?>"],
    ids=ascii,
)
def test_characters_that_xml_holds_in_another_way(shape: str, name: str) -> None:
    document, _ = written(FILE.replace(b"*JUNE*", b"*" + name.encode() + b"*"), shape)
    assert f"*{name}*" in segments(document)[9]
    # Nothing that a terminal would obey.
    assert set(document) <= {9, 10, *range(32, 127)}


def test_bytes_that_are_no_utf_8() -> None:
    document, _ = written(FILE.replace(b"*JUNE*", b"*J\xfcRG*"), "bitewing")
    assert "*JüRG*" in segments(document)[9]


@pytest.mark.parametrize("shape", SHAPES)
def test_an_unplaced_id_is_no_markup(shape: str) -> None:
    document, _ = written(FILE.replace(b"EQ*35", b'"/><x a="*35'), shape)
    assert segments(document)[10] == '"/><x a="*35^23'


@pytest.mark.parametrize("data", [b"", b"hello", b"\x00" * 500, b"ISA*"], ids=repr)
def test_nothing_is_written_of_what_is_no_x12(data: bytes) -> None:
    whole = io.BytesIO()
    with pytest.raises(NotX12):
        write_xml(read(io.BytesIO(data), guide_tables()), guide_tables(), "bitewing", whole, Counter())
    assert whole.getvalue() == b""


def test_a_full_disk_is_told_as_it_is() -> None:
    class Full:
        def write(self, data: bytes) -> int:
            raise OSError(28, "No space left on device")

    big = (ROOT / "samples" / "demo" / "dental-batch.edi").read_bytes()
    with pytest.raises(OSError, match="No space left"):
        write_xml(read(io.BytesIO(big), guide_tables()), guide_tables(), "bitewing", Full(), Counter())
