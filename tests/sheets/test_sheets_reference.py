"""The page of the sheets is the one the columns make, and the samples are what it says they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheet_texts import PRACTICE, read

from transactions.sheets.cells import PLAIN, Form
from transactions.sheets.reference import write_page
from transactions.sheets.workbook import SHEETS

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "samples" / "sheets"


def test_the_page_is_current() -> None:
    assert (ROOT / "docs/reference/sheets.md").read_text("utf-8") == write_page()


def test_every_column_stands_in_it() -> None:
    page = write_page()
    for sheet in SHEETS.values():
        for column in sheet.columns:
            assert f"| `{column.name}` |" in page


@pytest.mark.parametrize(
    ("sheet", "form", "things"),
    [("appointments", Form(dates="DD.MM.YYYY"), 3), ("fees", PLAIN, 5), ("members", PLAIN, 4)],
)
def test_samples_are_good(sheet: str, form: Form, things: int) -> None:
    found, bad = read(sheet, (SAMPLES / f"{sheet}.csv").read_bytes(), form, PRACTICE)
    assert (len(found), bad) == (things, [])
