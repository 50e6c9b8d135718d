"""What expressions are written in: the delimiters as fragments, classes of characters, choices of codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from edi.delimiters import Delimiters


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The delimiters as fragments of expressions."""

    element: str
    component: str
    repetition: str
    terminator: str
    segment: str
    first: str
    rest: str
    other: str

    @classmethod
    def of(cls, delimiters: Delimiters) -> Alphabet:
        """`first` is a printable character but a blank, `rest` any printable one, `other` any that does not
        end an element."""
        e, c, r, s = (re.escape(ch) for ch in delimiters.all)
        plain = [chr(n) for n in range(0x20, 0x7F) if chr(n) not in delimiters.all]
        return cls(
            e, c, r, re.escape(delimiters.terminator), s,
            _char_class(plain[1:] if plain[0] == " " else plain), _char_class(plain), f"[^{e}{s}]",
        )


def _char_class(chars: list[str]) -> str:
    spans: list[tuple[str, str]] = []
    for ch in chars:
        if spans and ord(ch) == ord(spans[-1][1]) + 1:
            spans[-1] = (spans[-1][0], ch)
        else:
            spans.append((ch, ch))
    return "[" + "".join(_escape(a) if a == b else f"{_escape(a)}-{_escape(b)}" for a, b in spans) + "]"


def _escape(ch: str) -> str:
    return ch if ch.isalnum() else "\\" + ch


def alternatives(codes: Iterable[str]) -> str:
    """Any of some codes, as a tree of their characters: what they share is looked at once.

    What follows in an expression must be something that ends a value: the longest code is taken.
    """
    shared: dict[str, list[str]] = {}
    heads: dict[str, list[str]] = {}
    for code in sorted(set(codes)):
        heads.setdefault(code[:1], []).append(code[1:])
    ends = heads.pop("", None) is not None
    for head, rests in heads.items():
        shared.setdefault(alternatives(rests), []).append(head)
    ways = [_any_of(chars) + rest for rest, chars in shared.items()]
    whole = ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})" if ways else ""
    return f"(?:{whole})?+" if ends and whole else whole


def _any_of(chars: list[str]) -> str:
    return re.escape(chars[0]) if len(chars) == 1 else _char_class(chars)
