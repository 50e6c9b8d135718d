"""Overrides: a payer's companion guide as a TOML file of edits to a guide's rows.

    payer = "Example Dental Plan"
    guide = "837D"

    [rows."2300/CLM01"]
    max = 20

    [rows."2310B"]
    usage = "R"

    [rows."2010AA/REF[EI,SY]01"]
    codes = { remove = ["SY"] }

    [rows."2300/REF[G1]"]
    doubt = true
    note = "companion guide 2.1, page 14"

A row is named by its path and may say `usage` (R, S, N), `repeat` (a count or "unbounded"), `min`,
`max`, `codes` (a list, or a table with `add`, `remove` and `doubtful`), `doubt` and a `note`. What the
payer makes of business edits, and asks beyond the guide, is read by `mappings.payer_rules`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from edi.errors import GuideError
from edi.findings import Severity
from edi.guide import UNBOUNDED, Guide, Usage
from mappings.edits import Edit, edit_guide
from mappings.override_words import check_words, line_of
from mappings.own_files import read_text
from mappings.paths import parse_path
from mappings.payer_rules import PayerRule, check_places, read_edits, read_rules

LARGEST = 1 << 20
"""Bytes an override file may have."""

_USAGES: dict[str, Usage] = {"R": "R", "S": "S", "N": "N"}
_FILE_WORDS = ("payer", "guide", "source", "rows", "edits", "rules")
_ROW_WORDS = ("usage", "repeat", "min", "max", "codes", "doubt", "note")
_CODE_WORDS = ("add", "remove", "doubtful")
_CODE = re.compile(r"[!-~]+(?: [!-~]+)*")


@dataclass(frozen=True, slots=True)
class Override:
    """A payer's edits to a guide; `file` is the name errors tell, `source` where the payer says so.

    `edits_of_rules` are business edits that weigh otherwise for this payer (None: off), `rules` its own.
    """

    payer: str
    guide: str
    file: str
    edits: tuple[Edit, ...]
    source: str = ""
    edits_of_rules: Mapping[str, Severity | None] = field(default_factory=dict, hash=False)
    rules: tuple[PayerRule, ...] = ()


def read_override(file: Path) -> Override:
    """The override in a TOML file; raises GuideError for one that cannot be read or understood."""
    return parse_override(read_text(file, LARGEST), file.name)


def parse_override(text: str, file: str) -> Override:
    """The override in TOML text; `file` names it in a GuideError."""
    try:
        told = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as cause:
        raise GuideError(f"{file}: not TOML ({cause})") from None
    check_words(file, told, _FILE_WORDS)
    rows = told.get("rows", {})
    if not isinstance(rows, dict):
        raise GuideError(f"{file}: rows must be tables like [rows.\"2300/CLM01\"]")
    guide = line_of(file, told, "guide")
    return Override(
        payer=line_of(file, told, "payer"),
        guide=guide,
        file=file,
        edits=tuple(_edit(file, path, row) for path, row in rows.items()),
        source=line_of(file, told, "source") if "source" in told else "",
        edits_of_rules=read_edits(file, told.get("edits", {})),
        rules=read_rules(file, guide, told.get("rules", [])),
    )


def apply_override(guide: Guide, override: Override) -> Guide:
    """The guide as the payer wants it; raises GuideError with file, path and the nearest right path."""
    if override.guide != guide.name:
        raise GuideError(f"{override.file}: is for the guide {override.guide}, not for {guide.name}")
    try:
        edited = edit_guide(guide, override.edits)
        check_places(edited, override.rules)
    except GuideError as cause:
        raise GuideError(f"{override.file}: {cause}") from None
    return replace(edited, title=f"{guide.title} ({override.payer})")


def _edit(file: str, path: str, row: Any) -> Edit:
    try:
        parse_path(path)
    except GuideError as cause:
        raise GuideError(f"{file}: {cause}") from None
    where = f"{file}: {path}"
    if not isinstance(row, dict):
        raise GuideError(f"{where}: must be a table")
    check_words(where, row, _ROW_WORDS)
    if "note" in row:
        line_of(where, row, "note")
    if not row.keys() - {"note"}:
        raise GuideError(f"{where}: changes nothing")
    codes, changed = _codes(where, row)
    return Edit(
        path,
        usage=_usage(where, row),
        repeat=_repeat(where, row),
        min=_count(where, row, "min"),
        max=_count(where, row, "max"),
        codes=codes,
        add=changed["add"],
        remove=changed["remove"],
        doubtful=changed["doubtful"],
        doubt=_doubt(where, row),
    )


def _usage(where: str, row: dict[str, Any]) -> Usage | None:
    if "usage" not in row:
        return None
    usage = row["usage"]
    if not isinstance(usage, str) or usage not in _USAGES:
        raise GuideError(f'{where}: usage must be "R", "S" or "N"')
    return _USAGES[usage]


def _repeat(where: str, row: dict[str, Any]) -> int | None:
    if row.get("repeat") == "unbounded":
        return UNBOUNDED
    return _count(where, row, "repeat")


def _count(where: str, row: dict[str, Any], word: str) -> int | None:
    if word not in row:
        return None
    value = row[word]
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value < 10**15:
        raise GuideError(f"{where}: {word} must be a whole number above 0")
    return value


def _doubt(where: str, row: dict[str, Any]) -> bool | None:
    if "doubt" not in row:
        return None
    if not isinstance(row["doubt"], bool):
        raise GuideError(f"{where}: doubt must be true or false")
    return row["doubt"]


def _codes(where: str, row: dict[str, Any]) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """The codes to set, and those to add, remove or doubt."""
    changed: dict[str, tuple[str, ...]] = dict.fromkeys(_CODE_WORDS, ())
    if "codes" not in row:
        return (), changed
    codes = row["codes"]
    if not isinstance(codes, dict):
        return _code_list(where, codes), changed
    check_words(f"{where}: codes", codes, _CODE_WORDS)
    if not codes:
        raise GuideError(f"{where}: codes changes nothing")
    return (), changed | {word: _code_list(where, told) for word, told in codes.items()}


def _code_list(where: str, codes: Any) -> tuple[str, ...]:
    if not isinstance(codes, list) or not codes:
        raise GuideError(f'{where}: codes must be a list like ["AD", "ER"]')
    for code in codes:
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            raise GuideError(f"{where}: every code must be text without blanks at its ends")
    if len(set(codes)) != len(codes):
        raise GuideError(f"{where}: a code stands twice")
    return tuple(codes)
