"""The collected mails are read in time and memory, and agree with what others made of them, save where it says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mails.__main__ import MOST_BYTES, MOST_SECONDS, files, measured
from tests.mails.oracle import REASONS, REPLY_REASONS, Agreed, replies, zammad

pytestmark = pytest.mark.shared
LEAST = {"sender": 67, "sender's name": 65, "subject": 65, "attachments": 59}
LEAST_OF_REPLIES = {"email_reply_trimmer": 34, "github_email_reply_parser": 8, "talon, plain": 12, "talon, HTML": 9}


def _unexplained(found: list[Agreed], reasons: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    return [(each.what, name) for each in found for name, *_ in each.others if name not in reasons.get(each.what, {})]


@pytest.mark.parametrize("folder", ["mail", "reply_quotes"])
def test_that_each_collected_mail_is_read_within_two_seconds_and_500_mb(shared_data: Path, folder: str) -> None:
    rows = measured(files(shared_data / folder))
    assert len(rows) > 150
    assert not [(row.path.name, row.seconds) for row in rows if row.seconds > MOST_SECONDS]
    assert not [(row.path.name, row.memory) for row in rows if row.memory > MOST_BYTES]
    refused = {row.path.name: row.said for row in rows if row.said}
    assert refused == ({"sample_output_multipart": "The file is empty. Please choose another one."} if refused else {})


def test_that_mails_agree_with_zammad_save_where_it_says_why(shared_data: Path) -> None:
    found = zammad(shared_data / "mail" / "zammad")
    assert {each.what: each.agreed for each in found if each.agreed < LEAST[each.what]} == {}
    assert _unexplained(found, REASONS) == []


def test_that_replies_agree_with_three_projects_save_where_it_says_why(shared_data: Path) -> None:
    found = replies(shared_data / "reply_quotes")
    assert {each.what: each.agreed for each in found if each.agreed < LEAST_OF_REPLIES[each.what]} == {}
    assert _unexplained(found, {each.what: REPLY_REASONS for each in found}) == []
