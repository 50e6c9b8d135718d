"""The guides: counts, facts by hand, and what the compiler relies on."""

from __future__ import annotations

import pytest

from edi.guide import UNBOUNDED, Element, Guide, Loop, Slot
from mappings.code_lists import list_names
from mappings.guides import envelope
from mappings.paths import find, find_all, spots
from mappings.registry import guide_named, names
from mappings.standard import SEGMENTS

GUIDES = [pytest.param(guide_named(name), id=name) for name in names()]
CLAIM = guide_named("837D")
REMITTANCE = guide_named("835")
ACKNOWLEDGMENT = guide_named("999")
CLAIM_ACKNOWLEDGMENT = guide_named("277CA")
INQUIRY = guide_named("270")
RESPONSE = guide_named("271")
STATUS_INQUIRY = guide_named("276")
STATUS_RESPONSE = guide_named("277")
REQUEST = guide_named("278-request")
REVIEW = guide_named("278-response")


def loops(guide: Guide) -> list[Loop]:
    return [guide.root, *(row for _, row in guide.walk() if isinstance(row, Loop))]


def slots(guide: Guide) -> list[Slot]:
    return [row for _, row in guide.walk() if isinstance(row, Slot)]


def element(guide: Guide, path: str) -> Element:
    row = find(guide, path).row
    assert isinstance(row, Element)
    return row


def slot(guide: Guide, path: str) -> Slot:
    row = find(guide, path).row
    assert isinstance(row, Slot)
    return row


def inner(guide: Guide, path: str) -> list[str]:
    row = find(guide, path).row
    assert isinstance(row, Loop)
    return [child.id if isinstance(child, Loop) else child.ref for child in row.children]


@pytest.mark.parametrize(
    ("guide", "counts"),
    [
        (CLAIM, (54, 33, 254, 954, 114)),
        (REMITTANCE, (7, 7, 53, 306, 25)),
        (ACKNOWLEDGMENT, (5, 5, 11, 47, 17)),
        (CLAIM_ACKNOWLEDGMENT, (14, 14, 38, 130, 42)),
        (INQUIRY, (11, 11, 43, 160, 52)),
        (RESPONSE, (17, 17, 69, 311, 54)),
        (STATUS_INQUIRY, (15, 15, 41, 128, 12)),
        (STATUS_RESPONSE, (17, 17, 44, 163, 78)),
        (REQUEST, (21, 15, 144, 715, 202)),
        (REVIEW, (23, 16, 171, 737, 220)),
    ],
    ids=names(),
)
def test_counts(guide: Guide, counts: tuple[int, ...]) -> None:
    """Loops as they stand, loop ids, slots, elements, components."""
    chains = loops(guide)[1:]
    rows = [row for slot in slots(guide) for row in slot.elements]
    assert counts == (
        len(chains),
        len({loop.id for loop in chains}),
        len(slots(guide)),
        len(rows),
        sum(len(row.components) for row in rows),
    )


@pytest.mark.parametrize(
    ("guide", "units"),
    [
        (CLAIM, {"2000A", "2000B", "2000C", "2300"}),
        (REMITTANCE, {"2000", "2100", "TRAILER"}),
        (ACKNOWLEDGMENT, {"2000", "TRAILER"}),
        (CLAIM_ACKNOWLEDGMENT, {"2000A", "2000B", "2000C", "2000D"}),
        (INQUIRY, {"2000A", "2000B", "2000C", "2000D"}),
        (RESPONSE, {"2000A", "2000B", "2000C", "2000D"}),
        (STATUS_INQUIRY, {"2000A", "2000B", "2000C", "2000D", "2000E"}),
        (STATUS_RESPONSE, {"2000A", "2000B", "2000C", "2000D", "2000E"}),
        (REQUEST, {"2000A", "2000B", "2000C", "2000D", "2000E", "2000F"}),
        (REVIEW, {"2000A", "2000B", "2000C", "2000D", "2000E", "2000F"}),
    ],
    ids=names(),
)
def test_units(guide: Guide, units: set[str]) -> None:
    assert {loop.id for loop in loops(guide) if loop.unit} == units


