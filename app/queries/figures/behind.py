"""The records behind a figure: as many ids as the figure says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor, Right, hidden_cases
from app.errors import NotFound
from app.models import Channel, Contact, Criterion, LanguageHelp, Outcome, table_of
from app.queries.figures.backlog import backlog_of_department
from app.queries.figures.closings import closings, fell_due
from app.queries.figures.contacts import of_period
from app.queries.figures.directives import directive_behind
from app.queries.figures.flow import open_at, openings, reopenings
from app.queries.figures.hours import contacts_at
from app.queries.figures.own_lists import OWN
from app.queries.figures.period import Period
from app.queries.figures.responses import responses
from app.queries.figures.standing import band_of, standing
from app.queries.figures.substance import marked, unmarked

Found = Callable[[Session, Actor, Period, datetime], list[int]]


class Behind(NamedTuple):
    """What a figure counts: `kind` is case, contact, referral or recommendation; an id stands as often as it counts."""

    kind: str
    ids: list[int]


def ids_behind(session: Session, who: Actor, figure_key: str, period: Period, *, at: datetime) -> list[int]:
    """The ids that a figure counts, as many as the figure says: a case closed twice stands twice.

    Keys: carried_in opened reopened closed carried_out overdue closed.in_target closed.late due due.in_target responses
    told not_told contacts contacts.for_mayor contacts.at_once contacts.outgoing, and with a value at the end:
    opened.category.ID closed.category.ID closed.outcome.NAME closed.owner.ID opened.owner.ID open.owner.ID
    overdue.owner.ID open.band.PLACE open.category.ID open.department.ID open.ward.NAME
    contacts.channel.NAME contacts.category.ID contacts.ward.NAME contacts.language.NAME contacts.help.NAME
    contacts.hour.NUMBER contacts.weekday.NUMBER contacts.taken_by.ID; ID 0 is none.
    Of substance: substance substance.waiting
    substance.category.ID substance.department.ID substance.ward.NAME substance.asker_language.NAME
    substance.why.NAME substance.CRITERION.MARK (one of them is language).
    Of directives: directive.ID.MEASURE, with any or none in place of the id (`figures.directives`).
    Of single reports, as `figures.own_lists` names them: help.KIND and others.
    Of saved custom reports: custom.ID.MEASURE and custom.ID.MEASURE.GROUP (`queries.custom.behind`).
    Raises NotFound for another key.
    """
    return behind(session, who, figure_key, period, at=at).ids


def behind(session: Session, who: Actor, figure_key: str, period: Period, *, at: datetime) -> Behind:
    """The same with the kind of record; raises NotFound for a key that is none.

    Where figures count more than the actor may see, the confidential cases not named to them are left out.
    """
    if figure_key in PLAIN:
        return Behind("case", _listed(session, who, PLAIN[figure_key](session, who, period, at)))
    base, _, rest = figure_key.partition(".")
    by, _, value = rest.partition(".")
    if base == "contacts" and by in ("hour", "weekday") and value.isdecimal():
        when = {"weekday": None, "hour": None} | {by: int(value)}
        return Behind("contact", contacts_at(session, who, period, **when))
    if base == "contacts":
        return Behind("contact", _contacts(session, who, period, by, value))
    if base == "custom":
        from app.queries.custom.behind import custom_behind  # it counts by what stands in this package

        return Behind(*custom_behind(session, who, figure_key, period, at=at))
    if base == "directive":
        return Behind(*directive_behind(session, who, figure_key, period))
    if base in OWN:
        return Behind(*OWN[base](session, who, figure_key, period, at))
    if (base, by) in DIVIDED:
        rows, told = DIVIDED[base, by]
        found = [_id(row) for row in rows(session, who, period, at) if told(row) == value]
        return Behind("case", _listed(session, who, found))
    raise NotFound("There is no such figure.")


class _Placed(NamedTuple):
    id: int
    department_id: int | None


def _listed(session: Session, who: Actor, ids: list[int]) -> list[int]:
    if who.may(Right.SEE_CONFIDENTIAL):
        return ids
    hidden = frozenset(session.execute(hidden_cases(who)).scalars())
    return [each for each in ids if each not in hidden]


def _id(row: Any) -> int:
    number: int = row.id if hasattr(row, "id") else row.case_id
    return number


def _open(session: Session, who: Actor, period: Period, at: datetime) -> list[Any]:
    return list(standing(session, who, period, at=at))


def _by_department(session: Session, who: Actor, period: Period, at: datetime) -> list[Any]:
    del at
    return [_Placed(*row) for row in backlog_of_department(session, who, period)]


def _overdue(session: Session, who: Actor, period: Period, at: datetime) -> list[Any]:
    return [row for row in standing(session, who, period, at=at) if row.overdue]


def _due(session: Session, who: Actor, period: Period, at: datetime) -> list[Any]:
    return list(fell_due(session, who, period, at=at))


def _rows(question: Callable[[Session, Actor, Period], Any]) -> Callable[[Session, Actor, Period, datetime], list[Any]]:
    return lambda session, who, period, _at: list(question(session, who, period))


def _mark_of(criterion: str) -> Callable[[Any], str]:
    return lambda row: str(row.marks[criterion])


def _ids(question: Callable[..., list[Any]], test: Callable[[Any], bool] = lambda _: True) -> Found:
    return lambda session, who, period, at: [_id(row) for row in question(session, who, period, at) if test(row)]


_opened, _reopened, _closed = _rows(openings), _rows(reopenings), _rows(closings)
_answered, _marked = _rows(responses), _rows(marked)
PLAIN: Mapping[str, Found] = {
    "carried_in": lambda session, who, period, _at: open_at(session, who, period.start),
    "opened": _ids(_opened),
    "opened.organizations": _ids(_opened, lambda row: row.organization_id is not None),
    "reopened": _ids(_reopened),
    "closed": _ids(_closed),
    "closed.in_target": _ids(_closed, lambda row: row.in_target is True),
    "closed.late": _ids(_closed, lambda row: row.in_target is False),
    "carried_out": _ids(_open),
    "overdue": _ids(_overdue),
    "due": _ids(_due),
    "due.in_target": _ids(_due, lambda row: row.in_target),
    "responses": _ids(_answered),
    "told": _ids(_closed, lambda row: row.told is True),
    "not_told": _ids(_closed, lambda row: row.told is False),
    "substance": _ids(_marked),
    "substance.waiting": lambda session, who, period, _at: unmarked(session, who, period),
}
DIVIDED: Mapping[tuple[str, str], tuple[Callable[..., list[Any]], Callable[[Any], str]]] = {
    ("opened", "category"): (_opened, lambda row: str(row.category_id or 0)),
    ("opened", "owner"): (_opened, lambda row: str(row.owner_id or 0)),
    ("closed", "category"): (_closed, lambda row: str(row.category_id or 0)),
    ("closed", "owner"): (_closed, lambda row: str(row.owner_id or 0)),
    ("closed", "outcome"): (_closed, lambda row: str((row.outcome or Outcome.NO_OUTCOME_RECORDED).value)),
    ("open", "owner"): (_open, lambda row: str(row.owner_id or 0)),
    ("open", "band"): (_open, lambda row: str(band_of(row.age))),
    ("open", "category"): (_open, lambda row: str(row.category_id or 0)),
    ("open", "department"): (_by_department, lambda row: str(row.department_id or 0)),
    ("open", "ward"): (_open, lambda row: row.ward),
    ("overdue", "owner"): (_overdue, lambda row: str(row.owner_id or 0)),
    ("substance", "category"): (_marked, lambda row: str(row.category_id or 0)),
    ("substance", "department"): (_marked, lambda row: str(row.department_id or 0)),
    ("substance", "ward"): (_marked, lambda row: row.ward),
    ("substance", "asker_language"): (_marked, lambda row: row.language),
    ("substance", "why"): (_marked, lambda row: str(row.why)),
    **{("substance", each.value): (_marked, _mark_of(each.value)) for each in Criterion},
}


def _contacts(session: Session, who: Actor, period: Period, by: str, value: str) -> list[int]:
    t = table_of(Contact).c
    tests: Mapping[str, Callable[[], Any]] = {
        "": lambda: t.id.is_not(None),
        "for_mayor": lambda: t.for_mayor,
        "at_once": lambda: t.answered_at_once,
        "outgoing": lambda: t.direction == "out",
        "channel": lambda: t.channel == Channel(value),
        "category": lambda: t.category_id == int(value) if int(value) else t.category_id.is_(None),
        "ward": lambda: t.ward == value,
        "language": lambda: t.language == value,
        "taken_by": lambda: t.taken_by_id == int(value),
        "help": lambda: t.language_help == LanguageHelp(value),
    }
    try:
        wanted = tests[by]()
    except (KeyError, ValueError):
        raise NotFound("There is no such figure.") from None
    query = select(t.id).where(of_period(who, period, listed=True), wanted)
    return list(session.execute(query.order_by(t.happened_at, t.id)).scalars())
