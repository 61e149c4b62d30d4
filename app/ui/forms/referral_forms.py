"""What is noted on a referral: it was received, chased, answered, withdrawn; and a privacy release of a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from sqlmodel import Session

from app import presets
from app.authority import Actor
from app.errors import Invalid
from app.models import Channel, ReleaseKind
from app.queries.chasing import Rung, ladder
from app.queries.letters import next_letter
from app.queries.referrals import ReferralRow
from app.services.referrals import acknowledge, answer, chase, withdraw
from app.services.releases import add_release
from app.ui.forms.choices import choice_box, label_box
from app.ui.forms.mandate_form import DayEdit, MandateForm
from app.ui.forms.sheet import Sheet
from app.ui.forms.when import parse_day_to_come
from app.ui.referral_words import rung_words
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import text_label
from app.ui.widgets.buttons import KeyButton

WAYS = (Channel.EMAIL, Channel.LETTER, Channel.PHONE, Channel.MEETING)


class _ReferralForm(MandateForm):
    """A form on one referral; `when` gives the instant of a day, now for today."""

    def __init__(self, seat: Seat, name: str, row: ReferralRow, parent: QWidget) -> None:
        super().__init__(seat, name, parent)
        self.row = row

    def text(self, name: str, label: str, *, hint: str = "", high: int = 110) -> QPlainTextEdit:
        """A field of several lines."""
        editor = QPlainTextEdit(self.body)
        editor.setTabChangesFocus(True)
        editor.setFixedHeight(theme().px(high))
        self.field(name, label, editor, hint=hint)
        return editor

    def day(self, name: str, label: str) -> DayEdit:
        """A field of a day, today at first."""
        editor = DayEdit(self.body)
        editor.set_value(self.seat.today())
        self.field(name, label, editor)
        return editor

    def when(self, day: date) -> datetime | None:
        """None for today, which is now; of another day its noon, yet not before the referral on the day it went."""
        if day == self.seat.today():
            return None
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=self.seat.zone)
        sent = self.seat.local(self.row.sent_at)
        return self.row.sent_at if sent.date() == day and noon < sent else noon


class ChaseForm(_ReferralForm):
    """The next chase: its text is offered, and copied; after the third the brief is."""

    def __init__(self, seat: Seat, row: ReferralRow, *, parent: QWidget) -> None:
        super().__init__(seat, "chase_form", row, parent)
        self._offered = ""
        self.told = text_label("", self.body, type="table", ink="ink_2", name="chase_told")
        self.told.setWordWrap(True)
        self.column.addWidget(self.told)
        self.field("how", self.tr("&How it goes"), label_box("channel", WAYS, self.body, name="chase_how"))
        hint = self.tr("Liaison sends nothing itself. Copy the text, send it, then record it.")
        self.words = self.text("words", self.tr("&Words"), hint=hint, high=190)
        self.day("chased_at", self.tr("&Sent on"))
        self.copy = KeyButton(self.tr("&Copy text"), self.body, icon="copy", name="chase_copy")
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.words.toPlainText()))
        self.column.addWidget(self.copy)
        self.track_draft("chase", str(row.id))
        self._ask()
        self.setFocusProxy(self.words)

    def _ask(self) -> None:
        number, at = self.row.id, self.seat.now()

        def question(session: Session, who: Actor) -> tuple[list[Rung], tuple[str, dict[str, str]]]:
            return ladder(session, who, [number], at=at), next_letter(session, who, number, at=at)

        self.seat.ask(question, then=self._came, owner=self, key="letter")

    def _came(self, found: tuple[list[Rung], tuple[str, dict[str, str]]]) -> None:
        steps, (key, values) = found
        if steps:
            self.told.setText(rung_words(steps[0], self.seat))
            self.told.setAccessibleName(self.told.text())
        if self.words.toPlainText().strip() in ("", self._offered.strip()):
            self._offered = presets.letter("chase_3" if key == "brief" else key, values)[1]
            self.words.setPlainText(self._offered)

    def act(self) -> Callable[[Session], Any]:
        """Note the chase."""
        values, number = self.values(), self.row.id
        when = self.when(values.pop("chased_at"))
        return self.as_me(lambda s, who, at: chase(s, who, number, fields=values, at=at, chased_at=when).id)


class AnswerForm(_ReferralForm):
    """What they answered, and whether it will do."""

    def __init__(self, seat: Seat, row: ReferralRow, *, parent: QWidget) -> None:
        super().__init__(seat, "answer_form", row, parent)
        self.words = self.text("words", self.tr("What did they &answer?"))
        choices = [(True, self.tr("It will do")), (False, self.tr("It is inadequate"))]
        self.adequate = choice_box(choices, self.body, name="answer_adequate")
        self.field("adequate", self.tr("&Is that an answer?"), self.adequate)
        hint = self.tr("It stands in the figures of the department, and in the referral that follows.")
        self.reason = self.line("reason", self.tr("What is &missing in it?"), hint=hint, longest=500)
        self.day("answered_at", self.tr("&Came on"))
        self.adequate.currentIndexChanged.connect(lambda _: self._follow())
        self.track_draft("answer", str(row.id))
        self._follow()
        self.setFocusProxy(self.words)

    def _follow(self) -> None:
        self.reason.setEnabled(self.adequate.currentData() is False)

    def act(self) -> Callable[[Session], Any]:
        """Keep the answer."""
        values, number = self.values(), self.row.id
        when = self.when(values.pop("answered_at"))
        values["adequate"] = bool(values["adequate"])
        return self.as_me(lambda s, who, at: answer(s, who, number, at=at, answered_at=when, **values).id)


class ReceivedForm(_ReferralForm):
    """They have it: since when, and their number for it."""

    def __init__(self, seat: Seat, row: ReferralRow, *, parent: QWidget) -> None:
        super().__init__(seat, "received_form", row, parent)
        edit = self.line("reference", self.tr("Their &number for it"), hint=self.tr("May stay empty."), longest=80)
        edit.setText(row.reference)
        self.day("acknowledged_at", self.tr("They said so &on"))
        self.setFocusProxy(edit)

    def act(self) -> Callable[[Session], Any]:
        """Note that they have it."""
        values, number = self.values(), self.row.id
        when = self.when(values.pop("acknowledged_at"))
        return self.as_me(lambda s, who, at: acknowledge(s, who, number, at=at, acknowledged_at=when, **values).id)


class WithdrawForm(_ReferralForm):
    """Why it is taken back."""

    def __init__(self, seat: Seat, row: ReferralRow, *, parent: QWidget) -> None:
        super().__init__(seat, "withdraw_form", row, parent)
        self.setFocusProxy(self.line("reason", self.tr("&Why is it withdrawn?"), longest=500))

    def act(self) -> Callable[[Session], Any]:
        """Take it back."""
        values, number = self.values(), self.row.id
        return self.as_me(lambda s, who, at: withdraw(s, who, number, at=at, **values).id)


class ReleaseForm(MandateForm):
    """A signed release: by whom, when, for what, until when; `files` are the case's, among them the scan."""

    def __init__(self, seat: Seat, case_id: int, files: list[tuple[int | None, str]], *, parent: QWidget) -> None:
        super().__init__(seat, "release_form", parent)
        self._case_id = case_id
        kinds = [
            (ReleaseKind.PRIVACY_ACT, self.tr("Privacy Act release")),
            (ReleaseKind.AGENCY_FORM, self.tr("The agency's own form")),
            (ReleaseKind.CITY_FORM, self.tr("The city's form")),
            (ReleaseKind.ELECTRONIC, self.tr("Consent given electronically")),
        ]
        self.field("kind", self.tr("&Kind"), choice_box(kinds, self.body, name="release_kind"))
        self.signer = self.line("signer", self.tr("&Signed by"), longest=160)
        self.signed = DayEdit(self.body)
        self.signed.set_value(seat.today())
        self.field("signed_on", self.tr("Signed &on"), self.signed)
        hint = self.tr("Such as: benefits claim, to the Social Security Administration")
        self.line("scope", self.tr("&What may be told, and to whom"), hint=hint, longest=500)
        expires = self.line("expires_on", self.tr("&Expires on"), hint=self.tr("Like 2027-06-30; empty for never."))
        expires.setMaxLength(20)
        scans: list[tuple[int | None, str]] = [(None, self.tr("Not kept here")), *files]
        self.field("attachment_id", self.tr("S&can"), choice_box(scans, self.body, name="release_scan"))
        self.setFocusProxy(self.signer)

    def check(self) -> dict[str, str]:
        """The day of expiry has to be one."""
        typed = str(self.values()["expires_on"]).strip()
        return {} if not typed or self._day(typed) else {"expires_on": self.tr("Write the day like 2027-06-30.")}

    def act(self) -> Callable[[Session], Any]:
        """Keep the release."""
        values, case_id = self.values(), self._case_id
        scan = values.pop("attachment_id")
        values["expires_on"] = self._day(str(values["expires_on"]).strip())
        return self.as_me(lambda s, who, at: add_release(s, who, case_id, fields=values, at=at, attachment_id=scan).id)

    def _day(self, typed: str) -> date | None:
        return parse_day_to_come(typed, self.seat.today())


