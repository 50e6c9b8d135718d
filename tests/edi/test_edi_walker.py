"""The walk: segments get their places, and what is missing, too much or out of place is told."""

from __future__ import annotations

import io

import pytest
from edi_faults import CLAIM, recounted
from tiny_guides import OneTable, element, file_of, guide, loop, segments_of, slot, told, told_body

from edi.envelope import Closed, TransactionSet, Unit
from edi.guide import Slot
from edi.reader import MAX_SEGMENT
from edi.stream import read
from edi.units import MAX_UNIT
from edi.walker import MAX_FINDINGS
from mappings.tables import guide_tables


def claim(old="", new=""):
    """The findings of the dental claim file with one thing changed; SE01 is counted anew."""
    assert not old or CLAIM.count(old) == 1, old
    return told(guide_tables(), recounted(CLAIM.replace(old, new) if old else CLAIM))


# Order and look-alikes.

LIKE = guide(
    loop(
        "2000", "R", 0,
        slot("CLM", "R", 1),
        slot("DTP[472]", "S", 1), slot("DTP[050]", "S", 2),
        slot("REF[G1]", "R", 1), slot("REF[F8,9F]", "S", 2),
        slot("NTE", "S", 2),
        loop("2310A", "S", 1, slot("NM1[82]", "R", 1), slot("PRV", "S", 1), slot("REF[0B]", "R", 1)),
        loop("2310B", "S", 2, slot("NM1[77]", "R", 1), slot("N3", "R", 1)),
        loop("2400", "R", 3, slot("LX", "R", 1), slot("REF[6R]", "S", 1), slot("DTP[472]", "S", 1)),
        unit=True,
    )
)
RIGHT = "CLM*1~DTP*472~DTP*050~REF*G1~REF*F8~NTE*1~NM1*82~PRV*1~REF*0B~NM1*77~N3*1~LX*1~REF*6R~DTP*472~LX*2~"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (RIGHT, []),
        # Neighbours of one id, slots or loops, come in any order.
        ("CLM*1~DTP*050~DTP*472~DTP*050~REF*9F~REF*G1~REF*F8~NM1*77~N3*1~NM1*82~REF*0B~NM1*77~N3*1~LX*1~",
        []),
        # Other slots do not.
        ("CLM*1~REF*G1~DTP*472~LX*1~", [("S107", "2000/DTP[472]", 4)]),
        ("CLM*1~REF*G1~NM1*82~REF*0B~NTE*1~LX*1~", [("S107", "2000/NTE", 6)]),
        ("CLM*1~REF*G1~NM1*82~REF*0B~PRV*1~LX*1~", [("S107", "2310A/PRV", 6)]),
        ("CLM*1~REF*G1~LX*1~NM1*82~REF*0B~LX*2~", [("S107", "2310A/NM1[82]", 5)]),
        # A look-alike belongs to the slot that has its code, in the nearest loop that has one.
        ("CLM*1~REF*G1~NM1*82~REF*F8~REF*0B~LX*1~",
        [("S203", "2310A/REF[0B]", 5), ("S107", "2000/REF[F8,9F]", 5),
                                                     ("S102", "2000/REF", 6)]),
        ("CLM*1~REF*G1~LX*1~DTP*472~DTP*472~", [("S205", "2400/DTP[472]", 6)]),
        # Too many.
        ("CLM*1~REF*G1~REF*G1~LX*1~", [("S205", "2000/REF[G1]", 4)]),
        ("CLM*1~REF*G1~REF*F8~REF*9F~REF*F8~LX*1~", [("S205", "2000/REF[F8,9F]", 6)]),
        ("CLM*1~REF*G1~NM1*82~REF*0B~NM1*82~REF*0B~LX*1~", [("S204", "2310A/NM1[82]", 6)]),
        ("CLM*1~REF*G1~LX*1~LX*2~LX*3~LX*4~LX*5~", [("S204", "2400/LX", 7), ("S204", "2400/LX", 8)]),
        # Missing: told where the loop closes.
        ("CLM*1~LX*1~", [("S203", "2000/REF[G1]", 4)]),
        ("CLM*1~REF*G1~", [("S217", "2400/LX", 4)]),
        ("CLM*1~CLM*2~REF*G1~LX*1~", [("S203", "2000/REF[G1]", 3), ("S217", "2400/LX", 3)]),
        ("CLM*1~REF*G1~NM1*82~NM1*77~N3*1~LX*1~", [("S203", "2310A/REF[0B]", 5)]),
        ("CLM*1~REF*G1~NM1*77~LX*1~", [("S203", "2310B/N3", 5)]),
        ("", [("S217", "2000/CLM", 2)]),
        # No slot has the code.
        ("CLM*1~REF*ZZ~LX*1~", [("E207", "2000/REF[G1]01", 3)]),
        ("CLM*1~REF*G1~REF*ZZ~LX*1~", [("E207", "2000/REF[F8,9F]01", 4)]),
        ("CLM*1~REF*G1~NM1*ZZ~LX*1~", [("S214", "2000/NM1", 4)]),
        ("CLM*1~REF*G1~LX*1~REF*ZZ~", [("E207", "2400/REF[6R]01", 5)]),
        ("CLM*1~REF~LX*1~", [("E201", "2000/REF[G1]01", 3)]),
        # No slot has the id here, in the guide, in the standard.
        ("CLM*1~REF*G1~N3*1~LX*1~", [("S102", "2000/N3", 4)]),
        ("CLM*1~REF*G1~SVC*1~LX*1~", [("S106", "2000/SVC", 4)]),
        ("CLM*1~REF*G1~ZZZ*1~LX*1~", [("S101", "2000/ZZZ", 4)]),
        ("CLM*1~REF*G1~ref*F8~LX*1~", [("S101", "2000/ref", 4)]),
        ("CLM*1~REF*G1~~LX*1~", [("S101", "2000/", 4)]),
        ("CLM*1~REF*G1~LX*1~ LX*2~", [("S101", "2400/ LX", 5)]),
    ],
)
def test_places(body, expected):
    assert told_body(LIKE, body, SVC=7) == expected


