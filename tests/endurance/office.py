"""The small office that bad days befall: a demo office with a cheap key, made once and copied."""

from __future__ import annotations

import io
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app.authority import Actor, actor
from app.config import OfficePaths
from app.demo import PASSWORD, make_demo
from app.opening import Opened, open_office
from app.queries.checks import Finding, check_office
from app.services.attachments import add_attachment
from app.vault import Cost
from tests.older import take_back

LOGIN = "mmulcahy"
AT = datetime.now(UTC) - timedelta(hours=1)  # the programs that are killed go by the clock, and so do appointments


def make(folder: Path, cases: int = 120) -> OfficePaths:
    """A fresh office in `folder`, with an attachment."""
    paths = OfficePaths(folder)
    make_demo(paths, cases=cases, seed=1, at=AT, cost=Cost.cheap())
    opened = enter(paths)
    blob = opened.blobs.put(io.BytesIO(b"%PDF-1.7 made up " * 9_000))
    given: dict[str, Any] = {"name": "letter.pdf", "media_type": "application/pdf", "size": blob.size}
    given |= {"address": blob.address, "at": AT, "case_id": 1}
    opened.store.write(lambda s: add_attachment(s, me(s, opened), **given))
    opened.close()
    return paths


def copy(paths: OfficePaths, folder: Path) -> OfficePaths:
    """The whole office again, in a folder of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(paths.data_dir, folder)
    return OfficePaths(folder)


def enter(paths: OfficePaths) -> Opened:
    """Sign in as the Director."""
    return open_office(paths, LOGIN, PASSWORD, datetime.now(UTC), cost=Cost.cheap())


def me(session: Session, opened: Opened) -> Actor:
    """Who is signed in."""
    return actor(session, opened.staff_id, datetime.now(UTC))


def findings(opened: Opened) -> list[Finding]:
    """Whatever a deep check finds wrong; nothing is what is hoped for."""
    return opened.store.read(lambda s: check_office(s, me(s, opened), deep=True, look=opened.blobs.verify))


def age(paths: OfficePaths) -> None:
    """Make the file one of the first version: what later steps made goes, what they changed is as it was."""
    opened = enter(paths)
    opened.store.write(take_back)
    opened.close()
