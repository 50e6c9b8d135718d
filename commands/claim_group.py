"""The group `claims`, which was one command before it was a group: its old forms go on."""

from __future__ import annotations

import click

from commands.face import LateGroup

_LOOK = "look"
"""The command of its old forms."""


class ClaimGroup(LateGroup):
    """The group, which without a command lists claims, and with a number shows that one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in super().list_commands(ctx) if name != _LOOK]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asks_help = any(arg in ctx.help_option_names for arg in args[:1])
        if not asks_help and not (args and self.get_command(ctx, args[0])) and not _is_word(args):
            args = [_LOOK, *args]
        return super().parse_args(ctx, args)


def _is_word(args: list[str]) -> bool:
    """Whether the first of them was meant to be a command."""
    return bool(args) and args[0].isalpha()
