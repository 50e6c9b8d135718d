"""Rows of the store a page at a time: a set may hold more claims than belong into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

PAGE = 2000


class _Row(Protocol):
    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=_Row)


def pages(search: Callable[[int, int], list[R]], size: int = PAGE) -> Iterator[list[R]]:
    """What `search(after, limit)` finds, in the order of keys; rows may change their state meanwhile."""
    after = 0
    while found := search(after, size):
        yield found
        after = found[-1].id
        if len(found) < size:
            return


def within(some: list[R], left: int | None) -> tuple[list[R], bool]:
    """The first so many of these, and whether there were more; None sets no bound."""
    return some[:left], left is not None and len(some) > left


def bounded(count: int, most: int | None) -> int:
    """A count, at most so many; None sets no bound."""
    return count if most is None else min(count, most)
