"""What the office file knows of a mail: proposals with their reason, nothing of what the reader may not see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.authority import Actor
from app.errors import Invalid
from app.exchange.mail import read_mail
from app.exchange.mail_log import Sender, asked_of, fields_of, log_mail, sender_of
from app.models import Automatic, Case, Contact, Person, Role, Staff
from app.queries import figures
from app.queries.contact_log import contact_log
from app.queries.contacts import contact_rows
from app.queries.mail import Asked, MailFacts, Reason, mail_facts
from app.queries.timeline import timeline
from app.services.cases import update_case
from app.services.people import add_person
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_staff, make_store

BACK = (
    b"From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n"
    b'Message-ID: <b@mx.example>\nContent-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
    b"--B\n\nSorry.\n--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
    b"Final-Recipient: rfc822; ana@x.example\nAction: failed\nStatus: 5.1.1\n\n--B\n"
    b"Content-Type: text/rfc822-headers\n\nSubject: Your drain\nMessage-ID: <ours@city.example>\n\n--B--\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path)
    details = {"reaches": [{"kind": "email", "typed": "ana@x.example"}]}
    made.write(lambda s: add_person(s, director(s), fields={"name": "Ana Silva"}, details=details, at=AT))
    made.write(lambda s: make_case(s, "Storm drain", person_id=1))
    made.write(lambda s: make_case(s, "Street light"))
    sent = {"channel": "email", "direction": "out", "message_id": "<ours@city.example>"}
    made.write(lambda s: make_contact(s, "We will look", case_id=2, fields=sent))
    yield made
    made.close()


def facts(store: Store, **asked: object) -> MailFacts:
    return store.read(lambda s: mail_facts(s, director(s), Asked(**asked)))  # type: ignore[arg-type]  # plain values


def found(known: MailFacts) -> list[tuple[str, Reason]]:
    return [(each.case.number, each.reason) for each in known.proposals]


def test_that_a_number_an_answer_and_the_sender_each_propose_with_their_reason(store: Store) -> None:
    assert found(facts(store, subject="Re: [2026-00002] light")) == [("2026-00002", Reason.NUMBER)]
    assert found(facts(store, answers=("<no@x>", "<ours@city.example>"))) == [("2026-00002", Reason.ANSWER)]
    known = facts(store, email="ANA@x.example")
    assert found(known) == [("2026-00001", Reason.SENDER)] and known.meant is None and known.sender is not None


def test_that_the_strongest_reason_is_told_once_and_first(store: Store) -> None:
    known = facts(store, subject="2026-00001", answers=("<ours@city.example>",), email="ana@x.example")
    assert found(known) == [("2026-00001", Reason.NUMBER), ("2026-00002", Reason.ANSWER)]
    assert known.is_open and known.meant is None and not known.several


def test_that_several_numbers_propose_none_by_itself(store: Store) -> None:
    known = facts(store, subject="2026-00001 and 2026-00002")
    assert known.several and known.is_open and known.meant is None and len(known.proposals) == 2
    again = facts(store, subject="2026-00001, I say 2026-00001")
    assert again.meant is not None and again.meant.number == "2026-00001"


def test_that_a_confidential_case_is_neither_proposed_nor_hinted_at(store: Store) -> None:
    def hide(s: Session) -> None:
        case = s.get(Case, 2)
        assert case is not None
        update_case(s, director(s), 2, version=case.version, changes={"confidential": True}, at=AT)

    store.write(hide)

    def asked(s: Session) -> MailFacts:
        other = make_staff(s, Role.CLERK)
        wanted = Asked(subject="Re: 2026-00002", answers=("<ours@city.example>",), message_id="<ours@city.example>")
        return mail_facts(s, other, wanted)

    hidden = store.write(asked).result
    assert hidden.proposals == () and hidden.logged_at is None and not hidden.is_open
    assert facts(store, answers=("<ours@city.example>",)).meant is not None


def test_that_a_mail_logged_before_is_known_by_its_id(store: Store) -> None:
    assert facts(store, message_id="<ours@city.example>").logged_at == AT
    assert facts(store, message_id="<other@x>").logged_at is None


def test_that_a_bounce_finds_whom_it_could_not_reach_and_the_case_of_the_mail(store: Store) -> None:
    mail = read_mail(BACK)
    known = store.read(lambda s: mail_facts(s, director(s), asked_of(mail)))
    assert mail.bounced is not None and mail.bounced.subject == "Your drain"
    assert known.sender is not None and known.sender.name == "Ana Silva"
    assert found(known) == [("2026-00002", Reason.ANSWER), ("2026-00001", Reason.SENDER)]


def test_that_a_machine_answers_no_case_and_adds_nobody(store: Store) -> None:
    def log(s: Session, who: Actor) -> None:
        fields = {**fields_of(read_mail(BACK), at=AT), "direction": "out"}
        log_mail(s, who, fields=fields, sender=Sender("", None, "", "MAILER-DAEMON@mx.example"), at=AT, case_id=1)

    store.write(lambda s: log(s, director(s)))
    with_case = store.read(lambda s: s.exec(select(Case).where(Case.id == 1)).one())
    contact = store.read(lambda s: s.exec(select(Contact).where(Contact.case_id == 1)).one())
    assert with_case.first_response_at is None and contact.automatic is Automatic.BOUNCE
    assert len(store.read(lambda s: list(s.exec(select(Person))))) == 1
    entry = store.read(lambda s: next(each for each in timeline(s, director(s), 1) if each.kind == "contact"))
    (row,) = store.read(lambda s: contact_rows(s, director(s), [contact.id or 0]))
    assert entry.automatic is Automatic.BOUNCE and row.automatic is Automatic.BOUNCE


def test_that_a_mail_of_the_future_or_without_a_date_happened_when_it_was_logged() -> None:
    assert fields_of(read_mail(b"From: a@b.example\nSubject: x\n\nw"), at=AT)["happened_at"] == AT
    later = b"From: a@b.example\nDate: Fri, 1 Jan 2100 00:00:00 +0000\n\nw"
    assert fields_of(read_mail(later), at=AT)["happened_at"] == AT
    earlier = b"From: a@b.example\nDate: Mon, 2 Mar 2026 15:15:00 -0500\n\nw"
    assert fields_of(read_mail(earlier), at=AT)["happened_at"] < AT - timedelta(days=1)


def test_that_no_figure_counts_what_a_machine_wrote(store: Store) -> None:
    period = figures.month("America/New_York", 2026, 11)

    def counted(s: Session) -> tuple[int, int]:
        return figures.contact_figures(s, director(s), period).total, len(contact_log(s, director(s), period))

    before = store.read(counted)
    store.write(lambda s: make_contact(s, "Away", fields={"channel": "email", "automatic": "reply"}))
    assert store.read(counted) == before
    store.write(lambda s: make_contact(s, "A call"))
    assert store.read(counted) == (before[0] + 1, before[1] + 1)


def of_staff(store: Store, **heads: str) -> tuple[MailFacts, Sender]:
    def add(s: Session) -> None:
        for login in ("desk", "mayor"):
            made = make_staff(s, Role.ASSOCIATE, login=login)
            made_row = s.get(Staff, made.id)
            assert made_row is not None
            made_row.email = f"{login}@city.example"
            s.add(made_row)

    store.write(add)
    mail = read_mail("".join(f"{name}: {value}\n" for name, value in heads.items()).encode() + b"\nWords\n")
    known = store.read(lambda s: mail_facts(s, director(s), asked_of(mail)))
    return known, sender_of(mail, known)


def test_that_a_mail_of_the_staff_is_of_whom_it_went_to_outside_the_office(store: Store) -> None:
    known, sender = of_staff(
        store, From="Desk <Desk@city.example>", To="The Mayor <mayor@city.example>, Nova <nova@x.example>"
    )
    assert known.from_office and not known.inside and sender == Sender("", None, "Nova", "nova@x.example")


def test_that_a_mail_within_the_office_is_of_nobody_until_a_person_says_so(store: Store) -> None:
    with pytest.raises(Invalid, match="from one of the staff to another"):
        of_staff(store, From="Desk <desk@city.example>", To="mayor@city.example")


def test_that_an_address_of_several_people_is_of_nobody_until_a_person_says_so(store: Store) -> None:
    details = {"reaches": [{"kind": "email", "typed": "ana@x.example"}]}
    store.write(lambda s: add_person(s, director(s), fields={"name": "Rui Silva"}, details=details, at=AT))
    known = facts(store, email="ana@x.example")
    assert known.shared and known.sender is None and len(known.hits) == 2
    with pytest.raises(Invalid, match="Several people have this e-mail address"):
        sender_of(read_mail(b"From: ana@x.example\n\nWords"), known)
