"""The base widgets: named, worked by keyboard, right in every look."""

import gc

import pytest
import shiboken6
from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QImage, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.ui.known import initials
from app.ui.theme import theme
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import mark
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.cells import CELL_ROLE, PillCell
from app.ui.widgets.chips import Chip
from app.ui.widgets.clocks import Clocks, paint_clocks
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.field import Field
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.heads import ElidedLabel
from app.ui.widgets.notes import PassingNote
from app.ui.widgets.pills import Pill, pill_width
from app.ui.widgets.progress import ProgressRow
from tests.ui.gallery import LOOKS, gallery, grab_gallery, table


@pytest.fixture(autouse=True)
def worn(qapp: QApplication):
    """The theme, light at 100 % before and after."""
    theme().apply(qapp)
    theme().choose("light", text_percent=100)
    yield theme()
    theme().choose("light", text_percent=100)


@pytest.fixture
def page(qtbot):
    """An empty window that is shown."""
    made = QWidget()
    made.setObjectName("page")
    made.resize(800, 600)
    QVBoxLayout(made)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def ring(qapp):
    """The ring of this test alone."""
    made = FocusRing.install(qapp)
    yield made
    made.setParent(None)
    made.deleteLater()
    for keeper in qapp.findChildren(QObject, "focus_keeper"):
        keeper.setParent(None)
        keeper.deleteLater()


def test_that_the_ring_lives_though_nobody_holds_it_and_comes_again_after_its_window(qtbot, ring):
    del ring
    gc.collect()
    for _ in range(2):
        other = QWidget()
        line = QLineEdit(other)
        other.show()
        qtbot.waitExposed(other)
        other.activateWindow()
        line.setFocus()
        qtbot.waitUntil(lambda o=other: [r for r in o.findChildren(FocusRing) if r.isVisible()] != [], timeout=3_000)
        shiboken6.delete(other)


def test_that_every_widget_of_the_gallery_has_a_name_for_everybody(qtbot):
    sheet = gallery()
    qtbot.addWidget(sheet)
    asked = [child for child in sheet.findChildren(QWidget) if child.focusPolicy() != Qt.FocusPolicy.NoFocus]
    asked = [child for child in asked if not child.objectName().startswith("qt_") and child.isVisibleTo(sheet)]
    nameless = [child for child in asked if not QAccessible.queryAccessibleInterface(child).text(QAccessible.Text.Name)]
    assert len(asked) > 20
    assert nameless == []


def test_that_the_gallery_can_be_drawn_in_every_look(tmp_path):
    pictures = grab_gallery(tmp_path)
    assert set(pictures) == set(LOOKS)
    grounds = {look: QImage(str(file)).pixelColor(2, 2).name() for look, file in pictures.items()}
    assert grounds == {"light": "#ffffff", "dark": "#161d27", "contrast": "#000000", "large": "#ffffff"}


def test_that_a_shown_widget_is_painted_anew_when_the_theme_changes(page):
    pill = Pill("overdue", page)
    pill.show()
    before = pill.grab().toImage()
    theme().choose("contrast")
    assert pill.grab().toImage() != before


def test_that_a_button_prints_its_key_and_the_key_presses_it(page, qtbot):
    button = KeyButton("&Log a contact", page, key="Ctrl+L", bind=True)
    page.layout().addWidget(button)
    button.show()
    page.activateWindow()
    assert (button.accessibleName(), button.accessibleDescription()) == ("Log a contact", "Ctrl+L")
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(page, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert button.sizeHint().width() > KeyButton("&Log a contact", page).sizeHint().width()


def test_that_an_unbound_or_disabled_button_does_not_hear_its_key(page, qtbot):
    pressed = []
    for bind in (False, True):
        button = KeyButton("Assign", page, key="Ctrl+J", bind=bind)
        button.setEnabled(not bind)
        button.clicked.connect(lambda: pressed.append(1))
        page.layout().addWidget(button)
    qtbot.keyClick(page, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert pressed == []


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_that_controls_are_as_high_as_their_text_needs(page, percent):
    theme().choose("light", text_percent=percent)
    button, line = KeyButton("Print", page), QLineEdit(page)
    for widget in (button, line):
        widget.ensurePolished()
        assert widget.sizeHint().height() >= 32 and widget.sizeHint().height() >= widget.fontMetrics().height() + 10


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_that_space_and_enter_activate_a_chip(page, qtbot, key):
    chip = Chip("Ward 3", page)
    with qtbot.waitSignal(chip.activated):
        qtbot.keyClick(chip, key)


def test_that_delete_and_the_cross_remove_a_chip_that_can_be_removed(page, qtbot):
    chip, fixed, gone = Chip("Ward 3", page), Chip("All", page, removable=False), []
    chip.resize(chip.sizeHint())
    chip.removed.connect(lambda: gone.append("chip"))
    fixed.removed.connect(lambda: gone.append("fixed"))
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    qtbot.keyClick(fixed, Qt.Key.Key_Delete)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 8, 8))
    assert gone == ["chip", "chip"]


