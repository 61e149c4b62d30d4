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
    """Every figure of either, in the order of the newer; both as `formats.as_data` gives them."""
    then, now = _by_name(older), _by_name(newer)
    return [_difference(name, then.get(name), now.get(name)) for name in dict.fromkeys((*now, *then))]


def _by_name(data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {each["name"]: each for each in data.get("figures", ())}


def _difference(name: str, then: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> Difference:
    values = [each.get("value") if each else None for each in (then, now)]
    change = None
    if all(isinstance(value, int | float) for value in values):
        change = round(float(values[1] or 0) - float(values[0] or 0), 4)
    return Difference(name, then["printed"] if then else "", now["printed"] if now else "", change)
