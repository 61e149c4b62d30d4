"""The file of one case on paper: facts, people, clocks, timeline, attachments, history."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor
from app.errors import Invalid, NotFound
from app.queries.case_clocks import counted_words
from app.queries.case_page import CasePage, case_page
from app.queries.case_paper import Contactable, contactable
from app.queries.cases import case_by_number
from app.queries.office import calendar, office
from app.queries.redacting import known_of_case, without_confidential
from app.queries.timeline import Entry, timeline
from app.reports.base import Drawn, Letterhead
from app.reports.case_promises import promise_told
from app.reports.kinds import Answers, Collected, Group, Question, QuestionKind, ReportKind
from app.reports.parts import Head, Words
from app.reports.redaction import Proposal, Redaction, leave_out, proposals, with_pages
from app.reports.tables import Col, Table
from app.reports.words import count, decimal, local, moment, short_day, word

INSIDE = "stays inside"
COPIES = (("full", "All of it, for the office"), ("redacted", "Parts left out, for somebody outside"))
_NUMBER = re.compile(r"^\s*(?:(\d{4})\s*[-–/]\s*)?0*(\d{1,6})\s*$")
_FIELDS = {"owner_id": "owner", "category_id": "category", "person_id": "person", "organization_id": "organization"}


@dataclass(frozen=True)
class CaseFile:
    """Everything of one case as the issuer may see it; `with_notes` false leaves out what stays inside."""

    page: CasePage
    reach: Contactable
    entries: tuple[Entry, ...]
    with_notes: bool
    zone: str
    at: datetime
    counted: str = ""
    """How the due date was counted, day by day."""
    notes_left: int = 0
    """How many notes were left out."""
    redaction: Redaction | None = None
    """What a copy leaves out; None for the whole file."""


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    del zone, at
    return {"case": "", "notes": True, "copy": "full", "redaction": {}}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    case_id = chosen_case(session, who, answers)
    figures = collect(session, who, case_id=case_id, with_notes=bool(answers["notes"]), at=at)
    number, detail = figures.page.row.number, {"notes": figures.with_notes}
    if answers.get("copy") != "redacted":
        name = f"case-{number}.pdf"
        return Collected(figures=figures, subject=number, file_name=name, case_id=case_id, detail=detail)
    figures = _redacted(session, who, figures, answers.get("redaction") or {})
    return Collected(
        figures=figures,
        subject=f"{number}, parts left out",
        file_name=f"case-{number}-parts-left-out.pdf",
        case_id=case_id,
        detail={**detail, "copy": "redacted", **_told_of(figures.redaction)},
    )


def _redacted(session: Session, who: Actor, file: CaseFile, given: Mapping[str, Any]) -> CaseFile:
    settings, file = office(session), _for_outside(session, file)
    how = Redaction(
        known=known_of_case(session, file.page.row.id),
        keep=tuple(given.get("keep") or ()),
        also=tuple(given.get("also") or ()),
        confirmed_by=who.signature if given.get("confirmed") else "",
        state=str(settings.get("state") or ""),
        notes=file.notes_left,
        files=len(file.page.attachments),
    )
    return replace(file, redaction=with_pages(_whole(file), how, Letterhead.of(settings)))


def _for_outside(session: Session, file: CaseFile) -> CaseFile:
    page, entries = without_confidential(session, file.page, file.entries)
    return replace(file, page=page, entries=entries)


def _told_of(how: Redaction | None) -> dict[str, Any]:
    """For history: how many were left out, never what."""
    return (
        {}
        if how is None
        else {"bars": len(how.pages), "taken_back": len(how.keep), "added": len(how.also)}
        | {"confirmed": bool(how.confirmed_by)}
    )


def what_goes(
    session: Session, who: Actor, *, case_id: int, with_notes: bool, at: datetime, also: tuple[str, ...] = ()
) -> list[Proposal]:
    """What a copy of the case would leave out, for a person to look through; raises NotFound as `collect`."""
    file = _for_outside(session, collect(session, who, case_id=case_id, with_notes=with_notes, at=at))
    return proposals(_whole(file), Redaction(known_of_case(session, case_id), also=also))


def chosen_case(session: Session, who: Actor, answers: Answers) -> int:
    """The case by its id (`case_id`) or its number (`case`); raises Invalid where it cannot be found."""
    if answers.get("case_id"):
        return int(answers["case_id"])
    found = _NUMBER.match(str(answers.get("case") or ""))
    if not found:
        raise Invalid({"case": "Give the number of the case, such as 2026-01198."})
    case_id = case_by_number(session, who, (int(found[1]) if found[1] else None, int(found[2])))
    if case_id is None:
        raise Invalid({"case": "There is no case of this number. Look at the number again."})
    return case_id


def collect(session: Session, who: Actor, *, case_id: int, with_notes: bool, at: datetime) -> CaseFile:
    """The whole case; raises NotFound also for one that the actor may not see."""
    page, hours = case_page(session, who, case_id, at=at), calendar(session)
    zone = hours.zone
    if not page.row.id:
        raise NotFound("This case is not in the office file.")
    reach = contactable(
        session,
        case_id,
        person_id=page.row.person_id,
        organization_id=page.row.organization_id,
        today=local(at, zone).date(),
    )
    entries = tuple(timeline(session, who, case_id))
    kept = tuple(each for each in entries if with_notes or each.kind != "note")
    counted = counted_words(hours, page.row.clocks)
    return CaseFile(page, reach, kept, with_notes, zone, at, counted, len(entries) - len(kept))


def draw(file: CaseFile) -> Drawn:
    """The paper of a case, or of the copy that leaves parts out."""
    whole = _whole(file)
    return leave_out(whole, file.redaction) if file.redaction else whole


def _whole(file: CaseFile) -> Drawn:
    row = file.page.row
    parts: list[Flowable] = [
        Words(f"Case {row.number}" + (", confidential" if row.confidential else ""), size=10, after=1),
        Words(row.subject, size=17, bold=True, after=5, leading=1.2),
    ]
    if file.page.account.strip():
        parts.append(Words(file.page.account, after=8))
    parts += [*_facts(file), *_people(file), *_clocks(file), *_talk(file), *_attached(file), *_history(file)]
    inside = "with notes that stay inside" if file.with_notes else "without notes"
    foot = f"Case {row.number}, {inside}." + (" Confidential." if row.confidential else "")
    return Drawn(f"Case {row.number}", parts, corner=(f"Case {row.number}",), foot=foot)


def _pairs(rows: list[tuple[str, str]]) -> Table:
    return Table((Col("", 22), Col("", 78)), [list(each) for each in rows if each[1]])


def _facts(file: CaseFile) -> list[Flowable]:
    page, row, zone = file.page, file.page.row, file.zone
    place = "Confidential" if file.reach.hides_place and page.address else page.address
    rows = [
        ("Status", word(row.status) + (f": {page.wait_reason}" if page.wait_reason else "")),
        ("Category", row.category),
        ("Department", page.department),
        ("Priority", word(row.priority)),
        ("Owner", row.owner or "Nobody"),
        ("Place", place),
        ("Ward", "" if file.reach.hides_place else row.ward),
        ("Came by", word(row.channel)),
        ("Received", moment(row.received_at, zone)),
        ("Acknowledged", _done(page.acknowledged_at, page.acknowledge_due_at, zone)),
        ("First response", _done(page.first_response_at, page.first_response_due_at, zone)),
        ("Due", _due(page, zone)),
        ("How it was counted", file.counted),
        ("The city’s own date", _city_due(page, zone)),
        ("Closed", moment(row.closed_at, zone)),
        ("Outcome", ". ".join(part for part in (word(row.outcome), page.outcome_words) if part)),
        ("Told", _told(page, zone)),
        ("Other numbers", ", ".join(f"{each.system} {each.number}" for each in page.references)),
        ("Linked cases", "\n".join(f"{each.number} {each.subject}" for each in page.linked)),
    ]
    return [Head("Facts"), _pairs(rows)]


def _due(page: CasePage, zone: str) -> str:
    clocks = page.row.clocks
    paused = clocks.paused and clocks.due_at is not None
    return moment(clocks.due_at, zone) + (", if the wait ends now; paused until then" if paused else "")


def _done(at: datetime | None, due: datetime | None, zone: str) -> str:
    if at:
        return moment(at, zone)
    return f"None yet; due {moment(due, zone)}" if due else "None yet"


def _city_due(page: CasePage, zone: str) -> str:
    """The date that an imported table gave the case; met or late is told of what is closed."""
    if page.city_due_at is None:
        return ""
    late = page.row.closed_at is not None and page.row.closed_at > page.city_due_at
    return moment(page.city_due_at, zone) + (", closed later" if late else "")


def _told(page: CasePage, zone: str) -> str:
    if page.told is None:
        return ""
    if not page.told:
        return f"No: {page.why_not_told}"
    by = f" by {page.told_by}" if page.told_by else ""
    return f"{moment(page.told_at, zone)}, {word(page.told_how)}{by}"


def _people(file: CaseFile) -> list[Flowable]:
    page, asker = file.page, file.page.asker
    rows = [("Who asks", asker.name if asker else "Nobody by name (anonymous)")]
    if page.organization and (asker is None or page.organization != asker.name):
        rows.append(("For", page.organization))
    if asker:
        rows += [("Language", asker.language + (", with an interpreter" if asker.interpreter else ""))]
        rows += [("Safety notice", asker.safety_notice), ("Do not contact", "Yes" if asker.do_not_contact else "")]
    rows += [
        (word(each.kind), " ".join(part for part in (each.typed, each.label) if part)) for each in file.reach.reaches
    ]
    hidden = ("Confidential: not printed",) if file.reach.hidden else ()
    rows += [("Address", each) for each in (*file.reach.addresses, *hidden)]
    rows += [("Also affected", f"{each.name}{', ' + each.part if each.part else ''}") for each in page.affected]
    return [Head("People"), _pairs(rows)]


def _clocks(file: CaseFile) -> list[Flowable]:
    clocks, zone = file.page.row.clocks, file.zone
    target = f" of {clocks.target_days}" if clocks.target_days is not None else ""
    rows = [
        ("The resident’s clock", f"{decimal(clocks.resident_days)} calendar days from receipt; it never stops"),
        ("Our clock", f"{decimal(clocks.our_days)}{target} business days, less waits on the resident or a third party"),
    ]
    rows += [("Waited", f"{moment(start, zone)} to {moment(end, zone)}") for start, end in clocks.stopped]
    return [Head("Clocks", f"as of {short_day(clocks.until, zone)}"), _pairs(rows)]


def _talk(file: CaseFile) -> list[Flowable]:
    talk = [each for each in reversed(file.entries) if each.kind != "change"]
    hint = "the oldest first" + ("" if file.with_notes else "; notes left out")
    parts: list[Flowable] = [Head("Contacts, replies, notes and referrals", hint)]
    if not talk:
        return [*parts, Words("Nothing was written yet.")]
    rows = [[moment(each.at, file.zone), _kind(each, file.zone), each.words, each.signature] for each in talk]
    return [*parts, Table((Col("When", 22), Col("What", 18), Col("Words", 43), Col("By", 17)), rows)]


def _kind(each: Entry, zone: str) -> str:
    if each.kind == "note":
        return f"Note, {INSIDE}"
    if each.kind == "referral":
        return _referral(each)
    if each.kind == "promise":
        return promise_told(each, zone)
    if each.kind == "reply":
        return f"Reply, {word(each.channel).lower()}" if each.channel else "Reply"
    way = "by us" if each.direction == "out" else "to us"
    whom = f"\n{each.with_whom}" if each.with_whom else ""
    machine = ", written by a machine" if each.automatic else ""
    return f"{word(each.channel)} {way}{whom}{machine}"


def _referral(each: Entry) -> str:
    what = {"referred": "Referral", "chased": f"Chase {each.chase} of referral"}.get(each.verb, each.verb.capitalize())
    inadequate = ", inadequate" if each.inadequate else ""
    return f"{what} {each.number}{inadequate}\n{each.to}"


def _attached(file: CaseFile) -> list[Flowable]:
    found = file.page.attachments
    if not found:
        return [Head("Attachments"), Words("None.")]
    rows = [[each.name, _size(each.size), moment(each.at, file.zone), each.by] for each in found]
    columns = (Col("File", 46), Col("Size", 14, True), Col("Added", 20), Col("By", 18))
    return [Head("Attachments", count(len(found), "file")), Table(columns, rows)]


def _size(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000)):,} kB"


def _history(file: CaseFile) -> list[Flowable]:
    rows = [
        [moment(each.at, file.zone), _change(each, file), each.signature]
        for each in reversed(file.entries)
        if each.kind == "change"
    ]
    if not rows:
        return []
    return [Head("History", "the oldest first"), Table((Col("When", 22), Col("What", 58), Col("By", 20)), rows, size=8)]


def _change(each: Entry, file: CaseFile) -> str:
    verb = each.verb.capitalize()
    status = f": {word(each.status[0]).lower()} to {word(each.status[1]).lower()}" if each.status[1] else ""
    private = {"address", "place_id", "ward"} if file.reach.hides_place else set()
    told = [_field(name, old, new, file.zone) for name, old, new in each.fields if name not in private]
    return "\n".join([f"{verb}{status}", *([each.words] if each.words else []), *(part for part in told if part)])


def _field(name: str, old: str, new: str, zone: str) -> str:
    label = _FIELDS.get(name, name.replace("_", " ").removesuffix(" id"))
    old, new = _value(old, zone), _value(new, zone)
    if not old and not new:
        return ""
    return f"{label}: {old} to {new or 'nothing'}" if old else f"{label}: {new}"


def _value(text: str, zone: str) -> str:
    """A date of history as the office writes it; anything else as it is."""
    try:
        return moment(datetime.fromisoformat(text), zone) if len(text) > 18 else text
    except ValueError:
        return text


KIND = ReportKind(
    key="case-file",
    title="Case file",
    about="Everything of one case: facts, people, clocks, timeline, history.",
    icon="file-text",
    questions=(
        Question("case", "Case", QuestionKind.CASE),
        Question("notes", "Notes, which stay inside", QuestionKind.CHECK),
        Question("copy", "Copy", QuestionKind.CHOICE, COPIES),
        Question("redaction", "What is left out", QuestionKind.REDACTION),
    ),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.RECORDS,
)