@pytest.mark.parametrize("guide", GUIDES)
def test_nothing_but_units_stands_behind_a_unit(guide: Guide) -> None:
    for loop in loops(guide):
        behind = False
        for child in loop.children:
            is_unit = isinstance(child, Loop) and child.unit
            assert is_unit or not behind or _is_end(guide, loop, child), loop.id
            behind = behind or is_unit


def _is_end(guide: Guide, loop: Loop, child: Slot | Loop) -> bool:
    return loop is guide.root and child is loop.children[-1] and isinstance(child, Slot) and child.ref == "SE"


@pytest.mark.parametrize("guide", GUIDES)
def test_the_root_is_a_heading_loops_and_se(guide: Guide) -> None:
    first, *middle, last = guide.root.children
    assert isinstance(first, Loop)
    assert (first.id, first.first.ref) == ("HEADER", "ST")
    assert all(isinstance(child, Loop) for child in middle)
    assert isinstance(last, Slot)
    assert (guide.root.id, last.ref, last.usage) == ("", "SE", "R")


@pytest.mark.parametrize("guide", GUIDES)
def test_a_loop_starts_with_a_required_slot_used_once(guide: Guide) -> None:
    for loop in loops(guide)[1:]:
        first = loop.children[0]
        assert isinstance(first, Slot), loop.id
        assert first.repeat == 1 or loop.id == "TRAILER", loop.id
        assert first.usage == "R" or loop.id == "TRAILER", loop.id


@pytest.mark.parametrize("guide", GUIDES)
def test_look_alikes_of_a_loop_are_told_apart(guide: Guide) -> None:
    for loop in loops(guide):
        claimed: set[tuple[str, str]] = set()
        for child in loop.children:
            if not isinstance(child, Slot):
                continue
            codes = child.key[2] if child.key else ("",)
            assert (child.key is None) == ("[" not in child.ref), child.ref
            for code in codes:
                assert (child.id, code) not in claimed, child.ref
                claimed.add((child.id, code))


@pytest.mark.parametrize("guide", GUIDES)
def test_a_doubtful_code_takes_no_segment_from_a_look_alike_behind(guide: Guide) -> None:
    for loop in loops(guide):
        doubtful: set[tuple[str, str]] = set()
        for child in loop.children:
            first = child.first if isinstance(child, Loop) else child
            assert doubtful.isdisjoint((first.id, code) for code in first.codes), first.ref
            doubtful.update((first.id, code) for code in first.doubtful_key)


@pytest.mark.parametrize("guide", GUIDES)
def test_rows_keep_to_the_standard(guide: Guide) -> None:
    for row in slots(guide):
        definition = SEGMENTS[row.id]
        assert row.syntax == definition.syntax
        for element in row.elements:
            number, _, repeat = definition.elements[element.position - 1]
            assert (element.number, element.repeat) == (number, repeat), row.ref
            assert bool(element.components) == (element.type == ""), row.ref
            for part in (element, *element.components):
                assert part.min <= part.max
                for code in (*part.codes, *part.doubtful_codes):
                    assert part.min <= len(code) <= part.max, (row.ref, part.position)
                codes = (*part.codes, *part.doubtful_codes)
                assert len(set(codes)) == len(codes), (row.ref, part.position)


@pytest.mark.parametrize("guide", GUIDES)
def test_what_the_standard_demands_is_required(guide: Guide) -> None:
    for row in slots(guide):
        required = {element.position for element in row.elements if element.usage == "R"}
        demanded = {at for at, (_, need, _) in enumerate(SEGMENTS[row.id].elements, start=1) if need == "M"}
        assert demanded <= required, row.ref


@pytest.mark.parametrize("guide", GUIDES)
def test_every_external_list_exists(guide: Guide) -> None:
    named = {spot.row.code_list for spot in spots(guide) if isinstance(spot.row, Element)}
    assert named - {""} <= set(list_names())


@pytest.mark.parametrize("guide", GUIDES)
def test_names_are_our_own_and_there(guide: Guide) -> None:
    for _, row in guide.walk():
        assert row.name
        assert row.name == row.name.strip()
        assert len(row.name) <= 40


