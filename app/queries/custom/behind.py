"""The list behind each figure of a saved custom report."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote, unquote

from sqlmodel import Session

from app.authority import Actor
from app.errors import NotFound
from app.queries.custom.counting import OTHERS, Keys, custom_ids
from app.queries.custom.saved import custom_report
from app.queries.custom.spec import Spec, read_spec
from app.queries.custom.words import MEASURES, What
from app.queries.figures.period import Period

NO_FIGURE = "There is no such figure."


def custom_key(custom_id: int, measure: str, keys: Keys | None) -> str:
    """The key by which a figure opens its list: "custom.3.opened.12", with all groups "custom.3.opened"."""
    if keys is None:
        return f"custom.{custom_id}.{measure}"
    return f"custom.{custom_id}.{measure}.{'/'.join(_written(each) for each in keys)}"


def _written(key: str) -> str:
    return key if key == OTHERS else quote(key, safe="").replace("*", "%2A")


def custom_behind(session: Session, who: Actor, key: str, period: Period, *, at: datetime) -> tuple[str, list[int]]:
    """The kind of record ("case", "contact" or "recommendation") and the ids that a figure counts; raises NotFound."""
    parts = key.split(".", 3)
    if len(parts) < 3 or parts[0] != "custom" or not parts[1].isdecimal():
        raise NotFound(NO_FIGURE)
    spec, measure = read_spec(custom_report(session, who, int(parts[1])).spec), parts[2]
    if measure not in spec.measures:
        raise NotFound(NO_FIGURE)
    keys = tuple(unquote(each) for each in parts[3].split("/")) if len(parts) > 3 else None
    return kind_of(spec), custom_ids(session, who, spec, measure, keys, period, at=at)


def kind_of(spec: Spec) -> str:
    """What the list behind its figures lists."""
    what = MEASURES[spec.measures[0]].what
    return {What.CONTACTS: "contact", What.RECOMMENDATIONS: "recommendation"}.get(what, "case")
