"""The letter of a referral, or of its last chase, as it was recorded (Q5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor
from app.errors import Invalid
from app.queries.office import calendar
from app.queries.referrals import ReferralRow, chases_of, referral
from app.reports.base import Drawn
from app.reports.kinds import Answers, Collected, Group, Question, QuestionKind, ReportKind
from app.reports.parts import Words
from app.reports.referred import chosen, subject_of
from app.reports.referred import defaults as _defaults
from app.reports.words import day

REFERRAL, CHASE = "referral", "chase"


@dataclass(frozen=True)
class Letter:
    """The letter: `number` of the chase, 0 for the referral itself."""

    row: ReferralRow
    words: str
    at: datetime
    number: int
    zone: str


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    del at
    row = chosen(session, who, answers)
    letter = collect(session, who, row.id, last_chase=answers.get("which") == CHASE)
    part = f"-chase-{letter.number}" if letter.number else ""
    return Collected(
        figures=letter,
        subject=f"Referral {row.number} of {row.case_number}",
        file_name=f"referral-{row.case_number}-{row.number}{part}.pdf",
        case_id=row.case_id,
        detail={"referral_id": row.id, "chase": letter.number},
    )


def collect(session: Session, who: Actor, referral_id: int, *, last_chase: bool = False) -> Letter:
    """The text as it was recorded; raises NotFound, Invalid where it was never chased."""
    row, zone = referral(session, who, referral_id), calendar(session).zone
    if not last_chase:
        return Letter(row, row.words, row.sent_at, 0, zone)
    own = [each for each in chases_of(session, who, row.case_id) if each[0] == row.number]
    if not own:
        raise Invalid({"which": "This referral was not chased yet."})
    _, number, at, words, _ = own[-1]
    return Letter(row, words, at, number, zone)


def draw(letter: Letter) -> Drawn:
    """The paper."""
    row = letter.row
    what = f"Reminder {letter.number} of referral {row.number}" if letter.number else f"Referral {row.number}"
    parts: list[Flowable] = [
        Words(day(letter.at, letter.zone), size=10, after=14),
        Words(row.to, size=11, bold=True, after=14),
        Words(f"Case {row.case_number}: {subject_of(row)}", size=12, bold=True, after=2, leading=1.2),
        Words(f"{what}. Your answer is due on {day(row.due_at, letter.zone)}.", size=10, after=14),
        *(Words(each, size=10.5, after=8) for each in letter.words.split("\n") if each.strip()),
    ]
    return Drawn(f"Referral {row.case_number}", parts, corner=(f"Case {row.case_number}",), foot=f"{what}.")


def _with_choice(zone: str, at: datetime) -> dict[str, Any]:
    return _defaults(zone, at) | {"which": REFERRAL}


KIND = ReportKind(
    key="referral-letter",
    title="Letter of a referral",
    about="The words of a referral or of its last chase, on the office’s paper.",
    icon="mail-open",
    questions=(
        Question("case", "Case", QuestionKind.CASE),
        Question("number", "Referral", QuestionKind.NUMBER),
        Question("which", "Letter", QuestionKind.CHOICE, ((REFERRAL, "The referral"), (CHASE, "The last chase"))),
    ),
    defaults=_with_choice,
    collect=_collected,
    draw=draw,
    group=Group.LETTERS,
)