def test_the_dental_claim_nests() -> None:
    assert inner(CLAIM, "2000A")[-4:] == ["2010AA", "2010AB", "2010AC", "2000B"]
    assert inner(CLAIM, "2000B") == ["HL[22]", "SBR", "2010BA", "2010BB", "2300", "2000C"]
    assert inner(CLAIM, "2000C") == ["HL[23]", "PAT", "2010CA", "2300"]
    assert inner(CLAIM, "2300")[-7:] == ["2310A", "2310B", "2310C", "2310D", "2310E", "2320", "2400"]
    assert inner(CLAIM, "2400")[-5:] == ["2420A", "2420B", "2420C", "2420D", "2430"]


def test_the_claim_loop_stands_twice() -> None:
    under_subscriber, under_dependent = (spot.loops[-1] for spot in find_all(CLAIM, "2300"))
    assert (under_subscriber.usage, under_dependent.usage) == ("S", "R")
    assert under_subscriber.children == under_dependent.children
    assert under_dependent.repeat == 100


def test_facts_of_the_dental_claim() -> None:
    assert element(CLAIM, "2300/CLM01").max == 38
    assert element(CLAIM, "2300/CLM05-2").codes == ("B",)
    assert element(CLAIM, "2300/CLM19").codes == ("PB",)
    assert element(CLAIM, "2300/CLM05-1").code_list == "place_of_service"
    assert element(CLAIM, "2400/SV301-1").codes == ("AD",)
    assert element(CLAIM, "2400/SV311-4").number == "1328"
    assert element(CLAIM, "2400/TOO03-5").codes == ("B", "D", "F", "I", "L", "M", "O")
    assert element(CLAIM, "2300/HI[ABK]02-1").codes == ("ABF", "BF", "TQ")
    assert element(CLAIM, "2000B/SBR02").codes == ("18",)
    assert element(CLAIM, "2430/SVD03-1").codes == ("AD", "ER")
    assert element(CLAIM, "2330B/REF[T4]02").codes == ("Y",)
    assert [row.position for row in slot(CLAIM, "2330D/NM1[82]").elements] == [1, 2]
    assert slot(CLAIM, "2400/TOO").repeat == 32
    assert slot(CLAIM, "2300/DN2").repeat == 35
    assert slot(CLAIM, "2420A/REF[LU]").repeat == 20
    assert slot(CLAIM, "2320/CAS").repeat == 5
    assert find(CLAIM, "2400").loops[-1].repeat == 50
    assert find(CLAIM, "2320").loops[-1].repeat == 10
    assert find(CLAIM, "2330C").loops[-1].repeat == 2
    assert find(CLAIM, "2000B").loops[-1].repeat == UNBOUNDED


def test_facts_of_the_remittance() -> None:
    assert inner(REMITTANCE, "2000") == ["LX", "TS3", "TS2", "2100"]
    assert [row.position for row in slot(REMITTANCE, "HEADER/ST").elements] == [1, 2]
    rows = [spot.row for spot in spots(REMITTANCE)]
    assert {row.max for row in rows if isinstance(row, Element) and row.number == "782"} == {10}
    assert element(REMITTANCE, "2100/CLP02").codes[-1] == "25"
    assert element(REMITTANCE, "2110/CAS19").number == "380"
    assert element(REMITTANCE, "2110/SVC06-7").usage == "S"
    assert element(REMITTANCE, "TRAILER/PLB13-1").codes[-1] == "WU"
    assert slot(REMITTANCE, "2110/LQ").repeat == 99
    assert slot(REMITTANCE, "TRAILER/PLB").repeat == UNBOUNDED
    assert find(REMITTANCE, "2110").loops[-1].repeat == 999


