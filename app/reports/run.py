"""Make any report: one way for the window and the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.authority import Actor, Right, require
from app.errors import NotFound
from app.queries.chain import head_of_history
from app.queries.office import calendar, office
from app.reports import (
    case_file,
    chase_brief,
    contact_log,
    department,
    designation_letter,
    handover_brief,
    monitoring,
    monthly,
    recommendation_letter,
    referral_letter,
    register,
)
from app.reports.base import Letterhead, Stamp, write
from app.reports.kinds import Answers, Collected, Progress, ReportKind
from app.reports.words import head_words

_PAPERS = (
    monthly,
    monitoring,
    case_file,
    contact_log,
    department,
    referral_letter,
    chase_brief,
    designation_letter,
    handover_brief,
    register,
    recommendation_letter,
)
REPORTS: dict[str, ReportKind] = {each.KIND.key: each.KIND for each in _PAPERS}


class MadeReport(NamedTuple):
    """A report that lies at `path`, and what it says."""

    path: Path
    pages: int
    collected: Collected


def list_reports() -> tuple[ReportKind, ...]:
    """The reports there are, in the order of the gallery."""
    return tuple(REPORTS.values())


def find_report(key: str) -> ReportKind:
    """The report of a key; raises NotFound."""
    if key not in REPORTS:
        raise NotFound(f"There is no report “{key}”. There are: {', '.join(REPORTS)}.")
    return REPORTS[key]


def make_report(
    session: Session,
    who: Actor,
    key: str,
    answers: Answers,
    *,
    path: Path,
    at: datetime,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Progress = lambda *_: None,
) -> MadeReport:
    """Make the report as a PDF at `path`; answers not given are the sensible ones. It takes the place of a file there.

    Raises NotAllowed, NotFound, Invalid (by question), Unavailable (the file cannot be written), Cancelled, and what
    `progress` raises. When it is cancelled or fails, `path` is as it was. The caller keeps the print in
    history (`record_print`).
    """
    require(who, Right.PRINT)
    kind, hours = find_report(key), calendar(session)
    progress(0, 0, "Collecting")
    given = {**kind.defaults(hours.zone, at), **{name: value for name, value in answers.items() if value is not None}}
    collected = kind.collect(session, who, given, at)
    progress(0, 0, "Drawing")
    stamp = Stamp(who.signature, at.astimezone(ZoneInfo(hours.zone)), head_words(head_of_history(session)))
    head = Letterhead.of(office(session))
    return MadeReport(path, write(kind.draw(collected.figures), head, stamp, path, cancelled=cancelled), collected)
