"""Levels by themselves: which of them are leaves, and how leaves become a tree of HL segments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import pytest
from msgspec import Struct
from positions import written

from mappings.guides import STATUS_RESPONSE
from mappings.registry import guide_named
from transactions.binding import Fact, at
from transactions.levels import LevelTree, Rank, leaves
from transactions.set_writing import SetWriter

# Leaves.


class Heading(Struct):
    number: int = 0


class Source(Struct):
    number: int
    speaks: bool = False


class Person(Struct):
    number: int
    speaks: bool = False


class Child(Struct):
    number: int


RANKS: dict[type, int] = {Heading: 0, Source: 1, Person: 2, Child: 3}


def leaves_of(*levels: Any) -> list[Any]:
    return list(leaves(levels, RANKS, lambda level: getattr(level, "speaks", False)))


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([], []),
        ([Heading()], []),
        ([Heading(), Heading()], []),
        ([Heading(), Source(1)], [Source(1)]),
        ([Source(1), Person(2), Child(3)], [Child(3)]),
        ([Source(1), Person(2), Person(3)], [Person(2), Person(3)]),
        ([Source(1), Person(2), Child(3), Child(4), Person(5)], [Child(3), Child(4), Person(5)]),
        ([Source(1), Source(2), Person(3)], [Source(1), Person(3)]),
        ([Source(1), Child(2), Source(3)], [Child(2), Source(3)]),
        ([Heading(), Source(1), Heading(), Source(2), Person(3)], [Source(1), Person(3)]),
        ([Source(1), Person(2, True), Child(3)], [Person(2, True), Child(3)]),
        ([Source(1, True), Person(2, True), Child(3)], [Source(1, True), Person(2, True), Child(3)]),
        ([Source(1), Person(2, True)], [Person(2, True)]),
    ],
)
def test_leaves(levels: list[Any], expected: list[Any]) -> None:
    """Those with none below them, and those that speak for themselves, each once; a heading is never one."""
    assert leaves_of(*levels) == expected


def test_leaves_stream() -> None:
    """A leaf is told as soon as the level behind it has come: one is held at a time."""
    seen: list[int] = []

    def levels() -> Iterable[Any]:
        for number in range(3):
            seen.append(number)
            yield Person(number)

    told = leaves(levels(), RANKS, lambda level: False)
    assert next(iter(told)) == Person(0)
    assert seen == [0, 1]


# The tree.


class Payer(Fact, frozen=True):
    name: Annotated[str, at("2100A/NM103")]


class Asker(Fact, frozen=True):
    name: Annotated[str, at("2100B/NM103")]


class Practice(Fact, frozen=True):
    name: Annotated[str, at("2100C/NM103")]


class Patient(Fact, frozen=True):
    name: Annotated[str, at("2100D/NM103")]


class Dependent(Fact, frozen=True):
    name: Annotated[str, at("2100E/NM103")]


def payer(name: str, key: Any = ...) -> Rank:
    return Rank("2000A", Payer(name), name if key is ... else key)


def asker(name: str, key: Any = ...) -> Rank:
    return Rank("2000B", Asker(name), name if key is ... else key)


def practice(name: str, key: Any = ...) -> Rank:
    return Rank("2000C", Practice(name), name if key is ... else key)


def patient(name: str) -> Rank:
    return Rank("2000D", Patient(name), name)


def dependent(name: str) -> Rank:
    return Rank("2000E", Dependent(name))


def tree_of(*chains: tuple[Rank, ...]) -> list[str]:
    """Every level of the tree that is written: its HL, and the name behind it."""
    guide = guide_named(STATUS_RESPONSE.name)
    tree = LevelTree(guide)
    for chain in chains:
        tree.add(*chain)

    def write(writer: Any) -> None:
        with writer.set("277", "1001"):
            tree.write(SetWriter(writer, guide))

    told = written("HN", STATUS_RESPONSE.version, write)[1:]
    heads, names = told[::2], [segment.split("*")[3] for segment in told[1::2]]
    return [f"{head} {name}" for head, name in zip(heads, names, strict=True)]


def test_one_chain() -> None:
    """Each level names the one above it; HL04 tells whether some are below, where the guide has it."""
    assert tree_of((payer("P"), asker("A"), practice("D"), patient("X"), dependent("Y"))) == [
        "HL*1**20*1 P", "HL*2*1*21*1 A", "HL*3*2*19*1 D", "HL*4*3*22*1 X", "HL*5*4*23 Y",
    ]


def test_nothing_below() -> None:
    assert tree_of((payer("P"), asker("A"))) == ["HL*1**20*1 P", "HL*2*1*21*0 A"]
    assert tree_of((payer("P"),)) == ["HL*1**20*0 P"]


def test_equal_levels_are_shared_in_the_order_they_first_come() -> None:
    assert tree_of(
        (payer("P"), asker("A"), practice("D"), patient("X")),
        (payer("Q"), asker("A"), practice("D"), patient("Y")),
        (payer("P"), asker("A"), practice("E"), patient("Z")),
        (payer("P"), asker("A"), practice("D"), patient("X")),
    ) == [
        "HL*1**20*1 P", "HL*2*1*21*1 A", "HL*3*2*19*1 D", "HL*4*3*22*0 X", "HL*5*3*22*0 X",
        "HL*6*2*19*1 E", "HL*7*6*22*0 Z",
        "HL*8**20*1 Q", "HL*9*8*21*1 A", "HL*10*9*19*1 D", "HL*11*10*22*0 Y",
    ]


def test_a_level_is_found_by_its_key_and_told_by_its_thing() -> None:
    """The first one's thing stays; who has no key is never found."""
    assert tree_of(
        (payer("P", key=7), asker("A")),
        (payer("OTHER", key=7), asker("B")),
        (payer("N", key=None), asker("C")),
        (payer("N", key=None), asker("C")),
    ) == [
        "HL*1**20*1 P", "HL*2*1*21*0 A", "HL*3*1*21*0 B",
        "HL*4**20*1 N", "HL*5*4*21*0 C", "HL*6**20*1 N", "HL*7*6*21*0 C",
    ]


