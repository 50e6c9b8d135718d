"""A report as data: tables of typed columns and charts, before anybody decides how they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from clearinghouse.house_reports.period import Period
from clearinghouse.telling import money

Kind = Literal["text", "number", "count", "money", "price", "percent", "seconds", "moment", "day"]
SUMMED = ("count", "money")
NUMERIC = ("number", "count", "money", "price", "percent", "seconds")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in JSON, its heading for people, and what kind of values stand in it.

    Counts and money (in cents) are summed where a table has a total; a number (a key) and a price are not.
    """

    name: str
    kind: Kind = "text"
    heading: str = ""

    @property
    def title(self) -> str:
        """What stands above it for people."""
        return self.heading or self.name.removesuffix("_cents").replace("_", " ")

    @property
    def is_numeric(self) -> bool:
        """Whether it stands to the right."""
        return self.kind in NUMERIC


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `says` tells how to read them. `marked` are rows that something is wrong with."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    says: str = ""
    has_total: bool = True
    marked: frozenset[int] = frozenset()

    @property
    def total(self) -> list[Any] | None:
        """The sums of what can be summed; None where there is nothing to sum."""
        if not self.has_total or not self.rows:
            return None
        return [
            sum(row[at] or 0 for row in self.rows) if column.kind in SUMMED else None
            for at, column in enumerate(self.columns)
        ]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, one for each label; the same figures stand in a table. `goal` is a line across."""

    title: str
    kind: Kind
    bars: Sequence[tuple[str, int | float | None]]
    upright: bool = False
    goal: int | float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. `faults` counts what does not add up."""

    name: str
    title: str
    period: Period
    account: str | None
    made_at: datetime
    tables: Sequence[Table]
    charts: Sequence[Chart] = field(default_factory=tuple)
    faults: int = 0


def columns(*told: str) -> list[Column]:
    """Columns from `name` or `name:kind` or `name:kind:heading`; names that end with _cents are money."""
    made = []
    for one in told:
        name, _, rest = one.partition(":")
        kind, _, heading = rest.partition(":")
        made.append(Column(name, kind or ("money" if name.endswith("_cents") else "text"), heading))  # type: ignore[arg-type]
    return made


def shown(value: Any, kind: Kind) -> str:
    """A value for people."""
    if value is None:
        return ""
    if kind in ("money", "price"):
        return money(value)
    if kind == "count":
        return f"{value:,}"
    if kind == "percent":
        return f"{value:.1f}"
    if kind == "moment" and isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def plain_value(value: Any, kind: Kind) -> str:
    """A value for a spreadsheet: numbers without thousands separators, moments in ISO form."""
    if value is None:
        return ""
    if kind in ("money", "price"):
        return money(value).replace(",", "")
    if kind == "moment" and isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def percent(part: int, whole: int) -> float | None:
    """A share in percent, cut (not rounded) to a tenth, so that none looks better than it is."""
    return part * 1000 // whole / 10 if whole else None
