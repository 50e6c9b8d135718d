"""What a page shows of a file: every byte of a short one in its place, of a long one what findings lie on."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from clearing_files import claim, claims_file, dental_set, dressed, file, person
from damage import damage

from clearinghouse.reports import view as viewing
from clearinghouse.reports.gathering import InputFile
from clearinghouse.reports.pieces import Piece, cut_into_pieces
from clearinghouse.reports.results import Asked, Checker, Result
from clearinghouse.reports.view import Row, View
from edi.delimiters import DEFAULT
from edi.describe import show
from edi.findings import Place
from edi.values import text

SAMPLES = Path(__file__).parent.parent.parent / "samples"
FILES = [pytest.param(path, id=path.stem) for path in sorted(SAMPLES.glob("*/**/*.edi"))]
NOW = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)


def seen(path: Path, **more: object) -> tuple[Result, View]:
    """A file checked and viewed."""
    checker = Checker(Asked(NOW, with_view=True, **more))  # type: ignore[arg-type]
    result = checker.check(InputFile(str(path), str(path)), lambda size: None)
    assert not result.trouble
    assert result.view is not None
    return result, result.view


def text_of(row: Row) -> str:
    return row.id + "".join(piece.text for piece in row.pieces)


def marked(row: Row) -> list[tuple[str, tuple[int, ...]]]:
    return [(piece.text, piece.findings) for piece in row.pieces if piece.findings]


def assert_consistent(data: bytes, result: Result, view: View) -> None:
    """Rows stand in order, gaps tell what is left out, each finding lies on the one row at its byte."""
    end = 0
    for row in view.rows:
        assert row.offset == end + row.gap
        assert row.end >= row.offset
        end = row.end
    assert end + view.left == len(data)
    lying = [(number, row.offset) for row in view.rows for number in row.findings]
    assert sorted(lying) == [
        (number, finding.place.offset) for number, finding in enumerate(result.findings)
    ]


@pytest.mark.parametrize("path", FILES)
def test_a_short_file_is_shown_whole(path: Path) -> None:
    data = path.read_bytes()
    result, view = seen(path)
    assert_consistent(data, result, view)
    assert view.is_whole
    shown = data.decode("latin-1")
    if shown[105:106] == "~" and shown.isascii() and shown.replace("\n", "").isprintable():
        segments = [part for part in shown.replace("\n", "").split("~") if part.strip()]
        assert [text_of(row) for row in view.rows if row.id] == segments


@pytest.mark.parametrize("path", FILES)
def test_the_element_that_a_finding_tells_of_is_marked(path: Path) -> None:
    data = path.read_bytes().decode("latin-1")
    result, view = seen(path)
    for row in view.rows:
        places = [result.findings[number].place for number in row.findings]
        elements = [place for place in places if place.element]
        assert bool(marked(row)) == bool(elements)
        for number, place in zip(row.findings, places, strict=True):
            if place.element and not place.component and not place.repetition:
                sent = [*data[row.offset :].split("~")[0].split("*"), *[""] * 40][place.element]
                assert show(text(sent)) in [piece for piece, on in marked(row) if number in on]


def test_loops_and_names_come_from_the_guide(tmp_path: Path) -> None:
    path = tmp_path / "a.edi"
    path.write_text(claims_file(claim("C1")))
    _, view = seen(path)
    rows = {text_of(row): row for row in view.rows}
    charged = next(row for text, row in rows.items() if text.startswith("CLM*"))
    line = next(row for text, row in rows.items() if text.startswith("SV3*"))
    assert (charged.loop, charged.starts, charged.name, charged.ordinal) == ("2300", "claim", "claim", 18)
    assert (line.loop, line.starts, line.name, line.ordinal) == ("2400", "", "dental service", 21)
    depths = [row.depth for row in view.rows]
    assert depths[:3] == [0, 1, 2]
    assert depths[-3:] == [2, 1, 0]
    assert line.depth == charged.depth + 1


def long_file(wrong: list[str], at: int) -> str:
    """A file of many people with a claim each, one of which is this one."""
    claims = [claim(f"C{number}") for number in range(700)]
    claims[at] = wrong
    return file(dental_set(*(person(one, member=f"XD{number}") for number, one in enumerate(claims))))


def ids(rows: list[Row]) -> list[str]:
    return [row.id for row in rows]


def test_of_a_long_file_there_is_what_findings_lie_on(tmp_path: Path) -> None:
    path = tmp_path / "a.edi"
    path.write_text(long_file([part.replace("*Y*A*Y*Y", "*Y*A*Y*Q") for part in claim("BAD")], 400))
    assert path.stat().st_size > viewing.WHOLE
    result, view = seen(path)
    assert_consistent(path.read_bytes(), result, view)
    assert not view.is_whole
    header = ["ISA", "GS", "ST", "BHT", "NM1", "PER", "NM1", "HL", "NM1", "N3", "N4", "REF"]
    # The end of the unit before, since the finding lies on the first segment of its own.
    subscriber = ["HL", "SBR", "NM1", "N3", "N4", "DMG", "NM1"]
    assert ids(view.rows) == [*header, *subscriber, "CLM", "DTP", "LX", "SV3", "REF"]
    (row,) = (row for row in view.rows if row.findings)
    assert row.pieces[0].text == "*BAD*100***11:B:1*Y*A*Y*"
    assert marked(row) == [("Q", (0,))]
    assert view.left > 0
    assert [row.id for row in view.rows if row.gap] == ["HL"]


def test_of_a_long_unit_there_are_the_segments_around(tmp_path: Path) -> None:
    lines = [part for number in range(1, 51) for part in (f"LX*{number}", "SV3*AD:D0120*2****1", "REF*6R*X")]
    lines[76] = "SV3*AD:D0120*x****1"
    path = tmp_path / "a.edi"
    path.write_text(long_file([*claim("BAD", "100")[:2], *lines], 400))
    result, view = seen(path)
    assert_consistent(path.read_bytes(), result, view)
    faulty = next(index for index, row in enumerate(view.rows) if marked(row))
    assert ids(view.rows[faulty - 4 : faulty + 4]) == ["CLM", "SV3", "REF", "LX", "SV3", "REF", "LX", "SV3"]
    assert view.rows[faulty - 3].gap > 0
    assert len(view.rows) == 12 + 7 + 8


def test_a_trailer_that_a_finding_lies_on(tmp_path: Path) -> None:
    path = tmp_path / "a.edi"
    path.write_text(long_file(claim("C"), 400).replace("~SE*", "~SE*9"))
    result, view = seen(path)
    assert_consistent(path.read_bytes(), result, view)
    assert ids(view.rows[-4:]) == ["LX", "SV3", "REF", "SE"]
    assert view.rows[-1].depth == 2


def test_what_is_missing_is_shown_with_what_stands_before_it(tmp_path: Path) -> None:
    """A line without its service: told where the next person starts."""
    path = tmp_path / "a.edi"
    path.write_text(long_file([*claim("BAD")[:2], "LX*1"], 400))
    result, view = seen(path)
    assert_consistent(path.read_bytes(), result, view)
    missing = next(number for number, one in enumerate(result.findings) if one.rule.id == "S203")
    at = next(index for index, row in enumerate(view.rows) if missing in row.findings)
    assert ids(view.rows[at - 3 : at + 2]) == ["CLM", "DTP", "LX", "HL", "SBR"]


def test_where_the_reading_stopped_the_view_stops(tmp_path: Path) -> None:
    wrong = [[part.replace("*Y*A*Y*Y", "*Y*A*Y*Q") for part in claim(f"C{number}")] for number in range(9)]
    path = tmp_path / "a.edi"
    path.write_text(claims_file(*wrong))
    result, view = seen(path, stop_after=2)
    assert_consistent(path.read_bytes(), result, view)
    assert view.left > 0
    assert [text_of(row) for row in view.rows if row.findings][-1].startswith("CLM*C1*")


def test_findings_that_are_not_kept_lie_on_nothing(tmp_path: Path) -> None:
    wrong = [[part.replace("*Y*A*Y*Y", "*Y*A*Y*Q") for part in claim(f"C{number}")] for number in range(9)]
    path = tmp_path / "a.edi"
    path.write_text(claims_file(*wrong))
    result, view = seen(path, most=4)
    assert len(result.findings) == 4
    assert_consistent(path.read_bytes(), result, view)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"no X12", b"\x00" * 300, b"ISA*00*", b"junk" * 30 + claims_file(claim("C1")).encode() + b"junk",
        claims_file(claim("C1"))[:-20].encode(), claims_file(claim("C1"))[:700].encode(),
        dressed(claims_file(claim("C1")), "|>!\n"), dressed(claims_file(claim("C1")), "|>!'", "\r\n"),
        dressed(claims_file(claim("C1")), "|>!'") + claims_file(claim("C2")).encode() + b"\n\n\x1a",
        claims_file(claim("C1")).replace("ST*837", "ST*270").encode(),
        file(number=7, before=["TA1*000000001*260303*0830*A*000"], ended_with="IEA*0*000000007").encode(),
        claims_file(claim("C1", "100", "20260302", "N" * 9000)).encode(),
    ],
    ids=range(13),
)
def test_whatever_stands_in_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.edi"
    path.write_bytes(data)
    result, view = seen(path)
    assert_consistent(data, result, view)
    assert all(len(piece.text) < 400 for row in view.rows for piece in row.pieces)


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "long"])
def test_damaged_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, whole: bool) -> None:
    if not whole:
        monkeypatch.setattr("clearinghouse.reports.view.WHOLE", 0)
    path = tmp_path / "a.edi"
    text = (SAMPLES / "clean/claim_secondary_by_line.edi").read_text() * 2
    rng = random.Random("view")
    for _ in range(30):
        data = "~\n".join(damage(rng, text.split("~\n"))).encode("latin-1", "replace")
        path.write_bytes(data)
        result, view = seen(path)
        assert_consistent(data, result, view)


# Pieces of a segment.


def cut(segment: str, *places: Place) -> list[Piece]:
    return cut_into_pieces(segment.split("*"), DEFAULT, list(enumerate(places)))


def test_an_element_is_cut_out() -> None:
    assert cut("CLM*C1*100***11:B:1*Y", Place(element=2)) == [
        Piece("*C1*"), Piece("100", (0,)), Piece("***11:B:1*Y"),
    ]


def test_a_component_is_cut_out_and_what_it_holds_is_not() -> None:
    assert cut("CLM*C1*100***11:B:1*Y", Place(element=5, component=2), Place(element=5, component=2)) == [
        Piece("*C1*100***"), Piece("11"), Piece(":"), Piece("B", (0, 1)), Piece(":"), Piece("1"), Piece("*Y"),
    ]


def test_a_repetition_is_cut_out() -> None:
    assert cut("EB*1*30^35^x", Place(element=2, component=1, repetition=3)) == [
        Piece("*1*"), Piece("30"), Piece("^"), Piece("35"), Piece("^"), Piece("x", (0,)),
    ]


def test_what_was_not_sent_is_marked_empty() -> None:
    assert cut("CLM*C1**11:B", Place(element=2), Place(element=3, component=3), Place(element=9)) == [
        Piece("*C1*"), Piece("", (0,)), Piece("*"), Piece("11"), Piece(":"), Piece("B"), Piece("", (1,)),
        Piece("", (2,)),
    ]


def test_a_finding_on_the_segment_marks_no_element() -> None:
    assert cut("N3*7 BIRCH LANE", Place()) == [Piece("*7 BIRCH LANE")]
    assert cut("ISA") == []


def test_values_are_shown_harmless_and_short() -> None:
    (piece,) = cut("N3*a\x1b[31m\u00e2\u0080\u00ae" + "x" * 900)
    assert piece.text.startswith("*a\\x1b[31m\\u202e")
    assert len(piece.text) < 340
