"""Charts, defined once and drawn through a target: on paper in black and hatch, never told apart by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any, Protocol

from reportlab.platypus import Flowable

from app.reports.text import draw_text, shortened

STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000, 25_000, 50_000, 100_000)


class Target(Protocol):
    """What a chart is drawn on; y grows upwards, measures are the target's own."""

    def line(self, x1: float, y1: float, x2: float, y2: float, *, quiet: bool) -> None:
        """A rule; `quiet` for the grid."""

    def bar(self, x: float, y: float, width: float, height: float, *, series: int) -> None:
        """A bar of series 0 (solid) or 1 (hatched)."""

    def text(self, x: float, y: float, words: str, *, align: str, bold: bool) -> None:
        """Words at a point."""


@dataclass(frozen=True)
class BarChart:
    """Bars in groups: `series` are (name, values), one value a label; None where a series has nothing to say."""

    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[int | None]]]

    @property
    def words(self) -> str:
        """The chart in a sentence, for those who do not see it."""
        said = ((name, ("none" if v is None else f"{v:,}" for v in values)) for name, values in self.series)
        parts = (f"{name}: {', '.join(each)}" for name, each in said)
        return f"{', '.join(self.labels)}. {'; '.join(parts)}."


def draw_bars(chart: BarChart, target: Target, width: float, height: float, *, size: float = 7.5) -> None:
    """Draw a bar chart into (0, 0, width, height); `size` is that of the target's text, in its own measures."""
    left, foot, head = 30.0, 16.0, 14.0
    top = max((value for _, values in chart.series for value in values if value is not None), default=0)
    step = next((step for step in STEPS if top / step <= 3), STEPS[-1])
    ceiling = max(1, ceil(top / step)) * step
    scale = (height - foot - head) / ceiling
    for mark in range(0, ceiling + 1, step):
        target.line(left, foot + mark * scale, width, foot + mark * scale, quiet=mark > 0)
        target.text(left - 6, foot + mark * scale - 2.5, f"{mark:,}", align="right", bold=False)
    group = (width - left) / max(1, len(chart.labels))
    bar = min(18.0, group * 0.32)
    for place, label in enumerate(chart.labels):
        middle, last = left + group * (place + 0.5), place == len(chart.labels) - 1
        target.text(middle, 3, shortened(label, size, group - 0.8 * size, bold=last), align="center", bold=last)
        group_of = ((number, values[place]) for number, (_, values) in enumerate(chart.series))
        told = [(number, value) for number, value in group_of if value is not None]
        for number, value in told:
            x = middle + (number - len(chart.series) / 2) * (bar + 1)
            target.bar(x, foot, bar, value * scale, series=number)
            if last:
                beside = ((x + bar, "right"), (x, "left"))[number % 2]
                at, align = beside if len(told) == 2 else (x + bar / 2, "center")
                target.text(at, foot + value * scale + 3, f"{value:,}", align=align, bold=True)


@dataclass(frozen=True)
class LineChart:
    """Lines over months: `series` are (name, values); None where there is no value. `top` fixes the scale, `places`
    says how many decimals are told."""

    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[float | None]]]
    top: float = 0.0
    unit: str = ""
    places: int = 1

    @property
    def words(self) -> str:
        """The chart in a sentence, for those who do not see it."""
        said = (
            (name, (f"{v:,.{self.places}f}" if v is not None else "none" for v in values))
            for name, values in self.series
        )
        parts = (f"{name}: {', '.join(each)}" for name, each in said)
        return f"{', '.join(self.labels)}. {'; '.join(parts)}."

    @property
    def highest(self) -> float:
        """The end of its scale."""
        found = max((v for _, values in self.series for v in values if v is not None), default=0.0)
        return max(self.top, found)


class LineTarget(Target, Protocol):
    """What lines are drawn on."""

    def path(self, points: Sequence[tuple[float, float]], *, series: int) -> None:
        """A line through points with a mark on each: series 0 strong with dots, 1 quiet with squares."""


def draw_lines(
    chart: LineChart,
    target: LineTarget,
    width: float,
    height: float,
    *,
    left: float = 30.0,
    right: float = 62.0,
    grown: float = 1.0,
) -> None:
    """Draw a line chart into (0, 0, width, height); the last values stand at the right, with their names.

    `grown` is the size of text beside that of paper.
    """
    foot, head = 16.0 * grown, 8.0 * grown
    step = next((step for step in STEPS if chart.highest / step <= 4), STEPS[-1])
    ceiling = max(1, ceil(chart.highest / step)) * step
    scale = (height - foot - head) / ceiling
    for mark in range(0, ceiling + 1, step):
        target.line(left, foot + mark * scale, width - right, foot + mark * scale, quiet=mark > 0)
        target.text(left - 6, foot + mark * scale - 2.5, f"{mark:,}", align="right", bold=False)
    room = (width - right - left) / max(1, len(chart.labels))
    xs = [left + room * (place + 0.5) for place in range(len(chart.labels))]
    for place, (x, label) in enumerate(zip(xs, chart.labels, strict=True)):
        target.text(x, 3, label, align="center", bold=place == len(chart.labels) - 1)
    for number, (_, values) in enumerate(chart.series):
        _draw_series(target, list(zip(xs, values, strict=True)), foot, scale, number)
    for level, words in _ends(chart, foot, scale, apart=13.0 * grown):
        target.text(width - right + 4, level - 2.5, words, align="left", bold=True)


