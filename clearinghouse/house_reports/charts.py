"""The geometry of a chart's bars: plain numbers, from which a template draws SVG."""

from __future__ import annotations

from dataclasses import dataclass

from clearinghouse.house_reports.tables import Chart, shown

WIDTH = 720
"""Units across a picture; it is shown as wide as there is room."""
_ROW, _LABEL, _VALUE = 30, 170, 130
_HEIGHT, _TOP, _FOOT, _SIDE = 240, 26, 30, 44
_WIDEST = 56
_SHORT = 12
"""Upright bars that have room for their values above them."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle with the words beside it; without a value there is no rectangle."""

    label: str
    value: str
    x: float
    y: float
    width: float
    height: float
    label_x: float
    label_y: float
    value_x: float
    value_y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as it is drawn; `goal` is the height of its line, `summary` tells it in words."""

    title: str
    summary: str
    upright: bool
    height: float
    bars: list[Bar]
    goal: float | None
    goal_label: str


def draw(chart: Chart) -> Drawing:
    """A chart's rectangles. Of percents the whole is a hundred, else the longest bar."""
    values = [value or 0 for _, value in chart.bars]
    whole = 100.0 if chart.kind == "percent" else float(max([*values, 0]) or 1)
    bars = _upright(chart, whole) if chart.upright else _across(chart, whole)
    height = _HEIGHT if chart.upright else max(1, len(chart.bars)) * _ROW + 8
    room = _HEIGHT - _TOP - _FOOT
    goal = None if chart.goal is None else round(_TOP + room * (1 - chart.goal / whole), 1)
    label = "" if chart.goal is None else f"goal {shown(float(chart.goal), chart.kind)}"
    told = "; ".join(f"{bar.label}: {bar.value or 'none'}" for bar in bars)
    return Drawing(chart.title, told or "nothing to show", chart.upright, height, bars, goal, label)


def _across(chart: Chart, whole: float) -> list[Bar]:
    room = WIDTH - _LABEL - _VALUE
    bars = []
    for at, (label, value) in enumerate(chart.bars):
        width, y = round(room * max(value or 0, 0) / whole, 1), at * _ROW + 6
        middle = y + 15.0
        told = shown(value, chart.kind)
        bars.append(
            Bar(label, told, _LABEL, y, width, _ROW - 10, _LABEL - 8, middle, _LABEL + width + 8, middle)
        )
    return bars


def _upright(chart: Chart, whole: float) -> list[Bar]:
    room = _HEIGHT - _TOP - _FOOT
    step = (WIDTH - _SIDE) / max(1, len(chart.bars))
    width = round(min(step * 0.7, _WIDEST), 1)
    # Where labels would lie on each other some are left out; the table has them all.
    every = max(1, round(40 / step + 0.49))
    bars = []
    for at, (label, value) in enumerate(chart.bars):
        height = round(room * max(value or 0, 0) / whole, 1)
        x, y = round(_SIDE + at * step + (step - width) / 2, 1), round(_TOP + room - height, 1)
        middle = round(x + width / 2, 1)
        told = shown(value, chart.kind) if len(chart.bars) <= _SHORT else ""
        named = label if at % every == 0 else ""
        bars.append(Bar(named, told, x, y, width, height, middle, _HEIGHT - 10, middle, y - 5))
    return bars
