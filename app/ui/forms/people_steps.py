"""The other steps of an import of people: twins, what would come of it, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QTableWidgetItem, QVBoxLayout, QWidget

from app.exchange.people_import import ImportedPeople, TriedPeople, new_reaches
from app.keys import likeness
from app.queries.twins import Twin, TwinOf
from app.services.import_people_rows import Choice, Decided, Decision, OldPerson
from app.ui.forms.import_steps import SHOWN, fill, plain_table
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.heads import SectionHead


def _tr(text: str) -> str:
    return QCoreApplication.translate("PeopleSteps", text)


def reason_words(reasons: Sequence[str]) -> str:
    """Why two are likely the same, in the window's words."""
    words = {
        likeness.SAME_PHONE: _tr("same phone"),
        likeness.SAME_EMAIL: _tr("same e-mail"),
        likeness.SAME_NAME: _tr("same name"),
        likeness.LIKE_NAME: _tr("similar name"),
        likeness.SAME_ADDRESS: _tr("same address"),
        likeness.LIKE_ADDRESS: _tr("similar address"),
    }
    return ", ".join(words[each] for each in reasons)


def choice_word(choice: Choice) -> str:
    """What is done with a row, in the window's words."""
    return {Choice.SKIP: _tr("Leave out"), Choice.MAKE: _tr("Make new"), Choice.ADD: _tr("Add what is new")}[choice]


def person_line(person: OldPerson) -> str:
    """A row of the file on one line."""
    parts = [*(each.typed for each in person.reaches), *(each.typed for each in person.addresses), person.organization]
    return " · ".join(part for part in parts if part)


