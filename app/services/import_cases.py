"""Rows of cases and their moves, made from what an old table tells."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.authority import Actor
from app.keys import fold
from app.models import WAITING, Category, Channel, Outcome, Priority, Status
from app.queries.office import CategoryRow, calendar, categories, departments, staff
from app.services.history import record
from app.services.import_rows import ImportPlan, OldCase

NOT_TOLD = "The old table does not say."
_OUTCOMES = {each.value.replace("_", " "): each for each in Outcome}
_LONGEST = 100_000


class CaseRows:
    """Makes the rows of cases: names of the taxonomy and of staff become ids, and what has no place here is kept."""

    def __init__(self, session: Session, who: Actor, plan: ImportPlan, at: datetime) -> None:
        self._session, self._who, self._plan, self._at = session, who, plan, at
        self._hours = calendar(session)
        self._categories: dict[str, CategoryRow] = {}
        for each in categories(session, with_inactive=True):
            self._categories.setdefault(fold(each.name), each)
        self._found: dict[tuple[str, ...], CategoryRow | None] = {}
        self._departments = {fold(each.name): each.id for each in departments(session)}
        self._staff = {fold(word): each for each in staff(session, with_left=True) for word in (each.login, each.name)}

    def case(self, old: OldCase, **given: Any) -> dict[str, Any]:
        """The row of one case; `given` are its id, number, asker and place."""
        category, owner = self._category(old), self._owner(old)
        outcome, words = _outcome(old)
        status = status_of(old)
        account = "\n\n".join(part for part in (old.account, self._kept(old, category, owner)) if part)
        closed = status is Status.CLOSED
        return {
            "subject": old.subject[:200],
            "account": account[:_LONGEST],
            "category_id": category.id if category else None,
            "priority": Priority(old.priority or Priority.NORMAL),
            "confidential": False,
            "status": status,
            "channel": Channel(old.channel) if old.channel else None,
            "owner_id": owner,
            "received_at": old.opened_at,
            "opened_at": old.opened_at,
            "first_response_at": None,
            "first_response_due_at": None,
            "due_at": old.due_at or self._due(old, category),
            "closed_at": old.closed_at,
            "reopened_at": None,
            "wait_reason": waiting_reason(status),
            "outcome": outcome,
            "outcome_words": words,
            "told": None,
            "told_at": None,
            "told_how": None,
            "told_by_id": None,
            "why_not_told": NOT_TOLD if closed else "",
            "merged_into_id": None,
            "version": 1,
            **given,
        }

    def moves(self, old: OldCase, case_id: int) -> list[dict[str, Any]]:
        """The dated changes of status: received, then what the table says became of it."""
        status, outcome = status_of(old), _outcome(old)[0]
        first = self._move(case_id, old.opened_at, None, Status.NEW)
        if status is Status.NEW:
            return [first]
        last = self._move(case_id, old.closed_at or old.opened_at, Status.NEW, status)
        return [first, last | {"outcome": outcome, "reason": waiting_reason(status)}]

    def _move(self, case_id: int, at: datetime, was: Status | None, became: Status) -> dict[str, Any]:
        move = {"case_id": case_id, "at": at, "was": was, "became": became, "by_id": self._who.id}
        return move | {"reason": "", "outcome": None}

    def _category(self, old: OldCase) -> CategoryRow | None:
        """By the words the plan settles, or by name; made only where the plan says so, after the broader name."""
        if old.categories not in self._found:
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
        return made

    def _owner(self, old: OldCase) -> int | None:
        """Somebody who has left keeps closed cases only."""
        found = self._staff.get(fold(old.owner)) if old.owner else None
        return found.id if found and (found.left_at is None or old.closed_at) else None

    def _due(self, old: OldCase, category: CategoryRow | None) -> datetime | None:
        return self._hours.add_days(old.opened_at, category.resolution_days) if category else None

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
    status = Status(old.status)
    return Status.OPEN if status in (Status.CLOSED, Status.REOPENED) else status


def waiting_reason(status: Status) -> str:
    """A case that waits says for what; the table tells no more than that it does."""
    return NOT_TOLD if status in WAITING else ""


def _outcome(old: OldCase) -> tuple[Outcome | None, str]:
    if old.closed_at is None:
        return None, ""
    if old.result:
        return Outcome(old.result), old.outcome[:4000]
    return _OUTCOMES.get(fold(old.outcome), Outcome.NO_OUTCOME_RECORDED), old.outcome[:4000]
