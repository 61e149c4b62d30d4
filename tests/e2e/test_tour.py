"""The guided tour plays the whole main job through the window."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest

from app.ui.tour import working_morning

WEDNESDAY = datetime(2026, 11, 18, 15, 24, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
PICTURES: tuple[str, ...] = (
    "sign-in",
    "today",
    "slip",
    "search",
    "case",
    "case-closed",
    "cases",
    "people",
    "reports",
    "monthly",
)
PICTURES += (
    "designate",
    "delegation",
    "today-acting",
    "direct",
    "direct-after",
    "delegation-relieved",
    "delegation-after",
)
PICTURES += (
    "case-due",
    "due-explained",
    "same-trouble",
    "refer",
    "promise",
    "case-referred",
    "chase",
    "substance",
    "reading",
    "recommend",
    "recommendations",
    "monitoring",
    "stale",
    "departments",
    "department-view",
    "today-later",
)
PAPERS = {
    "chase-brief": "What was asked, and when",
    "recommendation-letter": "Say in each answer what happens next, and when",
    "department": "For the monthly meeting",
}


@pytest.mark.parametrize("days", range(1, 8))
def test_that_the_tour_is_on_the_wednesday_before(days: int) -> None:
    assert working_morning(WEDNESDAY + timedelta(days=days)) == WEDNESDAY


def words_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    found = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(found.split())


def test_that_the_tour_logs_closes_prints_lets_somebody_act_refers_and_recommends(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "app", "tour", "--out", str(tmp_path), "--cases", "120"]
    hidden = {"DISPLAY", "WAYLAND_DISPLAY"}
    env = {name: value for name, value in os.environ.items() if name not in hidden} | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert str(tmp_path) in done.stdout and "was closed, and the caller told" in done.stdout
    assert all((tmp_path / f"{name}.png").stat().st_size > 5_000 for name in PICTURES)
    assert "It reconciles" in words_of(tmp_path / "monthly.pdf")
    assert "Signed in as Denise Rocha, Acting Director, for Margaret Mulcahy" in done.stdout
    assert "Margaret Mulcahy, Director directs again" in done.stdout
    for paper in ("handover-brief", "monthly-acting"):
        assert "Denise Rocha, Acting Director, for Margaret Mulcahy" in words_of(tmp_path / f"{paper}.pdf")
    assert "The due date explains itself" in done.stdout and "due at closing time" in done.stdout
    assert all(said in words_of(tmp_path / f"{paper}.pdf") for paper, said in PAPERS.items())