def test_that_a_guess_says_so(page):
    chip = Chip("Pothole", page, guessed=True)
    assert chip.accessibleName() == "Pothole, guessed"
    chip.set_guessed(False)
    assert chip.accessibleName() == "Pothole" and not chip.is_guessed


def test_that_a_field_names_its_editor_and_says_what_is_wrong(page):
    editor = QLineEdit("Mon, Jan 4")
    field = Field("&Until", editor, page)
    field.set_problem("The absence ends Thu, Dec 31.")
    assert field.label.buddy() is editor and editor.accessibleName() == "Until"
    assert editor.property("problem") is True
    assert editor.accessibleDescription() == "The absence ends Thu, Dec 31."
    field.set_problem(None)
    assert (editor.property("problem"), editor.text(), field.problem) == (False, "Mon, Jan 4", None)


def test_that_the_ring_lies_around_what_has_the_focus(page, ring, qtbot):
    first, second = QLineEdit(page), QLineEdit(page)
    for line in (first, second):
        page.layout().addWidget(line)
    page.activateWindow()
    for line in (first, second):
        line.setFocus()
        qtbot.waitUntil(lambda line=line: ring.target is line)
        assert ring.geometry() == line.geometry().adjusted(-4, -4, 4, 4) and ring.isVisible()
    second.hide()
    assert ring.target is not second or not ring.isVisible()


def test_that_the_ring_outlives_the_window_it_was_in(qapp, ring, qtbot):
    window = QWidget()
    line = QLineEdit(window)
    window.show()
    window.activateWindow()
    line.setFocus()
    qtbot.waitUntil(lambda: ring.target is line)
    window.close()
    window.deleteLater()
    qtbot.waitUntil(lambda: ring.target is None)
    assert ring.parent() is None


def test_that_what_a_key_leads_to_is_scrolled_into_sight(page, ring, qtbot):
    inside = QWidget()
    column = QVBoxLayout(inside)
    lines = [QLineEdit(inside) for _ in range(40)]
    for line in lines:
        column.addWidget(line)
    area = QScrollArea(page)
    area.setWidgetResizable(True)
    area.setWidget(inside)
    page.layout().addWidget(area)
    page.activateWindow()
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    lines[-1].setFocus(Qt.FocusReason.ShortcutFocusReason)
    qtbot.waitUntil(lambda: not lines[-1].visibleRegion().isEmpty())
    assert ring.target is lines[-1] and ring.isVisible()


def test_that_the_ring_is_not_drawn_over_what_is_scrolled_away(page, ring, qtbot):
    area, inner = QScrollArea(page), QWidget()
    column = QVBoxLayout(inner)
    lines = [QLineEdit(inner) for _ in range(40)]
    for line in lines:
        column.addWidget(line)
    area.setWidget(inner)
    page.layout().addWidget(area)
    page.activateWindow()
    lines[0].setFocus()
    qtbot.waitUntil(lambda: ring.isVisible())
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert not ring.isVisible()


def test_that_a_passing_note_offers_undo_once(page, qtbot):
    note, undone = PassingNote(page), []
    note.say("2026-01236 handed to Linh Tran", lambda: undone.append(1))
    assert note.words == "2026-01236 handed to Linh Tran"
    page.activateWindow()
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [1] and note.words == ""


def test_that_a_passing_note_passes_and_stays_within_the_window(page, qtbot):
    note = PassingNote(page)
    note._timer.setInterval(30)
    note.say("A sentence. " * 30)
    assert page.rect().contains(note.geometry())
    qtbot.waitUntil(lambda: note.words == "")
    assert note.isHidden()


def test_that_a_passing_note_comes_softly_and_is_drawn_plainly_then(page, qtbot, monkeypatch):
    note = PassingNote(page)
    monkeypatch.setattr(PassingNote, "style", lambda _: _Style(200))
    note.say("3 rows copied")
    assert note.graphicsEffect() is not None and note.words == "3 rows copied"
    qtbot.waitUntil(lambda: note.graphicsEffect() is None)
    note.say("4 rows copied")
    assert note.graphicsEffect() is None, "only a note that comes anew fades in"


def test_that_a_passing_note_comes_at_once_where_nothing_is_to_move(page, monkeypatch):
    note = PassingNote(page)
    monkeypatch.setattr(PassingNote, "style", lambda _: _Style(0))
    note.say("3 rows copied")
    assert note.graphicsEffect() is None and note.words == "3 rows copied"


class _Style:
    """A system that lets things move for so many ms."""

    def __init__(self, duration: int) -> None:
        self._duration = duration

    def styleHint(self, *_: object) -> int:  # Qt's name
        return self._duration


