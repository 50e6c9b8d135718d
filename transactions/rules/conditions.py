"""The conditions of the guides: every place that is needed, or not, because of another, with its rules.

`python -m transactions.rules.conditions` prints the page docs/reference/conditions.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edi.conditions import open_conditions
from edi.guide import Slot
from mappings.guide_words import condition_of
from mappings.registry import guide_named, names
from transactions.rules.book import RULES
from transactions.rules.tables.conditions import CONDITIONS


@dataclass(frozen=True, slots=True)
class Held:
    """A condition that is checked: its place in the guide, the rules that tell it, and it in words."""

    path: str
    rules: tuple[str, ...]
    words: str


def conditions_held(guide: str) -> list[Held]:
    """The conditions of a guide: those of its rows, then those of business edits and levels."""
    held = {condition.path: condition for condition in _inside(guide)}
    for path, ids in CONDITIONS.get(guide, {}).items():
        rules = tuple(ids.split())
        held[path] = Held(path, rules, " ".join(RULES[rule].sentence for rule in rules))
    return list(held.values())


def _inside(guide: str) -> Iterator[Held]:
    """The conditions inside the segments of a guide; those of a loop with two parents once."""
    for above, row in guide_named(guide).walk():
        if isinstance(row, Slot) and row.conditions:
            for condition in open_conditions(row):
                path = f"{above[-1].id}/{row.ref}{condition.position:02}"
                yield Held(path, (condition.rule,), f"{condition_of(row, condition)}.")


_HEAD = """\
# The conditions

What must, or must not, be sent because of something else that is sent, by guide: each place with the rules
that tell it where the condition is broken ([rules.md](rules.md)). A condition that no source settles, or that
receivers overlook, only warns."""


def write_page() -> str:
    """The page as Markdown."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield _HEAD
    for name in names():
        held = conditions_held(name)
        yield from ("", f"## {name}: {guide_named(name).title}", "", f"{len(held)} conditions.", "")
        yield "| place | rules | condition |"
        yield "|---|---|---|"
        for one in held:
            rules = ", ".join(f"{rule} ({RULES[rule].severity.value})" for rule in one.rules)
            yield f"| {one.path} | {rules} | {one.words} |"


if __name__ == "__main__":
    print(write_page(), end="")
