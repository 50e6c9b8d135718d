"""Levels (HL): a tree of sources, receivers, people and events told as one object for each of its leaves.

Billing software asks about one patient at a time, X12 tells who asks and who is asked once for all of
them. A leaf (a patient, an event) holds what stands above it; read, the objects above are shared by all
leaves under them; written, leaves that have equal ones above them share their levels.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from edi.guide import Guide
from transactions.set_writing import SetWriter, find_loop


def leaves(
    levels: Iterable[Any], ranks: Mapping[type, int], speaks: Callable[[Any], bool]
) -> Iterator[Any]:
    """Of levels in the order of a file those with none below them, and those that speak for themselves.

    `ranks` tell how deep each type stands; 0 is the heading of a set, which is never a leaf. `speaks` tells
    whether a level with others below it says something of its own (a subscriber who is asked about).
    """
    last: Any = None
    depth = 0
    for level in levels:
        here = ranks[type(level)]
        if depth and (here <= depth or speaks(last)):
            yield last
        last, depth = level, here
    if depth:
        yield last


def branches(
    levels: Iterable[Any], ranks: Mapping[type, int], speaks: Callable[[Any], bool]
) -> Iterator[list[Any]]:
    """The same leaves, each as the last of those it stands under, from the heading down.

    Between leaves side by side the list stays the same but for its last.
    """
    branch: list[Any] = []
    for level in levels:
        here = ranks[level.__class__]
        depth = len(branch) - 1
        if depth > 0 and (here <= depth or speaks(branch[-1])):
            yield branch
        if here == depth:
            branch[-1] = level
        else:
            branch = [*branch[:here], level]
    if len(branch) > 1:
        yield branch


@dataclass(frozen=True, slots=True)
class Rank:
    """A level to be written: the object of the loop, and the `key` by which others find it.

    Equal keys under the same level above share it; without a key it stands for itself.
    """

    loop: str
    thing: Struct
    key: Hashable = None


@dataclass(slots=True)
class _Level:
    rank: Rank
    is_said: bool
    below: list[_Level] = field(default_factory=list)
    known: dict[tuple[str, Hashable], _Level] = field(default_factory=dict)
    last: _Level | None = None

    def find(self, rank: Rank) -> _Level | None:
        """The level below that a leaf shares, if there is one; that of the leaf before is known at sight."""
        last = self.last
        if last is None or last.rank.key is not rank.key or last.rank.loop != rank.loop or rank.key is None:
            last = self.known.get((rank.loop, rank.key))
            self.last = last or self.last
        return last


class LevelTree:
    """The levels of one set, put together leaf by leaf in the order each first comes."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self._heads: dict[str, tuple[str, bool]] = {}
        self._root = _Level(Rank("", Struct()), is_said=True)

    def add(self, *chain: Rank) -> None:
        """Add a leaf, the last of the chain, under the levels before it, the top one first.

        A level that so far only stood above others takes the thing of a leaf with its key.
        """
        level = self._root
        for rank in chain[:-1]:
            level = level.find(rank) or self._put(level, rank, is_said=False)
        leaf = chain[-1]
        bare = level.find(leaf)
        if bare is None or bare.is_said:
            self._put(level, leaf, is_said=True)
        else:
            bare.rank, bare.is_said = leaf, True

    def write(self, into: SetWriter) -> None:
        """Write all levels into the open set."""
        for level in self._root.below:
            self._write(into, level, None)

    def _put(self, above: _Level, rank: Rank, *, is_said: bool) -> _Level:
        level = _Level(rank, is_said)
        above.below.append(level)
        if rank.key is not None:
            above.known[rank.loop, rank.key] = above.last = level
        return level

    def _write(self, into: SetWriter, level: _Level, above: int | None) -> None:
        loop = level.rank.loop
        head = self._heads.get(loop)
        if head is None:
            first = find_loop(self._guide, loop).first
            head = self._heads[loop] = first.codes[0], first.element(4) is not None
        code, has_flag = head
        number = into.writer.level(code, above, bool(level.below) if has_flag else None)
        into.put(loop, level.rank.thing)
        for one in level.below:
            self._write(into, one, number)