def test_that_a_banner_says_all_its_words(page):
    banner = Banner("acting", "until Fri, Nov 27.", page, bold="You act for Margaret Mulcahy")
    assert banner.accessibleName() == "You act for Margaret Mulcahy until Fri, Nov 27."


def test_that_an_empty_page_says_what_to_do(page, qtbot):
    empty = EmptyState("handshake", "No promises", page, hint="Press P on a case.", act="All promises")
    (button,) = empty.findChildren(QAbstractButton)
    with qtbot.waitSignal(empty.acted):
        button.click()
    assert empty.accessibleName() == "No promises Press P on a case."
    empty.tell("Nothing found")
    assert button.isHidden()


def test_that_long_work_can_be_cancelled_once(page, qtbot):
    row = ProgressRow("Saving", page)
    row.set_progress(1212, 3410)
    with qtbot.waitSignal(row.cancelled):
        row.cancel.click()
    assert not row.cancel.isEnabled()
    assert "1,212 of 3,410" in [label.text() for label in row.findChildren(QLabel)]


def test_that_a_flow_wraps_to_its_width(page):
    box = QWidget(page)
    flow = FlowLayout(box)
    for number in range(6):
        flow.addWidget(KeyButton(f"Button {number}", box))
    one = flow.heightForWidth(4000)
    assert flow.heightForWidth(200) > 2 * one
    flow.clear()
    assert flow.count() == 0


def test_that_an_elided_label_tells_the_rest_in_its_tip(page):
    label = ElidedLabel("A subject too long to be read whole", page)
    label.show()
    label.resize(60, 20)
    assert label.toolTip() == "A subject too long to be read whole"
    label.resize(600, 20)
    assert label.toolTip() == ""


@pytest.mark.parametrize(
    ("person", "letters"),
    [("Nguyễn Thị Hoa", "NH"), ("Linh", "L"), ("", ""), ("– Ray Doucette", "RD"), ("李小龙", "李")],
)
def test_that_initials_are_the_first_and_last_words(person, letters):
    assert initials(person) == letters


def test_that_a_pill_keeps_within_its_cell(page):
    assert Pill("waiting_department", page).sizeHint().width() == pill_width("waiting_department")
    assert Pill("met", page, word="3.4 d left").accessibleName() == "3.4 d left"


def test_that_our_clock_has_a_gap_where_it_was_stopped(qapp):
    image = QImage(QSize(100, 40), QImage.Format.Format_RGB32)
    image.fill(theme().color("page"))
    painter = QPainter(image)
    paint_clocks(painter, QRect(0, 0, 100, 40), Clocks(0.5, ((0, 0.2), (0.4, 0.6)), 0.9), track=8)
    painter.end()
    ours = [image.pixelColor(x, 26).name() for x in (10, 30, 50, 70)]
    own, track = theme().color("chart_1").name(), theme().color("track").name()
    assert ours == [own, track, own, track]
    assert image.pixelColor(30, 14).name() == theme().color("chart_3").name()


def test_that_rows_take_the_size_of_text_and_cells_keep_their_kind(page):
    view = table(page)
    assert view.rowHeight(0) == theme().row_height()
    theme().choose("light", text_percent=200)
    assert view.rowHeight(0) == theme().row_height() > 32
    assert view.model().index(0, 3).data(CELL_ROLE) == PillCell("open")


@pytest.mark.parametrize("look", ["light", "dark", "contrast"])
def test_that_selection_edge_and_focus_are_drawn_once_a_row(page, qtbot, look):
    theme().choose(look)
    page.resize(1000, 600)
    view = table(page)
    page.layout().addWidget(view)
    page.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    picture = view.viewport().grab().toImage()
    top = view.rowViewportPosition(3)
    ring = theme().color("focus_on_selection").name()
    right = view.columnViewportPosition(5) + view.columnWidth(5) - 1
    assert {picture.pixelColor(x, top).name() for x in range(1, right, 7)} == {ring}
    assert picture.pixelColor(right, top + 9).name() == ring
    inner = view.columnViewportPosition(2)
    assert picture.pixelColor(inner, top + 9).name() == theme().color("accent_soft").name()
    assert picture.pixelColor(1, view.rowViewportPosition(2) + 9).name() == theme().color("accent").name()


def test_that_properties_set_late_are_seen(page):
    label = QLabel("Words", page)
    mark(label, ink="overdue", type="page")
    assert label.palette().windowText().color() == theme().color("status.overdue.text")
    assert label.font().pointSizeF() == pytest.approx(15)


def test_that_keys_are_written_as_the_system_writes_them(page):
    assert KeyButton("Find", page, key="Ctrl+K").accessibleDescription() == QKeySequence("Ctrl+K").toString(
        QKeySequence.SequenceFormat.NativeText
    )
