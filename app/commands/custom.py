"""liaison custom: questions about the office's records that somebody put together and keeps."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.papers import add_out, add_period, making
from app.commands.words import many
from app.errors import Invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.custom import CustomRow

WHATS = ("cases", "contacts", "referrals", "promises", "recommendations")
CHARTS = ("none", "bar", "line")


def _name(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="title of the report, or its number")


def _list(desk: Desk) -> None:
    from app.queries.custom import custom_reports

    rows = desk.read(custom_reports)
    if desk.wants_json:
        desk.json([_told(row) for row in rows])
        return
    desk.table(("No.", "Title", "About", "Made by", "Shared"), [_line(row) for row in rows], right=("No.",))
    desk.remark(f"{many(len(rows), 'custom report')}.")


def _line(row: CustomRow) -> tuple[object, ...]:
    return (row.id, row.title, row.spec.get("what", ""), row.owner, "yes" if row.shared else "")


def _told(row: CustomRow) -> dict[str, Any]:
    names = ("id", "title", "words", "spec", "owner", "shared", "version")
    return {name: getattr(row, name) for name in names}


def _show(desk: Desk) -> None:
    """How a report asks, and what can be asked instead."""
    from app.queries.custom import custom_filter_words, read_spec

    def ask(session: Session, who: Actor) -> tuple[CustomRow, str]:
        row = _found(session, who, desk.args.name)
        return row, custom_filter_words(session, read_spec(row.spec))

    row, asked = desk.read(ask)
    if desk.wants_json:
        desk.json(_told(row) | {"filter_words": asked})
        return
    spec = row.spec
    top = f", the first {spec['top']}" if spec.get("top") else ""
    desk.say(f"{row.id}  {row.title}  ({row.owner}{', shared' if row.shared else ''})")
    desk.say(f"Of {spec['what']}: {', '.join(spec['measures'])}; by {' and '.join(spec['groups'])}{top}.")
    for words in (f"Only: {asked}." if asked else "", row.words):
        if words:
            desk.say(words)


def _found(session: Session, who: Actor, name: str) -> CustomRow:
    from app.queries.custom import custom_id_of, custom_report

    return custom_report(session, who, custom_id_of(session, who, name))


def _choices(desk: Desk) -> None:
    """What can be counted of which records, and grouped by what."""
    from app.queries.custom import What, dimensions_of, measures_of

    whats = {
        each.value: {"figures": [m.key for m in measures_of(each)], "groups": [d.key for d in dimensions_of(each)]}
        for each in What
    }
    if desk.wants_json:
        desk.json(whats)
        return
    rows = [(each, ", ".join(found["figures"]), ", ".join(found["groups"])) for each, found in whats.items()]
    desk.table(("Of", "Figures", "Groups"), rows)


def _spec_options(parser: ArgumentParser, *, new: bool) -> None:
    parser.add_argument("--of", choices=WHATS, help="what to count (cases)" if new else "what to count")
    parser.add_argument("--by", action="append", metavar="GROUP", help="by what to group; twice for two")
    parser.add_argument("--figure", action="append", metavar="KEY", help="a figure, up to six: liaison custom choices")
    told = "category=NAME, owner=LOGIN, or a field of the list such as wards=3; repeat it"
    parser.add_argument("--only", action="append", type=_pair, metavar="FIELD=VALUE", help=told)
    parser.add_argument("--chart", choices=CHARTS, help="the chart")
    parser.add_argument("--sort", metavar="KEY", help="a figure, or group")
    parser.add_argument("--ascending", action="store_true", default=None, help="the smallest first")
    parser.add_argument("--top", metavar="N", help="groups shown by themselves, the rest as Others; 0 for all")
    parser.add_argument("--period", metavar="P", help="last, last-quarter, last-year, 2026-10 … (last)")
    parser.add_argument("--words", metavar="WORDS", help="what it is for")


def _pair(text: str) -> tuple[str, str]:
    field, sign, value = text.partition("=")
    if not sign or not field or not value:
        raise ArgumentTypeError(f"“{text}” is no filter; write it like category=Parking")
    return field.strip(), value.strip()


def _save_options(parser: ArgumentParser) -> None:
    parser.add_argument("title", metavar="TITLE", help="what the report is called")
    _spec_options(parser, new=True)
    parser.add_argument("--share", action="store_true", help="let all who print reports run it")


def _given(session: Session, desk: Desk, spec: dict[str, Any]) -> dict[str, Any]:
    """The question of the options over the one that is there."""
    from app.reports.periods import read_period

    args, made = desk.args, dict(spec)
    pairs = {"what": args.of, "groups": args.by, "measures": args.figure, "chart": args.chart}
    pairs |= {"sort": args.sort, "top": args.top, "period": args.period}
    made |= {name: value for name, value in pairs.items() if value is not None}
    if args.ascending:
        made["descending"] = False
    if str(made.get("top")) == "0":
        made["top"] = None
    if args.only:
        made["filter"] = _filter(session, args.only, made.get("what", "cases"))
    read_period(made.get("period"), str(desk.zone), desk.at)
    return made


def _filter(session: Session, pairs: list[tuple[str, str]], what: str) -> dict[str, Any]:
    """The plain filter of "field=value" pairs; category and owner by their names."""
    from dataclasses import fields

    from app.queries.custom import What, filter_of

    known = {each.name: each.default for each in fields(filter_of(What(what), {}))}
    found: dict[str, Any] = {}
    for field, value in pairs:
        name, one = _named(session, field, value)
        if name not in known:
            raise Invalid({"only": f"“{field}” is no filter of {what}. Choose of: {', '.join(sorted(known))}."})
        if isinstance(known[name], tuple):
            found.setdefault(name, []).append(one)
        else:
            found[name] = True if known[name] is False else one
    return found


def _named(session: Session, field: str, value: str) -> tuple[str, Any]:
    from app.commands.words import category_id
    from app.queries.office import staff_id_of

    if field == "category":
        return "category_ids", category_id(session, value)
    if field in ("owner", "taken_by"):
        found = staff_id_of(session, value)
        if found is None:
            raise Invalid({"only": f"There is nobody with the login “{value}”."})
        return f"{field}_ids", found
    return field, int(value) if field.endswith("_ids") and value.isdecimal() else value


def _save(desk: Desk) -> None:
    from app.services.custom_reports import save_custom, share_custom

    start = {"what": "cases", "groups": ["category"], "measures": [], "period": "last"}

    def act(session: Session, who: Actor) -> int | None:
        spec = _given(session, desk, start)
        if not spec["measures"]:
            spec["measures"] = [_first(spec["what"])]
        made = save_custom(session, who, title=desk.args.title, words=desk.args.words or "", spec=spec, at=desk.at)
        if desk.args.share:
            share_custom(session, who, made.id or 0, shared=True, at=desk.at)
        return made.id

    made = desk.write(act)
    desk.answer({"id": made}, f"Saved as custom report {made}. Run it: liaison report custom {made} --out report.pdf.")


def _first(what: str) -> str:
    from app.queries.custom import What, measures_of

    return measures_of(What(what))[0].key


def _change_options(parser: ArgumentParser) -> None:
    _name(parser)
    _spec_options(parser, new=False)
    parser.add_argument("--title", metavar="TITLE", help="another title")


def _change(desk: Desk) -> None:
    from app.services.custom_reports import change_custom

    def act(session: Session, who: Actor) -> int:
        row, args = _found(session, who, desk.args.name), desk.args
        fields = {"title": args.title, "words": args.words}
        fields = {name: value for name, value in fields.items() if value is not None}
        spec = _given(session, desk, row.spec)
        change_custom(session, who, row.id, fields={**fields, "spec": spec}, version=row.version, at=desk.at)
        return row.id

    found = desk.write(act)
    desk.answer({"id": found}, f"Custom report {found} is changed.")


def _share_options(parser: ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--undo", action="store_true", help="for its maker alone again")


def _share(desk: Desk) -> None:
    from app.services.custom_reports import share_custom

    def act(session: Session, who: Actor) -> int:
        row = _found(session, who, desk.args.name)
        share_custom(session, who, row.id, shared=not desk.args.undo, at=desk.at)
        return row.id

    found = desk.write(act)
    done = "is for its maker alone again" if desk.args.undo else "is shared with all who print reports"
    desk.answer({"id": found, "shared": not desk.args.undo}, f"Custom report {found} {done}.")


def _withdraw(desk: Desk) -> None:
    from app.services.custom_reports import withdraw_custom

    def act(session: Session, who: Actor) -> int:
        row = _found(session, who, desk.args.name)
        withdraw_custom(session, who, row.id, at=desk.at)
        return row.id

    found = desk.write(act)
    desk.answer({"id": found}, f"Custom report {found} is withdrawn.")


def _report_options(parser: ArgumentParser) -> None:
    _name(parser)
    add_period(parser, public=True, appendix=True)
    add_out(parser)


def _report(session: Session, who: Actor, desk: Desk) -> dict[str, Any]:
    """The saved one and its period; another that was typed goes before."""
    from app.queries.custom import custom_id_of, custom_report

    row = custom_report(session, who, custom_id_of(session, who, desk.args.name))
    return {"custom": str(row.id), "period": row.spec["period"]}


COMMANDS = (
    Command(
        "report custom",
        "a saved custom report",
        "liaison report custom 3 --period last --out-dir reports --formats pdf,csv,html",
        making("custom", _report),
        _report_options,
        figures=True,
    ),
    Command("custom list", "list the custom reports you may run", "liaison custom list", _list, figures=True),
    Command(
        "custom choices",
        "what can be counted and grouped",
        "liaison custom choices",
        _choices,
        figures=True,
        signs_in=False,
    ),
    Command("custom show", "how a custom report asks", "liaison custom show 3", _show, _name, figures=True),
    Command(
        "custom save",
        "keep a question as a custom report",
        'liaison custom save "Potholes by ward" --of cases --figure opened --by ward --only category=Streets --top 5',
        _save,
        _save_options,
        figures=True,
    ),
    Command(
        "custom change",
        "change a custom report",
        "liaison custom change 3 --chart bar --top 0",
        _change,
        _change_options,
        figures=True,
    ),
    Command("custom share", "let all run it", "liaison custom share 3", _share, _share_options, figures=True),
    Command("custom withdraw", "take it out of use", "liaison custom withdraw 3", _withdraw, _name, figures=True),
)
