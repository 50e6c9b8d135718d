"""The maps of pyx12 as guides: counts, facts by hand, what the importer decides, and broken maps."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
from importlib.resources import files

import pytest
from guide_instances import Instance, joined, wire
from tiny_guides import all_findings

from edi.envelope import Unit
from edi.errors import GuideError
from edi.guide import UNBOUNDED, Element, Guide, Loop, Slot
from edi.stream import read
from mappings.edits import edit_guide
from mappings.guides import Head
from mappings.overrides import parse_override
from mappings.paths import find, find_all
from mappings.pyx12_maps import BORROWED, read_guide
from mappings.pyx12_maps.document import LARGEST
from mappings.pyx12_maps.reading import read_map
from mappings.pyx12_maps.repairs import REPAIRS
from mappings.registry import borrowed_names, guide_for, guide_named
from mappings.standard import SEGMENTS
from mappings.tables import GuideTables, guide_tables, own_tables

MAPS = files("pyx12") / "map"
SUBDIVISION = re.compile(r"~N4(\*[^*~]*){6}\*[^*~]")
NAMES = ("837P", "837I", "834", "820")
GUIDES = [pytest.param(guide_named(name), id=name) for name in NAMES]
PROFESSIONAL, INSTITUTIONAL, ENROLLMENT, PREMIUM = map(guide_named, NAMES)


def loops(guide: Guide) -> list[Loop]:
    return [row for _, row in guide.walk() if isinstance(row, Loop)]


def inner(guide: Guide, path: str) -> list[str]:
    row = find(guide, path).row
    assert isinstance(row, Loop)
    return [child.id if isinstance(child, Loop) else child.ref for child in row.children]


def element(guide: Guide, path: str) -> Element:
    row = find(guide, path).row
    assert isinstance(row, Element)
    return row


@pytest.mark.parametrize(
    ("guide", "counts"),
    [
        (PROFESSIONAL, (66, 39, 381)),
        (INSTITUTIONAL, (60, 36, 273)),
        (ENROLLMENT, (22, 22, 76)),
        (PREMIUM, (16, 16, 41)),
    ],
    ids=NAMES,
)
def test_counts(guide: Guide, counts: tuple[int, ...]) -> None:
    """Loops as they stand, loop ids, slots: those of the file that are used."""
    slots = [row for _, row in guide.walk() if isinstance(row, Slot)]
    assert counts == (len(loops(guide)), len({loop.id for loop in loops(guide)}), len(slots))


@pytest.mark.parametrize(
    ("guide", "units"),
    [
        (PROFESSIONAL, {"2000A", "2000B", "2000C", "2300"}),
        (INSTITUTIONAL, {"2000A", "2000B", "2000C", "2300"}),
        (ENROLLMENT, {"2000"}),
        (PREMIUM, {"2000A", "2000B"}),
    ],
    ids=NAMES,
)
def test_units(guide: Guide, units: set[str]) -> None:
    assert {loop.id for loop in loops(guide) if loop.unit} == units


@pytest.mark.parametrize(
    ("file", "units"),
    [
        ("835.5010.X221.A1", {"2000", "2100", "TRAILER"}),
        ("277.5010.X214", {"2000A", "2000B", "2000C", "2000D"}),
        ("999.5010X231.A1", {"2000", "TRAILER"}),
    ],
)
def test_the_rule_finds_the_units_of_our_own_guides(file: str, units: set[str]) -> None:
    guide = read_map((MAPS / f"{file}.xml").read_bytes(), file)
    assert {loop.id for loop in loops(guide) if loop.unit} == units


def test_what_the_loops_hold() -> None:
    assert [child.id for child in PROFESSIONAL.root.children] == ["HEADER", "1000A", "1000B", "2000A", "SE"]
    assert inner(PROFESSIONAL, "HEADER") == ["ST", "BHT"]
    assert inner(PROFESSIONAL, "2000B") == ["HL[22]", "SBR", "PAT", "2010BA", "2010BB", "2300", "2000C"]
    assert inner(PROFESSIONAL, "2310A") == ["NM1[DN,P3]", "REF[0B,1G,G2]"]
    assert inner(PROFESSIONAL, "2300")[-12:-6] == [
        "HI[ABK,BK]", "HI[BP]", "HI[BG]", "HCP", "2310A", "2310B",
    ]
    # Its `pos` puts the dependents before the subscriber's own claims.
    assert inner(INSTITUTIONAL, "2000B")[-2:] == ["2300", "2000C"]
    assert inner(ENROLLMENT, "2000")[-1] == "2700LS"
    assert inner(ENROLLMENT, "2700LS") == ["LS", "2700", "LE"]
    tops = [child.id for child in PREMIUM.root.children]
    assert tops == ["HEADER", "1000A", "1000B", "1000C", "2000A", "2000B", "SE"]
    assert inner(PREMIUM, "2000B")[0] == "ENT[2J]"


def test_facts_of_the_imported_guides() -> None:
    assert element(PROFESSIONAL, "2400/SV101-1").codes == ("ER", "HC", "IV", "WK")
    assert element(PROFESSIONAL, "2000C/PAT01").codes == ("01", "19", "20", "21", "39", "40", "53", "G8")
    assert (element(PROFESSIONAL, "2300/CLM01").min, element(PROFESSIONAL, "2300/CLM01").max) == (1, 38)
    assert element(PROFESSIONAL, "2300/CLM05-1").code_list == "place_of_service"
    assert element(PROFESSIONAL, "2010AA/N402").code_list == "states"
    assert find(PROFESSIONAL, "2300").loops[-1].repeat == 100
    assert find(PROFESSIONAL, "2400").loops[-1].repeat == 50
    assert find(PROFESSIONAL, "2440").loops[-1].repeat == UNBOUNDED
    assert find(INSTITUTIONAL, "2400").loops[-1].repeat == 999
    assert element(ENROLLMENT, "2320/COB04").repeat == 9
    assert element(ENROLLMENT, "2100A/DMG05").repeat == 10
    assert element(PROFESSIONAL, "HEADER/ST03").codes == ("005010X222A1",)
    assert element(PROFESSIONAL, "HEADER/ST03").doubtful_codes == ("005010X222", "005010X222A2")


def test_what_is_wrong_in_a_map_is_repaired() -> None:
    file = next(file for head, file in BORROWED.items() if head.name == "837P")
    shipped = read_map((MAPS / file).read_bytes(), "837P")
    assert element(shipped, "HEADER/ST03").usage == "S"
    assert element(PROFESSIONAL, "HEADER/ST03").usage == "R"
    assert element(PROFESSIONAL, "HEADER/BHT06").codes == ("CH", "RP", "31")
    assert element(PROFESSIONAL, "1000A/PER05").codes == ("EM", "EX", "FX", "TE")
    assert element(PROFESSIONAL, "2010BA/NM108").usage == "S"
    # Each repair is needed: the map of the installed pyx12 does not say it already.
    for name, repairs in REPAIRS.items():
        file = next(file for head, file in BORROWED.items() if head.name == name)
        shipped = read_map((MAPS / file).read_bytes(), name)
        for edit, why in repairs:
            assert why
            assert edit_guide(shipped, [edit]) != shipped, edit.path


def test_a_loop_with_two_parents_is_compiled_once() -> None:
    under_subscriber, under_dependent = (spot.loops[-1] for spot in find_all(PROFESSIONAL, "2300"))
    assert (under_subscriber.usage, under_dependent.usage) == ("S", "R")
    assert under_subscriber.children is under_dependent.children


@pytest.mark.parametrize("guide", GUIDES)
def test_look_alikes_of_a_loop_are_told_apart(guide: Guide) -> None:
    for loop in (guide.root, *loops(guide)):
        claimed: set[tuple[str, str]] = set()
        for child in loop.children:
            first = child.first if isinstance(child, Loop) else child
            for code in first.key[2] if first.key else ("",):
                assert (first.id, code) not in claimed, (loop.id, first.ref)
                claimed.add((first.id, code))


@pytest.mark.parametrize("guide", GUIDES)
def test_rows_are_the_standards(guide: Guide) -> None:
    for _, row in guide.walk():
        if isinstance(row, Slot):
            assert row.syntax == SEGMENTS[row.id].syntax
            for one in row.elements:
                assert one.number == SEGMENTS[row.id].elements[one.position - 1][0]
                assert bool(one.components) == (one.type == "")
        else:
            assert row.first.usage == "R"


@pytest.mark.parametrize("head", BORROWED, ids=lambda head: head.name)
def test_a_guide_is_what_its_head_says(head: Head) -> None:
    guide = guide_named(head.name)
    assert (guide.name, guide.set_id, guide.group_id) == (head.name, head.set_id, head.group_id)
    assert (guide.version, guide.also, guide.title) == (head.version, head.also, head.title)


def test_the_registry_borrows_what_it_has_no_rows_for() -> None:
    assert borrowed_names() == NAMES
    assert guide_for("837", "005010X222A2", None, "HC") is PROFESSIONAL
    assert guide_for("837", "005010X223A2", "005010X223A2") is INSTITUTIONAL
    assert guide_for("834", "005010X220A1", group_id="BE") is ENROLLMENT
    assert guide_for("820", "005010X218", group_id="HC") is None
    assert guide_tables().knows_group("RA", "005010X218")


def test_a_map_is_read_when_it_is_first_needed() -> None:
    program = (
        "import sys; from mappings.registry import guide_for; guide_for('837', '005010X224A2');"
        "print('lxml' in sys.modules); guide_for('834', '005010X220A1'); print('lxml' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True"]


def test_a_house_takes_only_the_guides_written_here() -> None:
    tables = own_tables()
    assert not tables.knows_version("005010X222A1")
    assert tables.table("HC", "005010X222A1", "837", "005010X222A1") is None
    dental = tables.table("HC", "005010X224A2", "837", "005010X224A2")
    assert dental is guide_tables().table_named("837D"), "compiled once"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
def test_instances_are_accepted_whole(name: str, chance: float) -> None:
    guide = guide_named(name)
    units = joined(Instance(guide, random.Random(name), chance).make(2))
    events = list(read(io.BytesIO(wire(guide, units).encode()), guide_tables()))
    assert [one.rule.id for one in all_findings(events)] == []
    met = [event for event in events if isinstance(event, Unit)]
    assert len(met) == len(units)
    # N407 is left to the slow way: it excludes N402 beside it.
    assert all(unit.accepted or SUBDIVISION.search(unit.text) for unit in met)
    assert any(unit.accepted for unit in met)


# Maps that are not what they should be.

TINY = """<?xml version="1.0"?>
<transaction xid="T">
<name>tiny</name>
<loop xid="ISA_LOOP" type="explicit"><name>i</name><usage>R</usage><pos>1</pos><repeat>1</repeat>
<segment xid="GS"><name>g</name><usage>R</usage><pos>1</pos><max_use>1</max_use>
<element xid="GS01"><data_ele>479</data_ele><name>e</name><usage>R</usage><seq>01</seq>
<valid_codes><code>XX</code></valid_codes></element>
<element xid="GS08"><data_ele>480</data_ele><name>e</name><usage>R</usage><seq>08</seq>
<valid_codes><code>V1</code></valid_codes></element>
</segment>
<loop xid="ST_LOOP" type="explicit" name="set" usage="R" pos="2" repeat="&gt;1">
<segment xid="ST" name="start" usage="R" pos="1" max_use="1">
<element xid="ST01" data_ele="143" name="id" usage="R" seq="1"><valid_codes><code>999</code></valid_codes>
</element>
<element xid="ST02" data_ele="329" name="number" usage="R" seq="2"/>
</segment>
<loop xid="2000" name="one" usage="R" pos="2" repeat="&gt;1">
<segment xid="LX" name="line" usage="R" pos="1" max_use="1">
<element xid="LX01" data_ele="554" name="number" usage="R" seq="1"/></segment>
<segment xid="REF" name="first" usage="S" pos="2" max_use="2">
<element xid="REF01" data_ele="128" name="kind" usage="R" seq="1">
<valid_codes><code>G1</code><code>G3</code></valid_codes></element>
<element xid="REF02" data_ele="127" name="n" usage="R" seq="2"><regex>^.{2,9}$</regex></element></segment>
</loop>
<segment xid="SE" name="end" usage="R" pos="9" max_use="1">
<element xid="SE01" data_ele="96" name="count" usage="R" seq="1"/>
<element xid="SE02" data_ele="329" name="number" usage="R" seq="2"/></segment>
</loop></loop></transaction>
"""


def test_a_tiny_map() -> None:
    guide = read_map(TINY.encode(), "tiny")
    assert (guide.version, guide.set_id, guide.group_id, guide.title) == ("V1", "999", "XX", "tiny")
    assert inner(guide, "2000") == ["LX", "REF[G1,G3]"]
    assert find(guide, "2000").loops[-1].unit
    number = element(guide, "2000/REF02")
    assert (number.min, number.max) == (2, 9), "a map tells lengths as an expression"


def line_of(text: str, mark: str) -> int:
    return text[: text.index(mark)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('data_ele="554"', 'data_ele="555"', "element 1 of LX is 554"),
        ('data_ele="554" name="number" usage="R"', 'data_ele="554" name="number" usage="X"', "none of R, S"),
        ('data_ele="554" name="number" usage="R"', 'data_ele="554" name="number"', "has no usage"),
        (' name="number" usage="R" seq="1"', ' name="number" usage="R" seq="2"', "no element 2"),
        ('xid="LX" name="line"', 'xid="LXX" name="line"', "has no segment LXX"),
        ('xid="REF" name="first" usage="S" pos="2" max_use="2"',
         'xid="REF" name="first" usage="S" pos="2" max_use="many"', "is no count"),
        ('xid="REF" name="first" usage="S" pos="2" max_use="2"',
         'xid="REF" name="first" usage="S" pos="2" max_use="-1"', "is no count"),
        ('xid="REF" name="first" usage="S" pos="2" max_use="2"',
         f'xid="REF" name="first" usage="S" pos="2" max_use="{"9" * 5000}"', "is no count"),
        ('xid="LX" name="line" usage="R"', 'xid="LX" name="line" usage="N"', ""),
        ('<code>G1</code>', '<code></code>', "a code is empty"),
        ('<code>G1</code>', '<code>é</code>', "a code is empty or cannot be printed"),
        ('seq="1">\n<valid_codes><code>G1', 'seq="2">\n<valid_codes><code>G1', "element 2 of REF is 127"),
        ('xid="2000" name="one"', 'xid="../etc" name="one"', "a loop's id"),
        ('<name>tiny</name>', '', "has no name"),
        ('<code>V1</code>', '', "GS08 names no code"),
    ],
)
def test_a_broken_map_is_told_with_its_line(old: str, new: str, says: str) -> None:
    assert TINY.count(old) == 1
    broken = TINY.replace(old, new)
    if not says:
        # Without its first segment the loop starts with the next.
        assert inner(read_map(broken.encode(), "tiny"), "2000") == ["REF[G1,G3]"]
        return
    with pytest.raises(GuideError, match=rf"^tiny, line \d+: .*{says}") as told:
        read_map(broken.encode(), "tiny")
    line = int(str(told.value).split("line ")[1].split(":")[0])
    assert abs(line - line_of(TINY, old)) <= 4


HOSTILE = {
    "entity": '<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/passwd">]><transaction>&a;</transaction>',
    "laughs": '<!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><transaction>&b;</transaction>',
    "doctype": TINY.replace("<transaction ", "<!DOCTYPE transaction>\n<transaction "),
    "undeclared": TINY.replace("tiny", "&outside;"),
    "deep": TINY.replace("</transaction>", "<loop>" * 1000 + "</loop>" * 1000 + "</transaction>"),
    "cut off": TINY[:900],
    "empty": "",
    "page": "<html><body/></html>",
    "no set": "<transaction xid='x'><name>x</name></transaction>",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_map_is_refused_with_a_line(text: str) -> None:
    with pytest.raises(GuideError, match=r"^evil, line \d+: ") as told:
        read_map(text.encode(), "evil")
    assert "root:" not in str(told.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp037"])
def test_a_doctype_in_another_encoding_is_refused(encoding: str) -> None:
    text = HOSTILE["doctype"].replace('<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{encoding}"?>')
    with pytest.raises(GuideError, match=r"^evil, line \d+: "):
        read_map(text.encode(encoding), "evil")


def test_loops_nest_only_so_deep() -> None:
    head, tail = TINY.split('<loop xid="2000"', 1)
    body, tail = tail.split("</loop>", 1)
    lines = '<segment xid="LX" name="l" usage="R" pos="1" max_use="1"><element xid="LX01" data_ele="554" ' \
        'name="n" usage="R" seq="1"/></segment>'
    opened = "".join(
        f'<loop xid="2{n:03}" name="l" usage="S" pos="2" repeat="1">{lines}' for n in range(1, 60)
    )
    text = f'{head}<loop xid="2000"{body}{opened}{"</loop>" * 60}{tail}'
    with pytest.raises(GuideError, match=r"^deep, line \d+: .*20 deep"):
        read_map(text.encode(), "deep")


def test_a_huge_map_is_not_read() -> None:
    with pytest.raises(GuideError, match="larger than"):
        read_map(b" " * (LARGEST + 1), "huge")


def test_slots_that_nothing_tells_apart_are_refused() -> None:
    start = TINY.index('<segment xid="REF"')
    again = TINY[start : TINY.index("</segment>", start) + len("</segment>")]
    with pytest.raises(GuideError, match=r"^twice, line 11: 2000: nothing tells its 2 uses of REF apart"):
        read_map(TINY.replace(again, again + again).encode(), "twice")


def test_a_pyx12_without_the_map_is_told() -> None:
    head = Head("837X", "pyx12_maps", "no claim", "837", "HC", "V")
    BORROWED[head] = "837X.xml"
    try:
        with pytest.raises(GuideError, match=r"no map 837X\.xml; install pyx12 4"):
            read_guide(head)
        BORROWED[head] = "834.5010.X220.A1.xml"
        with pytest.raises(GuideError, match="another guide"):
            read_guide(head)
    finally:
        del BORROWED[head]


def test_a_payer_may_override_an_imported_guide() -> None:
    text = 'payer = "plan"\nguide = "837P"\n[rows."2300/CLM01"]\nmax = 20\n'
    table = GuideTables([parse_override(text, "plan.toml")]).table_named("837P")
    assert element(table.guide, "2300/CLM01").max == 20
