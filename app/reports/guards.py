"""Tables for the public: small counts hidden, and others where sums, shares or other parts would tell them (DOMAIN.md).

A line of counts that adds up is safe when what it hides cannot be told from its sum: not one count alone, not fewer
than five together, and not as many as there would be if each were one, or each four.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.reports.cells import FEWEST, Cell, Few, Share
from app.reports.tables import Table

Place = tuple[int, int]


def is_few(value: Cell) -> bool:
    """Whether a count is too small to be shown; none at all is shown."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < FEWEST


def is_safe(hidden: Sequence[int], own: Sequence[int]) -> bool:
    """Whether counts hidden in a line cannot be told from their sum; `own` are those that are small themselves."""
    whole, many = sum(hidden), len(hidden)
    told = len(own) == many and whole in (many, many * (FEWEST - 1))
    return not hidden or (many > 1 and whole >= FEWEST and not told)


def hidden_cell(cell: Cell) -> Cell:
    """A cell by itself: a small count is hidden, and a share of few, of all but few, or that is few."""
    if isinstance(cell, Share):
        few = is_few(cell.part) or is_few(cell.whole) or is_few(cell.whole - cell.part)
        return Few(own=False) if few else cell
    return Few() if is_few(cell) else cell


@dataclass(frozen=True)
class Kept:
    """What is hidden somewhere in a paper: counts, those of them that are sums, counts with the names of their rows,
    medians and shares (these in percent)."""

    values: frozenset[int] = frozenset()
    sums: frozenset[int] = frozenset()
    named: frozenset[tuple[str, int]] = frozenset()
    rates: frozenset[float] = frozenset()

    @classmethod
    def of(cls, found: Iterable[Cell]) -> Kept:
        """Of sums; small ones are hidden anyway."""
        sums = frozenset(each for each in found if isinstance(each, int) and each >= FEWEST)
        return cls(sums, sums)

    @classmethod
    def between(cls, part: Table, safe: Table) -> Kept:
        """Of a table and its public version."""
        gone = [(old, cell) for old, new in zip(part.rows, safe.rows, strict=True) for cell in _gone(old, new)]
        named = frozenset((_label(row), cell) for row, cell in gone if isinstance(cell, int) and cell >= FEWEST)
        last = _gone(part.rows[-1], safe.rows[-1]) if part.total and part.rows else []
        rates = frozenset(rate for _, cell in gone if (rate := _rate(cell)) is not None)
        return cls(frozenset(cell for _, cell in named), cls.of(last).sums, named, rates)

    def joined(self, other: Kept) -> Kept:
        """Both."""
        sums, named = self.sums | other.sums, self.named | other.named
        return Kept(self.values | other.values, sums, named, self.rates | other.rates)


NOTHING = Kept()


def _rate(cell: Cell) -> float | None:
    """A median, or a share in percent, as lines tell them."""
    if isinstance(cell, Share):
        return round(100 * cell.part / cell.whole, 4) if cell.whole else None
    return round(cell, 4) if isinstance(cell, float) else None


def _gone(old: Sequence[Cell], new: Sequence[Cell]) -> list[Cell]:
    return [cell for cell, shown in zip(old, new, strict=True) if isinstance(shown, Few)]


def safe_table(part: Table, kept: Kept = NOTHING) -> Table:
    """The table with its small counts hidden, and others where a sum, a share or another part would tell them."""
    grid = _Grid(part)
    grid.hide_kept(kept)
    grid.hide_parts()
    grid.guard_counts()
    grid.hide_rates()
    grid.guard_rates()
    return Table(
        part.columns,
        grid.rows,
        size=part.size,
        total=part.total,
        title=part.title,
        adds_up=part.adds_up,
        across=part.across,
    )


def _label(row: Sequence[Cell]) -> str:
    return "\n".join(each for each in row if isinstance(each, str))


