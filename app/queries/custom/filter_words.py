"""What the filter of a custom report asks, in plain words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session

from app.models import Category, Department, Staff, table_of
from app.queries.case_filter import CaseFilter
from app.queries.contacts import ContactFilter
from app.queries.custom.spec import RecommendationFilter, Spec
from app.queries.filter_words import filter_words
from app.queries.office import calendar


def custom_filter_words(session: Session, spec: Spec) -> str:
    """ "category Parking, owner P. Feeney"; "" where nothing is asked."""
    wanted = spec.asked
    if isinstance(wanted, CaseFilter):
        return filter_words(session, wanted.to_dict())
    parts = [("category", _names(session, Category, wanted.category_ids))]
    if isinstance(wanted, RecommendationFilter):
        parts.append(("department", _names(session, Department, wanted.department_ids)))
        return _joined(parts)
    return _joined([*parts, *_of_contacts(session, wanted)])


def _of_contacts(session: Session, wanted: ContactFilter) -> list[tuple[str, str]]:
    zone = ZoneInfo(calendar(session).zone)
    first, end = wanted.happened_from, wanted.happened_until
    return [
        ("channel", " or ".join(each.value.replace("_", " ") for each in wanted.channels)),
        ("direction", " or ".join(each.value for each in wanted.directions)),
        ("taken by", _names(session, Staff, wanted.taken_by_ids)),
        ("language", " or ".join(wanted.languages)),
        ("", "for the Mayor" if wanted.for_mayor else ""),
        ("", "without a case" if wanted.without_case else ""),
        ("from", f"{first.astimezone(zone):%Y-%m-%d}" if first else ""),
        ("before", f"{end.astimezone(zone):%Y-%m-%d}" if end else ""),
        ("words", f"“{wanted.text}”" if wanted.text.strip() else ""),
    ]


def _joined(parts: list[tuple[str, str]]) -> str:
    return ", ".join(f"{name} {value}".strip() for name, value in parts if value)


def _names(session: Session, model: type[Category | Department | Staff], ids: tuple[int, ...]) -> str:
    t = table_of(model).c
    if not ids:
        return ""
    return " or ".join(session.execute(select(t.name).where(t.id.in_(ids)).order_by(t.name)).scalars())
