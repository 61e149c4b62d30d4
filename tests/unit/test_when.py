"""Times as people type them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.ui.forms.when import parse_when

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 18, 10, 24, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("now", "2026-11-18 10:24"),
        ("10:23", "2026-11-18 10:23"),
        ("9am", "2026-11-18 09:00"),
        ("4:05 pm", "2026-11-17 16:05"),
        ("yesterday 3pm", "2026-11-17 15:00"),
        ("today, 10:23 AM", "2026-11-18 10:23"),
        ("Nov 12 4:05 pm", "2026-11-12 16:05"),
        ("Nov 12, 2025 at 9:15 AM", "2025-11-12 09:15"),
        ("11/12/2026 16:05", "2026-11-12 16:05"),
        ("11/12 9:00", "2026-11-12 09:00"),
        ("12/24 9:00", "2025-12-24 09:00"),
        ("2026-11-01 8:30", "2026-11-01 08:30"),
        ("Mon 9:00", "2026-11-16 09:00"),
        ("wed 9:00", "2026-11-11 09:00"),
        ("yesterday", "2026-11-17 10:24"),
    ],
)
def test_that_a_time_is_read_as_it_was_meant(typed: str, expected: str) -> None:
    found = parse_when(typed, NOW)
    assert found is not None and f"{found:%Y-%m-%d %H:%M}" == expected


@pytest.mark.parametrize("typed", ["", "soon", "25:00", "13pm", "2/30/2026 9:00", "99/99", "10:23 maybe"])
def test_that_what_is_no_time_is_not_guessed(typed: str) -> None:
    assert parse_when(typed, NOW) is None