def test_a_key_is_of_one_loop() -> None:
    """Nobody stands under another kind of level that has the same key."""
    assert tree_of(
        (payer("P", key=1), asker("A", key=1)), (payer("P", key=1), asker("A", key=1), practice("D", key=1)),
    ) == ["HL*1**20*1 P", "HL*2*1*21*1 A", "HL*3*2*19*0 D"]


def test_a_level_that_speaks_takes_those_that_come_below_it() -> None:
    told = tree_of(
        (payer("P"), asker("A")), (payer("P"), asker("A"), practice("D")), (payer("P"), asker("B")),
    )
    assert told == ["HL*1**20*1 P", "HL*2*1*21*1 A", "HL*3*2*19*0 D", "HL*4*1*21*0 B"]


def test_a_bare_level_takes_what_a_later_leaf_says() -> None:
    told = tree_of(
        (payer("P"), asker("BARE", key="A"), practice("D")),
        (payer("P"), asker("SAYS", key="A")),
        (payer("P"), asker("SAYS MORE", key="A")),
        (payer("P"), asker("BARE", key="A"), practice("E")),
    )
    assert told == [
        "HL*1**20*1 P", "HL*2*1*21*1 SAYS", "HL*3*2*19*0 D",
        "HL*4*1*21*1 SAYS MORE", "HL*5*4*19*0 E",
    ]


def test_a_leaf_without_a_key_stands_for_itself() -> None:
    told = tree_of(
        (payer("P"), asker("A"), practice("D")), (payer("P"), asker("A", key=None)),
        (payer("P"), asker("A"), practice("E")),
    )
    assert told == [
        "HL*1**20*1 P", "HL*2*1*21*1 A", "HL*3*2*19*0 D", "HL*4*2*19*0 E", "HL*5*1*21*0 A",
    ]
