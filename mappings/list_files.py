"""Files of code lists: ours, and those that users own, with the columns named as their publishers name them.

A file is CSV (comma, semicolon, tab or bar) whose first line names its columns; other columns are passed
over. Days are told as 2026-01-31, 20260131 or 01/31/2026.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from edi.errors import GuideError
from mappings.own_files import read_text

LARGEST = 1 << 24
"""Bytes a list may have."""

_COLUMNS = {
    "code": (
        "code", "cdt code", "cdt", "procedure code", "carc", "carc code", "reason code", "rarc", "rarc code",
        "remark code", "taxonomy code", "status code", "category code",
    ),
    "from": ("from", "start", "start date", "effective", "effective date", "effective from", "valid from"),
    "until": (
        "until", "end", "end date", "stop", "stop date", "termination date", "deactivation date",
        "expiration date", "valid until", "valid to",
    ),
    "label": ("label", "display name", "nomenclature", "short description", "description", "text", "name"),
}
"""What the columns may be called, the better name first."""

_DAYS = (
    (re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[T ].*)?"), (1, 2, 3)),
    (re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})"), (3, 1, 2)),
)


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a list: the days it is valid on, both included (None: open), and a short label."""

    start: date | None = None
    end: date | None = None
    label: str = ""

    def holds(self, day: date) -> bool:
        """Whether the value is valid on that day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


def read_list_file(file: Path) -> Mapping[str, Code]:
    """The codes in a file; raises GuideError naming file and line."""
    return read_codes(file.name, read_text(file, LARGEST).splitlines())


def read_codes(where: str, lines: Iterable[str]) -> Mapping[str, Code]:
    """The codes in the lines of a file; `where` names it in a GuideError."""
    lines = list(lines)
    first = lines[0] if lines else ""
    rows = csv.reader(lines, delimiter=max(",;\t|", key=first.count), strict=True)
    found: dict[str, Code] = {}
    try:
        places = _places(next(rows, []))
        if "code" not in places:
            raise GuideError(f"{where}: the first line must name the columns code, from, until")
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            cells = {name: row[at].strip() for name, at in places.items() if at < len(row)}
            code = cells.get("code", "")
            if not code or code in found:
                raise GuideError(f"{where}: line {rows.line_num} has no code or one told before")
            found[code] = Code(
                _day(cells.get("from", "")), _day(cells.get("until", "")), cells.get("label", "")
            )
    except (csv.Error, ValueError) as cause:
        raise GuideError(f"{where}: line {rows.line_num}: {cause}") from None
    if not found:
        raise GuideError(f"{where}: holds no codes")
    return MappingProxyType(found)


def _places(header: list[str]) -> dict[str, int]:
    """Where each column stands that we know, by our name of it."""
    told = [" ".join(cell.lower().replace("_", " ").split()) for cell in header]
    places = {}
    for name, words in _COLUMNS.items():
        known = [word for word in words if word in told]
        if known:
            places[name] = told.index(known[0])
    return places


def _day(text: str) -> date | None:
    if not text:
        return None
    for form, (year, month, day) in _DAYS:
        if found := form.fullmatch(text):
            return date(int(found[year]), int(found[month]), int(found[day]))
    raise ValueError("a day is told as 2026-01-31, 20260131 or 01/31/2026")
