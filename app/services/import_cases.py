"""Rows of cases and their moves, made from what an old table tells."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.authority import RIGHTS, Actor, Right
from app.keys import fold
from app.models import WAITING, Category, Outcome, Priority, Status
from app.queries.goals import Goals
from app.queries.office import CategoryRow, calendar, categories, departments, staff
from app.services.history import record
from app.services.import_rows import ImportPlan, OldCase
from app.workdays import day_of

GIVEN = ("id", "number", "year", "seq", "person_id", "organization_id", "anonymous", "place_id", "ward", "import_id")
CASE = (
    *GIVEN, "subject", "account", "category_id", "priority", "status", "channel", "owner_id", "received_at",
    "opened_at", "due_at", "city_due_at", "closed_at", "wait_reason", "outcome", "outcome_words", "why_not_told",
    "version",
)  # fmt: skip
MOVE = ("case_id", "at", "was", "became", "by_id", "reason", "outcome")
NOT_TOLD = "The old table does not say."
_OUTCOMES = {each.value.replace("_", " "): each for each in Outcome}
_LONGEST = 100_000
_MOST_KEPT = 10_000
_STATUSES = {each.value: each for each in Status} | {"closed": Status.OPEN, "reopened": Status.OPEN}


class CaseRows:
    """Makes the rows of cases: names of the taxonomy and of staff become ids, and what has no place here is kept."""

    def __init__(self, session: Session, who: Actor, plan: ImportPlan, at: datetime) -> None:
        self._session, self._who, self._plan, self._at = session, who, plan, at
        self._hours = calendar(session)
        self._categories: dict[str, CategoryRow] = {}
        for each in categories(session, with_inactive=True):
            self._categories.setdefault(fold(each.name), each)
        self._goals = Goals.of(session)
        self._found: dict[tuple[str, ...], CategoryRow | None] = {}
        self._departments = {fold(each.name): each.id for each in departments(session)}
        self._staff = {fold(word): each for each in staff(session, with_left=True) for word in (each.login, each.name)}

    def case(self, old: OldCase, given: tuple[Any, ...]) -> tuple[Any, ...]:
        """The row of one case, in the order of `CASE`; `given` are the values of `GIVEN`."""
        category = self._category(old) if old.categories else None
        owner = self._owner(old) if old.owner else None
        status = status_of(old)
        outcome, words = _outcome(old) if old.closed_at else (None, "")
        kept = self._kept(old, category, owner)
        account = f"{old.account}\n\n{kept}" if old.account and kept else old.account or kept
        opened = old.opened_at
        return (
            *given,
            old.subject[:200],
            account[:_LONGEST],
            category.id if category else None,
            old.priority or Priority.NORMAL,
            status,
            old.channel or None,
            owner,
            opened,
            opened,
            old.due_at or self._due(opened, category, old.priority),
            old.due_at,
            old.closed_at,
            waiting_reason(status),
            outcome,
            words,
            NOT_TOLD if status is Status.CLOSED else "",
            1,
        )

    def moves(self, old: OldCase, case_id: int) -> list[tuple[Any, ...]]:
        """The dated changes of status, in the order of `MOVE`: received, then what the table says became of it."""
        by, status = self._who.id, status_of(old)
        first = (case_id, old.opened_at, None, Status.NEW, by, "", None)
        if status is Status.NEW:
            return [first]
        outcome = _outcome(old)[0] if old.closed_at else None
        at = old.closed_at or old.opened_at
        return [first, (case_id, at, Status.NEW, status, by, waiting_reason(status), outcome)]

    def _category(self, old: OldCase) -> CategoryRow | None:
        """By the words the plan settles, or by name; made only where the plan says so, after the broader name."""
        if old.categories not in self._found:
            if len(self._found) > _MOST_KEPT:
                self._found.clear()
            self._found[old.categories] = self._find_category(old)
        return self._found[old.categories]

    def _find_category(self, old: OldCase) -> CategoryRow | None:
        for name in old.categories:
            ours = self._plan.category_words.get(fold(name), name)
            if found := self._categories.get(fold(ours)):
                return found
        if not (self._plan.make_categories and old.categories):
            return None
        return self._new_category((old.categories[1:] or old.categories)[0][:80], old)

    def _new_category(self, name: str, old: OldCase) -> CategoryRow:
        last = max((each.id for each in self._categories.values()), default=0)
        department = self._departments.get(fold(old.department))
        category = Category(name=name, department_id=department, position=last + 1)
        self._session.add(category)
        self._session.flush()
        record(self._session, self._who, "saved", subject="category", subject_id=category.id, at=self._at)
        made = next(each for each in categories(self._session) if each.id == category.id)
        self._categories[fold(name)] = made
        self._goals = Goals.of(self._session)
        return made

    def _owner(self, old: OldCase) -> int | None:
        """Somebody who has left, or whose role works on no cases, keeps closed cases only."""
        found = self._staff.get(fold(old.owner))
        works = found is not None and found.left_at is None and Right.WORK_CASE in RIGHTS[found.role]
        return found.id if found and (works or old.closed_at) else None

    def _due(self, opened: datetime, category: CategoryRow | None, priority: str) -> datetime | None:
        """By the target in force on the day it was received; a date of the table's own goes before it."""
        day = day_of(opened, self._hours.zone)
        goal = self._goals.on(category.id if category else None, Priority(priority or Priority.NORMAL), day)
        return self._hours.add_days(opened, goal.resolution_days) if goal else None

    def _kept(self, old: OldCase, category: CategoryRow | None, owner: int | None) -> str:
        """What the old table says and the case has no field for, so that nothing is lost."""
        told = category is not None and old.categories[0].casefold() == category.name.casefold()
        lines = (
            ("Category", "" if told or not old.categories else old.categories[0]),
            ("Department", old.department),
            ("Owner", "" if owner else old.owner),
            ("Outcome", "" if old.closed_at else old.outcome),
            ("Phone", "" if any(each.isdigit() for each in old.phone) else old.phone),
            ("E-mail", "" if "@" in old.email else old.email),
        )
        kept = [f"{name}: {value}" for name, value in lines if value] + list(old.remarks)
        return "\n".join(["From the old table:", *kept]) if kept else ""


def status_of(old: OldCase) -> Status:
    """Only a closing date closes; a case can be reopened only after it was closed here."""
    if old.closed_at is not None:
        return Status.CLOSED
    return _STATUSES[old.status]


def waiting_reason(status: Status) -> str:
    """A case that waits says for what; the table tells no more than that it does."""
    return NOT_TOLD if status in WAITING else ""


def _outcome(old: OldCase) -> tuple[Outcome | None, str]:
    """Of a closed case: the outcome in our words, and the table's own."""
    if old.result:
        return Outcome(old.result), old.outcome[:4000]
    found = _OUTCOMES.get(fold(old.outcome)) if 0 < len(old.outcome) < 30 else None
    return found or Outcome.NO_OUTCOME_RECORDED, old.outcome[:4000]
