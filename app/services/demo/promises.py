"""Promises of the made-up office: most were kept, some moved, a few broken, and some are to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlmodel import Session

from app.authority import Actor
from app.models import Case, Promise, PromiseState, Status, table_of
from app.queries.case_filter import OPEN
from app.queries.office import calendar
from app.services.bulk import insert_many, last_id
from app.services.history import line_of, values
from app.workdays import OfficeCalendar

DAY = timedelta(days=1)
BACK, SHARE, SHARE_OPEN, FEW = 365 * DAY, 0.3, 0.12, 14
"""Closings that are looked back on; the share of cases with a promise, closed and open; open ones in the least."""
MOVED, BROKEN = 0.2, 0.07
WORDS = (
    "A crew comes and looks at it",
    "We call with what the department answers",
    "The truck comes back",
    "The light is mended",
    "A letter with the answer goes out",
    "Somebody calls about the permit",
)
WHY = ("The crew was called to a storm.", "The part did not come.", "Nobody called; it was overlooked.")
HOWS = ("phone", "phone", "email", "walk_in")


def make_promises(session: Session, *, seed: int, now: datetime) -> None:
    """Write those of cases closed in the last year, then those that are open."""
    rng, hours = Random(seed + 5), calendar(session)
    settled = _Settled(rng, hours, last_id(session, Promise))
    insert_many(session, Promise, (row for case in session.execute(_closed(now)) for row in settled.of(case)))
    insert_many(session, Promise, list(_coming(session, rng, hours, now)))


def _case(*wanted: Any) -> Select[Any]:
    c = table_of(Case).c
    told = (c.owner_id.is_not(None), c.confidential.is_(False))
    return select(c.id, c.owner_id, c.received_at, c.closed_at).where(*told, *wanted).order_by(c.id)


def _closed(now: datetime) -> Select[Any]:
    c = table_of(Case).c
    return _case(c.status == Status.CLOSED, c.closed_at > now - BACK).execution_options(yield_per=2_000)


class _Settled:
    """Rows of promises that are over; the one that takes the place of another is written before it."""

    def __init__(self, rng: Random, hours: OfficeCalendar, last: int) -> None:
        self._rng, self._hours, self._last = rng, hours, last

    def of(self, case: Any) -> Iterator[dict[str, Any]]:
        """None for most cases, two where a date was moved."""
        length = case.closed_at - case.received_at
        if length < 2 * DAY or self._rng.random() > SHARE:
            return
        told = self._hours.next_opening(case.received_at + length * 0.2)
        wanted = self._hours.next_opening(told + length * 0.5)
        due = min(_evening(wanted, self._hours), case.closed_at)
        if told >= due:
            return
        fate, self._last = self._rng.random(), self._last + 1
        kept = self._row(case, told, due, self._rng.choice(WORDS), self._rng.choice(HOWS))
        if fate < BROKEN:
            yield kept | {"state": PromiseState.BROKEN, "settled_at": due, "settled_words": self._rng.choice(WHY)}
        elif fate < BROKEN + MOVED and due + DAY < case.closed_at:
            yield from self._moved(case, kept)
        else:
            yield kept | {"state": PromiseState.KEPT, "settled_at": self._before(told, due)}

    def _moved(self, case: Any, old: dict[str, Any]) -> Iterator[dict[str, Any]]:
        at, due = self._before(old["told_at"], old["due_at"]), min(_evening(old["due_at"] + DAY, self._hours), case[3])
        self._last += 1
        new = self._row(case, at, due, old["words"], old["how"])
        yield new | {"state": PromiseState.KEPT, "settled_at": self._before(at, due)}
        yield old | {"state": PromiseState.MOVED, "settled_at": at, "moved_to_id": self._last}

    def _before(self, told: datetime, due: datetime) -> datetime:
        """Some hours before the date was over."""
        return max(told, due - timedelta(minutes=self._rng.randint(8 * 60, 14 * 60)))

    def _row(self, case: Any, told: datetime, due: datetime, words: str, how: str) -> dict[str, Any]:
        made = _row(self._last, case, told, due, words, how)
        return made | {"settled_by_id": case.owner_id}


def _row(number: int, case: Any, told: datetime, due: datetime, words: str, how: str) -> dict[str, Any]:
    known = {"id": number, "case_id": case.id, "contact_id": None, "words": words, "how": how, "due_at": due}
    known |= {"told_at": told, "made_at": told, "by_id": case.owner_id, "state": PromiseState.OPEN}
    return known | {"settled_at": None, "settled_by_id": None, "settled_words": "", "moved_to_id": None}


def _evening(at: datetime, hours: OfficeCalendar) -> datetime:
    """The end of the local day of an instant, as a date without an hour is kept."""
    zone = ZoneInfo(hours.zone)
    return _end(at.astimezone(zone).date(), zone)


def _end(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(23, 59), zone).astimezone(UTC)


def _coming(session: Session, rng: Random, hours: OfficeCalendar, now: datetime) -> Iterator[dict[str, Any]]:
    """Those told for these days: the first is late, one is for this afternoon, then today, tomorrow and so on."""
    c, zone = table_of(Case).c, ZoneInfo(hours.zone)
    newest = _case(c.status.in_(OPEN), c.received_at < now - DAY).order_by(None).order_by(c.received_at.desc())
    cases, number = session.execute(newest).all(), last_id(session, Promise)
    today = now.astimezone(zone).date()
    for place, case in enumerate(cases[: max(FEW, int(SHARE_OPEN * len(cases)))]):
        day = (place // 3 if place < FEW else rng.randint(1, 12)) - (1 if place == 0 else 0)
        due = now + timedelta(hours=4) if place == 2 else _end(today + day * DAY, zone)
        told = max(case.received_at, hours.next_opening(now - 3 * DAY) if place < FEW else now - 3 * DAY)
        yield _row(number + place + 1, case, min(told, now), due, WORDS[place % len(WORDS)], HOWS[place % len(HOWS)])


def promise_lines(session: Session, people: Mapping[int, Actor]) -> Iterator[dict[str, Any]]:
    """History of the making, in the order of time; one that took the place of another has no line of its own."""
    p = table_of(Promise).c
    instead = select(p.moved_to_id).where(p.moved_to_id.is_not(None))
    query = select(p.id, p.case_id, p.words, p.due_at, p.how, p.told_at, p.made_at, p.by_id)
    query = query.where(p.id.not_in(instead)).order_by(p.made_at, p.id)
    for row in session.execute(query.execution_options(yield_per=1_000)):
        told = values({"words": row.words, "due_at": row.due_at, "how": row.how, "told_at": row.told_at})
        yield _line(people[row.by_id], "promised", row.case_id, row.made_at, {"promise_id": row.id} | told)


def settled_lines(session: Session, people: Mapping[int, Actor]) -> Iterator[dict[str, Any]]:
    """History of what became of them, in the order of time."""
    p, other = table_of(Promise), table_of(Promise).alias()
    query = select(p, other.c.due_at.label("new_due")).select_from(p.outerjoin(other, other.c.id == p.c.moved_to_id))
    query = query.where(p.c.settled_at.is_not(None)).order_by(p.c.settled_at, p.c.id)
    verbs = {PromiseState.KEPT: "kept promise", PromiseState.MOVED: "moved promise"}
    for row in session.execute(query.execution_options(yield_per=1_000)):
        detail = {"promise_id": row.id, "state": ["open", row.state.value], "words": row.words}
        if row.new_due is not None:
            detail["due_at"] = [row.due_at.isoformat(), row.new_due.isoformat()]
        verb, detail = verbs.get(row.state, "broke promise"), detail | {"reason": row.settled_words}
        yield _line(people[row.settled_by_id], verb, row.case_id, row.settled_at, detail)


def _line(who: Actor, verb: str, case_id: int, at: datetime, detail: Mapping[str, Any]) -> dict[str, Any]:
    return line_of(who, verb, "case_record", case_id, at, detail)
