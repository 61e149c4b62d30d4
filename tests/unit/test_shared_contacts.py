"""Every collected address book is read; tables become the vCards that they must become.

`python -m tests.unit.test_shared_contacts` prints the table of files, cards, people and what was left over.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from app.exchange.people_import import people_in, prepare_people
from app.keys import fold
from app.services.import_people_rows import OldPerson, Unfit
from tests.shared import ELSEWHERE, shared_folder

pytestmark = pytest.mark.shared

CONTACTS = shared_folder() / "contacts"
FILES = sorted([*CONTACTS.rglob("*.vcf"), *CONTACTS.rglob("*.csv")]) if CONTACTS.is_dir() else []
PAIRS = [each.with_suffix("") for each in FILES if each.suffix == ".csv" and each.with_suffix(".vcf").is_file()]
needs_contacts = pytest.mark.skipif(not FILES, reason="the shared data is not on this machine")
# Cards and rows that make nobody: an address without a name, and a row that its table says to delete.
NOBODY = {"vcard_grouped.vcf": 1, "outlook_google_shared_contacts.csv": 1}


def read(path: Path) -> list[OldPerson | Unfit]:
    return list(people_in(prepare_people(path)))


def facts(person: OldPerson) -> Counter[str]:
    """What is known of somebody, each as one line; dates and words for a field brought to one form.

    A label that the table cannot tell ("Primary Email", "Fax Number", "Web Page 1") is not held against it.
    """
    found = [f"name {person.name}", f"work {person.organization} {person.position}"]
    found += [f"{each.kind} {each.typed} {_plain_label(each.label)}" for each in person.reaches]
    found += [f"address {each.typed} {each.label}" for each in person.addresses]
    return Counter(fold(each) for each in [*found, *map(_remark, person.remarks)])


def _plain_label(label: str) -> str:
    return "" if label in ("main", "home") else label


def _remark(line: str) -> str:
    line = re.sub(r"(\d\d)/(\d\d)/(\d{4})", r"\3-\2-\1", line)
    line = re.sub(r"^(IM |)(Skype|Aim|Icq|Jabber|Msn|Yahoo)\b", r"\2", line)
    line = re.sub(r"^(Manager|Assistant)'s Name", r"\1", line)
    return re.sub(r"^Website \(\w+\)", "Website", re.sub(r"^Phone \(home fax\)", "Phone (fax)", line))


def agreement(pair: Path) -> tuple[int, int]:
    """How many facts of the vCards the table tells too, and how many there are."""
    tables, cards = read(pair.with_suffix(".csv")), read(pair.with_suffix(".vcf"))
    assert len(tables) == len(cards)
    agreed = total = 0
    for row, card in zip(tables, cards, strict=True):
        assert isinstance(row, OldPerson)
        assert isinstance(card, OldPerson)
        agreed += (facts(row) & facts(card)).total()
        total += facts(card).total()
    return agreed, total


@needs_contacts
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_that_every_collected_address_book_is_read(path: Path) -> None:
    found = read(path)
    assert found
    assert sum(isinstance(each, Unfit) for each in found) == NOBODY.get(path.name, 0)
    assert all(each.name for each in found if isinstance(each, OldPerson))


@needs_contacts
@pytest.mark.parametrize("pair", PAIRS, ids=lambda path: path.name)
def test_that_tables_become_the_vcards_they_must_become(pair: Path) -> None:
    agreed, total = agreement(pair)
    assert agreed == total


def main() -> None:
    """Print what became of each file; ends with a sentence where the data is absent."""
    if not CONTACTS.is_dir():
        sys.exit(f"There is no folder {CONTACTS} ({ELSEWHERE}).")
    print(f"{'file':<44} {'cards':>5} {'people':>6} {'firms':>5} {'reached':>7} {'nobody':>6}  left aside")
    for path in FILES:
        found = read(path)
        people = [each for each in found if isinstance(each, OldPerson)]
        firms = sum(each.is_organization for each in people)
        reached = sum(len(each.reaches) + len(each.addresses) for each in people)
        aside = ", ".join(dict.fromkeys(name for each in people for name in each.unused))
        counts = f"{len(found):>5} {len(people) - firms:>6} {firms:>5} {reached:>7} {len(found) - len(people):>6}"
        print(f"{path.name:<44} {counts}  {aside}")
    for pair in PAIRS:
        print(f"{pair.name}: {'{} of {}'.format(*agreement(pair))} facts agree")


if __name__ == "__main__":
    main()
