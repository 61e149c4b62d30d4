"""The rules of one staff member's fields."""

from __future__ import annotations

import pytest

from app.errors import Invalid
from app.models import DesignationFields, Role, StaffFields


def test_that_a_name_for_signing_in_has_no_spaces_or_signs() -> None:
    for login in ("ab c", "a;b", "a/b", "x"):
        with pytest.raises(Invalid) as refused:
            StaffFields.checked({"name": "A Name", "login": login, "role": Role.CLERK})
        assert set(refused.value.problems) == {"login"}


def test_that_letters_digits_dots_and_dashes_make_a_name_for_signing_in() -> None:
    for login in ("ltran", "anna-b.c", "m2"):
        assert StaffFields.checked({"name": "A Name", "login": login, "role": Role.CLERK}).login == login


@pytest.mark.parametrize("blank", ["   ", "\t\n", "\u00a0"])
def test_that_blanks_alone_are_no_words(blank: str) -> None:
    with pytest.raises(Invalid) as staff:
        StaffFields.checked({"name": blank, "login": "ltran", "role": Role.ASSOCIATE})
    assert set(staff.value.problems) == {"name"}
    with pytest.raises(Invalid) as deed:
        DesignationFields.checked({"instrument": blank, "reason": blank})
    assert deed.value.problems["instrument"] == "Give the number of the Mayor's memo or letter."
    assert deed.value.problems["reason"] == "Say in a few words why somebody must act."
