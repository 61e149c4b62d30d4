"""The public version of a paper: counts under 5 are not shown, nor what would give them away (DOMAIN.md, Figures).

Tables are guarded by themselves (`guards`). What is hidden in one part is then hidden in every other that would tell
it: large figures, sums, charts, tables that do not add up. Sentences for inside stay inside, charts with a hidden count
are left out, and sums are told without their numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from reportlab.platypus import Flowable

from app.reports.base import Drawn
from app.reports.beside import Beside, Stack
from app.reports.cells import FEWEST, Cell, Few
from app.reports.charts import BarChart, LineChart
from app.reports.guards import NOTHING, Kept, hidden_cell, is_few, safe_table
from app.reports.parts import Balance, KeyFigures, Words
from app.reports.tables import Table
from app.reports.walk import parts

TOLD = (
    f"Public version: counts of 1 to {FEWEST - 1} are shown as “fewer than {FEWEST}”; where they could be worked out "
    "from the others, another count is not shown. Confidential cases are not counted. Nobody is named."
)
FOOT = "Public version, small counts not shown."
SOUND = "The sums of this report come out; counts that are too small to be shown are in them."
_SHAKY = "THE SUMS OF THIS REPORT DO NOT COME OUT, do not issue."


def for_public(drawn: Drawn) -> Drawn:
    """The paper as the public may have it."""
    story = _safe(drawn.story, _kept(drawn.story))
    place = next((n for n, part in enumerate(story) if not isinstance(part, Words)), len(story))
    story.insert(place, Words(TOLD, size=8, after=6))
    return Drawn(drawn.title, story, drawn.subject, drawn.corner, FOOT, drawn.landscape)


def _kept(story: Sequence[Flowable]) -> Kept:
    """What no part may tell, as some part hides it; what that hides in turn is added until nothing more comes."""
    found, kept = list(parts(story)), NOTHING
    while True:
        more = kept
        for part in found:
            more = more.joined(_hidden_in(part, kept))
        if more == kept:
            return kept
        kept = more


def _hidden_in(part: Flowable, kept: Kept) -> Kept:
    match part:
        case Table():
            return Kept.between(part, safe_table(part, kept))
        case Balance():
            return Kept.of(_undone(part, kept))
    return NOTHING


def _undone(part: Balance, kept: Kept) -> Iterable[int]:
    """Who knows the sum could tell its only small count by the others: one more of them must not be shown. Which are
    none is not told, so that of two small ones neither can be told."""
    counts = [n for _, n in (*part.left, *part.right)]
    hidden = [n for n in counts if is_few(n) or n in kept.values]
    if len(hidden) == 1 and is_few(hidden[0]):
        return sorted(n for n in counts if n and n not in hidden)[:1]
    return ()


def _safe(story: Sequence[Flowable], kept: Kept) -> list[Flowable]:
    found = (_part(part, kept) for part in story)
    return [part for part in found if part is not None]


def _part(part: Any, kept: Kept) -> Flowable | None:
    match part:
        case Words():
            return None if part.inside else part
        case Beside():
            return Beside(_safe(part.sides[0], kept), _safe(part.sides[1], kept))
        case Stack():
            return Stack(_safe(part.parts, kept))
        case KeyFigures():
            safe = _apart([figure for figure, _ in part.figures], kept)
            return KeyFigures([(cell, words) for cell, (_, words) in zip(safe, part.figures, strict=True)])
        case Balance():
            return _balance(part, kept)
        case Table():
            return safe_table(part, kept)
    chart = getattr(part, "chart", None)  # of whatever draws one
    if isinstance(chart, BarChart | LineChart):
        return _chart(part, chart, kept)
    return part if isinstance(part, Flowable) else None


def _apart(figures: Sequence[Cell], kept: Kept) -> list[Cell]:
    """Large figures; of two that differ by few only the larger stays, as the rest would be told by it."""
    counts = [each for each in figures if isinstance(each, int)]
    near = {each for each in counts if any(is_few(other - each) for other in counts)} | kept.values
    return [
        Few(own=False) if isinstance(each, int) and each in near and not is_few(each) else hidden_cell(each)
        for each in figures
    ]


def _balance(part: Balance, kept: Kept) -> Flowable:
    if any(is_few(number) or number in kept.values for _, number in (*part.left, *part.right)):
        return Words(SOUND if part.ok else _SHAKY, size=9, bold=not part.ok)
    return part


def _chart(part: Flowable, chart: BarChart | LineChart, kept: Kept) -> Flowable:
    """No chart tells a count, a median or a share that a table hides; lines may be of counts too."""
    values = [value for _, values in chart.series for value in values if value is not None]
    if isinstance(chart, BarChart) or not (chart.unit or chart.places):
        hides = any(is_few(int(value)) or value in kept.values for value in values)
    else:
        hides = any(round(value, 4) in kept.rates for value in values)
    if hides:
        return Words("The chart is left out: some of its counts are too small to be shown.", size=8)
    return part
