"""What all commands share: exit codes, options, opening a house, showing an answer. No decisions here.

What they need beside click is imported when they run, so that `--help` is quick.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

if TYPE_CHECKING:
    from clearinghouse.house import House
    from clearinghouse.telling import Rows
    from mappings.code_lists import CodeList

CLEAN, FAULTY, USAGE, UNREACHABLE, BROKEN = range(5)
"""Exit codes: clean, the data has errors, usage, a partner cannot be reached, our own fault."""

house_option = click.option(
    "--house",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="BITEWING_HOUSE",
    default=Path("."),
    show_default="this folder, or BITEWING_HOUSE",
    help="The house's folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
codes_option = click.option(
    "--codes",
    metavar="NAME=FILE",
    multiple=True,
    help="A list of your own, an edition by its first day (cdt=cdt-2026.csv); may be given several times.",
)
account_option = click.option(
    "--account",
    envvar="BITEWING_ACCOUNT",
    help="Only this account's (by default BITEWING_ACCOUNT's, else all: an audited query).",
)


class LateGroup(click.Group):
    """A group whose commands stand in a module that is loaded when one is asked for.

    They are its `COMMANDS`, or what `listed` names.
    """

    def __init__(self, *args: Any, module: str, listed: str = "COMMANDS", **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._module = module
        self._listed = listed

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._load()
        return super().get_command(ctx, cmd_name)

    def _load(self) -> None:
        if not self.commands:
            for command in getattr(import_module(self._module), self._listed):
                self.add_command(command)


def own_lists(codes: Iterable[str]) -> dict[str, CodeList]:
    """The lists named by --codes, by name; a usage error for one that cannot be read."""
    from edi.errors import GuideError
    from mappings.code_lists import read_editions
    from transactions.rules.lists import OWN

    files: dict[str, list[Path]] = {}
    for told in codes:
        name, _, file = told.partition("=")
        if not file:
            raise click.BadParameter("a list is told as NAME=FILE, cdt=cdt-2026.csv", param_hint="--codes")
        files.setdefault(choose("list", name, OWN, "--codes"), []).append(Path(file))
    try:
        return {name: read_editions(name, editions) for name, editions in files.items()}
    except GuideError as problem:
        raise click.BadParameter(clean(str(problem)), param_hint="--codes") from None


def bytes_in(path: str) -> BinaryIO:
    """The bytes of a file, or of standard input (`-`)."""
    return sys.stdin.buffer if path == "-" else Path(path).open("rb")


def clean(text: str) -> str:
    """Text as a terminal shows and does not obey it."""
    from edi.describe import escape

    return escape(text)


def _cell(value: object) -> str:
    """A cell of a table; several texts stand in lines of their own."""
    if isinstance(value, tuple):
        return "\n".join(clean(str(one)) for one in value)
    return clean(str("" if value is None else value))


@contextmanager
def opened(folder: Path) -> Iterator[House]:
    """The house in a folder, closed at the end."""
    from clearinghouse.group_shell import GROUP
    from clearinghouse.house import open_house

    group = os.environ.get(GROUP)
    house = open_house(folder, actor="operator" if group is None else f"group {group}")
    try:
        yield house
    finally:
        house.close()


@contextmanager
def opened_for(folder: Path, account: str | None, *, takes_account: bool = True) -> Iterator[House]:
    """The house for a command that names this account.

    In a group's shell (BITEWING_GROUP) it must name an account of the group: a command that names none is
    the operator's.
    """
    with opened(folder) as house:
        from clearinghouse.group_shell import GROUP, keep_to_group

        if (group := os.environ.get(GROUP)) is not None:
            keep_to_group(house, group, account, takes_account=takes_account)
        yield house


def house_command(call: Callable[..., Any]) -> Callable[..., Any]:
    """A command on a house: opens it from --house, for the account it names, closes it at the end."""

    @house_option
    @functools.wraps(call)
    def command(folder: Path, *args: Any, **kwargs: Any) -> Any:
        with opened_for(folder, kwargs.get("account"), takes_account="account" in kwargs) as house:
            return call(house, *args, **kwargs)

    return command


def show(answer: Any, as_json: bool, *tables: Rows) -> None:
    """Print an answer as JSON, or its tables for people."""
    if as_json:
        from clearinghouse.telling import plain

        click.echo(json.dumps(plain(answer), indent=2))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # A pipe has no width; rows that wrap are no use to the next program.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 200)
    if not any(rows.rows for rows in tables):
        click.echo("Nothing to show.")
    for rows in tables:
        if not rows.rows:
            continue
        table = Table(title=rows.title or None, title_justify="left", title_style="bold")
        for name in rows.columns:
            numeric = name in ("charge", "paid", "patient", "adjusted", "amount", "size", "claims", "count")
            table.add_column(name, justify="right" if numeric else "left", overflow="fold")
        for row in rows.rows:
            table.add_row(*(Text(_cell(value)) for value in row))
        console.print(table)


def choose(what: str, told: str, known: Iterable[str], hint: str) -> str:
    """One of the known names, in whatever capitals it was told; a usage error that names the nearest ones."""
    from difflib import get_close_matches

    names = {name.upper(): name for name in known}
    if found := names.get(told.upper()):
        return found
    near = get_close_matches(told.upper(), names, n=3, cutoff=0.5)
    says = f"did you mean {' or '.join(names[one] for one in near)}?" if near else ""
    if not near:
        says = f"there are {len(names)}" if len(names) > 12 else f"there are {', '.join(names.values())}"
    raise click.BadParameter(f"no {what} is called {clean(told)!r}; {says}", param_hint=hint)
