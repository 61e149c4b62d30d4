"""Who should take a case, and why: language first, then who knows its category and ward, then the lightest load."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from app.authority import Actor
from app.keys import fold
from app.models import Case, Priority, Role, Status, table_of
from app.queries.direct import Load, QueueRow, loads, queue_rows
from app.queries.figures.seen import seen

KNOWN_SINCE = timedelta(days=365)
LOOKED_AT = 5_000
"""Of a year's closings the newest so many tell enough; a large office closes more."""
AT_LEAST = 3
"""So many closed cases of a kind show that somebody knows it, if it is also half of what the best one closed. What
everybody knows is no reason."""
OVERLOADED = 1.5
"""Who has more than this times the mean is spared, unless nobody else speaks the language."""
INTERN_WEIGHT = 3
"""An intern's case counts threefold: somebody has to look after it."""
_EVERYBODY = frozenset({"", "english"})


class Reason(StrEnum):
    """Why somebody is suggested."""

    LANGUAGE = "language"
    CATEGORY = "category"
    WARD = "ward"
    LIGHTEST = "lightest"


class Suggestion(NamedTuple):
    """Who should take a case. A reason stands with its value: the language, the category's name, the ward, or ""."""

    case_id: int
    owner_id: int
    owner: str
    reasons: tuple[tuple[Reason, str], ...]


class Knowledge(NamedTuple):
    """How many cases each owner closed in the last year, by (owner, category) and by (owner, ward)."""

    categories: Counter[tuple[int, int | None]]
    wards: Counter[tuple[int, str]]


def knowledge(session: Session, who: Actor, *, at: datetime) -> Knowledge:
    """What everybody closed in the year before `at`, as far as the actor may see it."""
    c = table_of(Case).c
    past = (c.status == Status.CLOSED, c.closed_at >= at - KNOWN_SINCE, c.closed_at <= at, c.owner_id.is_not(None))
    newest = select(c.owner_id, c.category_id, c.ward).where(*past, seen(who, c.id)).order_by(c.closed_at.desc())
    some = newest.limit(LOOKED_AT).subquery()
    asked = select(*some.c, func.count()).group_by(*some.c)
    found = Knowledge(Counter(), Counter())
    for owner, category, ward, many in session.execute(asked):
        found.categories[owner, category] += many
        found.wards[owner, ward] += many
    return found


def suggest_owner(
    session: Session, who: Actor, case_ids: Sequence[int], *, at: datetime, without: Iterable[int] = ()
) -> dict[int, Suggestion]:
    """Case → who should take it, as if the suggestions before it had been taken; nobody who is away or in `without`.

    A case without a suggestion is left out: it cannot be seen, or nobody is there. Raises NotAllowed.
    """
    left_out = set(without)
    people = [each for each in loads(session, who, at=at) if each.staff_id not in left_out]
    return suggest(queue_rows(session, who, case_ids), people, knowledge(session, who, at=at))


def suggester(*, without: Iterable[int] = ()) -> Callable[[Session, Actor, int, datetime], int | None]:
    """Who should take one case after another, each counted with those before; for an act that hands over many."""
    left_out, kept = set(without), list[_Round]()

    def ask(session: Session, who: Actor, case_id: int, at: datetime) -> int | None:
        if not kept:
            people = [each for each in loads(session, who, at=at) if each.staff_id not in left_out]
            kept.append(_Round(people, knowledge(session, who, at=at)))
        rows = queue_rows(session, who, [case_id])
        found = kept[0].of(rows[0]) if rows else None
        return found.owner_id if found else None

    return ask


def suggest(rows: Iterable[QueueRow], people: Sequence[Load], known: Knowledge) -> dict[int, Suggestion]:
    """The same of what was read before."""
    turn = _Round(people, known)
    found = (turn.of(row) for row in rows)
    return {each.case_id: each for each in found if each is not None}


def languages_of(person: Load) -> frozenset[str]:
    """What somebody speaks besides English, to be compared."""
    return frozenset(fold(each) for each in re.split(r"[,;/]", person.languages) if each.strip()) - _EVERYBODY


class _Round:
    """Suggestions one after another: what one gives adds to the load that the next one sees."""

    def __init__(self, people: Sequence[Load], known: Knowledge) -> None:
        here = [each for each in people if each.takes_cases]
        self._people = [each for each in here if each.role is not Role.DIRECTOR] or here
        self._speaks = {each.staff_id: languages_of(each) for each in here}
        self._known = known
        self._weight = {each.staff_id: self._counts(each, each.open + each.overdue) for each in here}

    @staticmethod
    def _counts(person: Load, many: int) -> int:
        return many * (INTERN_WEIGHT if person.role is Role.INTERN else 1)

    def of(self, row: QueueRow) -> Suggestion | None:
        """Who should take this case; nobody where nobody is there."""
        left = [each for each in self._people if _fits(each, row)]
        if not left:
            return None
        reasons: list[tuple[Reason, str]] = []
        left = self._speaking(row, left, reasons)
        left = self._knowing(row, left, reasons)
        chosen = min(left, key=lambda each: (self._weight[each.staff_id], each.staff_id))
        if len(left) > 1 or not reasons:
            reasons.append((Reason.LIGHTEST, ""))
        self._weight[chosen.staff_id] += self._counts(chosen, 1)
        return Suggestion(row.id, chosen.staff_id, chosen.name, tuple(reasons))

    def _speaking(self, row: QueueRow, left: list[Load], reasons: list[tuple[Reason, str]]) -> list[Load]:
        wanted = fold(row.language)
        speakers = [each for each in left if wanted in self._speaks[each.staff_id]]
        if wanted in _EVERYBODY or not speakers:
            return self._spared(left)
        reasons.append((Reason.LANGUAGE, row.language))
        return speakers

    def _spared(self, left: list[Load]) -> list[Load]:
        """Without those who have far more in hand than the others."""
        mean = sum(self._weight[each.staff_id] for each in left) / len(left)
        return [each for each in left if self._weight[each.staff_id] <= OVERLOADED * mean + 1] or left

    def _knowing(self, row: QueueRow, left: list[Load], reasons: list[tuple[Reason, str]]) -> list[Load]:
        for reason, told, counts in (
            (
                Reason.CATEGORY,
                row.category,
                {each: self._known.categories[each, row.category_id] for each in _ids(left)},
            ),
            (Reason.WARD, row.ward, {each: self._known.wards[each, row.ward] for each in _ids(left)}),
        ):
            best = max(counts.values())
            know = [each for each in left if counts[each.staff_id] >= max(AT_LEAST, best / 2)]
            if told and 0 < len(know) < len(left):
                reasons.append((reason, told))
                left = know
        return left


def _ids(people: Iterable[Load]) -> list[int]:
    return [each.staff_id for each in people]


def _fits(person: Load, row: QueueRow) -> bool:
    """An intern gets nothing that presses, is confidential, or is about somebody's work here."""
    presses = row.priority in (Priority.URGENT, Priority.HIGH)
    return person.role is not Role.INTERN or not (presses or row.confidential or row.complaint)
