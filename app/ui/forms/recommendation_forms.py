"""Draft a recommendation, keep what the department answered, set its date of effect, withdraw it (Q7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget
from sqlmodel import Session

from app.authority import actor
from app.models import RecommendationStatus
from app.queries.case_filter import CaseFilter
from app.queries.drafts import ViewRow, views_of
from app.queries.recommendations import RecommendationRow
from app.services.recommendations import (
    answer_recommendation,
    change_recommendation,
    draft_recommendation,
    set_effect,
    withdraw_recommendation,
)
from app.ui import labels
from app.ui.form import Form
from app.ui.forms.choices import choice_box, label_box
from app.ui.forms.column_form import ColumnForm
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.workdays import start_of

KEEP, GIVEN = -1, 0
VIEWS = -10
"""The saved view with the id 5 is -15 among the choices."""
DAYS = (30, 90, 180, 365)


class RecommendationForm(ColumnForm):
    """A new draft, or a change of one; `new` may hold words, category_id and case_ids. `saved` gives its id."""

    def __init__(
        self, seat: Seat, row: RecommendationRow | None, new: Mapping[str, Any] | None = None, *, parent: QWidget
    ) -> None:
        super().__init__(seat, "recommendation_form", parent=parent)
        self._row, self._given = row, [int(each) for each in (new or {}).get("case_ids", ())]
        self.department = choice_box(
            [(None, self.tr("Choose the department")), *((d.id, d.name) for d in seat.reference.departments)],
            self.body,
            name="department_id",
        )
        self.category = choice_box(
            [(None, self.tr("None")), *((k.id, k.name) for k in seat.reference.categories)],
            self.body,
            name="category_id",
        )
        self.title, self.words = QLineEdit(self.body), self.plain(130)
        self.evidence = choice_box(self._evidences(), self.body, name="evidence")
        self.place("department_id", self.tr("To the &department"), self.department)
        self.place("title", self.tr("What is &recommended, in a line"), self.title)
        self.place("words", self.tr("What should change, and &why"), self.words)
        measured = self.tr("Figures before and after are told of this category.")
        self.place("category_id", self.tr("&Category"), self.category, hint=measured)
        frozen = self.tr("The list is frozen with its case numbers. Confidential ones are never printed.")
        self.place("evidence", self.tr("Cases that &show it"), self.evidence, hint=frozen)
        self.category.currentIndexChanged.connect(self._follow_category)
        self._views: dict[int, CaseFilter] = {}
        self._begin(new or {})
        seat.ask(lambda s, who: views_of(s, who, "cases"), then=self._offer_views, owner=self, key="views")
        self.setFocusProxy(self.department)

    def _evidences(self) -> list[tuple[int, str]]:
        kept = self.tr("Those it rests on now, {0}").format(self._row.cases) if self._row else ""
        given = self.tr("Only this case") if len(self._given) == 1 else self.tr("No cases")
        first = [(KEEP, kept)] if self._row else [(GIVEN, given)]
        return first + [(days, self.tr("Of the category, received in the last {0} days").format(days)) for days in DAYS]

    def _offer_views(self, views: list[ViewRow]) -> None:
        """One's own saved views of cases, as what is asked for."""
        for row in views:
            self._views[VIEWS - row.id] = CaseFilter.from_dict(row.definition.get("filter", {}))
            self.evidence.addItem(self.tr("Of the saved view “{0}”").format(row.name), VIEWS - row.id)

    def _begin(self, new: Mapping[str, Any]) -> None:
        if self._row is not None:
            names = ("department_id", "category_id", "title", "words")
            self._base = {name: getattr(self._row, name) for name in names}
            self.load(self._base)
            return
        first = str(new.get("words") or "").strip().partition("\n")[0][:160]
        self.set_values({name: new[name] for name in ("words", "category_id") if new.get(name)} | {"title": first})
        self.track_draft("recommendation", f"new-{'-'.join(map(str, self._given))}")

    def _follow_category(self) -> None:
        """The department that the category belongs to, where none was chosen."""
        found = [k for k in self.seat.reference.categories if k.id == self.category.currentData()]
        if found and self.department.currentData() is None:
            self.department.setCurrentIndex(max(0, self.department.findData(found[0].department_id)))

    def check(self) -> dict[str, str]:
        """What the database need not be asked for."""
        values = self.values()
        asked = {
            "department_id": self.tr("Choose the department."),
            "title": self.tr("Say in a line what is recommended."),
            "words": self.tr("Say what should change, and why."),
        }
        missing = {name: words for name, words in asked.items() if not str(values[name] or "").strip()}
        if values["evidence"] in DAYS and values["category_id"] is None:
            missing["category_id"] = self.tr("Choose the category whose cases show it.")
        return missing

    def act(self) -> Callable[[Session], Any]:
        """Draft it, or change the draft."""
        fields, me, at, given = self.values(), self.seat.me.id, self.seat.now(), self._given
        wanted = self._filter(fields.pop("evidence"), fields["category_id"])
        if self._row is None:
            return lambda s: (
                draft_recommendation(s, actor(s, me, at), fields=fields, evidence=wanted, case_ids=given, at=at).id
            )
        found, base = self._row.id, self._base
        return lambda s: (
            change_recommendation(s, actor(s, me, at), found, fields=fields, evidence=wanted, base=base, at=at).id
        )

    def _filter(self, days: int, category_id: int | None) -> CaseFilter | None:
        if days in self._views:
            return self._views[days]
        if days not in DAYS or category_id is None:
            return None
        today, zone = self.seat.today(), self.seat.zone.key
        return CaseFilter(
            category_ids=(category_id,),
            received_from=start_of(date.fromordinal(today.toordinal() - days), zone),
        )


