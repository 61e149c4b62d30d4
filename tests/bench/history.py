"""A million lines of history: following the chain, beside the bare hashing of as many lines; lists, and who looked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import Session

from app.queries.chain import follow_history
from app.queries.history import HistoryFilter, history_ids, history_rows, who_looked
from app.services.history import line_of, record_many
from app.store import Store
from tests.bench.figures import Figure, timed
from tests.factories import AT, director, make_store

LINES = 1_000_000
CASES = 90_000
WALK_MS, LIST_MS, LOOKED_MS = 20_000, 1_500, 50
DETAIL = {"status": ["open", "closed"], "owner_id": [1, 2], "outcome": "resolved", "told_how": "phone"}
NOTE = "SHA-256 of as many lines of the same length, nothing read"


def measure(_: Path) -> list[Figure]:
    """The figures of a new office with a long history; every hundredth line is a view or a print."""
    with TemporaryDirectory(prefix="history-") as folder:
        store = make_store(Path(folder))
        try:
            store.write(lambda s: record_many(s, _lines(s)))
            return [_walk(store), *_lists(store)]
        finally:
            store.close()


def _lines(session: Session) -> Iterator[dict[str, Any]]:
    who = director(session)
    for n in range(LINES):
        verb = "changed" if n % 100 else "viewed" if n % 200 else "printed"
        at = AT - timedelta(seconds=30 * (LINES - n))
        yield line_of(who, verb, "case_record", n % CASES + 1, at, DETAIL if verb == "changed" else {})


def _walk(store: Store) -> Figure:
    told: list[int] = []

    def walk() -> None:
        assert store.read(lambda s: list(follow_history(s, told=told.append))) == []

    def bare() -> None:
        for n in range(LINES):
            hashlib.sha256(b"%300d" % n).hexdigest()

    walked = timed(walk)
    more = {"lines": LINES, "told": len(told)}
    return Figure("following 1,000,000 lines of history", [walked], [timed(bare)], NOTE, limit=WALK_MS, more=more)


def _lists(store: Store) -> list[Figure]:
    who = store.read(director)

    def listed(wanted: HistoryFilter) -> Callable[[], object]:
        return lambda: store.read(lambda s: history_rows(s, who, history_ids(s, who, wanted)[:50]))

    asked = (
        ("the first page of all history", HistoryFilter(), LIST_MS),
        ("history of 30 days", HistoryFilter(since=AT - timedelta(days=30)), LIST_MS),
        ("the views in history", HistoryFilter(kinds=("views",)), LIST_MS),
        ("history of one case", HistoryFilter(subjects=("case_record",), subject_id=100), LOOKED_MS),
    )
    figures = [Figure(name, _often(listed(wanted)), [], "", limit=limit) for name, wanted, limit in asked]
    looked = _often(lambda: store.read(lambda s: who_looked(s, who, "case_record", 1)))
    return [*figures, Figure("who looked at a case", looked, [], "", limit=LOOKED_MS)]


def _often(act: Callable[[], object], n: int = 5) -> list[float]:
    act()
    return [timed(act) for _ in range(n)]
