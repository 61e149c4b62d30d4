"""Two states of the figures of a report beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Difference(NamedTuple):
    """A figure with its values as printed then and now; "" where there was or is none."""

    name: str
    then: str
    now: str
    change: float | None

    @property
    def same(self) -> bool:
        """Whether nothing has changed."""
        return self.then == self.now


def differences(older: Mapping[str, Any], newer: Mapping[str, Any]) -> list[Difference]:
    """Every figure of either, in the order of the newer; both as `formats.as_data` gives them. A public version tells
    no figures: where one is among them the cells of their tables are held against each other."""
    public = any(each.get("version") == "public" for each in (older, newer))
    read = _cells if public else _by_name
    then, now = read(older), read(newer)
    return [_difference(name, then.get(name), now.get(name)) for name in dict.fromkeys((*now, *then))]


def _by_name(data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for each in data.get("figures", ()):
        found[_free(each["name"], found)] = each
    return found


def _cells(data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Each cell of the tables that is not a name, as "By channel: Phone, Oct 2026"."""
    found: dict[str, Mapping[str, Any]] = {}
    for table in data.get("tables", ()):
        for row in table["rows"]:
            for head, cell in list(zip(table["columns"], row, strict=True))[1:]:
                printed = f"{cell:,}" if isinstance(cell, int | float) else str(cell or "")
                found[_free(f"{table['name']}: {row[0]}, {head}", found)] = {"value": cell, "printed": printed}
    return found


def _free(name: str, taken: Mapping[str, object]) -> str:
    """The name, with how often it has come where it comes again: none may take the place of another."""
    often = 2
    free = name
    while free in taken:
        free, often = f"{name} ({often})", often + 1
    return free


def _difference(name: str, then: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> Difference:
    values = [each.get("value") if each else None for each in (then, now)]
    change = None
    if all(isinstance(value, int | float) for value in values):
        change = round(float(values[1] or 0) - float(values[0] or 0), 4)
    return Difference(name, then["printed"] if then else "", now["printed"] if now else "", change)