class AnswerForm(ColumnForm):
    """What the department answered, and from when on it is in effect."""

    def __init__(self, seat: Seat, row: RecommendationRow, *, parent: QWidget) -> None:
        super().__init__(seat, "answer_form", parent=parent)
        self._row = row
        said = (RecommendationStatus.ADOPTED, RecommendationStatus.PARTLY, RecommendationStatus.DECLINED)
        self.status = label_box("recommendation", said, self.body, name="status")
        self.words = self.plain(110)
        self.begins = QCheckBox(self.tr("The day from which it is in effect is &known"), self.body)
        self.effective = self.day(row.effective_on or seat.today())
        self.place("status", self.tr("The department has &decided"), self.status)
        self.place("answer", self.tr("What it &answered"), self.words)
        self._column.addWidget(self.begins)
        self.begins.setObjectName("begins")
        self.begins.setAccessibleName(self.begins.text().replace("&", ""))
        self.place("effective_on", self.tr("In &effect from"), self.effective)
        self.begins.toggled.connect(self.effective.setEnabled)
        self.begins.setChecked(row.effective_on is not None)
        self.effective.setEnabled(row.effective_on is not None)
        if row.answered_at is not None:
            self.load({"status": row.status, "answer": row.answer})
        self.setFocusProxy(self.status)

    def act(self) -> Callable[[Session], Any]:
        """Keep it."""
        values, found, me, at = self.values(), self._row.id, self.seat.me.id, self.seat.now()
        given: dict[str, Any] = {"status": RecommendationStatus(values["status"]), "answer": values["answer"]}
        given["effective_on"] = values["effective_on"] if self.begins.isChecked() else None
        return lambda s: answer_recommendation(s, actor(s, me, at), found, at=at, **given).id


class EffectForm(ColumnForm):
    """The day from which what was adopted is in effect."""

    def __init__(self, seat: Seat, row: RecommendationRow, *, parent: QWidget) -> None:
        super().__init__(seat, "effect_form", parent=parent)
        self._row = row
        self.effective = self.day(row.effective_on or seat.today())
        self.place("effective_on", self.tr("In &effect from"), self.effective)
        self.setFocusProxy(self.effective)

    def act(self) -> Callable[[Session], Any]:
        """Keep it."""
        on, found, me, at = self.values()["effective_on"], self._row.id, self.seat.me.id, self.seat.now()
        return lambda s: set_effect(s, actor(s, me, at), found, effective_on=on, at=at).id


class WithdrawForm(ColumnForm):
    """Why a recommendation is withdrawn."""

    def __init__(self, seat: Seat, row: RecommendationRow, *, parent: QWidget) -> None:
        super().__init__(seat, "withdraw_form", parent=parent)
        self._row = row
        self.reason = self.plain(90)
        self.place("reason", self.tr("&Why is it withdrawn?"), self.reason, hint=self.tr("Its number stays used."))
        self.setFocusProxy(self.reason)

    def act(self) -> Callable[[Session], Any]:
        """Withdraw it."""
        reason, found, me, at = self.reason.toPlainText(), self._row.id, self.seat.me.id, self.seat.now()
        return lambda s: withdraw_recommendation(s, actor(s, me, at), found, reason=reason, at=at).id


def sheet_of(form: Form, title: str, act: str, *, parent: QWidget) -> Sheet:
    """A sheet with one of these forms."""
    cancel = form.tr("Not now")
    return Sheet(form, title=title, act=act, cancel=cancel, parent=parent, width=520, key="Ctrl+Enter")


def status_words(status: RecommendationStatus) -> str:
    """Where it stands."""
    return labels.word("recommendation", status)
