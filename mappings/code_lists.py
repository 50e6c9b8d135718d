"""Code lists: the values of external lists by date, or their form where the list itself is not ours to ship.

A list lies in `codes/NAME.csv` with the columns code, from, until (ISO dates, empty: open) and
sometimes label. What is only known by its form (CDT, taxonomy, diagnoses) has a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from edi.errors import GuideError
from mappings.list_files import Code, read_codes, read_list_file

__all__ = ["Code", "CodeList", "code_list", "known", "list_names", "read_code_list", "read_editions"]

_EDITION = re.compile(r"(?<![0-9])([0-9]{4})(?:-([0-9]{2})-([0-9]{2}))?$")
"""How the name of a file tells the first day of its edition."""


@dataclass(frozen=True, slots=True)
class CodeList:
    """An external list. `advisory`: ours may be older than the truth, so an unknown value only warns.

    `editions` are the list as it was published, by the first day of each, the newest first; `codes` are then
    those of all of them.
    """

    name: str
    codes: Mapping[str, Code] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None
    advisory: bool = False
    source: str = ""
    editions: tuple[tuple[date, CodeList], ...] = ()

    def __reduce__(self) -> tuple[type[CodeList], tuple[object, ...]]:
        """What another process needs to have the same list: a view of a dict cannot be sent."""
        codes = dict(self.codes)
        return CodeList, (self.name, codes, self.pattern, self.advisory, self.source, self.editions)

    def contains(self, code: str, day: date | None = None) -> bool:
        """Whether the code is in the list on that day; without a day, whether it ever was."""
        if day is not None:
            for start, edition in self.editions:
                if start <= day:
                    return edition.contains(code, day)
        known = self.codes.get(code)
        if known is not None:
            return day is None or known.holds(day)
        return self.pattern is not None and self.pattern.fullmatch(code) is not None

    def label(self, code: str) -> str:
        """What the code is called, where the list tells it."""
        known = self.codes.get(code)
        return known.label if known else ""


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
    return CodeList(name, read_codes(name, text.splitlines()), None, facts.advisory, facts.source)


def known(name: str) -> frozenset[str] | None:
    """Every code the list ever had, or None where only the form is known."""
    codes = code_list(name).codes
    return frozenset(codes) if codes else None


def read_code_list(file: Path, name: str) -> CodeList:
    """A list its user owns (CDT, taxonomy), from a CSV file; raises GuideError naming the line."""
    return CodeList(name, read_list_file(file), source=file.name)


def read_editions(name: str, list_files: Iterable[Path]) -> CodeList:
    """A list its user owns in one or several editions; raises GuideError.

    The name of a file ends with the first day of its edition: `cdt-2026.csv`, `cdt-2026-07-01.csv`. One
    without is the list from the beginning. On days before the first edition ours stands.
    """
    editions: dict[date, CodeList] = {}
    for file in list_files:
        start = _first_day(file)
        if start in editions:
            raise GuideError(
                f"{file.name} and {editions[start].source}: two editions of {name} begin on one day; "
                "end their names with their first days, like cdt-2026.csv"
            )
        editions[start] = read_code_list(file, name)
    codes = {code: known for start in sorted(editions) for code, known in editions[start].codes.items()}
    source = ", ".join(editions[start].source for start in sorted(editions))
    editions.setdefault(date.min, code_list(name))
    newest_first = [(start, editions[start]) for start in sorted(editions, reverse=True)]
    return CodeList(name, codes, source=source, editions=tuple(newest_first))


def _first_day(file: Path) -> date:
    """The day the name of a file ends with; the first of all days where it tells none."""
    told = _EDITION.search(file.stem)
    if told is None:
        return date.min
    year, month, day = told.groups(default="01")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise GuideError(f"{file.name}: its name ends with a day that does not exist") from None
