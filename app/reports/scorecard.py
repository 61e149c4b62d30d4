"""All departments side by side: what was sent to them, how fast and how well they answered, what they owe (Q5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right
from app.queries.figures import Spread
from app.queries.figures.advised import advice_counts
from app.queries.figures.referred import OF_PERIOD, SORTS, answer_days, referral_counts, sent_and_became, totals
from app.queries.figures.substance import SubstanceLine, substance
from app.queries.office import departments
from app.reports.base import Definition, Drawn
from app.reports.cells import Cell, Share
from app.reports.charts import BarChart, Chart
from app.reports.common import PERIOD, Spans, beginning, period_default, span_word, spans_of
from app.reports.kinds import Answers, Collected, FigureLine, Group, ReportKind, counted
from app.reports.parts import Balance, Head, KeyFigures, Words, definitions
from app.reports.tables import Col, Table
from app.reports.words import count, decimal, share

MOST_BARS = 8
LONGEST = 16
DEFINITIONS = (
    ("Sent", "Referrals sent to the department in the period. Those to state and federal bodies are not counted here."),
    (
        "Answered, in target",
        "Answers that came in the period, whenever the referral was sent, and how many of them by the department’s "
        "answer date, which is counted in office days from sending.",
    ),
    (
        "Median, P90",
        "Office days from sending to answer, of the answers of the period, which are their n: half took no longer than "
        "the median, nine in ten no longer than P90.",
    ),
    ("Inadequate", "Answers of the period that would not do, each with its reason on the case."),
    ("Chases", "Reminders sent in the period; a referral that was chased twice counts twice."),
    (
        "Open, overdue",
        "On the day of issue: the department owes an answer on a case that is open; overdue is past the answer date.",
    ),
    (
        "Full marks",
        "Substance: of the marks given to answers on the department’s categories in the months that begin in the "
        "period, the share that are full; n is how many cases were read.",
    ),
    (
        "Advice, adopted",
        "Recommendations that the department answered in the period, and how many of them it adopted, wholly or in "
        "part.",
    ),
)
TOLD = dict(DEFINITIONS)
NAMED = {
    "sent": ("Sent", "Sent"),
    "answered": ("Answered", "Answered, in target"),
    "in_target": ("Answered in target", "Answered, in target"),
    "inadequate": ("Inadequate", "Inadequate"),
    "chased": ("Chases", "Chases"),
    "open": ("Open now", "Open, overdue"),
    "overdue": ("Overdue now", "Open, overdue"),
}
Counts = Mapping[str, Mapping[int, int]]
Column = tuple[str, float, Callable[["Figures", int | None], Cell]]


@dataclass(frozen=True)
class Figures:
    """The counts by sort and department, days to answer (None: of all), substance and advice; the sums of before and of
    a year ago, and what became of what was sent."""

    spans: Spans
    at: datetime
    names: Mapping[int, str]
    counts: Counts
    days: Mapping[int | None, Spread]
    marks: Mapping[int, SubstanceLine]
    advice: Counts
    before: Mapping[str, int]
    ago: Mapping[str, int]
    became: Mapping[str, int]
    hides: bool
    public: bool

    @property
    def ids(self) -> list[int]:
        """The departments with anything to tell, by name."""
        found = {each for counts in (*self.counts.values(), *self.advice.values()) for each in counts} | {*self.marks}
        return sorted(found & {*self.names}, key=lambda each: self.names[each].casefold())

    def many(self, sort: str, department_id: int | None = None) -> int:
        """Of a department, or of all."""
        counts = self.counts[sort]
        return sum(counts.values()) if department_id is None else counts.get(department_id, 0)

    def adopted(self, department_id: int | None = None) -> Share:
        """Recommendations adopted, wholly or in part, of those answered."""
        sorts = [self.advice[key] for key in ("adopted", "partly", "declined")]
        n = [sum(each.values()) if department_id is None else each.get(department_id, 0) for each in sorts]
        return Share(n[0] + n[1], sum(n))

    def full(self, department_id: int | None = None) -> Share:
        """Full marks of all marks given."""
        lines = [line for each, line in self.marks.items() if department_id in (None, each)]
        return Share(sum(line.full for line in lines), sum(line.marks for line in lines))

    def read(self, department_id: int | None = None) -> int:
        """Cases that were read for their substance."""
        return sum(line.n for each, line in self.marks.items() if department_id in (None, each))


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    spans = spans_of(session, answers, at)
    period = spans.now
    others = {each: referral_counts(session, who, each, at=at, sorts=OF_PERIOD) for each in dict.fromkeys(spans[1:])}
    read = substance(session, who, period).divided["department"]
    found = Figures(
        spans=spans,
        at=at,
        names={row.id: row.name for row in departments(session, with_inactive=True)},
        counts=referral_counts(session, who, period, at=at),
        days=answer_days(session, who, period),
        marks={int(line.value): line for line in read if line.value != "0"},
        advice=advice_counts(session, who, period),
        before=totals(others[spans.before]),
        ago=totals(others[spans.year_ago]),
        became=sent_and_became(session, who, period),
        hides=not who.may(Right.COUNT_CONFIDENTIAL),
        public=answers.get("version") == "public",
    )
    return Collected(
        figures=found,
        subject=period.name,
        file_name=f"scorecard-{period.first:%Y-%m-%d}-to-{period.last:%Y-%m-%d}.pdf",
        lines=tuple(_lines(found)),
        period=period,
        detail={"first": period.first.isoformat(), "last": period.last.isoformat()},
    )


def _lines(found: Figures) -> list[FigureLine]:
    lines = [_line(sort, NAMED[sort][0], found.many(sort), sort) for sort in SORTS]
    lines.append(_days(found, None, "Days to answer, median"))
    for each in found.ids:
        name = found.names[each]
        for sort in SORTS:
            if n := found.many(sort, each):
                lines.append(_line(f"{sort}.{each}", f"{NAMED[sort][0]}: {name}", n, sort))
        if each in found.days:
            lines.append(_days(found, each, f"Days to answer, median: {name}"))
        if taken := found.adopted(each).part:
            told = TOLD["Advice, adopted"]
            lines.append(counted(f"advice.taken.{each}", f"Adopted: {name}", taken, told, "recommendations"))
        if each in found.marks:
            n = found.marks[each].n
            lines.append(counted(f"substance.department.{each}", f"Cases read: {name}", n, TOLD["Full marks"]))
    return lines


def _line(key: str, name: str, number: int, sort: str) -> FigureLine:
    unit = "chases" if sort == "chased" else "referrals"
    return counted(f"referred.{key}", name, number, TOLD[NAMED[sort][1]], unit)


def _days(found: Figures, department_id: int | None, name: str) -> FigureLine:
    took = found.days[department_id]
    key = "referred.answered" if department_id is None else f"referred.answered.{department_id}"
    value = f"{decimal(took.median)}, P90 {decimal(took.p90)}, n {took.n:,}"
    return FigureLine(key if took.n else "", name, value, TOLD["Median, P90"], took.median, "office days", took.n)


def draw(found: Figures) -> Drawn:
    """The paper across the page: one row a department, a chart, the sums."""
    period = found.spans.now
    story = beginning(
        "Departments side by side", period.name, _sentence(found), hides=found.hides, so_far=found.at < period.end
    )
    if found.ids:
        story += [KeyFigures(_keys(found)), *_tables(found)]
        story += _chart(found) + _compared(found)
    else:
        story.append(Words("Nothing was sent to a department, answered or owed in this period."))
    became = [(name, found.became[key]) for key, name in _BECAME]
    story.append(Balance(became, [("sent", found.became["sent"])]))
    if not found.public:
        story.append(Balance([("sent, by department", found.many("sent"))], [("sent", found.became["sent"])]))
    said = definitions([Definition(*each) for each in DEFINITIONS])
    foot = "Office version, all counts shown."
    return Drawn(f"Scorecard, {period.name}", [*story, *said], corner=("Scorecard",), foot=foot, landscape=True)


_BECAME = (
    ("answered", "answered until now"),
    ("withdrawn", "withdrawn"),
    ("left", "left when the case was closed"),
    ("owed", "owed"),
)


def _sentence(found: Figures) -> str:
    sent, answered, met = (found.many(sort) for sort in ("sent", "answered", "in_target"))
    took = found.days[None]
    days = f", half within {decimal(took.median)} office days" if took.n else ""
    was = f" ({found.spans.before.name}: {share(found.before['in_target'], found.before['answered'])})"
    owed = f"{count(found.many('open'), 'answer is', 'answers are')} owed, {found.many('overdue'):,} overdue"
    rate = f"{share(met, answered)} of {answered:,} answers came in target{was}{days}. " if answered else ""
    return f"{count(sent, 'referral')} sent. {rate}{owed}."


def _keys(found: Figures) -> list[tuple[Cell, str]]:
    answered = found.many("answered")
    figures: list[tuple[Cell, str]] = [
        (found.many("sent"), "sent"),
        (answered, "answered"),
        (Share(found.many("in_target"), answered), "of answers in target"),
    ]
    more: list[tuple[Cell, str]] = [(found.many("open"), "owed now"), (found.many("overdue"), "of these overdue")]
    return figures if found.public else [*figures, *more]


def _tables(found: Figures) -> list[Flowable]:
    """One row a department; for the public in parts, so that a small count in one hides no median of another."""
    head = Head("By department", "n beside each median and share")
    if not found.public:
        return [head, _table(found, [*ANSWERS, *OWED, *SUBSTANCE, *ADVICE])]
    titles = ("Answers", "Sent and owed", "Substance", "Recommendations answered and adopted")
    tables = zip(titles, (ANSWERS, OWED, SUBSTANCE, ADVICE), strict=True)
    parts: list[Flowable] = [each for title, columns in tables for each in (Head(title), _table(found, columns))]
    return parts


def _table(found: Figures, wanted: Sequence[Column]) -> Table:
    columns = [Col("Department", 24), *(Col(title, wide, True) for title, wide, _ in wanted)]
    rows: list[list[Cell]] = [[found.names[each], *(of(found, each) for *_, of in wanted)] for each in found.ids]
    rows.append(["All", *(of(found, None) for *_, of in wanted)])
    return Table(columns, rows, total=True, adds_up=True, size=8)


def _took(found: Figures, each: int | None) -> Spread:
    return found.days.get(each, Spread(None, None, 0))


def _number(sort: str) -> Callable[[Figures, int | None], Cell]:
    return lambda found, each: found.many(sort, each)


ANSWERS: tuple[Column, ...] = (
    ("Answered", 10, _number("answered")),
    ("In target", 10, lambda found, each: Share(found.many("in_target", each), found.many("answered", each))),
    ("Median", 9, lambda found, each: _took(found, each).median),
    ("P90", 7, lambda found, each: _took(found, each).p90),
)
OWED: tuple[Column, ...] = (
    ("Sent", 7, _number("sent")),
    ("Inadequate", 11, _number("inadequate")),
    ("Chases", 9, _number("chased")),
    ("Open", 8, _number("open")),
    ("Overdue", 10, _number("overdue")),
)
SUBSTANCE: tuple[Column, ...] = (
    ("Full marks", 12, lambda found, each: found.full(each)),
    ("n read", 9, lambda found, each: found.read(each)),
)
ADVICE: tuple[Column, ...] = (
    ("Advice", 9, lambda found, each: found.adopted(each).whole),
    ("Adopted", 10, lambda found, each: found.adopted(each).part),
)
"""Each column: its title, its share of the width, its cell of a department or of all."""


def _chart(found: Figures) -> list[Flowable]:
    ids = sorted(found.ids, key=lambda each: -found.many("answered", each))[:MOST_BARS]
    ids = [each for each in ids if found.many("answered", each)]
    if not ids or found.public:
        return []
    met = [found.many("in_target", each) for each in ids]
    late = [found.many("answered", each) - n for each, n in zip(ids, met, strict=True)]
    names = [
        name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"
        for name in map(found.names.get, ids)
        if name
    ]
    return [Head("Answers in target and late"), Chart(BarChart(names, (("In target", met), ("Late", late))))]


def _compared(found: Figures) -> list[Flowable]:
    """The sums against before and a year ago; what is open is as of now and has no before."""
    columns = (Col("Figure", 34), *(Col(span_word(each), 18, True) for each in found.spans))
    rows: list[list[Cell]] = [
        [NAMED[sort][0], found.many(sort), found.before[sort], found.ago[sort]] for sort in OF_PERIOD
    ]
    return [] if found.public else [Head("Against before and a year ago"), Table(columns, rows)]


KIND = ReportKind(
    key="scorecard",
    title="Department scorecard",
    about="All departments side by side: answers in target, days, what is owed, substance, recommendations adopted.",
    icon="clipboard-list",
    questions=(PERIOD,),
    defaults=period_default,
    collect=_collected,
    draw=draw,
    group=Group.ANSWERS,
    issued=True,
    public=True,
)
