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


class LevelTree:
    """The levels of one set, put together leaf by leaf in the order each first comes."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self._root = _Level(Rank("", Struct()), is_said=True)

    def add(self, *chain: Rank) -> None:
        """Add a leaf, the last of the chain, under the levels before it, the top one first.

        A level that so far only stood above others takes the thing of a leaf with its key.
        """
        level = self._root
        for rank in chain[:-1]:
            known = level.known.get((rank.loop, rank.key))
            level = known or self._put(level, rank, is_said=False)
        leaf = chain[-1]
        bare = level.known.get((leaf.loop, leaf.key))
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
            above.known[rank.loop, rank.key] = level
        return level

    def _write(self, into: SetWriter, level: _Level, above: int | None) -> None:
        loop = find_loop(self._guide, level.rank.loop)
        first = loop.first
        code = first.codes[0]
        has_children = bool(level.below) if first.element(4) else None
        number = into.writer.level(code, above, has_children)
        into.put(loop.id, level.rank.thing)
        for one in level.below:
            self._write(into, one, number)
