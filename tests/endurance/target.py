"""Works on an office until it is killed, in one of several ways; each confirmed act is a line on standard output."""

from __future__ import annotations

import io
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app.authority import Actor
from app.config import OfficePaths
from app.opening import Opened
from tests.endurance.office import enter, me

ROWS = 400
PIECE = 3 << 20


def turns() -> Iterator[int]:
    """Numbers that grow from one program to the next."""
    while True:
        yield time.time_ns()


def log(opened: Opened) -> Iterator[object]:
    """New callers with a case, and a draft between them."""
    from app.services.contacts import log_contact
    from app.services.drafts import save_draft

    for turn in turns():
        at = datetime.now(UTC)
        fields = {"words": f"Turn {turn}: water in the cellar", "happened_at": at, "anonymous": True}
        case = {"subject": f"Turn {turn}"}
        logged = _write(opened, partial(log_contact, fields=fields, at=at, new_case=case))
        yield f"logged {logged.contact_id} {logged.number}"
        _write(opened, partial(save_draft, kind="slip", key="1", payload={"turn": turn}, parked=False, at=at))
        yield f"draft {turn}"


def edit(opened: Opened) -> Iterator[object]:
    """One case corrected again and again, with a note each time."""
    from app.models import NoteKind
    from app.services.cases import add_note, find_case, update_case

    for turn in turns():
        at = datetime.now(UTC)

        def act(session: Session, who: Actor, turn: int = turn, at: datetime = at) -> None:
            case = find_case(session, who, 1)
            update_case(session, who, 1, version=case.version, changes={"subject": f"Edited {turn}"}, at=at)
            add_note(session, who, 1, kind=NoteKind.NOTE, words=f"Note {turn}", at=at)

        _write(opened, act)
        yield f"edited {turn}"


def bring_in(opened: Opened) -> Iterator[object]:
    """A table of cases each time, all or nothing."""
    from app.exchange.case_import import prepare

    for turn in turns():
        table = opened.paths.data_dir / "table.csv"
        lines = [f"{turn}-{n},2026-03-01,Open,Pothole {n},{n} Elm Street" for n in range(ROWS)]
        table.write_text("Case Number,Opened Date,Status,Subject,Address\n" + "\n".join(lines), encoding="utf-8")
        prepared = prepare(table)
        yield f"trying {turn}"
        done = _write(opened, partial(_bring_in, prepared=prepared))
        yield f"imported {done.done.batch_id} {done.done.made}"


def _bring_in(session: Session, who: Actor, *, prepared: Any) -> Any:
    from app.exchange.case_import import run_import

    return run_import(session, who, prepared, at=datetime.now(UTC))


def attach(opened: Opened) -> Iterator[object]:
    """Files of some megabytes kept with a case."""
    from app.services.attachments import add_attachment

    for turn in turns():
        content = random.randbytes(PIECE)
        yield f"trying {turn}"
        blob = opened.blobs.put(io.BytesIO(content))
        given: dict[str, Any] = {"name": f"{turn}.bin", "media_type": "application/octet-stream", "case_id": 1}
        given |= {"size": blob.size, "address": blob.address, "at": datetime.now(UTC)}
        _write(opened, partial(add_attachment, **given))
        yield f"attached {blob.address} {blob.sha256}"


def back_up(opened: Opened) -> Iterator[object]:
    """A backup after each new case."""
    from app.backups.check import secrets_of
    from app.backups.make import Source, make_backup

    source = Source(opened.paths, opened.store.engine, secrets_of(opened.data_key, opened.paths.keys))
    cases = log(opened)
    while True:
        next(cases)
        yield "trying"
        made = make_backup(source, opened.paths.backups, at=datetime.now(UTC), zone=UTC)
        yield f"saved {made.name}"


WAYS: dict[str, Callable[[Opened], Iterator[object]]] = {
    "log": log,
    "edit": edit,
    "import": bring_in,
    "attach": attach,
    "back up": back_up,
}


def _write(opened: Opened, act: Callable[[Session, Actor], Any]) -> Any:
    return opened.store.write(lambda s: act(s, me(s, opened))).result


def main(folder: Path, way: str) -> None:
    """Sign in, which upgrades an older file, and go on until killed."""
    print("starting", flush=True)
    opened = enter(OfficePaths(folder))
    print("entered", flush=True)
    for said in WAYS["log" if way == "upgrade" else way](opened):
        print(said, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
