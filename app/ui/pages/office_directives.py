"""The Office page's directives: the list, what counted to each in a month, and the account of it (K9)."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.changes import Changes
from app.queries.directive_accounts import Candidate, accounts, candidates, lacking
from app.queries.directives import DirectiveRow, directives
from app.queries.figures import last_full_month, month
from app.queries.figures.directives import directive_counts, measure_names
from app.reports.periods import before, year_before
from app.services.directives import save_directive
from app.ui.directive_words import measure_words
from app.ui.form import Form
from app.ui.forms.account_form import AccountForm
from app.ui.forms.choices import choice_box
from app.ui.forms.directive_forms import DirectiveForm, PresetForm, TiesForm, sheet_of
from app.ui.forms.sheet import Sheet
from app.ui.gates import show_for
from app.ui.icons import icon
from app.ui.pages.case_bits import scrolled
from app.ui.pages.directive_view import DirectiveView, Month
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.flow import FlowLayout

TABLES = ("directive", "directive_tie", "directive_mark", "directive_account", "category")
LIST, MONTHS = 360, 24
ROW = Qt.ItemDataRole.UserRole


class DirectivesTab(QWidget):
    """The list at the left, one directive at the right with what is done with it; above them the month."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        named(self, "directives_tab", self.tr("Directives"))
        self._seat, self._found = seat, Month([], [], {}, frozenset())
        self._wanted: int | None = None
        self.sheet: Sheet | None = None
        self.box = choice_box(self._months(), self, name="directives_month")
        self.box.setAccessibleName(self.tr("Month"))
        self.state = text_label("", self, type="table", ink="ink_2", name="directives_state")
        self.state.setWordWrap(True)
        self.list = named(QListWidget(self), "directives_list", self.tr("Directives"))
        self.list.setProperty("kind", "box")
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # one that comes later cuts words
        self.list.setSpacing(3)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.one = DirectiveView(self)
        self._make_buttons()
        self._arrange()
        self.list.currentItemChanged.connect(self._chosen)
        self.list.itemActivated.connect(lambda _: self.account())
        self.box.currentIndexChanged.connect(self.ask)
        seat.jobs.changed.connect(self._changed)
        seat.me_changed.connect(self._offer)
        theme().changed.connect(self._fold)
        self._fold()
        self.ask()

    # -- parts ----------------------------------------------------------------------------------------------

    def _months(self) -> list[tuple[str, str]]:
        """The last full month first, then those before it; last the one that is on."""
        zone, last = self._seat.zone.key, last_full_month(self._seat.zone.key, self._seat.now())
        today = self._seat.today()
        now = month(zone, today.year, today.month)
        found = [(f"{each.first:%Y-%m}", each.name) for each in (last.back(n) for n in range(MONTHS))]
        return [*found, (f"{now.first:%Y-%m}", self.tr("{0}, so far").format(now.name))]

    def _make_buttons(self) -> None:
        self.new_button = self._button(self.tr("&New directive"), "plus", self.add, Right.KEEP_DIRECTIVES)
        self.preset_button = self._button(
            self.tr("&Take a ready list…"), "library", self.presets, Right.KEEP_DIRECTIVES
        )
        self.report_button = self._button(self.tr("&Report to the Council"), "landmark", self.report, Right.PRINT)
        self.account_button = self._button(self.tr("Write the &account…"), "pencil", self.account, Right.ACCOUNT)
        self.change_button = self._button(self.tr("&Change…"), "file-pen", self.change, Right.KEEP_DIRECTIVES)
        self.ties_button = self._button(self.tr("&What counts…"), "list-checks", self.tie, Right.KEEP_DIRECTIVES)
        self.retire_button = self._button(self.tr("Ret&ire"), "archive", self.retire, Right.KEEP_DIRECTIVES)

    def _button(self, words: str, sign: str, act: Any, right: Right) -> KeyButton:
        name = f"directives_{act.__name__}"
        made = KeyButton(words, self, icon=sign, name=name)
        made.clicked.connect(lambda: act())
        show_for(self._seat, made, right)
        return made

    def _arrange(self) -> None:
        head, acts = FlowLayout(gap=12), FlowLayout()
        for widget in (self.box, self.report_button, self.new_button, self.preset_button):
            head.addWidget(widget)
        for widget in (self.account_button, self.change_button, self.ties_button, self.retire_button):
            acts.addWidget(widget)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addLayout(acts)
        self._area = scrolled(self.one, self, name="directive_area", says=self.tr("Directive"), ground="page")
        right.addWidget(self._area, 1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(24)
        self._row.addWidget(self.list)
        self._row.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.state)
        column.addLayout(self._row, 1)

    def _fold(self) -> None:
        """With large text the list stands above the directive."""
        compact, box, most = theme().is_compact, QBoxLayout.Direction, 16_777_215
        self._row.setDirection(box.TopToBottom if compact else box.LeftToRight)
        self.list.setMinimumHeight(theme().px(110) if compact else 0)
        self.list.setMaximumHeight(theme().px(110) if compact else most)
        self._area.setMinimumHeight(theme().px(200) if compact else 0)
        self.list.setMinimumWidth(0 if compact else theme().px(LIST))
        self.list.setMaximumWidth(most if compact else theme().px(LIST))

    # -- showing --------------------------------------------------------------------------------------------

    @property
    def row(self) -> DirectiveRow | None:
        """The directive that is chosen."""
        place = self.list.currentRow()
        found: DirectiveRow | None = self.list.item(place).data(ROW) if place >= 0 else None
        return found

    def _on(self) -> date:
        return date.fromisoformat(f"{self.box.currentData()}-01")

    def _changed(self, changes: Changes) -> None:
        if changes.touches(*TABLES):
            self.ask()

    def ask(self) -> None:
        """Read the directives with their month."""
        on, zone = self._on(), self._seat.zone.key
        period = month(zone, on.year, on.month)
        spans = (period, before(period), year_before(period))

        def question(session: Session, who: Actor) -> Month:
            rows = directives(session, with_retired=True)
            counts, written = directive_counts(session, who, spans), accounts(session, who, on)
            active = [row for row in rows if row.active]
            missing = frozenset(row.id for row in lacking(active, counts[0], written))
            return Month(rows, counts, written, missing)

        self._seat.ask(question, then=self._came, owner=self, key="directives")

    def _came(self, found: Month) -> None:
        self._found = found
        chosen = self._wanted or (self.row.id if self.row else None)
        self._wanted = None
        self.list.blockSignals(True)
        self.list.clear()
        for row in found.rows:
            self._item(row, chosen=row.id == chosen)
        if self.list.currentRow() < 0 and found.rows:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.state.setText(self._state_words())
        self._show()

    def _item(self, row: DirectiveRow, *, chosen: bool) -> None:
        item = QListWidgetItem(f"{row.code}  {row.title}\n{self._second(row)}", self.list)
        lacks = row.id in self._found.missing
        sign, ink = ("triangle-alert", "status.overdue.text") if lacks else ("scroll-text", "ink_2")
        item.setIcon(icon(sign, ink))
        item.setData(ROW, row)
        if chosen:
            self.list.setCurrentItem(item)

    def _second(self, row: DirectiveRow) -> str:
        """What the list says below the title."""
        if not row.active:
            return self.tr("retired")
        if row.id in self._found.missing:
            return self.tr("still to be written")
        counts = self._found.counts[0].of_directive(row.id)
        account = self._found.accounts.get(row.id)
        told = [self.tr("told of")] if account is not None and not account.is_blank else []
        told += [f"{measure_words(key)} {counts[key]:,}" for key in measure_names() if counts[key]]
        return " · ".join(told[:3])

    def _state_words(self) -> str:
        name, many = self._found.name, len(self._found.missing)
        if not any(row.active for row in self._found.rows):
            return self.tr("The office has entered no directives yet, so there is nothing to report on to the Council.")
        if not many:
            return self.tr("{0}: every directive is told of. The report may be issued.").format(name)
        if many == 1:
            return self.tr("{0}: one directive is still without a word. The report cannot be issued.").format(name)
        words = self.tr("{0}: {1} directives are still without a word. The report cannot be issued.")
        return words.format(name, many)

    def _chosen(self, *_: object) -> None:
        self._show()

    def _show(self) -> None:
        self.one.show_row(self.row, self._found)
        self._offer()

    def _offer(self) -> None:
        """The acts on one, for those who may."""
        row, keeps = self.row, self._seat.may(Right.KEEP_DIRECTIVES)
        for button in (self.change_button, self.ties_button, self.retire_button):
            button.setVisible(row is not None and keeps)
        self.account_button.setVisible(row is not None and row.active and self._seat.may(Right.ACCOUNT))
        self.retire_button.setText(
            self.tr("Take into &use") if row is not None and not row.active else self.tr("Ret&ire")
        )

    # -- acts -----------------------------------------------------------------------------------------------

    def add(self) -> None:
        """A new one."""
        self._open(DirectiveForm(self._seat, None, parent=self), self.tr("New directive"), self.tr("Add"))

    def change(self) -> None:
        """Change the one that is chosen."""
        if self.row is not None:
            form = DirectiveForm(self._seat, self.row, parent=self)
            self._open(form, self.tr("Change {0}").format(self.row.code), self.tr("Save"))

    def tie(self) -> None:
        """Say what counts to it."""
        if self.row is not None:
            form = TiesForm(self._seat, self.row, parent=self)
            self._open(form, self.tr("What counts to {0}").format(self.row.code), self.tr("Save"))

    def presets(self) -> None:
        """Take a ready list over."""
        self._open(PresetForm(self._seat, parent=self), self.tr("Ready lists"), self.tr("Take over"))

    def retire(self) -> None:
        """Take it out of use, or into use again."""
        row = self.row
        if row is None:
            return
        found, active = row.id, not row.active
        done = self.tr("{0} is in use again") if active else self.tr("{0} is retired")
        self._seat.do(
            lambda s, who, at: save_directive(s, who, fields={"active": active}, directive_id=found, at=at).id,
            then=lambda _: self._seat.messages.note(done.format(row.code)),
            owner=self,
        )

    def account(self) -> None:
        """Read what may be chosen, then ask what was done."""
        row = self.row
        if row is None or not row.active or not self._seat.may(Right.ACCOUNT):
            return
        found, period = row.id, self._found.counts[0].period
        self._seat.ask(
            lambda s, who: (row, candidates(s, who, found, period)), then=self._account, owner=self, key="candidates"
        )

    def _account(self, found: tuple[DirectiveRow, list[Candidate]]) -> None:
        row, period = found[0], self._found.counts[0].period
        written = self._found.accounts.get(row.id)
        form = AccountForm(self._seat, row, period, written, found[1], parent=self)
        title = self.tr("{0} in {1}").format(row.code, period.name)
        self._open(form, title, self.tr("Keep the account"))

    def report(self) -> None:
        """The report of the month."""
        self._seat.page_wanted.emit("reports", {"key": "council", "month": self.box.currentData()})

    def _open(self, form: Form, title: str, act: str) -> None:
        self.sheet = sheet_of(form, title, act, parent=self)
        form.saved.connect(self._saved)
        self.sheet.open()

    def _saved(self, found: object) -> None:
        """A new one is chosen as soon as the list is read again."""
        if isinstance(self.sender(), DirectiveForm) and isinstance(found, int):
            self._wanted = found
