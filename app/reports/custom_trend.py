"""What changed, in plain sentences with their n: too few to tell, what chance alone makes, more, fewer (Q9)."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, sqrt
from typing import TYPE_CHECKING

from app.queries.custom import Kind, Measure, Tally
from app.reports.words import count, decimal, share

if TYPE_CHECKING:
    from app.reports.custom import Figures

LEAST, CHANCE = 20, 1.96
"""Below so many records nothing is said of a change; within so many standard deviations it may be chance."""


def trend_words(found: Figures) -> list[str]:
    """A sentence for each figure; one alone while the period lasts."""
    if not any(tally.n for tally in found.counts.whole.values()):
        return [f"Nothing was counted in {found.spans.now.name}."]
    if found.so_far:
        return [f"{found.spans.now.name} is not over, so it is not compared with {found.spans.before.name} here."]
    return [_sentence(found, each) for each in found.measures]


def _sentence(found: Figures, measure: Measure) -> str:
    now, was, ago = (each[measure.key] for each in (found.counts.whole, found.before, found.year_ago))
    spans = found.spans
    first = f"{measure.name}: {_told(measure, now)}, {_against(measure, now, was, spans.before.name)}"
    if spans.before == spans.year_ago:
        return f"{first}."
    return f"{first}; a year ago {_told(measure, ago) if ago.n else 'none was counted'}."


def _told(measure: Measure, tally: Tally) -> str:
    if measure.kind is Kind.COUNT:
        return f"{tally.n:,}"
    if measure.kind is Kind.SHARE:
        return f"{share(tally.part, tally.n)} of {tally.n:,}"
    return f"median {decimal(tally.spread.median)} {measure.unit} (n {tally.n:,})"


def _against(measure: Measure, now: Tally, was: Tally, named: str) -> str:
    """ "38 more than in September 2026 (374)", or why nothing is said."""
    if not was.n:
        return f"none was counted in {named}"
    if min(now.n, was.n) < LEAST and (measure.kind is not Kind.COUNT or now.n + was.n < LEAST):
        return f"too few to tell a change from {named} ({_told(measure, was)})"
    if measure.kind is Kind.COUNT:
        return _counts(now.n, was.n, named)
    if measure.kind is Kind.SHARE:
        return _shares(now, was, named)
    return _medians(measure, now, was, named)


def _counts(now: int, was: int, named: str) -> str:
    if now == was:
        return f"as many as in {named}"
    more = f"{abs(now - was):,} {'more' if now > was else 'fewer'} than in {named} ({was:,})"
    return more if abs(now - was) > CHANCE * sqrt(now + was) else f"{more}, no more than chance makes"


def _shares(now: Tally, was: Tally, named: str) -> str:
    one, two = now.part / now.n, was.part / was.n
    both = (now.part + was.part) / (now.n + was.n)
    points = abs(round(100 * one) - round(100 * two))
    told = f"{share(was.part, was.n)} of {was.n:,} in {named}"
    error = sqrt(both * (1 - both) * (1 / now.n + 1 / was.n))
    if abs(one - two) <= CHANCE * error or not points:
        return f"about as in {named} ({share(was.part, was.n)} of {was.n:,}), no more apart than chance makes"
    return f"{count(points, 'point')} {'higher' if one > two else 'lower'} than {told}"


def _medians(measure: Measure, now: Tally, was: Tally, named: str) -> str:
    one, two = now.spread.median or 0.0, was.spread.median or 0.0
    told = f"{decimal(two)} in {named} (n {was.n:,})"
    (low, high), (below, above) = _band(now.values), _band(was.values)
    if low <= above and below <= high:
        return f"about as {told}, no more apart than chance makes"
    return f"{'more' if one > two else 'less'} than {told}"


def _band(values: Sequence[float]) -> tuple[float, float]:
    """Between what the median lies, but for chance: by ranks, whatever the shape of the values."""
    ordered, n = sorted(values), len(values)
    reach = CHANCE * sqrt(n) / 2
    return ordered[max(0, floor(n / 2 - reach))], ordered[min(n - 1, ceil(n / 2 + reach))]
