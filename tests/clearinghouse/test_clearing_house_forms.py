"""The forms of reports: nothing of patients in them, safe in a spreadsheet, a page that is sound."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clearing_places import Place, copy_place
from house_story import report, tell
from lxml import html
from test_clearing_report_page import assert_sound

from clearinghouse.errors import HouseError
from clearinghouse.house_reports.charts import draw
from clearinghouse.house_reports.forms import narrowed, write_report
from clearinghouse.house_reports.making import KINDS
from clearinghouse.house_reports.tables import Chart, Report, Table, columns, percent

FORMS = ("text", "csv", "json", "html")
HOSTILE = "=1+1<script>\x1b[31m"


def written(made: Report, form: str) -> str:
    parts: list[str] = []
    write_report(form, made, parts.append)
    return "".join(parts)


@pytest.fixture(scope="module")
def told(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The house with its story, which is only looked at."""
    place = tell(copy_place(made, tmp_path_factory.mktemp("told") / "house"))
    yield place
    place.close()


def invented(made: Report, *cells: Any) -> Report:
    """A report of one table with text, count and money."""
    table = Table("t", "Table", columns("name", "count:count", "sum_cents"), [list(cells)])
    return replace(made, tables=[table], charts=(Chart("Chart", "count", [(str(cells[0]), cells[1])]),))


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_a_patient_or_a_claim_is_in_it(told: Place, name: str, form: str) -> None:
    text = written(report(told, name), form)
    for value in (
        "MARLOW", "JUNE", "OKAFOR", "XD1000001", "C1", "C4", "T-1", "T900", "EX1", "P1", "1382047169",
        "BITEWING0", ".edi", "NOBODY",
    ):
        assert value not in text, value


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_another_account_is_in_it(told: Place, name: str, form: str) -> None:
    """elm sends to west and to nobody; oak sends to delta."""
    text = written(report(told, name, account="elm"), form)
    for value in ("oak", "delta", "700.00", "70000", "277CA  A7"):
        assert value not in text, value


@pytest.mark.parametrize("name", KINDS)
def test_json_and_csv_say_the_same(told: Place, name: str) -> None:
    made = report(told, name)
    document = json.loads(written(made, "json"))
    assert list(document["tables"]) == [table.name for table in made.tables]
    head = document["report"], document["since"], document["zone"]
    assert head == (name, "2026-03-05", "America/New_York")
    for table in made.tables:
        alone = list(csv.DictReader(io.StringIO(written(narrowed(made, [table.name]), "csv"))))
        inside = document["tables"][table.name]["rows"]
        assert len(alone) == len(inside) == len(table.rows)
        for cells, row in zip(alone, inside, strict=True):
            for name_, value in row.items():
                cell = cells[name_.replace("_cents", "_dollars")]
                if name_.endswith("_cents"):
                    assert cell == f"{value // 100}.{value % 100:02d}"
                else:
                    assert cell == ("" if value is None else str(value))


def test_several_tables_of_a_csv_stand_under_their_names(told: Place) -> None:
    lines = written(report(told, "batches"), "csv").split("\n")
    assert lines[0] == "outgoing"
    assert lines[1].startswith("batch,partner,kind,at,state,sent,sent_dollars,accepted,")
    assert [line for line in lines if line in ("outgoing", "incoming", "payments")] == [
        "outgoing", "incoming", "payments",
    ]
    assert lines.count("") == 3


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", " ="])
def test_a_cell_that_a_spreadsheet_would_obey_is_text(told: Place, start: str) -> None:
    made = invented(report(told, "aging"), f"{start}HYPERLINK(1)", 3, -1250)
    (_, row) = csv.reader(io.StringIO(written(made, "csv")))
    assert row == [f"'{start}HYPERLINK(1)", "3", "-12.50"]


@pytest.mark.parametrize("form", FORMS)
def test_nothing_hostile_gets_through(told: Place, form: str) -> None:
    text = written(invented(report(told, "aging"), HOSTILE, 1, 1), form)
    assert "\x1b" not in text or form == "csv"
    if form == "html":
        assert "<script>" not in text


@pytest.mark.parametrize("name", KINDS)
def test_the_page_is_sound_and_every_picture_is_told_in_words(told: Place, name: str) -> None:
    made = report(told, name)
    text = written(made, "html")
    document = html.document_fromstring(text)
    assert_sound(text, document)
    tables = document.xpath("//section[@class='of-file']")
    assert [one.get("id") for one in tables] == [table.name for table in made.tables]
    for section, table in zip(tables, made.tables, strict=True):
        assert len(section.xpath(".//tbody/tr")) == len(table.rows)
        assert len(section.xpath(".//tfoot")) == (table.total is not None)
        for row in section.xpath(".//tr"):
            assert len(row) == len(table.columns)
    pictures = document.xpath("//svg")
    assert len(pictures) == len(made.charts) > 0
    for picture, chart in zip(pictures, made.charts, strict=True):
        assert picture.get("role") == "img"
        words = [document.xpath(f"//*[@id='{one}']") for one in picture.get("aria-labelledby").split()]
        assert words[0][0].text_content() == chart.title
        drawn = sum(1 for _, value in chart.bars if value)
        assert len(picture.xpath(".//rect")) == drawn


def test_what_does_not_add_up_is_marked(told: Place) -> None:
    made = report(told, "batches")
    wrong = replace(made.tables[0], marked=frozenset({0}))
    marked = replace(made, tables=[wrong], faults=1)
    assert len(html.document_fromstring(written(marked, "html")).xpath("//tr[@class='wrong']")) == 1
    assert [line for line in written(marked, "text").splitlines() if line.startswith("!")]


def test_bars_are_as_long_as_their_values() -> None:
    across = draw(Chart("A", "money", [("a", 100), ("b", 50), ("c", 0), ("d", None)]))
    assert [bar.width for bar in across.bars] == [420, 210, 0, 0]
    assert [bar.value for bar in across.bars] == ["1.00", "0.50", "0.00", ""]
    upright = draw(Chart("B", "percent", [("a", 100.0), ("b", 50.0)], upright=True, goal=90))
    first, second = upright.bars
    assert first.height == 2 * second.height == 184
    assert upright.goal == round(26 + 184 * 0.1, 1)
    assert "b: 50.0" in upright.summary
    assert draw(Chart("C", "count", [])).summary == "nothing to show"
    assert all(0 <= bar.x <= 720 for bar in draw(Chart("D", "count", [("x", 1)] * 60, upright=True)).bars)


def test_a_share_is_never_told_better_than_it_is() -> None:
    assert percent(8_999, 10_000) == 89.9
    assert percent(1, 1) == 100.0
    assert percent(0, 0) is None


def test_a_table_that_is_not_there_is_named(told: Place) -> None:
    with pytest.raises(HouseError, match=r"it has outgoing, incoming, payments"):
        narrowed(report(told, "batches"), ["nonsense"])


@pytest.mark.parametrize("name", KINDS)
def test_every_table_and_column_is_explained(told: Place, name: str) -> None:
    text = (Path(__file__).parents[2] / "docs/reference/reports.md").read_text("utf-8")
    part = text.partition(f"\n## `{name}`")[2].partition("\n## ")[0]
    for table in report(told, name).tables:
        assert f"| `{table.name}` |" in part, table.name
        for column in table.columns:
            assert f"`{column.name}`" in part, column.name
