"""What stands by hand in more than one place is in each of them: statuses, other values, reports."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import pytest

from app.cli import commands
from app.commands import words
from app.models import NEXT, WORKED, Channel, Outcome, Priority, Status
from app.reports.run import REPORTS
from app.reports.words import word
from app.ui.forms.wait_form import OFFERED
from app.ui.labels import STATUSES


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (words.STATUSES, Status),
        (words.CHANNELS, Channel),
        (words.PRIORITIES, Priority),
        (words.OUTCOMES, Outcome),
    ],
)
def test_that_the_command_line_takes_every_value_that_is_kept(typed: Sequence[str], kept: type[StrEnum]) -> None:
    assert set(typed) == {each.value for each in kept}


@pytest.mark.parametrize("status", list(Status))
def test_that_every_status_has_its_moves_and_one_word_on_screen_and_paper(status: Status) -> None:
    assert NEXT[status]
    assert STATUSES[status.value].icon
    assert word(status) == STATUSES[status.value].word


def test_that_the_wait_form_offers_every_status_of_work() -> None:
    assert set(OFFERED) == WORKED


def test_that_every_report_has_its_command() -> None:
    made = {each.words.removeprefix("report ") for each in commands() if each.words.startswith("report ")}
    assert made - {"list", "sets", "set"} == set(REPORTS), "a report needs its Command in app/commands/report.py"
