"""liaison directive: what the office answers to, what counts to it, and the account of a month."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import case_id, category_id, many, said
from app.errors import Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.directives import DirectiveRow, TieRow
    from app.services.directives import Tying

KINDS: tuple[str, ...] = ("contacts", "cases", "category", "referrals", "recommendations", "substance", "language_help")
KINDS += ("for_mayor", "organizations", "outgoing", "web", "call_center")
PRESETS = ("constituent_services", "citizen_engagement", "coordinator")
RECORDS = ("case", "contact", "referral", "recommendation")
MONTH = "the month, as 2026-10 (the last full one)"


def _code(parser: ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="sign of the directive, as CE-2")


def _list_options(parser: ArgumentParser) -> None:
    parser.add_argument("--month", metavar="YYYY-MM", help=MONTH)
    parser.add_argument("--all", action="store_true", help="retired ones too")


def _list(desk: Desk) -> None:
    """The ledger with the counts of a month, and whether its account is written."""

    def ask(session: Session, who: Actor) -> list[tuple[DirectiveRow, dict[str, int], bool, bool]]:
        from app.queries.directive_accounts import accounts, lacking
        from app.queries.directives import directives
        from app.queries.figures import month
        from app.queries.figures.directives import directive_counts

        on = _month(desk)
        counts = directive_counts(session, who, [month(str(desk.zone), on.year, on.month)])[0]
        rows = directives(session, with_retired=desk.args.all)
        written = accounts(session, who, on)
        without = {row.id for row in lacking(rows, counts, written)}
        told = {key for key, account in written.items() if not account.is_blank}
        return [(r, dict(counts.of_directive(r.id)), r.active and r.id in without, r.id in told) for r in rows]

    found = desk.read(ask)
    if desk.wants_json:
        desk.json([{**row._asdict(), "counts": counts, "missing": lacks} for row, counts, lacks, _ in found])
        return
    heads = ("Directive", "Section", "Contacts", "Opened", "Closed", "Account", "What it says", "What counts")
    desk.table(heads, [_line(*each) for each in found], right=heads[2:5])
    desk.remark(f"{many(len(found), 'directive')}.")


def _line(row: DirectiveRow, counts: dict[str, int], lacks: bool, told: bool) -> tuple[object, ...]:
    state = "retired" if not row.active else "missing" if lacks else "written" if told else ""
    ties = ", ".join(_tie_words(each) for each in row.ties) or "by hand alone"
    three = (counts.get(key, 0) for key in ("contacts", "opened", "closed"))
    return (row.code, row.section, *three, state, row.title, ties)


def _tie_words(tie: TieRow) -> str:
    return f"{said(tie.kind)} {tie.category}".strip()


def _month(desk: Desk) -> date:
    from app.reports.periods import read_month

    return read_month(desk.args.month or "last", str(desk.zone), desk.at).replace(day=1)


def _field_options(parser: ArgumentParser, *, new: bool) -> None:
    _code(parser)
    parser.add_argument("--title", required=new, metavar="WORDS", help="what the office is directed to do, in a line")
    parser.add_argument("--section", metavar="WORDS", help="where it stands, as “Section 2”")
    parser.add_argument("--source", metavar="WORDS", help="the ordinance or order")
    parser.add_argument("--words", metavar="WORDS", help="what it says")
    parser.add_argument("--position", type=int, metavar="N", help="its place in the list, from 0")


def _add_options(parser: ArgumentParser) -> None:
    _field_options(parser, new=True)


def _change_options(parser: ArgumentParser) -> None:
    _field_options(parser, new=False)
    parser.add_argument("--code", dest="new_code", metavar="CODE", help="another sign")


def _given(desk: Desk) -> dict[str, Any]:
    args = desk.args
    return {k: getattr(args, k) for k in ("title", "section", "source", "words", "position") if getattr(args, k)}


def _add(desk: Desk) -> None:
    from app.services.directives import save_directive

    fields = _given(desk) | {"code": desk.args.code}
    made = desk.write(lambda s, who: save_directive(s, who, fields=fields, at=desk.at).id)
    desk.answer({"id": made}, f"{desk.args.code} is added. Say what counts to it: liaison directive tie.")


def _change(desk: Desk) -> None:
    new = {"code": desk.args.new_code} if desk.args.new_code else {}
    _saved(desk, _given(desk) | new, "is changed")


def _retire_options(parser: ArgumentParser) -> None:
    _code(parser)
    parser.add_argument("--undo", action="store_true", help="take it into use again")


def _retire(desk: Desk) -> None:
    _saved(desk, {"active": desk.args.undo}, "is in use again" if desk.args.undo else "is retired")


def _saved(desk: Desk, fields: dict[str, Any], done: str) -> None:
    from app.queries.directives import directive_id_of
    from app.services.directives import save_directive

    def act(session: Session, who: Actor) -> int | None:
        found = directive_id_of(session, desk.args.code)
        return save_directive(session, who, fields=fields, directive_id=found, at=desk.at).id

    desk.answer({"id": desk.write(act)}, f"{desk.args.code} {done}.")


def _tie_options(parser: ArgumentParser) -> None:
    _code(parser)
    told = f"{', '.join(KINDS)}; with =CATEGORY for one category, as category=Streets; repeat it"
    parser.add_argument("--to", action="append", default=[], type=_tie_of, metavar="KIND", help=told)
    parser.add_argument("--none", action="store_true", help="nothing counts but what is marked by hand")


def _tie_of(text: str) -> tuple[str, str]:
    kind, _, category = text.partition("=")
    if kind not in KINDS:
        raise ArgumentTypeError(f"“{kind}” cannot be tied; choose of {', '.join(KINDS)}")
    return kind, category


def _tie(desk: Desk) -> None:
    from app.queries.directives import directive_id_of
    from app.services.directives import set_ties

    if bool(desk.args.to) is desk.args.none:
        raise Invalid({"to": "Say what counts to it: --to KIND, repeated, or --none."})

    def act(session: Session, who: Actor) -> None:
        wanted = [_tying(session, *each) for each in desk.args.to]
        set_ties(session, who, directive_id_of(session, desk.args.code), wanted, at=desk.at)

    desk.write(act)
    desk.answer({"code": desk.args.code}, f"What counts to {desk.args.code} is set.")


def _tying(session: Session, kind: str, category: str) -> Tying:
    from app.models import TieKind
    from app.services.directives import Tying

    return Tying(TieKind(kind), category_id(session, category))


def _presets_options(parser: ArgumentParser) -> None:
    parser.add_argument("key", nargs="?", choices=PRESETS, help="take this list over; without it they are listed")


def _presets(desk: Desk) -> None:
    from app import presets
    from app.services.directives import add_directives

    ready = {row["key"]: row for row in presets.directives()}
    if desk.args.key is None:
        rows = [(key, len(row["directives"]), row["name"]) for key, row in ready.items()]
        if desk.wants_json:
            desk.json(list(ready.values()))
            return
        desk.table(("List", "Directives", "Name"), rows, right=("Directives",))
        return
    one = ready[desk.args.key]
    made = desk.write(
        lambda s, who: [
            each.code for each in add_directives(s, who, one["directives"], source=one["source"], at=desk.at)
        ]
    )
    desk.answer({"added": made}, f"{many(len(made), 'directive')} added. From now on they are the office’s own.")


def _mark_options(parser: ArgumentParser) -> None:
    parser.add_argument("kind", choices=RECORDS, help="what is marked")
    parser.add_argument("record", metavar="RECORD", help="number of the case or recommendation; id of the others")
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--counts-to", metavar="CODE", help="it counts to this directive")
    group.add_argument("--not-to", metavar="CODE", help="it does not")
    group.add_argument("--as-tied", metavar="CODE", help="what counts to the directive decides again")


def _mark(desk: Desk) -> None:
    from app.models import Counted
    from app.queries.directives import directive_id_of
    from app.services.directives import mark

    args = desk.args
    code = args.counts_to or args.not_to or args.as_tied
    counts = True if args.counts_to else False if args.not_to else None

    def act(session: Session, who: Actor) -> None:
        found, kind = _record_id(session, who, desk), Counted(args.kind)
        mark(session, who, kind, found, directive_id=directive_id_of(session, code), counts=counts, at=desk.at)

    desk.write(act)
    words = {True: "counts to", False: "does not count to", None: "counts by what is tied to"}[counts]
    desk.answer({"counts": counts}, f"{args.kind.capitalize()} {args.record} {words} {code}.")


def _record_id(session: Session, who: Actor, desk: Desk) -> int:
    from app.queries.recommendations import recommendation_id_of

    typed = desk.args.record
    if desk.args.kind == "case":
        return case_id(session, who, typed)
    if desk.args.kind == "recommendation":
        return recommendation_id_of(session, who, typed)
    if not typed.isdigit():
        raise NotFound(f"“{typed}” is no id. See the lists with --json.")
    return int(typed)


def _account_options(parser: ArgumentParser) -> None:
    _code(parser)
    parser.add_argument("--month", metavar="YYYY-MM", help=MONTH)
    parser.add_argument(
        "--highlight",
        action="append",
        default=[],
        metavar="NUMBER=WORDS",
        help="a case and what was done in it, nobody named; without a number before “=”, words alone; repeat it",
    )
    parser.add_argument("--no-activity", default="", metavar="WORDS", help="why there was no activity")
    parser.add_argument("--show", action="store_true", help="tell what is written, and change nothing")


def _account(desk: Desk) -> None:
    from app.queries.directives import directive_id_of
    from app.services.directive_accounts import give_account

    if desk.args.show:
        _show_account(desk)
        return
    on = _month(desk)

    def act(session: Session, who: Actor) -> int:
        found, chosen = directive_id_of(session, desk.args.code), _chosen(session, who, desk.args.highlight)
        made = give_account(
            session, who, found, on=on, highlights=chosen, no_activity=desk.args.no_activity, at=desk.at
        )
        return len(made.highlights)

    done = desk.write(act)
    what = many(done, "highlight") if done else "no activity"
    told = f"The account of {desk.args.code} for {on:%Y-%m} is written: {what}."
    desk.answer({"highlights": done}, told)


def _chosen(session: Session, who: Actor, given: Sequence[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for each in given:
        number, equals, words = each.partition("=")
        if not equals:
            raise Invalid({"highlight": "Write it as 2026-00123=What was done, or =What was done."})
        found.append({"case_id": case_id(session, who, number.strip()) if number.strip() else None, "words": words})
    return found


def _show_account(desk: Desk) -> None:
    from app.queries.directive_accounts import accounts
    from app.queries.directives import directive_id_of

    on = _month(desk)
    row = desk.read(lambda s, who: accounts(s, who, on).get(directive_id_of(s, desk.args.code)))
    if desk.wants_json:
        desk.json(None if row is None else {**row._asdict(), "highlights": [each._asdict() for each in row.highlights]})
        return
    if row is None or row.is_blank:
        desk.say(f"Nothing is written of {desk.args.code} for {on:%Y-%m}.")
        return
    desk.say(*(f"{each.number} {each.words}".strip() for each in row.highlights))
    if row.no_activity:
        desk.say(f"No activity, because {row.no_activity}")


def _command(words: str, told: str, example: str, run: Any, options: Any = None) -> Command:
    given = {} if options is None else {"options": options}
    return Command(f"directive {words}", told, f"liaison directive {example}", run, figures=True, **given)


COMMANDS = (
    _command(
        "list", "the directives, what counted to each, and what is still to be written", "list", _list, _list_options
    ),
    _command("presets", "ready lists of directives", "presets citizen_engagement", _presets, _presets_options),
    _command("add", "add a directive", 'add R-7 --title "Hold office hours in each ward"', _add, _add_options),
    _command("change", "change a directive", 'change R-7 --section "Resolution 7, § 2"', _change, _change_options),
    _command("retire", "take a directive out of use", "retire R-7", _retire, _retire_options),
    _command("tie", "say what counts to a directive", "tie R-7 --to contacts --to category=Tree", _tie, _tie_options),
    _command(
        "mark",
        "correct by hand to which directive a record counts",
        "mark case 1198 --counts-to R-7",
        _mark,
        _mark_options,
    ),
    _command(
        "account",
        "write what was done for a directive in a month, or why nothing was",
        'account R-7 --month 2026-10 --highlight "2026-00123=The lamp was mended."',
        _account,
        _account_options,
    ),
)
