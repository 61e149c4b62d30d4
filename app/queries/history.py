"""History as people read it: filtered, newest first, with the words behind its ids."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select, true
from sqlmodel import Session

from app.authority import Actor, Right, require
from app.authority.seen import hidden_cases, hidden_people
from app.errors import NotFound
from app.keys import case_number
from app.models import Case, Contact, Event, Sample, Staff, SubstanceReview, table_of
from app.queries.case_filter import words_of
from app.queries.chain import head_of_history
from app.queries.history_names import Names, Told
from app.queries.ids import ids_of
from app.queries.plain_filter import PlainFilter, found_in, named
from app.queries.stamps import is_acting, signed

KINDS: Mapping[str, tuple[str, ...]] = {
    "acts": (),
    "views": ("viewed",),
    "prints": ("printed",),
    "exports": ("exported",),
    "sign_ins": ("signed in", "signed out", "recovered"),
    "refusals": ("refused", "refused sign-in"),
}
"""Kinds of lines, each with its verbs; an act is whatever is none of the others."""
LOOKED = ("views", "prints", "exports")
_TOLD = ("told", "not told")
_TIES = ("linked", "unlinked", "put under", "taken out of", "took in", "let go", *_TOLD)
"""Verbs of lines about a second case, their `other_id`."""
_REST = tuple(verb for verbs in KINDS.values() for verb in verbs)
_MANY = 500


@dataclass(frozen=True)
class HistoryFilter(PlainFilter):
    """What is asked of history; `since` is included, `until` is not (UTC).

    `subject` is a table ("case_record") and `subject_id` its record: what was done on the contacts of a case or a
    person is found with it. `text` is the number of a case, words of its subject, or a name.
    """

    MOMENTS: ClassVar[tuple[str, ...]] = ("since", "until")
    staff_ids: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    subject_id: int | None = None
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None


class HistoryRow(NamedTuple):
    """A line: when (UTC), who as it is signed ("" for the program itself), what on which record.

    `about` names the record ("" where it has no name or is gone), `fields` are what changed with ids told as names,
    `words` a reason that was given; `hash` and `previous` stand for the chain.
    """

    id: int
    at: datetime
    by: str
    actor_id: int | None
    verb: str
    subject: str
    subject_id: int | None
    about: str
    fields: tuple[Told, ...]
    words: str
    previous: str
    hash: str

    @property
    def kind(self) -> str:
        """Of which of KINDS it is."""
        return next((kind for kind, verbs in KINDS.items() if self.verb in verbs), "acts")


def history_ids(
    session: Session, who: Actor, wanted: HistoryFilter, *, sort: str = "when", descending: bool = True
) -> array[int]:
    """The ids of the lines wanted, in the order in which they were written, or by "who" or "verb".

    Takes the right to read history. Lines about what the actor may not see are left out.
    """
    require(who, Right.READ_HISTORY)
    if wanted == HistoryFilter() and sort == "when" and who.may(Right.SEE_CONFIDENTIAL):
        return _all(session, descending)
    e, s = table_of(Event), table_of(Staff)
    source: FromClause = e.outerjoin(s, s.c.id == e.c.actor_id) if sort == "who" else e
    keys: dict[str, list[ColumnElement[Any]]] = {"who": [func.coalesce(s.c.name, "")], "verb": [e.c.verb]}
    order = [*keys.get(sort, []), e.c.id + 0]  # by the id itself SQLite would read every line in place of an index
    query = select(e.c.id).select_from(source).where(_conditions(who, wanted))
    return ids_of(session, query.order_by(*(key.desc() if descending else key for key in order)))


def _all(session: Session, descending: bool) -> array[int]:
    """Every line: they are numbered without gaps, and to read all of a large file takes long."""
    last = head_of_history(session).line
    return array("q", range(last, 0, -1) if descending else range(1, last + 1))


def history_rows(session: Session, who: Actor, ids: Sequence[int]) -> list[HistoryRow]:
    """These lines in their order; those about what the actor may not see are left out."""
    require(who, Right.READ_HISTORY)
    found: dict[int, HistoryRow] = {}
    for first in range(0, len(ids), _MANY):
        for row in _read(session, who, table_of(Event).c.id.in_(list(ids[first : first + _MANY]))):
            found[row.id] = row
    return [found[each] for each in ids if each in found]


def history_line(session: Session, who: Actor, line: int) -> HistoryRow:
    """One line; raises NotFound also for one about what the actor may not see."""
    rows = history_rows(session, who, [line])
    if not rows:
        raise NotFound("This line is not in the office's history.")
    return rows[0]


def who_looked(session: Session, who: Actor, subject: str, subject_id: int) -> list[HistoryRow]:
    """Who viewed, printed or exported a record or what hangs on it, and when; the newest first.

    Exports of whole lists name no records and stand in history alone. Takes the right to read history.
    """
    wanted = HistoryFilter(kinds=LOOKED, subjects=(subject,), subject_id=subject_id)
    return history_rows(session, who, history_ids(session, who, wanted))


def verbs_used(session: Session) -> list[str]:
    """The verbs that this office's history knows, in order; each is looked up, lines are not read."""
    e, found = table_of(Event).c, list[str]()
    while (verb := session.execute(select(func.min(e.verb)).where(e.verb > (found or [""])[-1])).scalar()) is not None:
        found.append(verb)
    return found


