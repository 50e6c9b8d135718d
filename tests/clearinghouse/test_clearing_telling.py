"""What people read: money, rows, JSON; and where a finding is, without a value."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from clearinghouse.cents import LARGEST, to_cents
from clearinghouse.pages import pages
from clearinghouse.telling import finding_line, finding_row, money, plain
from clearinghouse.where import told_place
from edi.findings import Finding, Place
from edi.rulebook import RULES


@pytest.mark.parametrize(
    ("cents", "shown"),
    [(None, ""), (0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123456789, "1,234,567.89"), (-99, "-0.99")],
)
def test_money(cents: int | None, shown: str) -> None:
    assert money(cents) == shown


@pytest.mark.parametrize(
    ("dollars", "cents"),
    [
        (None, 0), (Decimal("1"), 100), (Decimal("0.01"), 1), (Decimal("-12.30"), -1230),
        (Decimal("0.005"), 0), (Decimal("0.015"), 2), (Decimal("1E+3"), 100000),
        (Decimal("99999999999999999999"), LARGEST), (Decimal("-99999999999999999999"), -LARGEST),
    ],
)
def test_cents(dollars: Decimal | None, cents: int) -> None:
    assert to_cents(dollars) == cents


def test_json_says_days_and_moments() -> None:
    moment = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
    assert plain({1: [date(2026, 3, 5), moment, "x", b"y", None, (1, 2)]}) == {
        "1": ["2026-03-05", "2026-03-05T09:30:00+00:00", "x", b"y", None, [1, 2]],
    }


def test_a_finding_is_told_without_a_value() -> None:
    place = Place(
        offset=7, segment_id="MARLOW\x1b[31m", segment=3, loop="2300", path="2300/MARLOW\x1b[31m",
        set="A" * 40, group="G\x1b", interchange="000000001",
    )
    assert told_place(place) == {
        "offset": 7, "segment": 3, "loop": "2300", "path": "2300", "interchange": "000000001",
    }
    finding = Finding(RULES["S101"], place)
    assert finding_line(finding) == (
        "error S101 at byte 7, segment 3, 2300: The segment id is not known to the standard. "
        "Remove the segment or correct its id."
    )
    assert finding_row(finding)["place"] == told_place(place)
    assert finding_row(finding)["answer"] == "IK3"
    assert finding_line(Finding(RULES["F102"], Place())).startswith("error F102 at byte 0: ")


def test_pages_come_in_the_order_of_keys_and_end() -> None:
    class Row:
        def __init__(self, key: int) -> None:
            self.id = key

    rows = [Row(key) for key in (2, 3, 5, 8, 9)]
    asked = []

    def search(after: int, limit: int) -> list[Row]:
        asked.append(after)
        return [row for row in rows if row.id > after][:limit]

    assert [[row.id for row in page] for page in pages(search, 2)] == [[2, 3], [5, 8], [9]]
    assert asked == [0, 3, 8]
    assert list(pages(lambda after, limit: list[Row](), 2)) == []
