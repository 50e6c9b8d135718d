"""Code lists: values by date, forms, and lists their users own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from edi.errors import GuideError
from mappings.code_lists import CodeList, code_list, known, list_names, read_code_list, read_editions


@pytest.mark.parametrize(
    ("name", "holds", "lacks"),
    [
        ("tooth", ["1", "32", "A", "T", "51", "82", "AS", "TS"], ["0", "33", "50", "83", "U", "US", "01"]),
        ("oral_cavity", ["00", "01", "02", "03", "08", "10", "40"], ["0", "50", "8"]),
        ("claim_frequency", ["1", "6", "7", "8"], ["0", "2", "Z"]),
        ("place_of_service", ["11", "02", "10", "99"], ["00", "28", "1"]),
        ("service_types", ["30", "35", "23", "41", "UC", "E36"], ["29", "31", "0", "35 ", "ZZ"]),
        ("states", ["CA", "PR", "GU", "ON", "QC", "AE", "PW"], ["XX", "ca", ""]),
        ("countries", ["US", "DE", "MX", "RS"], ["XX", "USA"]),
        ("currencies", ["USD", "EUR", "CAD", "MXN"], ["US", "XXX"]),
        ("carc", ["1", "45", "P30", "15"], ["XYZ", "0"]),
        ("rarc", ["M1", "N893", "MA130"], ["M0", "45"]),
        ("claim_status", ["0", "20", "771"], ["9999", "A1"]),
        ("claim_status_category", ["A1", "A2", "A7", "F0"], ["ZZ", "20"]),
        ("adjustment_groups", ["CO", "OA", "PI", "PR"], ["CR"]),
        ("cdt", ["D0120", "D9999"], ["D012", "99213", "d0120", "D01200"]),
        ("taxonomy", ["1223G0001X", "261QD0000X"], ["1223G0001", "1223g0001X"]),
        ("diagnosis", ["K021", "Z0120", "5210", "V722", "E8490"], ["K02.1", "?", "caries"]),
        ("country_subdivision", ["BY", "JAL"], ["", "JALI"]),
    ],
)
def test_values(name: str, holds: list[str], lacks: list[str]) -> None:
    values = code_list(name)
    assert [code for code in holds if not values.contains(code)] == []
    assert [code for code in lacks if values.contains(code)] == []


def test_every_list_is_tested_by_its_values() -> None:
    assert len(list_names()) == 17


def test_an_ended_code_holds_until_its_last_day() -> None:
    carc = code_list("carc")
    assert carc.contains("15", date(2018, 5, 1))
    assert not carc.contains("15", date(2018, 5, 2))
    assert carc.contains("15")
    assert carc.contains("45", date(2030, 1, 1))


def test_counts() -> None:
    counts = {"service_types": 231}
    counts |= {"carc": 405, "rarc": 1171, "claim_status": 759, "tooth": 104, "oral_cavity": 13}
    assert {name: len(known(name) or ()) for name in counts} == counts


def test_a_form_is_no_list_of_values() -> None:
    assert known("cdt") is None
    assert known("taxonomy") is None
    assert "A2" in (known("claim_status_category") or ())


def test_lists_that_age_only_advise() -> None:
    assert code_list("claim_status").advisory
    assert code_list("claim_status_category").advisory
    assert code_list("service_types").advisory
    assert not code_list("place_of_service").advisory
    assert not code_list("tooth").advisory


def test_a_list_is_read_once_and_cannot_be_changed() -> None:
    assert code_list("tooth") is code_list("tooth")
    with pytest.raises(TypeError):
        code_list("tooth").codes["33"] = None  # type: ignore[index]


def test_labels_are_there_where_we_have_them() -> None:
    assert code_list("oral_cavity").codes["10"].label == "upper right quadrant"
    assert code_list("claim_frequency").codes["8"].label == "void"


def test_an_unknown_list_is_told() -> None:
    with pytest.raises(GuideError, match="'teeth'"):
        code_list("teeth")


def test_a_list_its_user_owns(tmp_path: Path) -> None:
    file = tmp_path / "cdt.csv"
    file.write_text("code,from,until,label\nD0001,2025-01-01,,\nD0002,,2024-12-31,old\n", encoding="utf-8")
    cdt = read_code_list(file, "cdt")
    assert cdt.contains("D0001", date(2025, 1, 1))
    assert not cdt.contains("D0001", date(2024, 12, 31))
    assert cdt.contains("D0002", date(2024, 12, 31))
    assert not cdt.contains("D0003")
    assert cdt.codes["D0002"].label == "old"


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        (b"", "first line must name"),
        (b"D0120\nD0140\n", "first line must name"),
        (b"code\n", "holds no codes"),
        (b"code,from\nD0120,31.12.2024\n", "line 2"),
        (b"code\nD0120\nD0120\n", "line 3 has no code or one told before"),
        (b'code,label\nD0120,"open\n', "line 2: unexpected end"),
        (b"code\n\xff\n", "not UTF-8"),
    ],
)
def test_a_list_that_cannot_be_read_is_told(tmp_path: Path, text: bytes, tells: str) -> None:
    file = tmp_path / "own.csv"
    file.write_bytes(text)
    with pytest.raises(GuideError, match=f"own.csv: .*{tells}"):
        read_code_list(file, "cdt")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match="cannot be read"):
        read_code_list(tmp_path / "gone.csv", "cdt")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("code,from,until,label", "Q1,2025-01-01,2025-12-31,first"),
        ("\ufeffCode;Start Date;Stop Date;Description", "Q1;20250101;20251231;first"),
        ("CDT Code\tNomenclature\tEffective_Date\tTermination Date", "Q1\tfirst\t01/01/2025\t12/31/2025"),
        ('"Reason Code","Notes","Start","End","Text"', '"Q1","x, y","2025-01-01","2025-12-31T00:00","first"'),
        ("Grouping,Code,Definition,Display Name,start,end", 'G,Q1,"long, long",first,1/1/2025,2025-12-31'),
    ],
)
def test_columns_as_publishers_name_them(tmp_path: Path, header: str, row: str) -> None:
    file = tmp_path / "own.csv"
    file.write_text(f"{header}\n{row}\n\n", encoding="utf-8")
    (code,) = read_code_list(file, "carc").codes.values()
    assert (code.start, code.end, code.label) == (date(2025, 1, 1), date(2025, 12, 31), "first")


def test_a_list_that_is_no_list_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    with file.open("wb") as stream:
        stream.truncate((1 << 24) + 1)
    with pytest.raises(GuideError, match="larger than"):
        read_code_list(file, "cdt")


@pytest.fixture
def editions(tmp_path: Path) -> CodeList:
    """Invented procedures as of 2025, of 2026 and of its second half."""
    for name, text in (
        ("cdt-2025", "code,label\nD0001,old\nD0002,\n"),
        ("cdt-2026", "code,until,label\nD0001,2026-03-31,new\nD0003,,\n"),
        ("cdt-2026-07-01", "code\nD0002\n"),
    ):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_editions("cdt", sorted(tmp_path.iterdir(), reverse=True))


@pytest.mark.parametrize(
    ("code", "right"),
    [
        # Before the first edition only the form is known.
        ("D0001", "yyyynnn"),
        ("D0002", "yyynnny"),
        ("D0003", "ynnyyyn"),
        ("D0004", "ynnnnnn"),
        ("X0001", "nnnnnnn"),
    ],
)
def test_the_edition_of_the_day_decides(editions: CodeList, code: str, right: str) -> None:
    days = ["2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01", "2026-04-01", "2026-06-30", "2026-07-01"]
    told = [editions.contains(code, date.fromisoformat(day)) for day in days]
    assert "".join("y" if one else "n" for one in told) == right


def test_without_a_day_every_edition_counts(editions: CodeList) -> None:
    assert [editions.contains(f"D000{number}") for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert editions.label("D0001") == "new"
    assert editions.label("D0009") == ""


def test_one_file_without_a_day_is_the_whole_list(tmp_path: Path) -> None:
    file = tmp_path / "cdt.csv"
    file.write_text("code\nD0001\n", encoding="utf-8")
    cdt = read_editions("cdt", [file])
    assert cdt.contains("D0001", date(1990, 1, 1))
    assert not cdt.contains("D0002", date(1990, 1, 1))


@pytest.mark.parametrize(
    ("names", "tells"),
    [
        (["cdt-2026.csv", "cdt-2026-01-01.csv"], "begin on one day"),
        (["cdt.csv", "cdt-new.csv"], "begin on one day"),
        (["cdt-2026-02-30.csv"], "cdt-2026-02-30.csv: its name ends with a day that does not exist"),
    ],
)
def test_editions_that_cannot_be_told_apart(tmp_path: Path, names: list[str], tells: str) -> None:
    for name in names:
        (tmp_path / name).write_text("code\nD0001\n", encoding="utf-8")
    with pytest.raises(GuideError, match=tells):
        read_editions("cdt", [tmp_path / name for name in names])
