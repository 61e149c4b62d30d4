"""Every base widget on one sheet, to be looked at in each theme and size of text."""

from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.ui.labels import CHANNELS, STATUSES
from app.ui.theme import theme
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import hairline, named, text_label
from app.ui.widgets.buttons import KeyButton, KeyHint
from app.ui.widgets.cells import CELL_ROLE, FIGURES_ROLE, INK_ROLE, ClocksCell, DueCell, MarkCell, PillCell
from app.ui.widgets.chips import Chip
from app.ui.widgets.clocks import Clocks, ClocksBar
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.field import Field
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.heads import Avatar, ElidedLabel, SectionHead
from app.ui.widgets.pills import Pill
from app.ui.widgets.progress import ProgressRow
from app.ui.widgets.rows import install_rows

ON_TIME = Clocks(0.6, ((0, 0.2), (0.35, 0.5)), 0.72, words="6.6 of 10 d", stopped=((0.2, 0.35),))
LATE = Clocks(1.0, ((0, 1.0),), 0.72, over=True, words="14.2 of 10 d")
ROWS = [
    ("2026-01227", "Ride to the flu clinic", PillCell("open"), DueCell("Fri Nov 20"), ON_TIME, None),
    ("2026-01233", "Beach sticker charged twice", PillCell("new"), DueCell("Mon Nov 23"), ON_TIME, None),
    ("2026-01225", "Recycling missed 3 weeks", PillCell("waiting_department"), DueCell("Thu Nov 19"), ON_TIME, None),
    ("2026-01198", "Storm drain backs up at 48 Elm Street", PillCell("reopened"), DueCell("Mon Nov 23"), ON_TIME, None),
    ("2026-01162", "Sidewalk heaved by roots", PillCell("open"), DueCell("Tue Nov 10", "overdue"), LATE, None),
    (
        "2026-01235",
        "No heat, 9 Sea Street",
        PillCell("answered"),
        DueCell("Today 2:15 PM", "due_soon"),
        ON_TIME,
        "flag",
    ),
]
HEADS = ["", "Number", "Subject", "Status", "Due", "Clocks"]


class Rows(QAbstractTableModel):
    """Six cases that never were."""

    def rowCount(self, parent=QModelIndex()):  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(ROWS)

    def columnCount(self, parent=QModelIndex()):  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section, orientation, role=Qt.ItemDataRole.DisplayRole):
        return HEADS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        number, subject, pill, due, clocks, mark = ROWS[index.row()]
        cells = [MarkCell(mark, "status.urgent.text") if mark else None, None, None, pill, due, ClocksCell(clocks)]
        words = ["", number, subject, pill.status, due.words, clocks.words]
        answers = {
            int(Qt.ItemDataRole.DisplayRole): words[index.column()],
            int(Qt.ItemDataRole.AccessibleTextRole): f"{HEADS[index.column()]}: {words[index.column()]}",
            CELL_ROLE: cells[index.column()],
            INK_ROLE: "ink_2" if index.column() == 1 else "ink",
            FIGURES_ROLE: index.column() == 1,
        }
        return answers.get(int(role))


def table(parent: QWidget) -> QTableView:
    """The cases as a list, the third and fourth selected."""
    view = named(QTableView(parent), "galleryTable", "Cases")
    view.setModel(Rows(view))
    view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    install_rows(view)
    for column, width in enumerate((46, 104, 230, 160, 150, 176)):
        view.setColumnWidth(column, theme().px(width))
    view.setMinimumHeight(theme().row_height() * 7 + 4)
    view.selectRow(2)
    view.selectionModel().select(view.model().index(3, 0), _rows_too())
    view.selectionModel().setCurrentIndex(view.model().index(3, 1), view.selectionModel().SelectionFlag.NoUpdate)
    return view


def _rows_too():
    from PySide6.QtCore import QItemSelectionModel

    return QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


