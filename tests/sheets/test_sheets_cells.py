"""Cells: what each kind takes, and what it does not, by how the sheet is said to be written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from transactions.sheets import cells
from transactions.sheets.cells import Form, Kind, Misread

COMMA, US, GERMAN, BARE = (
    Form(decimal=","), Form(dates="MM/DD/YYYY"), Form(dates="DD.MM.YYYY"), Form(dates="YYYYMMDD")
)
DAY, AMOUNT = cells.DAY, cells.AMOUNT


@pytest.mark.parametrize(
    ("kind", "form", "text", "value"),
    [
        (DAY, Form(), "2026-03-09", date(2026, 3, 9)),
        (DAY, US, "03/09/2026", date(2026, 3, 9)),
        (DAY, US, "3/9/2026", date(2026, 3, 9)),
        (DAY, GERMAN, "09.03.2026", date(2026, 3, 9)),
        (DAY, GERMAN, "9.3.2026", date(2026, 3, 9)),
        (DAY, BARE, "20260309", date(2026, 3, 9)),
        (AMOUNT, Form(), "125.50", Decimal("125.50")),
        (AMOUNT, Form(), "125.5", Decimal("125.5")),
        (AMOUNT, Form(), "$1,250", Decimal("1250")),
        (AMOUNT, Form(), "1,234,567.89", Decimal("1234567.89")),
        (AMOUNT, Form(), "0", Decimal("0")),
        (AMOUNT, COMMA, "125,50", Decimal("125.50")),
        (AMOUNT, COMMA, "1.250,5", Decimal("1250.5")),
        (cells.COUNT, Form(), "12", Decimal(12)),
        (cells.FLAG, Form(), "Yes", True),
        (cells.FLAG, Form(), "n", False),
        (cells.SURFACES, Form(), "mod", ("M", "O", "D")),
        (cells.SURFACES, Form(), "M, O", ("M", "O")),
        (cells.POINTERS, Form(), "A, C", (1, 3)),
        (cells.POINTERS, Form(), "4", (4,)),
        (cells.PROCEDURE, Form(), "d0120", "D0120"),
        (cells.PROCEDURES, Form(), "D0120;d1110", ("D0120", "D1110")),
        (cells.NPI, Form(), "1382047169", "1382047169"),
        (cells.TAX_ID, Form(), "39-1234567", "391234567"),
        (cells.TELEPHONE, Form(), "(608) 555-0101", "6085550101"),
        (cells.POSTAL_CODE, Form(), "53703-1234", "537031234"),
        (cells.STATE, Form(), "wi", "WI"),
        (cells.PLACE, Form(), "2", "02"),
        (cells.TEETH, Form(), "3 14,T", ("3", "14", "T")),
        (cells.AREAS, Form(), "UR", ("10",)),
        (cells.AREAS, Form(), "0", ("00",)),
        (cells.AREAS, Form(), "ll lr", ("30", "40")),
        (cells.DIAGNOSES, Form(), "K02.52; z01.20", ("K0252", "Z0120")),
        (cells.SERVICE_TYPES, Form(), "35", ("35",)),
        (cells.SEX, Form(), "Female", "F"),
        (cells.RELATIONSHIP, Form(), "Self", "18"),
        (cells.RELATIONSHIP, Form(), "1", "01"),
        (cells.RELATIONSHIP, Form(), "Life Partner", "53"),
        (cells.identifier(20), Form(), "SH-2001/1", "SH-2001/1"),
        (cells.text(10), Form(), "DE\xa0SANTIS", "DE SANTIS"),
        (cells.text(4), Form(), "éé", "éé"),
    ],
)
def test_taken(kind: Kind, form: Form, text: str, value: Any) -> None:
    taken = kind.read(text, form)
    assert (taken, type(taken)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "form", "text"),
    [
        (DAY, Form(), "03/09/2026"), (DAY, Form(), "2026-3-9"), (DAY, Form(), "2026-02-30"),
        (DAY, Form(), "2026-03-09 00:00"), (DAY, Form(), "46090"), (DAY, Form(), "٢٠٢٦-03-09"),
        (DAY, Form(), "0001-01-01"), (DAY, US, "13/01/2026"), (DAY, US, "3/9/26"), (DAY, US, "2026-03-09"),
        (DAY, GERMAN, "03/09/2026"), (DAY, BARE, "2026309"),
        (AMOUNT, Form(), "125,50"), (AMOUNT, Form(), "1.2.3"), (AMOUNT, Form(), "-5"),
        (AMOUNT, Form(), "1E3"),
        (AMOUNT, Form(), "=5"), (AMOUNT, Form(), "12,50.00"), (AMOUNT, Form(), "1.234"),
        (AMOUNT, Form(), "NaN"),
        (AMOUNT, Form(), "1" * 10), (AMOUNT, Form(), "."), (AMOUNT, Form(), "5."), (AMOUNT, COMMA, "125.50"),
        (cells.COUNT, Form(), "0"), (cells.COUNT, Form(), "1.5"), (cells.COUNT, Form(), "1000"),
        (cells.FLAG, Form(), "maybe"), (cells.SURFACES, Form(), "MM"), (cells.SURFACES, Form(), "X"),
        (cells.SURFACES, Form(), "-"), (cells.SURFACES, Form(), "BDFILM"),
        (cells.POINTERS, Form(), "5"), (cells.POINTERS, Form(), "AB"), (cells.POINTERS, Form(), "1 2 3 4 1"),
        (cells.PROCEDURE, Form(), "120"), (cells.PROCEDURE, Form(), "D٠120"), (cells.PROCEDURES, Form(), ","),
        (cells.NPI, Form(), "1382047160"), (cells.NPI, Form(), "138204716"), (cells.TAX_ID, Form(), "1234"),
        (cells.TELEPHONE, Form(), "555-0101"), (cells.POSTAL_CODE, Form(), "2115"),
        (cells.STATE, Form(), "Wisconsin"), (cells.PLACE, Form(), "0"), (cells.TEETH, Form(), "33"),
        (cells.AREAS, Form(), "09"), (cells.DIAGNOSES, Form(), "caries"),
        (cells.DIAGNOSES, Form(), "K02 K03 K04 K05 K06"), (cells.SERVICE_TYPES, Form(), "ZZZ"),
        (cells.SEX, Form(), "X"), (cells.RELATIONSHIP, Form(), "dog"),
        (cells.identifier(20), Form(), "1.23457E+11"), (cells.identifier(20), Form(), "A" * 21),
        (cells.identifier(20, 2), Form(), "A"), (cells.identifier(20), Form(), '="0012"'),
        (cells.identifier(20), Form(), "A*B"), (cells.identifier(20), Form(), "Ä1"),
        (cells.text(4), Form(), "ééé"), (cells.text(9), Form(), "A\nB"), (cells.text(9), Form(), "A\u202eB"),
        (cells.text(9), Form(), "A\ud800"),
    ],
)
def test_refused(kind: Kind, form: Form, text: str) -> None:
    with pytest.raises(Misread):
        kind.read(text, form)


def test_what_is_expected_follows_the_form() -> None:
    assert DAY.expected(GERMAN) == "a date as DD.MM.YYYY"
    assert AMOUNT.expected(COMMA) == "an amount such as 125,50"
