"""The Mayor's queue of the day: messages intended for the Mayor, with who asks, the case, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right
from app.models import Disposition
from app.queries.figures import Period
from app.queries.figures.mayor import MANY, MayorRow, QueueCounts, came, done, queue_counts, waiting_at_end
from app.queries.office import calendar
from app.reports.base import Definition, Drawn
from app.reports.cells import Cell
from app.reports.common import beginning
from app.reports.kinds import Answers, Collected, FigureLine, Group, Question, QuestionKind, ReportKind, counted
from app.reports.parts import Balance, Head, KeyFigures, Words, definitions
from app.reports.periods import read_period
from app.reports.tables import Col, Table
from app.reports.words import clock, count, local, moment, word

SMALL, LONGEST = 7.5, 240
WORDS = {
    Disposition.READ.value: "Read",
    Disposition.ANSWERED.value: "Answered",
    Disposition.HANDED.value: "Handed to the office",
    Disposition.CALL_BACK.value: "To be called back",
    Disposition.NOTED.value: "Noted",
    "at_once": "Answered at once",
    "closed": "Case closed",
}
DEFINITIONS = (
    (
        "Message for the Mayor",
        "A contact that the public began and that was marked as meant for the Mayor, by whatever channel it came.",
    ),
    (
        "Done",
        "The Mayor or who directs said what was done with it (read, answered, handed to the office, noted), or the "
        "office answered it at once or closed its case.",
    ),
    ("Waits", "Nothing of that yet, or it is to be called back."),
)
TOLD = dict(DEFINITIONS)
NOTHING_WAITS = "Nothing waits from before."


@dataclass(frozen=True)
class Figures:
    """The day: what came, what was done of what had come before, what still waits; as far as it may be listed."""

    day: Period
    at: datetime
    counts: QueueCounts
    came: tuple[MayorRow, ...]
    done: tuple[MayorRow, ...]
    waiting: tuple[MayorRow, ...]
    unlisted: int
    waits_unlisted: int
    cut: bool
    hides: bool


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    return {"day": at.astimezone(ZoneInfo(zone)).date().isoformat()}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    asked = read_period(answers["day"], calendar(session).zone, at, field="day")
    day = Period(asked.first, asked.first, asked.zone)
    counts, arrived = queue_counts(session, who, day), came(session, who, day)
    left = waiting_at_end(session, who, day)
    here = {each.id for each in arrived}
    found = Figures(
        day=day,
        at=at,
        counts=counts,
        came=tuple(arrived),
        done=tuple(each for each in done(session, who, day) if each.id not in here),
        waiting=tuple(each for each in left if each.id not in here),
        unlisted=counts.came - len(arrived),
        waits_unlisted=0 if len(left) >= MANY else counts.waiting - len(left),
        cut=MANY <= len(left) < counts.waiting,
        hides=not who.may(Right.COUNT_CONFIDENTIAL),
    )
    return Collected(
        figures=found,
        subject=day.name,
        file_name=f"mayors-queue-{day.first:%Y-%m-%d}.pdf",
        lines=tuple(_lines(found)),
        period=day,
        detail={"day": day.first.isoformat()},
    )


def _lines(found: Figures) -> list[FigureLine]:
    counts = found.counts
    lines = [
        counted("mayor.waited", "Waited in the morning", counts.waited, TOLD["Waits"], "contacts"),
        counted("mayor.came", "Came", counts.came, TOLD["Message for the Mayor"], "contacts"),
        counted("mayor.done", "Done", counts.done, TOLD["Done"], "contacts"),
        counted("mayor.waiting", "Wait in the evening", counts.waiting, TOLD["Waits"], "contacts"),
    ]
    for kind, number in sorted(counts.dispositions.items()):
        lines.append(counted(f"mayor.done.{kind}", WORDS[kind], number, TOLD["Done"], "contacts"))
    return lines


def draw(found: Figures) -> Drawn:
    """The paper of the figures."""
    counts = found.counts
    so_far = found.at < found.day.end
    story = beginning("The Mayor’s queue", found.day.name, _sentence(counts), hides=found.hides, so_far=so_far)
    figures: list[tuple[Cell, str]] = [
        (counts.waited, "waited in the morning"),
        (counts.came, "came in the day"),
        (counts.done, "done in the day"),
        (counts.waiting, "wait still"),
    ]
    story.append(KeyFigures(figures))
    hint = count(len(found.came), "message")
    story += _listed(
        found, "Came in the day", hint, found.came, "" if found.unlisted else "Nothing came for the Mayor."
    )
    story += _unlisted(found.unlisted, "came")
    story += _listed(found, "Done in the day, from before", count(len(found.done), "message"), found.done, "")
    shown = count(len(found.waiting), "message")
    shown = f"the {len(found.waiting):,} oldest of {counts.waiting:,} that wait" if found.cut else shown
    story += _listed(found, "Waits from before", shown, found.waiting, "" if found.waits_unlisted else NOTHING_WAITS)
    story += _unlisted(found.waits_unlisted, "wait" if found.waits_unlisted > 1 else "waits")
    kinds = [(WORDS[kind].lower(), number) for kind, number in sorted(counts.dispositions.items())]
    story += [
        Balance([("waited", counts.waited), ("came", counts.came)], [("done", counts.done), ("wait", counts.waiting)]),
        *([Balance(kinds, [("done", counts.done)])] if kinds else []),
        *definitions([Definition(*each) for each in DEFINITIONS]),
    ]
    name = f"The Mayor’s queue, {found.day.name}"
    return Drawn(name, story, corner=("For the Mayor",), foot="For the Mayor and the office; it names residents.")


def _sentence(counts: QueueCounts) -> str:
    said = (
        f"{count(counts.came, 'message')} came for the Mayor, {counts.done:,} {'was' if counts.done == 1 else 'were'}"
    )
    return f"{said} done, {counts.waiting:,} still wait{'s' if counts.waiting == 1 else ''}."


def _unlisted(many: int, verb: str) -> list[Flowable]:
    """What is counted and not to be listed: a list without it must not say that there is nothing."""
    told = f"{count(many, 'confidential message')} more {verb} and may not be listed here."
    return [Words(told, size=8)] if many else []


def _listed(found: Figures, title: str, hint: str, rows: tuple[MayorRow, ...], empty: str) -> list[Flowable]:
    if not rows:
        return [Head(title), Words(empty)] if empty else []
    columns = (
        Col("Came", 12),
        Col("Who", 18),
        Col("What", 34),
        Col("Case", 14),
        Col("Answer or disposition", 22),
    )
    return [Head(title, hint), Table(columns, [_row(found, each) for each in rows], size=SMALL)]


def _row(found: Figures, each: MayorRow) -> list[Cell]:
    zone = found.day.zone
    here = local(each.happened_at, zone)
    at = clock(each.happened_at, zone) if here.date() == found.day.first else _day(here, found)
    language = f" ({each.language})" if each.language not in ("", "English") else ""
    who = f"{each.asker or 'Nobody by name'}{language}, {word(each.channel).lower()}"
    what = " ".join(each.words.split())
    what = what if len(what) <= LONGEST else f"{what[: LONGEST - 1].rstrip()}…"
    case = ", ".join(part for part in (each.number, word(each.case_status), each.owner) if part) or "No case"
    return [at, who, what, case, disposition_words(each, zone)]


def _day(here: datetime, found: Figures) -> str:
    year = "" if here.year == found.day.first.year else f", {here.year}"
    return f"{here:%b} {here.day}{year}"


def disposition_words(each: MayorRow, zone: str) -> str:
    """What was done: "Answered: Thursday suits. A. Mayor, Nov 18, 2026, 10:24 AM"."""
    if each.disposition is not None:
        said = f"{WORDS[each.disposition.value]}{f': {each.answer}' if each.answer else ''}"
        return f"{said.rstrip('.')}. {each.by}, {moment(each.at, zone)}"
    if each.at_once:
        return WORDS["at_once"]
    if each.done_at is not None:
        return f"{WORDS['closed']}: {word(each.outcome).lower()}" if each.outcome else WORDS["closed"]
    return "Waits"


KIND = ReportKind(
    key="mayor-queue",
    title="The Mayor’s queue",
    about="Messages meant for the Mayor on a day: who, what, the case, and the answer or what was done.",
    icon="inbox",
    questions=(Question("day", "Day", QuestionKind.DAY),),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.COUNCIL,
)
