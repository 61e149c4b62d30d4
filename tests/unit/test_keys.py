"""Names, telephones, addresses and first words are recognised in any spelling."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.keys import (
    FirstWords,
    Recognizer,
    address_key,
    case_number,
    fold,
    name_key,
    parse_first_words,
    parse_phone,
    phone_digits,
    phone_key,
    phone_shown,
    split_address,
    street_key,
)

_ADDRESSES = Path("/work/shared/data/addresses/usaddress/labeled.xml")
_STREETS = ("Elm St", "Cottage Street", "Sea Street", "Water St", "5th Avenue", "Broadway")
_CATEGORIES = {
    "roads": ("pothole", "street repair", "drain"),
    "housing": ("no heat", "heat", "landlord"),
    "water": ("water leak", "no water", "water"),
    "trash": ("missed pickup", "garbage", "rats"),
}


def _read(text: str) -> FirstWords:
    return parse_first_words(text, streets=_STREETS, categories=_CATEGORIES)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Nguyễn Thị Đặng", "nguyen thi dang"),
        ("Łukasz Søren Straße", "lukasz soren strasse"),
        ("İstanbul ısı Æsir", "istanbul isi aesir"),
        ("Ἀθηνᾶ, Ёлка", "αθηνα елка"),
        ("한글  👍", "한글"),
        ("हिन्दी", "हिन्दी"),
        ("O'Brien-Smith", "o brien smith"),
    ],
)
def test_that_a_name_is_folded_in_any_script(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text(max_size=60))
def test_that_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_that_name_keys_agree_over_apostrophes_and_order() -> None:
    assert name_key("O’Brien, Seán") == name_key("Sean OBrien") == "sean obrien"


@pytest.mark.parametrize("typed", ["617-555-0142", "(617) 555 0142", "+1 617.555.0142", "1 617 555 0142 x12"])
def test_that_a_phone_has_one_key_in_every_format(typed: str) -> None:
    assert phone_key(typed) == "+16175550142"


def test_that_an_extension_is_kept_and_shown() -> None:
    phone = parse_phone("(617) 555-0142 ext. 12")
    assert (phone.typed, phone.extension, phone.shown) == ("(617) 555-0142 ext. 12", "12", "(617) 555-0142 ext. 12")


def test_that_an_incomplete_number_is_its_digits() -> None:
    assert phone_key("555-0142") == phone_digits("555-0142") == "5550142"
    assert phone_shown("5550142") == "5550142"
    assert parse_phone("none").key == ""


def test_that_a_foreign_number_is_shown_in_international_form() -> None:
    assert parse_phone("+44 20 7946 0958").shown == "+44 20 7946 0958"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("123 N. Elm Street Apt 4B, Springfield, MA 01101", "123 N ELM ST APT 4B"),
        ("123 north elm st., apartment #4b", "123 N ELM ST APT 4B"),
        ("P.O. Box 12, Boston, MA 02110", "PO BOX 12"),
        ("Elm St & Cottage Street", "COTTAGE ST & ELM ST"),
        ("Cottage St and Elm Street", "COTTAGE ST & ELM ST"),
        ("10-12 Elm St", "10-12 ELM ST"),
        ("45-12 37th Avenue, Queens NY 11101", "45-12 37TH AVE"),
        ("12 Fifth Ave", "12 5TH AVE"),
        ("12 Elm Ct", "12 ELM CT"),
        ("12 North St", "12 NORTH ST"),
        ("1000 block of Elm St", "1000 ELM ST"),
        ("219 South Dearborn Second Floor", "219 S DEARBORN FL 2"),
        ("12 Saint James Avenue", "12 ST JAMES AVE"),
        ("12 1/2 Elm St", "12 1/2 ELM ST"),
        ("", ""),
    ],
)
def test_that_an_address_has_one_key(typed: str, key: str) -> None:
    assert address_key(typed) == key


def test_that_an_address_is_split() -> None:
    parts = split_address("10-12 Elm St, Unit 3, Springfield, Massachusetts 01101-1234")
    assert (parts.number, parts.number_to, parts.street_key, parts.unit) == ("10", "12", "ELM ST", "UNIT 3")
    assert (parts.city, parts.state, parts.zip) == ("SPRINGFIELD", "MA", "01101")


@given(st.text(max_size=60))
def test_that_no_text_breaks_the_recognition(text: str) -> None:
    assert isinstance(address_key(text), str)
    assert isinstance(_read(text), FirstWords)


def test_that_a_pothole_on_a_street_is_read() -> None:
    assert _read("617-555-0142 pothole elm st by the drain") == FirstWords(
        phone="617-555-0142",
        address="Elm St",
        address_key="ELM ST",
        category_key="roads",
        category_certain=True,
        rest="pothole by the drain",
    )


def test_that_name_matter_and_address_are_read() -> None:
    words = _read("maria santos no heat 9 sea st apt 3")
    assert words.name_words == ("maria", "santos")
    assert (words.address_key, words.category_key, words.rest) == ("9 SEA ST APT 3", "housing", "no heat")


def test_that_the_matter_does_not_begin_with_a_comma_that_parted_it_from_a_number() -> None:
    assert _read("maria santos 617-555-0142, no heat, 9 sea st apt 3").rest == "no heat"
    assert _read("617-555-0142 - no heat").rest == "no heat"


@pytest.mark.parametrize(
    ("line", "phone"), [("0142", "0142"), ("555-0142 garbage", "555-0142"), ("5550142", "5550142"), ("2026-01198", "")]
)
def test_that_part_of_a_phone_number_is_read(line: str, phone: str) -> None:
    assert _read(line).phone == phone


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("rats at 12 cottage", "12 COTTAGE ST"),
        ("corner of elm and cottage", "COTTAGE ST & ELM ST"),
        ("water leak", ""),
        ("garbage on water", "WATER ST"),
        ("1200 main st pothole", "1200 MAIN ST"),
        ("pothole maple street", "MAPLE ST"),
    ],
)
def test_that_a_street_is_recognised_known_or_not(line: str, key: str) -> None:
    assert _read(line).address_key == key


@pytest.mark.parametrize(
    ("line", "key", "certain"),
    [
        ("no water", "water", True),
        ("potholes", "roads", True),
        ("garbge everywhere", "trash", False),
        ("landlord garbage", "housing", False),
        ("hello", "", False),
    ],
)
def test_that_the_longest_keyword_decides_the_category(line: str, key: str, certain: bool) -> None:
    words = _read(line)
    assert (words.category_key, words.category_certain) == (key, certain)


def test_that_an_email_is_read_beside_a_name_in_any_script() -> None:
    words = _read("Nguyễn Thị Hoa hoa@example.org missed pickup")
    assert (words.email, words.name_words) == ("hoa@example.org", ("Nguyễn", "Thị", "Hoa"))


def test_that_reading_keeps_up_with_typing() -> None:
    streets = [f"{letter}street{number} St" for letter in "abc" for number in range(1000)]
    categories = {f"c{n}": [f"keyword{n}x{m} thing" for m in range(20)] for n in range(26)}
    recognizer = Recognizer(streets=streets, categories=categories)
    line = "617-555-0142 maria santos keyword3x4 thing not working since tuesday 9 astreet5 st apt 3"
    times = []
    for _ in range(30):
        begun = time.perf_counter()
        recognizer.read(line)
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.002


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2026-01198", (2026, 1198)), ("2026-1198", (2026, 1198)), ("1198", (None, 1198)), ("Case #1198", (None, 1198)),
        ("0", None), ("elm", None), ("617-555-0142", None),
    ],
)  # fmt: skip
def test_that_a_case_number_is_read(text: str, number: tuple[int | None, int] | None) -> None:
    assert case_number(text) == number


@pytest.mark.skipif(not _ADDRESSES.exists(), reason="the labelled addresses are not on this machine")
def test_that_most_labelled_addresses_agree() -> None:
    agreed = total = 0
    for labelled in ElementTree.parse(_ADDRESSES).getroot():
        parts = [(each.tag, (each.text or "").strip(" ,")) for each in labelled]
        number = " ".join(text for tag, text in parts if tag == "AddressNumber")
        street = " ".join(text for tag, text in parts if tag.startswith("StreetName"))
        if number and street:
            found = split_address("".join(labelled.itertext()).strip())
            agreed += (found.number, found.street_key) == (number.upper(), street_key(street))
            total += 1
    assert agreed / total > 0.7
