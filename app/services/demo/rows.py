"""Rows of made-up cases and contacts, as they are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.queries.office import StaffRow
from app.services.demo.matters import Matter
from app.services.demo.people import MadePerson, MadePlace
from app.workdays import OfficeCalendar, moved

BY_CITY = 0.18
"""The share of cases with a number of the city's own 311 line; of most of these the city names its own date."""
_HELP = (
    "phone_interpreter",
    "phone_interpreter",
    "family_or_friend",
    "offered_declined",
    "none_needed",
    "not_available",
)


def case_row(
    rng: Random,
    matter: Matter,
    hours: OfficeCalendar,
    *,
    person: MadePerson,
    place: MadePlace,
    owner: StaffRow | None,
    organizations: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """A case without its id and number."""
    by = rng.random()
    anonymous, business = by < 0.03, 0.03 <= by < 0.09
    last = matter.moves[-1]
    return {
        "subject": matter.subject[:200],
        "account": matter.words,
        "category_id": matter.category.id,
        "priority": matter.priority,
        "confidential": rng.random() < 0.01,
        "status": last[0],
        "person_id": None if anonymous or business else person.id,
        "organization_id": rng.choice(organizations)["id"] if business else None,
        "anonymous": anonymous,
        "place_id": place.id,
        "ward": place.ward,
        "channel": matter.channel,
        "owner_id": owner.id if owner else None,
        "received_at": matter.received,
        "opened_at": matter.received + timedelta(minutes=rng.randint(2, 9)),
        **_dates(matter, hours),
        "closed_at": matter.closed,
        "reopened_at": next((m[1] for m in matter.moves if m[0] == "reopened"), None),
        "wait_reason": last[2] if last[0].startswith("waiting") else "",
        **_ended(matter, owner),
        "merged_into_id": None,
        "import_id": None,
        "version": 1,
    }


def _dates(matter: Matter, hours: OfficeCalendar) -> dict[str, Any]:
    """What was done by when, by the target in force on the day of receipt."""
    goal, received, answered = matter.goal, matter.received, matter.first_response
    before = [each for each in matter.waits if answered is None or each[0] <= answered]
    return {
        "acknowledged_at": min(filter(None, (matter.acknowledged, answered)), default=None),
        "acknowledge_due_at": hours.add_hours(received, goal.acknowledge_hours),
        "first_response_at": answered,
        "first_response_due_at": moved(hours, hours.add_days(received, goal.first_response_days), before),
        "due_at": moved(hours, hours.add_days(received, goal.resolution_days), matter.waits),
        "city_due_at": None,
    }


def _ended(matter: Matter, owner: StaffRow | None) -> dict[str, Any]:
    closed = matter.closed is not None
    told = closed and not matter.why_not_told
    return {
        "outcome": matter.outcome,
        "outcome_words": matter.reply if closed and not matter.swept else "",
        "told": told if closed else None,
        "told_at": matter.closed if told else None,
        "told_how": matter.channel if told else None,
        "told_by_id": owner.id if told and owner else None,
        "why_not_told": matter.why_not_told if closed else "",
    }


def by_city(rng: Random, matter: Matter, row: dict[str, Any]) -> dict[str, Any] | None:
    """The 311 line had it first, for some: its number; and the date that the city itself gave, which `row` keeps.

    The city counts every day of the week, as open data of cities do.
    """
    if rng.random() >= BY_CITY:
        return None
    if rng.random() < 0.7:
        row["city_due_at"] = matter.received + timedelta(days=2 * matter.goal.resolution_days)
    return {"case_id": row["id"], "system": "311", "number": f"H-{880000 + row['id']}"}


def contact_row(
    rng: Random,
    at: datetime,
    words: str,
    *,
    person: MadePerson,
    place: MadePlace,
    taker: StaffRow,
    channel: str,
    category_id: int,
    case_id: int | None,
) -> dict[str, Any]:
    """A contact without its id."""
    foreign = person.language != "English"
    how = "bilingual_staff" if person.language in taker.languages else rng.choice(_HELP)
    anonymous = rng.random() < 0.03
    return {
        "channel": channel,
        "direction": "in",
        "happened_at": at,
        "words": words,
        "minutes": rng.randint(1, 14) if channel in ("phone", "walk_in") else None,
        "language": person.language,
        "language_help": how if foreign else "none_needed",
        "answered_at_once": case_id is None and rng.random() < 0.7,
        "for_mayor": rng.random() < 0.04,
        "anonymous": anonymous,
        "mail_subject": "",
        "mail_from": "",
        "mail_to": "",
        "message_id": "",
        "person_id": None if anonymous else person.id,
        "organization_id": None,
        "case_id": case_id,
        "place_id": place.id,
        "category_id": category_id,
        "ward": place.ward,
        "entered_at": at + timedelta(minutes=rng.randint(1, 8)),
        "taken_by_id": taker.id,
        "entered_by_id": taker.id,
        "undone_at": None,
        "version": 1,
    }