def gallery() -> QWidget:
    """All base widgets on one page."""
    page = named(QWidget(), "gallery", "Gallery")
    page.setProperty("ground", "page")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    grid = QGridLayout(page)
    grid.setContentsMargins(24, 24, 24, 24)
    grid.setHorizontalSpacing(32)
    grid.setVerticalSpacing(16)
    for at, part in enumerate((_buttons, _fields, _choices, _chips, _pills, _clocks)):
        grid.addWidget(part(page), at // 3, at % 3, Qt.AlignmentFlag.AlignTop)
    view = table(page)
    grid.addWidget(view, 2, 0, 1, 2)
    grid.addWidget(_banners(page), 2, 2, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(_types(page), 3, 0)
    progress = ProgressRow("Saving 341 contacts as xlsx", page)
    progress.set_progress(212, 341)
    grid.addWidget(progress, 3, 1)
    empty = EmptyState("handshake", "No promises for today", page, hint="Press P on a case.", act="All promises")
    grid.addWidget(empty, 3, 2)
    return page


def _section(title: str, parent: QWidget) -> tuple[QWidget, QVBoxLayout]:
    box = named(QWidget(parent), "gallerySection", title)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(hairline(box, strong=True))
    column.addWidget(SectionHead(title, box, count="3", hint="of 21", act="All"))
    return box, column


def _buttons(parent: QWidget) -> QWidget:
    box, column = _section("Buttons", parent)
    flow = FlowLayout(gap=12)
    column.addLayout(flow)
    flow.addWidget(KeyButton("&Log only", box, key="Enter", kind="primary"))
    flow.addWidget(KeyButton("Assign", box, key="A", icon="user-check"))
    flow.addWidget(KeyButton("Add filter", box, icon="plus", kind="quiet"))
    flow.addWidget(KeyButton("Revoke", box, kind="danger"))
    off = KeyButton("Designate", box, key="Ctrl+D", icon="stamp")
    off.setEnabled(False)
    flow.addWidget(off)
    return box


def _fields(parent: QWidget) -> QWidget:
    box, column = _section("Fields", parent)
    grid = QGridLayout()
    column.addLayout(grid)
    language = QComboBox(box)
    language.addItems(["Vietnamese", "Português", "Kreyòl"])
    grid.addWidget(Field("&From", QLineEdit("Tue, Dec 22, 2026", box), box, name="from"), 0, 0)
    grid.addWidget(Field("&Language", language, box, name="language"), 0, 1)
    grid.addWidget(Field("&Instrument", QLineEdit("2026-34", box), box, hint="Number or date", name="instrument"), 1, 0)
    until = Field("&Until", QLineEdit("Mon, Jan 4, 2027", box), box, name="until")
    until.set_problem("The absence ends Thu, Dec 31.")
    grid.addWidget(until, 1, 1)
    return box


def _choices(parent: QWidget) -> QWidget:
    box, column = _section("Choices and keys", parent)
    row = QHBoxLayout()
    column.addLayout(row)
    for text, kind, on in (
        ("Print", QCheckBox, True),
        ("For the Mayor", QCheckBox, False),
        ("Told", QRadioButton, True),
    ):
        choice = named(kind(text, box), "galleryChoice", text)
        choice.setChecked(on)
        row.addWidget(choice)
    keys = QHBoxLayout()
    column.addLayout(keys)
    for key in ("Ctrl+L", "Enter", "J", "1"):
        keys.addWidget(KeyHint(key, box))
    keys.addWidget(Avatar("Nguyễn Thị Hoa", box))
    keys.addWidget(ElidedLabel("A subject too long to be read whole in so little space", box), 1)
    return box


def _chips(parent: QWidget) -> QWidget:
    box, column = _section("Chips", parent)
    flow = FlowLayout()
    column.addLayout(flow)
    flow.addWidget(Chip("Status: not closed", box, icon="funnel", active=True))
    flow.addWidget(Chip("Ward 3", box, icon="map-pin"))
    flow.addWidget(Chip("Pothole", box, icon="tag", guessed=True))
    flow.addWidget(Chip("All 14", box, active=True, removable=False))
    for label in list(CHANNELS.values())[:3]:
        flow.addWidget(Chip(label.word, box, icon=label.icon, removable=False))
    return box


def _pills(parent: QWidget) -> QWidget:
    box, column = _section("Status pills", parent)
    flow = FlowLayout()
    column.addLayout(flow)
    for status in STATUSES:
        flow.addWidget(Pill(status, box))
    return box


def _clocks(parent: QWidget) -> QWidget:
    box, column = _section("Two clocks", parent)
    column.addWidget(ClocksBar(ON_TIME, box))
    column.addWidget(ClocksBar(LATE, box, track=4))
    return box


def _banners(parent: QWidget) -> QWidget:
    box, column = _section("Banners", parent)
    column.addWidget(Banner("acting", "until Fri, Nov 27.", box, bold="You act for Margaret Mulcahy"))
    column.addWidget(Banner("info", "Training city. Nothing here is real.", box))
    column.addWidget(Banner("warning", "", box, bold="No backup for 3 days.", act="Back up now"))
    return box


def _types(parent: QWidget) -> QWidget:
    box, column = _section("Type", parent)
    for step in ("caption", "table", "body", "section", "subject", "page", "figure"):
        column.addWidget(text_label(f"{step} Đặng Văn Minh 0123", box, type=step))
    return box


LOOKS = {"light": ("light", 100), "dark": ("dark", 100), "contrast": ("contrast", 100), "large": ("light", 200)}


def grab_gallery(folder: Path) -> dict[str, Path]:
    """Draw the gallery in every look into `folder`; the application must already wear the theme."""
    made = {}
    for look, (name, percent) in LOOKS.items():
        theme().choose(name, text_percent=percent)
        page = gallery()
        page.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        page.resize(1440 if percent == 100 else 2400, page.sizeHint().height())
        page.show()
        made[look] = folder / f"{look}.png"
        page.grab().save(str(made[look]))
        page.close()
        page.deleteLater()
    theme().choose("light", text_percent=100)
    return made
