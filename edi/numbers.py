"""Control numbers: those seen in a group or interchange, so that one used twice is noticed; those of sets."""

from __future__ import annotations

from collections.abc import Iterator

LARGEST_NUMBER = 999_999_999
_PAGE = 16
"""Bits of a number inside its page: a page tells 65,536 numbers in 8 KB."""
MAX_PAGES = 1_024
MAX_OTHERS = 100_000


def set_numbers(first: int = 1) -> Iterator[str]:
    """ST02s: four digits, or as many as it takes up to nine; behind the largest comes 0001."""
    number = first
    while True:
        yield f"{number:04d}"
        number = number + 1 if number < LARGEST_NUMBER else 1


class Numbers:
    """Numbers in the order they come: one bit for each, as they nearly always count upwards.

    Memory stays under some ten megabytes: of a file whose numbers are scattered on purpose only the first
    100,000 or so are remembered.
    """

    __slots__ = ("_others", "_pages")

    def __init__(self) -> None:
        self._pages: dict[tuple[int, int], bytearray] = {}
        self._others: set[str] = set()

    def add(self, number: str) -> bool:
        """Remember a control number (one to nine characters); False if it was there before."""
        if not (number.isascii() and number.isdigit()):
            return self._add_other(number)
        value = int(number)
        page = self._pages.get(key := (len(number), value >> _PAGE))
        if page is None:
            if len(self._pages) >= MAX_PAGES:
                return self._add_other(number)
            page = self._pages[key] = bytearray(1 << _PAGE - 3)
        at, bit = (value & (1 << _PAGE) - 1) >> 3, 1 << (value & 7)
        if page[at] & bit:
            return False
        page[at] |= bit
        return True

    def _add_other(self, number: str) -> bool:
        if number in self._others:
            return False
        if len(self._others) < MAX_OTHERS:
            self._others.add(number)
        return True
