"""The history of one record: who did, viewed, printed what and when, with the hashes that prove it (G6, Q3)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right, require
from app.errors import Invalid, NotFound
from app.keys import case_number
from app.queries.cases import case_by_number, case_numbers
from app.queries.chain import Head as ChainHead
from app.queries.chain import head_of_history
from app.queries.history import KINDS, HistoryFilter, HistoryRow, history_ids, history_rows
from app.queries.issues import issue_named
from app.queries.office import calendar
from app.queries.recommendations import recommendation_id_of
from app.queries.referrals import referrals_of
from app.queries.timeline_referrals import REFERRAL_VERBS
from app.reports.base import Drawn
from app.reports.cells import Cell
from app.reports.kinds import Answers, Collected, Group, Question, QuestionKind, ReportKind
from app.reports.parts import Balance, Head, Words
from app.reports.tables import Col, Table
from app.reports.words import count, moment

RECORDS = (
    ("case_record", "Case, by its number"),
    ("referral", "Referral, as 2026-00042/1"),
    ("person", "Person, by id"),
    ("organization", "Organization, by id"),
    ("contact", "Contact, by id"),
    ("report_issue", "Issue of a report, as R-2026-003"),
    ("recommendation", "Recommendation, as 2026-03"),
    ("staff", "Staff, by id"),
    ("department", "Department, by id"),
)
_NAMES = {value: words.partition(",")[0] for value, words in RECORDS}
_KIND_WORDS = {"acts": "acts", "views": "views", "prints": "prints", "exports": "exports"}
_KIND_WORDS |= {"sign_ins": "sign-ins", "refusals": "refusals"}
NOT_THERE = "There is no such record, or history tells nothing of it. Look at the number again."
RULES = (
    "Views are noted of confidential records, prints of all. An export of a whole list names no records: those stand "
    "in the office’s history. Nothing in history can be changed; each line carries the hash of the one before."
)


@dataclass(frozen=True)
class RecordHistory:
    """The lines about a record, the oldest first; `counted` is how many ids there are, `head` where history ends."""

    subject: str
    called: str
    rows: tuple[HistoryRow, ...]
    counted: int
    head: ChainHead
    hides: bool
    zone: str


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    del zone, at
    return {"record": "case_record", "which": ""}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    del at
    require(who, Right.READ_HISTORY)
    subject, typed = str(answers.get("record") or "case_record"), str(answers.get("which") or "").strip()
    if subject not in _NAMES:
        raise Invalid({"record": f"Choose of: {', '.join(_NAMES)}."})
    record_id, case_id = _record(session, who, subject, typed)
    figures = _collect(session, who, subject, record_id, case_id)
    of = ["case_record", case_id] if subject == "referral" else [subject, record_id]
    return Collected(
        figures=figures,
        subject=figures.called,
        file_name=f"history-{subject.removesuffix('_record').replace('_', '-')}-{record_id}.pdf",
        case_id=record_id if subject == "case_record" else None,
        detail={"of": of, "lines": figures.counted},
    )


def _record(session: Session, who: Actor, subject: str, typed: str) -> tuple[int, int]:
    """The id of the record, and of the case that it hangs on or 0; raises Invalid at "which"."""
    try:
        if subject in ("case_record", "referral"):
            return _of_case(session, who, subject, typed)
        if subject == "report_issue":
            return issue_named(session, who, typed).id, 0
        if subject == "recommendation":
            return recommendation_id_of(session, who, typed), 0
    except NotFound as error:
        raise Invalid({"which": NOT_THERE}) from error
    if not re.fullmatch(r"\d{1,12}", typed):
        raise Invalid({"which": f"Give the {_NAMES[subject].lower()} by its id, a number."})
    return int(typed), 0


def _of_case(session: Session, who: Actor, subject: str, typed: str) -> tuple[int, int]:
    number, _, nth = typed.partition("/")
    wanted = case_number(number)
    case_id = case_by_number(session, who, wanted) if wanted else None
    if case_id is None:
        raise NotFound(NOT_THERE)
    if subject == "case_record":
        return case_id, case_id
    found = [each.id for each in referrals_of(session, who, case_id) if str(each.number) == (nth.strip() or "1")]
    if not found:
        raise NotFound(NOT_THERE)
    return found[0], case_id


def _collect(session: Session, who: Actor, subject: str, record_id: int, case_id: int) -> RecordHistory:
    about = ("case_record", case_id) if subject == "referral" else (subject, record_id)
    ids = history_ids(session, who, HistoryFilter(subjects=about[:1], subject_id=about[1]), descending=False)
    rows, counted = history_rows(session, who, ids), len(ids)
    if subject == "referral":
        rows = [row for row in rows if row.verb in REFERRAL_VERBS and _tells_of(row, record_id)]
        counted = len(rows)
    if not rows:
        raise Invalid({"which": NOT_THERE})
    called = f"{_NAMES[subject]} {_called(session, who, subject, record_id, case_id)}"
    hides = not who.may(Right.SEE_CONFIDENTIAL)
    return RecordHistory(subject, called, tuple(rows), counted, head_of_history(session), hides, calendar(session).zone)


def _tells_of(row: HistoryRow, referral_id: int) -> bool:
    return any(each.name == "referral_id" and each.new == str(referral_id) for each in row.fields)


def _called(session: Session, who: Actor, subject: str, record_id: int, case_id: int) -> str:
    numbers = case_numbers(session, who, [case_id]) if case_id else []
    if not numbers:
        return f"{record_id}"
    return numbers[0] if subject == "case_record" else f"{record_id} of case {numbers[0]}"


def draw(found: RecordHistory) -> Drawn:
    """The paper of a history."""
    rows = found.rows
    people = len({row.by for row in rows})
    said = f"{count(len(rows), 'line')} by {count(people, 'person', 'people')}, the oldest first."
    parts: list[Flowable] = [
        Words("History of a record", size=10, after=1),
        Words(found.called, size=17, bold=True, after=5, leading=1.2),
        Words(said, size=10.5, after=6),
        Words(RULES, size=8, after=6),
    ]
    if found.hides:
        parts.append(Words("Lines about what the issuer may not see are left out.", size=8, after=6))
    parts += [*_proof(found), *_counts(found), *_lines(found)]
    foot = "Inside the office only: it tells who did what."
    return Drawn(f"History of {found.called}", parts, corner=("History of a record",), foot=foot)


def _proof(found: RecordHistory) -> list[Flowable]:
    first, last = found.rows[0], found.rows[-1]
    rows: list[list[Cell]] = [
        ["First line of this record", f"{first.id:,}", moment(first.at, found.zone), _grouped(first.hash)],
        ["Last line of this record", f"{last.id:,}", moment(last.at, found.zone), _grouped(last.hash)],
        ["Last line of the office", f"{found.head.line:,}", "", _grouped(found.head.hash)],
    ]
    columns = (Col("", 24), Col("Line", 10), Col("When", 22), Col("Hash", 44))
    return [Head("Proof", "hold it against the file with Check the history"), Table(columns, rows, size=8)]


def _grouped(hash_: str) -> str:
    return " ".join(hash_[n : n + 8] for n in range(0, len(hash_), 8))


def _counts(found: RecordHistory) -> list[Flowable]:
    kinds = Counter(row.kind for row in found.rows)
    left = [(_KIND_WORDS[kind], kinds[kind]) for kind in KINDS if kinds[kind]]
    return [Balance(left, [("lines", found.counted)])]


def _lines(found: RecordHistory) -> list[Flowable]:
    rows: list[list[Cell]] = [
        [row.id, moment(row.at, found.zone), row.by or "Liaison", _done(row, found.subject), _changes(row, found.zone)]
        for row in found.rows
    ]
    columns = (Col("Line", 8), Col("When", 19), Col("Who", 18), Col("What", 17), Col("Changed", 38))
    return [Head("What was done, viewed and printed"), Table(columns, rows, size=8)]


def _done(row: HistoryRow, subject: str) -> str:
    other = row.subject != subject and not (subject == "referral" and row.subject == "case_record")
    on = f"\n{row.subject.replace('_', ' ')} {row.subject_id or ''}".rstrip() if other else ""
    return f"{row.verb.capitalize()}{on}"


def _changes(row: HistoryRow, zone: str) -> str:
    told = [row.words] if row.words else []
    for each in row.fields:
        label = each.name.replace("_", " ").removesuffix(" id")
        old, new = _value(each.old, zone), _value(each.new, zone)
        told.append(f"{label}: {old} to {new or 'nothing'}" if old else f"{label}: {new}")
    return "\n".join(told)


def _value(text: str, zone: str) -> str:
    try:
        return moment(datetime.fromisoformat(text), zone) if len(text) > 18 else text
    except ValueError:
        return text


KIND = ReportKind(
    key="record-history",
    title="History of a record",
    about="Who did, viewed and printed what of one record, and when, with the hashes that prove it.",
    icon="history",
    questions=(
        Question("record", "Record", QuestionKind.CHOICE, RECORDS),
        Question("which", "Number or id", QuestionKind.WORDS),
    ),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.RECORDS,
)
