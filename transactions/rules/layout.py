"""The layout of a unit: each of its segments with its loop, told again from the unit's text.

Nothing here decides whether something is right: a segment that fits nowhere stays in the loop before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edi.envelope import Unit
from edi.guide import Loop, Slot

Key = tuple[int, int, tuple[str, ...]] | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A segment of a unit. `repeats` tell, for each repeatable loop below the unit's own, which one it is.

    `key` is where the code stands that tells its slot from its look-alikes (element, component or 0).
    """

    loop: str
    repeats: tuple[int, ...]
    key: Key
    values: list[str]
    offset: int
    ordinal: int


class Chart:
    """A loop as the layout sees it: by segment id what may stand in it, each with its key.

    `loops` are the ids of this loop and of all inside it, each with the ids of the loops that lead to it.
    """

    __slots__ = ("by_id", "first", "id", "is_repeated", "loop", "loops")

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.id = loop.id
        self.first = loop.first.key
        self.is_repeated = loop.repeat != 1
        self.by_id: dict[str, list[tuple[Key, Chart | None]]] = {}
        for index, child in enumerate(loop.children):
            if isinstance(child, Slot):
                if index or not loop.id or child.repeat != 1:
                    self.by_id.setdefault(child.id, []).append((child.key, None))
            elif not child.unit:
                self.by_id.setdefault(child.first.id, []).append((child.first.key, Chart(child)))
        self.loops: dict[str, tuple[str, ...]] = {loop.id: (loop.id,)}
        for choices in self.by_id.values():
            for _, inner in choices:
                if inner is not None:
                    self.loops |= {id_: (loop.id, *chain) for id_, chain in inner.loops.items()}


class _Open:
    """A loop that is open while a unit is laid out."""

    __slots__ = ("chart", "counts", "repeats")

    def __init__(self, chart: Chart, repeats: tuple[int, ...]) -> None:
        self.chart = chart
        self.repeats = repeats
        self.counts: dict[Chart, int] = {}


_CHARTS: dict[int, Chart] = {}
_LIMIT = 256


def chart_of(loop: Loop) -> Chart:
    """The chart of a unit's loop, made once."""
    chart = _CHARTS.get(id(loop))
    if chart is None:
        if len(_CHARTS) >= _LIMIT:
            _CHARTS.clear()
        # The chart keeps its loop alive, so that the id stays its own.
        chart = _CHARTS[id(loop)] = Chart(loop)
    return chart


def lay_out(unit: Unit) -> list[Placed]:
    """The segments of a unit in their order: as many as `unit.segments()` has."""
    delimiters = unit.set.delimiters
    separator, component = delimiters.element, delimiters.component
    frames = [_Open(chart_of(unit.loop), ())]
    placed: list[Placed] = []
    for text, offset, ordinal in _lines(unit):
        values = text.split(separator)
        key = frames[0].chart.first if not placed and unit.loop.id else _enter(frames, values, component)
        frame = frames[-1]
        placed.append(Placed(frame.chart.id, frame.repeats, key, values, offset, ordinal))
    return placed


def _lines(unit: Unit) -> Iterator[tuple[str, int, int]]:
    """The segments of a unit that are not empty, each with its byte and its ordinal."""
    terminator = unit.set.delimiters.segment
    end, ordinal = unit.offset, unit.segment
    for text in unit.text.split(terminator):
        # Line ends stand behind the terminator before them.
        line = text.lstrip("\r\n")
        start = end + len(text) - len(line)
        end += len(text) + len(terminator)
        if terminator == "\n":
            line = line.removesuffix("\r")
        if line:
            yield line, start, ordinal
        ordinal += bool(line) or terminator != "\n"


def _enter(frames: list[_Open], values: list[str], component: str) -> Key:
    """The key of a segment's slot in the nearest open loop that has one; opens and closes loops."""
    for depth in range(len(frames) - 1, -1, -1):
        frame = frames[depth]
        for key, inner in frame.chart.by_id.get(values[0], ()):
            if key is not None and value_at(values, key[0], key[1], component) not in key[2]:
                continue
            del frames[depth + 1 :]
            if inner is not None:
                count = frame.counts[inner] = frame.counts.get(inner, 0) + 1
                frames.append(_Open(inner, (*frame.repeats, count) if inner.is_repeated else frame.repeats))
            return key
    return None


def value_at(values: list[str], position: int, part: int, component: str) -> str:
    """An element of a segment, or (part not 0) one of its components; empty where there is none."""
    value = values[position] if position < len(values) else ""
    if part:
        parts = value.split(component)
        value = parts[part - 1] if part <= len(parts) else ""
    return value
