"""The chart of a custom report, the same on paper and on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import Flowable

from app.queries.custom import MEASURES, Chart, Kind, Tally, short_name
from app.reports.charts import BarChart, LineChart, Lines
from app.reports.charts import Chart as Bars
from app.reports.parts import Words

if TYPE_CHECKING:
    from app.reports.custom import Figures

MOST_BARS = 12


def charts(found: Figures) -> list[Flowable]:
    """The chart asked for; none where there is nothing to draw."""
    chart = chart_of(found)
    if chart is None:
        return []
    if isinstance(chart, LineChart):
        return [Lines(chart)]
    more = len(_firsts(found)) - len(chart.labels)
    return [
        Bars(chart),
        *([Words(f"The chart shows the first {MOST_BARS}; all are below.", size=8)] if more > 0 else []),
    ]


def chart_of(found: Figures) -> BarChart | LineChart | None:
    """Bars of the first two counts, or a line of each of the first two figures."""
    if found.spec.chart is Chart.NONE or not found.counts.groups:
        return None
    if found.spec.chart is Chart.LINE:
        return _lines(found)
    counts = [each for each in found.measures if each.kind is Kind.COUNT][:2]
    firsts = _firsts(found)[:MOST_BARS]
    labels = [short_name(found.spec.groups[0], key, name) for key, name, _ in firsts]
    return BarChart(labels, tuple((each.name, [by[each.key] for _, _, by in firsts]) for each in counts))


def _firsts(found: Figures) -> list[tuple[str, str, dict[str, int]]]:
    """The groups of the first dimension with their counts, in their order; Others last."""
    made: dict[str, tuple[str, str, dict[str, int]]] = {}
    others = [found.counts.others] if found.counts.others else []
    for row in (*found.counts.groups, *others):
        empty = dict.fromkeys(found.spec.measures, 0)
        _, _, by = made.setdefault(row.keys[0], (row.keys[0], row.names[0], empty))
        for measure, tally in row.tallies.items():
            by[measure] += tally.n
    return list(made.values())


def _lines(found: Figures) -> LineChart:
    group = found.spec.groups[0]
    rows = [row for row in found.counts.groups if not row.hides]
    rows = sorted(rows, key=lambda row: row.keys)
    step = max(1, -(-len(rows) // MOST_BARS))
    labels = [short_name(group, row.keys[0], row.names[0]) if not n % step else "" for n, row in enumerate(rows)]
    same = [each for each in found.measures if each.kind is found.measures[0].kind][:2]
    series = tuple((each.name, [_value(each.key, row.tallies[each.key]) for row in rows]) for each in same)
    unit, places = "%" if same[0].kind is Kind.SHARE else "", 1 if same[0].kind is Kind.SPREAD else 0
    return LineChart(labels, series, top=100.0 if unit else 0.0, unit=unit, places=places)


def _value(measure: str, tally: Tally) -> float | None:
    kind = MEASURES[measure].kind
    if kind is Kind.COUNT:
        return float(tally.n)
    if kind is Kind.SHARE:
        return 100 * tally.part / tally.n if tally.n else None
    return tally.spread.median
