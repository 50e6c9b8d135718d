"""Partners as files: taken out as TOML or CSV, and taken in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from clearinghouse.errors import HouseError
from clearinghouse.partners_change import Added, Edited, Kind
from clearinghouse.partners_file import LARGEST, read_toml
from clearinghouse.toml_text import with_table

_LISTS = ("ids", "aliases", "transactions", "enrolment")
_PLACES = ("inbox", "outbox")
COLUMNS: dict[Kind, tuple[str, ...]] = {
    "submitters": ("account", "name", "id", "qualifier", "group", "inbox", "outbox"),
    "payers": (
        "payer", "name", "ids", "id", "qualifier", "aliases", "transactions", "enrolment", "inbox", "outbox",
    ),
}
"""Of a CSV file: the first is the partner's name in the partners' file; lists have semicolons between."""


def in_toml_tables(kind: Kind, told: dict[str, dict[str, Any]]) -> str:
    """Partners as TOML tables, each on lines of its own."""
    text = ""
    for slug, settings in told.items():
        text = with_table(text, (kind, slug), settings)
    return text


def in_csv(kind: Kind, told: dict[str, dict[str, Any]]) -> str:
    """Partners as CSV; what has no column (routes, lines, SFTP) only TOML can tell."""
    rows = [COLUMNS[kind]]
    for slug, settings in told.items():
        flat = settings | settings.get("mailbox", {})
        rows.append((slug, *(_cell(flat.get(name, "")) for name in COLUMNS[kind][1:])))
    return csv_text(rows)


def csv_text(rows: list[tuple[str, ...]]) -> str:
    """Rows as CSV with line feeds."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    return ";".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def read_changes(kind: Kind, path: Path, known: dict[str, Any]) -> list[Added | Edited]:
    """What a TOML or CSV file adds and changes. Raises HouseError, SettingsError."""
    told = _from_csv(kind, path) if path.suffix.lower() == ".csv" else _from_toml(kind, path)
    found: list[Added | Edited] = []
    for slug, settings in told.items():
        if slug not in known:
            found.append(Added(kind, slug, settings))
            continue
        flat: dict[tuple[str, ...], Any] = {}
        for name, value in settings.items():
            # A mailbox is told in parts: those that are not told stay.
            parts = value.items() if name == "mailbox" and isinstance(value, dict) else ()
            flat |= {(name, part): one for part, one in parts} if parts else {(name,): value}
        found.append(Edited(kind, slug, flat))
    return found


def _from_toml(kind: Kind, path: Path) -> dict[str, dict[str, Any]]:
    told = read_toml(path, "name a file that is there")
    others = [name for name in told if name != kind]
    if others:
        raise HouseError(f"{path.name}: {others[0]!a} is not of {kind}: tables are called [{kind}.NAME]")
    tables = told.get(kind, {})
    if not isinstance(tables, dict) or not all(isinstance(one, dict) for one in tables.values()):
        raise HouseError(f"{path.name}: {kind} are tables, called [{kind}.NAME]")
    return tables


def _from_csv(kind: Kind, path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    key, *_ = COLUMNS[kind]
    for number, row in read_csv(path, COLUMNS[kind], (key,)):
        slug = row.pop(key)
        if slug in found:
            raise HouseError(f"{path.name}: line {number}: {slug!a} stands there twice")
        mailbox = {name: row.pop(name) for name in _PLACES if name in row}
        settings: dict[str, Any] = {
            name: [one.strip() for one in value.split(";")] if name in _LISTS else value
            for name, value in row.items()
        }
        found[slug] = settings | ({"mailbox": mailbox} if mailbox else {})
    return found


def prove_once(told: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    """That no two places of a file tell of the same thing: which of them counts nobody could say."""
    seen: dict[tuple[str, ...], str] = {}
    for where, what in told:
        if (first := seen.setdefault(what, where)) != where:
            raise HouseError(f"{where} tells of the same as {first}")


def read_csv(
    path: Path, columns: tuple[str, ...], needed: tuple[str, ...]
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with their line numbers, cells that are empty left out. Raises HouseError."""
    try:
        raw = path.read_bytes()
        if len(raw) > LARGEST:
            raise HouseError(f"{path.name} is larger than {LARGEST} bytes")
        reader = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        header = [name.strip().lower() for name in next(reader, [])]
        strange = [name for name in header if name not in columns]
        if strange or not set(needed) <= set(header) or len(set(header)) < len(header):
            raise HouseError(f"{path.name}: line 1: the columns are {', '.join(columns)}, each once")
        found = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()}
            missing = [name for name in needed if name not in row]
            if missing or len(cells) > len(header):
                what = f"{missing[0]} is empty" if missing else "it has more cells than columns"
                raise HouseError(f"{path.name}: line {reader.line_num}: {what}")
            found.append((reader.line_num, row))
    except UnicodeDecodeError:
        raise HouseError(f"{path.name} is not UTF-8") from None
    except csv.Error:
        raise HouseError(f"{path.name} is not CSV") from None
    return found
