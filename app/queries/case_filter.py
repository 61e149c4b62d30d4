"""What a list of cases is asked for: a filter as plain values, and its WHERE."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, column, or_, select, table, true

from app.models import Case, Channel, Priority, Status, table_of
from app.queries.targets import is_paused, overdue

OPEN = tuple(status for status in Status if status is not Status.CLOSED)
_ENUMS: Mapping[str, type] = {"statuses": Status, "channels": Channel, "priorities": Priority}
_WORDS = r"[^\s\"\0\ud800-\udfff]+"
"""Without what SQLite cannot read: quotes, a zero and halves of a character, which a paste may bring."""
_MOMENTS = ("received_from", "received_until", "closed_from", "closed_until", "overdue", "due_from", "due_until")


@dataclass(frozen=True)
class CaseFilter:
    """Which cases; a field that is None or empty asks nothing. Untils are not included (UTC).

    `overdue` holds the instant as of which an open case is late. A case that is paused is neither overdue nor due
    (`app.queries.targets`). `place` and `text` match beginnings of words.
    """

    statuses: tuple[Status, ...] = ()
    only_open: bool = False
    owner_ids: tuple[int, ...] = ()
    unowned: bool = False
    category_ids: tuple[int, ...] = ()
    wards: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    priorities: tuple[Priority, ...] = ()
    person_id: int | None = None
    organization_id: int | None = None
    import_id: int | None = None
    place: str = ""
    received_from: datetime | None = None
    received_until: datetime | None = None
    closed_from: datetime | None = None
    closed_until: datetime | None = None
    overdue: datetime | None = None
    due_from: datetime | None = None
    due_until: datetime | None = None
    text: str = ""
    complaint: bool = False
    ids: tuple[int, ...] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON of what is asked, for saved views."""
        given = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: _plain(value) for name, value in given.items() if value not in (None, (), "", False)}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> CaseFilter:
        """What `to_dict` gave, or a part of it; names and values we do not know are left aside."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: _typed(name, value) for name, value in given.items() if name in known})


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return getattr(value, "value", value)


def _typed(name: str, value: Any) -> Any:
    if name in _MOMENTS:
        return datetime.fromisoformat(value) if isinstance(value, str) else value
    kind = _ENUMS.get(name)
    if kind is not None:
        members = {each.value: each for each in kind}  # type: ignore[attr-defined]  # an enum, which can be walked
        return tuple(members[str(each)] for each in value if str(each) in members)
    return tuple(value) if isinstance(value, list | tuple) else value


def asked_for(wanted: CaseFilter) -> ColumnElement[bool]:
    """The WHERE over the case table of what is asked alone: who lists or counts by it takes out the few that are hidden
    from the actor (`app.queries.cases`), which is quicker by far than to look up each row."""
    parts = [true(), *_of_lists(wanted), *_of_moments(wanted)]
    if wanted.text.strip():
        parts.append(_matching(words_of(wanted.text)))
    if wanted.place.strip():
        parts.append(_matching(f"{{place}} : ({words_of(wanted.place)})"))
    return and_(*parts)


def _of_lists(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    c = table_of(Case).c
    pairs = (
        (c.category_id, wanted.category_ids),
        (c.ward, wanted.wards),
        (c.channel, wanted.channels),
        (c.priority, wanted.priorities),
    )
    parts: list[ColumnElement[bool]] = [each.in_(values) for each, values in pairs if values]
    statuses = _statuses(wanted)
    if statuses is not None:
        parts.append(c.status.in_(statuses))
    if wanted.owner_ids or wanted.unowned:
        parts.append(_owned(wanted))
    if wanted.ids is not None:
        parts.append(c.id.in_(wanted.ids))
    if wanted.complaint:
        parts.append(c.complaint)
    singles = (
        (c.person_id, wanted.person_id),
        (c.organization_id, wanted.organization_id),
        (c.import_id, wanted.import_id),
    )
    return [*parts, *(each == value for each, value in singles if value is not None)]


def _statuses(wanted: CaseFilter) -> tuple[Status, ...] | None:
    """The statuses asked for, None for any: those of open cases, without the paused ones where a due date is asked."""
    asked: Iterable[Status] = wanted.statuses
    if wanted.only_open or wanted.overdue:
        asked = [each for each in wanted.statuses if each in OPEN] or OPEN
    if wanted.overdue or wanted.due_from or wanted.due_until:
        return tuple(each for each in asked or Status if not is_paused(each))
    return tuple(asked) or None


def _owned(wanted: CaseFilter) -> ColumnElement[bool]:
    owner = table_of(Case).c.owner_id
    nobody = [owner.is_(None)] if wanted.unowned else []
    return or_(*([owner.in_(wanted.owner_ids)] if wanted.owner_ids else []), *nobody)


def _of_moments(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    c = table_of(Case).c
    bounds = (
        (c.received_at, wanted.received_from, wanted.received_until),
        (c.closed_at, wanted.closed_from, wanted.closed_until),
        (c.due_at, wanted.due_from, wanted.due_until),
    )
    after = [each >= first for each, first, _ in bounds if first is not None]
    late = [overdue(wanted.overdue)] if wanted.overdue else []
    return [*late, *after, *(each < last for each, _, last in bounds if last is not None)]


def words_of(typed: str) -> str:
    """What was typed as a full-text question: each word, or its beginning; nothing typed is read as an operator."""
    return " AND ".join(f'"{word}"*' for word in re.findall(_WORDS, typed)[:12]) or '""'


def _matching(question: str) -> ColumnElement[bool]:
    """Cases whose words match; the full-text table is no model's, it is named here as SQLite knows it."""
    words = table("case_words", column("rowid"), column("case_words"))
    found = select(words.c.rowid).where(words.c.case_words.op("MATCH")(question))
    return table_of(Case).c.id.in_(found)
