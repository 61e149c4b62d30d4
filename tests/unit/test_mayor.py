"""Messages for the Mayor: what waits, who says what was done, with history; and the queue of a day on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.authority import Actor, actor
from app.errors import Conflict, Invalid, NotFound
from app.models import Channel, Event, Outcome, Role, Told
from app.queries.figures import behind, days
from app.queries.figures.mayor import came, queue_counts, waiting
from app.reports.formats import Prepared, as_data
from app.reports.parts import Words
from app.reports.run import prepare_report
from app.services.cases import close_case
from app.services.mayor import answer_message
from app.store import Store
from tests.factories import AT, director, make_contact, make_person, make_staff, make_store

DAY = timedelta(days=1)
TODAY = days("America/New_York", AT.date(), AT.date())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path)
    made.write(lambda s: make_staff(s, Role.MAYOR, name="Ada Mayor"))
    yield made
    made.close()


def message(s: Session, words: str = "Wants the Mayor", *, days_ago: float = 0, **given: Any) -> int:
    fields = {"for_mayor": True} | given.pop("fields", {})
    return make_contact(s, words, at=AT - days_ago * DAY, fields=fields, **given).contact_id


def mayor(s: Session) -> Actor:
    return actor(s, 2, AT)


def settle(s: Session, contact_id: int, what: str, words: str = "", **more: Any) -> Any:
    fields = {"disposition": what, "words": words}
    return answer_message(s, mayor(s), contact_id, fields=fields, at=AT, **more).version


def test_that_a_message_waits_until_something_was_done(store: Store) -> None:
    def act(s: Session) -> list[bool]:
        one, two = message(s, days_ago=2), message(s, days_ago=1)
        message(s, fields={"direction": "out"})
        message(s, fields={"answered_at_once": True})
        found = [[each.id for each in waiting(s, mayor(s), at=AT).rows] == [one, two]]
        settle(s, one, "answered", "Thursday suits")
        settle(s, two, "call_back")
        found.append([each.id for each in waiting(s, mayor(s), at=AT).rows] == [two])
        settle(s, two, "noted")
        return [*found, waiting(s, mayor(s), at=AT).rows == []]

    assert store.write(act).result == [True, True, True]


def test_that_a_closed_case_is_an_answer_and_what_is_old_is_counted(store: Store) -> None:
    def act(s: Session) -> tuple[int, int]:
        shut = make_contact(s, at=AT - DAY, fields={"for_mayor": True}, new_case={"subject": "Hole"})
        message(s, days_ago=90)
        told = Told(told=True, told_at=AT, told_how=Channel.PHONE)
        close_case(s, director(s), shut.case_id or 0, outcome=Outcome.RESOLVED, told=told, at=AT)
        found = waiting(s, mayor(s), at=AT)
        return len(found.rows), found.older

    assert store.write(act).result == (0, 1)


def test_that_each_disposition_stands_in_history_and_two_editors_keep_their_words(store: Store) -> None:
    def act(s: Session) -> None:
        one = message(s)
        version = settle(s, one, "read", version=0)
        with pytest.raises(Conflict):
            settle(s, one, "noted", version=0)
        settle(s, one, "handed", "Please call", version=version)

    store.write(act)
    query = select(Event).where(Event.verb == "answered for the Mayor").order_by(col(Event.id))
    details = store.read(lambda s: [each.detail for each in s.exec(query)])
    assert [each["disposition"] for each in details] == [[None, "read"], ["read", "handed"]]
    assert details[1]["words"] == ["", "Please call"]


@pytest.mark.parametrize("what", ["answered", "handed"])
def test_that_an_answer_without_words_is_refused(store: Store, what: str) -> None:
    with pytest.raises(Invalid, match="Say what was answered"):
        store.write(lambda s: settle(s, message(s), what, "  "))


def test_that_only_what_was_meant_for_the_mayor_can_be_worked_off(store: Store) -> None:
    with pytest.raises(Invalid, match="was not meant for the Mayor"):
        store.write(lambda s: settle(s, message(s, fields={"for_mayor": False}), "read"))


def test_that_a_confidential_message_is_not_told_to_the_mayor(store: Store) -> None:
    def act(s: Session) -> int:
        case = {"subject": "Private", "confidential": True}
        return make_contact(s, at=AT, fields={"for_mayor": True}, new_case=case).contact_id

    hidden = store.write(act).result
    assert store.read(lambda s: waiting(s, mayor(s), at=AT)) == ([], 0)
    assert store.read(lambda s: queue_counts(s, mayor(s), TODAY).came) == 1  # counted, and not listed
    with pytest.raises(NotFound):
        store.write(lambda s: settle(s, hidden, "read"))


def prepared(store: Store) -> Prepared:
    return store.read(lambda s: prepare_report(s, mayor(s), "mayor-queue", {}, at=AT))


def test_that_the_paper_says_who_what_and_the_answer_and_comes_out(store: Store) -> None:
    def act(s: Session) -> None:
        rosa = make_person(s, "Rosa Lima").id
        settle(s, message(s, "Asks for a crossing", person_id=rosa), "answered", "We look at it")
        settle(s, message(s, "From yesterday", days_ago=1), "noted")
        message(s, "Still waits", days_ago=3)

    store.write(act)
    found = prepared(store)
    tables = {each["name"]: each["rows"] for each in as_data(found)["tables"]}
    row = tables["Came in the day"][0]
    assert row[1] == "Rosa Lima, phone"
    assert row[2] == "Asks for a crossing" and row[4].startswith("Answered: We look at it. Ada Mayor, Nov 18")
    assert [each[2] for each in tables["Done in the day, from before"]] == ["From yesterday"]
    assert [each[2] for each in tables["Waits from before"]] == ["Still waits"] and found.reconciles
    assert found.collected.figures.counts[:4] == (2, 1, 2, 1)


def test_that_no_list_says_nothing_waits_while_something_hidden_does(store: Store) -> None:
    case = {"subject": "Private", "confidential": True}
    store.write(lambda s: message(s, days_ago=2, new_case=case))
    paper = store.read(lambda s: prepare_report(s, mayor(s), "mayor-queue", {}, at=AT)).drawn()
    said = [part.text for part in paper.story if isinstance(part, Words)]
    assert "1 confidential message more waits and may not be listed here." in said
    assert "Nothing waits from before." not in said and "Nothing came for the Mayor." in said


def test_that_every_figure_opens_as_many_as_it_says(store: Store) -> None:
    store.write(lambda s: [settle(s, message(s), "read"), message(s, days_ago=1), message(s)])
    found = prepared(store).collected

    def listed(s: Session) -> list[int]:
        return [len(behind(s, mayor(s), line.key, TODAY, at=AT).ids) for line in found.lines]

    assert store.read(listed) == [line.number for line in found.lines] == [1, 2, 1, 2, 1]
    assert len(store.read(lambda s: came(s, mayor(s), TODAY))) == 2
