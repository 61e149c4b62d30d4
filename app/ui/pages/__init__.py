"""The pages of the rail, in its order; a page that is not there yet is not shown."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple


class PageSpec(NamedTuple):
    """A page: its key, its icon, and where its class is (imported when first shown)."""

    key: str
    icon: str
    module: str
    name: str

    def load(self) -> Any:
        """The page's class: `XPage(seat, parent)`."""
        return getattr(import_module(self.module), self.name)


PAGES = (
    PageSpec("today", "sun", "app.ui.pages.today", "TodayPage"),
    PageSpec("cases", "list-checks", "app.ui.pages.cases", "CasesPage"),
    PageSpec("people", "users", "app.ui.pages.people", "PeoplePage"),
    PageSpec("organizations", "store", "app.ui.pages.organizations", "OrganizationsPage"),
    PageSpec("contacts", "phone-call", "app.ui.pages.contacts", "ContactsPage"),
    PageSpec("reports", "chart-column", "app.ui.pages.reports", "ReportsPage"),
    PageSpec("office", "settings", "app.ui.pages.office", "OfficePage"),
)


def pages() -> list[PageSpec]:
    """Those that exist, in the order of the rail."""
    return [spec for spec in PAGES if find_spec(spec.module) is not None]
