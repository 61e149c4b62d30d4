"""Charts, defined once and drawn through a target: on paper in black and hatch, never told apart by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Protocol

from reportlab.platypus import Flowable

from app.reports.text import draw_text

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
    """Bars in groups: `series` are (name, values), one value a label."""

    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[int]]]

    @property
    def words(self) -> str:
        """The chart in a sentence, for those who do not see it."""
        parts = (f"{name}: {', '.join(f'{v:,}' for v in values)}" for name, values in self.series)
        return f"{', '.join(self.labels)}. {'; '.join(parts)}."


def draw_bars(chart: BarChart, target: Target, width: float, height: float) -> None:
    """Draw a bar chart into (0, 0, width, height)."""
    left, foot, head = 30.0, 16.0, 14.0
    top = max((value for _, values in chart.series for value in values), default=0)
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
        target.text(middle, 3, label, align="center", bold=last)
        for number, (_, values) in enumerate(chart.series):
            x = middle + (number - len(chart.series) / 2) * (bar + 1)
            target.bar(x, foot, bar, values[place] * scale, series=number)
            if last:
                at, align = (
                    ((x + bar, "right"), (x, "left"))[number % 2] if len(chart.series) == 2 else (x + bar / 2, "center")
                )
                target.text(at, foot + values[place] * scale + 3, f"{values[place]:,}", align=align, bold=True)


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
