"""The compiler: what a guide must keep to, and the moves it becomes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tiny_guides import PLAIN, OneTable, accepted, element, guide, loop, segments_of, slot, told_body

from edi.delimiters import Delimiters
from edi.errors import GuideError
from edi.table import Table, has_room
from mappings.registry import guide_named, names
from mappings.tables import guide_tables


@pytest.mark.parametrize(
    ("children", "words"),
    [
        ([loop("2000", "R", 1, slot("HL", "R", 1), loop("2300", "S", 1, slot("CLM", "R", 1), unit=True),
               slot("REF", "S", 1), unit=True)], "2000: REF stands after a unit"),
        ([loop("2000", "R", 1, slot("HL", "R", 1), loop("2010", "S", 1, slot("NM1", "R", 1),
               loop("2300", "S", 1, slot("CLM", "R", 1), unit=True)), unit=True)], "2010: holds units"),
        ([loop("2000", "R", 1, slot("LX", "R", 1), slot("REF", "S", 1), unit=True),
          loop("3000", "R", 1, slot("REF", "R", 1), unit=True)], "2000: REF would start a unit"),
        ([loop("2000", "R", 1, slot("LX", "R", 1), loop("2010", "S", 1, slot("LX", "R", 1)), unit=True)],
         "LX would start a unit"),
        ([loop("2000", "R", 1, slot("REF[G1]", "R", 1, element(1, "R")))],
        "2000/REF.G1.: no element has the codes"),
    ],
)
def test_guides_that_contradict_themselves(children, words):
    tiny = guide(*children)
    with pytest.raises(GuideError, match=words):
        OneTable(tiny)


@pytest.mark.parametrize("name", names())
def test_the_guides_of_the_house_compile(name):
    table = guide_tables().table_named(name)
    assert table.guide is guide_named(name)
    patterns = table.acceptors(PLAIN)
    assert {node.loop.id for node in patterns} == {node.loop.id for node in table.nodes if node.unit} | {""}


def test_neighbours_share_a_rank():
    tiny = guide(
        loop("2000", "R", 0, slot("CLM", "R", 1), slot("REF[G1]", "S", 1), slot("REF[F8]", "S", 1),
        slot("NTE", "S", 1),
             loop("2310", "S", 1, slot("NM1[82]", "R", 1)), loop("2320", "S", 1, slot("NM1[77]", "R", 1)),
             unit=True)
    )
    node = OneTable(tiny).one.root.moves[1].node
    assert [(move.slot.ref, move.rank) for move in node.moves] == [
        ("CLM", 0), ("REF[G1]", 1), ("REF[F8]", 1), ("NTE", 2), ("NM1[82]", 3), ("NM1[77]", 3)
    ]
    assert [move.slot.ref for move in node.by_id["REF"]] == ["REF[G1]", "REF[F8]"]
    assert "CLM" not in node.by_id, "a second CLM is another claim"
    assert (node.is_leaf, node.is_level, node.again) == (True, False, "")


def test_a_first_segment_that_may_come_again():
    tiny = guide(loop("TRAILER", "S", 1, slot("PLB", "R", 0), unit=True))
    node = OneTable(tiny).one.root.moves[1].node
    assert node.again == "PLB"
    assert [move.slot.ref for move in node.by_id["PLB"]] == ["PLB"]


@pytest.mark.parametrize(
    ("values", "fits"),
    [
        (["REF", "G1"], True), (["REF", "9F", "X"], True), (["REF", "F8"], False), (["REF", ""], False),
        (["REF"], False), (["REF", "g1"], False), (["REF", "G1^F8"], True), (["REF", "F8^G1"], False),
        (["REF", "G1:X"], False),
    ],
)
def test_the_code_that_tells_look_alikes_apart(values, fits):
    tiny = guide(loop("2000", "R", 1, slot("CLM", "R", 1), slot("REF[G1,9F]", "S", 1)))
    move = OneTable(tiny).one.root.moves[1].node.moves[1]
    assert move.fits(values, PLAIN) == fits


def test_a_doubtful_code_tells_a_slot_too_and_is_warned_of():
    key = element(1, "R", codes=("G1",), doubtful_codes=("9F",))
    look_alikes = (slot("REF[G1]", "S", 2, key, element(2)), slot("REF[F8]", "S", 1))
    tiny = guide(loop("2000", "R", 0, slot("CLM", "R", 1), *look_alikes, unit=True))
    assert [slot.doubtful_key for slot in look_alikes] == [("9F",), ()]
    body = "CLM*1~REF*9F*1~REF*F8*1~REF*G1*1~CLM*2~REF*G1*1~"
    assert told_body(tiny, body) == [("U207", "2000/REF[G1]01", 3)]
    assert accepted(tiny, body) == [True, False, True]
    assert told_body(tiny, "CLM*1~REF*9F*1~REF*G1*1~REF*9F*1~") == [
        ("U207", "2000/REF[G1]01", 3), ("S205", "2000/REF[G1]", 5), ("U207", "2000/REF[G1]01", 5)
    ]


def test_a_component_as_the_code():
    parts = (element(1, "R", codes=("BK", "ABK")), element(2))
    tiny = guide(loop("2000", "R", 1, slot("CLM", "R", 1),
                      slot("HI[ABK,BK]", "S", 1, replace(element(1, "R", ""), components=parts, repeat=0))))
    move = OneTable(tiny).one.root.moves[1].node.moves[1]
    assert (move.position, move.component) == (1, 1)
    assert move.fits(["HI", "BK:1"], PLAIN)
    assert move.fits(["HI", "ABK:1^XX:2"], PLAIN)
    assert move.fits(["HI", "BK>1"], replace(PLAIN, component=">"))
    assert not move.fits(["HI", "XX:1^BK:2"], PLAIN)
    assert not move.fits(["HI", ":BK"], PLAIN)


def test_room():
    tiny = guide(loop("2000", "R", 1, slot("CLM", "R", 1), slot("NTE", "S", 2), slot("K3", "S", 0)))
    _, two, any_number = OneTable(tiny).one.root.moves[1].node.moves
    assert [has_room(two, n) for n in (0, 1, 2)] == [True, True, False]
    assert has_room(any_number, 1_000_000)


def test_what_the_standard_knows():
    tiny = guide(loop("2000", "R", 1, slot("CLM", "R", 1)))
    table = Table(tiny, segments_of(slot("ST", "R", 1), NTE=2), {"C003": segments_of(C003=7)["C003"]})
    assert table.known_to_standard("NTE")
    assert not table.known_to_standard("CLM")
    assert not table.known_to_standard("C003"), "a composite is no segment"
    assert table.used_ids == {"ST", "CLM", "SE"}


def test_guides_that_share_nothing_are_compiled_for_each_delimiter_set():
    table = guide_tables().table_named("999")
    one, other = table.acceptors(PLAIN), table.acceptors(Delimiters("|", ">", "!", "\n"))
    assert set(one) == set(other)
    assert all(one[node].pattern != other[node].pattern for node in one)


def test_single_segments_are_accepted_once_it_is_worth_it():
    tiny = guide(loop("2000", "R", 1, slot("CLM", "R", 1), slot("REF[G1,9F]", "S", 1)))
    table = OneTable(tiny).one
    acceptors = table.segment_acceptors(PLAIN)
    assert table.segment_acceptors(PLAIN) is acceptors
    move = table.root.moves[1].node.moves[1]
    for _ in range(acceptors.WORTH - 1):
        assert not acceptors.accepts(move, "REF*G1")
    assert acceptors.accepts(move, "REF*G1")
    assert acceptors.accepts(move, "REF*9F*X")
    for text in ("REF*F8", "REF*G1*", "REF*G1*X*Y", "REF", "REF*G1*\x01", "REF*G1~REF*G1", "REF*G1*X^Y"):
        assert not acceptors.accepts(move, text)
        assert move.check(text.split("*"), PLAIN)
