"""Objects into the loops of one transaction set: what the writers of all transactions share.

The caller opens the interchange and the functional group on an `edi.writer.Writer` and hands in the
control numbers of the sets; levels, counts and the order of segments are made here. WriteError, with
the place and never the value, for what cannot be said: a value the guide has no place for, one that
contains a delimiter, an object that was not read whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from msgspec import Struct

from edi.errors import GuideError, WriteError
from edi.guide import Guide, Loop
from edi.writer import Value, Writer
from transactions.binding import misfit
from transactions.binding_write import UnitWriter
from transactions.bound import bound
from transactions.fitting import fitting

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class WrittenSet:
    """A set that was written, and how many claims, patients or events are in it."""

    control_number: str
    count: int


class SetWriter:
    """Writes objects to the loops of one guide."""

    def __init__(self, writer: Writer, guide: Guide) -> None:
        self.writer = writer
        self.guide = guide
        self._measures = writer.conventions.too_long != "keep"
        self._writers: dict[tuple[str, type[Struct]], UnitWriter] = {}

    def put(self, loop: str, thing: Struct) -> None:
        """Write the unit of that loop id, but for its HL or ST."""
        kind = type(thing)
        if getattr(thing, "unread", ()):
            raise WriteError("the object was not read whole from what had faults", loop or "HEADER")
        write = self._writers.get((loop, kind))
        if write is None:
            write = self._writers[loop, kind] = self._writer_of(kind, loop)
        segments: list[list[Value]] = []
        try:
            write(thing, segments.append)
            self.writer.batch(segments)
        except (AttributeError, TypeError, ValueError, ArithmeticError):
            place = ": ".join(filter(None, (loop or "HEADER", misfit(thing, kind))))
            raise WriteError("the value is not of the type of its field", place) from None

    def _writer_of(self, kind: type[Struct], loop: str) -> UnitWriter:
        there = bound(kind, find_loop(self.guide, loop))
        return fitting(there.write_measured, self.writer.conventions) if self._measures else there.write


def find_loop(guide: Guide, id: str) -> Loop:
    """The loop of that id (the header's is empty), the first where it stands twice."""
    if not id:
        return guide.root
    for _, row in guide.walk():
        if isinstance(row, Loop) and row.id == id:
            return row
    raise GuideError(f"{guide.name} has no loop {id}")


def next_number(numbers: Iterator[str]) -> str:
    """The control number of the next set; raises WriteError where there is none left."""
    number = next(numbers, None)
    if number is None:
        raise WriteError("there are more sets than control numbers", "ST02")
    return number


def portions(things: Iterable[Thing], most: int) -> Iterator[list[Thing]]:
    """The things in lists of at most `most`, one list held at a time."""
    if most < 1:
        raise ValueError("a set takes at least one")
    waiting = iter(things)
    while some := list(islice(waiting, most)):
        yield some
