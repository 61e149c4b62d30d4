"""A vCard made into a person or organization: what has a field goes there, the rest into remarks."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.exchange.people_drafts import Draft, address_line, join
from app.exchange.vcard import Card, Property
from app.keys import fold
from app.services.import_people_rows import OldPerson, Unfit

_GROUP = "It is a list of people, not a person."
_LABELS = {"cell": "mobile", "iphone": "mobile", "homefax": "home fax", "workfax": "work fax", "car": "car"}
_NO_LABEL = frozenset({
    "pref", "internet", "voice", "msg", "text", "x400", "dom", "intl", "postal", "parcel", "pcs", "isdn", "modem",
    "textphone", "ibmmail", "aol", "applelink", "mcimail", "tlx", "other", "unknown",
})  # fmt: skip
_PLACES = ("home", "work")
# Kept by the other program for itself, or no text: named in the dry run, not brought in.
_ASIDE = frozenset({
    "PHOTO", "LOGO", "SOUND", "KEY", "UID", "REV", "PRODID", "SOURCE", "CLIENTPIDMAP", "XML", "MAILER", "SORT-STRING",
    "X-MS-OL-DESIGN", "X-MS-OL-DEFAULT-POSTAL-ADDRESS", "X-ABUID", "X-ABSHOWAS", "X-ABADR", "CALURI", "CALADRURI",
    "FBURL", "CLASS", "NAME", "PROFILE", "X-IMAGETYPE", "X-IMAGEHASH", "X-MOZILLA-HTML",
    "X-EVOLUTION-FILE-AS",
})  # fmt: skip
_SILENT = frozenset({"VERSION", "KIND", "X-ABLABEL", "FN", "N", "X-ADDRESSBOOKSERVER-KIND"})
_WORDS = {
    "BDAY": "Birthday", "ANNIVERSARY": "Anniversary", "X-ANNIVERSARY": "Anniversary", "X-MS-ANNIVERSARY": "Anniversary",
    "X-EVOLUTION-ANNIVERSARY": "Anniversary", "X-ABDATE": "Date", "NICKNAME": "Nickname", "ROLE": "Role",
    "CATEGORIES": "Categories", "GENDER": "Gender", "X-GENDER": "Gender", "GEO": "Coordinates", "TZ": "Time zone",
    "RELATED": "Related", "X-ABRELATEDNAMES": "Related", "IMPP": "Messenger", "X-MS-IMADDRESS": "Messenger",
    "MEMBER": "Member", "AGENT": "Agent", "X-MAIDENNAME": "Maiden Name", "X-SKYPE-USERNAME": "Skype",
    "X-MS-MANAGER": "Manager", "X-MS-ASSISTANT": "Assistant", "X-EVOLUTION-SPOUSE": "Spouse",
    "X-EVOLUTION-MANAGER": "Manager", "X-EVOLUTION-ASSISTANT": "Assistant", "X-MS-SPOUSE": "Spouse",
    "ORG": "Organization",
}  # fmt: skip


def person_of(card: Card) -> OldPerson | Unfit:
    """A card in, the person or organization out, or why it is none."""
    if card.problem:
        return Unfit(card.number, (card.problem,))
    kind = next((each.text.lower() for each in card.all("KIND", "X-ADDRESSBOOKSERVER-KIND")), "individual")
    if kind == "group":
        return Unfit(card.number, (_GROUP,))
    draft = Draft(card.number, is_organization=kind == "org" or _is_company(card))
    _names(card, draft)
    _organization(card, draft)
    for each in card.properties:
        if each.name not in _SILENT:
            _take(card, each, draft)
    _labels(card, draft)
    for line in card.odd:
        draft.remark("Not understood", line)
    return draft.settled()


def _is_company(card: Card) -> bool:
    """Apple's way to say so; a card with a person's name besides is still a person's."""
    shown = any(each.text.upper() == "COMPANY" for each in card.all("X-ABSHOWAS"))
    return shown and not any(part for each in card.all("N") for part in each.parts())


def _names(card: Card, draft: Draft) -> None:
    """The first FN is the name; N in the order in which one speaks; more of either are remarks."""
    written = [each.text.strip() for each in card.all("FN") if each.text.strip()]
    built = [_spoken(each) for each in card.all("N") if any(each.parts())]
    draft.name = written[0] if written else ""
    draft.parts = built[0] if built else ()
    for name in (*written[1:], *(" ".join(filter(None, parts)) for parts in built[1:])):
        draft.remark("Name", name)


def _spoken(name: Property) -> tuple[str, ...]:
    last, first, middle, prefix, suffix = (*name.parts(), "", "", "", "", "")[:5]
    return tuple(part.replace(",", " ") if part is middle else part for part in (prefix, first, middle, last, suffix))


