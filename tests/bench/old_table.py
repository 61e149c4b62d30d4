"""A made-up table of another program's cases, of any length, the same for the same seed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

HEADINGS = (
    "Case Number", "Subject", "Description", "Category", "Status", "Date Opened", "Date Closed", "Street Address",
    "Zip", "Ward", "Caller Name", "Phone", "Source", "Department",
)  # fmt: skip
_KINDS = (
    ("Pothole", "Public Works"), ("Street light out", "Public Works"), ("Missed trash collection", "Sanitation"),
    ("Noise at night", "Police"), ("Tree down", "Parks"), ("Rent and landlord", "Housing"), ("Water leak", "Water"),
    ("Parking permit", "Parking"), ("Rats", "Health"), ("Graffiti", "Public Works"),
)  # fmt: skip
_FIRST = ("Maria", "Joseph", "Manuel", "Ana", "Linh", "Fatima", "John", "Deborah", "Grace", "Carlos", "Aisha", "Peter")
_LAST = ("Tavares", "Nguyen", "Silva", "Feeney", "Santos", "Okafor", "Mulcahy", "Chen", "Rocha", "Novak", "Haddad")
_STREETS = ("Elm", "Park", "Cottage", "Harbor", "Chestnut", "Franklin", "Water", "School", "Prospect", "Mill", "Union")
_SAID = (
    "since monday the corner is dark and nobody came although we called twice and asked when it will be done please "
    "call back in the evening the children walk there to school and it has been like this for weeks now"
)
_WORDS = tuple(_SAID.split())
_START = datetime(2012, 1, 2, 8)


def write_table(path: Path, rows: int, seed: int = 1) -> Path:
    """Write `rows` made-up cases as CSV; one in three from somebody who called before, four in five closed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(_rows(rows, Random(seed)))
    return path


def _rows(rows: int, random: Random) -> Iterator[tuple[str, ...]]:
    pick, number = random.choice, random.randrange
    step = timedelta(days=13 * 365) / max(rows, 1)
    for n in range(rows):
        kind, department = pick(_KINDS)
        opened = (_START + step * n).replace(microsecond=0)
        closed = opened + timedelta(minutes=number(60 * 24 * 40)) if number(5) else None
        caller = number(max(rows // 3, 1))
        yield (
            f"C-{n + 1:07d}",
            f"{kind} on {pick(_STREETS)} Street",
            " ".join(pick(_WORDS) for _ in range(8 + number(24))),
            kind,
            "Closed" if closed else pick(("Open", "In Progress", "Referred Out")),
            opened.strftime("%m/%d/%Y %I:%M:%S %p"),
            closed.strftime("%m/%d/%Y %I:%M:%S %p") if closed else "",
            f"{1 + number(400)} {pick(_STREETS)} Street",
            f"021{number(30):02d}",
            str(1 + number(9)),
            f"{_FIRST[caller % 12]} {_LAST[caller % 11]}",
            f"617 {200 + caller // 10_000 % 800} {caller % 10_000:04d}",
            pick(("Phone", "Walk In", "Email", "Web")),
            department,
        )
