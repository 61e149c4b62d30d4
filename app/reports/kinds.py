"""What a report is: its questions, what it collects, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlmodel import Session

from app.authority import Actor
from app.queries.figures import Period
from app.reports.base import Drawn

Answers = Mapping[str, Any]
Progress = Callable[[int, int, str], object]
"""Told (done, total, what); raises to stop."""


class QuestionKind(StrEnum):
    """How an answer is given: "2026-10", "2026-10-05", one of the choices, true or false, a case's number or id,
    a designation's id or "" for the one in force, a department's id, the number of a referral or "" for the newest."""

    MONTH = "month"
    DAY = "day"
    CHOICE = "choice"
    CHECK = "check"
    CASE = "case"
    DESIGNATION = "designation"
    RECOMMENDATION = "recommendation"
    DEPARTMENT = "department"
    NUMBER = "number"


@dataclass(frozen=True)
class Question:
    """One question of a report; `choices` are (value, words)."""

    key: str
    label: str
    kind: QuestionKind
    choices: tuple[tuple[str, str], ...] = ()


class FigureLine(NamedTuple):
    """A figure beside the preview: its key for `ids_behind` ("" when it counts nothing), name, value, definition."""

    key: str
    name: str
    value: str
    definition: str = ""


@dataclass(frozen=True)
class Collected:
    """What was read for a report, ready to be drawn without the database.

    `subject` stands in the window's head, `file_name` is proposed for saving; `detail` goes to history (no names).
    """

    figures: Any
    subject: str
    file_name: str
    lines: tuple[FigureLine, ...] = ()
    period: Period | None = None
    case_id: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ReportKind:
    """A report that can be asked for by its key."""

    key: str
    title: str
    about: str
    icon: str
    questions: tuple[Question, ...]
    defaults: Callable[[str, datetime], dict[str, Any]]
    collect: Callable[[Session, Actor, Answers, datetime], Collected]
    draw: Callable[[Any], Drawn]
