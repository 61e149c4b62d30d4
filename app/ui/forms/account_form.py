"""The account of a month for a directive: what was done, or why nothing was (K9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from app.queries.directive_accounts import AccountRow, Candidate
from app.queries.directives import DirectiveRow
from app.queries.figures.period import Period
from app.services.directive_accounts import give_account
from app.ui.forms.highlight_rows import HighlightRows
from app.ui.forms.mandate_form import MandateForm
from app.ui.seat import Seat


class AccountForm(MandateForm):
    """Highlights chosen of the cases closed, with words; or a sentence of no activity. `saved` gives the directive."""

    def __init__(
        self,
        seat: Seat,
        row: DirectiveRow,
        period: Period,
        account: AccountRow | None,
        candidates: Sequence[Candidate],
        *,
        parent: QWidget,
    ) -> None:
        super().__init__(seat, "account_form", parent)
        self._row, self._period = row, period
        self._version = account.version if account else 0
        self.say(row.title, "account_directive")
        self.rows = HighlightRows(candidates, self.body)
        nobody = self.tr("Residents are never named: neither name, phone nor e-mail.")
        self.field("highlights", self.tr("What was &done"), self.rows, hint=nobody)
        why = self.tr("Such as: nobody asked for a training. Needed where nothing was counted and nothing is told.")
        self.why = self.line("no_activity", self.tr("&No activity, because …"), hint=why, longest=1000)
        self.load({"highlights": self._shown(account), "no_activity": account.no_activity if account else ""})
        self.track_draft("account", f"{period.first:%Y-%m}-{row.id}")
        self.setFocusProxy(self.rows)

    def _shown(self, account: AccountRow | None) -> list[dict[str, Any]]:
        kept = account.highlights if account else ()
        return [{"case_id": each.case_id, "words": each.words, "title": each.number} for each in kept]

    def act(self) -> Callable[[Session], Any]:
        """Keep it."""
        values, found = self.values(), self._row.id
        given: dict[str, Any] = {"on": self._period.first, "version": self._version}
        given |= {"highlights": values["highlights"], "no_activity": values["no_activity"]}
        return self.as_me(lambda s, who, at: give_account(s, who, found, at=at, **given).directive_id)
