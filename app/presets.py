"""The ready lists that come with the program: departments, categories, states, and letters to departments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from app.config import resource_path

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)


@cache
def _read(name: str) -> tuple[dict[str, Any], ...]:
    read = json.loads(resource_path("presets", f"{name}.json").read_text(encoding="utf-8"))
    return tuple(read[name])


def departments() -> list[dict[str, Any]]:
    """Departments as `set_up_office` takes them: key, name, does, answer_days."""
    return [dict(row) for row in _read("departments")]


def categories() -> list[dict[str, Any]]:
    """Categories as `set_up_office` takes them: key, name, group, department (a name), keywords, targets."""
    return [dict(row) for row in _read("categories")]


def states() -> list[dict[str, Any]]:
    """States: key, name, time_zone, other_time_zones, preset (of holidays)."""
    return [dict(row) for row in _read("states")]


def state_name(key: str) -> str:
    """The full name of a state: "MA" is "Massachusetts"; what is no key of a state stays as it is."""
    return next((str(row["name"]) for row in _read("states") if row["key"] == key.upper()), key)


def zones() -> list[str]:
    """The time zones of the states, the usual ones first."""
    found = {zone for row in _read("states") for zone in (row["time_zone"], *row["other_time_zones"]) if zone}
    return [*ZONES, *sorted(found - set(ZONES))]


def letter(key: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text of a letter to a department, filled: "referral", "chase_early", "chase_1" to "chase_3", "brief",
    "brief_early".

    `values` are those of `app.queries.letters`. A later chase is worded as the third; the
    early ones are those before the answer is due.
    """
    known = {str(row["key"]): row for row in _read("letters")}
    row = known.get(key) or known["chase_3"]
    return str(row["subject"]).format_map(values), str(row["text"]).format_map(values)


def directives() -> list[dict[str, Any]]:
    """The directives of the founding documents, a list each: key, name, source, directives as
    `services.directives.add_directives` takes them: code, section, title, words, ties (kind, key of a category)."""
    return [dict(row) for row in _read("directives")]
