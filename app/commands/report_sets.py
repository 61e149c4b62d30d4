"""liaison report set: reports that are made together and by themselves, with one sign-in."""

from __future__ import annotations

from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from app.commands import Command
from app.commands.desk import Desk
from app.commands.papers import Asked, Made, folder_of, make, sized, warn
from app.commands.words import period
from app.errors import AppError

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.reports.kinds import ReportKind

FAULT = "a fault of Liaison, told in its log"
NO_PUBLIC = "left out, since it has no version for the public"


class Outcome(NamedTuple):
    """What became of one report of a set: it was made, or why not."""

    kind: ReportKind
    made: Made | None
    told: str = ""
    failed: bool = False

    def as_data(self) -> dict[str, Any]:
        """For --json."""
        files, pages = (self.made.files, self.made.pages) if self.made else ([], 0)
        sums = {"reconciles": self.made.prepared.reconciles} if self.made else {}
        return {"report": self.kind.key, "files": files, "pages": pages, "told": self.told, **sums}


def _sets(desk: Desk) -> None:
    from app.reports.sets import list_sets

    if desk.wants_json:
        rows = [{"key": e.key, "title": e.title, "period": e.period, "reports": e.members} for e in list_sets()]
        desk.json(rows)
        return
    rows_ = [(each.key, each.title, each.period, ", ".join(each.members)) for each in list_sets()]
    desk.table(("Set", "Title", "Period", "Reports"), rows_)


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the set, as `report sets` tells them")
    parser.add_argument("--out-dir", required=True, metavar="FOLDER", help="write into this folder")
    parser.add_argument("--formats", metavar="LIST", help="pdf,html,csv,xlsx,json or all (pdf)")
    told = "2026-10, 2026-Q3, 2026-10-05, last, last-week, yesterday (the set's own)"
    parser.add_argument("--period", "--month", "--day", dest="period", type=period, metavar="P", help=told)
    parser.add_argument("--public", action="store_true", help="as they may go out, and only those that may")


def _set(desk: Desk) -> int:
    from app.reports.run import find_report
    from app.reports.sets import find_set

    wanted, (folder, formats) = find_set(desk.args.name), folder_of(desk)
    desk.opened()  # who cannot sign in is told so once, not of each report
    faults: list[Exception] = []
    made = partial(_one, desk, desk.args.period or wanted.period, folder, formats, faults)
    found = [made(find_report(key)) for key in wanted.members]
    _tell(desk, found)
    if faults:
        raise faults[0]  # logged, and the exit code is that of a fault
    return 1 if any(each.failed for each in found) else 0


def _one(desk: Desk, span: str, folder: Path, formats: list[str], faults: list[Exception], kind: ReportKind) -> Outcome:
    """One report of the set; one that fails does not hold up the others."""
    if desk.args.public and not kind.public:
        return Outcome(kind, None, NO_PUBLIC)
    try:
        made = make(desk, kind.key, _asked(kind, span), one=None, folder=folder, formats=formats)
    except AppError as error:
        return _failed(desk, kind, error.sentence)
    except Exception as fault:  # whatever it is, the other reports are made first
        faults.append(fault)
        return _failed(desk, kind, FAULT)
    return Outcome(kind, made, failed=bool(warn(desk, made)))


def _asked(kind: ReportKind, span: str) -> Asked:
    def answers(session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
        from app.queries.office import calendar
        from app.reports.spans import set_answers, version_answers

        versions = version_answers(kind, public=desk.args.public, appendix=False)
        return set_answers(kind, span, calendar(session).zone, desk.at) | versions

    return answers


def _failed(desk: Desk, kind: ReportKind, why: str) -> Outcome:
    desk.remark(f"{kind.key} was not made: {why}")
    return Outcome(kind, None, why, failed=True)


def _tell(desk: Desk, found: list[Outcome]) -> None:
    if desk.wants_json:
        desk.json([each.as_data() for each in found])
        return
    for each in found:
        desk.say(
            f"{each.kind.key}: " + (f"{sized(each.made)} in {', '.join(each.made.files)}" if each.made else each.told)
        )


COMMANDS = (
    Command(
        "report sets",
        "list the sets of reports that are made together",
        "liaison report sets",
        _sets,
        figures=True,
        signs_in=False,
    ),
    Command(
        "report set",
        "make all reports of a set with one sign-in; one that fails does not hold up the others",
        "liaison report set first-of-the-month --out-dir reports --formats pdf,csv,html",
        _set,
        _options,
        figures=True,
    ),
)
