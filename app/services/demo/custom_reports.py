"""Custom reports of the made-up office: what its Mayor and its Director ask again and again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.authority import Actor
from app.models import Category, CustomReport, Role, Staff
from app.queries.custom import read_spec
from app.services.history import line_of

FIRST = 70
"""Days ago on which the first of them was put together."""
STREETS = "Streets"
_SAVED: tuple[tuple[Role, str, str, bool, Mapping[str, Any]], ...] = (
    (
        Role.MAYOR,
        "How soon each department is done",
        "For the Mayor’s round with the heads of departments.",
        True,
        {
            "groups": ["department"],
            "measures": ["opened", "closed", "in_target", "resolution"],
            "chart": "bar",
            "sort": "opened",
        },
    ),
    (
        Role.DIRECTOR,
        "Where the calls come from",
        "Contacts by ward, the five with the most by themselves.",
        True,
        {
            "what": "contacts",
            "groups": ["ward"],
            "measures": ["contacts", "at_once", "language_help"],
            "chart": "bar",
            "sort": "contacts",
            "top": 5,
        },
    ),
    (
        Role.DIRECTOR,
        "A year of cases",
        "What came and went by month, for the budget.",
        True,
        {"groups": ["month"], "measures": ["opened", "closed"], "chart": "line", "period": "last-year"},
    ),
    (
        Role.MAYOR,
        "Streets by ward and channel",
        "",
        False,
        {"groups": ["ward", "channel"], "measures": ["opened", "open_end"], "top": 10, "period": "last-quarter"},
    ),
)


def make_custom_reports(session: Session, *, now: datetime) -> Iterator[dict[str, Any]]:
    """Write them a week after each other; gives their lines of history, the oldest first."""
    for place, (role, title, words, shared, asked) in enumerate(_SAVED):
        who = session.exec(select(Staff).where(Staff.role == role).order_by(col(Staff.id))).first()
        if who is None:
            continue
        at = now - timedelta(days=FIRST - 7 * place)
        made = CustomReport(
            title=title,
            words=words,
            spec=read_spec(_spec(session, title, asked)).to_dict(),
            owner_id=who.id or 0,
            shared=shared,
            made_at=at,
            changed_at=at,
        )
        session.add(made)
        session.flush()
        maker = Actor(who.id or 0, who.name, who.role)
        yield line_of(maker, "saved", "custom_report", made.id or 0, at, {"title": title, "about": made.spec["what"]})


def _spec(session: Session, title: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The question; the one about streets asks for the categories of that name."""
    if not title.startswith(STREETS):
        return dict(asked)
    named = select(Category.id).where(col(Category.name).ilike(f"%{STREETS[:-1]}%"))
    return {**asked, "filter": {"category_ids": [each for each in session.exec(named) if each is not None]}}
