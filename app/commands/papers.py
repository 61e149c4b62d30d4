"""How any report is made on the command line: where it goes, in which formats, and what is told of it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.desk import Desk
from app.errors import Invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.reports.formats import Prepared, Saved

Asked = Callable[["Session", "Actor", Desk], dict[str, Any]]
FORMATS = ("pdf", "html", "csv", "xlsx", "json")
WHERE = "Say where it goes: --out FILE, or --out-dir FOLDER with --formats pdf,csv,html."


def add_out(parser: ArgumentParser) -> None:
    """The options that say where a report goes and in which formats."""
    parser.add_argument("--out", metavar="F", help=f"the file to write, a {', '.join(FORMATS)}")
    parser.add_argument("--out-dir", metavar="FOLDER", help="write into this folder, under the report's own name")
    parser.add_argument("--formats", metavar="LIST", help="with --out-dir: pdf,html,csv,xlsx,json or all (pdf)")


def add_period(parser: ArgumentParser) -> None:
    """The options of a report that asks for a period."""
    told = "2026-10, 2026-Q3, 2026, 2026-10-05..2026-10-31, last, last-week, last-year (last)"
    parser.add_argument("--period", "--month", dest="period", metavar="P", help=told)
    parser.add_argument("--appendix", action="store_true", help="list the cases behind each figure at the end")


def making(key: str, asked: Asked) -> Callable[[Desk], None]:
    """The run of one report: made in every format asked for, kept in history, told."""

    def run(desk: Desk) -> None:
        from app.reports.formats import save
        from app.reports.run import prepare_report
        from app.services.prints import record_print

        one, folder, formats = _place(desk)

        def collect(session: Session, who: Actor) -> Prepared:
            return prepare_report(session, who, key, asked(session, who, desk), at=desk.at, progress=desk.progress)

        prepared = desk.read(collect)
        targets = [one] if one else [folder / f"{prepared.stem}.{each}" for each in formats]
        made = [save(prepared, target) for target in targets]
        found = prepared.collected
        detail = dict(found.detail) | {"formats": [target.suffix.lstrip(".").lower() for target in targets]}
        desk.write(
            lambda s, who: record_print(s, who, key, how="saved", at=desk.at, case_id=found.case_id, detail=detail)
        )
        _tell(desk, prepared, made)

    return run


def _place(desk: Desk) -> tuple[Path | None, Path, list[str]]:
    """The one file wanted, or None with the folder and the formats. Raises Invalid."""
    args = desk.args
    if args.out and (args.out_dir or args.formats):
        raise Invalid({"out": "Give either --out, or --out-dir with --formats."})
    if args.out:
        return _file(args.out), Path(), []
    if not args.out_dir:
        raise Invalid({"out": WHERE})
    folder = Path(args.out_dir).expanduser().absolute()
    if not folder.is_dir():
        raise Invalid({"out_dir": f"The folder {folder} is not there. Make it first."})
    return None, folder, _formats(args.formats or "pdf")


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


def _tell(desk: Desk, prepared: Prepared, made: list[Saved]) -> None:
    from app.reports.formats import lines_of

    found, files = prepared.collected, [str(path) for each in made for path in each.paths]
    pages = max((each.pages for each in made), default=0)
    if desk.wants_json:
        lines = [line._asdict() for line in lines_of(found)]
        told = {"file": files[0], "files": files, "pages": pages, "subject": found.subject, "figures": lines}
        desk.json({**told, "reconciles": prepared.reconciles})
        return
    sized = f"{pages:,} page{'s' if pages != 1 else ''}" if pages else "written"
    desk.say(f"{found.subject}: {sized} in {', '.join(files)}")
