"""Any text at all: rows or a SheetError, never another exception, and no cell in anything that is said."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sheet_texts import MOMENT, PRACTICE

from transactions.sheets.cells import DATES, DECIMALS, DELIMITERS, ENCODINGS, Form
from transactions.sheets.claim_making import Making
from transactions.sheets.reading import Row, SheetReader
from transactions.sheets.rejects import Rejects
from transactions.sheets.rows import SheetError
from transactions.sheets.workbook import SHEETS, read_sheet

MARK = "qzj"
"""Stands in every cell that hypothesis makes, and in no word of ours."""
bounded = settings(
    max_examples=60, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
forms = st.builds(
    Form, st.sampled_from(DECIMALS), st.sampled_from(sorted(DATES)), st.sampled_from(ENCODINGS),
    st.sampled_from((None, *DELIMITERS)), st.booleans(),
)
KNOWN = [
    "C1", "C2", "D0120", "2026-03-10", "10.03.2026", "58", "1,5", "self", "child", "F", "3", "MO", "yes",
    "WI", "53704", "EXDENT", "1382047169", "K02.52", "2", "", "", "",
]
cells = st.sampled_from(KNOWN) | st.text(max_size=8).map(lambda some: f"{MARK}{some}{MARK}")
pieces = st.sampled_from(
    [*KNOWN, ",", ",", ";", "\t", "\n", "\r\n", '"', '""', "\0", "=1", "claim id", "fee"]
)
texts = st.lists(pieces, max_size=60).map(lambda some: "".join(some).encode())


def said(sheet: str, data: bytes, form: Form) -> list[str]:
    """All that is said of a file, and nothing but a SheetError is raised."""
    bad: list[Row] = []
    written: list[str] = []
    try:
        reader = SheetReader(io.BytesIO(data), SHEETS[sheet], form, PRACTICE)
        rejects = Rejects(written.append, reader.header, reader.delimiter)
        found = read_sheet(reader, bad.append, Making(MOMENT, PRACTICE))
    except SheetError as problem:
        return [str(problem)]
    for row in bad:
        rejects.add(row)
    "".join(written).encode()
    if sheet == "claims":
        assert reader.count == len(bad) + sum(len(claim.lines) for claim in found)
    else:
        assert reader.count == len(bad) + len(found)
    assert all(row.faults for row in bad)
    return [*reader.notes, *(line for row in bad for line in row.told())]


@pytest.mark.parametrize("sheet", SHEETS)
@bounded
@given(st.binary(max_size=200) | texts, forms)
def test_any_bytes(sheet: str, data: bytes, form: Form) -> None:
    said(sheet, data, form)


@pytest.mark.parametrize("sheet", SHEETS)
@bounded
@given(st.data())
def test_any_cells_under_a_header(sheet: str, data: st.DataObject) -> None:
    """With the whole header there, and with a part of it."""
    form = data.draw(forms)
    names = [column.name for column in SHEETS[sheet].columns]
    header = data.draw(st.permutations(names))[: data.draw(st.integers(len(names) - 2, len(names)))]
    delimiter = form.delimiter or data.draw(st.sampled_from(DELIMITERS))
    width = st.integers(len(header) - 1, len(header) + 1)
    rows = data.draw(
        st.lists(width.flatmap(lambda size: st.lists(cells, min_size=size, max_size=size)), max_size=4)
    )
    quoted = data.draw(st.booleans())
    lines = [
        delimiter.join('"' + cell.replace('"', '""') + '"' if quoted else cell for cell in row)
        for row in (header, *rows)
    ]
    for line in said(sheet, "\n".join(lines).encode(form.encoding, "replace"), form):
        assert MARK not in line


@pytest.mark.parametrize("sheet", SHEETS)
@bounded
@given(st.lists(cells, min_size=1, max_size=8), forms)
def test_a_first_row_of_cells_is_never_shown(sheet: str, row: list[str], form: Form) -> None:
    text = (form.delimiter or ",").join(row)
    for line in said(sheet, text.encode(form.encoding, "replace"), form):
        assert MARK not in line


def test_the_mark_is_none_of_our_words() -> None:
    for sheet in SHEETS.values():
        for column in sheet.columns:
            assert not re.search(MARK, " ".join((column.name, *column.aliases, column.help)))
