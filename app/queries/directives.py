"""The directives with their ties, and which of them a record counts to (K9)."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, and_, cast, func, literal, or_, select
from sqlmodel import Session

from app.authority import Actor, Right, contact_visible_to, linked_visible_to, visible_to
from app.errors import NotFound
from app.models import (
    Case,
    Category,
    Contact,
    Counted,
    Directive,
    DirectiveMark,
    DirectiveTie,
    Recommendation,
    Referral,
    TieKind,
    table_of,
)
from app.queries.directive_rules import TABLES, mark_column, tied, ties_of

NO_DIRECTIVE = "This directive is not in the office file."


class TieRow(NamedTuple):
    """What counts to a directive; `category` is "" for all of them."""

    kind: TieKind
    category_id: int | None
    category: str


class DirectiveRow(NamedTuple):
    """A directive of the ledger."""

    id: int
    code: str
    section: str
    source: str
    title: str
    words: str
    position: int
    active: bool
    ties: tuple[TieRow, ...]


class RecordDirective(NamedTuple):
    """A directive and one record: whether its ties name it, and the mark by hand, if there is one."""

    id: int
    code: str
    title: str
    tied: bool
    marked: bool | None

    @property
    def counts(self) -> bool:
        """Whether the record counts to it."""
        return self.tied if self.marked is None else self.marked


class Record(NamedTuple):
    """A record that can count: the subject of history it belongs to, what names it beside that, its directives."""

    subject: str
    subject_id: int
    words: str
    directives: tuple[RecordDirective, ...]


def directives(session: Session, *, with_retired: bool = False) -> list[DirectiveRow]:
    """The ledger in its order."""
    d = table_of(Directive).c
    names = ("id", "code", "section", "source", "title", "words", "position", "active")
    query = select(*(d[name] for name in names)).order_by(d.position, d.code, d.id)
    rows = session.execute(query if with_retired else query.where(d.active)).all()
    ties = _ties(session)
    return [DirectiveRow._make((*row, tuple(ties.get(row.id, ())))) for row in rows]


def _ties(session: Session) -> dict[int, list[TieRow]]:
    t, k = table_of(DirectiveTie), table_of(Category)
    query = select(t.c.directive_id, t.c.kind, t.c.category_id, func.coalesce(k.c.name, "")).select_from(
        t.outerjoin(k, k.c.id == t.c.category_id)
    )
    found: dict[int, list[TieRow]] = {}
    for directive_id, *rest in session.execute(query.order_by(k.c.position, t.c.id)):
        found.setdefault(directive_id, []).append(TieRow(*rest))
    return found


def directive_id_of(session: Session, code: str) -> int:
    """The id of a code, without regard to case. Raises NotFound."""
    wanted = code.strip().casefold()
    for row in directives(session, with_retired=True):
        if row.code.casefold() == wanted:
            return row.id
    raise NotFound(f"There is no directive “{code}”. See `liaison directive list`.")


def record_of(session: Session, who: Actor, kind: Counted, record_id: int) -> Record:
    """Which directives in force a record counts to, and why. Raises NotFound, also for one not to be seen."""
    rules = {one: tied(kind, each) for one, each in ties_of(session).items()}
    table, c = TABLES[kind], table_of(Case)
    source = table.join(c, c.c.id == table.c.case_id) if kind is Counted.REFERRAL else table
    query = select(*_named(kind), *(rule.label(f"d{one}") for one, rule in rules.items())).select_from(source)
    row = session.execute(query.where(table.c.id == record_id, _seen(who, kind))).first()
    if row is None:
        raise NotFound("This record is not in the office file.")
    marks, ruled = _marks(session, kind, record_id), dict(zip(rules, row[2:], strict=True))
    found = [
        RecordDirective(each.id, each.code, each.title, bool(ruled.get(each.id)), marks.get(each.id))
        for each in directives(session)
    ]
    return Record(_SUBJECTS[kind], row[0], row[1], tuple(found))


_SUBJECTS = {
    Counted.CONTACT: "contact",
    Counted.CASE: "case_record",
    Counted.REFERRAL: "case_record",
    Counted.RECOMMENDATION: "recommendation",
}


def _named(kind: Counted) -> list[ColumnElement[Any]]:
    """Under which record history tells of it, and what it is called there."""
    table = TABLES[kind].c
    if kind is Counted.REFERRAL:
        return [table.case_id, literal("referral ") + cast(table.number, Text)]
    return [table.id, literal("")]


def _marks(session: Session, kind: Counted, record_id: int) -> dict[int, bool]:
    m = table_of(DirectiveMark).c
    query = select(m.directive_id, m.counts).where(mark_column(kind) == record_id)
    return {row.directive_id: row.counts for row in session.execute(query)}


def _seen(who: Actor, kind: Counted) -> ColumnElement[bool]:
    match kind:
        case Counted.CONTACT:
            t = table_of(Contact)
            return and_(t.c.undone_at.is_(None), contact_visible_to(who))
        case Counted.CASE:
            return visible_to(who)
        case Counted.REFERRAL:
            return linked_visible_to(who, table_of(Referral).c.case_id)
    r = table_of(Recommendation).c
    return or_(r.sent_at.is_not(None), r.by_id == who.id) if not who.may(Right.RECOMMEND) else r.id.is_not(None)
