"""The directives of the made-up office, with the accounts that it gave of its last full months."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from app.authority import Actor
from app.models import Category, Directive, DirectiveAccount, DirectiveTie, Outcome, TieKind
from app.queries.directive_accounts import Candidate, candidates
from app.queries.directives import directives
from app.queries.figures.directives import directive_counts
from app.queries.figures.period import Period, last_full_month, told
from app.queries.office import calendar
from app.services.history import line_of

MONTHS, HIGHLIGHTS = 3, 2
_DONE = (
    "A matter of {kind} was settled by {day}, and who asked was told.",
    "The department was asked twice about {kind}; the answer was passed on in plain words.",
    "A question about {kind} was answered with the rule it rests on and the next step to take.",
    "What was asked about {kind} could be done at once and was closed on {day}.",
)
_QUIET: Mapping[str, str] = {
    "CE-8": "no neighborhood group asked for a training on open data; the next is planned with the library",
    "CE-7": "no report came in by the app or the web form",
    "CE-4": "no grant or program with a deadline was open for residents in this month",
    "CS-C": "the cases of the month showed nothing that was not recommended before",
}
_QUIET_ELSE = "nothing of this kind came before the office in this month"


def make_directives(
    session: Session, who: Actor, ready: Sequence[Mapping[str, Any]], *, now: datetime
) -> Iterator[dict[str, Any]]:
    """Write the ready lists with their ties, then an account of each directive for each of the last months; gives
    their lines of history, the oldest first."""
    begun = now - timedelta(days=31 * (MONTHS + 1))
    found = [_add(session, row, each["source"]) for each in ready for row in each["directives"]]
    for made in found:
        yield line_of(who, "saved", "directive", made.id or 0, begun, {"code": ["", made.code]})
    last = last_full_month(calendar(session).zone, now)
    for period in [last.back(n) for n in range(MONTHS - 1, 0, -1)] + [last]:
        yield from _account(session, who, period, now)


def _add(session: Session, row: Mapping[str, Any], source: str) -> Directive:
    keys = dict(session.exec(select(Category.key, Category.id).where(Category.key != "")).all())
    position = len(session.exec(select(Directive.id)).all())
    made = Directive(**{name: row[name] for name in ("code", "section", "title", "words")})
    made.source, made.position = source, position
    session.add(made)
    session.flush()
    for tie in row["ties"]:
        key = tie.get("category")
        if key is None or key in keys:
            kind, category = TieKind(tie["kind"]), keys.get(key or "")
            session.add(DirectiveTie(directive_id=made.id or 0, kind=kind, category_id=category))
    session.flush()
    return made


def _account(session: Session, who: Actor, period: Period, now: datetime) -> Iterator[dict[str, Any]]:
    """Written on the second morning after the month, or now where that is still to come."""
    at, counts = _written(session, period, now), directive_counts(session, who, [period])[0]
    for place, row in enumerate(directives(session)):
        chosen = candidates(session, who, row.id, period)[place % 3 :: 4][:HIGHLIGHTS]
        highlights = [{"case_id": each.id, "words": _told(each, place + n)} for n, each in enumerate(chosen)]
        quiet = not any(counts.of_directive(row.id).values())
        if not highlights and not quiet:
            continue
        why = _QUIET.get(row.code, _QUIET_ELSE) if quiet else ""
        made: dict[str, Any] = {
            "month": period.first,
            "directive_id": row.id,
            "highlights": highlights,
            "no_activity": why,
        }
        session.add(DirectiveAccount(**made, by_id=who.id, at=at))
        detail = {"month": f"{period.first:%Y-%m}", "directive": row.code, "highlights": [0, len(highlights)]}
        yield line_of(who, "accounted", "directive", row.id, at, detail)
    session.flush()


def _written(session: Session, period: Period, now: datetime) -> datetime:
    hours = calendar(session)
    return min(hours.next_opening(period.end + timedelta(days=1)), now)


def _told(case: Candidate, place: int) -> str:
    solved = case.outcome in (Outcome.RESOLVED, Outcome.ANSWERED)
    words = _DONE[place % len(_DONE)] if solved else _DONE[1]
    return words.format(kind=_inside(case.category) or "the city", day=told(case.closed_at.date()).partition(",")[0])


def _inside(name: str) -> str:
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
