"""Addresses taken apart and brought to one spelling, after USPS Publication 28."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.keys.address_words import (
    DIRECTIONS,
    LONE_UNITS,
    ORDINALS,
    STATE_CODES,
    STATES,
    SUFFIXES,
    UNITS,
    ordinal,
)
from app.keys.names import fold

_ZIP = re.compile(r"^(\d{5})(?:-?\d{4})?$")
_NUMBER = re.compile(r"^(\d{1,6}[A-Z]?)(?:-(\d{1,6}[A-Z]?))?$|^[NSEW]\d+[NSEW]\d+$")
_BOX = re.compile(r"^(?:P\s*O|POST\s+OFFICE|POB)?\s*(?:BOX|POB)\s*#?\s*(\w+)\b\s*(.*)$")
_CROSSING = re.compile(r"\s+(?:&|AND|@|AT)\s+|\s*&\s*")
_COUNTRY = re.compile(r"[\s,]+(?:USA|U S A|UNITED STATES(?: OF AMERICA)?|US)\s*$")
_ROUTES = {"HIGHWAY": "HWY", "HWY": "HWY", "ROUTE": "RTE", "RTE": "RTE", "RT": "RTE", "ROAD": "RD", "RD": "RD"}
_LEADING = {"SAINT": "ST", "MOUNT": "MT", "FORT": "FT", "MLK": "MARTIN LUTHER KING"}
_NOT_A_CITY = {"OF", "BLOCK", "BLK"}


@dataclass(frozen=True)
class AddressParts:
    """An address taken apart; every part upper case and "" where it is not given."""

    number: str = ""
    number_to: str = ""
    street_key: str = ""
    unit: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""

    @property
    def key(self) -> str:
        """The delivery line: number, street and unit, in one spelling."""
        numbers = f"{self.number}-{self.number_to}" if self.number_to else self.number
        return " ".join(part for part in (numbers, self.street_key, self.unit) if part)


def address_key(typed: str) -> str:
    """An address as typed in, its delivery line in Publication 28's spelling out; city, state and ZIP are left off."""
    return split_address(typed).key


def split_address(typed: str) -> AddressParts:
    """An address as typed in, its parts out; an intersection has both streets in `street_key`, in order of letters."""
    text = _plain(typed)
    segments = [part.split() for part in _COUNTRY.sub("", text).split(",") if part.strip()]
    if not segments:
        return AddressParts()
    zip_code = _take_zip(segments)
    state = _take_state(segments, has_zip=bool(zip_code))
    if not segments:
        return AddressParts(state=state, zip=zip_code)
    segments = _street_first(segments)
    first, later = " ".join(segments[0]), segments[1:]
    unit, city = _unit_and_city(later)
    box = _BOX.match(first)
    if box:
        return AddressParts("", "", f"PO BOX {box[1]}", unit, city or box[2], state, zip_code)
    crossing = _CROSSING.split(first)
    if len(crossing) == 2 and all(crossing) and not _NUMBER.match(segments[0][0]):
        both = " & ".join(sorted(street_key(street) for street in crossing))
        return AddressParts("", "", both, unit, city, state, zip_code)
    return _delivery(segments[0], unit, city, state, zip_code)


def street_key(street: str) -> str:
    """A street's name in any spelling in ("north elm street"), its key out ("N ELM ST")."""
    tokens = _plain(street).replace(",", " ").split()
    if not tokens:
        return ""
    route = _route(tokens)
    if route:
        return route
    before, tokens = _leading_direction(tokens)
    after, tokens = _trailing_direction(tokens)
    suffix = SUFFIXES.get(tokens[-1], "") if len(tokens) > 1 else ""
    name = tokens[:-1] if suffix else tokens
    words = [before, *_name_words(name, ordinals=bool(suffix or before)), suffix, after]
    return " ".join(word for word in words if word)


