"""The rows of a long list that are in memory: blocks of 100, the 64 used last."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

Row = TypeVar("Row")

BLOCK = 50
KEPT = 128
WANTED = 6
"""Blocks waiting to be asked for: 300 rows are more than any screen shows; older wishes are of rows long passed."""
AT_ONCE = 1
"""Blocks on their way at a time: a second reader would take twice the turns from the window that paints the first."""


class Blocks(Generic[Row]):
    """Which blocks are here, which are out of date, wanted, or on their way."""

    def __init__(self) -> None:
        self._rows: OrderedDict[int, list[Row | None]] = OrderedDict()
        self._stale: set[int] = set()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._on_way: set[int] = set()
        self._refused: set[int] = set()

    def row(self, number: int) -> Row | None:
        """The row at this place of the list, or None; wants its block if that is missing or out of date."""
        block = number // BLOCK
        rows = self._rows.get(block)
        if rows is None or block in self._stale:
            self._want(block)
        if rows is None:
            return None
        self._rows.move_to_end(block)
        return rows[number % BLOCK] if number % BLOCK < len(rows) else None

    def peek(self, number: int) -> Row | None:
        """The row if it is here, without wanting anything."""
        rows = self._rows.get(number // BLOCK, [])
        return rows[number % BLOCK] if number % BLOCK < len(rows) else None

    @property
    def is_wanting(self) -> bool:
        """Whether a block might be asked for now."""
        return bool(self._wanted)

    def take_wanted(self) -> Iterator[int]:
        """The blocks to ask for now, those wanted last first, at most one on its way at a time."""
        while self._wanted and len(self._on_way) < AT_ONCE:
            block, _ = self._wanted.popitem()
            self._on_way.add(block)
            yield block

    def put(self, block: int, rows: list[Row | None]) -> None:
        """A block has come."""
        self._rows[block] = rows
        self._rows.move_to_end(block)
        self._stale.discard(block)
        self._wanted.pop(block, None)
        self._on_way.discard(block)
        while len(self._rows) > KEPT:
            self._stale.discard(self._rows.popitem(last=False)[0])

    def end(self, block: int) -> None:
        """The question for a block is over; if it has not come, it is not asked for again before the list is."""
        if block in self._on_way:
            self._on_way.discard(block)
            self._refused.add(block)

    def make_stale(self, blocks: Iterable[int]) -> None:
        """These are out of date: still shown, asked for again when looked at."""
        self._stale.update(block for block in blocks if block in self._rows)
        self._on_way.difference_update(self._stale)
        self._refused.clear()

    def clear(self) -> None:
        """Another list: nothing here holds any more."""
        for kept in (self._rows, self._stale, self._wanted, self._on_way, self._refused):
            kept.clear()

    @property
    def loaded(self) -> tuple[int, ...]:
        """The numbers of the blocks that are here."""
        return tuple(self._rows)

    def _want(self, block: int) -> None:
        if block in self._on_way or block in self._refused:
            return
        self._wanted[block] = None
        self._wanted.move_to_end(block)
        while len(self._wanted) > WANTED:
            self._wanted.popitem(last=False)


def cut(ids: array[int], block: int) -> array[int]:
    """The ids of one block."""
    return ids[block * BLOCK : (block + 1) * BLOCK]


def in_order(ids: Sequence[int], by_id: Mapping[int, Row]) -> list[Row | None]:
    """The rows in the order of the ids; None for one that is gone."""
    return [by_id.get(number) for number in ids]