def referral_sheet(seat: Seat, act: str, row: ReferralRow, *, parent: QWidget) -> Sheet:
    """The sheet of an act on a referral: "chase", "answer", "received" or "withdraw". Raises Invalid for another."""
    forms = {"chase": ChaseForm, "answer": AnswerForm, "received": ReceivedForm, "withdraw": WithdrawForm}
    if act not in forms:
        raise Invalid(f"There is no act “{act}” on a referral.")
    form: MandateForm = forms[act](seat, row, parent=parent)
    titles = {
        "chase": form.tr("Chase {0} to {1}"),
        "answer": form.tr("Answer of {1}"),
        "received": form.tr("{1} has referral {2}"),
        "withdraw": form.tr("Withdraw referral {2} to {1}"),
    }
    acts = {"chase": form.tr("Record chase"), "answer": form.tr("Keep answer"), "received": form.tr("Note it")}
    title = titles[act].format(row.chases + 1, row.to, row.number)
    label = acts.get(act, form.tr("Withdraw"))
    return Sheet(form, title=title, act=label, parent=parent, width=560, key="Ctrl+Enter")


def release_sheet(seat: Seat, case_id: int, files: list[tuple[int | None, str]], *, parent: QWidget) -> Sheet:
    """The sheet of a privacy release."""
    form = ReleaseForm(seat, case_id, files, parent=parent)
    return Sheet(form, title=form.tr("Privacy release"), act=form.tr("Keep"), parent=parent, key="Ctrl+Enter")