def _ends(chart: LineChart, foot: float, scale: float, *, apart: float) -> list[tuple[float, str]]:
    """The last value of each line with its name, from below, each at its height or as far above as it can be read."""
    last = [(values[-1], name) for name, values in chart.series if values and values[-1] is not None]
    told: list[tuple[float, str]] = []
    for value, name in sorted((value or 0.0, name) for value, name in last):
        least = told[-1][0] + apart if told else 0.0
        told.append((max(foot + value * scale, least), f"{name} {value:,.{chart.places}f}{chart.unit}".strip()))
    return told


def _draw_series(
    target: LineTarget, points: Sequence[tuple[float, float | None]], foot: float, scale: float, number: int
) -> None:
    """Its stretches: a month without a value breaks the line."""
    stretch: list[tuple[float, float]] = []
    for x, value in (*points, (0.0, None)):
        if value is not None:
            stretch.append((x, foot + value * scale))
        elif stretch:
            target.path(stretch, series=number)
            stretch = []


class _Paper:
    """The target on paper."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas

    def line(self, x1: float, y1: float, x2: float, y2: float, *, quiet: bool) -> None:
        self._canvas.setStrokeGray(0.82 if quiet else 0)
        self._canvas.setLineWidth(0.5 if quiet else 0.8)
        self._canvas.line(x1, y1, x2, y2)
        self._canvas.setStrokeGray(0)

    def bar(self, x: float, y: float, width: float, height: float, *, series: int) -> None:
        canvas = self._canvas
        if height <= 0:
            return
        if series == 0:
            canvas.setFillGray(0)
            canvas.rect(x, y, width, height, stroke=0, fill=1)
            return
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(x, y, width, height)
        canvas.clipPath(clip, stroke=0, fill=0)
        canvas.setLineWidth(0.5)
        offset = -height
        while offset < width:
            canvas.line(x + offset, y, x + offset + height, y + height)
            offset += 3.2
        canvas.restoreState()
        canvas.setLineWidth(0.7)
        canvas.rect(x, y, width, height, stroke=1, fill=0)

    def text(self, x: float, y: float, words: str, *, align: str, bold: bool) -> None:
        draw_text(self._canvas, x, y, words, 7.5, bold=bold, align=align)

    def path(self, points: Sequence[tuple[float, float]], *, series: int) -> None:
        canvas = self._canvas
        canvas.setLineWidth(1.2 if series == 0 else 0.7)
        if series:
            canvas.setDash(3, 2)
        for (x1, y1), (x2, y2) in pairwise(points):
            canvas.line(x1, y1, x2, y2)
        canvas.setDash()
        for x, y in points:
            if series == 0:
                canvas.circle(x, y, 1.8, stroke=0, fill=1)
            else:
                canvas.rect(x - 1.6, y - 1.6, 3.2, 3.2, stroke=0, fill=1)


class Lines(Flowable):
    """A line chart on paper."""

    def __init__(self, chart: LineChart, height: float = 112.0) -> None:
        super().__init__()
        self.chart, self.height = chart, height

    def wrap(self, across: float, _down: float) -> tuple[float, float]:
        """ReportLab asks how much room it takes."""
        self.width = across
        return across, self.height

    def draw(self) -> None:
        """Draw it."""
        draw_lines(self.chart, _Paper(self.canv), self.width, self.height)


class Chart(Flowable):
    """A bar chart on paper with its legend at the right above it."""

    def __init__(self, chart: BarChart, height: float = 118.0) -> None:
        super().__init__()
        self.chart, self.height = chart, height

    def wrap(self, across: float, _down: float) -> tuple[float, float]:
        """ReportLab asks how much room it takes."""
        self.width = across
        return across, self.height

    def draw(self) -> None:
        """Draw legend and bars."""
        target, x = _Paper(self.canv), self.width
        for number in reversed(range(len(self.chart.series))):
            name = self.chart.series[number][0]
            x -= draw_text(self.canv, x, self.height - 8, name, 8, align="right") + 12
            target.bar(x, self.height - 9, 8, 8, series=number)
            x -= 10
        draw_bars(self.chart, target, self.width, self.height - 10)
