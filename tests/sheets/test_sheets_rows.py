"""Rows and cells: every way a CSV file is written, or is none."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from sheet_texts import read

from transactions.sheets.cells import Form
from transactions.sheets.fees import Fee
from transactions.sheets.rows import LONGEST, MOST_LINES, CutRow, SheetError, SheetFile

RECALL = Fee("D0120", Decimal("58"))
NO_NUL = "holds a NUL character: save the sheet as CSV again"
UNCLOSED = "a quotation mark opens a cell that is not closed; none of these lines was read"
MISQUOTED = "after a cell in quotation marks there must be the delimiter or the end of the row"


def cut(text: str, delimiter: str = ",") -> list[CutRow]:
    return list(SheetFile(io.BytesIO(text.encode()), Form()).rows(delimiter))


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("a,b", ("a", "b")),
        ("a,", ("a", "")),
        (",", ("", "")),
        ('"a,b",c', ("a,b", "c")),
        ('"a""b",c', ('a"b', "c")),
        ('a,""', ("a", "")),
        ('"","b"', ("", "b")),
        ('5" pipe,b', ('5" pipe', "b")),
        ("=1+1,@x", ("=1+1", "@x")),
        ("a;b", ("a;b",)),
    ],
)
def test_cells_of_a_row(row: str, cells: tuple[str, ...]) -> None:
    for end in ("", "\n", "\r\n", "\r"):
        assert cut(row + end) == [CutRow(1, 1, 1, cells)]


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    assert cut('h\n"a\nb\n\nc",d\n\ne\n') == [
        CutRow(1, 1, 1, ("h",)),
        CutRow(2, 2, 5, ("a\nb\n\nc", "d")),
        CutRow(3, 6, 6, ("",)),
        CutRow(4, 7, 7, ("e",)),
    ]


def test_rows_before_the_header_count() -> None:
    assert cut("\n\nh\na\n") == [CutRow(3, 3, 3, ("h",)), CutRow(4, 4, 4, ("a",))]


def test_excel_s_line_about_the_delimiter_is_no_row() -> None:
    found, bad = read("fees", "sep=;\r\nfee;code\r\n58;D0120\r\nx;D0120\r\n")
    assert found == [RECALL]
    assert bad == ["row 3 (line 4): column 1 (fee): expected an amount such as 125.50"]
    with pytest.raises(SheetError, match="the delimiter must be a comma, a semicolon or a tab"):
        read("fees", "sep=:\nfee:code\n")


def test_a_mark_that_is_not_closed() -> None:
    rows = cut('h\n"a\nb\n')
    assert rows == [CutRow(1, 1, 1, ("h",)), CutRow(2, 2, 3, (), UNCLOSED)]
    rows = cut('h\n"a\n' + "x\n" * 60)
    assert rows[1] == CutRow(2, 2, 1 + MOST_LINES, (), UNCLOSED)
    assert rows[2] == CutRow(3, 2 + MOST_LINES, 2 + MOST_LINES, ("x",))


def test_a_mark_in_the_wrong_place() -> None:
    assert cut('"a"b,c\nd\n') == [CutRow(1, 1, 1, (), MISQUOTED), CutRow(2, 2, 2, ("d",))]
    assert cut('"a\nb" ,c\nd\n') == [CutRow(1, 1, 2, (), MISQUOTED), CutRow(2, 3, 3, ("d",))]


def test_rows_that_are_too_long() -> None:
    trouble = f"the row is longer than {LONGEST} characters"
    assert cut("x" * LONGEST + "\ny") == [CutRow(1, 1, 1, ("x" * LONGEST,)), CutRow(2, 2, 2, ("y",))]
    for size in (LONGEST + 1, 3 * LONGEST, 3 * LONGEST + 2):
        assert cut("h\n" + "x" * size + "\ny") == [
            CutRow(1, 1, 1, ("h",)), CutRow(2, 2, 2, (), trouble), CutRow(3, 3, 3, ("y",))
        ]
    half = "x" * (LONGEST // 2)
    assert cut(f'"{half}\n{half}"\ny') == [CutRow(1, 1, 2, (), trouble), CutRow(2, 3, 3, ("y",))]
    assert cut(f'"a\n{"x" * (LONGEST + 9)}\ny') == [CutRow(1, 1, 2, (), trouble), CutRow(2, 3, 3, ("y",))]


def test_ragged_rows() -> None:
    text = "code,fee,description\nD0120,58\nD0140,12,50,x\nD0150,3,y,,\nD0160,4,z\n"
    found, bad = read("fees", text)
    assert [fee.procedure for fee in found] == ["D0150", "D0160"]
    assert bad == [
        "row 2: has 2 cells, the header 3: add the empty ones, or state that rows leave out empty cells at "
        "their end (--short-rows)",
        "row 3: has 4 cells, the header 3: a cell with the delimiter in it must stand in quotation marks",
    ]
    found, bad = read("fees", text, Form(short_rows=True))
    assert [fee.procedure for fee in found] == ["D0120", "D0150", "D0160"]
    assert [line[:5] for line in bad] == ["row 3"]


def test_nul_and_other_controls() -> None:
    found, bad = read("fees", "code,fee,description,more\nD0120,58,,\0\nD0120,58,a\x1bb,\nD0120,58,,\n")
    assert found == [RECALL]
    assert bad == [
        f"row 2: {NO_NUL}",
        "row 3: column 3 (description): expected one line of text, at most 80 characters",
    ]


def test_encodings() -> None:
    header, row = "code,fee,description\n", "D0120,58,Détartrage\n"
    french = Fee("D0120", Decimal("58"), description="Détartrage")
    assert read("fees", (header + row).encode("utf-8-sig")) == ([french], [])
    data = (header + row + "D0140,1,x\n").encode("cp1252")
    found, bad = read("fees", data)
    assert [fee.procedure for fee in found] == ["D0140"]
    assert bad == ["row 2: holds what is not utf-8: save as CSV UTF-8, or try --encoding cp1252"]
    assert read("fees", data, Form(encoding="cp1252"))[0][0] == french
    assert read("fees", header.encode() + b"D0120,58,a\x81\n", Form(encoding="cp1252")) == (
        [], ["row 2: holds what is not cp1252: save as CSV UTF-8, or try --encoding utf-8"]
    )
    with pytest.raises(SheetError, match="the file says that it is UTF-8, not cp1252"):
        read("fees", (header + row).encode("utf-8-sig"), Form(encoding="cp1252"))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"PK\x03\x04\x14\0\0", "a workbook (.xlsx, .ods), not CSV: save the sheet as CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a workbook (.xls), not CSV"),
        ("code,fee\n".encode("utf-16"), "Unicode text (UTF-16), not CSV"),
        (b"%PDF-1.7\n", "a PDF, not CSV"),
        (b'code,"fee\n', "the header (line 1) cannot be read: a quotation mark opens a cell"),
        (b"x" * (LONGEST + 1), "the header (line 1) cannot be read: the row is longer than"),
    ],
)
def test_files_that_are_no_csv(data: bytes, says: str) -> None:
    for form in (Form(), Form(encoding="cp1252")):
        with pytest.raises(SheetError) as problem:
            read("fees", data, form)
        assert says in str(problem.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_the_header_shows(delimiter: str) -> None:
    text = f"code{delimiter}\"fee\"{delimiter}description\nD0120{delimiter}58{delimiter}\"a,b;c\t\"\n"
    found, bad = read("fees", text.replace("c\t", "c"))
    assert (found, bad) == ([Fee("D0120", Decimal("58"), description="a,b;c")], [])
    stated = Form(delimiter="," if delimiter != "," else ";")
    with pytest.raises(SheetError):
        read("fees", text, stated)


def test_formulas_are_text() -> None:
    found, _ = read("fees", "code,fee,description\nD0120,58,=HYPERLINK()\n")
    assert found[0].description == "=HYPERLINK()"


def test_days_of_a_leap_year() -> None:
    found, bad = read("fees", "code,fee,from\nD0120,58,2024-02-29\nD0140,58,2025-02-29\n")
    assert found[0].effective_from == date(2024, 2, 29)
    assert bad == ["row 3: column 3 (effective_from): expected a date as YYYY-MM-DD"]


def test_cells_that_repeat_themselves_are_read_alike() -> None:
    """More of them than are remembered, and bad ones between."""
    amounts = [f"{at % 5000}.5" for at in range(12_000)]
    rows = "".join(f"D0120,{amount},P{at}\nD0120,x{at % 3},PX\n" for at, amount in enumerate(amounts))
    found, bad = read("fees", f"code,fee,payer\n{rows}")
    assert [fee.amount for fee in found] == [Decimal(amount) for amount in amounts]
    assert len(bad) == 12_000
