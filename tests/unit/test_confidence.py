"""Confidence: whoever may not see a case meets it in no list, count, search, suggestion, figure, export or report."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from datetime import UTC, date, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from sqlmodel import Session

from app.authority import Actor
from app.errors import AppError, NotFound
from app.models import Absence, Channel, Designation, Ended, Made, NoteKind, Outcome, Status, Told
from app.queries import figures
from app.queries.case_filter import CaseFilter
from app.queries.case_page import case_page
from app.queries.cases import case_by_number, case_count, case_counts, case_ids, case_rows
from app.queries.contact_log import contact_log
from app.queries.contacts import ContactFilter, contact_count, contact_ids, contact_page, contact_rows
from app.queries.mail import Asked as Mail
from app.queries.mail import mail_facts
from app.queries.people import OrganizationFilter, PersonFilter, organization_ids, person_ids, person_rows
from app.queries.people_pages import person_page
from app.queries.search import search
from app.queries.suggest import card, same_trouble, who_is
from app.queries.timeline import timeline
from app.queries.today import Day, due_next_ids, today, unassigned_ids
from app.reports import contact_log as log_paper
from app.reports import monthly_figures
from app.reports.paper import Paper
from app.reports.run import list_reports, make_report
from app.services.attachments import add_attachment, find_attachment
from app.services.case_ties import add_affected, add_reference, link_cases, unlink_cases
from app.services.cases import add_note, assign_cases, close_case, find_case, reopen_case
from app.services.contacts import find_contact
from app.store import Store
from app.ui.pages.case_export import export_work
from tests.factories import AT, director, make_case, make_contact, make_person, make_staff, make_store

WORD = "zebra"
STREET = "52 Elm Street"
DAY = timedelta(days=1)
PERIOD = figures.month("America/New_York", 2026, 11)
Asked = Callable[[Session, Actor], Any]


class Secret(NamedTuple):
    """The ids of the confidential case, what hangs on it, and who must not meet it."""

    case: int
    number: str
    open_one: int
    contact: int
    attachment: int
    asker: int
    neighbor: int
    stranger: Actor
    owner: Actor


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("confidence"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def secret(office: Store) -> Secret:
    return office.write(_made).result


def _made(s: Session) -> Secret:
    """A confidential case with all that a case can have, closed once and opened again, and an open one beside it."""
    me, begun = director(s), AT - 5 * DAY
    owner = make_staff(s, name="Omar Diallo", login="odiallo")
    stranger = make_staff(s, name="Linh Tran", login="ltran")
    asker = make_person(s, "Rosa Lima", phone="617 555 0142").id or 0
    neighbor = make_person(s, "Ned Bor").id or 0
    plain = make_case(s, "Broken lamp", at=begun).id or 0
    fields = {"subject": f"{WORD} crossing", "account": f"A {WORD}", "confidential": True, "category_id": 1}
    case = make_case(s, fields=fields, person_id=asker, address=STREET, at=begun, channel=Channel.PHONE)
    number = case.id or 0
    told: dict[str, Any] = {"person_id": asker, "case_id": number, "address": STREET, "category_id": 1}
    mail: dict[str, Any] = {
        "direction": "out",
        "for_mayor": True,
        "message_id": f"<{WORD}@example.org>",
        "language": "Portuguese",
    }
    contact = make_contact(s, f"The {WORD} again", at=begun + DAY, fields=mail, **told).contact_id
    for kind, sent in ((NoteKind.NOTE, None), (NoteKind.REPLY, Channel.PHONE)):
        add_note(s, me, number, kind=kind, words=f"{WORD} {kind.value}", channel=sent, at=begun + DAY)
    file: dict[str, Any] = {"name": f"{WORD}.pdf", "media_type": "application/pdf", "size": 1, "address": "0" * 64}
    attachment = add_attachment(s, me, case_id=number, at=begun + DAY, **file).id or 0
    add_reference(s, me, number, system="311", number="H-884120", at=begun + DAY)
    link_cases(s, me, number, plain, at=begun + DAY)
    link_cases(s, me, plain, number, at=begun + DAY)
    add_affected(s, me, number, neighbor, part=f"by the {WORD}", at=begun + DAY)
    how = Told(told=True, told_at=begun + DAY, told_how=Channel.PHONE)
    close_case(s, me, number, outcome=Outcome.RESOLVED, told=how, at=begun + 2 * DAY, words=WORD)
    reopen_case(s, me, number, reason=f"The {WORD} came back", at=begun + 3 * DAY)
    assign_cases(s, me, [number], owner_id=owner.id, at=begun + 3 * DAY)
    return Secret(number, case.number, plain, contact, attachment, asker, neighbor, stranger, owner)


def _day() -> Day:
    return Day(AT - timedelta(hours=10), AT + timedelta(hours=14), AT + 5 * DAY, PERIOD.start)


def lists(it: Secret) -> dict[str, Asked]:
    """Each question that answers records, by name; none of its answers may tell of the case."""
    own, every = {"owner_ids": (it.owner.id,)}, CaseFilter()
    return {
        "cases": lambda s, who: case_rows(s, who, case_ids(s, who, every), at=AT),
        "cases by id": lambda s, who: case_rows(s, who, [it.case], at=AT),
        "cases by word": lambda s, who: list(case_ids(s, who, CaseFilter(text=WORD))),
        "cases by place": lambda s, who: list(case_ids(s, who, CaseFilter(place=STREET))),
        "cases by owner": lambda s, who: list(case_ids(s, who, CaseFilter(**own))),  # type: ignore[arg-type]  # plain
        "cases by asker": lambda s, who: list(case_ids(s, who, CaseFilter(person_id=it.asker), sort="asker")),
        "case by number": lambda s, who: case_by_number(s, who, (None, int(it.number[5:]))),
        "contacts": lambda s, who: contact_rows(s, who, contact_ids(s, who, ContactFilter())),
        "contacts by id": lambda s, who: contact_rows(s, who, [it.contact]),
        "contacts by word": lambda s, who: list(contact_ids(s, who, ContactFilter(text=WORD))),
        "contact log": lambda s, who: contact_log(s, who, PERIOD),
        "people": lambda s, who: person_rows(s, who, person_ids(s, who, PersonFilter(with_open_cases=True)), at=AT),
        "organizations": lambda s, who: list(organization_ids(s, who, OrganizationFilter(with_open_cases=True))),
        "search by word": lambda s, who: search(s, who, WORD).hits,
        "search by number": lambda s, who: search(s, who, it.number).hits,
        "search by 311 number": lambda s, who: search(s, who, "H-8841").hits,
        "who is": lambda s, who: who_is(s, who, WORD),
        "same trouble": lambda s, who: same_trouble(s, who, at=AT, address=STREET).cases,
        "mail by subject": lambda s, who: mail_facts(s, who, Mail(subject=f"Re: {it.number}")).proposals,
        "mail by twice the same number": lambda s, who: (
            mail_facts(s, who, Mail(subject=f"{it.number} Re: {it.number}")).meant
        ),
        "mail by what it answers": lambda s, who: (
            mail_facts(s, who, Mail(answers=(f"<{WORD}@example.org>",))).proposals
        ),
        "mail logged": lambda s, who: mail_facts(s, who, Mail(message_id=f"<{WORD}@example.org>")).logged_at,
        "due next": lambda s, who: due_next_ids(s, who),
        "unassigned": lambda s, who: [each for each in unassigned_ids(s, who) if each == it.case],
        "openings": lambda s, who: [row for row in figures.openings(s, who, PERIOD) if row.case_id == it.case],
        "reopenings": lambda s, who: figures.reopenings(s, who, PERIOD),
        "closings": lambda s, who: figures.closings(s, who, PERIOD),
        "responses": lambda s, who: figures.responses(s, who, PERIOD),
        "fell due": lambda s, who: [row for row in figures.fell_due(s, who, PERIOD, at=AT) if row.case_id == it.case],
        "standing": lambda s, who: [row for row in figures.standing(s, who, PERIOD, at=AT) if row.id == it.case],
    }


ALLOWED_TO_BE_EMPTY = {"organizations", "who is", "unassigned", "fell due"}
"""Questions that answer nothing of this case to anybody: it has an owner and no organization."""


def ask(office: Store, who: Actor, question: Asked) -> Any:
    """Ask as somebody."""
    return office.read(lambda s: question(s, who))


def tells(it: Secret, answer: Any) -> bool:
    """Whether an answer names the case, or anything that hangs on it."""
    words = repr(answer)
    return WORD in words or it.number in words or "H-884120" in words


def test_that_the_case_is_in_no_list(office: Store, secret: Secret) -> None:
    for name, question in lists(secret).items():
        answer = ask(office, secret.stranger, question)
        assert not tells(secret, answer), name
        if isinstance(answer, list) and all(isinstance(each, int) for each in answer):
            assert secret.case not in answer and secret.contact not in answer, name


def test_that_these_questions_would_find_it(office: Store, secret: Secret) -> None:
    """The proof of the proof: its owner is answered by each of them."""
    for name, question in lists(secret).items():
        answer = ask(office, secret.owner, question)
        assert answer or name in ALLOWED_TO_BE_EMPTY, name


def test_that_no_page_of_it_opens(office: Store, secret: Secret) -> None:
    pages: list[Asked] = [
        lambda s, who: case_page(s, who, secret.case, at=AT),
        lambda s, who: timeline(s, who, secret.case),
        lambda s, who: contact_page(s, who, secret.contact),
        lambda s, who: find_case(s, who, secret.case),
        lambda s, who: find_contact(s, who, secret.contact),
        lambda s, who: find_attachment(s, who, secret.attachment),
    ]
    for page in pages:
        assert ask(office, secret.owner, page)
        with pytest.raises(NotFound):
            ask(office, secret.stranger, page)


def test_that_pages_beside_it_do_not_tell_of_it(office: Store, secret: Secret) -> None:
    pages: list[Asked] = [
        lambda s, who: person_page(s, who, secret.asker),
        lambda s, who: person_page(s, who, secret.neighbor),
        lambda s, who: card(s, who, "person", secret.asker, at=AT),
        lambda s, who: case_page(s, who, secret.open_one, at=AT),
        lambda s, who: timeline(s, who, secret.open_one),
    ]
    told = [ask(office, secret.stranger, page) for page in pages]
    assert told and not any(tells(secret, page) for page in told)
    assert told[0].held.contacts_total == 0 and "Portuguese" not in repr(told[0])
    seen = [ask(office, secret.owner, page) for page in pages[:4]]
    assert all(tells(secret, page) for page in seen)


def test_that_a_tie_to_it_leaves_no_line_in_the_history_of_the_other(office: Store, secret: Secret) -> None:
    def tie(s: Session) -> None:
        unlink_cases(s, secret.owner, secret.open_one, secret.case, at=AT)
        link_cases(s, secret.owner, secret.open_one, secret.case, at=AT)

    office.write(tie)
    lines = [
        ask(office, who, lambda s, who: timeline(s, who, secret.open_one)) for who in (secret.owner, secret.stranger)
    ]
    verbs = [[entry.verb for entry in entries] for entries in lines]
    assert verbs[0].count("linked") >= 1 and verbs[0].count("unlinked") == 1
    assert not {"linked", "unlinked"} & set(verbs[1])


def test_that_it_is_in_no_count(office: Store, secret: Secret) -> None:
    def counted(who: Actor) -> list[Any]:
        return office.read(
            lambda s: [
                case_count(s, who, CaseFilter()),
                *case_counts(s, who, [CaseFilter(only_open=True), CaseFilter(statuses=(Status.REOPENED, Status.OPEN))]),
                contact_count(s, who, ContactFilter()),
                figures.flow(s, who, PERIOD),
                figures.contact_figures(s, who, PERIOD).total,
                sum(each.opened + each.closed for each in figures.twelve_months(s, who, PERIOD)),
                today(s, who, day=_day(), now=AT).month,
                same_trouble(s, who, at=AT, address=STREET).contacts,
            ]
        )

    stranger = counted(secret.stranger)
    assert stranger == [1, 1, 0, 0, (0, 1, 0, 0, 1), 0, 1, (0, 1, 0, 0, 1), 0]
    assert counted(secret.owner)[4] == (0, 2, 1, 1, 2)


def _behind(s: Session, who: Actor, key: str) -> list[int]:
    return figures.ids_behind(s, who, key, PERIOD, at=AT)


def _paper(s: Session, who: Actor, *, key: str, answers: dict[str, Any], path: Path) -> Any:
    return make_report(s, who, key, answers, path=path, at=AT)


def test_that_it_is_behind_no_figure(office: Store, secret: Secret) -> None:
    keys = "carried_in opened reopened closed carried_out overdue due responses told not_told closed.in_target"
    keys += f" opened.category.1 closed.category.1 closed.outcome.resolved closed.owner.{secret.owner.id}"
    keys += f" open.owner.{secret.owner.id} contacts contacts.for_mayor contacts.outgoing contacts.category.1"
    found = 0
    for key in keys.split():
        behind: Asked = partial(_behind, key=key)
        asked = [ask(office, who, behind) for who in (secret.stranger, secret.owner)]
        hidden = secret.contact if key.startswith("contacts") else secret.case
        assert hidden not in asked[0], key
        found += hidden in asked[1]
    assert found >= 12


def _acted(s: Session, owner_id: int) -> None:
    """Somebody acted for the Director in the days before, and does no more."""
    begun, until = AT - 5 * DAY, AT + DAY
    away = Absence(staff_id=1, from_at=begun, until_at=until, made_at=begun, by_id=1)
    s.add(away)
    s.flush()
    days: dict[str, Any] = {
        "from_at": begun,
        "until_at": until,
        "ended_at": AT,
        "made_at": begun,
        "instrument_on": begun.date(),
    }
    ids: dict[str, Any] = {"staff_id": owner_id, "absence_id": away.id, "for_id": 1, "by_id": 1}
    s.add(Designation(**days, **ids, instrument="Memo 31", reason="Leave", made=Made.RECORDED, ended_why=Ended.REVOKED))


IN_THE_WALK = {
    "person-record",
    "record-history",
    "backlog",
    "workload",
    "annual",
    "weekly",
    "mayor-queue",
    "contacts",
    "language-help",
    "promises",
    "recommendations",
    "reopened",
    "scorecard",
    "department",
    "referral-letter",
    "chase-brief",
    "recommendation-letter",
    "custom",
}
"""Papers about records that this office has none of: test_confidence_walk has them, and makes each."""


def test_that_it_is_on_no_paper(office: Store, secret: Secret, tmp_path: Path) -> None:
    office.write(lambda s: _acted(s, secret.owner.id))
    asked: dict[str, list[dict[str, Any]]] = {
        "monthly": [{"month": "2026-11", "open_list": True}],
        "contact-log": [{"span": "day", "day": "2026-11-14"}, {"span": "week", "day": "2026-11-14"}],
        "case-file": [{"case": "2026-00001", "notes": True}, {"case": "2026-00001", "copy": "redacted"}],
        "designation-letter": [{}],
        "handover-brief": [{"kind": "begin"}, {"kind": "end"}],
        "register": [{}],
        "council": [{"month": "2026-11"}],
        "monitoring": [{"month": "2026-11"}],
    }
    assert set(asked) | IN_THE_WALK == {kind.key for kind in list_reports()}
    for key, all_answers in asked.items():
        for answers in all_answers:
            path = tmp_path / f"{key}.pdf"
            made = ask(office, secret.stranger, partial(_paper, key=key, answers=answers, path=path))
            paper = Paper(path.read_bytes())
            words = " ".join(paper.text(page) for page in range(paper.page_count))
            assert words and not tells(secret, (words, made.collected.detail, made.collected.file_name)), key
    for answers in ({"case": secret.number}, {"case_id": secret.case}):
        with pytest.raises(AppError):
            ask(
                office, secret.stranger, partial(_paper, key="case-file", answers=answers, path=tmp_path / "secret.pdf")
            )
    assert not (tmp_path / "secret.pdf").exists()


class _Work:
    """Long work done at once."""

    def __init__(self, store: Store) -> None:
        self.read, self._store = store.read, store

    def write(self, act: Callable[[Session], Any]) -> Any:
        return self._store.write(act).result

    def progress(self, done: int, total: int) -> None:
        assert done <= total


def test_that_it_is_in_no_exported_file(office: Store, secret: Secret, tmp_path: Path) -> None:
    """Even where a list still held its id when it was made confidential."""
    ids, path = array("q", [secret.case, secret.open_one]), tmp_path / "cases.csv"
    written = []
    for who in (secret.stranger, secret.owner):
        seat: Any = SimpleNamespace(me=who, now=lambda: AT, zone=UTC)
        work: Any = _Work(office)
        written.append(export_work(seat, ids, path, CaseFilter())(work))
        assert tells(secret, path.read_text("utf-8-sig")) is (who is secret.owner)
    assert written == [1, 2]


def test_that_its_figures_are_in_no_report(office: Store, secret: Secret) -> None:
    month = office.read(lambda s: monthly_figures.collect(s, secret.stranger, month=date(2026, 11, 1), at=AT))
    log = office.read(lambda s: log_paper.collect(s, secret.stranger, day=date(2026, 11, 14), week=True, at=AT))
    assert month.hides and log.hides and not log.contacts and not tells(secret, month)
    assert month.flow == (0, 1, 0, 0, 1) and month.gross.n == 0 and not month.told and month.contacts.total == 0
    assert secret.owner.id not in [line.owner_id for line in month.owners]
