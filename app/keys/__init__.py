"""Recognising names, telephones, addresses and case numbers in any spelling: pure, and the bottom of everything."""

from app.keys.addresses import AddressParts, address_key, split_address, street_key
from app.keys.first_words import FirstWords, Recognizer, parse_first_words
from app.keys.names import fold, name_key
from app.keys.numbers import case_number
from app.keys.personal import Finder, Known, Personal, Span
from app.keys.phones import Phone, parse_phone, phone_digits, phone_key, phone_shown
from app.keys.secrets import Secret, secrets_in

__all__ = [
    "AddressParts",
    "Finder",
    "FirstWords",
    "Known",
    "Personal",
    "Phone",
    "Recognizer",
    "Secret",
    "Span",
    "address_key",
    "case_number",
    "fold",
    "name_key",
    "parse_first_words",
    "parse_phone",
    "phone_digits",
    "phone_key",
    "phone_shown",
    "secrets_in",
    "split_address",
    "street_key",
]