def test_facts_of_the_acknowledgment() -> None:
    assert inner(ACKNOWLEDGMENT, "2000") == ["AK2", "2100", "IK5"]
    assert element(ACKNOWLEDGMENT, "2100/IK303").max == 6
    assert element(ACKNOWLEDGMENT, "2110/CTX[SITUATIONAL TRIGGER]04").max == 6
    assert element(ACKNOWLEDGMENT, "2110/CTX06-1").type == "AN"
    assert element(ACKNOWLEDGMENT, "2100/CTX[CLM01]01-1").codes[2] == "PATIENT NAME NM109"
    assert element(ACKNOWLEDGMENT, "2100/CTX[CLM01]01").repeat == 10
    assert element(ACKNOWLEDGMENT, "2000/IK501").codes == ("A", "E", "M", "R", "W", "X")
    assert element(ACKNOWLEDGMENT, "TRAILER/AK909").usage == "S"


def test_facts_of_the_claim_acknowledgment() -> None:
    assert inner(CLAIM_ACKNOWLEDGMENT, "2000D") == ["HL[PT]", "2100D", "2200D"]
    assert inner(CLAIM_ACKNOWLEDGMENT, "2200B")[:2] == ["TRN", "STC"]
    assert element(CLAIM_ACKNOWLEDGMENT, "HEADER/BHT03").max == 30
    assert element(CLAIM_ACKNOWLEDGMENT, "2200D/STC12").max == 264
    assert element(CLAIM_ACKNOWLEDGMENT, "2200D/STC10-2").code_list == "claim_status"
    assert element(CLAIM_ACKNOWLEDGMENT, "2200B/STC01-3").codes == ("36", "40", "41", "AY", "PR")
    assert [row.position for row in slot(CLAIM_ACKNOWLEDGMENT, "2200C/STC").elements] == [1, 3, 4, 10, 11]


def test_facts_of_the_eligibility_inquiry() -> None:
    assert inner(INQUIRY, "2000C") == ["HL[22]", "TRN", "2100C", "2000D"]
    assert inner(INQUIRY, "2110C") == ["EQ", "AMT[R]", "AMT[PB]", "III", "REF[9F,G1]", "DTP[291]"]
    assert inner(INQUIRY, "2110D") == ["EQ", "III", "REF[9F,G1]", "DTP[291]"]
    assert [find(INQUIRY, loop).loops[-1].usage for loop in ("2110C", "2110D")] == ["S", "R"]
    assert find(INQUIRY, "2110C").loops[-1].repeat == 99
    assert element(INQUIRY, "2110C/EQ01").repeat == 99
    assert {"30", "35", "23", "41", "UC"} <= set(element(INQUIRY, "2110D/EQ01").codes)
    assert {"29", "31", "E1"}.isdisjoint(element(INQUIRY, "2110D/EQ01").codes)
    assert element(INQUIRY, "2110C/EQ03").codes == ("FAM",)
    assert slot(INQUIRY, "2110D/EQ").element(3) is None
    assert slot(INQUIRY, "2110C/EQ").syntax == ("R0102",)
    assert element(INQUIRY, "2110D/EQ02-1").codes == ("AD", "CJ", "HC", "ID", "IV", "N4", "ZZ")
    assert [element(INQUIRY, f"2100{letter}/INS17").usage for letter in "CD"] == ["R", "S"]
    assert element(INQUIRY, "2100D/INS02").codes == ("01", "19", "34")
    assert element(INQUIRY, "2100C/DMG03").codes == ("F", "M")
    assert element(INQUIRY, "2100C/HI08-1").codes == ("ABF", "BF")
    assert element(INQUIRY, "2000A/HL04").codes == ("1",)
    assert (slot(INQUIRY, "2000C/TRN").repeat, slot(INQUIRY, "2100C/DTP[291]").repeat) == (2, 2)
    assert element(INQUIRY, "2000C/TRN03").usage == "R"


