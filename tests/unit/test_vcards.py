"""vCards of every program are read whole: what has no field is in the remarks, what is left aside is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Invalid
from app.exchange import vcard
from app.exchange.people_import import prepare_people
from app.exchange.vcard import read_cards
from app.exchange.vcard_people import person_of
from app.services.import_people_rows import OldPerson, Unfit

Cards = Callable[[bytes | str], list[OldPerson | Unfit]]
TWIN = Path(__file__).resolve().parent.parent / "data" / "address_book.vcf"


@pytest.fixture
def cards(tmp_path: Path) -> Cards:
    def read(text: bytes | str) -> list[OldPerson | Unfit]:
        path = tmp_path / "cards.vcf"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return [person_of(card) for card in read_cards(path)]

    return read


def one(found: list[OldPerson | Unfit]) -> OldPerson:
    assert len(found) == 1
    assert isinstance(found[0], OldPerson)
    return found[0]


def card(*lines: str, version: str = "3.0", end: str = "\r\n") -> str:
    return end.join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def test_that_the_made_up_address_book_is_read_whole() -> None:
    rosa, jose, pantry, again, nobody = (person_of(each) for each in read_cards(TWIN))
    assert isinstance(rosa, OldPerson)
    assert isinstance(jose, OldPerson)
    assert isinstance(pantry, OldPerson)
    assert [each.typed for each in rosa.reaches] == ["(617) 555-0171", "617-555-0172", "Rosa.Delgado@example.org"]
    assert [each.label for each in rosa.reaches] == ["mobile", "work fax", ""]
    assert [each.preferred for each in rosa.reaches] == [True, False, False]
    assert rosa.addresses[0].typed == "12 Elm Street, Halbrook, MA 02134, USA"
    assert (rosa.organization, rosa.position) == ("Riverside Tenants Association", "President")
    assert rosa.language == "Spanish"
    assert rosa.remarks == (
        "Calls on Mondays, prefers Spanish.\nHas a dog.",
        "Birthday: 1961-04-09",
        "Anniversary: 1988-06-01",
        "Name: Mrs. Rosa Delgado",
    )
    assert rosa.unused == ("Photo", "UID")
    assert jose.name == "José Nuñez"
    assert (pantry.is_organization, pantry.website) == (True, "https://pantry.example.org")
    assert pantry.reaches[0].typed == "+1-617-555-0190 ext. 4"
    assert isinstance(again, OldPerson)
    assert nobody == Unfit(5, ("It has no name, organization, phone or e-mail.",))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("FN;CHARSET=windows-1252:Jos\xe9".encode("latin-1"), "José"),
        ("FN:Jos\xe9 in another card".encode("latin-1"), "José in another card"),
        ("FN;CHARSET=no-such-thing:José".encode(), "José"),
        (b"FN;ENCODING=QUOTED-PRINTABLE:Jos=E9", "José"),
        (b"FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Jos=C3=\r\n=A9", "José"),
        (b"FN:Jo\r\n s\xc3\xa9", "José"),
        (b"fn:Jos\xc3\xa9", "José"),
        (b"item1.FN:Jos\xc3\xa9", "José"),
        (b'FN;X-A="a;b:c":Jos\xc3\xa9', "José"),
    ],
)
def test_that_a_name_is_read_in_any_charset_and_folding(cards: Cards, line: bytes, name: str) -> None:
    found = one(cards(b"BEGIN:VCARD\r\nVERSION:3.0\r\n" + line + b"\r\nTEL:5\r\nEND:VCARD\r\n"))
    assert found.name == name


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_that_byte_order_marks_and_line_ends_do_not_matter(cards: Cards, encoding: str, end: str) -> None:
    text = card("FN:Ana Ruiz", "TEL:617-555-0101", end=end) + card("FN:Bo Li", end=end)
    found = cards(text.encode(encoding))
    assert [each.name for each in found if isinstance(each, OldPerson)] == ["Ana Ruiz", "Bo Li"]


def test_that_commas_and_semicolons_in_a_name_are_kept(cards: Cards) -> None:
    assert one(cards(card("FN:Mr. John Richter, James Doe Sr."))).name == "Mr. John Richter, James Doe Sr."
    assert one(cards(card("FN:A\\, B\\; C\\\\D"))).name == "A, B; C\\D"
    assert one(cards(card("FN:C:\\new", version="2.1"))).name == "C:\\new"


def test_that_what_is_no_phone_or_mail_is_a_remark(cards: Cards) -> None:
    found = one(cards(card("FN:Ana Ruiz", "TEL;HOME:ask her sister", "EMAIL:none yet", version="2.1")))
    assert found.reaches == ()
    assert found.remarks == ("Phone (home): ask her sister", "E-mail: none yet")


def test_that_bare_base64_and_a_card_within_a_card_stay_where_they_are(cards: Cards) -> None:
    text = card(
        "FN:Ana Ruiz", "PHOTO;ENCODING=BASE64:AAAA", "BBBB", "CCCC==", "", "AGENT:", "BEGIN:VCARD", "FN:Her Agent",
        "TEL:1", "END:VCARD", "TEL:2", version="2.1",
    )  # fmt: skip
    found = one(cards(text))
    assert [each.typed for each in found.reaches] == ["2"]
    assert found.unused == ("Photo",)
    assert "Her Agent" in found.remarks[0]


def test_that_a_card_without_its_end_is_kept_and_one_cut_off_is_rejected(cards: Cards) -> None:
    found = cards("BEGIN:VCARD\nFN:Open\nBEGIN:VCARD\nFN:Next\nEND:VCARD\nBEGIN:VCARD\nFN:Cut o")
    assert [each.name if isinstance(each, OldPerson) else each.reasons for each in found] == [
        "Open",
        "Next",
        ("The file breaks off within this card.",),
    ]


def test_that_a_list_of_people_is_no_person(cards: Cards) -> None:
    assert cards(card("KIND:group", "FN:Choir", "MEMBER:urn:uuid:1", version="4.0")) == [
        Unfit(1, ("It is a list of people, not a person.",))
    ]


def test_that_remarks_beyond_the_field_are_named(cards: Cards) -> None:
    found = one(cards(card("FN:Ana Ruiz", "NOTE:" + "word " * 1000)))
    assert sum(map(len, found.remarks)) <= 4000
    assert found.unused == ("Remarks beyond 4,000 characters",)


def test_that_what_holds_no_card_or_a_huge_one_is_refused(
    cards: Cards, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Invalid, match="holds no vCard"):
        cards("hello\n")
    monkeypatch.setattr(vcard, "LARGEST_CARD", 1000)
    with pytest.raises(Invalid, match="is larger than"):
        cards(card("FN:Ana", *["NOTE:" + "x" * 100] * 20))
    (tmp_path / "table.csv").write_text("Name\nAna Ruiz\n")
    assert prepare_people(tmp_path / "table.csv").look is not None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=30), st.sampled_from([b"BEGIN:VCARD", b"END:VCARD", b"FN:A", b"AGENT:",
       b"N;ENCODING=QUOTED-PRINTABLE:=", b"TEL;TYPE=\"a:1", b" x", b"PHOTO;ENCODING=b:"])), max_size=12))  # fmt: skip
def test_that_no_card_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("cards") / "any.vcf"
    path.write_bytes(b"BEGIN:VCARD\n" + b"\n".join(lines))
    try:
        found = [person_of(each) for each in read_cards(path)]
    except Invalid:  # a sentence, not a traceback
        found = []
    assert all(isinstance(each, OldPerson | Unfit) for each in found)
