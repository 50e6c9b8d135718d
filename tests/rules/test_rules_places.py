"""Places: the segment a path of the guide means, by its byte, its number and its repeats."""

from __future__ import annotations

import pytest
from rules_judging import claims_of, judge, sample

from transactions.rules.places import Finder

TERTIARY = sample("clean/claim_tertiary")


@pytest.mark.parametrize(
    ("path", "at", "nth", "value", "text", "element", "component", "number"),
    [
        ("2300/CLM02", (), 1, "", "CLM*SH-1005*340", 2, 0, "782"),
        ("2300/CLM05-3", (), 1, "", "CLM*SH-1005", 5, 3, "1325"),
        ("2310B/NM1[82]09", (), 1, "", "NM1*82*1*HARTLEY", 9, 0, "67"),
        ("2320/SBR01", (2,), 1, "", "SBR*S*18*GRP901", 1, 0, "1138"),
        ("2320/CAS", (2,), 2, "", "CAS*OA*23*192", 0, 0, ""),
        ("2320/CAS", (2,), 1, "23", "CAS*OA*23*192", 2, 0, "1034"),
        ("2330B/NM1[PR]09", (2,), 1, "", "NM1*PR*2*SECOND", 9, 0, "67"),
        ("2400/TOO03-2", (2,), 1, "", "TOO*JP*9*M:F", 3, 2, "1369"),
        ("2430/SVD02", (2, 1), 1, "", "SVD*FIRSTD*80", 2, 0, "782"),
        ("2430/CAS", (2, 1), 1, "253", "CAS*CO*45*50**253*0", 5, 0, "1034"),
        # Above the claim.
        ("2010AA/NM1[85]09", (), 1, "", "NM1*85*2*SUNNY", 9, 0, "67"),
        ("2010BA/DMG02", (), 1, "", "DMG*D8*1984", 2, 0, "1251"),
        ("1000A/PER", (), 1, "", "PER*IC*FRONT", 0, 0, ""),
        # Not sent: the place of the loop, or of the claim.
        ("2300/DTP[439]03", (), 1, "", "CLM*SH-1005", 0, 0, ""),
        ("2400/DTP[472]", (2,), 1, "", "LX*2~", 0, 0, ""),
        ("2310C/NM1", (), 1, "", "CLM*SH-1005", 0, 0, ""),
        ("2430/SVD01", (1, 2), 1, "", "LX*1~", 0, 0, ""),
    ],
)
def test_places(
    path: str, at: tuple[int, ...], nth: int, value: str, text: str, element: int, component: int, number: str
) -> None:
    ((_, unit),) = claims_of(TERTIARY)
    place = Finder(unit).place(path, at, nth, value)
    assert TERTIARY[place.offset :].decode().startswith(text)
    assert (place.element, place.component, place.element_number) == (element, component, number)
    assert place.segment == TERTIARY[: place.offset].count(b"~") - 1
    assert (place.interchange, place.group, place.set) == ("000000101", "101", "0001")


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
@pytest.mark.parametrize("delimiters", ["*:~", "|>'", "\x1d\x1f\x1c"])
def test_places_in_other_writings(ending: str, delimiters: str) -> None:
    element, component, terminator = delimiters
    text = sample("faulty/dental/D102").decode().replace("~\n", f"{terminator}{ending}")
    data = text.replace("*", element).replace(":", component).encode()
    (finding,) = judge(data)
    assert data[finding.place.offset :].startswith(f"TOO{element}JP{element}3{element}M{component}I".encode())
    assert finding.place.segment == 26


def test_the_second_claim_of_a_file_is_placed_where_it_stands() -> None:
    data = sample("faulty/external_codes/X115")
    (finding,) = judge(data)
    assert data[finding.place.offset :].startswith(b"N4*BRNO***XQ~")
