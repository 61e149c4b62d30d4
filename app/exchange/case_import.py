"""An old table of cases, from the file to the office file: looked at, tried out, brought in."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.authority import Actor, Right, require
from app.errors import Invalid, Unavailable
from app.exchange.case_drafts import CaseReader, OddWords, Rejected
from app.exchange.guessing import guess
from app.exchange.mapping import CaseMap, settle_dates
from app.exchange.table_output import write_csv
from app.exchange.tables import TableLook, look_at, rows, text_of
from app.files import make_private
from app.keys import fold
from app.queries.imports import kept_map
from app.queries.office import calendar, office, staff
from app.services.import_rows import ImportDone, ImportPlan, OldCase, Progress
from app.services.imports import import_cases, remember_map, sift

PREVIEW = 50
_VALUES = re.compile(r"'[^']*'|\b[A-Z][a-z]{2} \d{2}, \d{4}|(?<![\w(])[^\s(]*\d[^\s).]*")


@dataclass(frozen=True)
class Prepared:
    """A table that was looked at: how it is written, its map, and heading → why its dates are read so.

    `problems` are the sentences that keep it from being brought in; `remembered` whether the map is that of last time.
    """

    path: Path
    look: TableLook
    map: CaseMap
    evidence: dict[str, str] = field(default_factory=dict)
    remembered: bool = False

    @property
    def problems(self) -> list[str]:
        """What must be settled first."""
        return self.map.problems(self.look.headings)

    @property
    def unused(self) -> list[str]:
        """The headings that feed no field."""
        used = {heading for names in self.map.fields.values() for heading in names}
        return [heading for heading in self.look.headings if heading not in used]

    @property
    def system(self) -> str:
        """Whose numbers the references are."""
        return self.map.system or self.path.stem[:60]


class RowTold(NamedTuple):
    """A rejected row: its number in the file and why."""

    row: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Tried:
    """What an import would do: counts, the first cases, and the rejected rows with their reasons.

    `undated` counts the cases the table calls closed without a day: they are open here, as answered. `odd` holds what
    the office does not know (status words, owners) and of how many cases.
    """

    rows: int
    made: int
    open: int
    skipped: int
    rejected: int
    preview: tuple[OldCase, ...]
    rejects: tuple[RowTold, ...]
    reasons: tuple[tuple[str, int], ...] = ()
    undated: int = 0
    odd: tuple[tuple[str, int], ...] = ()

    @property
    def closed(self) -> int:
        """How many cases would be closed."""
        return self.made - self.open


@dataclass(frozen=True)
class Imported:
    """What an import did; `rejects` is the file of rejected rows, None when there are none."""

    done: ImportDone
    rejected: int
    skipped: int
    rejects: Path | None
    odd: tuple[tuple[str, int], ...] = ()


def prepare(
    path: Path, case_map: CaseMap | None = None, *, kept: str = "", encoding: str = "", delimiter: str = ""
) -> Prepared:
    """Look at a table; the map given, or kept from last time (TOML), or guessed.

    `encoding` and `delimiter` set aside what would be found; the date orders of a map given stand. Raises Invalid,
    Unavailable.
    """
    look = look_at(path, encoding=encoding, delimiter=delimiter)
    remembered = CaseMap.from_toml(kept) if kept and case_map is None else None
    chosen = case_map or remembered or guess(look)
    known = Prepared(path, look, chosen, remembered=remembered is not None)
    if known.problems:
        return known
    settled, evidence = settle_dates(chosen, path, look)
    given = chosen.date_orders if case_map is not None else {}
    orders = {**settled.date_orders, **given}
    return replace(known, map=replace(settled, date_orders=orders), evidence=evidence)


def kept_for(session: Session, path: Path) -> str:
    """The map (TOML) kept for tables with this one's headings, or ""."""
    return kept_map(session, look_at(path).headings)


def read_map(path: Path) -> CaseMap:
    """A map kept as TOML. Raises Unavailable, Invalid."""
    try:
        return CaseMap.from_toml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise Unavailable(f"{path.name} cannot be read. Give a map written with --save-map.") from problem


