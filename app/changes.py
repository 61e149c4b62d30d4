"""What a write changed: gathered in its session, announced by the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy.orm import Session as OrmSession

CHANGES = "changes"


class Changes(Mapping[str, frozenset[int]]):
    """Table name → ids that one write added, changed or removed; an empty set of ids means "many, not listed"."""

    def __init__(self, tables: Mapping[str, Iterable[int]] | None = None) -> None:
        self._tables = {name: frozenset(ids) for name, ids in (tables or {}).items()}

    def touches(self, *tables: str) -> bool:
        """Whether any of the tables changed."""
        return any(table in self._tables for table in tables)

    def __getitem__(self, table: str) -> frozenset[int]:
        return self._tables[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def note_change(session: OrmSession, table: str, ids: Iterable[int] = ()) -> None:
    """Tell the store of rows changed below the unit of work (bulk and Core statements)."""
    session.info.setdefault(CHANGES, {}).setdefault(table, set()).update(ids)