def test_facts_of_the_eligibility_response() -> None:
    assert inner(RESPONSE, "2000A") == ["HL[20]", "AAA", "2100A", "2000B"]
    assert inner(RESPONSE, "2110C") == ["EB", "HSD", "REF", "DTP", "AAA", "MSG", "2115C", "2120CLS"]
    assert inner(RESPONSE, "2120DLS") == ["LS", "2120D", "LE"]
    assert inner(RESPONSE, "2120D") == ["NM1", "N3", "N4", "PER", "PRV"]
    assert element(RESPONSE, "2110C/EB03").repeat == 99
    assert element(RESPONSE, "2110D/EB03").codes == element(INQUIRY, "2110C/EQ01").codes
    assert "EMP" in element(RESPONSE, "2110C/EB02").codes
    assert "EMP" not in element(RESPONSE, "2110D/EB02").codes
    sizes = {"EB01": 35, "EB04": 45, "EB06": 19, "EB09": 18, "HSD07": 39}
    assert {name: len(element(RESPONSE, f"2110C/{name}").codes) for name in sizes} == sizes
    assert [part.position for part in element(RESPONSE, "2110C/EB13").components] == [1, 2, 3, 4, 5, 6, 8]
    assert element(RESPONSE, "2110C/HSD05").codes[:3] == ("6", "7", "21")
    assert {"13", "36"} <= set(element(RESPONSE, "2110C/EB06").codes)
    assert {"13", "36"}.isdisjoint(element(RESPONSE, "2110D/HSD05").codes)
    assert "T4" in element(RESPONSE, "2100A/AAA03").codes
    assert "T4" not in element(RESPONSE, "2000A/AAA03").codes
    assert "43" in element(RESPONSE, "2100B/AAA03").codes
    assert "78" in element(RESPONSE, "2100C/AAA03").codes
    assert "78" not in element(RESPONSE, "2100D/AAA03").codes
    assert "M7" in element(RESPONSE, "2110C/REF01").codes
    assert "M7" not in element(RESPONSE, "2110D/REF01").codes
    assert "MRC" in element(RESPONSE, "2100D/REF01").codes
    assert element(RESPONSE, "2120C/N405").codes == ("RJ",)
    assert element(RESPONSE, "2100C/INS04").codes == ("25",)
    assert element(RESPONSE, "2100C/MPI02").usage == "R"
    repeats = {"HSD": 9, "REF": 9, "DTP": 20, "AAA": 9, "MSG": 10}
    assert {name: slot(RESPONSE, f"2110C/{name}").repeat for name in repeats} == repeats
    inside = {"2110D": UNBOUNDED, "2115D": 10, "2120DLS": 1, "2120D": 23}
    assert {loop: find(RESPONSE, loop).loops[-1].repeat for loop in inside} == inside
    assert slot(RESPONSE, "2000D/TRN").repeat == 3


def test_facts_of_the_claim_status_inquiry() -> None:
    assert inner(STATUS_INQUIRY, "2000D") == ["HL[22]", "DMG", "2100D", "2200D", "2000E"]
    assert inner(STATUS_INQUIRY, "2200E")[1:8] == [
        "REF[1K]", "REF[BLT]", "REF[LU]", "REF[6P]", "REF[EJ]", "REF[XZ]", "REF[D9]"
    ]
    assert [find(STATUS_INQUIRY, loop).loops[-1].usage for loop in ("2200D", "2200E")] == ["S", "R"]
    assert [slot(STATUS_INQUIRY, path).usage for path in ("2000D/DMG", "2000E/DMG")] == ["S", "R"]
    assert slot(STATUS_INQUIRY, "2000E/HL[23]").element(4) is None
    assert find(STATUS_INQUIRY, "2100C").loops[-1].repeat == 2
    assert [row.position for row in slot(STATUS_INQUIRY, "2210D/SVC").elements] == [1, 2, 4, 7]
    assert element(STATUS_INQUIRY, "2210D/SVC07").usage == "S"
    assert element(STATUS_INQUIRY, "2210E/DTP[472]02").codes == ("D8", "RD8")
    assert element(STATUS_INQUIRY, "2100D/NM1[IL]08").codes == ("24", "II", "MI")
    assert element(STATUS_INQUIRY, "HEADER/BHT03").max == 50


