"""The ready lists an office starts from: categories, departments and states."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.presets import state_name
from app.workdays import PRESETS

PRESET_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "presets"


def listed(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((PRESET_FOLDER / f"{name}.json").read_text(encoding="utf-8"))[name]
    return rows


def test_that_categories_are_few_grouped_and_named_once() -> None:
    rows = listed("categories")
    assert 24 <= len(rows) <= 32
    assert 7 <= len({row["group"] for row in rows}) <= 9
    assert len({row["key"] for row in rows}) == len({row["name"] for row in rows}) == len(rows)


def test_that_every_category_belongs_to_a_listed_department() -> None:
    departments = {row["name"] for row in listed("departments")}
    assert {row["department"] for row in listed("categories")} <= departments


def test_that_keywords_are_plain_many_and_point_to_one_category() -> None:
    rows = listed("categories")
    words = Counter(word for row in rows for word in row["keywords"])
    assert min(len(row["keywords"]) for row in rows) >= 20
    assert [word for word in words if word != word.lower().strip()] == []
    assert [word for word, times in words.items() if times > 1] == []


def test_that_targets_follow_one_another() -> None:
    for row in listed("categories"):
        assert 0 < row["acknowledge_hours"] <= 8 * row["first_response_days"]
        assert 0 < row["first_response_days"] < row["resolution_days"]


def test_that_departments_have_a_target_and_a_line_on_what_they_do() -> None:
    rows = listed("departments")
    assert len({row["key"] for row in rows}) == len({row["name"] for row in rows}) == len(rows)
    assert all(row["does"] and row["answer_days"] > 0 for row in rows)


def test_that_every_state_has_a_known_time_zone_and_a_list_of_holidays() -> None:
    rows = listed("states")
    assert {row["preset"] for row in rows} == set(PRESETS)
    for row in rows:
        assert all(ZoneInfo(zone).key for zone in [row["time_zone"], *row["other_time_zones"]])


def test_that_a_state_is_named_in_full_by_its_key() -> None:
    assert state_name("MA") == "Massachusetts" and state_name("ri") == "Rhode Island"
    assert state_name("Massachusetts") == "Massachusetts" and state_name("") == ""
