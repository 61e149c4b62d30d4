"""How many contacts, cases, referrals and recommendations counted to each directive in a period, and which (K9).

A record may count to several directives, so their figures do not add up; what counts to at least one and what counts
to none make all there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, false, func, literal, or_, select, union_all
from sqlmodel import Session

from app.authority import Actor, hidden_cases
from app.errors import NotFound
from app.models import Case, Contact, Counted, Move, Recommendation, Referral, Status, TieKind, table_of
from app.queries.directive_rules import TABLES, Rules, Tie, counting, ties_of
from app.queries.figures.advised import stands
from app.queries.figures.contacts import of_period
from app.queries.figures.period import Period
from app.queries.figures.seen import counted, seen
from app.queries.figures.substance import Marked, marked

ANY, NONE = "any", "none"
"""What stands in a figure key in place of a directive's id: counted to at least one, to none."""


class Measure(NamedTuple):
    """Something counted by directive: `word` for one more of them, the kind of record, and which rows of a period."""

    key: str
    name: str
    record: Counted
    rows: Callable[[Actor, Period, bool], tuple[FromClause, ColumnElement[bool]]]


class DirectiveCounts(NamedTuple):
    """The counts of one period: of each directive by measure, and of all together as `any`, `none` and `all`."""

    period: Period
    of: Mapping[int, Mapping[str, int]]
    any: Mapping[str, int]
    none: Mapping[str, int]
    all: Mapping[str, int]

    def of_directive(self, directive_id: int) -> Mapping[str, int]:
        """The counts of one; empty for one that has none."""
        return self.of.get(directive_id, {})


def _during(column: ColumnElement[Any], period: Period) -> ColumnElement[bool]:
    return and_(column >= period.start, column < period.end)


def _contacts(who: Actor, period: Period, listed: bool) -> tuple[FromClause, ColumnElement[bool]]:
    return table_of(Contact), of_period(who, period, listed=listed)


def _moved(which: ColumnElement[bool]) -> Callable[[Actor, Period, bool], tuple[FromClause, ColumnElement[bool]]]:
    def rows(who: Actor, period: Period, listed: bool) -> tuple[FromClause, ColumnElement[bool]]:
        m, c = table_of(Move), table_of(Case)
        shown = (seen if listed else counted)(who, m.c.case_id)
        return m.join(c, c.c.id == m.c.case_id), and_(which, _during(m.c.at, period), shown)

    return rows


def _referred(column: str) -> Callable[[Actor, Period, bool], tuple[FromClause, ColumnElement[bool]]]:
    def rows(who: Actor, period: Period, listed: bool) -> tuple[FromClause, ColumnElement[bool]]:
        r, c = table_of(Referral), table_of(Case)
        shown = (seen if listed else counted)(who, r.c.case_id)
        return r.join(c, c.c.id == r.c.case_id), and_(_during(r.c[column], period), shown)

    return rows


def _recommended(column: str) -> Callable[[Actor, Period, bool], tuple[FromClause, ColumnElement[bool]]]:
    def rows(_who: Actor, period: Period, _listed: bool) -> tuple[FromClause, ColumnElement[bool]]:
        r = table_of(Recommendation)
        return r, and_(stands(), _during(r.c[column], period))

    return rows


_FIRST, _SHUT = table_of(Move).c.was.is_(None), table_of(Move).c.became == Status.CLOSED
MEASURES = (
    Measure("contacts", "Contacts", Counted.CONTACT, _contacts),
    Measure("opened", "Cases opened", Counted.CASE, _moved(_FIRST)),
    Measure("closed", "Cases closed", Counted.CASE, _moved(_SHUT)),
    Measure("referrals", "Referrals sent", Counted.REFERRAL, _referred("sent_at")),
    Measure("answers", "Referrals answered", Counted.REFERRAL, _referred("answered_at")),
    Measure("recommendations", "Recommendations sent", Counted.RECOMMENDATION, _recommended("sent_at")),
    Measure("decided", "Recommendations answered", Counted.RECOMMENDATION, _recommended("answered_at")),
)
READINGS, READINGS_NAME = "readings", "Answers read for substance"
"""Cases read of a month (`figures.substance.marked`); no mark corrects them, as the draw chose them."""


def measure_names() -> dict[str, str]:
    """The name of each measure, in the order of the paper."""
    return {each.key: each.name for each in MEASURES} | {READINGS: READINGS_NAME}


