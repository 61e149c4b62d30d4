"""The brief from the Director to the head of a department, when chases did not help (Q5): one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app import presets
from app.authority import Actor
from app.errors import Invalid
from app.queries.chasing import Speed, ladder
from app.queries.letters import chase_values
from app.queries.office import calendar
from app.queries.referrals import ReferralRow, chases_of, referral
from app.reports.base import Drawn, rule
from app.reports.kinds import Answers, Collected, Group, Question, QuestionKind, ReportKind
from app.reports.parts import Head, Words
from app.reports.referred import chosen, defaults, director_name
from app.reports.tables import Col, Table
from app.reports.text import draw_text
from app.reports.words import day, decimal, moment, word


@dataclass(frozen=True)
class Brief:
    """What it says; `steps` are (what, when, how)."""

    row: ReferralRow
    words: str
    subject: str
    signer: str
    steps: tuple[tuple[str, str, str], ...]
    speed: Speed
    zone: str
    at: datetime


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    row = chosen(session, who, answers)
    return Collected(
        figures=collect(session, who, row.id, at=at),
        subject=f"Brief on {row.case_number}",
        file_name=f"brief-{row.case_number}-{row.number}.pdf",
        case_id=row.case_id,
        detail={"referral_id": row.id},
    )


def collect(session: Session, who: Actor, referral_id: int, *, at: datetime) -> Brief:
    """The brief on a referral that runs; raises NotFound, Invalid where the answer is there."""
    row, found = referral(session, who, referral_id), ladder(session, who, [referral_id], at=at)
    if not found:
        raise Invalid({"number": "This referral is not open any more, so there is nothing to ask for."})
    zone = calendar(session).zone
    key = "brief" if row.late(at) else "brief_early"
    subject, words = presets.letter(key, chase_values(session, who, row.id, at=at))
    steps = [("Referred", moment(row.sent_at, zone), word(row.how))]
    steps += [("Received there", moment(row.acknowledged_at, zone), "")] if row.acknowledged_at else []
    steps += [("Answer due", moment(row.due_at, zone), "")]
    for number, chase, when, _, how in chases_of(session, who, row.case_id):
        steps += [(f"Reminder {chase}", moment(when, zone), word(how))] if number == row.number else []
    return Brief(row, words, subject, director_name(session, who), tuple(steps), found[0].speed, zone, at)


def draw(brief: Brief) -> Drawn:
    """The paper."""
    row = brief.row
    parts: list[Flowable] = [
        Words(day(brief.at, brief.zone), size=10, after=8),
        Words(f"{row.head}\n{row.to}" if row.head and row.level is None else row.to, size=11, after=10),
        Words(brief.subject, size=14, bold=True, after=10, leading=1.2),
        *(Words(each, size=10.5, after=8) for each in brief.words.split("\n") if each.strip()),
        Head("What was asked, and when"),
        Table((Col("What", 40), Col("When", 38), Col("How", 22)), [list(each) for each in brief.steps], size=9.5),
        Words(_speed(brief.speed, official=row.level is not None), size=9, before=6, after=30),
        _Signature(brief.signer or "Director"),
    ]
    return Drawn(
        f"Brief on {row.case_number}", parts, corner=(f"Case {row.case_number}",), foot=f"Referral {row.number}."
    )


def _speed(speed: Speed, *, official: bool) -> str:
    taken = speed.taken
    target = "We count on answers from there in" if official else "The department’s target is"
    if not taken.n:
        return f"{target} {speed.target} office days. No referral was answered there in the last 365 days."
    return (
        f"{target} {speed.target} office days. Of what we referred there in the last 365 days and had "
        f"answered, half took no more than {decimal(taken.median)} office days, nine in ten no more than "
        f"{decimal(taken.p90)} (n {taken.n:,}); {speed.inadequate:,} of {taken.n:,} answers would not do."
    )


class _Signature(Flowable):
    """A line to sign on, with the name below."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.said = (name,)

    def wrap(self, across: float, _down: float) -> tuple[float, float]:
        """ReportLab asks how much room it takes."""
        self.width = across
        return across, 40.0

    def draw(self) -> None:
        """Draw the line and the name."""
        canvas: Any = self.canv
        rule(canvas, 0, 0.55 * self.width, 26, 0.8)
        draw_text(canvas, 0, 14, self.said[0], 9)


KIND = ReportKind(
    key="chase-brief",
    title="Brief to a head",
    about="From the Director to the head of a department that did not answer, on one page.",
    icon="megaphone",
    questions=(Question("case", "Case", QuestionKind.CASE), Question("number", "Referral", QuestionKind.NUMBER)),
    defaults=defaults,
    collect=_collected,
    draw=draw,
    group=Group.LETTERS,
)
