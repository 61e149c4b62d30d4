"""The letter that puts a recommendation before a department, with the cases that show it and its effect (Q7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor
from app.errors import Invalid
from app.models import RecommendationStatus, Status
from app.queries.case_paper import places_hidden
from app.queries.figures.period import told
from app.queries.office import calendar, office
from app.queries.recommendation_effect import DEFINITIONS, Effect, effect
from app.queries.recommendations import EvidenceRow, RecommendationRow, evidence, recommendation, recommendations
from app.reports.base import Definition, Drawn
from app.reports.charts import BarChart, Chart
from app.reports.kinds import Answers, Collected, Group, Question, QuestionKind, ReportKind
from app.reports.parts import Head, Words, definitions
from app.reports.tables import Col, Table
from app.reports.words import count, day, decimal, share, short_day, word

_SAID: Mapping[RecommendationStatus, str] = {
    RecommendationStatus.ADOPTED: "adopted",
    RecommendationStatus.PARTLY: "adopted in part",
    RecommendationStatus.DECLINED: "declined",
}

SECRET = "Not printed: a confidential address"


@dataclass(frozen=True)
class RecommendationLetter:
    """What the letter says; `measured` is None while there is no date of effect, or no category to measure."""

    row: RecommendationRow
    cases: tuple[EvidenceRow, ...]
    measured: Effect | None
    office: str
    signature: str
    zone: str
    at: datetime


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    letter = collect(session, who, _chosen(session, who, answers), at=at)
    return Collected(
        figures=letter,
        subject=f"Recommendation {letter.row.number}",
        file_name=f"recommendation-{letter.row.number}.pdf",
        detail={"recommendation_id": letter.row.id},
    )


def _chosen(session: Session, who: Actor, answers: Answers) -> int:
    """The recommendation of an id, else the newest. Raises Invalid where there is none."""
    if answers.get("recommendation"):
        return int(answers["recommendation"])
    rows = recommendations(session, who)
    if not rows:
        raise Invalid({"recommendation": "There is no recommendation yet. Draft one on the page Recommendations."})
    return rows[0].id


def collect(session: Session, who: Actor, recommendation_id: int, *, at: datetime) -> RecommendationLetter:
    """The letter of a recommendation with the cases that may leave the office: no confidential one. Raises NotFound."""
    row = recommendation(session, who, recommendation_id)
    try:
        measured = effect(session, who, recommendation_id, at=at)
    except Invalid:  # not in effect yet, or nothing to measure
        measured = None
    shown = evidence(session, who, recommendation_id, printed=True)
    secret = places_hidden(session, [each.id for each in shown])
    cases = tuple(_bare(each) if each.id in secret else each for each in shown)
    named = str(office(session).get("office", ""))
    return RecommendationLetter(row, cases, measured, named, who.signature, calendar(session).zone, at)


def _bare(row: EvidenceRow) -> EvidenceRow:
    """Without its matter, which could name an address that is never printed."""
    return row._replace(subject=SECRET)


def draw(letter: RecommendationLetter) -> Drawn:
    """The paper."""
    row = letter.row
    parts: list[Flowable] = [
        *_addressed(letter),
        Words(f"Recommendation {row.number}", size=10, after=1),
        Words(row.title, size=17, bold=True, after=8, leading=1.2),
        *(Words(each, size=10.5, after=6) for each in row.words.split("\n") if each.strip()),
        *_asked(letter),
        *_shown(letter),
        *_answered(letter),
        *_measured(letter),
    ]
    foot = f"Recommendation {row.number}. Confidential cases are not listed."
    return Drawn(f"Recommendation {row.number}", parts, subject=row.title, corner=(f"No. {row.number}",), foot=foot)


def _addressed(letter: RecommendationLetter) -> list[Flowable]:
    row = letter.row
    to = f"{row.head}, {row.department}" if row.head else row.department
    draft = "Draft, not sent" if row.sent_at is None else day(row.sent_at, letter.zone)
    if row.status is RecommendationStatus.WITHDRAWN:
        draft = f"Withdrawn: {row.reason}"
    return [
        Words(draft, size=10, after=8),
        Words(f"To {to}", size=10.5, after=1),
        Words(f"From the {letter.office}" if letter.office else "", size=10.5, after=12),
    ]


def _asked(letter: RecommendationLetter) -> list[Flowable]:
    if letter.row.answered_at is not None:
        return []
    asked = "Please let us know whether the department adopts this, in part or in full, from when on, or why not."
    return [Words(asked, size=10.5, before=4, after=14), Words(letter.signature, size=10.5, bold=True, after=6)]


def _shown(letter: RecommendationLetter) -> list[Flowable]:
    if not letter.cases:
        return []
    hint = count(len(letter.cases), "case")
    columns = (Col("Case", 15), Col("Received", 15), Col("Matter", 42), Col("Category", 16), Col("Stands", 16))
    rows = [_case(each, letter.zone) for each in letter.cases]
    return [Head("The cases that show it", hint), Table(columns, rows)]


def _case(row: EvidenceRow, zone: str) -> list[str]:
    stands = word(row.outcome) if row.status is Status.CLOSED else word(row.status)
    when = f"{stands}, {short_day(row.closed_at, zone)}" if row.closed_at else stands
    return [row.number, short_day(row.received_at, zone), row.subject, row.category, when]


def _answered(letter: RecommendationLetter) -> list[Flowable]:
    row = letter.row
    if row.answered_at is None or row.status not in _SAID:
        return []
    begins = f", in effect from {told(row.effective_on)}" if row.effective_on else ""
    head = Head("The department’s answer", f"{_SAID[row.status]}{begins}")
    return [head, Words(f"{day(row.answered_at, letter.zone)}: {row.answer}", size=10, after=8)]


def _measured(letter: RecommendationLetter) -> list[Flowable]:
    found = letter.measured
    if found is None:
        return []
    columns = (Col("", 30), Col("Before", 35, number=True), Col("After", 35, number=True))
    long = (found.after.period.last - found.after.period.first).days + 1
    return [
        Head("Before and after", f"{found.category}, {count(long, 'day')} on each side"),
        Words(found.words, size=10, after=6),
        Words("Cases received a month", size=8.5, bold=True, after=2, keep=True),
        Chart(months_chart(found)),
        Table(columns, effect_rows(found)),
        *definitions([Definition(*each) for each in DEFINITIONS]),
    ]


def months_chart(found: Effect) -> BarChart:
    """A month has a bar of each side that it has days of: none stands at nought for the other."""
    before = [each.before if each.period.first < found.effective_on else None for each in found.months]
    after = [each.after if each.period.last >= found.effective_on else None for each in found.months]
    return BarChart([f"{each.period.first:%b}" for each in found.months], [("Before", before), ("After", after)])


def effect_rows(found: Effect) -> list[list[str]]:
    """The figures before and after, each with n, for paper and window alike."""
    sides = (found.before, found.after)
    return [
        ["Days", *(f"{told(each.period.first)} to {told(each.period.last)}" for each in sides)],
        ["Cases received, n", *(f"{each.received:,}" for each in sides)],
        ["Cases per 30 days", *(decimal(each.per_month) for each in sides)],
        ["Resolution, median business days", *(f"{decimal(each.median)} (n {each.closed:,})" for each in sides)],
        ["Closed within target", *(_part(each.in_target, each.with_target) for each in sides)],
        ["Repeat contact within 14 days", *(_part(each.repeat, each.settled) for each in sides)],
    ]


def _part(part: int, whole: int) -> str:
    return f"{share(part, whole)} ({part:,} of {whole:,})"


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    del zone, at
    return {"recommendation": ""}


KIND = ReportKind(
    key="recommendation-letter",
    title="Recommendation letter",
    about="A recommendation to a department, with the cases that show it and its effect.",
    icon="clipboard-list",
    questions=(Question("recommendation", "Recommendation", QuestionKind.RECOMMENDATION),),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.LETTERS,
)
