"""liaison issue: reports that go out with a number, and come out again as they went."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.errors import Invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.issues import IssueRow
    from app.reports.compare import Difference
    from app.reports.kinds import ReportKind


def _list(desk: Desk) -> None:
    from app.queries.issues import issues

    rows = desk.read(lambda s, who: issues(s, who, key=desk.args.report or ""))
    if desk.wants_json:
        desk.json([row._asdict() for row in rows])
        return
    heads = ("Id", "Issue", "Report", "Title", "State", "Issued by", "Corrects", "Corrected by")
    desk.table(
        heads,
        [(r.id, r.number, r.key, r.title, r.state.value, r.signature, r.corrects, r.corrected_by) for r in rows],
    )


def _list_options(parser: ArgumentParser) -> None:
    parser.add_argument("--report", metavar="KEY", help="of this report only")


def _draft_options(parser: ArgumentParser) -> None:
    parser.add_argument("report", metavar="KEY", help="the key of the report, as `report list` tells it")
    parser.add_argument("--answer", action="append", default=[], metavar="NAME=VALUE", help="e.g. month=2026-10")
    parser.add_argument("--words", default="", help="what the one who issues it should know")
    parser.add_argument("--corrects", metavar="NUMBER", help="the issue that it corrects")
    parser.add_argument("--why", default="", help="what is corrected, and why")


def _draft(desk: Desk) -> None:
    from app.queries.issues import issue_named
    from app.queries.office import calendar
    from app.reports.run import find_report, prepare_report
    from app.reports.spans import settled_answers
    from app.services.issues import draft_issue

    args = desk.args
    kind = find_report(args.report)
    if not kind.issued:
        raise Invalid({"report": f"“{kind.title}” is not issued with a number. Make it with `report {kind.key}`."})
    asked = _answers(args.answer)
    _check_names(kind, asked)

    def settle(session: Session, who: Actor) -> tuple[IssueRow | None, dict[str, Any]]:
        """The issue that it corrects, and the answers: its own, where no others are given."""
        old = issue_named(session, who, args.corrects) if args.corrects else None
        given = {**(old.answers if old else {}), **asked}
        return old, settled_answers(kind, given, calendar(session).zone, desk.at)

    old, given = desk.read(settle)
    prepared = desk.read(lambda s, who: prepare_report(s, who, kind.key, given, at=desk.at))

    def act(session: Session, who: Actor) -> int:
        title = f"{kind.title}, {prepared.collected.subject}"[:200]
        fields = {"key": kind.key, "title": title, "words": args.words}
        old_id = old.id if old else None
        made = draft_issue(session, who, fields=fields, answers=given, at=desk.at, corrects_id=old_id, why=args.why)
        return made.id or 0

    made = desk.write(act)
    desk.answer({"id": made}, f"Draft {made}. Issue it with `liaison issue out {made}`.")


def _check_names(kind: ReportKind, asked: Mapping[str, Any]) -> None:
    """An answer to no question would be lost without a word."""
    known = [each.key for each in kind.asks]
    if wrong := next((name for name in asked if name not in known), None):
        raise Invalid(
            {"answer": f"“{kind.title}” does not ask for “{wrong}”. It asks for: {', '.join(known) or 'nothing'}."}
        )


def _answers(given: list[str]) -> dict[str, Any]:
    pairs = [each.partition("=") for each in given]
    if wrong := next((name for name, sign, _ in pairs if not sign), None):
        raise Invalid({"answer": f"“{wrong}” is no answer. Write it like month=2026-10."})
    words = {"yes": True, "no": False}
    return {name.strip(): words.get(value.strip().lower(), value.strip()) for name, _, value in pairs}


def _which(parser: ArgumentParser) -> None:
    parser.add_argument("issue", metavar="ISSUE", help="its number, such as R-2026-003, or the id of a draft")


def _ask(desk: Desk) -> None:
    from app.services.issues import ask_to_issue

    row = desk.write(lambda s, who: ask_to_issue(s, who, _found(s, who, desk).id, at=desk.at))
    desk.answer({"id": row.id, "state": row.state.value}, "It is laid before the Director.")


def _return_options(parser: ArgumentParser) -> None:
    _which(parser)
    parser.add_argument("--words", required=True, help="what is to be mended")


def _return(desk: Desk) -> None:
    from app.services.issues import return_issue

    words = desk.args.words
    row = desk.write(lambda s, who: return_issue(s, who, _found(s, who, desk).id, words=words, at=desk.at))
    desk.answer({"id": row.id, "state": row.state.value}, "It is given back.")


def _drop(desk: Desk) -> None:
    from app.services.issues import discard_issue

    row = desk.write(lambda s, who: discard_issue(s, who, _found(s, who, desk).id, at=desk.at))
    desk.answer({"id": row.id, "state": row.state.value}, "The draft is dropped.")


def _out(desk: Desk) -> None:
    from app.issuing import issue_out

    opened = desk.opened()
    made = issue_out(desk.read, desk.write, opened.blobs, desk.args.issue, folder=desk.paths.copies, at=desk.at)
    told = {"number": made.number, "figures": made.figures_hash, "signature": made.signature}
    desk.answer(told, f"{made.number} is issued by {made.signature}.", f"Hash of its figures: {made.figures_hash}")


def _again_options(parser: ArgumentParser) -> None:
    _which(parser)
    parser.add_argument("--out-dir", required=True, type=Path, metavar="FOLDER", help="where its files go")


def _again(desk: Desk) -> None:
    from app.issuing import bring_out
    from app.services.prints import record_print

    folder = desk.args.out_dir.expanduser().absolute()
    if not folder.is_dir():
        raise Invalid({"out_dir": f"The folder {folder} is not there. Make it first."})
    row = desk.read(lambda s, who: _found(s, who, desk))
    made = bring_out(desk.read, desk.opened().blobs, desk.args.issue, folder)
    detail = {"issue": row.number}
    desk.write(lambda s, who: record_print(s, who, row.key, how="saved", at=desk.at, detail=detail))
    desk.answer({"files": [str(each) for each in made]}, *(str(each) for each in made))


def _compare_options(parser: ArgumentParser) -> None:
    _which(parser)
    parser.add_argument(
        "--answer", action="append", default=[], metavar="NAME=VALUE", help="other answers than its own"
    )


def _compare(desk: Desk) -> None:
    from app.issuing import compared, data_of
    from app.reports.run import prepare_report

    older = data_of(desk.read, desk.opened().blobs, desk.args.issue)
    row = desk.read(lambda s, who: _found(s, who, desk))
    answers = {**row.answers, **_answers(desk.args.answer)}
    prepared = desk.read(lambda s, who: prepare_report(s, who, row.key, answers, at=desk.at))
    found = compared(prepared, older)
    if desk.wants_json:
        desk.json([each._asdict() for each in found])
        return
    desk.table(("Figure", row.number, "Now", "Change"), [(d.name, d.then, d.now, _change(d)) for d in found])


def _change(each: Difference) -> str:
    """With its sign, of shares in points of a hundred; "" where there is none, or none can be reckoned."""
    if each.same or not each.change:
        return ""
    return f"{each.change * 100:+.3g} points" if each.now.endswith("%") else f"{each.change:+.5g}"


def _found(session: Session, who: Actor, desk: Desk) -> IssueRow:
    from app.queries.issues import issue_named

    return issue_named(session, who, desk.args.issue)


COMMANDS = (
    Command("issue list", "reports on their way out and out", "liaison issue list", _list, _list_options, figures=True),
    Command(
        "issue draft",
        "begin an issue of a report",
        "liaison issue draft council --answer month=2026-10",
        _draft,
        _draft_options,
        figures=True,
    ),
    Command("issue ask", "lay a draft before the Director", "liaison issue ask 12", _ask, _which, figures=True),
    Command(
        "issue return",
        "give a draft back to be mended",
        'liaison issue return 12 --words "The wards are missing"',
        _return,
        _return_options,
        figures=True,
    ),
    Command("issue drop", "drop a draft", "liaison issue drop 12", _drop, _which, figures=True),
    Command("issue out", "issue a draft with its number", "liaison issue out 12", _out, _which, figures=True),
    Command(
        "issue again",
        "bring the files of an issue out again, byte for byte",
        "liaison issue again R-2026-003 --out-dir council",
        _again,
        _again_options,
        figures=True,
    ),
    Command(
        "issue compare",
        "an issue beside the same report as of now",
        "liaison issue compare R-2026-003",
        _compare,
        _compare_options,
        figures=True,
    ),
)
