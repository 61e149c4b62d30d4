"""The parts of a story in reading order, whatever stands beside or within what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reportlab.platypus import Flowable

from app.reports.beside import Beside, Stack
from app.reports.parts import Balance, Head, Term, Words
from app.reports.tables import Table

TITLE_SIZE = 14.0
"""From this size on bold words are the title of the paper."""


class NamedTable(NamedTuple):
    """A table with the name by which it is known where it stands alone."""

    name: str
    table: Table


def parts(story: Iterable[Flowable]) -> Iterator[Flowable]:
    """Each part once: first what stands at the left, then what stands at the right."""
    for part in story:
        if isinstance(part, Beside):
            for side in part.sides:
                yield from parts(side)
        elif isinstance(part, Stack):
            yield from parts(part.parts)
        else:
            yield part


def tables(story: Iterable[Flowable]) -> list[NamedTable]:
    """The tables with rows, each named by its own title or by the head and bold words before it."""
    found: list[NamedTable] = []
    head = lesser = ""
    for part in parts(story):
        if isinstance(part, Head):
            head, lesser = part.title, ""
        elif isinstance(part, Words):
            lesser = part.text if is_lesser_head(part) else lesser
        elif isinstance(part, Table):
            found.append(NamedTable(part.title or ", ".join(each for each in (head, lesser) if each) or "Table", part))
    return found


def is_lesser_head(part: Words) -> bool:
    """Whether these words head what follows, below a section."""
    return part.bold and part.size < TITLE_SIZE and not isinstance(part, Term)


def balances(story: Iterable[Flowable]) -> list[Balance]:
    """The lines that say whether counts add up."""
    return [part for part in parts(story) if isinstance(part, Balance)]
