"""The page docs/reference/sheets.md; `python -m transactions.sheets.reference` prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from transactions.sheets.cells import PLAIN
from transactions.sheets.columns import Column, Sheet
from transactions.sheets.practice import PRACTICE, TABLES
from transactions.sheets.rows import LONGEST, MOST_LINES
from transactions.sheets.workbook import SHEETS

_HEAD = f"""\
# Sheets

What an office keeps in spreadsheets, saved as CSV. Samples with invented people: `samples/sheets/`.

```
bitewing sheets list
bitewing sheets template claims --needed > claims.csv       # a header to start with
bitewing sheets check members.csv --sheet members           # which rows are wrong
bitewing sheets convert claims.csv --sheet claims --to x12 --practice practice.toml --fees fees.csv
bitewing sheets convert claims.csv --sheet claims --to json --rejects bad-rows.csv
```

## How a sheet is written

The first row names the columns, in any order; capitals, blanks and punctuation make no difference, and the
other names of a column (below) are as good. Columns nobody knows are told and passed over. A column that
stands there twice is refused.

Nothing is guessed. What differs from the defaults is stated:

| option | | default |
|---|---|---|
| `--dates` | `YYYY-MM-DD`, `MM/DD/YYYY`, `DD.MM.YYYY` or `YYYYMMDD` | `YYYY-MM-DD` |
| `--decimal` | `.` or `,`; the other one may part thousands | `.` |
| `--encoding` | `utf-8` (with or without a mark) or `cp1252` | `utf-8` |
| `--delimiter` | `comma`, `semicolon` or `tab` | the one the header line shows |
| `--short-rows` | rows may leave out empty cells at their end, as Excel writes some | no |

A row has at most {LONGEST} characters and stands on at most {MOST_LINES} lines (a cell in quotation marks
may hold line breaks). Empty rows are passed over. Columns with ids, postal codes and telephones should be
formatted as text in the spreadsheet, or it drops zeros and rounds long numbers.

## What is told

A bad row is told with its row (as a spreadsheet counts), its line in the file where that differs, the
column and what is expected, never with what stands in the cell. The good rows go on. `--rejects FILE`
writes the bad rows as a sheet with the reasons in front, in UTF-8, to be corrected and read again; a cell
that a spreadsheet would take for a formula gets an apostrophe in front there.

A claim with a bad row is left out whole: its good rows are told too. A row whose claim id cannot be read
leaves out the claim before and the claim after it, for it may be a row of either; so does a claim id that
comes again after another one leave out both claims.

Exit codes: 0 every row is good; 1 some are not (what is good is written all the same) or the file is no
such sheet; 2 asked wrongly.

## Columns

*yes*: the column must be there and filled. *yes, or the practice file*: in a column, or for the whole sheet
in the practice file. *once*: one for the whole claim; in its first row, or in all its rows alike."""

_PRACTICE = """\
## The practice file

A TOML file for what is the same in every row (`samples/sheets/practice.toml`). What a row tells goes before
it."""


def write_page() -> str:
    """The page as Markdown."""
    return "\n".join(_page()) + "\n"


def column_document(column: Column) -> dict[str, Any]:
    """A column as JSON says it."""
    return {
        "column": column.name, "required": column.required, "once": column.once,
        "expected": column.kind.expected(PLAIN), "help": column.help, "also": list(column.aliases),
        "elsewhere": column.elsewhere or None,
    }


def _page() -> Iterator[str]:
    yield _HEAD
    for sheet in SHEETS.values():
        yield from _sheet(sheet)
    yield from ("", _PRACTICE)
    for table in TABLES:
        yield from ("", f"### [{table}]", "", "| word | needed | expected | |", "|---|---|---|---|")
        for column in PRACTICE:
            if column.name.startswith(f"{table}_"):
                word, needed = column.name.removeprefix(f"{table}_"), "yes" if column.required else ""
                yield _row(f"`{word}`", needed, _expected(column), column.help)


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield from ("", f"### {sheet.name}: {sheet.title}", "", sheet.about, "")
    yield "| column | needed | expected | | also called |"
    yield "|---|---|---|---|---|"
    for column in sheet.columns:
        yield _row(
            f"`{column.name}`", ", ".join(_needs(sheet, column)), _expected(column), column.help,
            ", ".join(column.aliases),
        )


def _needs(sheet: Sheet, column: Column) -> Iterable[str]:
    if column.required:
        yield "yes, or the practice file" if column.elsewhere else "yes"
    if column.once and sheet.name == "claims":
        yield "once"


def _expected(column: Column) -> str:
    return column.kind.expected(PLAIN)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    print(write_page(), end="")
