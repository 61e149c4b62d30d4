"""The register of a year on paper: appointments, absences, designations, and who recorded each (Q1, Q2, Q3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right
from app.errors import Invalid
from app.models import Ended, Made
from app.queries.figures.period import told
from app.queries.office import calendar
from app.queries.register import year, year_counts
from app.queries.register_rows import AbsenceRow, AppointmentRow, DesignationRow, State, Year
from app.reports.base import Drawn
from app.reports.cells import Cell
from app.reports.designations import powers
from app.reports.kinds import Answers, Collected, Group, Question, QuestionKind, ReportKind
from app.reports.parts import Balance, Head, Words
from app.reports.tables import Col, Table
from app.reports.words import count, local, word
from app.workdays import Term, day_of, first_monday, last_day, term_of

YEARS = (("-1", "The year before"), ("0", "The year that runs"), ("1", "The coming year"))
RULE = (
    "A year of appointments runs from the first Monday of February to the day before the next one. The last day named "
    "is included. An acting director is designated by the Mayor, within an absence of the Director or a vacancy."
)
_STATES = {State.TO_COME: "to come", State.IN_FORCE: "in force", State.OVER: "over"}
_ENDS = {Ended.EARLY_RETURN: "early return", Ended.REVOKED: "revoked", Ended.LAPSED: "lapsed"}


@dataclass(frozen=True)
class Register:
    """What stands in the register of a year, how many of each counted by itself, and the office's zone for its days."""

    year: Year
    counts: tuple[int, int, int]
    zone: str


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    del zone, at
    return {"year": "0"}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    figures = collect(session, who, by=_by(answers.get("year")), at=at)
    term = figures.year.term
    return Collected(
        figures=figures,
        subject=f"{told(term.first)} to {told(term.last)}",
        file_name=f"register-{term.first:%Y}.pdf",
        detail={"first": term.first.isoformat(), "last": term.last.isoformat()},
    )


def _by(given: Any) -> int:
    try:
        return int(given or 0)
    except ValueError as error:
        raise Invalid({"year": "Choose one of the years offered."}) from error


def collect(session: Session, who: Actor, *, by: int, at: datetime) -> Register:
    """The register of the year of appointments that lies `by` years from that of `at`; NotAllowed without the right."""
    zone = calendar(session).zone
    first = first_monday(term_of(day_of(at, zone)).first.year + by)
    term = Term(first, term_of(first).last)
    return Register(year(session, who, term=term, at=at), year_counts(session, who, term=term), zone)


def draw(register: Register) -> Drawn:
    """The paper: three tables, each with its number."""
    found, zone = register.year, register.zone
    span = f"{told(found.term.first)} to {told(found.term.last)}"
    away = sorted((*found.director_away, *found.others_away), key=lambda row: row.from_at)
    parts: list[Flowable] = [
        Words("Register of appointments, absences and designations", size=10, after=1),
        Words(span, size=20, bold=True, after=6, leading=1.15),
        Words(RULE, size=8, after=8),
        Head("Appointments", count(len(found.appointments), "appointment")),
        _appointments(found.appointments, zone),
        Head("Absences", count(len(away), "absence")),
        _absences(away, zone),
        Head("Designations", count(len(found.designations), "designation")),
        _designations(found.designations, zone),
        _sums((len(found.appointments), len(away), len(found.designations)), register.counts),
    ]
    return Drawn(f"Register, {span}", parts, corner=("Register",), foot="Inside the office only: it names reasons.")


def _sums(listed: tuple[int, int, int], counts: tuple[int, int, int]) -> Balance:
    """What is listed, against what there is of each by questions of their own."""
    names = ("appointments", "absences", "designations")
    return Balance([("listed", sum(listed))], list(zip(names, counts, strict=True)))


def _table(columns: tuple[Col, ...], rows: list[list[Cell]]) -> Flowable:
    return Table(columns, rows, size=8) if rows else Words("None in this year.", size=9, after=6)


def _appointments(rows: tuple[AppointmentRow, ...], zone: str) -> Flowable:
    columns = (Col("Who", 28), Col("As", 12), Col("Order", 22), Col("From", 14), Col("To", 14), Col("State", 10))
    lines: list[list[Cell]] = []
    for row in rows:
        span = [day_of(row.from_at, zone), last_day(row.ends_at, zone)]
        lines.append([row.name, word(row.role), row.instrument or "number missing", *span, _STATES[row.state]])
    return _table(columns, lines)


def _absences(rows: list[AbsenceRow], zone: str) -> Flowable:
    columns = (Col("Who", 20), Col("From", 20), Col("To", 20), Col("Why", 24), Col("Deputy", 16))
    lines: list[list[Cell]] = []
    for row in rows:
        kind = "away" if row.kind is None else word(row.kind)
        why = f"{kind}: {row.words}" if row.words else kind
        until: Cell = "no end yet" if row.ends_at is None else _moment(row.ends_at, zone, end=True)
        lines.append([row.name or "The place is vacant", _moment(row.from_at, zone), until, why, row.deputy])
    return _table(columns, lines)


def _designations(rows: tuple[DesignationRow, ...], zone: str) -> Flowable:
    columns = (
        *(Col("Acting", 15), Col("For", 16), Col("Instrument", 16), Col("From", 13), Col("To", 13)),
        *(Col("Kept back", 14), Col("Recorded", 14), Col("End", 10)),
    )
    return _table(columns, [_designation(row, zone) for row in rows])


def _designation(row: DesignationRow, zone: str) -> list[Cell]:
    by = "by the Mayor" if row.made is Made.BY_MAYOR else f"{row.by}, from the memo"
    end = _ENDS[row.ended_why] if row.ended_why is not None else "by itself" if row.state is State.OVER else ""
    paper = f"{row.instrument}, {_day(row.instrument_on)}"
    span = [_moment(row.from_at, zone), _moment(row.ends_at, zone, end=True)]
    kept = ", ".join(powers(row)) or "none"
    return [row.name, row.for_name or "vacant place", paper, *span, kept, by, end or _STATES[row.state]]


def _moment(at: datetime, zone: str, *, end: bool = False) -> date | datetime:
    """A day, with the time of day where the office does not begin or end it whole."""
    moment = local(at, zone)
    if moment.hour == moment.minute == 0:
        return last_day(at, zone) if end else moment.date()
    return moment


def _day(day: date) -> str:
    """Short enough for a column: "Nov 16, 2026"."""
    return f"{day:%b} {day.day}, {day.year}"


KIND = ReportKind(
    key="register",
    title="Register",
    about="Appointments, absences and designations of a year.",
    icon="stamp",
    questions=(Question("year", "Year of appointments", QuestionKind.CHOICE, YEARS),),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.WORK,
    right=Right.READ_REGISTER,
)
