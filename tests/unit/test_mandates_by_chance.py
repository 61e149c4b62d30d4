"""Mandates by chance: appointments, absences, designations, returns and acts in any order, under any clock."""

from __future__ import annotations

import atexit
import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Engine, func, select, update
from sqlmodel import Session
from sqlmodel import select as rows_of

from app.authority import Actor, Right, actor
from app.errors import AppError, NotAllowed
from app.models import Absence, Appointment, Case, Designation, Event, Made, Role, table_of
from app.queries.designating import what_happens
from app.services.absences import end_absence, record_absence
from app.services.appointments import appoint, end_appointment
from app.services.cases import assign_cases, open_case
from app.services.designations import designate, note_turns, revoke
from app.services.office import add_staff, set_up_office
from app.store import open_engine
from app.upgrade import upgrade
from app.workdays import OfficeCalendar, end_of, start_of
from tests.factories import KEY

ZONE = "America/New_York"
FOUNDED = datetime(2026, 2, 3, 15, tzinfo=UTC)
STARTS = [date(2026, 3, 6), date(2026, 10, 30), date(2028, 2, 26), date(2027, 1, 25)]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Span = tuple[datetime, datetime]
NEVER = datetime(2100, 1, 1, tzinfo=UTC)


@cache
def engine() -> Engine:
    """One empty office in a real file for all examples; nothing of an example is ever committed."""
    folder = Path(tempfile.mkdtemp(prefix="liaison-mandates-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = open_engine(folder / "office.liaison", KEY)
    upgrade(made, KEY, backups=folder, at=FOUNDED)
    with Session(made) as s:
        set_up_office(
            s,
            office={"city": "Halbrook", "state": "MA"},
            calendar=OfficeCalendar().to_json(),
            departments=[],
            categories=[],
            staff={"name": "Margaret Mulcahy", "login": "mmulcahy", "role": Role.DIRECTOR},
            at=FOUNDED,
        )
        me = actor(s, 1, FOUNDED)
        roles = (Role.MAYOR, Role.CLERK, Role.ASSOCIATE, Role.ASSOCIATE)
        for n, role in enumerate(roles):
            add_staff(s, me, fields={"name": f"N. N. {n}", "login": f"nn{n}", "role": role}, at=FOUNDED)
        open_case(s, me, fields={"subject": "Pothole"}, anonymous=True, at=FOUNDED)
        s.commit()
    return made


DIRECTOR, MAYOR, CLERK, FIRST, SECOND = range(1, 6)
PEOPLE = [DIRECTOR, MAYOR, CLERK, FIRST, SECOND]
people, associates = st.sampled_from(PEOPLE), st.sampled_from([FIRST, SECOND])
steps = st.sampled_from([HOUR, 5 * HOUR, DAY, 3 * DAY, 14 * DAY])
ahead = st.sampled_from([-DAY, timedelta(0), HOUR, DAY, 6 * DAY])


class Mandates(RuleBasedStateMachine):
    """The office under a clock that may be set back; what is judged is judged again here in plain Python."""

    @initialize(first=st.sampled_from(STARTS), long=st.sampled_from([3 * DAY, 14 * DAY, None]), acts=st.booleans())
    def begin(self, first: date, long: timedelta | None, acts: bool) -> None:
        self.s = Session(engine())
        self.clock = start_of(first, ZONE) + 14 * HOUR
        self.over: set[int] = set()
        held = update(table_of(Appointment)).values(from_at=FOUNDED, until_at=self.clock + 900 * DAY)
        self.s.execute(held)
        short = held.values(until_at=self.clock + 20 * DAY)
        self.s.execute(short.where(table_of(Appointment).c.staff_id.in_([FIRST, SECOND])))
        fields = {"staff_id": DIRECTOR, "kind": "illness", "from_at": self.clock - HOUR}
        fields["until_at"] = None if long is None else self.clock + long
        record_absence(self.s, self.me(MAYOR), fields=fields, at=self.clock)
        if acts:
            self.the_mayor_designates(MAYOR, FIRST, 2 * DAY, also=False)

    def teardown(self) -> None:
        if hasattr(self, "s"):
            self.s.close()

    def me(self, staff_id: int) -> Actor:
        return actor(self.s, staff_id, self.clock)

    @property
    def now(self) -> datetime:
        """The latest moment that history knows: time as the office has lived it."""
        newest = self.s.execute(select(func.max(table_of(Event).c.at))).scalar()
        return max(self.clock, newest or self.clock)

    @contextlib.contextmanager
    def attempt(self) -> Iterator[None]:
        """An act that may be refused, and then leaves nothing behind."""
        point = self.s.begin_nested()
        try:
            yield
            point.commit()
        except AppError:
            point.rollback()
            self.s.expire_all()

    # what happens

    @rule(step=steps)
    def time_passes(self, step: timedelta) -> None:
        self.clock += step

    @rule(step=steps)
    def the_clock_is_set_back(self, step: timedelta) -> None:
        self.clock -= step

    @rule(who=st.sampled_from([MAYOR, CLERK]), first=ahead, long=steps, is_open=st.booleans())
    def somebody_records_that_the_director_is_away(
        self, who: int, first: timedelta, long: timedelta, is_open: bool
    ) -> None:
        until = None if is_open else self.now + first + long
        fields = {"staff_id": DIRECTOR, "kind": "vacation", "from_at": self.now + first, "until_at": until}
        with self.attempt():
            record_absence(self.s, self.me(who), fields=fields, at=self.clock)

    @rule(who=st.sampled_from([MAYOR, CLERK]), whom=associates, long=steps, also=st.booleans())
    def the_mayor_designates(self, who: int, whom: int, long: timedelta, also: bool) -> None:
        """For what is left of the absence, as it is usually done."""
        now, running = self.now, [each for each in self.s.exec(rows_of(Absence)) if each.ended_at is None]
        for of in running:
            begin = max(of.from_at, now)
            self.designates(who, whom, of, begin, min(begin + long, of.until_at or NEVER), also)

    @rule(who=people, whom=st.sampled_from([FIRST, SECOND, CLERK]), first=ahead, long=steps, data=st.data())
    def somebody_designates(self, who: int, whom: int, first: timedelta, long: timedelta, data: st.DataObject) -> None:
        of = data.draw(st.sampled_from(list(self.s.exec(rows_of(Absence)))))
        self.designates(who, whom, of, self.now + first, self.now + first + long, False)

    def designates(self, who: int, whom: int, of: Absence, begin: datetime, until: datetime, also: bool) -> None:
        now = self.now
        fields: dict[str, Any] = {"staff_id": whom, "absence_id": of.id, "from_at": begin, "until_at": until}
        fields |= {"instrument": "Memo 1", "instrument_on": FOUNDED.date(), "reason": "away", "director_directs": also}
        with self.attempt():
            me = self.me(who)
            ready = what_happens(self.s, me, fields=fields, at=self.clock).ready
            made = designate(self.s, me, fields=fields, at=self.clock)
            assert ready, "the form and the act say the same"
            assert made.from_at >= now and who not in (whom, FIRST, SECOND) and whom in (FIRST, SECOND)
            assert not me.acts and (made.made is Made.BY_MAYOR) == (who == MAYOR)

    @rule(who=st.sampled_from([DIRECTOR, FIRST, SECOND]))
    def the_director_returns(self, who: int) -> None:
        for each in list(self.s.exec(rows_of(Absence)))[-1:]:
            with self.attempt():
                end_absence(self.s, self.me(who), each.id or 0, at=self.clock)

    @rule(who=people)
    def somebody_revokes(self, who: int) -> None:
        for each in list(self.s.exec(rows_of(Designation))):
            with self.attempt():
                revoke(self.s, self.me(who), each.id or 0, at=self.clock, words="Memo 2")
                assert who in (MAYOR, CLERK, DIRECTOR)

    @rule(whom=associates)
    def an_appointment_ends(self, whom: int) -> None:
        for each in self.s.exec(rows_of(Appointment).where(Appointment.staff_id == whom)):
            with self.attempt():
                end_appointment(self.s, self.me(MAYOR), each.id or 0, at=self.clock)

    @rule(whom=associates)
    def the_mayor_appoints_again(self, whom: int) -> None:
        with self.attempt():
            on = (self.now + HOUR).date()
            appoint(self.s, self.me(MAYOR), staff_id=whom, instrument="Order 3", from_on=on, at=self.clock)

    @rule(who=people)
    def somebody_hands_out_a_case(self, who: int) -> None:
        acting, case = self.acting(), self.s.exec(rows_of(Case)).one()
        may = (
            who == DIRECTOR
            if acting is None
            else who == acting.staff_id or (who == DIRECTOR and acting.director_directs)
        )
        case.owner_id, done = CLERK, True
        point = self.s.begin_nested()
        try:
            assign_cases(self.s, self.me(who), [case.id or 0], owner_id=None, at=self.clock)
            point.commit()
        except NotAllowed:
            done = False
            point.rollback()
            self.s.expire_all()
        assert done == may

    @rule()
    def the_program_is_opened(self) -> None:
        note_turns(self.s, self.clock)

    # what holds

    def spans(self, row: Designation) -> Span:
        """From when until when a designation could ever give powers, by what is known now."""
        away = self.s.get_one(Absence, row.absence_id)
        ends = (row.until_at, row.ended_at or NEVER, away.until_at or NEVER, away.ended_at or NEVER)
        return row.from_at, min(ends)

    def appointed(self, staff_id: int) -> bool:
        rows = self.s.exec(rows_of(Appointment).where(Appointment.staff_id == staff_id))
        return any(each.from_at <= self.now < min(each.until_at, each.ended_at or NEVER) for each in rows)

    def acting(self) -> Designation | None:
        """The designation in force by plain arithmetic."""
        rows = list(self.s.exec(rows_of(Designation)))
        found = [each for each in rows if self.spans(each)[0] <= self.now < self.spans(each)[1]]
        standing = [each for each in found if self.appointed(each.staff_id)]
        assert len(standing) <= 1, "never two in force"
        return standing[0] if standing else None

    @invariant()
    def at_most_one_ever_and_only_within_its_absence(self) -> None:
        if not hasattr(self, "s"):
            return
        rows = list(self.s.exec(rows_of(Designation)))
        live = sorted(span for span in map(self.spans, rows) if span[0] < span[1])
        assert all(one[1] <= other[0] for one, other in pairwise(live)), "never two at once"
        for row in rows:
            away = self.s.get_one(Absence, row.absence_id)
            assert row.from_at >= away.from_at and row.from_at >= row.made_at
            assert row.ended_at is not None or row.until_at <= (away.until_at or NEVER)

    @invariant()
    def rights_are_those_of_the_one_who_acts(self) -> None:
        if not hasattr(self, "s"):
            return
        acting = self.acting()
        for staff_id in PEOPLE:
            me = self.me(staff_id)
            assert me.designation_id == (acting.id if acting and acting.staff_id == staff_id else None)
            assert not (
                me.acts and (me.may(Right.DESIGNATE) or me.may(Right.APPOINT) or me.may(Right.RECORD_DESIGNATION))
            )
        alone = acting is not None and not acting.director_directs
        assert self.me(DIRECTOR).may(Right.ASSIGN_CASE) != alone

    @invariant()
    def what_is_over_stays_over(self) -> None:
        if not hasattr(self, "s"):
            return
        acting = self.acting()
        assert acting is None or acting.id not in self.over
        self.over |= {row.id or 0 for row in self.s.exec(rows_of(Designation)) if self.now >= self.spans(row)[1]}
        turns = select(table_of(Event).c.subject_id, table_of(Event).c.verb)
        told = [tuple(row) for row in self.s.execute(turns.where(table_of(Event).c.subject == "designation"))]
        ends = [row for row in told if row[1] in ("designation began", "designation ended")]
        assert len(ends) == len(set(ends)), "each turn is told once"


TestMandates = Mandates.TestCase
TestMandates.settings = settings(
    max_examples=35, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize(
    ("first", "last", "hours"),
    [
        (date(2026, 3, 7), date(2026, 3, 8), 47),  # clocks go forward in the night to the 8th
        (date(2026, 10, 31), date(2026, 11, 1), 49),  # clocks go back in the night to the 1st
        (date(2028, 2, 28), date(2028, 3, 1), 72),  # with a leap day
        (date(2027, 2, 28), date(2027, 3, 1), 48),  # without one
    ],
)
def test_that_days_of_any_length_are_covered_from_midnight_to_midnight(first: date, last: date, hours: int) -> None:
    begin, until = start_of(first, ZONE), end_of(last, ZONE)
    assert until - begin == hours * HOUR
    with Session(engine()) as s:
        at = begin - 2 * DAY
        s.execute(update(table_of(Appointment)).values(from_at=at, until_at=until + DAY))
        mayor = actor(s, MAYOR, at)
        away = {"staff_id": DIRECTOR, "kind": "vacation", "from_at": begin, "until_at": until}
        absence = record_absence(s, mayor, fields=away, at=at)
        paper = {"instrument": "Memo 1", "instrument_on": FOUNDED.date(), "reason": "away"}
        fields = {"staff_id": FIRST, "absence_id": absence.id, "from_at": begin, "until_at": until} | paper
        designate(s, mayor, fields=fields, at=at)
        tick = timedelta(microseconds=1)
        moments = [begin - tick, begin, begin + 26 * HOUR, until - tick, until]
        assert [actor(s, FIRST, moment).acts for moment in moments] == [False, True, True, True, False]
