"""Conventions: what partners agree that text is written in. Character set, capitals, accents, lengths.

X12 knows a basic and an extended character set; what lies beyond both is a matter of agreement. Delimiters
are none of the text and belong to neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from unicodedata import category, normalize

from edi.delimiters import Delimiters, place_at
from edi.errors import WriteError
from edi.values import text, wire

CharacterSet = Literal["any", "extended", "basic"]
Lengths = Literal["keep", "refuse", "cut"]

BASIC = "A-Z0-9!\"&'()*+,\\-./:;?= "
"""The basic character set, as a class of an expression."""
EXTENDED = BASIC + "a-z%~@\\[\\]_{}\\\\|<>^`#$"
"""The extended one: all printable ASCII."""
_CLASSES = {"basic": BASIC, "extended": EXTENDED}
_SMALL = re.compile("[a-z]+")
# A character before it comes along: a mark may stand behind a plain letter.
_BEYOND_ASCII = re.compile("[ -~]?[\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a partner takes; by default text as it stands, in UTF-8.

    `transliterate` writes a letter with marks as its base letter, where that is one of A to Z. `mark` stands
    for each character the set does not have; without it such a text is refused. `too_long` is what becomes
    of text longer than its guide allows: written all the same, refused, or cut where it is a name or a
    description; writers of guides' types see to that.
    """

    characters: CharacterSet = "any"
    upper_case: bool = False
    transliterate: bool = False
    too_long: Lengths = "keep"
    mark: str = ""

    @property
    def change_text(self) -> bool:
        """Whether they ask anything of characters."""
        return self.upper_case or self.transliterate or self.characters != "any"

    def written(self, value: str, path: str = "") -> str:
        """Text of one element or component as it is to be written. Raises WriteError with the path."""
        value = self._recast(value)
        outside = _outside(self.characters, "")
        if outside is not None and outside.search(value):
            if not self.mark:
                raise WriteError(f"the value has a character outside the {self.characters} set", path)
            value = outside.sub(self.mark, value)
        return value

    def carried(self, wired: str, delimiters: Delimiters, path: str = "") -> str:
        """Wire text of whole segments, or of the element at `path`, as it is to be written.

        Raises WriteError with the place in it.
        """
        if self.transliterate or self.upper_case:
            if not wired.isascii():
                wired = _BEYOND_ASCII.sub(self._recast_run, wired)
            if self.upper_case:
                wired = wired.upper() if wired.isascii() else _SMALL.sub(lambda run: run[0].upper(), wired)
        outside = _outside(self.characters, delimiters.all + delimiters.ending)
        if outside is not None and (found := outside.search(wired)):
            if not self.mark:
                place = path or place_at(wired, found.start(), delimiters)
                raise WriteError(f"the value has a character outside the {self.characters} set", place)
            wired = outside.sub(self.mark, wired)
        return wired

    def _recast(self, value: str) -> str:
        """Without accents and in capitals, as far as wanted."""
        if value.isascii():
            return value.upper() if self.upper_case else value
        if self.transliterate:
            value = base_letters(value)
        return "".join(map(_capital, value)) if self.upper_case else value

    def _recast_run(self, run: re.Match[str]) -> str:
        """Wire text beyond ASCII, in the encoding it came in."""
        told = text(run[0])
        recast = self._recast(told)
        if told != run[0] or recast.isascii():
            return wire(recast)
        # A byte a character: none may become what takes two.
        return recast if max(recast) <= "\xff" else run[0]


AS_THEY_STAND = Conventions()


def base_letters(value: str) -> str:
    """A to Z and a to z for these letters with accents; whatever else there is stays.

    Never longer than before: one letter becomes one, and the marks behind it none.
    """
    told = ""
    for ch in value:
        if category(ch) == "Mn" and told and told[-1].isascii() and told[-1].isalpha():
            continue
        told += _base(ch)
    return told


@lru_cache(maxsize=4096)
def _base(ch: str) -> str:
    parts = normalize("NFD", ch)
    if parts[0].isascii() and parts[0].isalpha() and all(category(mark) == "Mn" for mark in parts[1:]):
        return parts[0]
    return ch


def _capital(ch: str) -> str:
    """The capital of a letter, unless it would be two letters."""
    capital = ch.upper()
    return capital if len(capital) == 1 else ch


@lru_cache(maxsize=256)
def _outside(characters: CharacterSet, delimiters: str) -> re.Pattern[str] | None:
    """Finds what a character set does not have and no delimiter is."""
    if characters == "any":
        return None
    return re.compile(f"[^{_CLASSES[characters]}{re.escape(delimiters)}]")