def dry_run(
    session: Session, who: Actor, prepared: Prepared, *, at: datetime, progress: Progress = lambda *_: None
) -> Tried:
    """Read the whole table as the import would; changes nothing. Raises NotAllowed, Invalid, Unavailable."""
    require(who, Right.IMPORT)
    reading = _Reading(session, prepared)
    made = opened = undated = 0
    first: list[OldCase] = []
    for good, refused in sift(session, who, reading.old_cases(), system=prepared.system, at=at):
        reading.rejected += [RowTold(each.row, each.reasons) for each in refused]
        made += len(good)
        opened += sum(old.closed_at is None for old in good)
        undated += sum(old.undated for old in good)
        first += good[: PREVIEW - len(first)]
        progress(reading.done, 0, "rows")
    rejected = sorted(reading.rejected)
    reasons = Counter(_kind(reason) for each in rejected for reason in each.reasons)
    return Tried(
        rows=reading.done,
        made=made,
        open=opened,
        skipped=reading.skipped,
        rejected=len(rejected),
        preview=tuple(first),
        rejects=tuple(rejected),
        reasons=tuple(reasons.most_common(10)),
        undated=undated,
        odd=reading.odd.told(each.row for each in rejected),
    )


def run_import(
    session: Session,
    who: Actor,
    prepared: Prepared,
    *,
    at: datetime,
    progress: Progress = lambda *_: None,
    total: int = 0,
    rejects: Path | None = None,
) -> Imported:
    """Bring the table in, all or nothing, and write the rejected rows to `rejects` before anything is committed.

    The map is kept for the next table with these headings. What `progress` raises ends it, and nothing stays.
    Raises NotAllowed, Invalid, Unavailable.
    """
    require(who, Right.IMPORT)
    reading = _Reading(session, prepared)
    kept = prepared.map.to_toml()
    plan = ImportPlan(prepared.system, prepared.map.category_words, prepared.map.make_categories)
    done = import_cases(
        session,
        who,
        reading.old_cases(),
        plan=plan,
        file_name=prepared.path.name,
        sha256=sha256_of(prepared.path),
        mapping=tomllib.loads(kept),
        at=at,
        progress=lambda *_: progress(reading.done, total, ""),
        total=total,
        unread=lambda: len(reading.rejected),
    )
    remember_map(session, who, prepared.look.headings, kept, at=at)
    told = reading.rejected + [RowTold(each.row, each.reasons) for each in done.refused]
    if told and rejects:
        write_rejects(prepared, rejects, told)
    odd = reading.odd.told(each.row for each in told)
    return Imported(done, len(told), reading.skipped, rejects if told else None, odd)


def write_rejects(prepared: Prepared, target: Path, told: Sequence[RowTold]) -> None:
    """Write the rejected rows, as they stand in the table, with a last column "Why"; only its owner may read it."""
    why = {each.row: " ".join(each.reasons) for each in told}
    found = rows(prepared.path, prepared.look)
    lines = ([*map(text_of, row.values), why[row.number]] for row in found if row.number in why)
    write_csv(target, [*prepared.look.headings, "Why"], lines)
    make_private(target)


def rejects_beside(path: Path) -> Path:
    """Where the rejected rows of a table go when nobody says otherwise."""
    return path.with_name(f"{path.stem} - rejected rows.csv")


class _Reading:
    """The rows of the table as old cases; counts what is skipped and keeps what is rejected."""

    def __init__(self, session: Session, prepared: Prepared) -> None:
        if prepared.problems:
            raise Invalid(" ".join(prepared.problems))
        self._prepared = prepared
        zone = ZoneInfo(calendar(session).zone)
        state = str(office(session)["state"])
        self._reader = CaseReader(prepared.map, prepared.look.headings, zone=zone, state=state)
        words = [(word, each) for each in staff(session, with_left=True) for word in (each.login, each.name)]
        self.odd = OddWords({fold(word): each.left_at is not None for word, each in words})
        self.done = self.skipped = 0
        self.rejected: list[RowTold] = []

    def old_cases(self) -> Iterator[OldCase]:
        """The rows that the map makes drafts of."""
        for row in rows(self._prepared.path, self._prepared.look):
            self.done += 1
            if not row.problem and self._reader.is_skipped(row):
                self.skipped += 1
                continue
            found = self._reader.read(row)
            if isinstance(found, Rejected):
                self.rejected.append(RowTold(found.row, found.reasons))
            else:
                self.odd.take(found)
                yield found


def _kind(reason: str) -> str:
    """A reason without the values of its row, to be counted."""
    return _VALUES.sub("…", reason)


def sha256_of(path: Path) -> str:
    """What tells one file from another. Raises Unavailable."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise Unavailable(f"{path.name} cannot be read: {problem.strerror}.") from problem
