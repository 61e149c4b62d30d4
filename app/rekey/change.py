"""The change itself: who may, who could not follow, nobody else in the office, and the exchange at the end."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.authority import MANDATING, Refusal, Right, actor, require
from app.backups.make import backup_lock
from app.backups.swap import exchange, is_cut_off
from app.errors import Unavailable
from app.files import remove_tree
from app.models import Event, table_of
from app.office_lock import ALONE
from app.opening import Opened, require_recovery
from app.queries.office import staff
from app.rekey.aside import Made, Progress, Wish, make_aside, people_of, size_of

LATELY = timedelta(days=1)
"""How far back history is asked who has not signed out."""
PATIENCE_S = 10.0
"""How long a backup that was told to stop may take for it."""
IN, OUT = ("signed in", "recovered"), ("signed out", "left")


class Outlook(NamedTuple):
    """What a change of the key would do: how many sign in as ever, who could not, whether the sheet stays valid.

    `size` is how many bytes are made anew, and needed on the disk for a while.
    """

    ready: int
    unready: tuple[str, ...]
    sheet_stays: bool
    size: int


class Changed(NamedTuple):
    """What was done, with its sentence. `recovery_key` is to be printed now, "" where the sheet stays valid."""

    sentence: str
    epoch: int
    people: int
    dropped: tuple[str, ...]
    recovery_key: str
    attachments: int
    lost: int
    size: int


def outlook(opened: Opened, *, at: datetime, by: int) -> Outlook:
    """What a change of the key would do, as of now. Raises NotAllowed, Unavailable."""
    opened.store.read(lambda session: require(actor(session, by, at), Right.MANAGE_STAFF))
    ready, unready = people_of(opened)
    return Outlook(len(ready), unready, opened.vault.sheet_follows(opened.data_key), size_of(opened.paths))


def change_key(
    opened: Opened,
    *,
    at: datetime,
    by: int,
    drop_unready: bool = False,
    new_sheet: bool = False,
    without_lost: bool = False,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Changed:
    """Give the office's files a new key; `opened` is closed then, and everybody signs in again with their password.

    `by` is the staff id of who asks. `drop_unready` shuts out those to whom the new key cannot be sealed, until they
    get a new password; `new_sheet` makes a new recovery key even where the printed one would stay valid; `without_lost`
    leaves out attachments that cannot be read. `progress` gets (done, total, what), in bytes; what it raises, and
    `cancelled`, end it until the new files are put in place, and nothing is changed. Nobody else may have the office
    open, and nothing may be written through `opened` meanwhile. Raises NotAllowed, NotReady, FilesLost, Unavailable
    (others have it open, no room, damage, the disk).
    """

    def told(done: int, total: int, what: str) -> None:
        if cancelled():
            raise Unavailable("Stopped. The key is as it was, and nothing was changed.")
        progress(done, total, what)

    wish = Wish(by, at, drop_unready, new_sheet, without_lost, told)
    opened.store.read(lambda session: _require(session, opened, wish))
    try:
        with backup_lock(opened.paths, wait_s=PATIENCE_S), _alone(opened, wish):
            made = make_aside(opened, wish)
            opened.close()
            said = _put_in_place(made, opened, at)
    finally:
        if not opened.is_open:
            opened.lock.release()  # who was alone holds it together with others again
    return _told(made, said)


def _require(session: Session, opened: Opened, wish: Wish) -> None:
    """Who gets a new recovery key to print must be one to whom it may be given."""
    who = actor(session, wish.by, wish.at)
    require(who, Right.MANAGE_STAFF)
    if who.acts and (wish.new_sheet or not opened.vault.sheet_follows(opened.data_key)):
        require_recovery(who)
    shut_out = people_of(opened)[1] if who.acts and wish.drop_unready else ()
    if any(row.login in shut_out and row.role in MANDATING for row in staff(session)):
        words = "As Acting Director you may not shut out the Mayor, the Director or a Clerk."
        raise Refusal(f"{words} Have them sign in once first.", Right.MANAGE_STAFF)


def _put_in_place(made: Made, opened: Opened, at: datetime) -> str:
    try:
        return exchange(opened.paths, made.folder.data_dir, at=at).sentence
    except BaseException:
        if not is_cut_off(opened.paths):  # nothing was moved yet
            remove_tree(made.folder.data_dir)
        raise


def _told(made: Made, said: str) -> Changed:
    words = [said, f"{len(made.kept)} {'person signs' if len(made.kept) == 1 else 'people sign'} in as ever."]
    if made.dropped:
        words.append(f"A new password is needed by: {', '.join(made.dropped)}.")
    if made.lost:
        words.append(f"{made.lost} attachments could not be read and are missing now.")
    words.append("Make a backup now: those of before open with the key of before.")
    if made.succeeded.recovery_key:
        words.append("The recovery sheet of before opens nothing more: print the new one.")
    people, key = len(made.kept), made.succeeded.recovery_key
    counts = (made.attachments, made.lost, made.size)
    return Changed(" ".join(words), made.succeeded.epoch, people, made.dropped, key, *counts)


# -- before ------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _alone(opened: Opened, wish: Wish) -> Iterator[None]:
    """Nobody else has the office open; who still may is told by name."""
    with ExitStack() as held:
        try:
            held.enter_context(opened.lock.alone())
        except Unavailable as error:
            names = opened.store.read(lambda session: _still_in(session, wish)) if error.sentence == ALONE else []
            raise Unavailable(error.sentence + (f" Not signed out: {', '.join(names)}." if names else "")) from error
        yield


def _still_in(session: Session, wish: Wish) -> list[str]:
    """Who signed in lately and, as far as history knows, has not signed out."""
    e = table_of(Event).c
    query = select(e.actor_id, e.verb).where(e.verb.in_(IN + OUT), e.at > wish.at - LATELY, e.actor_id != wish.by)
    last = {actor_id: verb for actor_id, verb in session.execute(query.order_by(e.id))}
    return [row.name for row in staff(session) if last.get(row.id) in IN]
