"""A copy of a case file with parts left out: in every format, told in a log; a person has the last word."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from sqlmodel import Session

from app.keys import Finder, Known
from app.models import Case, Channel, NoteKind
from app.reports.case_file import what_goes
from app.reports.formats import Prepared, as_data, save
from app.reports.run import prepare_report
from app.services.case_ties import add_affected, link_cases
from app.services.cases import add_note
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_person, make_store

KNOWN = Known(
    names=("Amélie Nguyễn Thị", "Seán O'Brien", "陈伟", "محمد العلي", "William May"),
    phones=("617 555 0142",),
    emails=("am@x.example",),
    addresses=("77 Harbor Lane, Halbrook",),
)
SAID = (
    "Mrs. Nguyen (AMELIE NGUYEN, 617-555-0142 or (617) 555 0142, am@x.example) of 77 harbor ln, Halbrook, MA 02139 "
    "says Bill O’Brien's brother has SSN 123-45-6789, card 4111 1111 1111 1111, licence S12345678, "
    "account no. 00123456, born 3/4/1950. Call 781.555.9999 x12 or joe.b@mail.example; see PO Box 12, 14 Elm Street."
)
HIDDEN = re.compile(
    r"nguy|am[eé]lie|o.?brien|quan|555|0142|9999|x.example|mail.example|harbor|elm street|po box|barks"
    r"|6789|4111|12345678|00123456|1950|02139",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    found = make_store(tmp_path_factory.mktemp("redaction"))
    found.write(fill)
    return found


def fill(s: Session) -> None:
    asker = make_person(
        s, "Amélie Nguyễn", phone="617 555 0142", email="am@x.example", address="77 Harbor Lane", safety_notice="Barks"
    )
    other = make_person(s, "Seán O'Brien")
    case = make_case(s, "Lamp of A. Nguyen", person_id=asker.id, address="77 Harbor Lane", fields={"account": SAID})
    number = case.id or 0
    add_affected(s, director(s), number, other.id or 0, part="next door to Nguyễn Quân", at=AT)
    add_note(s, director(s), number, kind=NoteKind.REPLY, words=f"Told. {SAID}", channel=Channel.PHONE, at=AT)
    add_note(s, director(s), number, kind=NoteKind.NOTE, words="The blue door", at=AT)
    make_contact(s, "Amelie again: 555-0142", person_id=asker.id, case_id=number)


def made(store: Store, **redaction: Any) -> Prepared:
    given = {"case": "1", "copy": "redacted", "redaction": redaction}
    return store.read(lambda s: prepare_report(s, director(s), "case-file", given, at=AT))


def all_that_is_in(folder: Path) -> dict[str, str]:
    """All text in the files: of a PDF what each page says, its facts and bookmarks; of a workbook every part."""
    found = {}
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        if path.suffix == ".pdf":
            document = pypdfium2.PdfDocument(content)
            said = [page.get_textpage().get_text_range() for page in document]
            said += [f"{document.get_metadata_dict()}", *(each.get_title() for each in document.get_toc())]
            document.close()
            found[path.name] = "\n".join(said)
        elif path.suffix == ".xlsx":
            book = zipfile.ZipFile(io.BytesIO(content))
            found[path.name] = "\n".join(book.read(name).decode() for name in book.namelist() if "styles" not in name)
        else:
            found[path.name] = content.decode("utf-8-sig")
    return found


def test_that_all_matches_are_found_and_what_is_not_personal_stays() -> None:
    finder = Finder(KNOWN)
    for text in (
        SAID,
        "今天陈伟打电话",
        "قال محمد العلي",
        "nguyen, Ngyuen and O’BRIEN",
        "٦١٧٥٥٥٠١٤٢",
        "Mr. Smith Jones came",
    ):
        left = text
        for span in reversed(finder.find(text)):
            left = left[: span.start] + "*" + left[span.end :]
        assert not re.search(r"[\d٠-٩]{4}|nguy|ngyu|brien|陈|محمد|smith", left, re.IGNORECASE), left
    for plain in (
        "Case 2026-01198 of Oct 5, 2026, 10:24 AM",
        "3 calls about the street",
        "ward 3, 1,204.50 dollars; will you come in May or may we?",
        "12 complaints in one place",
    ):
        assert Finder(Known(names=("Ana Ruiz",))).find(plain) == []


def test_that_nothing_under_a_bar_is_in_any_format(store: Store, tmp_path: Path) -> None:
    prepared = made(store, confirmed=True)
    for ending in ("pdf", "html", "csv", "xlsx", "json"):
        save(prepared, tmp_path / f"copy.{ending}")
    texts = all_that_is_in(tmp_path)
    assert {Path(name).suffix for name in texts} == {".pdf", ".html", ".csv", ".xlsx", ".json"}
    for name, text in texts.items():
        seen = HIDDEN.search(re.sub(r"hash( [0-9a-f]{4}){4}|[0-9a-f]{16,}", "", text))
        assert not seen, (name, seen)
    assert all("·" in text for name, text in texts.items() if not name.endswith(".csv"))
    assert b"555" not in re.sub(rb"stream.*?endstream", b"", (tmp_path / "copy.pdf").read_bytes(), flags=re.DOTALL)


def test_that_the_log_counts_each_bar_by_kind_page_and_reason(store: Store) -> None:
    prepared = made(store, confirmed=True)
    data = as_data(prepared)
    tables = {each["name"]: each["rows"] for each in data["tables"]}
    kinds, places = tables["Left out by kind"], tables["Each place"]
    assert data["reconciles"] and kinds[-1][1] == len(places) == prepared.collected.detail["bars"]
    assert [row[0] for row in places] == list(range(1, len(places) + 1))
    assert all(row[3] and row[3] >= 1 for row in places)
    assert all("c. 4, § 7(26)(c)" in row[2] for row in kinds[:-1])
    assert any("People, Who asks" in row[2] for row in places)


def test_that_a_person_takes_back_and_adds_and_that_history_holds_no_words(store: Store) -> None:
    proposed = store.read(lambda s: what_goes(s, director(s), case_id=1, with_notes=True, at=AT))
    assert {"77 Harbor Lane", "14 Elm Street"} <= {each.words for each in proposed}
    assert sum(each.times for each in proposed) == made(store).collected.detail["bars"]
    prepared = made(store, keep=["14 ELM street"], also=["blue Door"], confirmed=True)
    said = str(as_data(prepared))
    assert "14 Elm Street" in said and "blue door" not in said and "[words·" in said
    detail = prepared.collected.detail
    assert (detail["taken_back"], detail["added"], detail["confirmed"]) == (1, 1, True)
    assert "Elm" not in str(detail) and "lue" not in str(detail)


def test_that_a_copy_tells_of_no_confidential_case_that_is_tied_to_it(tmp_path: Path) -> None:
    store = make_store(tmp_path)

    def tie(s: Session) -> None:
        ids = [make_case(s, subject).id or 0 for subject in ("Lamp out", "Sealed matter", "Sign gone")]
        for other in ids[1:]:
            link_cases(s, director(s), ids[0], other, at=AT)
        s.get_one(Case, ids[1]).confidential = True

    store.write(tie)
    said = str(as_data(made(store, confirmed=True)))
    proposed = store.read(lambda s: what_goes(s, director(s), case_id=1, with_notes=True, at=AT))
    store.close()
    assert "Sign gone" in said and "2026-00003" in said
    assert "Sealed" not in said + str(proposed) and "2026-00002" not in said + str(proposed)


def test_that_a_copy_nobody_looked_through_says_so(store: Store, tmp_path: Path) -> None:
    save(made(store), tmp_path / "draft.pdf")
    assert "DRAFT: nobody has looked" in all_that_is_in(tmp_path)["draft.pdf"]
    save(made(store, confirmed=True), tmp_path / "draft.pdf")
    assert "DRAFT" not in all_that_is_in(tmp_path)["draft.pdf"]
