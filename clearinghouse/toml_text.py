"""The text of a TOML file: where its settings stand, so that one can be changed and all else stays.

It is for files that are TOML: who changes one proves the outcome by reading it again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

Path = tuple[str, ...]
_KEY = re.compile(r"""[ \t]*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)[ \t]*""")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_QUOTES = ('"""', "'''", '"', "'")


@dataclass(frozen=True, slots=True)
class Statement:
    """A table's heading or a setting: its whole path, and where it stands.

    `start` is its first character, `end` the one behind its line; `value` and `value_end` are those of a
    setting's value, and equal of a heading.
    """

    path: Path
    start: int
    value: int
    value_end: int
    end: int

    @property
    def is_table(self) -> bool:
        """Whether it is the heading of a table."""
        return self.value == self.value_end


def statements(text: str) -> Iterator[Statement]:
    """The statements of a TOML file in their order."""
    at, table = 0, Path()
    while at < len(text):
        start = at
        while at < len(text) and text[at] in " \t\r":
            at += 1
        if at == len(text) or text[at] in "#\n":
            at = _behind_line(text, at)
        elif text[at] == "[":
            brackets = 2 if text.startswith("[[", at) else 1
            table, at = _keys(text, at + brackets)
            end = _behind_line(text, at + brackets)
            yield Statement(table, start, end, end, end)
            at = end
        else:
            own, at = _keys(text, at)
            value = at + 1
            while text[value] in " \t":
                value += 1
            value_end = _behind_value(text, value)
            at = _behind_line(text, value_end)
            yield Statement(table + own, start, value, value_end, at)


def _keys(text: str, at: int) -> tuple[Path, int]:
    """A dotted key, and where it ends."""
    found = []
    while True:
        told = _KEY.match(text, at)
        if told is None:
            raise ValueError("no key")
        key = told[1]
        if key[0] in "\"'":
            key = msgspec.toml.decode(f"key = {key}")["key"]
        found.append(key)
        at = told.end()
        if text[at : at + 1] != ".":
            return tuple(found), at
        at += 1


def _behind_value(text: str, at: int) -> int:
    """Where a value ends: at its line's end or comment, outside of quotes and brackets."""
    depth = 0
    end = at
    while at < len(text):
        if text[at] in "\"'":
            at = end = _behind_quotes(text, at)
            continue
        if text[at] in "#\n" and not depth:
            break
        if text[at] == "#":
            at = text.find("\n", at)
            continue
        depth += (text[at] in "[{") - (text[at] in "]}")
        at += 1
        if text[at - 1] not in " \t\r\n":
            end = at
    return end


def _behind_quotes(text: str, at: int) -> int:
    quote = next(one for one in _QUOTES if text.startswith(one, at))
    at += len(quote)
    while not text.startswith(quote, at):
        at += 2 if text[at] == "\\" and quote[0] == '"' else 1
    at += len(quote)
    # Up to two quotes more may stand before the three that end a long string.
    while len(quote) > 1 and text[at : at + 1] == quote[0]:
        at += 1
    return at


def _behind_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


# Changing.


def with_setting(text: str, path: Path, value: Any, before: Any) -> str:
    """The text with one setting changed or added; None takes it out. `before` is what the text says.

    ValueError where the way it is written does not let one setting be changed.
    """
    found = list(statements(text))
    for one in found:
        if one.is_table or one.path != path[: len(one.path)]:
            continue
        if one.path != path:
            # Inside of a value in braces.
            inside = _changed(_told(before, one.path), path[len(one.path) :], value)
            return _replaced(text, one, in_toml(inside))
        return text[: one.start] + text[one.end :] if value is None else _replaced(text, one, in_toml(value))
    if value is None or any(one.path[: len(path)] == path for one in found):
        raise ValueError("it is written in a table of its own")
    tables = [one for one in found if one.is_table and one.path == path[: len(one.path)]]
    if not tables:
        raise ValueError("it is not written in a table of its own")
    table = max(tables, key=lambda one: len(one.path))
    return _inserted(text, found, table, f"{in_keys(path[len(table.path):])} = {in_toml(value)}")


def with_table(text: str, path: Path, settings: dict[str, Any]) -> str:
    """The text with one table more, at its end."""
    lines = [f"[{in_keys(path)}]", *(f"{in_keys([name])} = {in_toml(one)}" for name, one in settings.items())]
    newline = _newline(text)
    gap = "" if not text else newline if text.endswith("\n") else newline * 2
    return text + gap + newline.join(lines) + newline


def changed(told: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """What the file says when one setting of it is another; None takes it out."""
    return _changed(told, path, value)  # type: ignore[no-any-return]


def _changed(told: Any, path: Sequence[str], value: Any) -> Any:
    if not isinstance(told, dict):
        raise ValueError("there is another value")
    name, *deeper = path
    rest = {known: one for known, one in told.items() if known != name or value is not None or deeper}
    if deeper:
        rest[name] = _changed(told.get(name, {}), deeper, value)
    elif value is not None:
        rest[name] = value
    return rest


def _told(before: Any, path: Path) -> Any:
    for name in path:
        before = before[name]
    return before


def _replaced(text: str, one: Statement, value: str) -> str:
    return text[: one.value] + value + text[one.value_end :]


def _inserted(text: str, found: list[Statement], table: Statement, line: str) -> str:
    """A line behind the last of a table's own settings."""
    at = found.index(table)
    last = table
    for one in found[at + 1 :]:
        if one.is_table:
            break
        last = one
    newline = _newline(text)
    before = text[: last.end]
    return before + ("" if before.endswith("\n") else newline) + line + newline + text[last.end :]


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def in_keys(path: Sequence[str]) -> str:
    """A dotted key."""
    return ".".join(one if _BARE.fullmatch(one) else in_toml(one) for one in path)


def in_toml(value: Any) -> str:
    """A value as TOML says it, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, dict):
        inside = ", ".join(f"{in_keys([name])} = {in_toml(one)}" for name, one in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(in_toml, value))}]"
    return str(value)
