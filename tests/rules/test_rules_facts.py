"""Facts the rules stand on: teeth, procedures, forms of numbers, lists."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from mappings.code_lists import Code, CodeList, known
from transactions.parties import Address
from transactions.rules.addresses import (
    NO_POSTAL_CODE,
    NO_STATE,
    UNKNOWN_COUNTRY,
    UNKNOWN_STATE,
    WRONG_POSTAL_CODE,
    address_faults,
)
from transactions.rules.forms import (
    is_diagnosis,
    is_nine_digits,
    is_npi,
    is_postal_code,
    is_routing_number,
    is_telephone,
)
from transactions.rules.lists import OURS, Lists, with_own
from transactions.rules.procedures import NOTHING, PROCEDURES
from transactions.rules.teeth import ARCH_OF_AREA, FRONT, MOLAR, PREMOLAR, TEETH


def test_the_teeth_are_those_of_the_list() -> None:
    assert set(TEETH) == known("tooth")
    assert set(ARCH_OF_AREA) == (known("oral_cavity") or set()) - {"00"}


@pytest.mark.parametrize(
    ("tooth", "kind", "areas"),
    [
        ("1", MOLAR, "00 01 10 03"), ("3", MOLAR, "00 01 10 03"), ("4", PREMOLAR, "00 01 10 03"),
        ("6", FRONT, "00 01 10 04"), ("8", FRONT, "00 01 10 04"), ("9", FRONT, "00 01 20 04"),
        ("11", FRONT, "00 01 20 04"), ("12", PREMOLAR, "00 01 20 05"), ("16", MOLAR, "00 01 20 05"),
        ("17", MOLAR, "00 02 30 06"), ("20", PREMOLAR, "00 02 30 06"), ("21", PREMOLAR, "00 02 30 06"),
        ("22", FRONT, "00 02 30 07"), ("24", FRONT, "00 02 30 07"), ("25", FRONT, "00 02 40 07"),
        ("27", FRONT, "00 02 40 07"), ("28", PREMOLAR, "00 02 40 08"), ("32", MOLAR, "00 02 40 08"),
        ("A", MOLAR, "00 01 10 03"), ("C", FRONT, "00 01 10 04"), ("E", FRONT, "00 01 10 04"),
        ("F", FRONT, "00 01 20 04"), ("H", FRONT, "00 01 20 04"), ("I", MOLAR, "00 01 20 05"),
        ("K", MOLAR, "00 02 30 06"), ("M", FRONT, "00 02 30 07"), ("O", FRONT, "00 02 30 07"),
        ("P", FRONT, "00 02 40 07"), ("R", FRONT, "00 02 40 07"), ("T", MOLAR, "00 02 40 08"),
        ("51", MOLAR, "00 01 10 03"), ("82", MOLAR, "00 02 40 08"), ("CS", FRONT, "00 01 10 04"),
    ],
)
def test_a_tooth_stands_where_it_stands(tooth: str, kind: str, areas: str) -> None:
    there = TEETH[tooth]
    assert (there.kind, there.areas) == (kind, frozenset(areas.split()))
    assert there.primary is tooth[0].isalpha()
    assert ("I" in there.surfaces) is (kind == FRONT)
    assert ("O" in there.surfaces) is (kind != FRONT)


def test_every_quadrant_has_its_teeth() -> None:
    counts = Counter(area for tooth in TEETH.values() for area in tooth.areas)
    assert [counts[area] for area in ("10", "20", "30", "40")] == [26] * 4
    assert (counts["01"], counts["02"], counts["00"]) == (52, 52, 104)
    assert counts["04"] == counts["07"] == 24


@pytest.mark.parametrize(
    ("code", "surfaces"),
    [("D2140", (1, 1)), ("D2150", (2, 2)), ("D2161", (4, 5)), ("D2330", (1, 1)), ("D2335", (1, 5)),
     ("D2390", None), ("D2393", (3, 3)), ("D2394", (4, 5)), ("D2740", None)],
)
def test_surfaces_of_fillings(code: str, surfaces: tuple[int, int] | None) -> None:
    assert PROCEDURES[code].surfaces == surfaces


def test_what_procedures_need() -> None:
    assert PROCEDURES["D7140"].tooth == PROCEDURES["D3320"].tooth == PROCEDURES["D2140"].tooth == "must"
    assert PROCEDURES["D2740"].tooth == PROCEDURES["D7111"].tooth == "usual"
    assert PROCEDURES.get("D0120", NOTHING) is NOTHING
    assert PROCEDURES["D4341"].quadrant
    assert not PROCEDURES["D4341"].tooth
    assert (PROCEDURES["D5110"].arch, PROCEDURES["D5214"].arch) == ("01", "02")
    assert PROCEDURES["D2740"].prosthesis
    assert not PROCEDURES["D2391"].prosthesis
    assert all(len(code) == 5 and code.startswith("D") for code in PROCEDURES)


def test_check_digits() -> None:
    assert is_npi("1234567893")
    assert not is_npi("1234567890")
    assert not is_npi("123456789")
    assert not is_npi("١٢٣٤٥٦٧٨٩٣")
    assert is_routing_number("111000025")
    assert not is_routing_number("111000026")
    assert not is_routing_number("11100002")


def test_forms() -> None:
    assert is_nine_digits("123456789")
    assert not is_nine_digits("12-345678")
    assert not is_nine_digits("١٢٣٤٥٦٧٨٩")
    assert is_telephone("6085550101")
    assert not is_telephone("608-555-0101")
    for code in ("K021", "K0261", "S025XXA", "Z0120", "C7A00", "U071"):
        assert is_diagnosis(code)
    for code in ("K02.1", "521", "K0", "K02612345", "k021", "KK21", ""):
        assert not is_diagnosis(code)


@pytest.mark.parametrize(
    ("code", "country", "right"),
    [("53703", None, True), ("537031234", "US", True), ("53703-1234", None, False), ("5370", None, False),
     ("H2X 1Y4", "CA", True), ("H2X1Y4", None, True), ("53703", "CA", False), ("602 00", "CZ", True)],
)
def test_postal_codes(code: str, country: str | None, right: bool) -> None:
    assert is_postal_code(code, country) is right


@pytest.mark.parametrize(
    ("address", "faults"),
    [
        (Address(state="WI", postal_code="53703"), []),
        (Address(postal_code="53703"), [NO_STATE]),
        (Address(state="WI"), [NO_POSTAL_CODE]),
        (Address(city="MADISON"), [NO_STATE, NO_POSTAL_CODE]),
        (Address(line_1="12 SUNNY HILL ROAD"), []),
        (Address(state="XX", postal_code="1"), [UNKNOWN_STATE, WRONG_POSTAL_CODE]),
        (Address(country="CZ"), []),
        (Address(country="XQ"), [UNKNOWN_COUNTRY]),
        (Address(country="CA", postal_code="H2X1Y4"), [NO_STATE]),
        (Address(subdivision="ON", postal_code="H2X1Y4"), []),
    ],
)
def test_addresses(address: Address, faults: list[int]) -> None:
    assert [fault for fault, _ in address_faults(address)] == faults


def test_lists_of_the_house_own() -> None:
    """A procedure list with dates is asked by the day; what was right once is not remembered for others."""
    procedures = CodeList("cdt", {"D0120": Code(date(2024, 1, 1), date(2025, 12, 31))})
    lists = Lists(procedures=procedures)
    assert lists.is_procedure("D0120", date(2025, 3, 1))
    assert lists.is_procedure("D0120", date(2025, 3, 1))
    assert not lists.is_procedure("D0120", date(2026, 3, 1))
    assert not lists.is_procedure("D1110", date(2025, 3, 1))
    assert lists.is_procedure("D0120", None)
    assert lists.is_specialty("1223G0001X")
    assert not lists.is_specialty("DENTIST")
    assert OURS.is_procedure("D9999", None)


def test_a_specialty_that_was_right_is_no_procedure() -> None:
    lists = Lists()
    assert lists.is_specialty("1223G0001X")
    assert not lists.is_procedure("1223G0001X", None)
    assert lists.is_procedure("D0120", None)
    assert not lists.is_specialty("D0120")


def test_what_is_remembered_has_an_end() -> None:
    lists = Lists()
    for number in range(20_000):
        assert lists.is_procedure(f"D{number % 10_000:04}", None)
        assert lists.is_specialty(f"{number % 100:02}{number:07}X")
    assert len(lists._seen_specialties) < 17_000


def test_lists_joined_with_a_user_s_own() -> None:
    own = CodeList("carc", {"1": Code()})
    lists = with_own([own])
    assert lists.adjustment_reasons is own
    assert lists.remarks is OURS.remarks
    assert with_own([]) == OURS
