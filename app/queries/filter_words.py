"""What a saved query of cases asks, in plain words; for evidence that stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session

from app.models import Category, Staff, table_of
from app.queries.case_filter import CaseFilter
from app.queries.office import calendar

DATES = (("received", "received"), ("closed", "closed"), ("due", "due"))


def filter_words(session: Session, query: Mapping[str, Any]) -> str:
    """ "category Parking, received from 2026-08-24"; local dates of the office. "" where nothing is asked."""
    wanted = CaseFilter.from_dict(query)
    parts = [f"category {_names(session, Category, wanted.category_ids)}"] if wanted.category_ids else []
    parts += [f"owner {_names(session, Staff, wanted.owner_ids)}"] if wanted.owner_ids else []
    parts += [f"status {_values(wanted.statuses)}"] if wanted.statuses else []
    parts += [f"channel {_values(wanted.channels)}"] if wanted.channels else []
    parts += [f"priority {_values(wanted.priorities)}"] if wanted.priorities else []
    parts += [f"ward {', '.join(wanted.wards)}"] if wanted.wards else []
    parts += [f"place “{wanted.place}”"] if wanted.place else []
    parts += [f"words “{wanted.text}”"] if wanted.text else []
    flags = {"open": wanted.only_open, "nobody’s": wanted.unowned, "complaints": wanted.complaint}
    flags |= {"overdue": wanted.overdue is not None, "of one person": wanted.person_id is not None}
    flags |= {"of one organization": wanted.organization_id is not None, "of one import": wanted.import_id is not None}
    return ", ".join([*parts, *(name for name, asked in flags.items() if asked), *_spans(session, wanted)])


def _spans(session: Session, wanted: CaseFilter) -> list[str]:
    zone, found = ZoneInfo(calendar(session).zone), list[str]()
    for field, word in DATES:
        first, end = getattr(wanted, f"{field}_from"), getattr(wanted, f"{field}_until")
        says = [f"from {first.astimezone(zone):%Y-%m-%d}"] if first else []
        says += [f"before {end.astimezone(zone):%Y-%m-%d}"] if end else []
        found += [f"{word} {' '.join(says)}"] if says else []
    return found


def _names(session: Session, model: type[Category | Staff], ids: tuple[int, ...]) -> str:
    t = table_of(model).c
    return " or ".join(session.execute(select(t.name).where(t.id.in_(ids)).order_by(t.name)).scalars())


def _values(many: tuple[Any, ...]) -> str:
    return " or ".join(str(each.value).replace("_", " ") for each in many)
