"""The pages of the rail, in its order; a page that is not there yet is not shown."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from app.authority import Right


class PageSpec(NamedTuple):
    """A page: its key, its icon, and where its class is (imported when first shown).

    `keys` show it; one with a `right` is for those who have it; one `below` stands apart from the others. One that is
    not in the `rail` is reached from other pages and by the search box; the rail marks the page it is `under`.
    """

    key: str
    icon: str
    module: str
    name: str
    keys: str
    right: Right | None = None
    below: bool = False
    rail: bool = True
    under: str = ""

    @property
    def printed(self) -> str:
        """What the rail prints of its keys: the number."""
        return "" if self.below else self.keys.removeprefix("Ctrl+")

    def load(self) -> Any:
        """The page's class: `XPage(seat, parent)`."""
        return getattr(import_module(self.module), self.name)


PAGES = (
    PageSpec("today", "sun", "app.ui.pages.today", "TodayPage", "Ctrl+1"),
    PageSpec("cases", "list-checks", "app.ui.pages.cases", "CasesPage", "Ctrl+2"),
    PageSpec("people", "users", "app.ui.pages.people", "PeoplePage", "Ctrl+3"),
    PageSpec("organizations", "store", "app.ui.pages.organizations", "OrganizationsPage", "Ctrl+4"),
    PageSpec("departments", "building-2", "app.ui.pages.departments", "DepartmentsPage", "Ctrl+5"),
    PageSpec("contacts", "phone-call", "app.ui.pages.contacts", "ContactsPage", "Ctrl+6"),
    PageSpec("reports", "chart-column", "app.ui.pages.reports", "ReportsPage", "Ctrl+7", Right.PRINT),
    PageSpec("office", "settings", "app.ui.pages.office", "OfficePage", "Ctrl+8"),
    PageSpec("direct", "user-check", "app.ui.pages.direct", "DirectPage", "Ctrl+0", Right.ASSIGN_CASE, below=True),
    PageSpec(
        "delegation",
        "stamp",
        "app.ui.pages.delegation",
        "DelegationPage",
        "Ctrl+Shift+D",
        Right.READ_REGISTER,
        below=True,
    ),
    PageSpec(
        "monitoring",
        "timer",
        "app.ui.pages.monitoring",
        "MonitoringPage",
        "Ctrl+Shift+M",
        Right.PRINT,
        rail=False,
        under="reports",
    ),
    PageSpec(
        "custom", "chart-column", "app.ui.pages.custom_page", "CustomPage", "", Right.PRINT, rail=False, under="reports"
    ),
    PageSpec("stale", "hourglass", "app.ui.pages.stale", "StalePage", "", Right.CLOSE_CASE, rail=False, under="direct"),
    PageSpec(
        "substance",
        "clipboard-check",
        "app.ui.pages.substance",
        "SubstancePage",
        "",
        Right.REVIEW_SUBSTANCE,
        rail=False,
        under="direct",
    ),
    PageSpec(
        "recommendations",
        "clipboard-list",
        "app.ui.pages.recommendations",
        "RecommendationsPage",
        "",
        rail=False,
        under="departments",
    ),
)


def pages() -> list[PageSpec]:
    """Those that exist, in the order of the rail."""
    return [spec for spec in PAGES if find_spec(spec.module) is not None]
