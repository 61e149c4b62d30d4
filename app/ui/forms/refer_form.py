"""Refer a case: to whom, how, in which words; a state or federal body needs a release, or the reason for none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget
from sqlmodel import Session

from app import presets
from app.authority import Actor
from app.models import OUTSIDE, Channel
from app.queries.departments import OfficialRow, officials
from app.queries.letters import referral_values
from app.queries.referrals import ReleaseRow, releases_of
from app.services.referrals import refer
from app.ui.case_words import day_words
from app.ui.forms.choices import choice_box, label_box
from app.ui.forms.mandate_form import MandateForm
from app.ui.forms.referral_forms import release_sheet
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import text_label
from app.ui.widgets.buttons import KeyButton

Scans = Sequence[tuple[int | None, str]]
WAYS = (Channel.EMAIL, Channel.LETTER, Channel.PHONE, Channel.WEB, Channel.MEETING)
NO_RELEASE = ""


class ReferForm(MandateForm):
    """`saved` gives the id of the referral; the words follow the addressee until they are typed over."""

    def __init__(
        self, seat: Seat, case_id: int, category_id: int | None, *, parent: QWidget, files: Scans = ()
    ) -> None:
        super().__init__(seat, "refer_form", parent)
        self._case_id, self._offered, self._files = case_id, "", files
        self._officials: dict[str, OfficialRow] = {}
        self._releases: list[ReleaseRow] = []
        self.to = choice_box(
            [(f"d{row.id}", row.name) for row in seat.reference.departments], self.body, name="refer_to"
        )
        self._choose(category_id)
        self.how = label_box("channel", WAYS, self.body, name="refer_how")
        self.words = QPlainTextEdit(self.body)
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(theme().px(180))
        self.due = text_label("", self.body, type="table", ink="ink_2", name="refer_due")
        self.due.setWordWrap(True)
        self._build()
        self.track_draft("refer", str(case_id))
        self.to.currentIndexChanged.connect(lambda _: self._follow())
        self._ask_directory()
        self._follow()
        self.setFocusProxy(self.to)

    def _build(self) -> None:
        self.field("to", self.tr("&To"), self.to, hint=self.tr("Departments first, then officials with their body."))
        self.column.addWidget(self.due)
        self.field("how", self.tr("&How it goes"), self.how)
        hint = self.tr("Liaison sends nothing itself: copy the text, or save the letter as PDF afterwards.")
        self.field("words", self.tr("&Words of the referral"), self.words, hint=hint)
        self.copy = self._button(self.tr("&Copy text"), "copy", "refer_copy")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.words.toPlainText()))
        self.line(
            "reference", self.tr("Their &number for it"), hint=self.tr("If they gave one; it is found by search.")
        )
        self.release = QComboBox(self.body)
        self.release_field = self.field("release", self.tr("&Privacy release"), self.release)
        self.record_release = self._button(self.tr("Record a re&lease…"), "file-plus", "refer_record_release")
        self.record_release.clicked.connect(self._record_release)
        self.no_release = self.line("no_release", self.tr("&Reason for telling them without one"), longest=500)
        self._reason_field = self.no_release.parentWidget()

    def _button(self, words: str, icon: str, name: str) -> KeyButton:
        made = KeyButton(words, self.body, icon=icon, name=name)
        made.setAutoDefault(False)
        self.column.addWidget(made)
        return made

    def _record_release(self) -> None:
        """Keep a release that was signed; it is chosen then."""
        sheet = release_sheet(self.seat, self._case_id, list(self._files), parent=self)
        sheet.form.saved.connect(lambda _: self._ask_directory())
        sheet.open()

    def _choose(self, category_id: int | None) -> None:
        """The department of the case's category stands first."""
        rows = self.seat.reference.categories
        found = next((row.department_id for row in rows if row.id == category_id), None)
        self.to.setCurrentIndex(max(0, self.to.findData(f"d{found}")))

    # -- what the choice brings ------------------------------------------------------------------------------

    def _ask_directory(self) -> None:
        case_id = self._case_id

        def question(session: Session, who: Actor) -> tuple[list[OfficialRow], list[ReleaseRow]]:
            return officials(session), releases_of(session, who, case_id)

        self.seat.ask(question, then=self._came, owner=self, key="directory")

    def _came(self, found: tuple[list[OfficialRow], list[ReleaseRow]]) -> None:
        rows, self._releases = found
        with QSignalBlocker(self.to):
            for row in rows:
                if self.to.findData(f"o{row.id}") < 0:
                    self.to.addItem(self.tr("{0}, {1}").format(row.name, row.body), f"o{row.id}")
                self._officials[f"o{row.id}"] = row
        self.release.clear()
        self.release.addItem(self.tr("None: say why below"), NO_RELEASE)
        for release in self._releases:
            if release.in_force(self.seat.today()):
                self.release.addItem(self._release_words(release), str(release.id))
        self.release.setCurrentIndex(self.release.count() - 1)
        self._follow()

    def _release_words(self, row: ReleaseRow) -> str:
        today = self.seat.today()
        until = self.tr("until {0}").format(day_words(row.expires_on, today)) if row.expires_on else ""
        return ", ".join(each for each in (row.signer, row.scope, until) if each)

    def _follow(self) -> None:
        """Due date, words and release of who is chosen."""
        chosen = str(self.to.currentData() or "")
        official = self._officials.get(chosen)
        outside = official is not None and official.level in OUTSIDE
        self.release_field.setVisible(outside)
        self.record_release.setVisible(outside)
        if self._reason_field is not None:
            self._reason_field.setVisible(outside)
        days = official.answer_days if official else self._target(chosen)
        calendar, at = self.seat.reference.calendar, self.seat.now()
        due = self.seat.local(calendar.add_days(at, days)).date()
        told = self.tr("Answer due {0}: {1}").format(day_words(due, self.seat.today()), calendar.explain(at, days))
        self.due.setText(told)
        self.due.setAccessibleName(told)
        self._ask_words(chosen)

    def _target(self, chosen: str) -> int:
        rows = self.seat.reference.departments
        return next((row.answer_days for row in rows if f"d{row.id}" == chosen), 5)

    def _ask_words(self, chosen: str) -> None:
        case_id, at, to = self._case_id, self.seat.now(), addressee(chosen)
        self.seat.ask(
            lambda s, who: referral_values(s, who, case_id, at=at, **to),
            then=self._offer,
            owner=self,
            key="words",
        )

    def _offer(self, values: dict[str, str]) -> None:
        if self.words.toPlainText().strip() in ("", self._offered.strip()):
            self._offered = presets.letter("referral", values)[1]
            self.words.setPlainText(self._offered)

    # -- the act ---------------------------------------------------------------------------------------------

    def act(self) -> Callable[[Session], Any]:
        """Refer it."""
        values, case_id = self.values(), self._case_id
        to = addressee(str(values.pop("to") or ""))
        release, reason = values.pop("release"), str(values.pop("no_release"))
        more: dict[str, Any] = {"release_id": int(release) if release else None, "no_release": reason, **to}
        return self.as_me(lambda s, who, at: refer(s, who, case_id, fields=values, at=at, **more).id)


def addressee(chosen: str) -> dict[str, int]:
    """The choice as the act takes it: "d3" is department 3, "o5" official 5."""
    if not chosen:
        return {}
    return {"department_id" if chosen[0] == "d" else "official_id": int(chosen[1:])}


def refer_sheet(
    seat: Seat, case_id: int, number: str, category_id: int | None, *, parent: QWidget, files: Scans = ()
) -> Sheet:
    """The sheet to refer a case; `files` are those of the case, among them perhaps the scan of a release."""
    form = ReferForm(seat, case_id, category_id, parent=parent, files=files)
    title = form.tr("Refer {0}").format(number)
    return Sheet(form, title=title, act=form.tr("Record as referred"), parent=parent, width=620, key="Ctrl+Enter")
