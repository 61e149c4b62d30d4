"""Which rows of a long list are selected, told in ranges, so that a million cost no more than one."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from PySide6.QtCore import QAbstractItemModel, QItemSelection, QItemSelectionModel

Ranges = list[tuple[int, int]]


def ranges_of(selection: QItemSelection) -> Ranges:
    """First and last row of each run of selected rows, in order, none twice."""
    spans = sorted({(span.top(), span.bottom()) for span in selection.toList()})
    merged: Ranges = []
    for first, last in spans:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def count_of(ranges: Ranges) -> int:
    """How many rows the ranges hold."""
    return sum(last - first + 1 for first, last in ranges)


def ids_of(ranges: Ranges, ids: array[int]) -> array[int]:
    """The ids in the ranges, in the list's order."""
    found: array[int] = array("q")
    for first, last in ranges:
        found.extend(ids[first : last + 1])
    return found


def to_ranges(places: Iterable[int]) -> Ranges:
    """Runs of neighbouring places; `places` ascend."""
    ranges: Ranges = []
    for place in places:
        if ranges and place == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], place)
        else:
            ranges.append((place, place))
    return ranges


def select(ranges: Ranges, model: QAbstractItemModel, selection: QItemSelectionModel) -> None:
    """Select these whole rows and nothing else."""
    chosen, last_column = QItemSelection(), model.columnCount() - 1
    for first, last in ranges:
        chosen.select(model.index(first, 0), model.index(last, last_column))
    selection.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
