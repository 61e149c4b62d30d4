"""Numbers that do not belong in a note are noticed by their shape; ordinary numbers are not."""

import pytest

from app.keys import Secret, secrets_in


@pytest.mark.parametrize(
    "text",
    ["his is 219-09-9999", "219 09 9999", "219.09.9999", "SSN 219099999", "social security number is 219099999"],
)
def test_that_a_social_security_number_is_noticed(text: str) -> None:
    assert secrets_in(text) == (Secret.SSN,)


@pytest.mark.parametrize("text", ["4111 1111 1111 1111", "5555555555554444", "3782-822463-10005", "2223003122003222"])
def test_that_a_card_number_is_noticed(text: str) -> None:
    assert secrets_in(f"card {text}, next year") == (Secret.CARD,)


@pytest.mark.parametrize("text", ["S12345678", "driver's license no. 987654321", "DL# A1234567", "SA1234567"])
def test_that_a_licence_number_is_noticed(text: str) -> None:
    assert secrets_in(f"shows {text} at the desk") == (Secret.LICENCE,)


@pytest.mark.parametrize(
    "text",
    [
        "617-555-0142 pothole elm st",
        "6175550142 617 555 0177",
        "617-555-0142 617-555-0177",
        "case 2026-01198",
        "02169-1234",
        "account 123456789",
        "000-12-3456 666-12-3456 912-12-3456 219-00-1234 219-09-0000",
        "4111 1111 1111 1112",
        "1234567890123456",
        "dog license number 12345678",
        "Nov 12 2026 4:05 pm, 52-54 Elm Street",
        "",
    ],
)
def test_that_ordinary_numbers_are_left_alone(text: str) -> None:
    assert secrets_in(text) == ()


def test_that_every_kind_is_told_once() -> None:
    assert secrets_in("219-09-9999 219-09-9998 4111111111111111 S12345678") == tuple(Secret)
