"""A person or organization gathered from a card or a row, and made fit for the office file with nothing lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.keys import fold
from app.services.import_people_rows import OldAddress, OldPerson, OldReach, Unfit

NAME, TYPED, LABEL, POSITION, ADDRESS, WEBSITE, LANGUAGE, REMARKS = 200, 200, 40, 120, 300, 300, 60, 4000
_EMAIL = re.compile(r"^[^\s@]+@[^\s@]+$")
_NOBODY = "It has no name, organization, phone or e-mail."
# ISO 639 codes of languages heard in American city halls; others stay as they are written.
_LANGUAGES = {
    "en": "English", "es": "Spanish", "pt": "Portuguese", "fr": "French", "ht": "Haitian Creole", "vi": "Vietnamese",
    "zh": "Chinese", "ko": "Korean", "tl": "Tagalog", "ru": "Russian", "ar": "Arabic", "pl": "Polish", "it": "Italian",
    "de": "German", "hi": "Hindi", "so": "Somali", "am": "Amharic", "km": "Khmer", "ja": "Japanese", "el": "Greek",
    "kea": "Cape Verdean Creole", "bn": "Bengali", "ne": "Nepali", "ur": "Urdu", "uk": "Ukrainian", "th": "Thai",
}  # fmt: skip


@dataclass
class Draft:
    """What is gathered: `parts` are prefix, first, middle, last name and suffix; `remark` keeps what has no field."""

    row: int
    name: str = ""
    parts: tuple[str, ...] = ()
    organization: str = ""
    position: str = ""
    is_organization: bool = False
    notes: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    _reaches: list[OldReach] = field(default_factory=list)
    _addresses: list[OldAddress] = field(default_factory=list)
    _languages: list[str] = field(default_factory=list)
    _websites: list[tuple[str, str]] = field(default_factory=list)

    def remark(self, what: str, value: str) -> None:
        """Keep a value under its name, once."""
        line = f"{what}: {_plain(value)}"
        if value.strip() and line not in self.notes:
            self.notes.append(line)

    def phone(self, typed: str, label: str = "", *, preferred: bool = False) -> None:
        """Keep a phone as typed; without a digit it is a remark."""
        self._reach("phone", typed, label, fits=any(each.isdigit() for each in typed), preferred=preferred)

    def email(self, typed: str, label: str = "", *, preferred: bool = False) -> None:
        """Keep an e-mail as typed; what is none is a remark."""
        self._reach("email", typed, label, fits=bool(_EMAIL.match(typed.strip())), preferred=preferred)

    def address(self, typed: str, label: str = "", *, preferred: bool = False) -> None:
        """Keep an address on one line; what does not fit is a remark."""
        line = _plain(typed)
        if len(line) > ADDRESS:
            self.remark("Address", line)
        elif line and all(fold(line) != fold(each.typed) for each in self._addresses):
            self._addresses.append(OldAddress(line, label[:LABEL], preferred))

    def language(self, typed: str) -> None:
        """Keep a language; the first is the person's, more are remarks."""
        word = typed.strip()
        self._languages += [_LANGUAGES.get(word.lower().split("-")[0], word)] if word else []

    def website(self, typed: str, label: str = "") -> None:
        """Keep a website: an organization has a field for one, a person a remark."""
        if typed.strip():
            self._websites.append((typed.strip(), label))

    def settled(self) -> OldPerson | Unfit:
        """The person or organization, or why it can be none."""
        firm = " ".join(self.organization.split())
        name = self._name(firm)
        if self.is_organization and not firm:
            firm = name
        alone = bool(firm) and (self.is_organization or not name)
        name = firm if alone else name or next((each.typed for each in self._reaches), "")
        if not name:
            return Unfit(self.row, (_NOBODY,))
        remarks = list(self.notes)
        website = self._website(remarks, alone=alone)
        position = self._position(remarks, has_firm=bool(firm) and not alone)
        return OldPerson(
            row=self.row,
            name=_cut(name, NAME, "Name", remarks),
            reaches=tuple(self._reaches),
            addresses=tuple(self._addresses),
            organization="" if alone else _cut(firm, NAME, "Organization", remarks),
            position=position,
            website=website,
            language=self._language(remarks),
            remarks=tuple(_within(remarks, self.unused)),
            unused=tuple(dict.fromkeys(self.unused)),
            is_organization=alone,
        )

    def _name(self, firm: str) -> str:
        """The name as written; one that is only the organization's gives way to the parts; lost words are a remark."""
        written = " ".join(self.name.split())
        built = " ".join(part.strip() for part in self.parts if part.strip())
        if not written or (built and fold(written) == fold(firm)):
            return built or ("" if fold(written) == fold(firm) else written)
        if fold(written) == fold(firm):
            return ""
        if built and not set(fold(built).split()) <= set(fold(written).split()):
            self.remark("Name", built)
        return written

    def _reach(self, kind: str, typed: str, label: str, *, fits: bool, preferred: bool) -> None:
        word = " ".join(typed.split())
        if not word:
            return
        if not fits or len(word) > TYPED:
            self.remark(f"{'Phone' if kind == 'phone' else 'E-mail'}{f' ({label})' if label else ''}", word)
        elif all((each.kind, each.typed, each.label) != (kind, word, label[:LABEL]) for each in self._reaches):
            self._reaches.append(OldReach(kind, word, label[:LABEL], preferred))

    def _website(self, remarks: list[str], *, alone: bool) -> str:
        kept = self._websites[0][0] if alone and self._websites and len(self._websites[0][0]) <= WEBSITE else ""
        for address, label in self._websites[1 if kept else 0 :]:
            remarks.append(f"Website{f' ({label})' if label else ''}: {address}")
        return kept

    def _position(self, remarks: list[str], *, has_firm: bool) -> str:
        position = _plain(self.position)
        if has_firm and len(position) <= POSITION:
            return position
        remarks += [f"Position: {position}"] if position else []
        return ""

    def _language(self, remarks: list[str]) -> str:
        first, *more = self._languages or [""]
        remarks += [f"Also speaks: {', '.join(more)}"] if more else []
        return _cut(first, LANGUAGE, "Language", remarks)


def join(parts: Iterable[str], mark: str = ", ") -> str:
    """The parts that are not empty, on one line."""
    return mark.join(_plain(part) for part in parts if part.strip())


def address_line(street: Iterable[str], city: str, state: str, zip_code: str, country: str = "") -> str:
    """An address on one line as it is written in the United States."""
    return join([*street, city, join([state, zip_code], " "), country])


def _plain(text: str) -> str:
    """Lines put behind each other; the words stay."""
    return ", ".join(" ".join(line.split()).rstrip(",") for line in text.splitlines() if line.strip(" ,"))


def _cut(text: str, limit: int, what: str, remarks: list[str]) -> str:
    if len(text) > limit:
        remarks.append(f"{what}: {text}")
    return text[:limit].strip()


def _within(remarks: list[str], unused: list[str]) -> list[str]:
    """As many remarks as the field holds; the rest is named as left aside."""
    kept, room = [], REMARKS
    for line in remarks:
        if len(line) + 1 > room:
            unused.append("Remarks beyond 4,000 characters")
            line = line[: max(room - 1, 0)]
        kept += [line] if line else []
        room -= len(line) + 1
    return kept