def test_a_component_tells_look_alikes():
    def diagnosis(ref, repeat):
        codes = tuple(ref.partition("[")[2].rstrip("]").split(","))
        parts = (element(1, "R", codes=codes), element(2, "R"))
        return Slot(ref, ref, "S", repeat, (element(1, "R", "", number="C022", components=parts, repeat=2),))

    tiny = guide(loop("2000", "R", 0, slot("CLM", "R", 1), diagnosis("HI[BK]", 1), diagnosis("HI[BF,TQ]", 2),
    unit=True))
    assert told_body(tiny, "CLM*1~HI*TQ:1~HI*BK:2~HI*BF:3^TQ:4~") == []
    assert told_body(tiny, "CLM*1~HI*BK:2~HI*BK:3~") == [("S205", "2000/HI[BK]", 4)]
    assert told_body(tiny, "CLM*1~HI*BK~") == [("E201", "2000/HI[BK]01-2", 3)]
    assert told_body(tiny, "CLM*1~HI*BK:2~HI*XX:3~") == [("E207", "2000/HI[BF,TQ]01-1", 4)]
    assert told_body(tiny, "CLM*1~HI*XX:3~") == [("S214", "2000/HI", 3)]


def test_a_loop_with_two_parents():
    service = loop("2500", "S", 2, slot("SVC", "R", 1), slot("DTM", "S", 1))
    tiny = guide(
        loop("2000", "S", 1, slot("LX", "R", 1), service),
        loop("3000", "S", 1, slot("PLB", "R", 1), service, slot("QTY", "S", 1)),
    )
    assert told_body(tiny, "LX*1~SVC*1~DTM*1~SVC*2~PLB*1~SVC*1~SVC*2~DTM*1~QTY*1~") == []
    assert told_body(tiny, "LX*1~SVC*1~SVC*2~SVC*3~PLB*1~SVC*1~") == [("S204", "2500/SVC", 5)]
    assert told_body(tiny, "LX*1~SVC*1~PLB*1~QTY*1~SVC*1~") == [("S107", "2500/SVC", 6)]