def test_facts_of_the_claim_status_response() -> None:
    assert inner(STATUS_RESPONSE, "2000B") == ["HL[21]", "2100B", "2200B", "2000C"]
    assert inner(STATUS_RESPONSE, "2000D") == ["HL[22]", "2100D", "2200D", "2000E"]
    assert inner(STATUS_RESPONSE, "2220E") == ["SVC", "STC", "REF[FJ]", "DTP[472]"]
    assert element(STATUS_RESPONSE, "HEADER/BHT03").max == 30
    assert element(STATUS_RESPONSE, "HEADER/BHT06").codes == ("DG",)
    assert element(STATUS_RESPONSE, "2200B/TRN01").codes == ("2",)
    assert element(STATUS_RESPONSE, "2200C/TRN01").codes == ("1",)
    of_claim = [row.position for row in slot(STATUS_RESPONSE, "2200D/STC").elements]
    assert of_claim == [1, 2, 4, 5, 6, 8, 9, 10, 11]
    assert [row.position for row in slot(STATUS_RESPONSE, "2220D/STC").elements] == [1, 2, 10, 11]
    assert slot(STATUS_RESPONSE, "2200D/STC").repeat == UNBOUNDED
    assert element(STATUS_RESPONSE, "2200B/STC11-3").codes == ("41", "AY", "PR")
    assert len(element(STATUS_RESPONSE, "2220E/STC10-3").codes) == 226
    assert element(STATUS_RESPONSE, "2200E/STC01-4").codes == ("RX",)
    assert element(STATUS_RESPONSE, "2200D/STC01-2").code_list == "claim_status"
    assert [row.position for row in slot(STATUS_RESPONSE, "2220D/SVC").elements] == [1, 2, 3, 4, 7]
    assert element(STATUS_RESPONSE, "2220D/SVC07").usage == "R"
    assert element(STATUS_RESPONSE, "2100A/PER05").codes == ("ED", "EM", "EX", "FX", "TE")


def test_the_review_levels_nest() -> None:
    below = {"2000A": "2000B", "2000B": "2000C", "2000D": "2000E", "2000E": "2000F"}
    for guide in (REQUEST, REVIEW):
        assert {id: inner(guide, id)[-1] for id in below} == below
        assert inner(guide, "2000C") == ["HL[22]", "2010C", "2000D", "2000E"]
        of_subscriber, of_dependent = (spot.loops[-1] for spot in find_all(guide, "2000E"))
        assert of_subscriber.children is of_dependent.children
    assert inner(REQUEST, "2000E")[-5:] == ["MSG", "2010EA", "2010EB", "2010EC", "2000F"]
    assert inner(REVIEW, "2000E")[-5:] == ["MSG", "2010EA", "2010EB", "2010EC", "2000F"]
    services = ["SV1", "SV2", "SV3", "TOO", "HSD", "PWK", "MSG"]
    assert inner(REQUEST, "2000F")[-8:] == [*services, "2010F"]
    assert inner(REVIEW, "2000F")[-9:] == [*services, "2010FA", "2010FB"]


def usage(guide: Guide, path: str) -> str:
    """The usage and repeat of a loop: `R 1`, `S 0` for any number."""
    row = find(guide, path).row
    assert isinstance(row, Loop)
    return f"{row.usage} {row.repeat}"


def test_a_response_may_stop_at_any_level() -> None:
    levels = ["2000A", "2000B", "2000C", "2000D", "2000C/2000E", "2000D/2000E", "2000F"]
    assert [usage(REQUEST, path) for path in levels] == ["R 1", "R 1", "R 1", "S 1", "S 1", "R 1", "S 0"]
    assert [usage(REVIEW, path) for path in levels] == ["R 1", "S 1", "S 1", "S 1", "S 0", "S 0", "S 0"]
    flags = [element(REVIEW, f"{path}/HL04").codes for path in levels]
    assert flags == [("0", "1")] * 6 + [("0",)]
    flags = [element(REQUEST, f"{path}/HL04").codes for path in levels]
    assert flags == [("1",)] * 4 + [("0", "1")] * 2 + [("0",)]


