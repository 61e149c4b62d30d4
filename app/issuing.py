"""A report goes out: collected once, written in every format, kept to the byte, and brought out again (K9)."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import Session

from app.authority import Actor
from app.blobs import BlobDamaged, BlobMissing, Blobs
from app.errors import Conflict, NotFound, Unavailable
from app.files import make_private_folder
from app.models import Issue, IssueState
from app.queries.issues import IssueFile, IssueRow, issue_files, issue_named, issues, next_issue
from app.queries.office import calendar
from app.reports.compare import Difference, differences
from app.reports.formats import Prepared, as_data, save
from app.reports.run import find_report, prepare_report
from app.reports.spans import settled_answers
from app.services.issues import Facts, IssuedFile, issue_report
from app.workdays import day_of

FORMATS = {
    "pdf": "application/pdf",
    "html": "text/html",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
OVERLAPS = (
    "{0} is out for the public and shares days with this one: from both together the counts that they hide could be "
    "worked out. Choose the same days, or whole months."
)
DAMAGED = "{0} of {1} is damaged or missing where it is kept. Put the folder of attachments back from a backup."
UNSOUND = "A sum in this report does not come out. It must not go out; see what is printed on it."

Ask = Callable[[Callable[[Session, Actor], Any]], Any]
"""Asks or acts as whoever is signed in: `Desk.read`, `Desk.write`, and what the window has for them."""


class Ready(NamedTuple):
    """A draft collected and numbered; `faults` are the sentences for which it must not go out, `answers` those by which
    it was made, with their dates."""

    row: IssueRow
    prepared: Prepared
    faults: tuple[str, ...]
    answers: Mapping[str, Any]


def ready(session: Session, who: Actor, issue: str, *, at: datetime) -> Ready:
    """Collect a draft, named by its id, with the number that is next. Raises as `prepare_report` does, Conflict."""
    row = issue_named(session, who, issue)
    if row.state is IssueState.ISSUED:
        raise Conflict(f"{row.number} is out and stays as it is. Correct it by another issue.")
    zone = calendar(session).zone
    answers = settled_answers(find_report(row.key), row.answers, zone, at)
    prepared = prepare_report(session, who, row.key, answers, at=at)
    number, _ = next_issue(session, day_of(at, zone).year)
    return Ready(
        row,
        prepared._replace(number=number),
        (*faults_of(prepared), *_beside(session, who, row.key, prepared)),
        answers,
    )


def faults_of(prepared: Prepared) -> tuple[str, ...]:
    """Why a report must not go out: what it lacks by its own account, and sums that are wrong."""
    lacks = () if prepared.kind.issued else (f"“{prepared.kind.title}” is not issued with a number.",)
    return (*lacks, *prepared.collected.faults, *(() if prepared.reconciles else (UNSOUND,)))


def _beside(session: Session, who: Actor, key: str, prepared: Prepared) -> tuple[str, ...]:
    """A public issue less another of nearly the same days would tell what both hide: October, and October 1 to 30."""
    period = prepared.collected.period
    if period is None or not prepared.collected.public:
        return ()
    days = (period.first, period.last)
    for row in issues(session, who, key=key, drafts=False):
        first, last = row.period_first, row.period_last
        if not row.public or first is None or last is None or (first, last) == days:
            continue
        if first <= period.last and period.first <= last and not (_of_months(*days) and _of_months(first, last)):
            return (OVERLAPS.format(row.number),)
    return ()


def _of_months(first: date, last: date) -> bool:
    return first.day == 1 and (last + timedelta(days=1)).day == 1


def issue_out(read: Ask, write: Ask, blobs: Blobs, issue: str, *, folder: Path, at: datetime) -> Issue:
    """Issue a draft: its files are made in a private `folder`, kept encrypted, and then told in one act.

    What was put into the store and not told of stays there sealed, and is replaced when the same content comes again.
    Raises NotAllowed, NotFound, Invalid, Conflict, Unavailable.
    """
    found: Ready = read(lambda session, who: ready(session, who, issue, at=at))
    prepared, period = found.prepared, found.prepared.collected.period
    facts = Facts(
        number=prepared.number,
        figures_hash=figures_hash(prepared),
        first=period.first if period else None,
        last=period.last if period else None,
        public=prepared.collected.public,
        files=() if found.faults else _files(prepared, blobs, folder),
        faults=found.faults,
        signature=prepared.stamp.signature,
        answers=found.answers,
    )
    issued: Issue = write(lambda session, who: issue_report(session, who, found.row.id, facts=facts, at=at))
    return issued


def figures_hash(prepared: Prepared) -> str:
    """SHA-256 (hex) of figures, tables and sums as data: the same figures have the same hash, whoever prints them."""
    told = {name: value for name, value in as_data(prepared).items() if name not in NOT_FIGURES}
    written = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


NOT_FIGURES = frozenset({"issued_at", "issued_by", "history", "issue"})


def _files(prepared: Prepared, blobs: Blobs, root: Path) -> list[IssuedFile]:
    make_private_folder(root)
    kept: list[IssuedFile] = []
    with tempfile.TemporaryDirectory(dir=root) as folder:
        for ending, media in FORMATS.items():
            for path in save(prepared, Path(folder) / f"{prepared.number}-{prepared.stem}.{ending}").paths:
                blob = blobs.put(path)
                kept.append(IssuedFile(path.name, media, blob.size, blob.address, blob.sha256))
    return kept


def bring_out(read: Ask, blobs: Blobs, number: str, folder: Path) -> list[Path]:
    """Write the files of an issue into a folder as they went out, byte for byte; those there are replaced.

    Raises NotAllowed, NotFound, Unavailable (also where a kept file is damaged).
    """

    def files(session: Session, who: Actor) -> list[IssueFile]:
        return issue_files(session, who, issue_named(session, who, number).id)

    made = []
    for each in read(files):
        target = folder / each.name
        with _damage_told(each.name, number):
            blobs.copy_to(each.address, target)
        made.append(target)
    return made


@contextmanager
def _damage_told(name: str, number: str) -> Iterator[None]:
    try:
        yield
    except (BlobDamaged, BlobMissing) as damage:
        raise Unavailable(DAMAGED.format(name, number)) from damage


def data_of(read: Ask, blobs: Blobs, number: str) -> Mapping[str, Any]:
    """The figures of an issue as they went out; raises NotAllowed, NotFound, Unavailable."""

    def kept(session: Session, who: Actor) -> IssueFile:
        files = issue_files(session, who, issue_named(session, who, number).id)
        found = next((each for each in files if each.name.endswith(".json")), None)
        if found is None:
            raise NotFound(f"{number} has no figures to compare with.")
        return found

    file = read(kept)
    with _damage_told(file.name, number):
        content = b"".join(blobs.open(file.address))
    data: Mapping[str, Any] = json.loads(content)
    return data


def compared(prepared: Prepared, older: Mapping[str, Any]) -> list[Difference]:
    """What differs between a report as it is now and an issue (`data_of`)."""
    return differences(older, as_data(prepared))
