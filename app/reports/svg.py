"""Charts as SVG: vector, the same drawing as on paper, told apart by hatch and mark as there."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from app.reports.charts import BarChart, Chart, LineChart, Lines, draw_bars, draw_lines
from app.reports.text import clean

ACROSS = 640.0
_ANCHOR = {"left": "start", "center": "middle", "right": "end"}
_HATCH = (
    '<pattern id="{0}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="5" height="5" fill="#fff"/><line x1="0" y1="0" x2="0" y2="5" stroke="#1d2a3a" stroke-width="2"/>'
    "</pattern>"
)


class _Svg:
    """The target in SVG; y grows downwards there."""

    def __init__(self, height: float, hatch: str) -> None:
        self._height, self._hatch = height, hatch
        self.made: list[str] = []

    def line(self, x1: float, y1: float, x2: float, y2: float, *, quiet: bool) -> None:
        ink = "#c3c9d1" if quiet else "#1d2a3a"
        at = f'x1="{x1:.1f}" y1="{self._down(y1)}" x2="{x2:.1f}" y2="{self._down(y2)}"'
        self.made.append(f'<line {at} stroke="{ink}" stroke-width="{0.6 if quiet else 1}"/>')

    def bar(self, x: float, y: float, width: float, height: float, *, series: int) -> None:
        fill = "#1d2a3a" if series == 0 else f"url(#{self._hatch})"
        at = f'x="{x:.1f}" y="{self._down(y + height)}" width="{width:.1f}" height="{max(0.0, height):.1f}"'
        self.made.append(f'<rect {at} fill="{fill}" stroke="#1d2a3a" stroke-width="0.8"/>')

    def text(self, x: float, y: float, words: str, *, align: str, bold: bool) -> None:
        weight = ' font-weight="600"' if bold else ""
        at = f'x="{x:.1f}" y="{self._down(y)}" text-anchor="{_ANCHOR[align]}"'
        self.made.append(f"<text {at}{weight}>{escape(clean(words))}</text>")

    def path(self, points: Sequence[tuple[float, float]], *, series: int) -> None:
        along = " ".join(f"{x:.1f},{self._down(y)}" for x, y in points)
        dashes = "" if series == 0 else ' stroke-dasharray="4 3"'
        self.made.append(f'<polyline points="{along}" fill="none" stroke="#1d2a3a" stroke-width="1.6"{dashes}/>')
        for x, y in points:
            self.made.append(
                f'<circle cx="{x:.1f}" cy="{self._down(y)}" r="2.6" fill="#1d2a3a"/>'
                if series == 0
                else f'<rect x="{x - 2.4:.1f}" y="{float(self._down(y)) - 2.4:.1f}" width="4.8" height="4.8" '
                'fill="#fff" stroke="#1d2a3a"/>'
            )

    def _down(self, y: float) -> str:
        return f"{self._height - y:.1f}"


def svg(part: Chart | Lines, *, name: str, key: str) -> str:
    """The chart as an inline SVG that is read out as `name` and its figures; `key` is its own on the page."""
    chart, height = part.chart, part.height * ACROSS / 500
    legend = 20.0 if isinstance(chart, BarChart) else 0.0
    drawn = _Svg(height, f"hatch-{key}")
    if isinstance(chart, LineChart):
        draw_lines(chart, drawn, ACROSS, height, left=40, right=110)
    else:
        draw_bars(chart, drawn, ACROSS, height - legend, size=11.0)
        _legend(chart, drawn, height)
    says = f"{name}. {chart.words}" if name else chart.words
    return (
        f'<svg viewBox="0 0 {ACROSS:.0f} {height:.0f}" role="img" aria-labelledby="{key}-t" font-size="11" '
        f'fill="#1d2a3a"><title id="{key}-t">{escape(clean(says))}</title><defs>{_HATCH.format(f"hatch-{key}")}</defs>'
        f"{''.join(drawn.made)}</svg>"
    )


def _legend(chart: BarChart, drawn: _Svg, height: float) -> None:
    x = 40.0
    for number, (name, _) in enumerate(chart.series):
        drawn.bar(x, height - 12, 10, 10, series=number)
        drawn.text(x + 15, height - 11, name, align="left", bold=False)
        x += 30 + 7.0 * len(name)
