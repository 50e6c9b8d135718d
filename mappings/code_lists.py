"""Code lists: the values of external lists by date, or their form where the list itself is not ours to ship.

A list lies in `codes/NAME.csv` with the columns code, from, until (ISO dates, empty: open) and
sometimes label. What is only known by its form (CDT, taxonomy, diagnoses) has a pattern.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from edi.errors import GuideError


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a list: the days it is valid on, both included (None: open), and a short label."""

    start: date | None = None
    end: date | None = None
    label: str = ""

    def holds(self, day: date) -> bool:
        """Whether the value is valid on that day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class CodeList:
    """An external list. `advisory`: ours may be older than the truth, so an unknown value only warns."""

    name: str
    codes: Mapping[str, Code] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None
    advisory: bool = False
    source: str = ""

    def contains(self, code: str, day: date | None = None) -> bool:
        """Whether the code is in the list on that day; without a day, whether it ever was."""
        known = self.codes.get(code)
        if known is not None:
            return day is None or known.holds(day)
        return self.pattern is not None and self.pattern.fullmatch(code) is not None


@dataclass(frozen=True, slots=True)
class _Facts:
    source: str
    advisory: bool = False
    pattern: str = ""


_FACTS = {
    "adjustment_groups": _Facts("element 1033 as the 5010 guides use it"),
    "carc": _Facts("code source 139, as of 2024-06-18", advisory=True),
    "rarc": _Facts("code source 411, as of 2024-06-18, without end dates", advisory=True),
    "claim_status": _Facts("code source 508, as of 2014-11-01", advisory=True),
    "claim_status_category": _Facts("code source 507, as of 2014-07-01", advisory=True),
    "place_of_service": _Facts("code source 237, as of 2026-04-29"),
    "claim_frequency": _Facts("code source 235, as dental claims use it"),
    "service_types": _Facts("element 1365, as of 2014-07-01, with values of the guides", advisory=True),
    "states": _Facts("states, territories, military posts, provinces of Canada"),
    "countries": _Facts("ISO 3166-1, with codes no longer in use"),
    "currencies": _Facts("ISO 4217, with codes no longer in use", advisory=True),
    "country_subdivision": _Facts("ISO 3166-2, by form", True, r"[A-Z0-9]{1,3}"),
    "tooth": _Facts("universal numbering, supernumerary teeth included"),
    "oral_cavity": _Facts("areas of the mouth: whole, arches, sextants, quadrants"),
    "cdt": _Facts("dental procedures, by form", pattern=r"D[0-9]{4}"),
    "taxonomy": _Facts("code source 682, by form", pattern=r"[0-9]{2}[0-9A-Z]{7}X"),
    "diagnosis": _Facts(
        "ICD-10-CM, ICD-9-CM and SNODENT, by form",
        True,
        r"[A-Z][0-9][0-9A-Z]{1,5}|[0-9V][0-9]{2,4}|E[0-9]{3,4}|[0-9]{6,18}",
    ),
}


def list_names() -> tuple[str, ...]:
    """The lists there are."""
    return tuple(_FACTS)


@cache
def code_list(name: str) -> CodeList:
    """The list of that name, read once; raises GuideError for a name there is none of."""
    facts = _FACTS.get(name)
    if facts is None:
        raise GuideError(f"no code list is called {name!r}")
    if facts.pattern:
        return CodeList(name, {}, re.compile(facts.pattern), facts.advisory, facts.source)
    text = (files("mappings") / "codes" / f"{name}.csv").read_text("utf-8")
    return CodeList(name, _codes(name, text.splitlines()), None, facts.advisory, facts.source)


def known(name: str) -> frozenset[str] | None:
    """Every code the list ever had, or None where only the form is known."""
    codes = code_list(name).codes
    return frozenset(codes) if codes else None


def read_code_list(file: Path, name: str) -> CodeList:
    """A list its user owns (CDT, taxonomy), from a CSV file like ours; raises GuideError naming the line."""
    try:
        text = file.read_text("utf-8-sig")
    except OSError as cause:
        raise GuideError(f"{file.name}: cannot be read ({cause.strerror})") from None
    except UnicodeDecodeError as cause:
        raise GuideError(f"{file.name}: not UTF-8 (byte {cause.start})") from None
    return CodeList(name, _codes(file.name, text.splitlines()), source=file.name)


def _codes(where: str, lines: Iterable[str]) -> Mapping[str, Code]:
    rows = csv.DictReader(lines, restval="", strict=True)
    found: dict[str, Code] = {}
    try:
        if "code" not in (rows.fieldnames or ()):
            raise GuideError(f"{where}: the first line must name the columns code, from, until")
        for row in rows:
            code = row["code"].strip()
            if not code or code in found:
                raise GuideError(f"{where}: line {rows.line_num} has no code or one told before")
            label = (row.get("label") or "").strip()
            found[code] = Code(_day(row.get("from")), _day(row.get("until")), label)
    except (csv.Error, ValueError) as cause:
        raise GuideError(f"{where}: line {rows.line_num}: {cause}") from None
    if not found:
        raise GuideError(f"{where}: holds no codes")
    return MappingProxyType(found)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text.strip()) if text and text.strip() else None