def _organization(card: Card, draft: Draft) -> None:
    """The first ORG is the organization, its further parts departments; more are remarks."""
    for place, each in enumerate(card.all("ORG")):
        name, *units = (*each.parts(), "")
        if place == 0:
            draft.organization = name
        elif fold(name) != fold(draft.organization):
            draft.remark("Organization", name)
        draft.remark("Department", join(units))
    titles = [each.text for each in card.all("TITLE") if each.text.strip()]
    draft.position = titles[0] if titles else ""
    for title in titles[1:]:
        draft.remark("Position", title)


def _take(card: Card, one: Property, draft: Draft) -> None:
    if one.binary or one.name in _ASIDE:
        draft.unused.append(_word(one.name))
    elif one.name in _TAKERS:
        _TAKERS[one.name](card, one, draft)
    elif one.name not in ("ORG", "TITLE", "LABEL"):
        _remark(card, one, draft)


def _remark(card: Card, one: Property, draft: Draft) -> None:
    """Anything with no field of ours, under the name that the other program gives it."""
    value = join(one.parts(), " · ") if ";" in one.value and one.name not in ("AGENT", "GEO") else one.text
    draft.remark(_custom(card, one) or _word(one.name), value)


def _phone(card: Card, one: Property, draft: Draft) -> None:
    draft.phone(_dialled(one.text), _label(card, one), preferred=_is_preferred(one))


def _email(card: Card, one: Property, draft: Draft) -> None:
    typed = re.sub(r"^mailto:", "", one.text.strip(), flags=re.IGNORECASE)
    draft.email(typed, _label(card, one), preferred=_is_preferred(one))


def _address(card: Card, one: Property, draft: Draft) -> None:
    box, more, street, city, state, zip_code, country = (*one.parts(), *[""] * 7)[:7]
    line = address_line([box, more, street], city, state, zip_code, country)
    draft.address(line, _label(card, one), preferred=_is_preferred(one))


def _labels(card: Card, draft: Draft) -> None:
    """A LABEL is the address as printed: it says nothing new unless the address itself is missing."""
    said = set(fold(" ".join(join(each.parts(), " ") for each in card.all("ADR"))).split())
    for each in card.all("LABEL"):
        if not set(fold(each.text).split()) <= said:
            draft.remark(f"Address label ({_label(card, each)})" if _label(card, each) else "Address label", each.text)


def _note(_card: Card, one: Property, draft: Draft) -> None:
    words = one.text.strip()
    if words and words not in draft.notes:
        draft.notes.insert(sum(not re.match(r"^[A-Z][\w ()-]{0,40}: ", each) for each in draft.notes), words)


def _website(card: Card, one: Property, draft: Draft) -> None:
    draft.website(one.text, _label(card, one))


def _language(_card: Card, one: Property, draft: Draft) -> None:
    draft.language(one.text)


_TAKERS: dict[str, Callable[[Card, Property, Draft], None]] = {
    "TEL": _phone,
    "EMAIL": _email,
    "ADR": _address,
    "NOTE": _note,
    "URL": _website,
    "LANG": _language,
}


def _dialled(text: str) -> str:
    """ "tel:+1-418-656-9254;ext=102" as one would write it; all else as typed."""
    found = re.match(r"^tel:([^;]+)(?:;.*?ext=(\d+))?.*$", text.strip(), re.IGNORECASE | re.DOTALL)
    return (found[1] + (f" ext. {found[2]}" if found[2] else "")) if found else text.strip()


def _is_preferred(one: Property) -> bool:
    return "pref" in one.types or one.params.get("PREF", ("",))[0] == "1"


def _label(card: Card, one: Property) -> str:
    """What kind of phone or address: the words of TYPE, or what somebody wrote himself (Apple's X-ABLabel)."""
    own = _custom(card, one)
    if own:
        return own
    words = [_LABELS.get(each, each) for each in (re.sub(r"\d+$", "", each) for each in one.types)]
    kept = list(dict.fromkeys(each for each in words if each not in _NO_LABEL))
    if len(kept) > 1 and "video" in kept:
        kept.remove("video")
    return " ".join(sorted(kept, key=lambda each: each not in _PLACES))


def _custom(card: Card, one: Property) -> str:
    said = (each.text for each in card.all("X-ABLABEL") if one.group and each.group == one.group)
    return re.sub(r"^_\$!<(.*)>!\$_$", r"\1", next(said, "")).strip()


def _word(name: str) -> str:
    """A property's name in words."""
    plain = re.sub(r"^X-(?:MS-|EVOLUTION-|ANDROID-|ABP?-?)?", "", name).replace("-", " ")
    return _WORDS.get(name) or (plain.capitalize() if name not in ("UID", "REV", "KEY", "XML") else name)