def _plain(typed: str) -> str:
    """Upper case, no diacritics, points and apostrophes; commas, hyphens in numbers, & and # stay."""
    text = re.sub(r"[\r\n;]+", ",", typed).replace("–", "-")
    text = re.sub(r"[.'’\"()]", lambda found: "" if found[0] in ".'’" else " ", text)
    parts = re.split(r"([,&@#/-])", text)
    text = "".join(part if part in ",&@#/-" else f" {fold(part)} " for part in parts).upper()
    text = re.sub(r"\s*-\s*", "-", text)
    text = re.sub(r"(?<![0-9])-|-(?![0-9A-Z])|(?<=\d)-(?=[A-Z]{2})", " ", text)
    text = re.sub(r"(\d)\s*/\s*(\d)", r"\1/\2", re.sub(r"#\s*", " #", text))
    return " ".join(re.sub(r"\bP O\b", "PO", text).split())


def _take_zip(segments: list[list[str]]) -> str:
    found = _ZIP.match(segments[-1][-1])
    if not found or (len(segments) == 1 and len(segments[0]) == 1):
        return ""
    segments[-1].pop()
    if not segments[-1]:
        segments.pop()
    return found[1]


def _take_state(segments: list[list[str]], *, has_zip: bool) -> str:
    """The state at the end; "CT" after a street, with nothing else to show it, is a court."""
    if not segments or not (has_zip or len(segments) > 1):
        return ""
    last = segments[-1]
    for length in (3, 2, 1):
        name = " ".join(last[-length:])
        short = STATES.get(name) or (name if name in STATE_CODES else "")
        if short and len(last) >= length and not (len(segments) == 1 and len(last) == length):
            del last[-length:]
            if not last:
                segments.pop()
            return short
    return ""


def _street_first(segments: list[list[str]]) -> list[list[str]]:
    """Names of people or buildings before the street left off; "…, NW Ste 700" put back behind its street."""
    if not any(each[0] in SUFFIXES or each[-1] in SUFFIXES for each in segments[:1]):
        numbered = [at for at, each in enumerate(segments) if len(each) > 2 and _NUMBER.match(each[0])]
        segments = segments[numbered[0] :] if numbered else segments
    if len(segments) > 1 and segments[1][0] in DIRECTIONS and segments[0][-1] in SUFFIXES:
        after, *rest = segments[1]
        if not rest or rest[0] in UNITS or rest[0].startswith("#"):
            return [[*segments[0], after], *([rest] if rest else []), *segments[2:]]
    return segments


def _unit_and_city(later: list[list[str]]) -> tuple[str, str]:
    unit, city = "", ""
    for tokens in later:
        found, rest = _take_unit(tokens)
        unit = unit or found
        city = city or " ".join(rest)
    return unit, city


def _take_unit(tokens: list[str]) -> tuple[str, list[str]]:
    """Tokens that begin with a unit in, the unit and what follows it out."""
    if not tokens:
        return "", []
    first, second = tokens[0], tokens[1] if len(tokens) > 1 else ""
    if first in UNITS and second and (second.startswith("#") or len(second) <= 5 or second.isdigit()):
        if UNITS[first] == "FL" and not re.match(r"#?\d", second):
            return "", tokens
        return f"{UNITS[first]} {second.lstrip('#')}", tokens[2:]
    if first.startswith("#"):
        word = first.lstrip("#") or second
        return f"# {word}", tokens[1:] if first != "#" else tokens[2:]
    if UNITS.get(second) == "FL" and (first in ORDINALS or re.match(r"^\d+(ST|ND|RD|TH)?$", first)):
        level = re.match(r"\d+", ORDINALS.get(first, first))
        return f"FL {level[0] if level else first}", tokens[2:]
    if first in LONE_UNITS:
        return LONE_UNITS[first], tokens[1:]
    return "", tokens


def _delivery(tokens: list[str], unit: str, city: str, state: str, zip_code: str) -> AddressParts:
    number, number_to, rest = _take_number(tokens)
    street, found_unit, tail = _street_unit_tail(rest, has_last_line=bool(state or zip_code) and not city)
    return AddressParts(
        number, number_to, street_key(" ".join(street)), found_unit or unit, city or " ".join(tail), state, zip_code
    )