class PeopleTwins(QWidget):
    """The rows that are likely here already; for each (or all that are marked) somebody says what is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "people_twins", self.tr("Likely twins"))
        self._rows: list[Decided] = []
        words = self.tr("Sure twins are left out, all others made new, unless you say otherwise. Ctrl+A marks all.")
        self._hint = text_label(words, self, type="table", ink="ink_2", name="people_twins_hint")
        self._hint.setWordWrap(True)
        headings = [
            self.tr(each) for each in ("Row", "What is done", "In the file", "Likely the same as", "Why", "New here")
        ]
        self.table = plain_table(headings, self, name="people_twins_table", label=self.tr("Likely twins"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.skip = KeyButton(self.tr("Leave out"), self, key="L", bind=True, name="twins_skip")
        self.make = KeyButton(self.tr("Make new"), self, key="N", bind=True, name="twins_make")
        self.add = KeyButton(self.tr("Add what is new"), self, key="A", bind=True, name="twins_add")
        self.other = KeyButton(self.tr("Another twin"), self, kind="quiet", key="T", bind=True, name="twins_other")
        self.detail = text_label("", self, type="table", ink="ink_2", name="people_twins_detail")
        self.detail.setWordWrap(True)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        acts = QHBoxLayout()
        for button in (self.skip, self.make, self.add, self.other):
            acts.addWidget(button)
        acts.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._hint)
        column.addWidget(self.table, 1)
        column.addWidget(self.detail)
        column.addLayout(acts)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        for button, choice in ((self.skip, Choice.SKIP), (self.make, Choice.MAKE), (self.add, Choice.ADD)):
            button.clicked.connect(lambda _=False, choice=choice: self.decide(choice))
        self.other.clicked.connect(lambda: self.turn())
        self.table.itemSelectionChanged.connect(self._selected)

    def show_twins(self, rows: Sequence[Decided]) -> None:
        """Lay out the rows with their best twin."""
        self._rows = list(rows)
        fill(self.table, [self._line(each) for each in self._rows])
        if self._rows:
            self.table.setCurrentCell(0, 0)
        self._selected()

    def decisions(self) -> Mapping[int, Decision]:
        """Row of the file → what was decided."""
        return {each.person.row: each.decision for each in self._rows}

    def decide(self, choice: Choice) -> None:
        """Do this with the rows that are marked."""
        for at in self._marked():
            row = self._rows[at]
            self._put(at, row._replace(decision=Decision(choice, _twin(row) if choice is not Choice.MAKE else None)))

    def turn(self) -> None:
        """The next of several twins of the rows that are marked."""
        for at in self._marked():
            row = self._rows[at]
            turned = (*row.twins[1:], row.twins[0])
            decision = row.decision._replace(twin=turned[0]) if row.decision.twin else row.decision
            self._put(at, row._replace(twins=turned, decision=decision))

    def _marked(self) -> list[int]:
        return sorted({index.row() for index in self.table.selectionModel().selectedRows()})

    def _put(self, at: int, row: Decided) -> None:
        self._rows[at] = row
        for place, words in enumerate(self._line(row)):
            item = QTableWidgetItem(words)
            item.setToolTip(words)
            self.table.setItem(at, place, item)
        self._selected()

    def _line(self, row: Decided) -> tuple[str, ...]:
        twin = _twin(row)
        whose = self.tr("{0} (row {1})").format(twin.name, f"{twin.id:,}") if twin.kind is TwinOf.ROW else twin.name
        more = self.tr(" and {0} more").format(len(row.twins) - 1) if len(row.twins) > 1 else ""
        new = ", ".join(each.typed for each in new_reaches(row.person, twin)) or "–"
        choice = choice_word(row.decision.choice)
        return (f"{row.person.row:,}", choice, row.person.name, f"{whose}{more}", reason_words(twin.reasons), new)

    def _selected(self) -> None:
        marked = self._marked()
        for button in (self.skip, self.make, self.add):
            button.setEnabled(bool(marked))
        self.other.setEnabled(any(len(self._rows[at].twins) > 1 for at in marked))
        one = self._rows[marked[0]] if len(marked) == 1 else None
        self.detail.setText(_beside(one) if one else self.tr("{0} rows are marked.").format(f"{len(marked):,}"))


def _twin(row: Decided) -> Twin:
    return row.twins[0]


def _beside(row: Decided) -> str:
    """The row and its twin, a line each."""
    file = _tr("In the file: {0}, {1}").format(row.person.name, person_line(row.person) or "–")
    here = _tr("Likely the same: {0}, {1}").format(_twin(row).name, _twin(row).line or "–")
    return f"{file}\n{here}"


class PeopleCheck(QWidget):
    """What the import will do: counts, the first people, what is not brought in, and the rejected rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "people_check", self.tr("Check"))
        self.summary = text_label("", self, type="subject", name="people_summary")
        self.unused = text_label("", self, type="table", ink="ink_2", name="people_unused")
        self.remarked = text_label("", self, type="table", ink="ink_2", name="people_remarked")
        headings = [self.tr(each) for each in ("Row", "Name", "Organization", "Phones, e-mails, addresses", "Remarks")]
        self.table = plain_table(headings, self, name="people_preview", label=self.tr("First people"))
        self.rejects = plain_table(
            [self.tr("Row"), self.tr("Why")], self, name="people_rejects", label=self.tr("Rejected")
        )
        self.head = SectionHead(
            self.tr("Rejected rows"), self, act=self.tr("Save rejected rows…"), name="people_rejects_head"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for label in (self.summary, self.unused, self.remarked):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(SectionHead(self.tr("The first people"), self))
        column.addWidget(self.table, 2)
        column.addWidget(self.head)
        column.addWidget(self.rejects, 1)
        self.setFocusProxy(self.table)

    def show_tried(self, tried: TriedPeople, decisions: Mapping[int, Decision]) -> None:
        """Lay out what will be done."""
        counts = counted(tried, decisions)
        words = self.tr("New people: {0}. New organizations: {1}. Left out: {2}. Get what is new: {3}. Rejected: {4}.")
        self.summary.setText(words.format(*(f"{each:,}" for each in (*counts, len(tried.rejects)))))
        unused = ", ".join(f"{name} ({many:,})" for name, many in tried.unused)
        self.unused.setText(self.tr("Not brought in: {0}").format(unused))
        self.unused.setVisible(bool(unused))
        self.remarked.setText(self.tr("{0} have remarks with what has no field.").format(f"{tried.remarked:,}"))
        self.remarked.setVisible(bool(tried.remarked))
        shown = [each for each in tried.preview if decisions.get(each.person.row, each.decision).choice is Choice.MAKE]
        fill(self.table, [_preview(each.person) for each in shown])
        fill(self.rejects, [(f"{each.row:,}", " ".join(each.reasons)) for each in tried.rejects[:SHOWN]])
        self.head.set_count(f"{len(tried.rejects):,}")
        for widget in (self.head, self.rejects):
            widget.setVisible(bool(tried.rejects))


def counted(tried: TriedPeople, decisions: Mapping[int, Decision]) -> tuple[int, int, int, int]:
    """New people, new organizations, rows left out, and rows that add to somebody, as was decided."""
    people, firms = tried.people, tried.organizations
    left = added = 0
    for each in tried.twins:
        now = decisions.get(each.person.row, each.decision).choice
        change = (now is Choice.MAKE) - (each.decision.choice is Choice.MAKE)
        if each.person.is_organization:
            firms += change
        else:
            people += change
        left += now is Choice.SKIP
        added += now is Choice.ADD
    return people, firms, left, added


def _preview(person: OldPerson) -> tuple[str, ...]:
    reached = [each.typed for each in person.reaches] + [each.typed for each in person.addresses]
    work = ", ".join(part for part in (person.organization, person.position) if part)
    return (f"{person.row:,}", person.name, work, " · ".join(reached), " · ".join(person.remarks))


class PeopleDonePage(QWidget):
    """What came of it, and the way to the people."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "people_done", self.tr("Done"))
        self.empty = EmptyState("circle-check", "", self, name="people_done_words")
        self._banner = Banner("info", "", self, name="people_done_banner")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.empty, 1)
        column.addWidget(self._banner)

    def show_imported(self, imported: ImportedPeople) -> None:
        """Say how many there are now, and where the others are."""
        done = imported.done
        words = self.tr("New people: {0}. New organizations: {1}.")
        hint = self.tr("{0} phones and e-mails were added to people who were here.").format(f"{done.added:,}")
        undo = self.tr("Office, Old tables takes the whole import out again as long as nobody worked on it.")
        self.empty.tell(
            words.format(f"{done.people:,}", f"{done.organizations:,}"), hint=f"{hint} {undo}" if done.added else undo
        )
        kept = self.tr("{0} rows were left out and {1} rejected. They are in {2}.")
        counts = (f"{len(done.left_out):,}", f"{imported.rejected:,}", imported.rejects)
        self._banner.set_text("", kept.format(*counts) if imported.rejects else "")
        self._banner.setVisible(bool(imported.rejects))
