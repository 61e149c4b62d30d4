"""A custom report on paper: its table and chart, what changed, how it was asked, and what its figures mean (K9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right
from app.errors import Invalid
from app.queries.custom import (
    DIMENSIONS,
    MEASURES,
    Counts,
    Kind,
    Measure,
    Spec,
    Tally,
    custom_counts,
    custom_filter_words,
    custom_key,
    custom_report,
    custom_totals,
    meaning,
    read_spec,
)
from app.queries.office import calendar
from app.reports.base import Definition, Drawn
from app.reports.cells import Share
from app.reports.common import Spans, beginning
from app.reports.custom_chart import charts
from app.reports.custom_tables import figure_table, group_words, head_of, needs_width, trend_table
from app.reports.custom_trend import trend_words
from app.reports.kinds import Answers, Collected, FigureLine, Group, Question, QuestionKind, ReportKind
from app.reports.parts import Balance, Head, Words, definitions
from app.reports.periods import before, read_period, year_before
from app.reports.words import decimal, share

PERIOD = Question("period", "Period", QuestionKind.PERIOD)
CUSTOM = Question("custom", "Custom report", QuestionKind.CUSTOM)
NAMES_STAFF = ("owner", "taken_by")
STAFF_FILTERS = ("owner_ids", "taken_by_ids", "text", "place")
NO_NAMES = "The public version names nobody, so it cannot {0}. Choose the version for the office, or change the report."
AS_TODAY = "What is filtered is as on file today."


@dataclass(frozen=True)
class Figures:
    """What was counted, with the periods it is compared with; `asked` are the filters in words."""

    title: str
    words: str
    spec: Spec
    spans: Spans
    at: datetime
    counts: Counts
    before: Mapping[str, Tally]
    year_ago: Mapping[str, Tally]
    asked: str
    hides: bool
    custom_id: int | None = None

    @property
    def measures(self) -> list[Measure]:
        """The figures asked for, in their order."""
        return [MEASURES[each] for each in self.spec.measures]

    @property
    def so_far(self) -> bool:
        """Whether the period lasts."""
        return self.at < self.spans.now.end


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    spec, title, words, custom_id = _asked(session, who, answers)
    if answers.get("version") == "public":
        _refuse_names(spec)
    zone = calendar(session).zone
    now = read_period(answers.get("period") or spec.period, zone, at)
    spans = Spans(now, before(now), year_before(now))
    was = custom_totals(session, who, spec, spans.before, at=at)
    same = spans.before == spans.year_ago
    found = Figures(
        title=title,
        words=words,
        spec=spec,
        spans=spans,
        at=at,
        counts=custom_counts(session, who, spec, now, at=at),
        before=was,
        year_ago=was if same else custom_totals(session, who, spec, spans.year_ago, at=at),
        asked=custom_filter_words(session, spec),
        hides=not who.may(Right.COUNT_CONFIDENTIAL) or spec.reads_words,
        custom_id=custom_id,
    )
    return Collected(
        figures=found,
        subject=f"{title}, {now.name}",
        file_name=f"custom-{custom_id or 'report'}-{now.first:%Y-%m-%d}-to-{now.last:%Y-%m-%d}.pdf",
        lines=tuple(_lines(found)),
        period=now,
        detail={"custom_id": custom_id, "first": now.first.isoformat(), "last": now.last.isoformat()},
    )


def _asked(session: Session, who: Actor, answers: Answers) -> tuple[Spec, str, str, int | None]:
    """The question: one that is saved, or one that is being put together ("spec", with its "title")."""
    given: Any = answers.get("spec")
    if given is not None:
        return read_spec(given), str(answers.get("title") or "").strip() or "Custom report", "", None
    chosen = str(answers.get("custom") or "")
    if not chosen.isdecimal():
        raise Invalid({"custom": "Choose a custom report, or put one together first."})
    row = custom_report(session, who, int(chosen))
    return read_spec(row.spec), row.title, row.words, row.id


def _refuse_names(spec: Spec) -> None:
    for each in spec.groups:
        if each in NAMES_STAFF:
            raise Invalid({"version": NO_NAMES.format(f"be grouped by {DIMENSIONS[each].name.lower()}")})
    if any((spec.filter or {}).get(each) for each in STAFF_FILTERS):
        raise Invalid({"version": NO_NAMES.format("be filtered by people or words")})


def _lines(found: Figures) -> list[FigureLine]:
    """Every figure of the table, each with the key of its list."""
    lines = [_line(found, each, "All", found.counts.whole[each.key], None) for each in found.measures]
    others = [found.counts.others] if found.counts.others else []
    for row in (*found.counts.groups, *others):
        lines += [_line(found, each, group_words(row), row.tallies[each.key], row.keys) for each in found.measures]
    return lines


def _line(found: Figures, measure: Measure, name: str, tally: Tally, keys: tuple[str, ...] | None) -> FigureLine:
    key = custom_key(found.custom_id, measure.key, keys) if found.custom_id and tally.n else ""
    named, told = f"{name}: {measure.name}", meaning(measure)
    if measure.kind is Kind.COUNT:
        return FigureLine(key, named, f"{tally.n:,}", told, tally.n, measure.counts, tally.n)
    if measure.kind is Kind.SHARE:
        number = Share(tally.part, tally.n).value
        return FigureLine(key, named, f"{share(tally.part, tally.n)} of {tally.n:,}", told, number, "share", tally.n)
    spread = tally.spread
    said = f"{decimal(spread.median)}, P90 {decimal(spread.p90)}, n {spread.n:,}"
    return FigureLine(key, named, said, told, spread.median, measure.unit, spread.n)


def draw(found: Figures) -> Drawn:
    """The paper of the figures."""
    named = f"{found.title}, {found.spans.now.name}"
    story = beginning("Custom report", found.spans.now.name, hides=False, so_far=found.so_far)
    story.insert(1, Words(found.title, size=14, bold=True, after=4, leading=1.2))
    story += [Words(each, size=10.5, after=4, inside=True) for each in trend_words(found)]
    story += [Words(found.words, size=8.5, after=3, inside=True)] if found.words else []
    story += [Words(each, size=8.5, after=3) for each in _how(found)]
    story += [Head(head_of(found.spec)), *charts(found), figure_table(found), *_balances(found)]
    story += [Head("Trend"), trend_table(found)]
    return Drawn(
        named,
        [*story, *definitions(_definitions(found))],
        corner=("Custom report",),
        foot="Office version, all counts shown.",
        landscape=needs_width(found),
    )


def _how(found: Figures) -> list[str]:
    """How it was asked, so that whoever reads it can ask it again."""
    figures = ", ".join(each.name for each in found.measures)
    groups = " and ".join(DIMENSIONS[each].name.lower() for each in found.spec.groups)
    said = [f"Of {found.spec.what.value}: {figures}; by {groups}."]
    said += [f"Only: {found.asked}. {AS_TODAY}"] if found.asked else []
    left = "Confidential records that the issuer may not read are left out." if found.hides else ""
    return [each for each in (*said, left) if each]


def _balances(found: Figures) -> list[Flowable]:
    """The groups with Others against the whole, which was counted by a question of its own."""
    made: dict[tuple[str, int, int, int], Flowable] = {}
    others = found.counts.others
    for each in found.measures:
        shown = sum(row.tallies[each.key].n for row in found.counts.groups)
        rest = others.tallies[each.key].n if others else 0
        left = [("groups shown", shown)] + ([("Others", rest)] if others else [])
        alone = found.counts.alone[each.key]
        made.setdefault((each.counts, shown, rest, alone), Balance(left, [(each.counts, alone)]))
    return list(made.values())


def reconciles(found: Figures) -> bool:
    """Whether the groups make what was counted by itself, for each figure."""
    return all(each.ok for each in _balances(found) if isinstance(each, Balance))


def _definitions(found: Figures) -> list[Definition]:
    terms = [Definition(each.name, meaning(each)) for each in found.measures]
    terms += [Definition(DIMENSIONS[each].name, DIMENSIONS[each].definition) for each in found.spec.groups]
    if found.counts.others:
        terms.append(Definition("Others", "All groups that are not shown by themselves, summed."))
    return terms


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    """No report chosen, of the last full month; who knows the saved one asks for its own period."""
    del zone, at
    return {"custom": "", "period": "last"}


def saved_kind(custom_id: int, title: str = "", words: str = "", period: str = "last") -> ReportKind:
    """A saved one as a report of its own, with the key "custom:3": it asks for the period alone."""

    def collect(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
        return _collected(session, who, {**answers, "custom": str(custom_id), "spec": None}, at)

    return replace(
        KIND,
        key=f"{KIND.key}:{custom_id}",
        title=title or KIND.title,
        about=words or KIND.about,
        questions=(PERIOD,),
        defaults=lambda _zone, _at: {"period": period},
        collect=collect,
        group=Group.CUSTOM,
    )


KIND = ReportKind(
    key="custom",
    title="Custom report",
    about="A question that somebody put together: what to count, by what, with trend and chart.",
    icon="chart-column",
    questions=(CUSTOM, PERIOD),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.CUSTOM,
    appendix=True,
    issued=True,
    public=True,
)