def directive_counts(session: Session, who: Actor, periods: Sequence[Period]) -> list[DirectiveCounts]:
    """The counts of each period, as `who` may count them: a statement for each measure. What counts to none and all
    there are is told of the first period alone, each counted by itself, so that the sum on paper is a check."""
    ties, rules = ties_of(session), counting(session)
    found = [DirectiveCounts(each, {one: {} for one in ties}, {}, {}, {}) for each in periods]
    for measure in MEASURES:
        _count(session, who, measure, rules[measure.record], found)
    for made in found:
        _count_readings(marked(session, who, made.period), ties, made, first=made is found[0])
    if found:
        _count_all(session, who, rules, found[0])
    return found


def _count(session: Session, who: Actor, measure: Measure, rules: Rules, found: Sequence[DirectiveCounts]) -> None:
    parts = []
    for place, made in enumerate(found):
        source, where = measure.rows(who, made.period, False)
        sums = [func.count(case((rule, 1))).label(f"d{one}") for one, rule in rules.items()]
        query = select(literal(place).label("place"), func.count(case((_any(rules), 1))).label("any"), *sums)
        parts.append(query.select_from(source).where(where))
    for row in session.execute(union_all(*parts)):
        made = found[row[0]]
        _keep(made.any, measure.key, row[1])
        for directive_id, number in zip(rules, row[2:], strict=True):
            _keep(made.of[directive_id], measure.key, number)


def _count_all(session: Session, who: Actor, rules: Mapping[Counted, Rules], made: DirectiveCounts) -> None:
    parts = []
    for place, measure in enumerate(MEASURES):
        source, where = measure.rows(who, made.period, False)
        for whole in (False, True):
            query = select(literal(place), literal(whole), func.count()).select_from(source).where(where)
            parts.append(query if whole else query.where(_without(rules[measure.record])))
    for place, whole, number in session.execute(union_all(*parts)):
        _keep(made.all if whole else made.none, MEASURES[place].key, number)


def _any(rules: Rules) -> ColumnElement[bool]:
    return or_(false(), *rules.values())


def _without(rules: Rules) -> ColumnElement[bool]:
    """Not `not_`: a record without category is neither of a category nor of another."""
    return case((_any(rules), 0), else_=1) == 1


def _keep(into: Mapping[str, int], key: str, number: Any) -> None:
    assert isinstance(into, dict)
    into[key] = int(number or 0)


def _count_readings(
    rows: Sequence[Marked], ties: Mapping[int, Sequence[Tie]], made: DirectiveCounts, *, first: bool
) -> None:
    some = [row for row in rows if any(_reads(row, each) for each in ties.values())]
    for directive_id, each in ties.items():
        _keep(made.of[directive_id], READINGS, sum(_reads(row, each) for row in rows))
    _keep(made.any, READINGS, len(some))
    if first:
        _keep(made.none, READINGS, sum(not any(_reads(row, each) for each in ties.values()) for row in rows))
        _keep(made.all, READINGS, len(rows))


def _reads(row: Marked, ties: Sequence[Tie]) -> bool:
    return any(each.kind is TieKind.SUBSTANCE and each.category_id in (None, row.category_id) for each in ties)


def directive_behind(session: Session, who: Actor, key: str, period: Period) -> tuple[str, list[int]]:
    """The kind of record and the ids behind a figure `directive.ID.MEASURE`, also `any` and `none` in place of the id;
    a case closed twice stands twice. Raises NotFound."""
    _, _, rest = key.partition(".")
    which, _, name = rest.partition(".")
    if name == READINGS:
        return "case", _readings_behind(session, who, which, period)
    measure = next((each for each in MEASURES if each.key == name), None)
    if measure is None:
        raise NotFound("There is no such figure.")
    rule = _rule(session, measure, which)
    source, where = measure.rows(who, period, True)
    table = TABLES[measure.record]
    query: Select[Any] = select(table.c.id).select_from(source).where(where, rule).order_by(table.c.id)
    return measure.record.value, list(session.execute(query).scalars())


def _rule(session: Session, measure: Measure, which: str) -> ColumnElement[bool]:
    rules = counting(session)[measure.record]
    if which in (ANY, NONE):
        return _any(rules) if which == ANY else _without(rules)
    found = rules.get(int(which)) if which.isdigit() else None
    if found is None:
        raise NotFound("There is no such figure.")
    return found


def _readings_behind(session: Session, who: Actor, which: str, period: Period) -> list[int]:
    ties = ties_of(session)
    if which not in (ANY, NONE) and not (which.isdigit() and int(which) in ties):
        raise NotFound("There is no such figure.")
    hidden = set(session.execute(hidden_cases(who)).scalars())
    rows = [row for row in marked(session, who, period) if row.case_id not in hidden]
    if which == NONE:
        return [row.case_id for row in rows if not any(_reads(row, each) for each in ties.values())]
    wanted = list(ties.values()) if which == ANY else [ties[int(which)]]
    return [row.case_id for row in rows if any(_reads(row, each) for each in wanted)]