def test_facts_of_the_review_request() -> None:
    assert element(REQUEST, "HEADER/BHT02").codes == ("13",)
    assert element(REQUEST, "2010A/NM1[X3]08").codes == ("24", "34", "46", "PI", "XV", "XX")
    assert element(REQUEST, "2000E/UM01").codes == ("AR", "HS", "IN", "SC")
    assert element(REQUEST, "2000F/UM01").codes == ("HS", "SC")
    assert len(element(REQUEST, "2000E/UM03").codes) == 103
    assert element(REQUEST, "2000E/UM04-2").codes == ("A", "B")
    assert [row.codes for row in element(REQUEST, "2000E/UM05").components] == [
        ("AA", "AP", "EM"), ("AP", "EM"), ("AP",), (), (),
    ]
    assert "ABK" in element(REQUEST, "2000E/HI01-1").codes
    assert "ABK" not in element(REQUEST, "2000E/HI02-1").codes
    assert element(REQUEST, "2000E/HI12-1").codes == ("ABF", "APR", "BF", "DR", "PR")
    assert element(REQUEST, "2000E/HI12-3").codes == ("D8",)
    assert len(element(REQUEST, "2000E/CRC[75]07").codes) == 63
    assert element(REQUEST, "2000E/CR617").codes[-1] == "T"
    assert slot(REQUEST, "2000E/CR6").syntax == ("P0304", "P091011", "P1516")
    assert element(REQUEST, "2000F/SV107-4").number == "1328"
    assert element(REQUEST, "2000F/SV301-1").codes == ("AD",)
    assert element(REQUEST, "2000F/SV301-2").code_list == "cdt"
    assert element(REQUEST, "2000F/SV304-5").code_list == "oral_cavity"
    assert element(REQUEST, "2000F/SV306").usage == "R"
    assert element(REQUEST, "2000F/TOO03-5").codes == ("B", "D", "F", "I", "L", "M", "O")
    assert element(REQUEST, "2000F/PWK02").codes == ("AA", "BM", "EL", "EM", "FX", "VO")
    assert slot(REQUEST, "2000F/PWK").repeat == 10
    assert slot(REQUEST, "2000F/TOO").repeat == 32
    assert usage(REQUEST, "2010EA") == "S 14"
    assert usage(REQUEST, "2010EC") == "S 3"
    assert usage(REQUEST, "2010F") == "S 13"


def test_facts_of_the_review_response() -> None:
    assert element(REVIEW, "HEADER/BHT02").codes == ("11",)
    assert element(REVIEW, "HEADER/BHT06").codes == ("18", "19", "AT", "RU")
    assert element(REVIEW, "2000E/HCR01").codes == ("A1", "A2", "A3", "A4", "A6", "C", "CT", "NA")
    assert element(REVIEW, "2000F/HCR01").codes == ("A1", "A3", "A4", "A6", "C", "CT", "NA")
    assert element(REVIEW, "2000F/HCR03").repeat == 5
    assert element(REVIEW, "2000A/AAA03").codes == ("04", "41", "42", "79")
    assert element(REVIEW, "2010A/AAA03").codes == ("04", "41", "42", "79", "80", "T4")
    assert element(REVIEW, "2010B/AAA04").codes == ("C", "N", "R")
    assert len(element(REVIEW, "2010C/AAA03").codes) == 16
    assert element(REVIEW, "2010D/AAA03").codes[-1] == "95"
    assert element(REVIEW, "2000E/AAA03").codes[-1] == "T5"
    assert element(REVIEW, "2000F/AAA03").codes[-3:] == ("AA", "AG", "T5")
    assert element(REVIEW, "2010FA/AAA03").codes[-1] == "IP"
    assert element(REVIEW, "2010EC/AAA03").codes == ("15", "33", "47", "97")
    assert element(REVIEW, "2000E/UM06").codes == ("03", "E", "U")
    assert [row.position for row in slot(REVIEW, "2000E/UM").elements] == [1, 2, 3, 4, 6]
    assert [row.position for row in slot(REVIEW, "2000E/CR5").elements] == [3, 4, 6, 7, 8, 9, 16, 17, 18]
    assert "LOI" in element(REVIEW, "2000E/HI12-1").codes
    assert element(REVIEW, "2000F/HI[LOI]12-1").codes == ("LOI",)
    assert [row.position for row in element(REVIEW, "2000F/HI[LOI]12").components] == [1, 2]
    assert "29" in element(REVIEW, "2000F/HSD05").codes
    assert "AA" not in element(REVIEW, "2000E/PWK02").codes
    assert [row.position for row in slot(REVIEW, "2000F/SV3").elements] == [1, 2, 4, 5, 6]


