"""A report in one format or all: the files are there whole and told, or not at all; its first pages come at once."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app.errors import Unavailable
from app.reports.base import Cancelled
from app.reports.formats import Prepared
from app.reports.outgoing import every_format, put_out
from app.reports.paper import Paper
from app.reports.run import prepare_report
from tests.factories import AT, director, make_case


@pytest.fixture
def prepared(session: Session) -> Prepared:
    for n in range(3):
        make_case(session, f"Case no. {n}")
    return prepare_report(session, director(session), "monthly", {"month": "2026-11"}, at=AT)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def _nothing_to_tell(_: object) -> None:
    pytest.fail("told of what was never put out")


def test_that_all_formats_are_put_out_and_told_once(prepared: Prepared, out: Path) -> None:
    told: list[dict[str, Any]] = []
    made = put_out(prepared, every_format(prepared, out), tell=told.append)
    assert {path.suffix for path in made.paths} == {".pdf", ".html", ".csv", ".xlsx", ".json"}
    assert sorted(out.iterdir()) == sorted(made.paths)
    assert [each["formats"] for each in told] == [["pdf", "html", "csv", "xlsx", "json"]]
    assert put_out(prepared, every_format(prepared, out), tell=told.append).replaced == len(made.paths)


def test_that_cancelling_half_way_leaves_nothing(prepared: Prepared, out: Path) -> None:
    steps: list[int] = []
    with pytest.raises(Cancelled):
        put_out(
            prepared,
            every_format(prepared, out),
            tell=_nothing_to_tell,
            step=lambda done, _all: steps.append(done),
            cancelled=lambda: len(steps) > 2,
        )
    assert list(out.iterdir()) == [] and len(steps) == 3


def test_that_what_may_not_be_told_is_not_put_out(prepared: Prepared, out: Path) -> None:
    def refuse(_: dict[str, Any]) -> None:
        raise Unavailable("The office file is busy.")

    with pytest.raises(Unavailable, match="busy"):
        put_out(prepared, [out / "october.pdf"], tell=refuse)
    assert list(out.iterdir()) == []


def test_that_a_folder_that_is_gone_is_a_sentence(prepared: Prepared, out: Path) -> None:
    with pytest.raises(Unavailable, match=r"october\.pdf could not be saved in .* Choose another folder"):
        put_out(prepared, [out / "gone" / "october.pdf"], tell=_nothing_to_tell)


@pytest.mark.parametrize("ending", ["pdf", "html", "xlsx"])
def test_that_a_full_disk_leaves_nothing(
    prepared: Prepared, out: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="The disk is full"):
        put_out(prepared, [out / f"october.{ending}"], tell=lambda _: None)
    assert list(out.iterdir()) == []


def test_that_what_a_crash_left_is_cleared_and_what_is_being_made_stays(prepared: Prepared, out: Path) -> None:
    left, busy = out / ".liaison-left", out / ".liaison-busy"
    for folder in (left, busy):
        folder.mkdir()
        (folder / "half.pdf").write_bytes(b"%PDF")
    os.utime(left, (0, 0))
    put_out(prepared, [out / "october.csv"], tell=lambda _: None)
    assert not left.exists() and busy.exists()


def test_that_the_first_page_is_had_without_the_others(prepared: Prepared) -> None:
    first, whole = prepared.paper(most=1)
    everything, all_there = prepared.paper()
    one, paper = Paper(first), Paper(everything)
    assert (whole, all_there) == (False, True)
    assert one.page_count == 1 and paper.page_count > 1
    assert "Page 1 of" in paper.text(0) and "Page 1 of" not in one.text(0)
    assert one.text(0).replace("Page 1", "") == paper.text(0).replace(f"Page 1 of {paper.page_count}", "")
    one.close()
    paper.close()
