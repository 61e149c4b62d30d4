"""What came back: cases reopened, residents who had to ask again, and what was solved at first contact (Q6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right
from app.queries.cases import CaseRow, case_rows
from app.queries.figures import Period
from app.queries.figures.returns import (
    Reopening,
    Repeat,
    closed_by_category,
    closed_in,
    first_contacts,
    matters,
    reopened_of,
    repeats_by_category,
    repeats_of,
    settled_by_category,
)
from app.queries.office import categories, departments
from app.reports.base import Definition, Drawn
from app.reports.cells import Cell, Share
from app.reports.common import PERIOD, Spans, beginning, period_default, span_word, spans_of
from app.reports.kinds import Answers, Collected, FigureLine, Group, ReportKind, counted
from app.reports.parts import Balance, Head, KeyFigures, Words, definitions
from app.reports.tables import Col, Table
from app.reports.words import count, local, share

MOST = 40
NONE = {"category": "No category", "department": "No department"}
DEFINITIONS = (
    (
        "Reopened",
        "Of the closings of the period, those after which the case was opened again within 30 calendar days. What was "
        "closed in the last 30 days may still be opened again.",
    ),
    (
        "Repeat contact",
        "Of the cases received in the period, 14 days ago or more, those with a second contact from the public within "
        "14 days of receipt. Undone contacts and those of machines are not counted.",
    ),
    (
        "At first contact",
        "Contacts from the public that stand without a case and were answered at once, of all that the public brought: "
        "these, the other contacts without a case, and the cases received.",
    ),
    ("Category, department", "The category on file on the day of issue, and the department of the category."),
)
TOLD = dict(DEFINITIONS)
Counts = Mapping[int | None, int]


@dataclass(frozen=True)
class Sides:
    """Of each category the part and the whole of one of the three figures."""

    part: Counts
    whole: Counts

    @property
    def share(self) -> Share:
        """Of all categories."""
        return Share(sum(self.part.values()), sum(self.whole.values()))


@dataclass(frozen=True)
class Span:
    """The three figures of a period."""

    reopened: Sides
    repeat: Sides
    first: Sides


@dataclass(frozen=True)
class Figures:
    """The figures of the period and of those it is compared with, what the sums are held against, and the cases."""

    spans: Spans
    at: datetime
    now: Span
    before: Span
    ago: Span
    closed: int
    alone: int
    received: int
    names: Mapping[str, Mapping[int, str]]
    homes: Mapping[int, int | None]
    again: tuple[Reopening, ...]
    repeats: tuple[Repeat, ...]
    cases: Mapping[int, CaseRow]
    hides: bool


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    spans = spans_of(session, answers, at)
    period, kinds = spans.now, categories(session, with_inactive=True)
    of = {each: _span(session, who, each, at) for each in dict.fromkeys(spans)}  # of a year two are the same
    again = reopened_of(session, who, period, listed=True)[-MOST:][::-1]
    repeats = repeats_of(session, who, period, at=at, many=MOST)
    ids = [*dict.fromkeys([*(row.case_id for row in again), *(row.case_id for row in repeats)])]
    alone, received = matters(session, who, period)
    found = Figures(
        spans=spans,
        at=at,
        now=of[spans.now],
        before=of[spans.before],
        ago=of[spans.year_ago],
        closed=closed_in(session, who, period),
        alone=alone,
        received=received,
        names={
            "category": {row.id: row.name for row in kinds},
            "department": {row.id: row.name for row in departments(session, with_inactive=True)},
        },
        homes={row.id: row.department_id for row in kinds},
        again=tuple(again),
        repeats=tuple(repeats),
        cases={row.id: row for row in case_rows(session, who, ids, at=at)},
        hides=not who.may(Right.COUNT_CONFIDENTIAL),
    )
    return Collected(
        figures=found,
        subject=period.name,
        file_name=f"reopened-{period.first:%Y-%m-%d}-to-{period.last:%Y-%m-%d}.pdf",
        lines=tuple(_lines(found)),
        period=period,
        detail={"first": period.first.isoformat(), "last": period.last.isoformat()},
    )


def _span(session: Session, who: Actor, period: Period, at: datetime) -> Span:
    again: dict[int | None, int] = {}
    for row in reopened_of(session, who, period):
        again[row.category_id] = again.get(row.category_id, 0) + 1
    first = first_contacts(session, who, period)
    return Span(
        Sides(again, closed_by_category(session, who, period)),
        Sides(repeats_by_category(session, who, period, at=at), settled_by_category(session, who, period, at=at)),
        Sides({row.category_id: row.part for row in first}, {row.category_id: row.whole for row in first}),
    )


NAMED = (("again", "Reopened"), ("repeat", "Repeat contact"), ("at_once", "At first contact"))


def _lines(found: Figures) -> list[FigureLine]:
    lines = []
    for (key, name), sides in zip(NAMED, _three(found.now), strict=True):
        unit = "contacts" if key == "at_once" else "cases"
        part, whole = sides.share
        lines.append(counted(f"returns.{key}", name, part, TOLD[name], unit))
        rate = f"{share(part, whole)} of {whole:,}"
        lines.append(FigureLine("", f"{name}, share", rate, TOLD[name], sides.share.value, "share", whole))
        for by in ("category", "department"):
            for each, (some, _) in _by(found, sides, by):
                if some:
                    told = f"{name}: {found.names[by].get(each, NONE[by])}"
                    lines.append(counted(f"returns.{key}.{by}.{each}", told, some, TOLD[name], unit))
    return lines


def _three(span: Span) -> tuple[Sides, Sides, Sides]:
    return span.reopened, span.repeat, span.first


def _by(found: Figures, sides: Sides, by: str) -> list[tuple[int, tuple[int, int]]]:
    """Part and whole by category or department (0 is none)."""
    sums: dict[int, tuple[int, int]] = {}
    for each in {*sides.part, *sides.whole}:
        place = each if by == "category" else found.homes.get(each or 0)
        part, whole = sums.get(place or 0, (0, 0))
        sums[place or 0] = (part + sides.part.get(each, 0), whole + sides.whole.get(each, 0))
    return sorted(sums.items(), key=lambda one: (-one[1][0], -one[1][1], one[0]))


def draw(found: Figures) -> Drawn:
    """The paper: the three figures, each by category and department, and the cases."""
    period, (part, whole) = found.spans.now, found.now.reopened.share
    story = beginning("What came back", period.name, _sentence(found), hides=found.hides, so_far=found.at < period.end)
    story += [KeyFigures(_keys(found)), *_compared(found)]
    story += [*_divided(found, "category"), *_divided(found, "department")]
    story.append(Balance([("reopened", part), ("not", whole - part)], [("closed", found.closed)]))
    brought = found.now.first.share
    solved = [("solved at first contact", brought.part), ("not", brought.whole - brought.part)]
    story.append(Balance(solved, [("contacts without a case", found.alone), ("cases received", found.received)]))
    story += [*_again(found), *_repeats(found), *definitions([Definition(*each) for each in DEFINITIONS])]
    foot = "Inside the office only: it names cases."
    return Drawn(f"What came back, {period.name}", story, corner=("Reopened and repeat",), foot=foot)


def _sentence(found: Figures) -> str:
    part, whole = found.now.reopened.share
    if not whole:
        return "No case was closed in this period."
    was = found.before.reopened.share
    before = f" ({found.spans.before.name}: {share(*was)} of {was.whole:,})" if was.whole else ""
    again, of = found.now.repeat.share
    asked = f" In {again:,} of {count(of, 'case')} somebody had to ask again within 14 days." if of else ""
    return f"{part:,} of {whole:,} closings were opened again within 30 days, {share(part, whole)}{before}.{asked}"


def _keys(found: Figures) -> list[tuple[Cell, str]]:
    words = ("of closings reopened within 30 days", "of cases with a repeat contact", "solved at first contact")
    told = zip(_three(found.now), words, strict=True)
    return [(sides.share, f"{said}, n {sides.share.whole:,}") for sides, said in told]


def _compared(found: Figures) -> list[Flowable]:
    spans = (found.now, found.before, found.ago)
    columns = [Col("Figure", 34)]
    columns += [Col(title, 11, True) for each in found.spans for title in (span_word(each), "n")]
    rows: list[list[Cell]] = [
        [name, *(cell for span in spans for cell in (_three(span)[place].share, _three(span)[place].share.whole))]
        for place, (_, name) in enumerate(NAMED)
    ]
    head = Head("Against before and a year ago", f"{found.spans.before.name}; {found.spans.year_ago.name}")
    return [head, Table(columns, rows)]


def _divided(found: Figures, by: str) -> list[Flowable]:
    sides = [dict(_by(found, each, by)) for each in _three(found.now)]
    places = sorted({each for one in sides for each in one}, key=lambda each: found.names[by].get(each, "~"))
    columns = [Col(by.capitalize(), 26)]
    for title, of in (("Reopened", "of closed"), ("Repeat", "of cases"), ("At first", "of all")):
        columns += [Col(title, 10, True), Col(of, 10, True), Col("Share", 7, True)]
    rows: list[list[Cell]] = []
    for each in places:
        pairs = [one.get(each, (0, 0)) for one in sides]
        rows.append([found.names[by].get(each, NONE[by]), *(cell for pair in pairs for cell in (*pair, Share(*pair)))])
    sums = [each.share for each in _three(found.now)]
    rows.append(["All", *(cell for one in sums for cell in (one.part, one.whole, one))])
    return [Head(f"By {by}"), Table(columns, rows, total=True, adds_up=True, size=8)]


def _again(found: Figures) -> list[Flowable]:
    many, zone = found.now.reopened.share.part, found.spans.now.zone
    head = Head("Reopened within 30 days", f"{count(many, 'closing')}, the newest first")
    if not found.again:
        return [head, Words("None." if not many else "None that the issuer may see.")]
    columns = (Col("Case", 12), Col("Subject", 38), Col("Owner", 18), Col("Closed", 18), Col("Days until", 9, True))
    rows: list[list[Cell]] = []
    for row in found.again:
        days = (local(row.reopened_at, zone).date() - local(row.closed_at, zone).date()).days
        rows.append([*_case(found, row.case_id), local(row.closed_at, zone).date(), days])
    return [head, Table(columns, rows, size=8), *_more(many, len(rows))]


def _repeats(found: Figures) -> list[Flowable]:
    many, zone = found.now.repeat.share.part, found.spans.now.zone
    head = Head("Contacted again within 14 days", f"{count(many, 'case')}, the newest first")
    if not found.repeats:
        return [head, Words("None." if not many else "None that the issuer may see.")]
    columns = (Col("Case", 12), Col("Subject", 38), Col("Owner", 18), Col("Received", 18), Col("Contacts", 9, True))
    rows: list[Sequence[Cell]] = [
        [*_case(found, row.case_id), local(row.received_at, zone).date(), row.contacts] for row in found.repeats
    ]
    return [head, Table(columns, rows, size=8), *_more(many, len(rows))]


def _case(found: Figures, case_id: int) -> list[Cell]:
    row = found.cases[case_id]
    return [row.number, row.subject, row.owner or "Nobody"]


def _more(many: int, shown: int) -> list[Flowable]:
    return [Words(f"… and {many - shown:,} more.", size=8)] if many > shown else []


KIND = ReportKind(
    key="reopened",
    title="Reopened and repeat",
    about="Cases reopened within 30 days, repeat contacts within 14, and what was solved at first contact.",
    icon="rotate-ccw",
    questions=(PERIOD,),
    defaults=period_default,
    collect=_collected,
    draw=draw,
    group=Group.ANSWERS,
    appendix=True,
)
