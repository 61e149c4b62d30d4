"""What the forms of a person and of an organization share: details, saving, and the version of somebody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from app.authority import actor
from app.queries.people_pages import Held, OrganizationPage, PersonPage
from app.ui.form import Form, Loaded
from app.ui.forms.detail_rows import AddressList, ReachList
from app.ui.seat import Seat

DETAILS = ("reaches", "addresses")
Page = PersonPage | OrganizationPage


class Kind(NamedTuple):
    """A person or an organization: its plain fields, its acts and its page."""

    name: str
    plain: tuple[str, ...]
    add: Callable[..., Any]
    update: Callable[..., Any]
    page: Callable[..., Any]


class HeldForm(Form):
    """Adds one of a kind, or corrects the one it was opened with; `saved` gives the id."""

    kind_of: Kind
    reaches: ReachList
    addresses: AddressList

    def __init__(self, seat: Seat, page: Page | None = None, parent: QWidget | None = None) -> None:
        name = f"{self.kind_of.name}_form"
        super().__init__(seat.jobs, name=name, drafts=seat.drafts, zone=seat.zone, parent=parent)
        self._seat, self._page = seat, page

    def begin(self, first: QWidget) -> None:
        """Show the record, and the draft left of it; `first` is where typing begins."""
        page = self._page
        if page is not None:
            self.load(values_of(self.kind_of, page), version=page.version)
        self.track_draft(self.kind_of.name, key=str(page.id) if page else "new")
        self.setFocusProxy(first)

    def check(self) -> dict[str, str]:
        """Dates that cannot be read."""
        found = {"reaches": self.reaches.problem(), "addresses": self.addresses.problem()}
        return {name: sentence for name, sentence in found.items() if sentence}

    def act(self) -> Callable[[Session], Any]:
        """Add or correct; answers the id."""
        values, details = split(self.values())
        me, at, page, version, kind = self._seat.me.id, self._seat.now(), self._page, self.version, self.kind_of

        def save(session: Session) -> int | None:
            who = actor(session, me, at)
            if page is None:
                added: int | None = kind.add(session, who, fields=values, details=details, at=at).id
                return added
            known = version if version is not None else page.version
            kind.update(session, who, page.id, version=known, changes=values, details=details, at=at)
            return page.id

        return save

    def theirs(self) -> Callable[[Session], Loaded] | None:
        """The record as somebody else saved it."""
        page, kind = self._page, self.kind_of
        if page is None:
            return None

        def question(session: Session, who: Any) -> Loaded:
            fresh = kind.page(session, who, page.id)
            return Loaded(fresh.version, values_of(kind, fresh))

        return self._seat.as_me(question)


def values_of(kind: Kind, page: Page) -> dict[str, Any]:
    """A record as its form holds it."""
    return {name: getattr(page, name) for name in kind.plain} | details_of(page.held)


def details_of(held: Held) -> dict[str, list[dict[str, Any]]]:
    """Phones, e-mails and addresses as the rows of a form hold them."""
    reaches = [{"kind": each.kind.value, **_row(each)} for each in held.reaches]
    return {"reaches": reaches, "addresses": [_row(each) for each in held.addresses]}


def _row(line: Any) -> dict[str, Any]:
    since, until = (day.isoformat() if day else None for day in (line.valid_from, line.valid_until))
    return {
        "typed": line.typed,
        "label": line.label,
        "preferred": line.preferred,
        "valid_from": since,
        "valid_until": until,
    }


def split(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The plain fields, and the details, of what a form holds."""
    plain = {name: value for name, value in values.items() if name not in DETAILS}
    return plain, {name: values[name] for name in DETAILS}