def _conditions(who: Actor, wanted: HistoryFilter) -> ColumnElement[bool]:
    e, parts = table_of(Event).c, list[ColumnElement[bool]]()
    if wanted.since is not None:
        parts.append(e.at >= wanted.since)
    if wanted.until is not None:
        parts.append(e.at < wanted.until)
    if wanted.staff_ids:
        at_the_door = and_(e.actor_id.is_(None), e.subject == "staff", e.subject_id.in_(wanted.staff_ids))
        parts.append(or_(e.actor_id.in_(wanted.staff_ids), at_the_door))
    if wanted.verbs:
        parts.append(e.verb.in_(wanted.verbs))
    if wanted.kinds:
        parts.append(
            or_(*(e.verb.in_(KINDS[kind]) if KINDS.get(kind) else e.verb.not_in(_REST) for kind in wanted.kinds))
        )
    if wanted.subjects:
        parts.append(_of_records(wanted))
    if wanted.text.strip():
        parts.append(_called(wanted.text))
    return and_(*parts, _seen(who))


def _called(text: str) -> ColumnElement[bool]:
    """Lines about a case of this number or subject, or about somebody of this name."""
    e, c = table_of(Event).c, table_of(Case).c
    number = case_number(text)
    cases = select(c.id).where(c.number == number) if number else found_in("case_words", words_of(text))
    about = [and_(e.subject == "case_record", e.subject_id.in_(cases))]
    for kind in () if number else ("person", "organization"):
        about.append(and_(e.subject == kind, *named(kind, e.subject_id, text)))
    return or_(*about)


def _of_records(wanted: HistoryFilter) -> ColumnElement[bool]:
    """Of these tables; of one record also what was done on the contacts that hang on it."""
    e, c = table_of(Event).c, table_of(Contact).c
    if wanted.subject_id is None:
        return e.subject.in_(wanted.subjects)
    own = and_(e.subject.in_(wanted.subjects), e.subject_id == wanted.subject_id)
    link = {"case_record": c.case_id, "person": c.person_id, "organization": c.organization_id}.get(wanted.subjects[0])
    if link is None:
        return own
    on_contacts = select(c.id).where(link == wanted.subject_id)
    return or_(own, and_(e.subject == "contact", e.subject_id.in_(on_contacts)))


def _seen(who: Actor) -> ColumnElement[bool]:
    """The one filter, for lines: none about a hidden case or person, a contact of theirs, or a tie to one of them."""
    e, c = table_of(Event).c, table_of(Contact).c
    if who.may(Right.SEE_CONFIDENTIAL):
        return true()
    cases, people, r = hidden_cases(who), hidden_people(who), table_of(SubstanceReview).c
    contacts = select(c.id).where(or_(c.case_id.in_(cases), c.person_id.in_(people)))
    linked = and_(e.verb.in_(_TIES), e.detail["other_id"].as_integer().in_(cases))
    named_too = ("affects", "affects no more", *_TOLD)
    affected = and_(e.verb.in_(named_too), e.detail["person_id"].as_integer().in_(people))
    hidden = [
        and_(e.subject == subject, e.subject_id.is_not(None), e.subject_id.in_(ids))
        for subject, ids in (
            ("case_record", cases),
            ("person", people),
            ("contact", contacts),
            ("substance_review", select(r.id).where(r.case_id.in_(cases))),
        )
    ]
    return ~or_(*hidden, func.coalesce(linked, False), func.coalesce(affected, False))


def _read(session: Session, who: Actor, which: ColumnElement[bool]) -> list[HistoryRow]:
    e, s, absent = table_of(Event), table_of(Staff), table_of(Staff).alias("absent")
    names = ["id", "at", "actor_id", "verb", "subject", "subject_id", "detail", "previous", "hash"]
    query = select(*(e.c[name] for name in names), s.c.name.label("by"), absent.c.name.label("acting_for"))
    query = query.select_from(
        e.outerjoin(s, s.c.id == e.c.actor_id).outerjoin(absent, absent.c.id == e.c.acting_for_id)
    )
    rows = session.execute(query.where(which, _seen(who))).all()
    told = Names(session, who, [(row.subject, row.subject_id, row.detail) for row in rows])
    blind = _sealed(session, who) if any(row.subject == "substance_review" for row in rows) else frozenset()
    return [_row(row, told, blind) for row in rows]


def _sealed(session: Session, who: Actor) -> frozenset[int]:
    """Readings whose marks are kept from the actor while the other one of the same case is not done (Q6)."""
    r, other = table_of(SubstanceReview), table_of(SubstanceReview).alias("other")
    pair = and_(other.c.case_id == r.c.case_id, other.c.month == r.c.month, other.c.id != r.c.id)
    month = table_of(Sample)
    query = select(r.c.id).select_from(r.join(other, pair).join(month, month.c.month == r.c.month))
    query = query.where(other.c.reviewed_at.is_(None), month.c.closed_at.is_(None))
    query = query.where(r.c.reviewer_id.is_distinct_from(who.id))
    return frozenset(session.execute(query).scalars())


def _row(row: Any, told: Names, blind: frozenset[int]) -> HistoryRow:
    detail: Mapping[str, Any] = row.detail or {}
    if row.subject == "substance_review" and row.subject_id in blind:
        detail = {name: detail[name] for name in ("case_id", "acting") if name in detail}
    return HistoryRow(
        id=row.id,
        at=row.at,
        by=signed(row.by or "", acting=is_acting(detail), acting_for=row.acting_for or ""),
        actor_id=row.actor_id,
        verb=row.verb,
        subject=row.subject,
        subject_id=row.subject_id,
        about=told.about(row.subject, row.subject_id, detail),
        fields=told.fields(detail),
        words=str(detail.get("reason") or ""),
        previous=row.previous,
        hash=row.hash,
    )
