"""Works on an office until it is killed: logs contacts, opens cases, keeps a draft; says what was confirmed."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlmodel import Session

from app.authority import actor
from app.services.contacts import Logged, log_contact
from app.services.drafts import save_draft
from app.store import Store, open_engine
from tests.factories import KEY


def work(folder: Path) -> None:
    """Log and keep drafts for ever; each confirmed act is a line on standard output."""
    store = Store(open_engine(folder / "office.liaison", KEY))
    for turn in count(time.time_ns()):  # larger than whatever an earlier program kept
        at = datetime.now(UTC)

        def act(session: Session, turn: int = turn, at: datetime = at) -> Logged:
            fields = {"words": f"Turn {turn}: water in the cellar", "happened_at": at, "anonymous": True}
            return log_contact(
                session, actor(session, 1, at), fields=fields, at=at, new_case={"subject": f"Turn {turn}"}
            )

        def keep(session: Session, turn: int = turn, at: datetime = at) -> int:
            who = actor(session, 1, at)
            return save_draft(session, who, kind="slip", key="1", payload={"turn": turn}, parked=False, at=at)

        logged = store.write(act).result
        print("logged", logged.contact_id, logged.number, flush=True)
        store.write(keep)
        print("draft", turn, flush=True)


if __name__ == "__main__":
    work(Path(sys.argv[1]))