class _Grid:
    """The cells of a table on their way to the public; the counts as they are stay in `part`."""

    def __init__(self, part: Table) -> None:
        self.part, self.sums = part, part.total and part.adds_up
        self.rows = [[hidden_cell(cell) for cell in row] for row in part.rows]
        self._numbers = [place for place, column in enumerate(part.columns) if column.number]
        self._across = self._numbers if part.across is True else self._numbers[: part.across]

    def hide_kept(self, kept: Kept) -> None:
        """Hide what another part hides: in tables that add up only rows of the same name and sums that are hidden
        elsewhere as sums, or all would go."""
        for n, row in enumerate(self.part.rows):
            is_sum = n == len(self.part.rows) - 1
            gone = kept.values if not self.sums else kept.sums if is_sum else frozenset()
            for place in self._numbers:
                cell = row[place]
                if not isinstance(cell, int) or is_few(cell):
                    continue
                if cell in gone or ((_label(row), cell) in kept.named and not (self.sums and is_sum)):
                    self._hide((n, place))

    def hide_parts(self) -> None:
        """Where a share is hidden since all but few are in it, the count of those in it would tell them."""
        for n, row in enumerate(self.part.rows):
            gone = {each.part for each in row if isinstance(each, Share) and is_few(each.whole - each.part)}
            for place in self._numbers:
                if not isinstance(row[place], Share | float | bool) and row[place] in gone:
                    self._hide((n, place))

    def guard_counts(self) -> None:
        """Guard columns, and the cells across each row that add up too, until nothing more is to be hidden: each may
        undo the other's work."""
        last = range(len(self.rows))
        lines = [[(n, place) for n in last] for place in self._numbers] if self.sums else []
        lines += [[(n, place) for place in self._across] for n in last] if self._across else []
        while any([self._guard(line) for line in lines]):
            pass

    def hide_rates(self) -> None:
        """Medians and shares of a row in which a count is hidden tell of few people, or give the count back."""
        for row in self.rows:
            if any(isinstance(cell, Few) for cell in row):
                for place, cell in enumerate(row):
                    if isinstance(cell, float | Share):
                        row[place] = Few(own=False)

    def guard_rates(self) -> None:
        """A single share hidden in a column would be told by the others and that of all, each with its whole."""
        for place in self._numbers if self.sums else []:
            line = [(n, place) for n in range(len(self.rows)) if isinstance(self.part.rows[n][place], Share)]
            gone = [each for each in line[:-1] if self._is_hidden(each)]
            if len(gone) == 1 and not self._is_hidden(line[-1]):
                shown = [each for each in line[:-1] if not self._is_hidden(each) and self._count(each)]
                self._hide(min(shown, key=self._order) if shown else line[-1])

    def _guard(self, line: Sequence[Place]) -> bool:
        """Hide one more of a line, whose last place is its sum, unless it is safe; whether it was so."""
        *items, whole = line
        hidden = [each for each in items if self._is_hidden(each)]
        own = [self._count(each) for each in hidden if is_few(self._count(each))]
        told = [self._count(each) for each in hidden]
        safe = bool(hidden) if self._is_hidden(whole) else is_safe(told, own)
        if safe or not all(isinstance(self.part.rows[n][place], int | None) for n, place in line):
            return False
        shown = [each for each in items if not self._is_hidden(each) and self._count(each)]
        place = min(shown, key=self._order) if shown else whole
        return self._hide(place)

    def _order(self, at: Place) -> tuple[int, str, str]:
        """The smallest first, and of equals always the same, lest two reports hide one each."""
        return self._count(at), _label(self.part.rows[at[0]]), self.part.columns[at[1]].title

    def _count(self, at: Place) -> int:
        cell = self.part.rows[at[0]][at[1]]
        return cell.part if isinstance(cell, Share) else cell if isinstance(cell, int) else 0

    def _is_hidden(self, at: Place) -> bool:
        return isinstance(self.rows[at[0]][at[1]], Few)

    def _hide(self, at: Place) -> bool:
        """Hide a count; whether it was shown until now."""
        if self._is_hidden(at):
            return False
        self.rows[at[0]][at[1]] = Few(own=is_few(self._count(at)))
        return True
