"""What is typed after a command, as what the office keeps: numbers, logins, categories, days."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from app.errors import Invalid, NotFound

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.commands.desk import Desk

CHANNELS = ("phone", "walk_in", "email", "letter", "text", "social_media", "web", "meeting")
PRIORITIES = ("urgent", "high", "normal", "low")
STATUSES = (
    "new",
    "open",
    "waiting_department",
    "waiting_resident",
    "waiting_third_party",
    "answered",
    "closed",
    "reopened",
)
OUTCOMES = ("resolved", "answered", "referred_out", "not_possible", "withdrawn", "duplicate", "no_outcome_recorded")


def day(text: str) -> date:
    """A day typed as 2026-11-18, for argparse."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a day; write it like 2026-11-18") from None


_SPANS = ("week", "month", "year")
PERIODS = (
    "today",
    "yesterday",
    "this",
    "last",
    "last-quarter",
    *(f"{a}-{b}" for a in ("this", "last") for b in _SPANS),
)
_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2])|-q[1-4]|-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?)?")


def period(text: str) -> str:
    """A month, quarter, year, day, some days, or a name such as last-week, for argparse; reports read what it means."""
    wanted = text.strip().lower()
    if wanted in PERIODS or _PERIOD.fullmatch(wanted):
        return wanted
    some = "2026-10, 2026-Q3, 2026, 2026-10-05, 2026-10-05..2026-10-31, last, last-week or yesterday"
    raise ArgumentTypeError(f"“{text}” is no period; write it like {some}")


def moment(text: str) -> str:
    """A day, "2026-12-22", or a day and a time, "2026-12-22T08:30", for argparse; `instant` says when that is."""
    for form in ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"):
        try:
            return datetime.strptime(text, form).isoformat() if len(text) > 10 else str(day(text))
        except (ValueError, ArgumentTypeError):
            continue
    raise ArgumentTypeError(f"“{text}” is no moment; write it like 2026-12-22 or 2026-12-22T08:30")


def instant(desk: Desk, text: str | None, *, last: bool = False) -> datetime | None:
    """The instant (UTC) of a `moment` in the office's time: of a day its begin, with `last` its end; None of None."""
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    if len(text) <= 10:
        return desk.end_of(at.date()) if last else desk.start_of(at.date())
    return at.replace(tzinfo=desk.zone).astimezone(UTC)


def status(text: str) -> str:
    """A status typed as it is kept, or open, for argparse."""
    if text in STATUSES:
        return text
    others = ", ".join(each for each in STATUSES if each != "open")
    raise ArgumentTypeError(f"“{text}” is no status; give open (all but closed), or one of {others}")


def many(count: int, one: str, more: str = "") -> str:
    """A count with its word: "1 person", "2 people"; `more` is the word for several, else `one` with an s."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def add_number(parser: ArgumentParser) -> None:
    """The number of a case, the first word of most commands on cases."""
    parser.add_argument("number", metavar="NUMBER", help="number of the case, such as 2026-00042 or 42")


def add_asker(parser: ArgumentParser) -> None:
    """Who asks: exactly one of three."""
    asker = parser.add_mutually_exclusive_group(required=True)
    asker.add_argument("--person", type=int, metavar="ID", help="id of the person, as `person list` shows it")
    asker.add_argument("--organization", type=int, metavar="ID", help="id of the organization")
    asker.add_argument("--anonymous", action="store_true", help="nobody by name")


def case_id(session: Session, who: Actor, typed: str) -> int:
    """The case of a number; raises Invalid, NotFound (also for one that may not be seen)."""
    from app.keys import case_number
    from app.queries.cases import case_by_number

    number = case_number(typed)
    if number is None:
        raise Invalid({"number": f"“{typed}” is not the number of a case. Write it like 2026-00042."})
    found = case_by_number(session, who, number)
    if found is None:
        raise NotFound("This case is not in the office file.")
    return found


def case_among(session: Session, who: Actor, typed: str) -> int:
    """The case of a number among others. Raises Invalid, NotFound with the number, so that it is known which."""
    try:
        return case_id(session, who, typed)
    except NotFound:
        raise NotFound(f"Case {typed} is not in the office file. No case changed hands.") from None


def staff_id(session: Session, who: Actor, typed: str) -> int:
    """The staff member of a login, or oneself for "me". Raises Invalid."""
    from app.queries.office import staff_id_of

    found = who.id if typed == "me" else staff_id_of(session, typed)
    if found is None:
        raise Invalid({"owner": f"Nobody on the staff list signs in as “{typed}”. See `liaison staff list`."})
    return found


def category_id(session: Session, typed: str | None) -> int | None:
    """The category of a name or key, without regard to case. Raises Invalid."""
    from app.queries.office import categories

    if not typed:
        return None
    wanted = typed.strip().casefold()
    for row in categories(session, with_inactive=True):
        if wanted in (row.name.casefold(), row.key.casefold()):
            return row.id
    raise Invalid({"category": f"There is no category “{typed}”. Name one of `liaison category list`."})


def said(value: object) -> str:
    """A value as words: waiting_resident is "waiting resident"."""
    return str(getattr(value, "value", value) or "").replace("_", " ")
