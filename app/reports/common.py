"""What many reports begin with and say alike: their head, their default period, counts beside those of before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.queries.figures import Period
from app.queries.office import calendar
from app.reports.cells import Cell, Share
from app.reports.kinds import Answers, Question, QuestionKind
from app.reports.parts import Words
from app.reports.periods import before, last_month_key, read_period, year_before
from app.reports.tables import Col, Table

PERIOD = Question("period", "Period", QuestionKind.PERIOD)
LEFT_OUT = "Confidential cases and contacts that the issuer may not count are left out."


class Spans(NamedTuple):
    """The period asked for, the one just before, and the same a year ago."""

    now: Period
    before: Period
    year_ago: Period


def period_default(zone: str, at: datetime) -> dict[str, Any]:
    """The last full month."""
    return {"period": last_month_key(zone, at)}


def period_of(session: Session, answers: Answers, at: datetime) -> Period:
    """The period asked for; raises Invalid at "period"."""
    return read_period(answers["period"], calendar(session).zone, at)


def spans_of(session: Session, answers: Answers, at: datetime) -> Spans:
    """The period asked for with those to compare it with; raises Invalid at "period"."""
    now = period_of(session, answers, at)
    return Spans(now, before(now), year_before(now))


def beginning(
    title: str, named: str, sentence: str = "", *, hides: bool = False, so_far: bool = False
) -> list[Flowable]:
    """The head of a report: what it is, of when, in a sentence; `hides` tells that confidential ones are left out."""
    parts: list[Flowable] = [
        Words(title, size=10, after=1),
        Words(f"{named}, so far" if so_far else named, size=20, bold=True, after=5, leading=1.15),
    ]
    if sentence:
        parts.append(Words(sentence, size=10.5, after=9, inside=True))
    if hides:
        parts.append(Words(LEFT_OUT, size=8, after=8))
    return parts


def compared(
    what: str,
    rows: Iterable[tuple[str, int, int, int]],
    spans: Spans,
    *,
    title: str = "",
    whole: int | None = None,
) -> Table:
    """Names with their counts in the period, the one before and a year ago, each with its share of the first; a sum."""
    found = list(rows)
    sums = [sum(row[1] for row in found), sum(row[2] for row in found), sum(row[3] for row in found)]
    total = sums[0] if whole is None else whole
    heads = [span_word(each) for each in spans]
    columns = [Col(what, 34), Col(heads[0], 17, True), Col("Share", 11, True)]
    columns += [Col(head, 19, True) for head in heads[1:]]
    lines: list[Sequence[Cell]] = [[name, n, Share(n, total), was, ago] for name, n, was, ago in found]
    lines.append(["All", sums[0], Share(sums[0], total), *sums[1:]])
    return Table(columns, lines, total=True, adds_up=True, title=title)


def span_word(period: Period) -> str:
    """A period in few letters for the head of a column: "Oct 2026", "2026", "Oct 5 to 11"."""
    first, last = period.first, period.last
    if first.day == 1 and (first.year, first.month) == (last.year, last.month) and period.name.count(" ") == 1:
        return f"{first:%b} {first.year}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}"
    return f"{first:%b} {first.day} to {last:%b} {last.day}, {last.year}"


def merged(*counts: Mapping[Any, int]) -> list[Any]:
    """The keys of several countings, the most counted in the first one first."""
    keys = dict.fromkeys(key for each in counts for key in each)
    return sorted(keys, key=lambda key: (-counts[0].get(key, 0), str(key)))
