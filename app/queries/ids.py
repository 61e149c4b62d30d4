"""The ids of a list of any length, quickly."""

from __future__ import annotations

from array import array
from itertools import filterfalse
from typing import Any

from sqlalchemy import CompoundSelect, Select, func, select
from sqlmodel import Session

AT_ONCE = 2_000
LETTERS_AT_ONCE = 1 << 15
"""So much of the text is taken apart in one go, about half a millisecond: the window waits for no longer."""


Ids = Select[Any] | CompoundSelect[Any]


def hidden_of(session: Session, query: Ids) -> frozenset[int]:
    """The few ids that a filter hides, for `ids_of`."""
    return frozenset(ids_of(session, query))


def ids_of(session: Session, query: Ids, *, hidden: frozenset[int] = frozenset()) -> array[int]:
    """The ids that a query of one column answers, in its order, without those `hidden` from who asks.

    The hidden are few, and to take them out here is quicker by far than to have each row of a long list looked up.

    SQLite joins them to one text: a quarter of the time of rows one by one, and Python's other threads
    (the window) run meanwhile. It keeps the order of a subquery for this aggregate.
    """
    if session.get_bind().dialect.name == "sqlite":
        return _numbers(_joined(session, query), hidden)
    ids = array("q")
    for part in session.execute(query, execution_options={"yield_per": AT_ONCE}).scalars().partitions():
        ids.extend(filterfalse(hidden.__contains__, part))
    return ids


def _joined(session: Session, query: Ids) -> str:
    inner = query.subquery()
    words: str | None = session.execute(select(func.group_concat(inner.c[0]))).scalar()
    return words or ""


def _numbers(words: str, without: frozenset[int] = frozenset()) -> array[int]:
    """Numbers with commas between, a piece at a time: one go over a million would hold up Python's other threads."""
    ids, start = array("q"), 0
    while start < len(words):
        end = words.find(",", start + LETTERS_AT_ONCE)
        end = len(words) if end < 0 else end
        part = map(int, words[start:end].split(","))
        ids.extend(filterfalse(without.__contains__, part) if without else part)
        start = end + 1
    return ids
