"""Two people are held to be the same for reasons that can be told, and families are left apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.keys import parse_phone
from app.keys.likeness import Known, blocks, known_of, likeness, name_likeness
from tests import twins

HOME, NEXT_DOOR = "12 Elm Street, Halbrook, MA 02134", "14 Elm Street, Halbrook, MA 02134"
FLAT_1, FLAT_2 = "12 Elm Street Apt 1, Halbrook", "12 Elm Street Apt 2, Halbrook"


def known(name: str, phone: str = "", email: str = "", address: str = "") -> Known:
    return known_of(name, [parse_phone(phone).key] if phone else [], [email] if email else [], [address])


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (known("Rosa Delgado", "617-555-0171"), known("Delgado, Rosa", "(617) 555-0171"), "sure"),
        (known("Rosa Delgado", email="r@example.org"), known("Mrs. Rosa Delgado", email="r@example.org"), "sure"),
        (known("Robert Smith", address=HOME), known("Bob Smith", address="12 Elm St"), "sure"),
        (known("Daniel Costa", address=HOME), known("Daniela Costa", address=HOME), "likely"),
        (known("Rosa Delgdo", address=HOME), known("Rosa Delgado", address=HOME), "likely"),
        (known("R. Delgado", "617-555-0171"), known("Rosa Delgado", "617-555-0171"), "likely"),
        (known("r@example.org", email="r@example.org"), known("Rosa Delgado", email="r@example.org"), "sure"),
        (known("Rosa Delgado"), known("Rosa Delgado"), "likely"),
        (known("Rosa Delgado", "617-555-0171"), known("Rosa Delgado", "617-555-0199"), "no"),
        (known("Rosa Delgado", address=HOME), known("Luis Delgado", address=HOME), "no"),
        (known("Rosa Delgado", "617-555-0171"), known("Luis Delgado", "617-555-0171"), "no"),
        (known("Joe Fox Jr.", address=HOME), known("Joe Fox Sr.", address=HOME), "no"),
        (known("Ann Lee", address=FLAT_1), known("Amy Lee", address=FLAT_2), "no"),
        (known("Rosa Delgado", address=HOME), known("Marc Vidal", address=NEXT_DOOR), "no"),
    ],
)
def test_that_the_level_is_that_of_a_careful_clerk(one: Known, other: Known, level: str) -> None:
    found = likeness(one, other)
    assert ("sure" if found.sure else "likely" if found.is_likely else "no") == level


def test_that_the_reasons_are_told() -> None:
    one, other = (
        known("Rosa Delgado", "617-555-0171", address=HOME),
        known("Rosa Delgado", "617-555-0171", "a@b.us", HOME),
    )
    assert likeness(one, other).reasons == ("same_phone", "same_name", "same_address")
    assert likeness(known("Rosa Delgado"), known("Rosa Delgdo")).reasons == ("similar_name",)


def test_that_a_phone_in_place_of_a_name_is_no_name() -> None:
    assert name_likeness("6175550171", "rosa delgado") is None


names = st.text(st.characters(codec="utf-8", categories=["Lu", "Ll", "Zs"]), max_size=24)


@given(names, names)
def test_that_the_order_does_not_matter(one: str, other: str) -> None:
    a, b = known(one, address=HOME), known(other, address=HOME)
    assert likeness(a, b) == likeness(b, a)


@given(names)
def test_that_everybody_is_found_under_a_key_of_his_own(name: str) -> None:
    one = known(name, "617-555-0171")
    assert set(blocks(one)) & set(blocks(known(name, "617-555-0171")))


@pytest.mark.shared
@pytest.mark.skipif(not twins.DATA.is_dir(), reason="the shared data is not on this machine")
@pytest.mark.parametrize(
    ("data", "precision", "recall"),
    [(twins.SETS[0], 0.99, 0.84), (twins.SETS[2], 0.99, 0.94), (twins.SETS[4], 0.9, 0.95)],
    ids=["febrl", "febrl with phones", "restaurants"],
)
def test_that_precision_and_recall_stay_where_they_were(
    data: Callable[[], twins.Set], precision: float, recall: float
) -> None:
    found = twins.measure(data())
    assert found["likely"].precision >= precision
    assert found["likely"].recall >= recall
    assert found["sure"].precision >= 0.99
