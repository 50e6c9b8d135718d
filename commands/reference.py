"""The page of all commands, made from their help: `bitewing reference > docs/reference/commands.md`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

_HEAD = """\
# Commands

Made by `bitewing reference` from what `--help` says. Exit codes: 0 clean, 1 the data has errors,
2 wrong usage, 3 a partner cannot be reached, 4 a fault of this system or its settings.
"""
_NOWHERE = click.Context(click.Command("bitewing"))
"""What click asks for where it makes nothing of it."""


def all_commands(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that is not hidden, with its whole name, those of groups behind them."""
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        if command is None or command.hidden:
            continue
        whole = f"{name} {word}"
        yield whole, command
        if isinstance(command, click.Group):
            yield from all_commands(command, whole)


def page(bitewing: click.Group) -> str:
    """The page as it should stand in the docs."""
    told = all_commands(bitewing, "bitewing")
    return "\n".join([_HEAD, *(_section(name, command) for name, command in told)])


def _section(name: str, command: click.Command) -> str:
    lines = [f"## {name}", "", *_paragraphs(command.help or "")]
    usage = " ".join(one.make_metavar(click.Context(command)) for one in command.params if _is_argument(one))
    if usage:
        lines += [f"    {name} {usage}", ""]
    rows = [_option(one) for one in command.params if isinstance(one, click.Option) and not one.hidden]
    if rows:
        lines += ["| option | |", "|---|---|", *rows, ""]
    if command.epilog:
        lines += [f"{command.epilog.replace('Example: ', 'Example: `', 1)}`", ""]
    return "\n".join(lines)


def _is_argument(one: click.Parameter) -> bool:
    return isinstance(one, click.Argument)


def _option(one: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in (*one.opts, *one.secondary_opts))
    value = "" if one.is_flag else f" {one.make_metavar(_NOWHERE)}"
    told = (one.help or "").replace("|", "\\|")
    return f"| {names}{_escaped(value)} | {told}{' Required.' if one.required else ''} |"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _paragraphs(text: str) -> list[str]:
    told = re.sub(r"\n\s*\n", "\n\n", "\n".join(line.strip() for line in text.strip().splitlines()))
    return [told, ""]
