"""The page on which a custom report is put together: live figures, problems beside the field, all by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models import Role
from app.queries.custom import custom_report, custom_reports
from app.services.custom_reports import change_custom, save_custom, share_custom
from app.store import Store
from app.ui.pages.custom_page import CustomPage
from app.ui.pages.reports import ReportsPage
from app.ui.seat import Seat
from app.ui.widgets.field import Field
from tests.factories import AT, director, make_case, make_contact
from tests.ui.find import child
from tests.ui.seat import seated, settle

THIS = {"what": "cases", "groups": ["ward"], "measures": ["opened"], "period": "this", "chart": "bar"}


@pytest.fixture
def store(store: Store) -> Store:
    store.write(lambda s: [make_case(s, f"Case no. {n}") for n in range(3)])
    store.write(lambda s: make_contact(s, "The bin was missed"))
    return store


@pytest.fixture
def page(qtbot: Any, seat: Seat) -> CustomPage:
    made = CustomPage(seat)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    settle(qtbot, seat)
    return made


def choose(page: CustomPage, name: str, value: str) -> None:
    box = getattr(page.choices, name)
    box.setCurrentIndex(box.findData(value))


def counted(qtbot: Any, page: CustomPage, seat: Seat) -> list[str]:
    """The rows of the preview, once what is chosen was counted."""
    page.count()
    settle(qtbot, seat)
    table = page.preview.table
    items = [table.topLevelItem(row) for row in range(table.topLevelItemCount())]
    return [" ".join(item.text(column) for column in range(table.columnCount())) for item in items if item is not None]


def saved(store: Store, **given: Any) -> int:
    fields: dict[str, Any] = {"title": "Potholes", "spec": THIS, **given}
    return store.write(lambda s: save_custom(s, director(s), at=AT, **fields).id or 0).result


def test_that_the_preview_follows_what_is_chosen(qtbot: Any, page: CustomPage, seat: Seat) -> None:
    choose(page, "period", "this")
    assert counted(qtbot, page, seat) == ["No category 3", "All 3"]
    choose(page, "first", "channel")
    page.choices.checks["closed"].setChecked(True)
    assert counted(qtbot, page, seat)[-1] == "All 3 0"
    choose(page, "what", "contacts")
    assert counted(qtbot, page, seat) == ["Phone 1", "All 1"]
    assert "reconciles" in page.preview.sums.text() and page.preview.bars.isHidden()


def test_that_a_wrong_combination_is_explained_beside_its_field(qtbot: Any, page: CustomPage, seat: Seat) -> None:
    choose(page, "first", "outcome")
    counted(qtbot, page, seat)
    field = child(page, Field, "custom_groups_field")
    assert "only closings have one" in (field.problem or "")
    page.choices.checks["opened"].setChecked(False)
    page.choices.checks["closed"].setChecked(True)
    counted(qtbot, page, seat)
    assert field.problem is None


def test_that_a_report_is_put_together_saved_and_run_by_keyboard(
    qtbot: Any, page: CustomPage, seat: Seat, store: Store
) -> None:
    wanted: list[tuple[str, Any]] = []
    seat.page_wanted.connect(lambda key, what: wanted.append((key, what)))
    page.choices.title.setFocus()
    QTest.keyClicks(page.choices.title, "Streets")
    page.choices.first.setFocus()
    QTest.keyClick(page.choices.first, Qt.Key.Key_Down)
    assert page.choices.first.currentData() == "department"
    QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, seat)
    row = store.read(lambda s: custom_reports(s, director(s)))[0]
    assert row.title == "Streets" and row.spec["groups"] == ["department"]
    qtbot.waitUntil(lambda: page.row is not None and page.row.id == row.id)
    QTest.keyClick(page.choices.first, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, seat)
    assert wanted == [("reports", {"key": f"custom:{row.id}", "period": "last"})]


def test_that_a_title_of_500_letters_is_refused_beside_it(qtbot: Any, page: CustomPage, seat: Seat) -> None:
    page.choices.title.setText("x" * 500)
    page.save()
    settle(qtbot, seat)
    assert "200 letters" in (child(page, Field, "custom_title_field").problem or "")


def test_that_the_second_editor_is_told_and_saves_a_copy(
    qtbot: Any, page: CustomPage, seat: Seat, store: Store
) -> None:
    made = saved(store)
    page.show_wanted({"id": made})
    settle(qtbot, seat)
    page.choices.title.setText("Mine")
    store.write(lambda s: change_custom(s, director(s), made, fields={"title": "Theirs"}, at=AT))
    page.save()
    settle(qtbot, seat)
    assert not page.banner.isHidden() and store.read(lambda s: custom_report(s, director(s), made)).title == "Theirs"
    page.save(copy=True)
    settle(qtbot, seat)
    assert sorted(each.title for each in store.read(lambda s: custom_reports(s, director(s)))) == ["Mine", "Theirs"]


def test_that_a_row_opens_the_list_of_what_it_counts(qtbot: Any, page: CustomPage, seat: Seat) -> None:
    choose(page, "period", "this")
    counted(qtbot, page, seat)
    wanted: list[tuple[str, Any]] = []
    seat.page_wanted.connect(lambda key, what: wanted.append((key, what)))
    table = page.preview.table
    table.itemActivated.emit(table.topLevelItem(0), 1)
    settle(qtbot, seat)
    assert wanted[0][0] == "cases" and sorted(wanted[0][1]["filter"]["ids"]) == [1, 2, 3]


def test_that_one_who_did_not_make_it_saves_a_copy_only(qtbot: Any, store: Store, tmp_path: Any) -> None:
    made = saved(store)
    store.write(lambda s: share_custom(s, director(s), made, shared=True, at=AT))
    with seated(store, tmp_path, Role.MAYOR) as seat:
        page = CustomPage(seat)
        qtbot.addWidget(page)
        page.show_wanted({"id": made})
        settle(qtbot, seat)
        assert page.save_button.isHidden() and page.share_button.isHidden() and not page.copy_button.isHidden()


def test_that_a_saved_report_is_a_card_and_is_made_as_any_report(qtbot: Any, seat: Seat, store: Store) -> None:
    made = saved(store)
    page = ReportsPage(seat)
    qtbot.addWidget(page)
    page.show()
    page.show_wanted({"key": f"custom:{made}", "period": "2026-11"})
    qtbot.waitUntil(lambda: "Potholes, November 2026" in page.title.text(), timeout=20_000)
    settle(qtbot, seat)
    assert page.gallery.current == f"custom:{made}" and page.figures.tree.topLevelItemCount() > 0
    page.preview.show_paper(None)
