"""liaison case list, show: which cases there are, and all of one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.viewed import note_view
from app.commands.words import STATUSES, add_number, case_id, category_id, said, staff_id, status
from app.errors import Invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.case_filter import CaseFilter
    from app.queries.case_page import CasePage
    from app.queries.cases import CaseRow
    from app.queries.timeline import Entry

SORTS = ("newest", "due", "number", "subject", "status", "priority", "received", "closed", "category", "owner", "ward",
         "asker")  # fmt: skip
PLACES = {"address", "place_id", "ward"}
HEADINGS = ("Number", "Status", "Received", "Due", "Owner", "Category", "Ward", "Asker", "Subject")


def _list_options(parser: ArgumentParser) -> None:
    others = ", ".join(each for each in STATUSES if each != "open")
    which = f"open (all but closed), or one of {others}; may be given again"
    parser.add_argument("--status", action="append", default=[], metavar="S", type=status, help=which)
    parser.add_argument("--owner", metavar="LOGIN", help="login of the owner, me, or nobody")
    parser.add_argument("--overdue", action="store_true", help="open and past the due date")
    parser.add_argument("--complaints", action="store_true", help="about how something was handled")
    parser.add_argument("--category", metavar="NAME")
    parser.add_argument("--ward", metavar="W")
    parser.add_argument("--text", metavar="WORDS", help="words of subject, account, number or place")
    order = f"newest (the newest first, if not given), or one of {', '.join(SORTS[1:])}; due has the most urgent first"
    parser.add_argument("--sort", choices=SORTS, default="newest", metavar="S", help=order)
    parser.add_argument("--descending", action="store_true", help="the other way round")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="rows shown (50); 0 shows all")


def _list(desk: Desk) -> None:
    count, rows = desk.read(lambda session, who: _found(session, who, desk))
    if desk.wants_json:
        desk.exported("case_record", len(rows), "status", "owner", "overdue", "complaints", "category", "ward", "text")
        desk.json({"count": count, "cases": rows})
        return
    desk.table(HEADINGS, [_line(desk, row) for row in rows])
    more = "" if len(rows) == count else f"; {len(rows):,} shown, --limit 0 shows all"
    desk.remark(f"{count:,} case{'' if count == 1 else 's'}{more}")


def _found(session: Session, who: Actor, desk: Desk) -> tuple[int, list[CaseRow]]:
    from app.queries.cases import case_ids, case_rows

    args = desk.args
    newest = args.sort == "newest"
    sort, descending = "received" if newest else args.sort, newest is not args.descending
    ids = case_ids(session, who, _filter(session, who, desk), sort=sort, descending=descending)
    wanted = ids[: args.limit] if args.limit > 0 else ids
    return len(ids), case_rows(session, who, wanted, at=desk.at)


def _filter(session: Session, who: Actor, desk: Desk) -> CaseFilter:
    from app.models import Status
    from app.queries.case_filter import OPEN, CaseFilter

    args = desk.args
    category = category_id(session, args.category)
    owned = args.owner not in (None, "nobody")
    if args.overdue and set(args.status) == {"closed"}:
        raise Invalid({"status": "A closed case is never overdue. Leave out --overdue, or ask for another --status."})
    statuses = {each for given in args.status for each in (OPEN if given == "open" else (Status(given),))}
    return CaseFilter(
        statuses=tuple(sorted(statuses)),
        owner_ids=(staff_id(session, who, args.owner),) if owned else (),
        unowned=args.owner == "nobody",
        category_ids=(category,) if category else (),
        wards=(args.ward,) if args.ward else (),
        overdue=desk.at if args.overdue else None,
        complaint=args.complaints,
        text=args.text or "",
    )


def _line(desk: Desk, row: CaseRow) -> tuple[Any, ...]:
    asker = row.asker or ("anonymous" if row.anonymous else "")
    due = "paused" if row.clocks.paused and row.due_at else desk.day(row.due_at)
    days = desk.day(row.received_at), due
    return (row.number, said(row.status), *days, row.owner, row.category, row.ward, asker, row.subject)


def _show(desk: Desk) -> None:
    from app.queries.case_paper import hides_place

    page, entries = desk.read(lambda session, who: _page(session, who, desk))
    if page.row.confidential:
        note_view(desk, "case_record", page.row.id)
    if desk.wants_json:
        hidden = desk.read(lambda session, _: hides_place(session, page.row.id))
        desk.json(_placeless(page, entries) if hidden else {"case": page, "timeline": entries})
        return
    facts = [(name, value) for name, value in _facts(desk, page) if value]
    desk.say(f"{page.row.number}  {page.row.subject}", "")
    desk.say(*(f"{name + ':':<16}{value}" for name, value in facts), "")
    if page.account:
        desk.say(page.account, "")
    desk.say(*(_told(desk, entry) for entry in entries))


def _placeless(page: CasePage, entries: list[Entry]) -> dict[str, Any]:
    """What goes into files: a place that is a confidential address stays on the screen (DOMAIN.md)."""
    row = page.row._replace(ward="")
    case = page._replace(row=row, address="Confidential", precinct="", neighborhood="")
    told = [each._replace(fields=tuple(one for one in each.fields if one[0] not in PLACES)) for each in entries]
    return {"case": case, "timeline": told}


def _page(session: Session, who: Actor, desk: Desk) -> tuple[CasePage, list[Entry]]:
    from app.queries.case_page import case_page
    from app.queries.timeline import timeline

    found = case_id(session, who, desk.args.number)
    return case_page(session, who, found, at=desk.at), timeline(session, who, found)


def _facts(desk: Desk, page: CasePage) -> list[tuple[str, str]]:
    row, asker = page.row, page.asker
    told = f"{desk.local(page.told_at)} by {said(page.told_how)}, {page.told_by}" if page.told else ""
    reach = f", {asker.reach}" if asker and asker.reach else ""
    return [
        ("Status", said(row.status) + (f": {page.wait_reason}" if page.wait_reason else "")),
        ("Asker", f"{asker.name}{reach}" if asker else "anonymous"),
        ("Notice", asker.safety_notice if asker else ""),
        ("Owner", row.owner or "nobody"),
        ("Category", row.category),
        ("Department", page.department),
        ("Priority", said(row.priority)),
        ("Confidential", "yes" if row.confidential else ""),
        ("Place", f"{page.address}{f', ward {row.ward}' if row.ward else ''}"),
        ("Received", f"{desk.local(row.received_at)} by {said(row.channel)}".removesuffix(" by ")),
        ("Due", _due(desk, page)),
        ("First response", desk.local(page.first_response_at)),
        ("Closed", desk.local(row.closed_at)),
        ("Outcome", ": ".join(filter(None, (said(row.outcome), page.outcome_words)))),
        ("Told", told or page.why_not_told),
        ("Affected", ", ".join(each.name for each in page.affected)),
        ("Linked", ", ".join(each.number for each in page.linked)),
        ("References", ", ".join(f"{each.system} {each.number}" for each in page.references)),
        ("Files", ", ".join(f"{each.name} (id {each.id})" for each in page.attachments)),
    ]


def _due(desk: Desk, page: CasePage) -> str:
    clocks = page.row.clocks
    paused = clocks.paused and clocks.due_at is not None
    return desk.local(clocks.due_at) + (", if the wait ends now; paused until then" if paused else "")


def _told(desk: Desk, entry: Entry) -> str:
    """One line of the timeline, its words below."""
    kind = entry.verb if entry.kind in ("change", "promise", "referral") else entry.kind
    status = " → ".join(said(each) for each in entry.status if each)
    due = f"for {desk.day(entry.due_at)}" if entry.due_at else ""
    how = ", ".join(filter(None, (said(entry.channel), entry.with_whom, entry.to, due, status)))
    head = f"{desk.local(entry.at)}  {entry.signature}  {kind}" + (f" ({how})" if how else "")
    return head + "".join(f"\n    {line}" for line in entry.words.splitlines())


COMMANDS = (
    Command(
        "case list",
        "list cases",
        "liaison case list --status open --owner me --sort due",
        _list,
        _list_options,
        figures=True,
    ),
    Command(
        "case show",
        "show one case with its timeline",
        "liaison case show 2026-00042",
        _show,
        add_number,
        figures=True,
    ),
)