def test_the_claim_under_subscriber_and_dependent():
    head, body = CLAIM[: CLAIM.index("CLM*")], CLAIM[CLAIM.index("CLM*") : CLAIM.index("SE*")]
    tail = CLAIM[CLAIM.index("SE*") :]
    dependent = (
        "HL*3*2*23*0~\nPAT*19~\nNM1*QC*1*MARLOW*FINN~\nN3*7 BIRCH LANE~\n"
        "N4*MADISON*WI*53704~\nDMG*D8*20150101*M~\n"
    )
    head = head.replace("HL*2*1*22*0", "HL*2*1*22*1")
    assert told(guide_tables(), recounted(head + body + dependent + body + body + tail)) == []
    units = [
        (unit.loop.id, unit.above.loop.id if unit.above else None)
        for unit in read(io.BytesIO(recounted(head + body + dependent + body + body + tail).encode()),
        guide_tables())
        if isinstance(unit, Unit)
    ]
    assert units == [
        ("", None), ("2000A", ""), ("2000B", "2000A"), ("2300", "2000B"), ("2000C", "2000B"),
        ("2300", "2000C"),
        ("2300", "2000C"),
    ]
    assert told(guide_tables(), recounted(head + dependent + tail)) == [("S217", "2300/CLM", 24)]


HEAD = """ST*278*0001*005010X217~BHT*0007*11*R-1*20250402*0910*18~HL*1**20*1~NM1*X3*2*PLAN*****PI*EXDENT~
HL*2*1*21*1~NM1*1P*2*PRACTICE*****XX*1382047169~HL*3*2*22*1~NM1*IL*1*BRANDT*OLE****MI*XD1002008~"""
CHILD = "HL*4*3*23*{}~NM1*QC*1*BRANDT*UNA~"
EVENT = "HL*{}*{}*EV*0~UM*HS*I~HCR*CT~"


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([CHILD.format(1), EVENT.format(5, 4), EVENT.format(6, 3)], [("2000D", 5), ("2000C", 6)]),
        ([CHILD.format(0), EVENT.format(5, 3), EVENT.format(6, 3)], [("2000C", 5), ("2000C", 6)]),
        ([EVENT.format(4, 3), CHILD.format(1).replace("4", "5", 1), EVENT.format(6, 5)],
         [("2000C", 4), ("2000D", 6)]),
    ],
)  # fmt: skip
def test_an_event_stands_where_its_parent_number_says(levels, expected, fast):
    """It may stand under the subscriber or under the dependent: the nearest is not always the one meant."""
    body = HEAD.replace("\n", "") + "".join(levels)
    text = (
        "ISA*00*          *00*          *ZZ*A              *ZZ*B              *250402*0930*^*00501*000000501"
        f"*0*T*:~GS*HI*AA*BB*20250402*0930*1*X*005010X217~{body}SE*{body.count('~') + 1}*0001~GE*1*1~"
        "IEA*1*000000501~"
    )
    events = list(read(io.BytesIO(text.encode()), guide_tables(), fast=fast))
    units = [event for event in events if isinstance(event, Unit)]
    assert [one.rule.id for unit in units for one in unit.findings] == []
    placed = [(unit.above.loop.id, int(unit.text.split("*")[1])) for unit in units if unit.loop.id == "2000E"]
    assert placed == expected
    assert [unit.accepted for unit in units] == [fast] * len(units)


def test_an_event_whose_parent_number_fits_nowhere_stands_under_the_nearest_level():
    body = HEAD.replace("\n", "") + CHILD.format(1) + EVENT.format(5, 2)
    found = told_body(guide_tables().table_named("278-response").guide, body)
    assert ("E212", "2000E/HL[EV]02", 11) in found


