"""liaison import: an old table looked at, tried out, brought in, listed, taken out again."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import many
from app.errors import Invalid

if TYPE_CHECKING:
    from app.exchange.case_import import Imported, Prepared, Tried
    from app.queries.imports import BatchRow

SHOWN = 20


def _options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="a table with headings: CSV, Excel (.xlsx), JSON, GeoJSON; or one packed as .xz",
    )
    parser.add_argument("--map", type=Path, metavar="M", help="the map to use, as --save-map wrote it")
    parser.add_argument("--save-map", type=Path, metavar="M", help="write the map here, to be corrected by hand")
    parser.add_argument("--dry-run", action="store_true", help="only tell what would be brought in")
    parser.add_argument("--rejects", type=Path, metavar="F", help="where rejected rows go (beside the table)")


def _cases(desk: Desk) -> None:
    from app.exchange.case_import import rejects_beside

    started = perf_counter()
    prepared = _prepared(desk)
    if desk.args.save_map:
        _save(desk, prepared)
    rejects: Path = desk.args.rejects or rejects_beside(desk.args.file)
    if not desk.wants_json:
        _tell_look(desk, prepared)
    _check_map(desk, prepared)
    told = _try(desk, prepared, rejects) if desk.args.dry_run else _bring_in(desk, prepared, rejects)
    told["seconds"] = round(perf_counter() - started, 2)
    if desk.wants_json:
        desk.json(_look(prepared) | told)
    else:
        _tell(desk, told)


def _prepared(desk: Desk) -> Prepared:
    """The map given, that of the last table with these headings, or a guess."""
    from app.exchange.case_import import kept_for, prepare, read_map

    path: Path = desk.args.file
    if desk.args.map:
        return prepare(path, read_map(desk.args.map))
    return prepare(path, kept=desk.read(lambda session, _: kept_for(session, path)))


def _save(desk: Desk, prepared: Prepared) -> None:
    from app.files import replace_file

    replace_file(desk.args.save_map, prepared.map.to_toml().encode())
    desk.remark(f"The map is in {desk.args.save_map}.")


def _check_map(desk: Desk, prepared: Prepared) -> None:
    """Say how a map that does not serve is corrected here. Raises Invalid."""
    if prepared.problems:
        written = desk.args.save_map or desk.args.map
        first = f"Correct {written}" if written else "Write the map with --save-map M, correct it"
        ways = f'{first} (under [fields]: opened_date = "the column\'s heading"), and give it with --map'
        told = " ".join(prepared.problems).removesuffix(" Please choose one.")
        raise Invalid(f"{told} {ways}{'.' if written else ' M.'}")


def _odd(found: tuple[tuple[str, int], ...]) -> list[dict[str, Any]]:
    return [{"told": words, "cases": count} for words, count in found]


def _try(desk: Desk, prepared: Prepared, rejects: Path) -> dict[str, Any]:
    from app.exchange.case_import import dry_run, write_rejects

    tried: Tried = desk.read(
        lambda session, who: dry_run(session, who, prepared, at=desk.at, progress=_progress(desk, "Reading"))
    )
    if desk.args.rejects and tried.rejects:
        write_rejects(prepared, rejects, tried.rejects)
    counts = {"made": tried.made, "open": tried.open, "closed": tried.closed, "undated": tried.undated}
    told = [{"row": each.row, "why": " ".join(each.reasons)} for each in tried.rejects]
    odd = _odd(tried.odd)
    written = str(rejects) if desk.args.rejects and tried.rejects else ""
    left = {"skipped": tried.skipped, "rejected": tried.rejected, "rejects": told, "file": written}
    return {"dry_run": True, "rows": tried.rows, **counts, "odd": odd, **left}


def _bring_in(desk: Desk, prepared: Prepared, rejects: Path) -> dict[str, Any]:
    from app.exchange.case_import import run_import

    imported: Imported = desk.write(
        lambda session, who: run_import(
            session, who, prepared, at=desk.at, progress=_progress(desk, "Bringing in"), rejects=rejects
        )
    )
    done = imported.done
    counts = {"made": done.made, "open": done.open, "closed": done.closed, "undated": done.undated}
    left = {"skipped": imported.skipped, "rejected": imported.rejected, "file": str(imported.rejects or "")}
    numbers = {"first": done.first_number, "last": done.last_number, "people": done.people, "import_id": done.batch_id}
    return {"dry_run": False, **counts, "odd": _odd(imported.odd), **left, **numbers}


def _progress(desk: Desk, words: str) -> Any:
    return lambda done, total, _: desk.progress(done, total, f"{words} … {done:,} rows")


def _look(prepared: Prepared) -> dict[str, Any]:
    look = prepared.look
    columns = {name: {"headings": headings, "why": _why(prepared, name)} for name, headings in _fields(prepared)}
    dates = {
        heading: {"order": order, "evidence": prepared.evidence.get(heading, "")}
        for heading, order in prepared.map.date_orders.items()
    }
    written = {"kind": look.kind, "encoding": look.encoding, "evidence": look.encoding_evidence}
    return written | {"delimiter": look.delimiter, "dates": dates, "columns": columns, "unused": prepared.unused}


def _fields(prepared: Prepared) -> list[tuple[str, tuple[str, ...]]]:
    from app.exchange.mapping_words import FIELDS

    return [(name, prepared.map.fields[name]) for name in FIELDS if prepared.map.fields.get(name)]


def _why(prepared: Prepared, name: str) -> str:
    return prepared.map.reasons.get(name) or ("As the last time." if prepared.remembered else "As the map says.")


def _tell_look(desk: Desk, prepared: Prepared) -> None:
    look = prepared.look
    mark = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}.get(look.delimiter, "")
    desk.say(f"{prepared.path.name}: {look.encoding or 'Excel workbook'}. {look.encoding_evidence}")
    if mark:
        desk.say(f"Columns are parted by {mark}.")
    for heading, order in prepared.map.date_orders.items():
        desk.say(f"Dates in “{heading}”: {order or 'none'}. {prepared.evidence.get(heading, '')}".rstrip())
    desk.say("")
    lines = [(name, " and ".join(headings), _why(prepared, name)) for name, headings in _fields(prepared)]
    desk.table(("Field", "Column", "Why"), lines)
    if prepared.unused:
        desk.say("", f"Not used: {', '.join(prepared.unused)}")
    desk.say("")


def _tell(desk: Desk, told: dict[str, Any]) -> None:
    verb = "would be brought in" if told["dry_run"] else "brought in"
    desk.say(
        f"{many(told['made'], 'case')} {verb}: {told['open']:,} open, {told['closed']:,} closed ({told['seconds']} s)."
    )
    if told["undated"]:
        desk.say(f"{told['undated']:,} of the open ones are closed in the table without a date: taken as answered.")
    desk.say(*(f"{many(each['cases'], 'case')}: {each['told']}" for each in told["odd"][:SHOWN]))
    if len(told["odd"]) > SHOWN:
        desk.say(f"{len(told['odd']) - SHOWN:,} more such words; --json tells them.")
    if told.get("first"):
        desk.say(f"Numbers {told['first']} to {told['last']}; {many(told['people'], 'person is', 'people are')} new.")
    if told["skipped"]:
        desk.say(f"{many(told['skipped'], 'row was', 'rows were')} left out, as the map says.")
    if told["rejected"]:
        where = f" See {told['file']}." if told["file"] else ""
        desk.say(f"{many(told['rejected'], 'row')} rejected.{where}")
    desk.say(*(f"  row {each['row']}: {each['why']}" for each in told.get("rejects", [])[:SHOWN]))


def _list(desk: Desk) -> None:
    from app.queries.imports import batches

    found = desk.read(lambda session, _: batches(session))
    if desk.wants_json:
        desk.json(found)
        return
    lines = [
        (
            each.id,
            desk.local(each.at),
            each.by,
            each.file_name,
            f"{each.made:,}",
            f"{each.rejected:,}",
            _undone(desk, each),
        )
        for each in found
    ]
    desk.table(("Import", "When", "By", "Table", "Rows", "Rejected", "Undone"), lines, right=("Rows", "Rejected"))


def _undone(desk: Desk, row: BatchRow) -> str:
    return f"{desk.day(row.undone_at)} by {row.undone_by}" if row.undone_at else ""


def _undo(desk: Desk) -> None:
    from app.services.import_undo import undo_import

    def told(done: int, total: int, _step: str) -> None:
        desk.progress(done, total, f"Taking out … {done:,} rows")

    number: int = desk.args.number
    undone = desk.write(lambda session, who: undo_import(session, who, number, at=desk.at, progress=told))
    people = many(undone.people, "person or organization", "people and organizations")
    words = f"Import {number} was undone: {many(undone.cases, 'case')}, {people} taken out."
    desk.answer(undone._asdict(), words, "Numbers are not used again; the table can be brought in anew.")


def _number(parser: ArgumentParser) -> None:
    parser.add_argument("number", type=int, metavar="N", help="the import's number, as `liaison import list` shows it")


COMMANDS = (
    Command(
        "import cases",
        "bring in an old table of cases, all or nothing",
        "liaison import cases old-cases.csv --dry-run --save-map map.toml",
        _cases,
        _options,
        figures=True,
    ),
    Command(
        "import list",
        "the tables brought in, newest first",
        "liaison import list",
        _list,
        figures=True,
    ),
    Command(
        "import undo",
        "take a whole import out again, if nobody worked on it",
        "liaison import undo 3",
        _undo,
        _number,
        figures=True,
    ),
)
