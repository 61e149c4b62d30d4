"""Which cases of a month are read, and by whom: nobody reads what they own, closed or told the resident of (Q6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Select, and_, select
from sqlmodel import Session

from app.authority import Actor, Right, actor, require, sees_case
from app.errors import Invalid, NotFound
from app.models import Case, Decision, Move, ReadFor, Review, ReviewKind, Sample, Status, SubstanceReview, table_of
from app.queries.figures.period import Period, month
from app.queries.office import calendar, staff
from app.queries.register import away
from app.queries.substance_draw import drawn, fingerprint, rank

MANY = 500


class Frame(NamedTuple):
    """The cases of a month, id → number: those read anyway, and those to draw from."""

    reopened: Mapping[int, str]
    complaints: Mapping[int, str]
    closed: Mapping[int, str]


class Draw(NamedTuple):
    """A case that is to be read, with why."""

    case_id: int
    number: str
    why: ReadFor


class DrawCheck(NamedTuple):
    """A draw repeated: whether it is from the same cases still, and whether it draws those that were read."""

    same_cases: bool
    same_draw: bool


def month_of(session: Session, said: str) -> Period:
    """The month of "2026-10". Raises Invalid."""
    try:
        year, number = (int(part) for part in said.split("-"))
        return month(calendar(session).zone, year, number)
    except ValueError:
        raise Invalid({"month": "Give the month as 2026-10."}) from None


def frame_of(session: Session, period: Period) -> Frame:
    """All cases of the month, confidential ones too: what is drawn does not hang on who draws."""
    m, r = table_of(Move).c, table_of(Review).c
    in_month = and_(m.at >= period.start, m.at < period.end)
    reopened = _cases(session, select(m.case_id).where(m.became == Status.REOPENED, in_month))
    marked = and_(r.asked_at >= period.start, r.asked_at < period.end)
    stands = r.decision.is_(None) | (r.decision != Decision.WITHDRAWN)
    complained = _cases(session, select(r.case_id).where(r.kind == ReviewKind.COMPLAINT, marked, stands))
    closed = _cases(session, select(m.case_id).where(m.became == Status.CLOSED, in_month))
    complaints = _without(complained, reopened)
    return Frame(reopened, complaints, _without(_without(closed, reopened), complaints))


def _cases(session: Session, ids: Select[tuple[int]]) -> dict[int, str]:
    c = table_of(Case).c
    query = select(c.id, c.number).where(c.id.in_(ids), c.merged_into_id.is_(None))
    return {row[0]: row[1] for row in session.execute(query)}


def _without(cases: Mapping[int, str], others: Collection[int]) -> dict[int, str]:
    return {key: number for key, number in cases.items() if key not in others}


def draw_from(frame: Frame, *, seed: str, size: int) -> list[Draw]:
    """What is read of a month: the sample in the order of the draw, then what was opened again, then complaints."""
    ids = {number: key for key, number in frame.closed.items()}
    found = [Draw(ids[number], number, ReadFor.SAMPLED) for number in drawn(ids, seed=seed, size=size)]
    for why, cases in ((ReadFor.REOPENED, frame.reopened), (ReadFor.COMPLAINT, frame.complaints)):
        found += [Draw(key, number, why) for key, number in sorted(cases.items(), key=lambda pair: pair[1])]
    return found


def check_draw(session: Session, who: Actor, said: str) -> DrawCheck:
    """Repeat the draw of a month from the cases as they are now. Raises NotFound where none was made."""
    require(who, Right.REVIEW_SUBSTANCE)
    sample = sample_of(session, month_of(session, said).first)
    frame = frame_of(session, month_of(session, said))
    same = fingerprint(frame.closed.values()) == sample.fingerprint
    again = {each.case_id for each in draw_from(frame, seed=sample.seed, size=sample.size)}
    return DrawCheck(same, again >= _read(session, sample.month))


def _read(session: Session, first: date) -> set[int]:
    r = table_of(SubstanceReview).c
    return set(session.execute(select(r.case_id).where(r.month == first, r.why == ReadFor.SAMPLED)).scalars())


def sample_of(session: Session, first: date) -> Sample:
    """The sample of the month that begins on a day. Raises NotFound."""
    s = table_of(Sample).c
    found = session.execute(select(s.id).where(s.month == first)).scalar()
    if found is None:
        raise NotFound(f"No cases were drawn for {first:%Y-%m}. Draw them first.")
    return session.get_one(Sample, found)


class Readers:
    """Who may read which case, with what each was given so far."""

    def __init__(self, session: Session, case_ids: Sequence[int], *, at: datetime) -> None:
        self._session = session
        gone = away(session, at)
        actors = (actor(session, row.id, at) for row in staff(session) if row.id not in gone)
        self._readers = [each for each in actors if each.may(Right.REVIEW_SUBSTANCE)]
        self._barred = barred(session, case_ids)
        self._confidential = _confidential(session, case_ids)
        self.given: Counter[int] = Counter()

    def eligible(self, case_id: int, *, but: Iterable[int | None] = ()) -> list[Actor]:
        """Those who may read a case, without some."""
        out = self._barred.get(case_id, set()) | set(but)
        found = [each for each in self._readers if each.id not in out]
        if case_id not in self._confidential:
            return found
        return [each for each in found if sees_case(self._session, each, case_id)]

    def take(self, draw: Draw, seed: str, *, but: Iterable[int | None] = ()) -> int | None:
        """The reader of a case: who was given least, then by lot. None where nobody may read it."""
        found = self.eligible(draw.case_id, but=but)
        if not found:
            return None
        chosen = min(found, key=lambda each: (self.given[each.id], rank(seed, f"{draw.number}|{each.id}")))
        self.given[chosen.id] += 1
        return chosen.id


def barred(session: Session, case_ids: Sequence[int]) -> dict[int, set[int | None]]:
    """Who may not read each case: its owner, who closed it, and who told the resident."""
    c, m = table_of(Case).c, table_of(Move).c
    found: dict[int, set[int | None]] = {}
    for first in range(0, len(case_ids), MANY):
        part = list(case_ids[first : first + MANY])
        for row in session.execute(select(c.id, c.owner_id, c.told_by_id).where(c.id.in_(part))):
            found.setdefault(row[0], set()).update((row[1], row[2]))
        closers = select(m.case_id, m.by_id).where(m.case_id.in_(part), m.became == Status.CLOSED)
        for case_id, by_id in session.execute(closers):
            found.setdefault(case_id, set()).add(by_id)
    return found


def _confidential(session: Session, case_ids: Sequence[int]) -> set[int]:
    c = table_of(Case).c
    query = select(c.id).where(c.confidential, c.id.in_(list(case_ids)))
    return set(session.execute(query).scalars())