def _take_number(tokens: list[str]) -> tuple[str, str, list[str]]:
    found = _NUMBER.match(tokens[0])
    if not found or (len(tokens) > 1 and SUFFIXES.get(tokens[1]) and len(tokens) == 2 and tokens[1] in ("ST", "AVE")):
        return "", "", tokens
    rest = tokens[1:]
    low, high = found[1] or found[0], found[2] or ""
    if rest and re.match(r"^\d/\d$", rest[0]):
        low, rest = f"{low} {rest[0]}", rest[1:]
    while rest and rest[0] in _NOT_A_CITY:
        rest = rest[1:]
    return (*_range(low, high), rest)


def _range(low: str, high: str) -> tuple[str, str]:
    """10-12 is a range, 45-12 is one number as written in Queens and Fair Lawn."""
    if not high:
        return low, ""
    if low.isdigit() and high.isdigit() and int(high) > int(low) and len(high) == len(low):
        return low, high
    return f"{low}-{high}", ""


def _street_unit_tail(tokens: list[str], *, has_last_line: bool) -> tuple[list[str], str, list[str]]:
    """Street, unit and the city behind them; without a unit the street ends at its suffix if a city must follow."""
    for place in range(1, len(tokens)):
        unit, tail = _take_unit(tokens[place:])
        if unit and not (tokens[place] in LONE_UNITS and tail and not has_last_line):
            return tokens[:place], unit, tail
    if not has_last_line:
        return tokens, "", []
    for place in range(1, len(tokens)):
        following = tokens[place + 1] if place + 1 < len(tokens) else ""
        if tokens[place] in SUFFIXES and following not in SUFFIXES:
            is_route = tokens[place] in _ROUTES and following.isdigit()
            end = place + 2 if following in DIRECTIONS or is_route else place + 1
            return tokens[:end], "", tokens[end:]
    return tokens, "", []


def _route(tokens: list[str]) -> str:
    """ "US Highway 278", "State Route 9", "Rt 9" → "US HWY 278", "STATE RTE 9", "RTE 9"; "" for other streets."""
    for place, token in enumerate(tokens[:-1]):
        if token in _ROUTES and re.match(r"^\d+[A-Z]?$", tokens[place + 1]) and place <= 2:
            return " ".join([*tokens[:place], _ROUTES[token], *tokens[place + 1 :]])
    return ""


def _leading_direction(tokens: list[str]) -> tuple[str, list[str]]:
    """A direction before a name; in "North St" the direction is the name."""
    if len(tokens) > 1 and tokens[0] in DIRECTIONS and not (len(tokens) == 2 and tokens[1] in SUFFIXES):
        if len(tokens) > 2 and f"{tokens[0]}{tokens[1]}" in DIRECTIONS and tokens[2] not in SUFFIXES:
            return DIRECTIONS[f"{tokens[0]}{tokens[1]}"], tokens[2:]
        return DIRECTIONS[tokens[0]], tokens[1:]
    return "", tokens


def _trailing_direction(tokens: list[str]) -> tuple[str, list[str]]:
    """A direction after the suffix; in "Avenue N" and "Avenue S" it is the name."""
    if len(tokens) > 2 and tokens[-1] in DIRECTIONS and tokens[-2] in SUFFIXES:
        return DIRECTIONS[tokens[-1]], tokens[:-1]
    return "", tokens


def _name_words(words: list[str], *, ordinals: bool) -> list[str]:
    named = [_LEADING.get(word, ORDINALS.get(word, word)) for word in words]
    if named and SUFFIXES.get(named[0]) == "AVE" and len(named) > 1:
        named[0] = "AVE"
    if ordinals and len(named) == 1 and named[0].isdigit():
        named = [ordinal(int(named[0]))]
    if "KING" in " ".join(named):
        named = [word for word in named if word not in ("JR", "DR", "REV")] or named
    return ["N" if word == "NORTH" and len(named) > 1 and place == 0 else word for place, word in enumerate(named)]
