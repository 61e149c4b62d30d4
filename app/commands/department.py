"""liaison department, official: the directory of who answers and who governs (Q2)."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.papers import add_out, making
from app.commands.words import day
from app.errors import Invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor

LEVELS = ("municipal", "state", "federal")


def department_id(session: Session, typed: str) -> int:
    """The department of a name, or of the beginning of one. Raises Invalid."""
    from app.queries.departments import department_named

    found = department_named(session, typed)
    if found is None:
        raise Invalid({"to": f"There is no one department “{typed}”. See `liaison department list`."})
    return found


def official_id(session: Session, typed: str) -> int:
    """The official of an id or a name. Raises Invalid."""
    from app.queries.departments import officials

    wanted = typed.strip().casefold()
    found = [row.id for row in officials(session) if wanted in (str(row.id), row.name.casefold())]
    if len(found) != 1:
        raise Invalid({"to": f"There is no one official “{typed}”. See `liaison official list`."})
    return found[0]


def _list(desk: Desk) -> None:
    from app.queries.departments import DepartmentFilter, department_ids, department_lines

    rows = desk.read(lambda s, who: department_lines(s, who, department_ids(s, DepartmentFilter()), at=desk.at))
    if desk.wants_json:
        desk.json([_plain(row) for row in rows])
        return
    heads = ("Department", "Head", "Target", "Open", "Overdue", "Median", "P90", "n", "Inadequate")
    desk.table(heads, [_line(row) for row in rows], right=heads[2:])


def _line(row: Any) -> tuple[object, ...]:
    taken = row.speed.taken
    fast = [f"{each:.1f}" if each is not None else "-" for each in (taken.median, taken.p90)]
    return (row.name, row.head, row.answer_days, row.running, row.overdue, *fast, taken.n, row.speed.inadequate)


def _plain(row: Any) -> dict[str, Any]:
    taken = row.speed.taken
    given = {name: value for name, value in row._asdict().items() if name != "speed"}
    figures = {"median": taken.median, "p90": taken.p90, "n": taken.n, "inadequate": row.speed.inadequate}
    return {**given, **figures}


def _show_options(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="DEPT", help="name of the department, or its beginning")


def _show(desk: Desk) -> None:
    from app.queries.departments import contacts_at, department_line
    from app.queries.referrals import ReferralFilter, referral_ids, referral_rows

    def question(session: Session, who: Actor) -> Any:
        found = department_id(session, desk.args.name)
        ids = referral_ids(session, who, ReferralFilter(department_id=found, running=True))
        rows = referral_rows(session, who, ids)
        return department_line(session, who, found, at=desk.at), contacts_at(session, found), rows

    line, contacts, rows = desk.read(question)
    if desk.wants_json:
        known = {"contacts": [each._asdict() for each in contacts], "open": [each._asdict() for each in rows]}
        desk.json({**_plain(line), **known})
        return
    desk.say(line.name, f"Head: {line.head or '-'}. Liaison: {line.liaison or '-'}. {line.phone} {line.email}".rstrip())
    desk.say(*(f"Contact: {', '.join(filter(None, each[1:5]))}" for each in contacts))
    heads = ("Case", "No.", "Subject", "Sent", "Due", "Chases")
    desk.table(heads, [_open(desk, row) for row in rows], right=("No.", "Chases"))


def _open(desk: Desk, row: Any) -> tuple[object, ...]:
    return (row.case_number, row.number, row.subject, desk.day(row.sent_at), desk.day(row.due_at), row.chases)


def _add_options(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="name of the department")
    parser.add_argument("--head", default=None, metavar="NAME")
    parser.add_argument("--liaison", default=None, metavar="NAME", help="who talks with us there")
    parser.add_argument("--phone", default=None)
    parser.add_argument("--email", default=None)
    parser.add_argument("--days", type=int, default=None, metavar="N", help="target for answers, in office days (5)")
    parser.add_argument("--contact", default="", metavar="NAME", help="a contact there, added to those known")


def _add(desk: Desk) -> None:
    from app.queries.departments import department_named
    from app.services.departments import save_contact
    from app.services.office import save_department

    args = desk.args
    given = {"head": args.head, "liaison": args.liaison, "phone": args.phone, "email": args.email}
    fields = {name: value for name, value in {**given, "answer_days": args.days}.items() if value is not None}

    def act(session: Session, who: Actor) -> dict[str, Any]:
        known = department_named(session, args.name)
        named = fields if known else {**fields, "name": args.name}
        number = known
        if fields or known is None:
            number = save_department(session, who, fields=named, at=desk.at, department_id=known).id
        if args.contact and number:
            save_contact(session, who, number, fields={"name": args.contact}, at=desk.at)
        return {"id": number, "name": args.name, "new": known is None}

    made = desk.write(act)
    desk.answer(made, f"{made['name']}: {'added' if made['new'] else 'corrected'}.")


def _officials(desk: Desk) -> None:
    from app.queries.departments import officials

    rows = desk.read(lambda session, _who: officials(session))
    if desk.wants_json:
        desk.json([row._asdict() for row in rows])
    else:
        heads = ("Id", "Name", "Body", "Level", "District", "Phone", "E-mail")
        lines = [(r.id, r.name, r.body, r.level, r.district, r.phone, r.email) for r in rows]
        desk.table(heads, lines, right=("Id",))


def _official_options(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--body", required=True, help="City Council, Senate, Social Security Administration …")
    parser.add_argument("--level", choices=LEVELS, default="municipal")
    for name in ("title", "district", "phone", "email", "address"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--term-until", type=day, default=None, metavar="DAY", help="last day of the term")
    parser.add_argument("--staff", action="append", default=[], metavar="NAME", help="somebody of their staff")
    parser.add_argument("--days", type=int, default=20, metavar="N", help="office days for an answer (20)")


def _official(desk: Desk) -> None:
    from app.services.departments import save_official

    args = desk.args
    names = ("name", "body", "level", "title", "district", "phone", "email", "address", "term_until", "staff")
    fields = {name: getattr(args, name) for name in names} | {"answer_days": args.days}

    def act(session: Session, who: Actor) -> dict[str, Any]:
        made = save_official(session, who, fields=fields, at=desk.at)
        return {"id": made.id, "name": made.name}

    made = desk.write(act)
    desk.answer(made, f"{made['name']}: added as official {made['id']}.")


def _leave_options(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="name or id of the official")


def _leave(desk: Desk) -> None:
    from app.services.departments import save_official

    def act(session: Session, who: Actor) -> dict[str, Any]:
        found = official_id(session, desk.args.name)
        made = save_official(session, who, fields={"active": False}, at=desk.at, official_id=found)
        return {"id": made.id, "name": made.name, "active": made.active}

    made = desk.write(act)
    desk.answer(made, f"{made['name']} is no longer offered; referrals to them stay.")


def _page_options(parser: ArgumentParser) -> None:
    _show_options(parser)
    add_out(parser)


def _page(session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    return {"department": str(department_id(session, desk.args.name))}


def _command(words: str, help: str, example: str, run: Callable[[Desk], Any], options: Any = None) -> Command:
    more = {"options": options} if options else {}
    return Command(words, help, example, run, figures=True, **more)


COMMANDS = (
    _command("department list", "the departments, and how they answer", "liaison department list", _list),
    _command(
        "department show",
        "one department with what it owes",
        'liaison department show "Public Works"',
        _show,
        _show_options,
    ),
    _command(
        "department add",
        "add a department, or correct the one of this name",
        'liaison department add "Public Health" --head "Ana Silva" --days 4',
        _add,
        _add_options,
    ),
    _command("official list", "the officials of city, state and federal bodies", "liaison official list", _officials),
    _command(
        "official add",
        "add an official",
        'liaison official add "Ana Reis" --body Senate --level state --title Senator',
        _official,
        _official_options,
    ),
    _command(
        "official leave",
        "note that an official is no longer in office",
        'liaison official leave "Ana Reis"',
        _leave,
        _leave_options,
    ),
    _command(
        "report department",
        "the page of a department for the monthly meeting as a PDF",
        'liaison report department "Public Works" --out works.pdf',
        making("department", _page),
        _page_options,
    ),
)
