"""liaison import people: an address book looked at, compared with who is known, brought in."""

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
    from sqlmodel import Session

    from app.authority import Actor
    from app.exchange.people_import import ImportedPeople, PreparedPeople, TriedPeople
    from app.services.import_people_rows import Decided

SHOWN = 20


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="vCards (.vcf), or a table of contacts (.csv, .xlsx)")
    parser.add_argument("--map", type=Path, metavar="M", help="the map of a table's columns, as --save-map wrote it")
    parser.add_argument("--save-map", type=Path, metavar="M", help="write the map here, to be corrected by hand")
    parser.add_argument("--dry-run", action="store_true", help="only tell what would be brought in")
    parser.add_argument(
        "--twins", choices=("skip", "make"), default="skip", help="sure twins: leave them out (skip), or make them anew"
    )
    parser.add_argument("--rejects", type=Path, metavar="F", help="where what is not brought in goes (beside the file)")


def _people(desk: Desk) -> None:
    started = perf_counter()
    prepared = _prepared(desk)
    if desk.args.save_map and prepared.look:
        from app.files import replace_file

        replace_file(desk.args.save_map, prepared.map.to_toml().encode())
        desk.remark(f"The map is in {desk.args.save_map}.")
    if not desk.wants_json:
        _tell_look(desk, prepared)
    told = _try(desk, prepared) if desk.args.dry_run else _bring_in(desk, prepared)
    told["seconds"] = round(perf_counter() - started, 2)
    if desk.wants_json:
        desk.json(_look(prepared) | told)
    else:
        _tell(desk, told)


def _prepared(desk: Desk) -> PreparedPeople:
    from app.exchange.people_import import kept_people_map, prepare_people, read_people_map

    path: Path = desk.args.file
    if desk.args.map:
        return prepare_people(path, read_people_map(desk.args.map))
    return prepare_people(path, kept=desk.read(lambda session, _: kept_people_map(session, path)))


def _compared(desk: Desk, prepared: PreparedPeople) -> TriedPeople:
    """Everybody compared with who is known: a reader's work, so that nobody who writes has to wait for it."""
    from app.exchange.people_import import Twins, try_people

    policy, progress = Twins(desk.args.twins), _progress(desk, "Comparing")
    return desk.read(lambda session, who: try_people(session, who, prepared, policy=policy, progress=progress))


def _try(desk: Desk, prepared: PreparedPeople) -> dict[str, Any]:
    from app.exchange.people_import import write_people_rejects

    tried = _compared(desk, prepared)
    if desk.args.rejects and tried.rejects:
        write_people_rejects(prepared, desk.args.rejects, tried.rejects)
    return {
        "dry_run": True,
        "rows": tried.rows,
        "people": tried.people,
        "organizations": tried.organizations,
        "left_out": tried.left_out,
        "twins": [_twin(each) for each in tried.twins],
        "unused": dict(tried.unused),
        "with_remarks": tried.remarked,
        "rejected": len(tried.rejects),
        "rejects": [{"row": each.row, "why": " ".join(each.reasons)} for each in tried.rejects],
        "file": str(desk.args.rejects or "") if tried.rejects else "",
    }


def _twin(row: Decided) -> dict[str, Any]:
    from app.exchange.people_import import new_reaches, reason_words

    best = row.twins[0]
    return {
        "row": row.person.row,
        "name": row.person.name,
        "twin": best.name,
        "kind": best.kind.value,
        "id": best.id,
        "why": reason_words(best),
        "sure": best.sure,
        "others": len(row.twins) - 1,
        "new": [each.typed for each in new_reaches(row.person, best)],
        "choice": row.decision.choice.value,
    }