def test_a_bracketed_loop():
    entity = loop("2120", "R", 0, slot("NM1", "R", 1), slot("N3", "S", 1))
    bracket = loop(
        "2115", "S", 1, slot("LS[2120]", "R", 1), entity, slot("LE[2120]", "R", 1)
    )
    tiny = guide(
        loop("2110", "R", 0, slot("EB", "R", 1), bracket, unit=True),
    )
    assert told_body(tiny, "EB*1~LS*2120~NM1*1~NM1*2~N3*1~LE*2120~EB*2~") == []
    assert told_body(tiny, "EB*1~LS*2120~NM1*1~EB*2~") == [("S203", "2115/LE[2120]", 5)]
    assert told_body(tiny, "EB*1~LS*2120~LE*2120~") == [("S217", "2120/NM1", 5)]
    assert told_body(tiny, "EB*1~NM1*1~LE*2120~") == [("S102", "2110/NM1", 3), ("S102", "2110/LE", 4)]
    assert told_body(tiny, "EB*1~LS*2110~NM1*1~LE*2120~") == [("E207", "2115/LS[2120]01", 3)]
    assert told_body(tiny, "EB*1~LS*2120~NM1*1~LE*2120~NM1*2~") == [("S107", "2120/NM1", 6)]


# Levels.

@pytest.mark.parametrize(
    ("first", "second", "third", "expected"),
    [
        ("1**20*1", "2*1*22*0", "3*1*22*0", []),
        ("1**20*1", "2*1*22*0", "4*1*22*0", [(32, "01")]),
        ("2**20*1", "3*2*22*0", "4*2*22*0", [(6, "01")]),
        ("0**20*1", "1*0*22*0", "2*0*22*0", [(6, "01")]),
        ("A**20*1", "2*A*22*0", "3*A*22*0", [(6, "01")]),
        ("1**20*1", "1*1*22*0", "2*1*22*0", [(11, "01")]),
        ("1**20*1", "02*1*22*0", "3*1*22*0", [(11, "01")]),
        ("1**20*1", "2*2*22*0", "3*1*22*0", [(11, "02")]),
        ("1**20*1", "2*1*22*0", "3*2*22*0", [(32, "02")]),
        ("1**20*1", "2*1*22*1", "3*1*22*0", [(11, "04")]),
        ("1**20*1", "2*1*22*0", "3*1*22*1", [(32, "04")]),
    ],
)
def test_level_numbers_parents_and_child_flags(first, second, third, expected):
    subscriber = CLAIM[CLAIM.index("HL*2") : CLAIM.index("SE*")]
    one, other = (subscriber.replace("HL*2*1*22*0", f"HL*{level}") for level in (second, third))
    text = CLAIM.replace("HL*1**20*1", f"HL*{first}").replace(subscriber, one + other)
    found = told(guide_tables(), recounted(text))
    assert [rule for rule, _, _ in found] == ["E212"] * len(expected)
    assert sorted((segment, path[-2:]) for _, path, segment in found) == expected


def test_a_level_without_its_parent():
    found = claim("HL*2*1*22*0~", "HL*2**22*0~")
    assert found == [("E201", "2000B/HL[22]02", 11)]
    assert claim("HL*1**20*1~", "HL*1*1*20*1~") == [("E210", "2000A/HL[20]02", 6)]


def test_a_level_of_an_unknown_code_is_told_once():
    """What stands below a level that found no place is not told of: it would all be wrong together."""
    found = claim("HL*2*1*22*0~", "HL*2*1*99*0~")
    assert found == [
        ("S214", "2000A/HL", 11), ("S102", "2000A/CLM", 18), ("S217", "2000B/HL[22]", 32),
        ("E212", "2000A/HL[20]04", 6),
    ]


def test_claims_without_a_level_above():
    subscriber = CLAIM[CLAIM.index("HL*2") : CLAIM.index("CLM*")]
    assert claim(subscriber, "") == [
        ("S102", "2000A/CLM", 11), ("S217", "2000B/HL[22]", 25), ("E212", "2000A/HL[20]04", 6)
    ]