def test_what_no_source_settles_of_a_review_never_rejects() -> None:
    for guide, id in ((REQUEST, "2010F"), (REVIEW, "2010FA"), (REVIEW, "2010B")):
        row = find(guide, id).row
        assert isinstance(row, Loop)
        assert row.doubt
    for guide in (REQUEST, REVIEW):
        for row in slots(guide):
            counted = row.id in ("TRN", "AAA") or (row.id == "REF" and row.repeat > 1)
            assert row.doubt == counted, row.ref
        assert slot(guide, "2010D/REF[EJ]").doubtful_key == ("A6",)
        assert element(guide, "2000E/CR608").doubtful_codes == ("5", "6")
        assert element(guide, "2000E/HSD05").doubtful_codes == ("29",)
    assert element(REQUEST, "2000E/UM09").codes == ("M", "Y")
    assert element(REQUEST, "2000E/UM09").doubtful_codes == ("A", "I", "O")
    assert element(REQUEST, "2010EC/REF[ZZ]04-5").doubtful_codes == ("BB",)
    for id in ("2000E", "2000F"):
        assert element(REVIEW, f"{id}/HCR03").doubt
        assert "AH" in element(REVIEW, f"{id}/UM03").codes
        assert "30" in element(REVIEW, f"{id}/UM03").doubtful_codes
    for id in ("2010EB", "2010FB"):
        assert slot(REVIEW, f"{id}/NM1[L5]").doubtful_key == ("1P", "2B", "ABG", "FA", "PR", "X3")


@pytest.mark.parametrize(
    ("guide", "path"),
    [
        (CLAIM, "2310B/PRV[PE]"),
        (CLAIM, "2310D/PRV[AS]"),
        (CLAIM, "2420A/PRV[PE]"),
        (REMITTANCE, "1000A/PER[BL]"),
        (ACKNOWLEDGMENT, "2100/IK304"),
        (CLAIM_ACKNOWLEDGMENT, "2200D/DTP[472]"),
        (CLAIM_ACKNOWLEDGMENT, "2220D/REF[FJ]"),
        (RESPONSE, "2120CLS/LE"),
        (RESPONSE, "2120DLS/LE"),
    ],
)
def test_rows_in_doubt_are_required_and_only_warn(guide: Guide, path: str) -> None:
    row = find(guide, path).row
    assert not isinstance(row, Loop)
    assert (row.usage, row.doubt) == ("R", True)


def test_doubtful_codes() -> None:
    assert element(REMITTANCE, "2100/CAS01").doubtful_codes == ("CR",)
    assert element(REMITTANCE, "2110/CAS01").doubtful_codes == ("CR",)
    assert "CR" in element(CLAIM, "2320/CAS01").codes
    assert element(CLAIM, "2300/HCP01").doubtful_codes == ("06",)
    assert "06" in element(CLAIM, "2400/HCP01").codes
    for place in ("2200D/STC01-3", "2220D/STC10-3", "2200E/STC11-3", "2220E/STC01-3"):
        assert element(STATUS_RESPONSE, place).doubtful_codes == ("PR",)
    assert element(STATUS_RESPONSE, "2200C/STC01-3").doubtful_codes == ("85",)


def test_the_envelope() -> None:
    assert [len(slot.elements) for slot in (envelope.ISA, envelope.TA1, envelope.GS)] == [16, 5, 8]
    assert envelope.ISA.elements[11].codes == ("00501",)
    assert envelope.TA1.elements[4].codes[-1] == "031"
    assert envelope.TA1.repeat == UNBOUNDED
    versions = envelope.GS.elements[7]
    for guide in map(guide_named, names()):
        assert guide.version in versions.codes
        assert set(guide.also) <= set(versions.doubtful_codes)
        assert guide.group_id in envelope.GS.elements[0].codes
