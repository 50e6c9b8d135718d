"""What a payer makes of the business rules, and its own: by `validate --override`, and in the house for its
claims alone."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from clearing_files import Answer, claim, dental_set, file, person, remittance
from clearing_places import NOW, Place
from payer_guides import BOTH, LAX, STRICT

from clearinghouse.alone import answer
from clearinghouse.claim_overview import show_claim
from clearinghouse.errors import SettingsError
from clearinghouse.house import open_house
from clearinghouse.overview import show_file
from clearinghouse.reports.gathering import InputFile
from clearinghouse.reports.results import Asked, Checker, Result
from clearinghouse.telling import finding_line
from edi.findings import Finding
from mappings.overrides import parse_override
from mappings.tables import GuideTables

PWK = "PWK*RB*EL***AC*XRAY1"
ANYWAY = frozenset(("D111", "D114", "D122", "C114"))
"""What these short claims are warned of anyway."""


def with_lines(number: str, *procedures: str, more: tuple[str, ...] = ()) -> list[str]:
    """A claim with a line of 10 dollars for each; `D4341/10` is one in quadrant 10."""
    segments = [f"CLM*{number}*{10 * len(procedures)}***11:B:1*Y*A*Y*Y", "DTP*472*D8*20260302", *more]
    for index, procedure in enumerate(procedures, 1):
        code, _, area = procedure.partition("/")
        segments += [f"LX*{index}", f"SV3*AD:{code}*10**{area}**1", f"REF*6R*{number}-{index}"]
    return segments


def unbalanced(number: str) -> list[str]:
    return [line.replace("D0120*100", "D0120*90") for line in claim(number)]


def at_home(number: str) -> list[str]:
    dentist = ("NM1*82*1*HOLM*ADA****XX*1992000012", "PRV*PE*PXC*1223G0001X")
    lines = claim(number, "100", "20260302", *dentist)
    return [line.replace("*11:B:1*", "*12:B:1*") for line in lines]


def checked(tmp_path: Path, text: str, *overrides: str) -> Result:
    """A file as `validate --override` checks it."""
    path = tmp_path / "checked.edi"
    path.write_bytes(text.encode())
    read = tuple(parse_override(one, f"{number}.toml") for number, one in enumerate(overrides))
    result = Checker(Asked(NOW, read)).check(InputFile("a.edi", str(path)), lambda _: None)
    assert result.trouble == ""
    return result


def told(result: Result) -> list[tuple[str, str, str]]:
    return [(one.rule.id, one.rule.severity.value, one.place.path) for one in found(result)]


def found(result: Result) -> list[Finding]:
    return [one for one in result.findings if one.rule.id not in ANYWAY]


def rules_in(place: Place) -> list[str]:
    return sorted(rule for rule in place.rules() if rule not in ANYWAY)


def status_of(lines: list[str], claim_id: str) -> str:
    """The status of a claim in the segments of a 277CA."""
    return lines[lines.index(f"TRN*2*{claim_id}") + 1].split("*")[1]


def house_of(place: Place, override: str) -> Place:
    (place.folder / "delta.toml").write_text(override)
    place.settings('id = "DELTAPAYER"', 'id = "DELTAPAYER"\noverrides = ["delta.toml"]')
    return place


def two_payers(*kinds: list[str], **more: str) -> str:
    """The same claims for delta, and (with a W before their numbers) for west, in one file."""
    others = [[line.replace("CLM*", "CLM*W").replace("REF*6R*", "REF*6R*W") for line in one] for one in kinds]
    return file(
        dental_set(person(*kinds), **more),  # type: ignore[arg-type]
        dental_set(person(*others), number="0002", reference="R2", payer="WST01", **more),  # type: ignore[arg-type]
    )


# The stricter payer.

CROWNS = (
    with_lines("A1", "D2740"), with_lines("A2", "D0120", "D2750", more=(PWK,)), with_lines("A3", "D0120"),
)
SCALED = with_lines("A4", "D4341/10", "D0120", "D4341", "D4341")
PREDETERMINED = [
    line.replace("*Y*A*Y*Y", "*Y*A*Y*Y**********PB")
    for line in with_lines("A5", "D0120") if not line.startswith("DTP")
]


def test_a_payer_asks_for_more(tmp_path: Path) -> None:
    result = checked(tmp_path, file(dental_set(person(*CROWNS, SCALED, PREDETERMINED))), STRICT)
    assert told(result) == [
        ("P101", "error", "2300/PWK"),
        ("P102", "error", "2400/SV304"), ("P102", "error", "2400/SV304"),
        ("P103", "error", "2300/CLM19"),
    ]
    crown, third, fourth, _ = found(result)
    text = (tmp_path / "checked.edi").read_text()
    assert crown.place.offset == text.index("CLM*A1*")
    assert crown.trigger
    assert (crown.trigger.path, crown.trigger.offset) == ("2400/SV301-2", text.index("SV3*AD:D2740"))
    # The line itself is named, not another of the claim.
    bare = text.index("SV3*AD:D4341*10****")
    assert (third.place.offset, fourth.place.offset) == (bare, text.index("SV3*AD:D4341*10****", bare + 1))
    assert finding_line(crown).endswith(
        "2300/PWK: A crown needs an attachment. Send PWK with the control number of the X-ray."
    )
    assert [int(one.rule.snip) for one in found(result)] == [7] * 4
    assert told(checked(tmp_path, text)) == []


def test_a_stricter_payer_in_a_house(place: Place) -> None:
    told = house_of(place, STRICT).take("oak", two_payers(*CROWNS, SCALED, PREDETERMINED))
    assert (told["claims rejected"], told["sets accepted"]) == (3, 2)
    states = place.states()
    assert {one for one, state in states.items() if state == "rejected"} == {"A1", "A4", "A5"}
    assert rules_in(place) == ["P101", "P102", "P102", "P103"]
    lines = place.lines("oak", "277CA")
    assert [status_of(lines, one) for one in ("A1", "A4", "A5")] == ["A6:489", "A6:240", "A8:21"]
    assert [status_of(lines, one) for one in ("A2", "A3", "WA1", "WA4", "WA5")] == ["A1:20"] * 5


def test_a_row_and_a_rule_of_one_place_are_told_once(place: Place, tmp_path: Path) -> None:
    both = (
        'payer = "P"\nguide = "837D"\n[rows."2300/CLM01"]\nmax = 2\n'
        '[[rules]]\nid = "P001"\nforbid = "2300/CLM01"\nwhen = "2300/CLM01"\nvalues = ["A10", "A2"]\n'
        'says = "Not these numbers."\nmend = "Send others."\n'
    )
    text = file(dental_set(person(claim("A10"), claim("A2"))))
    result = checked(tmp_path, text, both)
    assert sorted(told(result)) == [("E105", "error", "2300/CLM01"), ("P001", "error", "2300/CLM01")]
    house_of(place, both).take("oak", text)
    assert rules_in(place) == ["E105", "P001"]


def test_rows_and_rules_in_a_house_together(place: Place) -> None:
    nameless = person(with_lines("A1", "D2740"), given="")
    house_of(place, STRICT).take("oak", file(dental_set(nameless)))
    assert rules_in(place) == ["E201", "P101"]


def test_who_looks_at_a_claim_reads_what_its_payer_says(place: Place) -> None:
    house_of(place, STRICT).take("oak", file(dental_set(person(with_lines("A1", "D2740")))))
    one = place.claim("A1")
    for _, tables in (show_claim(place.house, None, one.id), show_file(place.house, None, one.file)):
        (row,) = (row for table in tables if table.title == "Findings" for row in table.rows if "P101" in row)
        assert row[-1].startswith("Granite Dental: A crown needs an attachment. Send PWK")


# The laxer payer.

BAD_NPI = "1382047168"


def test_a_payer_asks_for_less(tmp_path: Path) -> None:
    text = file(dental_set(person(unbalanced("B1"), claim("B2")), npi=BAD_NPI))
    assert {one[:2] for one in told(checked(tmp_path, text))} == {("B101", "error"), ("X101", "error")}
    result = checked(tmp_path, text, LAX)
    assert told(result) == [("B101", "warning", "2300/CLM02")]
    assert (result.verdict.clean, result.verdict.warnings) == (True, 1)


def test_a_laxer_payer_in_a_house(place: Place) -> None:
    told = house_of(place, LAX).take("oak", two_payers(unbalanced("B1"), claim("B2"), npi=BAD_NPI))
    assert (told["claims accepted"], told["claims rejected"]) == (2, 2)
    assert [(one.rule, one.severity) for one in place.findings(claim=place.claim("B1").id)] == [
        ("B101", "warning")
    ]
    assert place.findings(claim=place.claim("B2").id) == []
    lines = place.lines("oak", "277CA")
    assert [status_of(lines, one) for one in ("B1", "B2")] == ["A1:20", "A1:20"]
    assert {status_of(lines, one)[:2] for one in ("WB1", "WB2")} <= {"A7", "A8"}


def test_what_a_payer_itself_sends_weighs_as_its_override_says(place: Place) -> None:
    place.take("oak", file(dental_set(person(claim("C1"), claim("C2")))))
    place.take("delta", remittance("EFT1", Answer("C1", 100, 80), amount=81))
    assert place.claim("C1").state == "sent"
    (rule,) = place.rules()
    house_of(place, f'payer = "D"\nguide = "835"\n[edits.{rule}]\nseverity = "warning"\n')
    place.take("delta", remittance("EFT2", Answer("C2", 100, 80), amount=81, number=802))
    assert place.claim("C2").state == "paid"
    assert [(one.rule, one.severity) for one in place.findings()] == [(rule, "error"), (rule, "warning")]


# The payer of both.


def without_npi(text: str) -> str:
    return text.replace("OAK STREET DENTAL*****XX*1382047169", "OAK STREET DENTAL")


def test_a_payer_asks_for_other_things(tmp_path: Path) -> None:
    text = without_npi(file(dental_set(person(at_home("C1"), unbalanced("C2"), member="XD1"))))
    before = told(checked(tmp_path, text))
    assert {one[:2] for one in before} == {("C116", "warning"), ("B101", "error")}
    after = told(checked(tmp_path, text, BOTH))
    assert {one[:2] for one in after} == {("C116", "error"), ("B101", "warning"), ("P101", "warning")}
    assert ("P101", "warning", "2310B/NM1[82]") in after
    assert len(after) == len(before) + 1


def test_a_payer_of_both_in_a_house(place: Place) -> None:
    good = claim("C2", "100", "20260302")
    house_of(place, BOTH).take("oak", two_payers(at_home("C1"), good, unbalanced("C3")))
    states = place.states()
    assert {one for one, state in states.items() if state == "rejected"} == {"WC3"}
    assert sorted((one.rule, one.severity) for one in place.findings()) == [
        ("B101", "error"), ("B101", "warning"), ("P101", "warning"),
    ]


def test_a_warning_made_an_error_rejects_that_payer_s_claims(place: Place) -> None:
    house_of(place, BOTH).take("oak", without_npi(two_payers(claim("C1"))))
    assert place.states() == {"C1": "rejected", "WC1": "sent"}
    lines = place.lines("oak", "277CA")
    assert (status_of(lines, "C1"), status_of(lines, "WC1")) == ("A6:562:85", "A1:20")


def test_a_place_below_dependents_is_asked_of_dependents(tmp_path: Path) -> None:
    people = person(claim("C1"))
    people.dependents = {"TIM": [claim("C2"), claim("C3", "100", "20260302", "REF*G1*AUTH1")]}
    result = checked(tmp_path, file(dental_set(people)), BOTH)
    assert told(result) == [("P900", "error", "2300/REF[G1]")]
    assert found(result)[0].place.offset == (tmp_path / "checked.edi").read_text().index("CLM*C2*")


# Both ways of a line, and who asks.

OF_LINES = """\
payer = "P"
guide = "837D"
[[rules]]
id = "P001"
require = "2400/SV304"
says = "S."
mend = "M."
[[rules]]
id = "P002"
require = "2400/REF[6R]"
when = "2300/CLM05-1"
values = ["11"]
says = "S."
mend = "M."
[[rules]]
id = "P003"
forbid = "2400/SV304"
when = "2400/SV301-2"
values = ["D0120"]
says = "S."
mend = "M."
[[rules]]
id = "P004"
require = "2010AA/PER"
when = "HEADER/BHT06"
values = ["CH"]
says = "S."
mend = "M."
"""


def test_every_line_is_asked_by_itself(tmp_path: Path) -> None:
    lines = with_lines("A1", "D0120/10", "D4341", "D4341/20")
    lines.remove("REF*6R*A1-3")
    result = checked(tmp_path, file(dental_set(person(lines))), OF_LINES)
    text = (tmp_path / "checked.edi").read_text()
    assert [(one.rule.id, one.place.offset) for one in found(result)] == [
        ("P001", text.index("SV3*AD:D4341*10****")),
        ("P002", text.index("LX*3~")),
        ("P003", text.index("SV3*AD:D0120")),
        ("P004", text.index("NM1*85*")),
    ]


def test_overrides_of_one_guide_add_up(tmp_path: Path) -> None:
    text = file(dental_set(person(unbalanced("B1"))))
    stern = 'payer = "P"\nguide = "837D"\n[edits.B101]\nseverity = "error"\n'
    assert told(checked(tmp_path, text, LAX, stern))[0][:2] == ("B101", "error")
    assert told(checked(tmp_path, text, stern, LAX, STRICT))[0][:2] == ("B101", "warning")


def test_what_a_file_would_be_answered_follows(tmp_path: Path) -> None:
    tables = GuideTables([parse_override(STRICT, "strict.toml")])
    text = file(dental_set(person(with_lines("A1", "D2740"))))
    paths = answer(io.BytesIO(text.encode()), tables, NOW, tmp_path)
    (acknowledgment,) = (path.read_text() for path in paths if "277CA" in path.name)
    assert "~STC*A6:489*" in acknowledgment


def test_checkers_of_other_processes_have_the_rules(tmp_path: Path) -> None:
    import pickle

    checker = Checker(Asked(NOW, (parse_override(STRICT, "s.toml"),)))
    path = tmp_path / "a.edi"
    path.write_text(file(dental_set(person(with_lines("A1", "D2740")))))
    again = pickle.loads(pickle.dumps(checker))
    assert told(again.check(InputFile("a.edi", str(path)), lambda _: None)) == [("P101", "error", "2300/PWK")]


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ('[edits.C16]\nseverity = "off"', r"'C16': there is no such business edit; did you mean C[0-9]*6$"),
        ('[edits.c116]\nseverity = "off"', "did you mean C116"),
        ('[edits.QQQQQ]\nseverity = "off"', "`bitewing rules list` shows all"),
        (
            '[edits.B201]\nseverity = "off"',
            'B201.: this edit is asked of 835, .* is for 837D; say it in a file with guide = "835"$',
        ),
        ('[edits.X956]\nseverity = "off"', 'X956.: this edit is asked of 278-response, .*"278-response"'),
        ('[edits.X906]\nseverity = "off"', 'X906.: this edit is asked of 278-request'),
        ('[edits.S203]\nseverity = "warning"', "say doubt = true at the row"),
        ('[edits.E401]\nseverity = "off"', "say doubt = true at the row"),
    ],
)
def test_an_edit_that_cannot_be_changed_stops_the_house(place: Place, text: str, tells: str) -> None:
    house_of(place, f'payer = "D"\nguide = "837D"\n{text}\n')
    with pytest.raises(SettingsError, match=r"payers\.delta\.overrides: delta\.toml") as problem:
        open_house(place.folder)
    assert problem.match(tells)
