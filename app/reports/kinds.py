"""What a report is: its questions, what it collects, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlmodel import Session

from app.authority import Actor, Right
from app.queries.figures import Period
from app.reports.base import Drawn

Answers = Mapping[str, Any]
Progress = Callable[[int, int, str], object]
"""Told (done, total, what); raises to stop."""


class QuestionKind(StrEnum):
    """How an answer is given: "2026-10", "2026-10-05", one of the choices, true or false, a case's number or id,
    a designation's id or "" for the one in force, a department's or category's id, the number of a referral or "" for
    the newest, a period as `reports.periods.read_period` takes it, a person's id, the id of a saved custom report, what
    is left out of a copy ({"keep": words that stay, "also": words that go too, "confirmed": bool}), words."""

    MONTH = "month"
    DAY = "day"
    CHOICE = "choice"
    CHECK = "check"
    CASE = "case"
    DESIGNATION = "designation"
    RECOMMENDATION = "recommendation"
    DEPARTMENT = "department"
    CATEGORY = "category"
    NUMBER = "number"
    PERIOD = "period"
    PERSON = "person"
    CUSTOM = "custom"
    REDACTION = "redaction"
    WORDS = "words"


class Group(StrEnum):
    """Where a report stands in the gallery."""

    COUNCIL = "Council and Mayor"
    ANSWERS = "Timely and good"
    PUBLIC = "Contacts and language"
    WORK = "Work in the office"
    RECORDS = "Records"
    LETTERS = "Letters and briefs"
    CUSTOM = "Custom reports"


@dataclass(frozen=True)
class Question:
    """One question of a report; `choices` are (value, words)."""

    key: str
    label: str
    kind: QuestionKind
    choices: tuple[tuple[str, str], ...] = ()


class FigureLine(NamedTuple):
    """A figure with all that makes it one: its key for `behind`, the question that lists what it counts ("" when there
    is no such list), name, value as read, definition; the bare number with its unit ("cases", "office days", "share"),
    and of how many it was made."""

    key: str
    name: str
    value: str
    definition: str = ""
    number: float | None = None
    unit: str = ""
    n: int | None = None


def counted(key: str, name: str, number: int, definition: str, unit: str = "cases") -> FigureLine:
    """The line of a count."""
    return FigureLine(key, name, f"{number:,}", definition, number, unit, number)


@dataclass(frozen=True)
class Collected:
    """What was read for a report, ready to be drawn without the database.

    `public` tells that small counts are not shown; `faults` are sentences for which it must not be issued as it is.
    `subject` stands in the window's head, `file_name` is proposed for saving; `detail` goes to history (no names).
    """

    figures: Any
    subject: str
    file_name: str
    lines: tuple[FigureLine, ...] = ()
    period: Period | None = None
    case_id: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    public: bool = False
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportKind:
    """A report that can be asked for by its key: what it asks, how its figures are collected and how they are drawn.

    `appendix` adds the question whether the numbers of the cases behind each figure follow at the end; `issued` tells
    that it may be issued with a number; `public` that it has a public version: its tables hold typed counts, and every
    sentence with a count in it is marked `inside`. Who makes it needs `right`, besides the one to print.
    """

    key: str
    title: str
    about: str
    icon: str
    questions: tuple[Question, ...]
    defaults: Callable[[str, datetime], dict[str, Any]]
    collect: Callable[[Session, Actor, Answers, datetime], Collected]
    draw: Callable[[Any], Drawn]
    group: Group = Group.RECORDS
    appendix: bool = False
    issued: bool = False
    public: bool = False
    right: Right = Right.PRINT

    @property
    def asks(self) -> tuple[Question, ...]:
        """Its own questions, and those that many share."""
        return (*self.questions, *((VERSION,) if self.public else ()), *((APPENDIX,) if self.appendix else ()))


APPENDIX = Question("appendix", "Cases behind the figures", QuestionKind.CHECK)
VERSION = Question(
    "version", "Version", QuestionKind.CHOICE, (("office", "For the office, all counts"), ("public", "For the public"))
)
