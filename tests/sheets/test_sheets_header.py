"""Headers: known in any order and writing, refused where they are none, never a reason to show a patient."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sheet_texts import PRACTICE, notes, read

from transactions.sheets.cells import plain
from transactions.sheets.fees import Fee
from transactions.sheets.rows import SheetError
from transactions.sheets.workbook import SHEETS


@pytest.mark.parametrize(
    "header",
    ["procedure,fee,payer_id,effective_from", "PROCEDURE CODE,Fee,Payer-ID,Effective Date",
     "cdt,UCR,payer,from", " Procedure_Code , FEE ,payer id,valid from",
     '"Code","Amount","Carrier ID","start"'],
)
def test_names_and_aliases(header: str) -> None:
    found, bad = read("fees", f"{header}\nD0120,58,EXDENT,2026-01-01\n")
    assert (found, bad) == ([Fee("D0120", Decimal("58"), "EXDENT", date(2026, 1, 1))], [])


def test_any_order() -> None:
    found, _ = read("fees", "description,effective to,fee,procedure\nRECALL,2026-12-31,58,D0120\n")
    assert found == [Fee("D0120", Decimal("58"), None, None, date(2026, 12, 31), "RECALL")]


def test_unknown_columns_are_told_and_passed_over() -> None:
    assert notes("fees", "code,fee,Shelf,,Co\x1blor\n") == [
        "column 3 (Shelf) is unknown and was not read", "column 5 (Co\\x1blor) is unknown and was not read"
    ]
    assert notes("fees", f"code,fee,{'x' * 100}\n") == [f"column 3 ({'x' * 40}) is unknown and was not read"]
    assert read("fees", "code,fee,Shelf\nD0120,58,\n")[0] == [Fee("D0120", Decimal("58"))]


def test_many_unknown_columns_are_counted() -> None:
    told = notes("fees", "code,fee," + ",".join(f"u{at}" for at in range(30)) + "\n")
    assert len(told) == 21
    assert told[-1] == "10 more columns are unknown and were not read"


def test_a_column_twice() -> None:
    with pytest.raises(SheetError, match=r"^columns 1 and 3 are both procedure: leave one out$"):
        read("fees", "code,fee,CDT\n")


def test_a_first_row_that_is_no_header_is_not_shown() -> None:
    with pytest.raises(SheetError) as problem:
        read("members", "MARLOW,JUNE,1984-02-13,XD1002003\n")
    assert str(problem.value) == (
        "the first row is not the header of a sheet of members: none of its cells names a column (bitewing "
        "sheets template members shows one)"
    )


def test_columns_that_must_be_there() -> None:
    """What a header lacks is told by our names, what else stands in it by numbers."""
    with pytest.raises(SheetError) as problem:
        read("fees", "code,MARLOW,JUNE\n")
    assert str(problem.value) == "the header lacks fee; unknown are the columns 2, 3"


def test_columns_that_a_practice_file_can_tell() -> None:
    header = "last name,first name,dob,relation,member,payer id,payer,date\n"
    with pytest.raises(SheetError) as problem:
        read("appointments", header)
    assert str(problem.value) == (
        "the header lacks billing_name (or name in [billing] of the practice file), "
        "billing_npi (or npi in [billing] of the practice file)"
    )
    assert read("appointments", header, practice=PRACTICE) == ([], [])


@pytest.mark.parametrize("name", SHEETS)
def test_every_column_says_what_it_is(name: str) -> None:
    for column in SHEETS[name].columns:
        assert column.help.endswith(".")
        assert column.kind.words
        assert plain(column.name) not in {plain(alias) for alias in column.aliases}
