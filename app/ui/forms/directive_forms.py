"""Keep the list of directives: one of them, what counts to it, and ready lists taken over (K9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit, QWidget
from sqlmodel import Session

from app import presets
from app.models import TieKind
from app.queries.directives import DirectiveRow
from app.services.directives import Tying, add_directives, save_directive, set_ties
from app.ui.form import Form
from app.ui.forms.choices import choice_box
from app.ui.forms.mandate_form import MandateForm
from app.ui.forms.sheet import Sheet
from app.ui.forms.tie_rows import TieRows
from app.ui.pages.case_bits import px
from app.ui.seat import Seat

FIELDS = ("code", "section", "source", "title", "words")


class DirectiveForm(MandateForm):
    """A directive, new or to be changed; `saved` gives its id."""

    def __init__(self, seat: Seat, row: DirectiveRow | None, *, parent: QWidget) -> None:
        super().__init__(seat, "directive_form", parent)
        self._row = row
        own = self.tr("Short, and never twice: it stands in lists and on paper.")
        self.code = self.line("code", self.tr("Si&gn"), hint=own, longest=24)
        self.line("title", self.tr("What the office is &directed to do, in a line"), longest=200)
        self.line("section", self.tr("&Section"), longest=80)
        self.line("source", self.tr("&Ordinance, order or document"), longest=200)
        words = QPlainTextEdit(self.body)
        words.setTabChangesFocus(True)
        words.setFixedHeight(px(110))
        self.field("words", self.tr("What it says, &word for word"), words)
        if row is None:
            self.track_draft("directive", "new")
        else:
            self._base = {name: getattr(row, name) for name in FIELDS}
            self.load(self._base)
        self.setFocusProxy(self.code)

    def act(self) -> Callable[[Session], Any]:
        """Add it, or change it."""
        fields = self.values()
        if self._row is None:
            return self.as_me(lambda s, who, at: save_directive(s, who, fields=fields, at=at).id)
        found, base = self._row.id, self._base
        return self.as_me(
            lambda s, who, at: save_directive(s, who, fields=fields, directive_id=found, base=base, at=at).id
        )


class TiesForm(MandateForm):
    """What counts to a directive."""

    def __init__(self, seat: Seat, row: DirectiveRow, *, parent: QWidget) -> None:
        super().__init__(seat, "ties_form", parent)
        self._row = row
        said = self.tr("Each row counts by itself; a record that several rows name counts once.")
        self.rows = TieRows(seat, self.body)
        self.field("ties", self.tr("What &counts to it"), self.rows, hint=said)
        self.load({"ties": [[each.kind.value, each.category_id] for each in row.ties]})
        self.setFocusProxy(self.rows)

    def check(self) -> dict[str, str]:
        """A category without one would count everything twice over."""
        bare = any(kind == TieKind.CATEGORY.value and not category for kind, category in self.rows.value())
        return {"ties": self.tr("Choose the category whose contacts and cases count.")} if bare else {}

    def act(self) -> Callable[[Session], Any]:
        """Set them."""
        found, wanted = self._row.id, [Tying(TieKind(kind), category) for kind, category in self.rows.value()]
        return self.as_me(lambda s, who, at: set_ties(s, who, found, wanted, at=at))


class PresetForm(MandateForm):
    """A ready list to be taken over; `saved` gives how many were added."""

    def __init__(self, seat: Seat, *, parent: QWidget) -> None:
        super().__init__(seat, "preset_form", parent)
        self._ready = {row["key"]: row for row in presets.directives()}
        named_ = [(key, self._words(row)) for key, row in self._ready.items()]
        self.box = choice_box(named_, self.body, name="preset")
        kept = self.tr("What is there under the same sign stays. From then on they are the office’s own.")
        self.field("key", self.tr("Ready &list"), self.box, hint=kept)
        self.setFocusProxy(self.box)

    def _words(self, row: dict[str, Any]) -> str:
        return self.tr("{0}, {1} directives").format(row["name"], len(row["directives"]))

    def act(self) -> Callable[[Session], Any]:
        """Take it over."""
        one = self._ready[self.box.currentData()]
        return self.as_me(
            lambda s, who, at: len(add_directives(s, who, one["directives"], source=one["source"], at=at))
        )


def sheet_of(form: Form, title: str, act: str, *, parent: QWidget, width: int = 560) -> Sheet:
    """A sheet with one of these forms."""
    cancel = form.tr("Not now")
    return Sheet(form, title=title, act=act, cancel=cancel, parent=parent, width=width, key="Ctrl+Enter")
