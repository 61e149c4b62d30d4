"""Make any report: one way for the window and the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.authority import Actor, Right, require
from app.errors import Invalid, NotFound
from app.queries.cases import case_numbers
from app.queries.chain import head_of_history
from app.queries.figures import behind
from app.queries.office import calendar, office
from app.reports import (
    annual,
    backlog,
    case_file,
    chase_brief,
    contact_log,
    contacts,
    council,
    custom,
    department,
    designation_letter,
    handover_brief,
    language_help,
    mayor_queue,
    monitoring,
    monthly,
    person_record,
    promises,
    recommendation_letter,
    recommendations,
    record_history,
    referral_letter,
    register,
    reopened,
    scorecard,
    weekly,
    workload,
)
from app.reports.base import Letterhead, Stamp
from app.reports.formats import Prepared, save
from app.reports.kinds import Answers, Collected, Progress, ReportKind
from app.reports.words import head_words

_PAPERS = (
    monthly,
    council,
    annual,
    weekly,
    mayor_queue,
    monitoring,
    contacts,
    language_help,
    promises,
    recommendations,
    reopened,
    case_file,
    person_record,
    record_history,
    contact_log,
    scorecard,
    department,
    backlog,
    workload,
    referral_letter,
    chase_brief,
    designation_letter,
    handover_brief,
    register,
    recommendation_letter,
    custom,
)
REPORTS: dict[str, ReportKind] = {each.KIND.key: each.KIND for each in _PAPERS}


class MadeReport(NamedTuple):
    """A report that lies at `path`, its pages (0 where there are none), and what it says."""

    path: Path
    pages: int
    collected: Collected


def list_reports() -> tuple[ReportKind, ...]:
    """The reports there are, in the order of the gallery."""
    return tuple(REPORTS.values())


def find_report(key: str) -> ReportKind:
    """The report of a key, "custom:3" for a saved custom one; raises NotFound."""
    base, _, saved = key.partition(":")
    if base == custom.KIND.key and saved.isdecimal():
        return custom.saved_kind(int(saved))
    if key not in REPORTS:
        raise NotFound(f"There is no report “{key}”. There are: {', '.join(REPORTS)}.")
    return REPORTS[key]


def prepare_report(
    session: Session,
    who: Actor,
    key: str,
    answers: Answers,
    *,
    at: datetime,
    progress: Progress = lambda *_: None,
) -> Prepared:
    """Collect a report, so that it can be drawn in any format without the database; answers not given are the sensible
    ones. Raises NotAllowed, NotFound, Invalid (by question), and what `progress` raises."""
    require(who, Right.PRINT)
    kind, hours = find_report(key), calendar(session)
    require(who, kind.right)
    progress(0, 0, "Collecting")
    given = {**kind.defaults(hours.zone, at), **{name: value for name, value in answers.items() if value is not None}}
    public = _is_public(kind, given.get("version"))
    collected = kind.collect(session, _anybody(who) if public else who, given, at)
    collected = replace(collected, public=True, file_name=f"public-{collected.file_name}") if public else collected
    wanted = kind.appendix and given.get("appendix") and not public  # numbers of cases are for inside
    listed = _behind(session, who, collected, at) if wanted else None
    stamp = Stamp(who.signature, at.astimezone(ZoneInfo(hours.zone)), head_words(head_of_history(session)))
    return Prepared(kind, collected, Letterhead.of(office(session)), stamp, listed)


def _is_public(kind: ReportKind, version: object) -> bool:
    """Whether the public version is asked for. Raises Invalid: nobody gets all counts who meant another version."""
    if version not in (None, "", "office", "public"):
        raise Invalid({"version": f"“{str(version)[:40]}” is no version. Choose office or public."})
    if version == "public" and not kind.public:
        raise Invalid({"version": f"“{kind.title}” has no version for the public. Choose another report."})
    return version == "public"


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
    """Make the report at `path`, in the format of its ending. It takes the place of a file there.

    Raises as `prepare_report` and `save` do. When it is cancelled or fails, `path` is as it was. The caller keeps the
    print in history (`record_print`).
    """
    prepared = prepare_report(session, who, key, answers, at=at, progress=progress)
    progress(0, 0, "Drawing")
    return MadeReport(path, save(prepared, path, cancelled=cancelled).pages, prepared.collected)


def _anybody(who: Actor) -> Actor:
    """Somebody who may make reports and knows of no confidential case, neither as its owner nor by name."""
    known = {right for right in Right if who.may(right)} - {Right.SEE_CONFIDENTIAL, Right.COUNT_CONFIDENTIAL}
    return replace(who, id=0, held=frozenset(known))


def _behind(session: Session, who: Actor, collected: Collected, at: datetime) -> dict[str, tuple[str, ...]]:
    """The numbers of the cases behind each figure that counts cases, each once, as far as this actor may see them."""
    period = collected.period
    if period is None:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for line in collected.lines:
        listed = behind(session, who, line.key, period, at=at) if line.key else None
        if listed is not None and listed.kind == "case":
            found[line.name] = tuple(case_numbers(session, who, list(dict.fromkeys(listed.ids))))
    return found
