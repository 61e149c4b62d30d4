"""A closing that waits for approval, on the page of its case; complaints in the form, the list and its filter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from app.authority import actor
from app.errors import NotAllowed
from app.models import Case, Outcome, Review, ReviewKind, Role, Status, Told
from app.queries.case_filter import CaseFilter
from app.queries.cases import case_ids
from app.services.cases import update_case
from app.services.review_queue import waiting_review
from app.services.reviews import ask_closing
from app.store import Store
from app.ui.forms.assign_form import AssignForm, owners_for
from app.ui.forms.case_form import CaseForm
from app.ui.forms.close_form import CloseForm
from app.ui.forms.send_back_form import SendBackForm
from app.ui.messages import Message
from app.ui.pages.case import CasePage
from app.ui.pages.case_filters import FilterBar
from app.ui.seat import Seat
from tests.factories import AT, director, make_case, make_staff
from tests.ui.seat import put_up_case, seated, settle

TOLD = Told(told=False, why_not="No number")


@pytest.fixture
def store(store: Store) -> Store:
    store.write(lambda s: make_staff(s, login="ltran"))
    store.write(lambda s: make_staff(s, Role.CLERK, name="Carla Santos"))
    return store


@pytest.fixture
def intern(store: Store, tmp_path: Path) -> Iterator[Seat]:
    with seated(store, tmp_path, Role.INTERN) as made:
        yield made


def shown(qtbot, seat: Seat, store: Store, *, owner_id: int | None) -> CasePage:
    case_id = store.write(lambda s: make_case(s, "Bulk pickup", owner_id=owner_id)).result.id
    return put_up_case(qtbot, seat, case_id or 0)


def case_of(store: Store) -> Case:
    return store.read(lambda s: s.get_one(Case, 1))


def ask(qtbot, page: CasePage, seat: Seat) -> None:
    page.head.buttons["close"].click()
    assert page.sheet is not None
    page.sheet.form.set_values({"outcome": Outcome.RESOLVED, "told": False, "why_not": "No number"})
    page.sheet.form.save()
    settle(qtbot, seat)


def words_of(page: CasePage) -> list[str]:
    return [label.text() for label in page.facts.findChildren(QLabel)]


def test_that_an_interns_close_says_where_it_goes_and_waits(qtbot, intern: Seat, store: Store) -> None:
    page = shown(qtbot, intern, store, owner_id=intern.me.id)
    close = page.head.buttons["close"]
    assert close.text() == "Ask to close" and page.head.approval.isHidden()
    close.click()
    assert page.sheet is not None and isinstance(page.sheet.form, CloseForm)
    label = page.sheet.form.findChild(QLabel, "close_approval")
    assert label is not None and label.text().startswith("This goes to the Director for approval.")
    assert page.sheet.act_button.text() == "Ask for approval"
    page.sheet.reject()
    ask(qtbot, page, intern)
    assert case_of(store).status is Status.ANSWERED
    assert not page.head.approval.isHidden() and close.text() == "Take back"
    assert any(
        "waits for approval since Wed Nov 18, 10:24 AM by Linh Tran: Resolved" in each for each in words_of(page)
    )


def test_that_the_request_is_taken_back_by_the_same_key(qtbot, intern: Seat, store: Store) -> None:
    page = shown(qtbot, intern, store, owner_id=intern.me.id)
    told: list[Message] = []
    intern.messages.attach(told.append)
    ask(qtbot, page, intern)
    assert told[-1].text == "2026-00001 goes to the Director for approval" and told[-1].undo is not None
    page.head.buttons["close"].click()
    settle(qtbot, intern)
    assert case_of(store).status is Status.OPEN
    assert page.head.approval.isHidden() and page.head.buttons["close"].text() == "Ask to close"


def test_that_the_director_decides_on_the_page_of_the_case(qtbot, store: Store, tmp_path: Path) -> None:
    with seated(store, tmp_path) as seat:
        page = shown(qtbot, seat, store, owner_id=2)
        assert page.head.buttons["close"].text() == "Close"
        assert page.head.buttons["approve"].isHidden()
        linh = store.write(lambda s: make_staff(s, Role.INTERN)).result
        store.write(lambda s: s.get_one(Case, 1).sqlmodel_update({"owner_id": linh.id}))
        seat.jobs.write(lambda s: ask_closing(s, linh, 1, outcome=Outcome.ANSWERED, told=TOLD, at=AT), owner=page)
        settle(qtbot, seat)
        page.head.buttons["send_back"].click()
        assert page.sheet is not None and isinstance(page.sheet.form, SendBackForm)
        page.sheet.reject()
        page.head.buttons["approve"].click()
        settle(qtbot, seat)
        assert case_of(store).outcome is Outcome.ANSWERED and page.head.buttons["approve"].isHidden()


def test_that_a_complaint_is_marked_in_the_form_and_seen(qtbot, store: Store, tmp_path: Path) -> None:
    with seated(store, tmp_path) as seat:
        page = shown(qtbot, seat, store, owner_id=2)
        assert page.head.complaint.isHidden()
        page.edit()
        assert page.sheet is not None and isinstance(page.sheet.form, CaseForm)
        page.sheet.form.complaint.setChecked(True)
        page.sheet.form.save()
        settle(qtbot, seat)
        assert case_of(store).complaint and not page.head.complaint.isHidden()
        assert store.read(lambda s: waiting_review(s, s.get_one(Case, 1), ReviewKind.COMPLAINT)) is not None


def test_that_complaints_are_filtered(qtbot, store: Store, tmp_path: Path) -> None:
    store.write(lambda s: make_case(s, "Pothole"))
    store.write(lambda s: make_case(s, "Tone of a letter", fields={"complaint": True}))
    wanted = CaseFilter.from_dict(CaseFilter(complaint=True).to_dict())
    assert list(store.read(lambda s: case_ids(s, director(s), wanted))) == [2]
    with seated(store, tmp_path) as seat:
        bar = FilterBar(seat)
        qtbot.addWidget(bar)
        bar.show_filter(wanted)
        assert [chip.text() for chip in bar._chips] == ["Complaints"]
        asked: list[CaseFilter] = []
        bar.changed.connect(asked.append)
        bar._chips[0].removed.emit()
        assert asked == [CaseFilter()]


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [(Role.DIRECTOR, False, True), (Role.ASSOCIATE, True, True), (Role.ASSOCIATE, False, False)],
)
def test_that_the_picker_offers_whom_one_may_hand_to(
    qtbot, store: Store, tmp_path: Path, role: Role, own: bool, others: bool
) -> None:
    with seated(store, tmp_path, role) as seat:
        offered = [each.name for each in owners_for(seat, own=own)]
        assert "Carla Santos" not in offered  # a clerk works on no cases
        assert (len(offered) > 1) is others
        holder = QWidget()
        qtbot.addWidget(holder)
        form = AssignForm(seat, [1], own=own, parent=holder)
        settle(qtbot, seat)
        assert form.picker.list.count() == len(offered) + int(others)


def test_that_an_associate_opens_no_case_for_a_colleague(store: Store) -> None:
    linh = store.read(lambda s: actor(s, 2, AT))
    with pytest.raises(NotAllowed):
        store.write(lambda s: make_case(s, who=linh, owner_id=1))
    assert store.write(lambda s: make_case(s, who=linh, owner_id=2)).result.owner_id == 2


def test_that_what_was_decided_stays_on_file(store: Store) -> None:
    made = store.write(lambda s: make_case(s, fields={"complaint": True})).result
    store.write(lambda s: update_case(s, director(s), 1, version=made.version, changes={"complaint": False}, at=AT))
    review = store.read(lambda s: s.get_one(Review, 1))
    assert review.decided_at == AT and review.decided_by_id == 1
