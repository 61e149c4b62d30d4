"""What counts to a directive, as conditions of SQL: the one place that reads ties and corrections by hand (K9).

A record counts to a directive when one of its ties names it, or when a mark says so; a mark that says no goes before
any tie. Figures, the lists behind them and the page of a case all ask here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, exists, false, or_, select, true
from sqlmodel import Session

from app.models import (
    Case,
    Channel,
    Contact,
    Counted,
    Direction,
    Directive,
    DirectiveMark,
    DirectiveTie,
    LanguageHelp,
    Organization,
    OrganizationKind,
    Recommendation,
    Reference,
    Referral,
    TieKind,
    table_of,
)

CIVIC = (OrganizationKind.CIVIC, OrganizationKind.COMMUNITY, OrganizationKind.NEIGHBORHOOD)
"""Community and civic organizations (Q8)."""
CALL_CENTER = "311%"
"""How references of the 311 call center are named (K8)."""
Rules = Mapping[int, ColumnElement[bool]]
"""By the id of a directive: which rows of a kind count to it."""
Tied = Mapping[TieKind, Callable[[FromClause], ColumnElement[bool]]]


class Tie(NamedTuple):
    """Records of a kind count to a directive, of one category or of all."""

    directive_id: int
    kind: TieKind
    category_id: int | None


def _all(_: FromClause) -> ColumnElement[bool]:
    return true()


def _civic(t: FromClause) -> ColumnElement[bool]:
    o = table_of(Organization).c
    return t.c.organization_id.in_(select(o.id).where(o.kind.in_(CIVIC)))


def _by_web(t: FromClause) -> ColumnElement[bool]:
    return t.c.channel == Channel.WEB


def _by_call_center(t: FromClause) -> ColumnElement[bool]:
    r = table_of(Reference).c
    return exists().where(and_(r.case_id == t.c.id, r.system.like(CALL_CENTER)))


TIED: Mapping[Counted, Tied] = {
    Counted.CONTACT: {
        TieKind.CONTACTS: _all,
        TieKind.CATEGORY: _all,
        TieKind.LANGUAGE_HELP: lambda t: t.c.language_help != LanguageHelp.NONE_NEEDED,
        TieKind.FOR_MAYOR: lambda t: t.c.for_mayor,
        TieKind.ORGANIZATIONS: _civic,
        TieKind.OUTGOING: lambda t: t.c.direction == Direction.OUT,
        TieKind.WEB: _by_web,
    },
    Counted.CASE: {
        TieKind.CASES: _all,
        TieKind.CATEGORY: _all,
        TieKind.ORGANIZATIONS: _civic,
        TieKind.WEB: _by_web,
        TieKind.CALL_CENTER: _by_call_center,
    },
    Counted.REFERRAL: {TieKind.REFERRALS: _all, TieKind.CATEGORY: _all},
    Counted.RECOMMENDATION: {TieKind.RECOMMENDATIONS: _all, TieKind.CATEGORY: _all},
}
"""For each kind of record: which kinds of tie can name it, and which rows they do."""
TABLES = {
    Counted.CONTACT: table_of(Contact),
    Counted.CASE: table_of(Case),
    Counted.REFERRAL: table_of(Referral),
    Counted.RECOMMENDATION: table_of(Recommendation),
}


def ties_of(session: Session, *, with_retired: bool = False) -> dict[int, list[Tie]]:
    """The ties of every directive in force, in its order; one without any has none."""
    d, t = table_of(Directive), table_of(DirectiveTie)
    query = select(d.c.id, t.c.kind, t.c.category_id).select_from(d.outerjoin(t, t.c.directive_id == d.c.id))
    query = query if with_retired else query.where(d.c.active)
    found: dict[int, list[Tie]] = {}
    for row in session.execute(query.order_by(d.c.position, d.c.code, d.c.id, t.c.id)):
        each = found.setdefault(row.id, [])
        if row.kind is not None:
            each.append(Tie(row.id, row.kind, row.category_id))
    return found


def tied(record: Counted, ties: Iterable[Tie]) -> ColumnElement[bool]:
    """Rows of the kind (joined with their case, of referrals) that one of these ties names."""
    table, category = TABLES[record], _category(record)
    narrowed: dict[TieKind, list[int]] = defaultdict(list)
    whole: set[TieKind] = set()
    for each in ties:
        if each.kind in TIED[record]:
            if each.category_id is None:
                whole.add(each.kind)
            else:
                narrowed[each.kind].append(each.category_id)
    found = [TIED[record][kind](table) for kind in sorted(whole)]
    for kind, ids in narrowed.items():
        if kind not in whole:
            found.append(and_(category.in_(sorted(ids)), TIED[record][kind](table)))
    return or_(*found) if found else false()


def _category(record: Counted) -> ColumnElement[int | None]:
    """The category of a referral is that of its case, so its query joins the case."""
    return table_of(Case).c.category_id if record is Counted.REFERRAL else TABLES[record].c.category_id


def counting(session: Session) -> dict[Counted, Rules]:
    """For each kind of record and each directive in force, which rows count to it: tied and not marked off, or marked
    on."""
    ties, marked = ties_of(session), _marked(session)
    return {
        record: {one: _with_marks(record, one, tied(record, each), marked) for one, each in ties.items()}
        for record in Counted
    }


def _with_marks(
    record: Counted, directive_id: int, rule: ColumnElement[bool], marked: set[tuple[Counted, int, bool]]
) -> ColumnElement[bool]:
    own = TABLES[record].c.id
    if (record, directive_id, False) in marked:
        rule = and_(rule, own.not_in(_by_hand(record, directive_id, counts=False)))
    if (record, directive_id, True) in marked:
        rule = or_(rule, own.in_(_by_hand(record, directive_id, counts=True)))
    return rule


def mark_column(record: Counted) -> ColumnElement[int]:
    """The column by which a mark names a record of the kind."""
    return table_of(DirectiveMark).c[f"{record.value}_id"]


def _marked(session: Session) -> set[tuple[Counted, int, bool]]:
    m = table_of(DirectiveMark).c
    named = [mark_column(record).is_not(None) for record in Counted]
    rows = session.execute(select(m.directive_id, m.counts, *named).distinct())
    return {(record, row[0], row[1]) for row in rows for record, is_it in zip(Counted, row[2:], strict=True) if is_it}


def _by_hand(record: Counted, directive_id: int, *, counts: bool) -> Select[Any]:
    m, column = table_of(DirectiveMark).c, mark_column(record)
    query = select(column).where(column.is_not(None), m.directive_id == directive_id)
    return query.where(m.counts if counts else m.counts.is_(False))
