"""Rejects: the bad rows as they stood there, with reasons, and nothing in them that a spreadsheet obeys."""

from __future__ import annotations

import io

import pytest
from sheet_texts import read

from transactions.sheets.cells import PLAIN, Form
from transactions.sheets.fees import FEES, read_fees
from transactions.sheets.reading import SheetReader
from transactions.sheets.rejects import Rejects, safe_cell


def rejects(told: str | bytes, form: Form = PLAIN) -> str:
    written: list[str] = []
    data = told if isinstance(told, bytes) else told.encode()
    reader = SheetReader(io.BytesIO(data), FEES, form)
    read_fees(reader, Rejects(written.append, reader.header, reader.delimiter).add)
    return "".join(written)


def test_bad_rows_stand_there_with_their_reasons() -> None:
    assert rejects('code;fee;Shelf\nD0120;58;\nx;"y\nz";=A1\n') == (
        "rejected_row;rejected_line;rejected_because;code;fee;Shelf\r\n"
        '3;3;"column 1 (procedure): expected a procedure code such as D0120; column 2 (fee): expected an '
        'amount such as 125.50";x;"y\nz";\'=A1\r\n'
    )


def test_rows_of_another_shape_stand_there_too() -> None:
    told = rejects(b'code,fee\nx\nD0120,58,y\nD0140,\xff\n"a"b,c\n').splitlines()
    assert told[1].endswith(",x")
    assert told[2].endswith(",D0120,58,y")
    assert told[3].endswith(",D0140,\ufffd")
    assert told[4].startswith("5,5,after a cell in quotation marks")


def test_corrected_rejects_can_be_read_and_rejected_again() -> None:
    again = rejects("code,fee\nx,58\nD0140,y\n").replace(",x,", ",D0120,")
    found, bad = read("fees", again)
    assert [fee.procedure for fee in found] == ["D0120"]
    assert bad == ["row 3: column 5 (fee): expected an amount such as 125.50"]
    assert SheetReader(io.BytesIO(again.encode()), FEES).notes == []
    assert rejects(again) == (
        "rejected_row,rejected_line,rejected_because,code,fee\r\n"
        "3,3,column 5 (fee): expected an amount such as 125.50,D0140,y\r\n"
    )


@pytest.mark.parametrize("cell", ["=A1", "+1", "-1", "@x", "\tx", "\rx", "\n=x", " =x", "\uff1dx"])
def test_what_a_spreadsheet_would_obey(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "D0120", "a=b", "5-6", "'=A1"])
def test_what_it_would_not(cell: str) -> None:
    assert safe_cell(cell) == cell
