"""Ready lists of public holidays, made once by the `holidays` package and from then on owned by the office."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.errors import Invalid

_STATES = (
    "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|"
    "DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|"
    "KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|"
    "MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|"
    "NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|"
    "SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|"
    "WV West Virginia|WI Wisconsin|WY Wyoming"
)

PRESETS: dict[str, str] = {"federal": "Federal holidays"} | {
    entry[:2]: f"{entry[3:]} state holidays" for entry in _STATES.split("|")
}

# Close public offices in Suffolk County only (M.G.L. c. 136 s. 12), so no other city keeps them.
_SUFFOLK_ONLY = ("Evacuation Day", "Bunker Hill Day")


def preset_closures(key: str, years: Iterable[int]) -> dict[date, str]:
    """The public holidays of a preset in the given years, by date, with their English names.

    Where a holiday falls on a weekend the state's own rule holds: in Massachusetts Saturday stays Saturday and Sunday
    moves to Monday (M.G.L. c. 4 s. 7); Missouri and the federal government also keep Friday for Saturday.
    Raises Invalid for a key that is not in PRESETS.
    """
    if key not in PRESETS:
        raise Invalid({"preset": f"There is no list of holidays called “{key}”; choose one from the list."})
    wanted = set(years)
    import holidays  # slow to load, and needed only when an office sets up its calendar or adds a year

    made = holidays.country_holidays("US", subdiv=None if key == "federal" else key, years=wanted, expand=False)
    return {day: name for day, name in sorted(made.items()) if day.year in wanted and not _is_left_out(key, name)}


def _is_left_out(key: str, name: str) -> bool:
    return key == "MA" and name.startswith(_SUFFOLK_ONLY)
