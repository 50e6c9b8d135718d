"""Spot facts of the standard, written by hand from X12's own tables."""

from __future__ import annotations

from mappings.standard import COMPOSITES, ELEMENTS, SEGMENTS


def test_how_much_there_is() -> None:
    assert (len(ELEMENTS), len(SEGMENTS), len(COMPOSITES)) == (393, 153, 18)


def test_an_element_has_type_and_lengths() -> None:
    assert ELEMENTS["1028"] == ("AN", 1, 38)
    assert ELEMENTS["782"] == ("R", 1, 18)
    assert ELEMENTS["156"] == ("ID", 2, 2)
    assert ELEMENTS["I12"] == ("N0", 9, 9)
    assert ELEMENTS["373"] == ("DT", 8, 8)


def test_a_segment_has_elements_notes_and_sets() -> None:
    n4 = SEGMENTS["N4"]
    assert [number for number, _, _ in n4.elements] == ["19", "156", "116", "26", "309", "310", "1715"]
    assert n4.syntax == ("E0207", "C0605", "C0704")
    assert "837" in n4.sets
    assert "835" in n4.sets
    assert SEGMENTS["TOO"].syntax == ("P0102",)
    assert SEGMENTS["DN2"].syntax == ("P0405",)


def test_requirements_and_repeats() -> None:
    nm1 = SEGMENTS["NM1"].elements
    assert nm1[0] == ("98", "M", 1)
    assert nm1[7] == ("66", "X", 1)
    assert nm1[3] == ("1036", "O", 1)
    assert SEGMENTS["CTX"].elements[0] == ("C998", "M", 10)
    assert SEGMENTS["EB"].elements[2] == ("1365", "O", 99)
    assert SEGMENTS["HCR"].elements[2] == ("1271", "O", 5)
    assert SEGMENTS["CR6"].elements[14] == ("1250", "X", 1)
    assert SEGMENTS["CR6"].syntax == ("P0304", "P091011", "P1516")


def test_a_long_row_is_read_over_its_lines() -> None:
    assert len(SEGMENTS["CAS"].elements) == 19
    assert len(SEGMENTS["HI"].elements) == 12
    assert len(SEGMENTS["TS3"].elements) == 24


def test_the_envelope_is_part_of_it() -> None:
    assert [len(SEGMENTS[id_].elements) for id_ in ("ISA", "TA1", "GS", "GE", "IEA")] == [16, 5, 8, 2, 2]


def test_a_composite_is_read_like_a_segment() -> None:
    assert COMPOSITES["C003"].elements[0] == ("235", "M", 1)
    assert COMPOSITES["C022"].syntax == ("P0304", "E0809")


def test_an_element_no_source_names_keeps_its_place() -> None:
    assert SEGMENTS["SV4"].elements[0] == ("", "M", 0)
    assert len(SEGMENTS["SV4"].elements) == 18


def test_every_number_a_segment_uses_is_known() -> None:
    numbers = {
        number
        for definition in (*SEGMENTS.values(), *COMPOSITES.values())
        for number, _, _ in definition.elements
        if number
    }
    assert numbers <= ELEMENTS.keys() | COMPOSITES.keys()


def test_every_note_speaks_of_elements_that_are_there() -> None:
    for definition in (*SEGMENTS.values(), *COMPOSITES.values()):
        for note in definition.syntax:
            digits = note[1:]
            assert note[0] in "PRECL", definition.id
            positions = [int(digits[at : at + 2]) for at in range(0, len(digits), 2)]
            assert len(positions) >= 2, definition.id
            assert max(positions) <= len(definition.elements), definition.id
