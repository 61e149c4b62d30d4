"""How any report is made on the command line: of when, where it goes, in which formats, and what is told of it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from app.commands.desk import Desk
from app.commands.words import period
from app.errors import Invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.reports.formats import Prepared, Saved

Asked = Callable[["Session", "Actor", Desk], dict[str, Any]]
FORMATS = ("pdf", "html", "csv", "xlsx", "json")
WHERE = "Say where it goes: --out FILE, or --out-dir FOLDER with --formats pdf,csv,html."
UNSOUND = "A sum in this report does not come out. Do not issue it; tell whoever keeps the office file."


class Made(NamedTuple):
    """A report that was made, with its files."""

    prepared: Prepared
    saved: tuple[Saved, ...]

    @property
    def files(self) -> list[str]:
        """Where they lie."""
        return [str(path) for each in self.saved for path in each.paths]

    @property
    def pages(self) -> int:
        """The pages of its PDF; 0 without one."""
        return max((each.pages for each in self.saved), default=0)


def add_out(parser: ArgumentParser) -> None:
    """The options that say where a report goes and in which formats."""
    parser.add_argument("--out", metavar="F", help=f"the file to write, a {', '.join(FORMATS)}")
    parser.add_argument("--out-dir", metavar="FOLDER", help="write into this folder, under the report's own name")
    parser.add_argument("--formats", metavar="LIST", help="with --out-dir: pdf,html,csv,xlsx,json or all (pdf)")


def add_period(parser: ArgumentParser, *, public: bool = False, appendix: bool = False) -> None:
    """The options of a report that asks for a month, a period or a day, by any of the three words; `public` and
    `appendix` as its kind has them."""
    told = "2026-10, 2026-Q3, 2026, 2026-10-05, 2026-10-05..2026-10-31, last, last-week, last-year, yesterday"
    parser.add_argument("--period", "--month", "--day", dest="period", type=period, metavar="P", help=told)
    if public:
        parser.add_argument("--public", action="store_true", help="without small counts and numbers of cases")
    if appendix:
        parser.add_argument("--appendix", action="store_true", help="list the cases behind each figure at the end")


def making(key: str, asked: Asked) -> Callable[[Desk], int]:
    """The run of one report: made in every format asked for, kept in history, told.

    Gives 1 when a sum in it is wrong, which is told; its files are there and say so too.
    """

    def run(desk: Desk) -> int:
        one, folder, formats = place(desk)

        def all_asked(session: Session, who: Actor, desk: Desk) -> dict[str, Any]:
            return {**asked(session, who, desk), **_shared_answers(session, desk, key)}

        made = make(desk, key, all_asked, one=one, folder=folder, formats=formats)
        _tell(desk, made)
        return warn(desk, made)

    return run


def make(desk: Desk, key: str, asked: Asked, *, one: Path | None, folder: Path, formats: list[str]) -> Made:
    """Collect a report once and write it as the file `one`, or into a folder in each format; history is told.

    Raises NotAllowed, NotFound, Invalid, Unavailable.
    """
    from app.reports.formats import save
    from app.reports.run import prepare_report
    from app.services.prints import record_print

    def collect(session: Session, who: Actor) -> Prepared:
        return prepare_report(session, who, key, asked(session, who, desk), at=desk.at, progress=desk.progress)

    prepared = desk.read(collect)
    targets = [one] if one else [folder / f"{prepared.stem}.{each}" for each in formats]
    made = Made(prepared, tuple(save(prepared, target) for target in targets))
    found = prepared.collected
    detail = dict(found.detail) | {"formats": [target.suffix.lstrip(".").lower() for target in targets]}
    desk.write(lambda s, who: record_print(s, who, key, how="saved", at=desk.at, case_id=found.case_id, detail=detail))
    return made


def _shared_answers(session: Session, desk: Desk, key: str) -> dict[str, Any]:
    """What the options of `add_period` answer, by the questions of the report."""
    from app.queries.office import calendar
    from app.reports.run import find_report
    from app.reports.spans import span_answers, version_answers

    args, kind = desk.args, find_report(key)
    asked = getattr(args, "public", False), getattr(args, "appendix", False)
    versions = version_answers(kind, public=asked[0], appendix=asked[1])
    return span_answers(kind, getattr(args, "period", None), calendar(session).zone, desk.at) | versions


def warn(desk: Desk, made: Made) -> int:
    """Say what keeps a report from being issued; gives 1 when a sum in it is wrong, else 0."""
    found, title = made.prepared.collected, made.prepared.kind.title
    for fault in found.faults:
        desk.remark(f"{title}, {found.subject}: {fault}")
    if made.prepared.reconciles:
        return 0
    desk.remark(f"{title}, {found.subject}: {UNSOUND}")
    return 1


def place(desk: Desk) -> tuple[Path | None, Path, list[str]]:
    """The one file wanted, or None with the folder and the formats. Raises Invalid."""
    args = desk.args
    if args.out and (args.out_dir or args.formats):
        raise Invalid({"out": "Give either --out, or --out-dir with --formats."})
    if args.out:
        return _file(args.out), Path(), []
    if not args.out_dir:
        raise Invalid({"out": WHERE})
    return None, *folder_of(desk)


def folder_of(desk: Desk) -> tuple[Path, list[str]]:
    """The folder of --out-dir and the formats of --formats. Raises Invalid."""
    folder = Path(desk.args.out_dir).expanduser().absolute()
    if not folder.is_dir():
        raise Invalid({"out_dir": f"The folder {folder} is not there. Make it first."})
    return folder, _formats(desk.args.formats or "pdf")


def _file(given: str) -> Path:
    path = Path(given).expanduser().absolute()
    if path.is_dir():
        raise Invalid({"out": f"{path} is a folder. Name the file that the report should be, or use --out-dir."})
    return path if path.suffix else path.with_name(f"{path.name}.pdf")


def _formats(given: str) -> list[str]:
    wanted = [each.strip().lower() for each in given.split(",") if each.strip()]
    if wanted == ["all"]:
        return list(FORMATS)
    if unknown := [each for each in wanted if each not in FORMATS]:
        raise Invalid({"formats": f"“{unknown[0]}” is no format. Choose of: {', '.join(FORMATS)}, or all."})
    return list(dict.fromkeys(wanted)) or ["pdf"]


def _tell(desk: Desk, made: Made) -> None:
    from app.reports.formats import lines_of

    found = made.prepared.collected
    if desk.wants_json:
        lines = [line._asdict() for line in lines_of(found)]
        told = {"file": made.files[0], "files": made.files, "pages": made.pages, "subject": found.subject}
        desk.json({**told, "figures": lines, "reconciles": made.prepared.reconciles})
        return
    desk.say(f"{found.subject}: {sized(made)} in {', '.join(made.files)}")


def sized(made: Made) -> str:
    """How many pages it has, or that it is written."""
    return f"{made.pages:,} page{'s' if made.pages != 1 else ''}" if made.pages else "written"
