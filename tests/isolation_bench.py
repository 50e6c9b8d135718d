"""Commands called on a copy of the marked house, and what each of them changed."""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner
from isolation_marks import EVERYBODY, Who

import cli
from store.tables import metadata

Rows = dict[str, dict[Any, tuple[Any, ...]]]
"""All rows of all tables by key."""
OWNED = {one.name for one in metadata.sorted_tables if "account" in one.c}
COUNTERS = {"sequences", "control_numbers", "chain", "runs"}
"""Tables of the house that any command may move on."""


def leaves() -> dict[str, click.Command]:
    """Every command that can be called, by its words; hidden ones too."""

    def walk(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
        if not isinstance(command, click.Group):
            yield " ".join(words), command
            return
        context = click.Context(command)
        listed = command.list_commands(context)
        if command.invoke_without_command:
            yield " ".join(words), command
        for name in sorted({*listed, *command.commands}):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from walk(inner, (*words, name))

    return dict(walk(cli.bitewing, ()))


def option_of(command: click.Command, name: str) -> click.Parameter | None:
    """The option or argument of this name in the code."""
    return next((one for one in command.params if one.name == name), None)


def forms(command: click.Command) -> list[list[str]]:
    """The ways in which it can be told: as it is, JSON, CSV, HTML."""
    found: list[list[str]] = [[]]
    found += [["--json"]] if option_of(command, "as_json") else []
    found += [["--csv"]] if option_of(command, "as_csv") else []
    form = option_of(command, "form")
    if form is not None and isinstance(form.type, click.Choice):
        found += [["--format", str(one)] for one in form.type.choices if one not in ("text", "json")]
    return found


@dataclass(frozen=True)
class Outcome:
    """The exit code, and all that was said and written."""

    code: int
    text: str

    def without(self, values: Iterable[str], *people: Who) -> Outcome:
        """With a sign in the place of what was asked for, whoever's it is."""
        keys = "|".join(re.escape(one) for one in sorted(values, key=len, reverse=True))
        text = re.sub(rf"(?<!\w)(?:{keys})(?!\w)", "¤", self.text)
        for who in people:
            text = who.marks.sub("¤", text)
        # Columns are as wide as what stands in them.
        return Outcome(self.code, re.sub(r"[\s━─]+", " ", text))


class Bench:
    """A house to call commands on; what one changed is put back before the next."""

    def __init__(self, made: Path, folder: Path) -> None:
        shutil.copytree(made, folder)
        self.folder = folder
        self._kept = {name: (folder / name).read_bytes() for name in ("ledger.db", "partners.toml")}
        self._before = self.rows()
        self._main = click.command(context_settings={"ignore_unknown_options": True})(cli.main)

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.db"

    def rows(self) -> Rows:
        """All that stands in the ledger."""
        with closing(sqlite3.connect(self.ledger)) as connection:
            return {
                one.name: {row[0]: row for row in connection.execute(f"SELECT * FROM {one.name}")}
                for one in metadata.sorted_tables
            }

    def call(self, arguments: list[str], who: Who, environment: Mapping[str, str | None]) -> Outcome:
        """Call a command for an account; nothing of anybody else's may be changed by it."""
        out = self.folder / "told"
        given = [one.replace("{out}", str(out)) for one in arguments]
        before, sys.argv = sys.argv, ["bitewing", *given]
        try:
            result = CliRunner().invoke(
                self._main, [], env={"BITEWING_HOUSE": str(self.folder), "NO_COLOR": "1", **environment}
            )
        finally:
            sys.argv = before
        assert "Traceback" not in result.output
        assert "fault of this program" not in result.output, (given, result.output)
        told = [result.stdout, result.stderr]
        for path in sorted(self.folder.glob("told*")):
            files = sorted(path.rglob("*")) if path.is_dir() else [path]
            told += [text for one in files for text in (one.name, one.read_bytes().decode("latin-1"))]
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        self._assert_only_own_changed(given, who)
        return Outcome(result.exit_code, "\n".join(told).replace(str(self.folder), "HOUSE"))

    def _assert_only_own_changed(self, given: list[str], who: Who) -> None:
        after = self.rows()
        if after == self._before:
            return
        for name, content in self._kept.items():
            (self.folder / name).write_bytes(content)
        for table, rows in after.items():
            if table in COUNTERS:
                continue
            known = self._before[table]
            changed = {key for key in known.keys() | rows.keys() if known.get(key) != rows.get(key)}
            told = (row for key in changed for row in (known.get(key), rows.get(key)) if row)
            whose = {self.owner(table, row) for row in told}
            may = {who.slug, None, "house"} if changed.isdisjoint(known) else {who.slug}
            assert whose <= may, (given, table, whose)

    def owner(self, table: str, row: tuple[Any, ...]) -> str | None:
        """Whose a row is; of tables without accounts the house's."""
        if table not in OWNED:
            return "house"
        owner = row[self._columns(table).index("account")]
        return None if owner is None else str(owner)

    def _columns(self, table: str) -> list[str]:
        with closing(sqlite3.connect(self.ledger)) as connection:
            return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def alone(made: Path, folder: Path, who: Who | None = None) -> Path:
    """A copy of the house; of one account's, in which nothing ever happened to anybody else."""
    shutil.copytree(made, folder)
    others = [one.slug for one in EVERYBODY if who is not None and one != who]
    with closing(sqlite3.connect(folder / "ledger.db")) as connection:
        for table in OWNED:
            connection.executemany(f"DELETE FROM {table} WHERE account = ?", [(slug,) for slug in others])
        if who is not None:
            connection.execute("UPDATE runs SET summary = '{}'")
        connection.commit()
    return folder