def _bring_in(desk: Desk, prepared: PreparedPeople) -> dict[str, Any]:
    from app.exchange.case_import import rejects_beside
    from app.exchange.people_import import Twins, run_people
    from app.services.import_people_rows import NobodyNew

    rejects: Path = desk.args.rejects or rejects_beside(desk.args.file)
    policy, tried = Twins(desk.args.twins), _compared(desk, prepared)
    progress = _progress(desk, "Bringing in")

    def act(session: Session, who: Actor) -> ImportedPeople:
        given: dict[str, Any] = {"policy": policy, "tried": tried, "progress": progress, "rejects": rejects}
        return run_people(session, who, prepared, at=desk.at, **given)

    try:
        imported = desk.write(act)
    except NobodyNew as nobody:
        if not nobody.left:
            raise
        ways = f"Who they are is in {rejects}. --twins make brings them in anew."
        raise Invalid(f"{nobody.sentence} {ways}") from nobody
    done = imported.done
    return {
        "dry_run": False,
        "people": done.people,
        "organizations": done.organizations,
        "left_out": len(done.left_out),
        "rejected": imported.rejected,
        "file": str(imported.rejects or ""),
        "import_id": done.batch_id,
    }


def _progress(desk: Desk, words: str) -> Any:
    return lambda done, total, _: desk.progress(done, total, f"{words} … {done:,} rows")


def _look(prepared: PreparedPeople) -> dict[str, Any]:
    from app.exchange.people_words import written

    if prepared.look is None:
        return {"kind": "vcard"}
    columns = {heading: written(role) for heading, role in prepared.map.columns.items()}
    return {"kind": prepared.look.kind, "encoding": prepared.look.encoding, "columns": columns}


def _tell_look(desk: Desk, prepared: PreparedPeople) -> None:
    from app.exchange.people_words import filled_columns, written

    if prepared.look is None:
        desk.say(f"{prepared.path.name}: vCards.", "")
        return
    look = prepared.look
    desk.say(f"{prepared.path.name}: {look.encoding or 'Excel workbook'}. {look.encoding_evidence}", "")
    filled = filled_columns(look)
    desk.table(("Column", "What it is"), [(each, written(prepared.map.columns[each])) for each in filled
                                          if each in prepared.map.columns])  # fmt: skip
    if len(filled) < len(look.headings):
        bare = many(len(look.headings) - len(filled), "column is", "columns are")
        desk.say(f"{bare} empty in the first rows.")
    desk.say("")


def _tell(desk: Desk, told: dict[str, Any]) -> None:
    verb = "would be brought in" if told["dry_run"] else "brought in"
    people, firms = many(told["people"], "person", "people"), many(told["organizations"], "organization")
    desk.say(f"{people} and {firms} {verb} ({told['seconds']} s).")
    if told["left_out"]:
        desk.say(f"{told['left_out']:,} left out: the office knows them, or they stand in the file twice.")
    twins = told.get("twins", [])
    if twins:
        desk.say("", f"Likely twins ({len(twins):,}):")
        lines = [(f"{t['row']:,}", t["name"], _whose(t), t["why"], t["choice"]) for t in twins[:SHOWN]]
        desk.table(("Row", "Name", "Likely the same as", "Why", "What is done"), lines)
    if told.get("unused"):
        desk.say("", "Not brought in: " + ", ".join(f"{name} ({many:,})" for name, many in told["unused"].items()))
    if told.get("with_remarks"):
        noted = many(told["with_remarks"], "has", "have")
        desk.say(f"{noted} remarks with what has no field of its own.")
    if told["rejected"]:
        desk.say(f"{told['rejected']:,} rejected.")
    desk.say(*(f"  {each['row']}: {each['why']}" for each in told.get("rejects", [])[:SHOWN]))
    if told["file"]:
        desk.say(f"What was not brought in is in {told['file']}.")


def _whose(twin: dict[str, Any]) -> str:
    return f"{twin['twin']} ({'row' if twin['kind'] == 'row' else 'No.'} {twin['id']})"


COMMANDS = (
    Command(
        "import people",
        "bring in an address book (vCards or a table), all or nothing",
        "liaison import people contacts.vcf --dry-run",
        _people,
        _options,
        figures=True,
    ),
)
