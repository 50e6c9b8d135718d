"""What holds from one day to another, by key: of one key never two things on one day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator
from datetime import date
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Spans(Generic[Thing]):
    """Things by key and day; both days of a span are included, None is open."""

    def __init__(self) -> None:
        self._of: dict[Hashable, list[tuple[date, date, Thing]]] = {}

    def add(self, key: Hashable, first: date | None, last: date | None, thing: Thing) -> bool:
        """Keep a thing; False, and not kept, if another of its key holds on one of its days."""
        start, end = first or date.min, last or date.max
        held = self._of.setdefault(key, [])
        at = bisect_right(held, start, key=_start)
        if (at and held[at - 1][1] >= start) or (at < len(held) and held[at][0] <= end):
            return False
        held.insert(at, (start, end, thing))
        return True

    def on(self, key: Hashable, day: date) -> Thing | None:
        """The thing of that key which holds on the day."""
        held = self._of.get(key, [])
        at = bisect_right(held, day, key=_start)
        if at and held[at - 1][1] >= day:
            return held[at - 1][2]
        return None

    def __iter__(self) -> Iterator[Thing]:
        """Every thing, by key in the order each came first, then by day."""
        return (thing for held in self._of.values() for _, _, thing in held)


def _start(span: tuple[date, date, object]) -> date:
    return span[0]