def test_segments_of_a_part_that_is_over():
    """What belongs to a level above cannot be gone back to."""
    assert claim("CLM*SH-1001*190", "NM1*87*2~\nCLM*SH-1001*190") == [("S107", "2010BB/NM1", 18)]


# Limits.

def test_a_segment_longer_than_any():
    tiny = guide(loop("2000", "R", 0, slot("CLM", "R", 1), slot("NTE", "S", 1), unit=True))
    body = f"CLM*1~NTE*{'X' * MAX_SEGMENT}~CLM*2~NTE*1~"
    assert told_body(tiny, body) == [("S110", "2000/", 3)]
    assert [rule for rule, _, _ in told_body(tiny, f"CLM*{'X' * MAX_SEGMENT}~NTE*1~CLM*2~")] == ["S110"]


def test_a_unit_larger_than_is_kept():
    tiny = guide(loop("2000", "R", 0, slot("CLM", "R", 1), slot("NTE", "S", 0, element(1, max=200_000)),
    unit=True))
    note = f"NTE*{'X' * 100_000}~"
    body = "CLM*1~" + note * (MAX_UNIT // len(note) + 2) + "CLM*2~"
    assert [rule for rule, _, _ in told_body(tiny, body)] == ["S111"]
    data = file_of(body).encode()
    units = [unit for unit in read(io.BytesIO(data), OneTable(tiny)) if isinstance(unit, Unit)]
    assert len(units[1].text) <= MAX_UNIT
    assert data[units[1].end :].startswith(b"CLM*2~")


def test_findings_of_one_unit_are_limited_but_an_error_is_never_hidden():
    tiny = guide(loop("2000", "R", 0, slot("CLM", "R", 1), slot("NTE", "S", 0), unit=True))
    tables = OneTable(tiny)
    for last, errors in (("NTE*1~", 0), ("NTE*1**3~", 1), ("NTE*1**3~NTE*1**3~", 1)):
        data = file_of("CLM*1~" + "NTE*\xf6~" * (MAX_FINDINGS + 5) + last).encode("latin-1")
        closed = [e.of for e in read(io.BytesIO(data), tables) if isinstance(e, Closed)]
        (transaction,) = [of for of in closed if isinstance(of, TransactionSet)]
        assert (transaction.errors, transaction.errors + transaction.warnings) == (errors, MAX_FINDINGS)


def test_a_file_cut_off_tells_nothing_else():
    """At whatever byte a file ends, only the missing trailers are told, or what the cut left of a trailer."""
    data = CLAIM.encode()
    for size in range(data.index(b"GS*"), len(data) - 2):
        rules = [rule for rule, _, _ in told(guide_tables(), data[:size].decode())]
        inside = [name for name,
        end in (("T102", b"SE*32*0001~"), ("G103", b"GE*1*101~")) if data.find(end) + len(end) > size]
        if size < data.index(b"ST*") + 2:
            inside.remove("T102")
        if size < data.index(b"GS*") + 2:
            inside.remove("G103")
        assert rules == [*inside, "I123"], size
    assert told(guide_tables(), CLAIM[:-2]) == [], "the last terminator may be missing"


def test_the_standard_decides_between_unknown_and_unused():
    tiny = guide(loop("2000", "R", 0, slot("CLM", "R", 1), unit=True))
    tables = OneTable(tiny, segments_of(slot("ST", "R", 1, element(3)), slot("SE", "R", 1), CLM=5, NTE=2))
    assert told(tables, file_of("CLM*1**3~")) == [("E210", "2000/CLM03", 2)]
    assert told(tables, file_of("CLM*1*****6~")) == [("E103", "2000/CLM06", 2)]
    assert told(tables, file_of("CLM*1~NTE*1~")) == [("S106", "2000/NTE", 3)]
    assert told(tables, file_of("CLM*1~N3*1~")) == [("S101", "2000/N3", 3)]
