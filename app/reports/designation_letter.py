"""The designation of an acting director on one page, for the Mayor's signature (Q3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right
from app.models import Ended, Made, Role
from app.queries.figures.period import told
from app.queries.office import calendar, office, staff
from app.queries.register_rows import DesignationRow
from app.queries.stamps import signed
from app.reports.base import Drawn, rule
from app.reports.designations import begins, chosen, defaults, ends, file_part, named_for, powers
from app.reports.kinds import Answers, Collected, Group, Question, QuestionKind, ReportKind
from app.reports.parts import Words
from app.reports.tables import Col, Table
from app.reports.text import draw_text
from app.reports.words import day

_WHY: Mapping[Ended, str] = {
    Ended.EARLY_RETURN: "on the Director’s return",
    Ended.REVOKED: "revoked by the Mayor",
    Ended.LAPSED: "since its ground was gone",
}


@dataclass(frozen=True)
class Letter:
    """What the letter says; `mayor` is the Mayor's name, "" where nobody on the staff list is."""

    row: DesignationRow
    office: str
    mayor: str
    zone: str


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    row, zone = chosen(session, who, answers, at), calendar(session).zone
    return Collected(
        figures=collect(session, row, zone),
        subject=f"Designation of {row.name}",
        file_name=f"designation-{file_part(row, zone)}.pdf",
        detail={"designation_id": row.id},
    )


def collect(session: Session, row: DesignationRow, zone: str) -> Letter:
    """The letter of a designation, with who is the Mayor."""
    mayors = [each.name for each in staff(session) if each.role is Role.MAYOR]
    signer = row.by if row.made is Made.BY_MAYOR else (mayors[0] if len(mayors) == 1 else "")
    return Letter(row, str(office(session).get("office", "")), signer, zone)


def draw(letter: Letter) -> Drawn:
    """The paper."""
    row = letter.row
    signature = signed(row.name, acting=True, acting_for=row.for_name)
    parts: list[Flowable] = [
        Words("Office of the Mayor", size=10, after=1),
        Words("Designation of an Acting Director", size=20, bold=True, after=8, leading=1.15),
        Words(_said(letter), size=11, after=10),
        Table((Col("", 24), Col("", 76)), _facts(letter), size=10),
        Words(_powers(letter), size=10.5, before=6, after=8),
        Words(_end(letter), size=10.5, after=8),
        Words(f"Every act done under this designation is signed “{signature}”.", size=10.5, after=30),
        _Lines((f"{letter.mayor}, Mayor" if letter.mayor else "Mayor", "Date")),
        _Lines((f"{row.name}, received", "Date")),
        Words(_made(letter), size=8, before=2),
    ]
    foot = f"Designation {row.id}, {row.instrument}."
    return Drawn("Designation of an Acting Director", parts, corner=(row.instrument,), foot=foot)


def _said(letter: Letter) -> str:
    row = letter.row
    office_of = letter.office or "the office"
    for_whom = f"for {row.for_name}, Director, who is away" if row.for_name else "while the place of Director is vacant"
    return f"{row.name}, Associate, is designated to act as Director of the {office_of} {for_whom}."


def _facts(letter: Letter) -> list[list[str]]:
    row, zone = letter.row, letter.zone
    kept = powers(row)
    facts = [
        ["Acting Director", row.name],
        ["For", named_for(row)],
        ["From", begins(row, zone)],
        ["Until", ends(row.until_at, zone)],
        ["Instrument", f"{row.instrument}, {told(row.instrument_on)}"],
        ["Powers kept back", _sentence("; ".join(kept)) if kept else "None."],
    ]
    if row.ended_why is not None:
        facts.insert(4, ["Ended early", f"{ends(row.ends_at, zone)}, {_WHY[row.ended_why]}"])
    return facts


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _powers(letter: Letter) -> str:
    row = letter.row
    lacks = "save those kept back above, and may not" if row.kept_back else "but may not"
    words = f"The Acting Director has the powers of the Director, {lacks} make appointments or designate another."
    if not row.for_name:
        return words
    return f"{words} " + (
        f"{row.for_name} may direct as well in these days."
        if row.director_directs
        else f"{row.for_name} does not direct in these days."
    )


def _end(letter: Letter) -> str:
    whose = "when the return of the Director is recorded" if letter.row.for_name else "when a Director takes the place"
    return f"The designation ends by itself at its hour; earlier {whose}, or when the Mayor revokes it."


def _made(letter: Letter) -> str:
    row = letter.row
    if row.made is Made.BY_MAYOR:
        return f"Made by {row.by}, Mayor, under their own account on {day(row.made_at, letter.zone)}."
    return f"Recorded by {row.by} from the Mayor’s memo on {day(row.made_at, letter.zone)}."


class _Lines(Flowable):
    """Two lines to write on, with what goes there below: a signature and its date."""

    def __init__(self, below: tuple[str, str]) -> None:
        super().__init__()
        self.said = below

    def wrap(self, across: float, _down: float) -> tuple[float, float]:
        """ReportLab asks how much room it takes."""
        self.width = across
        return across, 52.0

    def draw(self) -> None:
        """Draw the lines and the words."""
        canvas: Any = self.canv
        for first, last, words in ((0.0, 0.62, self.said[0]), (0.7, 1.0, self.said[1])):
            rule(canvas, first * self.width, last * self.width, 34, 0.8)
            draw_text(canvas, first * self.width, 22, words, 9)


KIND = ReportKind(
    key="designation-letter",
    title="Designation letter",
    about="The Mayor’s designation of an acting director, to be signed.",
    icon="stamp",
    questions=(Question("designation", "Designation", QuestionKind.DESIGNATION),),
    defaults=defaults,
    collect=_collected,
    draw=draw,
    group=Group.LETTERS,
    right=Right.READ_REGISTER,
)
