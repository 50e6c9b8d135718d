"""What the commands on partners share: settings told as NAME=VALUE, files taken in and out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.face import clean, json_option, show

if TYPE_CHECKING:
    from clearinghouse.house import House
    from clearinghouse.partners_change import Kind

KEY = click.IntRange(1, (1 << 63) - 1)
limit_option = click.option("--limit", type=KEY, default=50, show_default=True, help="At most so many.")
csv_option = click.option("--csv", "as_csv", is_flag=True, help="As CSV (by default as TOML).")
set_option = click.option(
    "--set", "given", metavar="NAME=VALUE", multiple=True,
    help="A setting, as TOML says its value (several times); text needs no quotes.",
)
file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_TEXTS = frozenset(("name", "id", "qualifier", "group", "route", "inbox", "outbox", "host", "user"))


def settings_given(given: tuple[str, ...]) -> dict[tuple[str, ...], Any]:
    """The settings told by --set, by their path."""
    import msgspec

    found: dict[tuple[str, ...], Any] = {}
    for told in given:
        name, equals, value = told.partition("=")
        path = tuple(part.strip() for part in name.split("."))
        if not equals or not all(path):
            raise click.BadParameter("a setting is told as NAME=VALUE", param_hint="--set")
        try:
            read: Any = msgspec.toml.decode(f"value = {value}")["value"] if path[-1] not in _TEXTS else value
        except msgspec.DecodeError:
            read = value
        found[path] = read
    return found


def nested(settings: dict[tuple[str, ...], Any]) -> dict[str, Any]:
    """Settings by path as the table they make."""
    table: dict[str, Any] = {}
    for path, value in settings.items():
        inner = table
        for name in path[:-1]:
            inner = inner.setdefault(name, {})
            if not isinstance(inner, dict):
                raise click.BadParameter(f"{name} is a value and a table", param_hint="--set")
        inner[path[-1]] = value
    return table


def add_partner(
    house: House, kind: Kind, slug: str, settings: dict[tuple[str, ...], Any], as_json: bool
) -> None:
    """Add a partner and say so."""
    from clearinghouse.partners import Slug
    from clearinghouse.partners_change import Added, change_partners

    if not Slug.fullmatch(slug):
        raise click.BadParameter("it is 1 to 32 small letters, digits and hyphens", param_hint="NAME")
    told = {path: value for path, value in settings.items() if value not in ("", ())}
    change_partners(house, [Added(kind, slug, nested(told))], "added")
    say({"added": slug}, f"{kind}.{slug} is in the partners' file.", as_json)


def edit_partner(
    house: House, kind: Kind, slug: str, given: tuple[str, ...], unset: tuple[str, ...], as_json: bool
) -> None:
    """Change settings of a partner and say so."""
    from clearinghouse.partners_change import Edited, change_partners

    settings = settings_given(given) | {tuple(one.split(".")): None for one in unset}
    if not settings:
        raise click.UsageError("nothing to change: tell it with --set or --unset")
    change_partners(house, [Edited(kind, slug, settings)], "edited")
    names = [".".join(path) for path in settings]
    say({"edited": slug, "settings": names}, f"{kind}.{slug}: {', '.join(names)} changed.", as_json)


def export_partners(house: House, kind: Kind, slugs: tuple[str, ...], as_csv: bool, as_json: bool) -> None:
    """Print partners as TOML or CSV, or as JSON."""
    from clearinghouse.partner_forms import in_csv, in_toml_tables
    from clearinghouse.partner_overview import settings_of

    told = settings_of(house, kind, slugs)
    print_form(told, lambda: in_csv(kind, told) if as_csv else in_toml_tables(kind, told), as_json)


def import_partners(house: House, kind: Kind, file: Path, as_json: bool) -> None:
    """Add and change what a file tells, all or nothing."""
    from clearinghouse.partner_forms import read_changes
    from clearinghouse.partners_change import Added, change_partners

    changes = read_changes(kind, file, getattr(house.partners, kind))
    change_partners(house, changes, "imported")
    added = sum(isinstance(one, Added) for one in changes)
    told = {"added": added, "edited": len(changes) - added}
    say(told, f"{kind}: {added} added, {len(changes) - added} changed or as they were.", as_json)


def print_form(answer: Any, form: Callable[[], str], as_json: bool) -> None:
    """Print what is taken out, to be taken in elsewhere."""
    if as_json:
        show(answer, True)
    else:
        click.echo(form(), nl=False)


def say(answer: Any, sentence: str, as_json: bool) -> None:
    """Say what was done, as JSON or for people."""
    if as_json:
        show(answer, True)
    else:
        click.echo(clean(sentence))


def exporting(call: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a command that takes things out."""
    return csv_option(json_option(call))
