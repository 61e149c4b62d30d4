"""What the columns of address books are called (Outlook, Google, Thunderbird and others), and what each is for us."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.exchange.mapping_words import heading_key
from app.exchange.table_look import TableLook

KINDS = (
    "name", "prefix", "first_name", "middle_name", "last_name", "suffix", "organization", "position", "phone", "email",
    "street", "city", "state", "zip", "country", "website", "language", "birthday", "birth_year", "birth_month",
    "birth_day", "notes", "remark", "label", "action", "leave_out",
)  # fmt: skip
LABELLED = frozenset({"phone", "email", "street", "city", "state", "zip", "country", "website", "label", "remark"})


class Role(NamedTuple):
    """What a column is: one of KINDS, and the label of its phone, e-mail, address, website or remark.

    A label in braces, "{phone 1}", stands in another column: the one of kind "label" with that label.
    """

    kind: str
    label: str = ""


_NAMES: Mapping[str, str] = {
    "name": "name", "display name": "name", "full name": "name", "contact name": "name", "contact": "name",
    "first name": "first_name", "given name": "first_name", "firstname": "first_name", "forename": "first_name",
    "middle name": "middle_name", "additional name": "middle_name", "middle initial": "middle_name",
    "last name": "last_name", "family name": "last_name", "surname": "last_name", "lastname": "last_name",
    "suffix": "suffix", "name suffix": "suffix", "generational suffix": "suffix", "prefix": "prefix",
    "name prefix": "prefix", "salutation": "prefix", "honorific": "prefix",
    "company": "organization", "organization": "organization", "organisation": "organization",
    "company name": "organization", "organization name": "organization", "organization 1 name": "organization",
    "employer": "organization", "business name": "organization", "business": "organization",
    "job title": "position", "position": "position", "organization 1 title": "position", "job": "position",
    "organization title": "position", "notes": "notes", "note": "notes", "comments": "notes", "remarks": "notes",
    "comment": "notes", "language": "language", "preferred language": "language", "birthday": "birthday",
    "date of birth": "birthday", "birth date": "birthday", "dob": "birthday", "birth year": "birth_year",
    "birth month": "birth_month", "birth day": "birth_day", "action": "action",
}  # fmt: skip
# What the other program keeps for itself; named in the dry run, not brought in.
_ASIDE = frozenset({
    "id", "api id", "name lower", "name lower unique", "contact type", "domain", "external id", "sensitivity",
    "priority",
    "private", "photo", "initials", "directory server", "internet free busy", "yomi name", "given name yomi",
    "additional name yomi", "family name yomi", "phonetic first name", "phonetic middle name", "phonetic last name",
    "im rel", "website rel", "relation rel",
})  # fmt: skip
_GOOGLE = re.compile(
    r"^(e mail|phone|address|website|event|relation|custom field|im) (\d+) (value|type|label|service|[a-z ]+)$"
)
_PARTS = {"street": "street", "extended address": "street", "po box": "street", "city": "city", "region": "state",
          "postal code": "zip", "country": "country"}  # fmt: skip
_GOOGLE_KINDS = {"e mail": "email", "phone": "phone", "website": "website"}
_LABELS = (
    ("mobile", r"\b(mobile|cell|cellular|handy)\b"), ("pager", r"\bpager\b"), ("car", r"\bcar\b"),
    ("assistant", r"\bassistants?\b"), ("video", r"\bvideo\b"), ("home", r"\b(home|private|personal)\b"),
    ("work", r"\b(work|business|office|company)\b"), ("main", r"\b(main|primary)\b"),
)  # fmt: skip
_SITES = (("homepage", "home page"), ("blog", "blog"), ("profile", "profile"))
_PHONE = re.compile(r"\b(phone|telephone|tel|fax|mobile|cell|cellular|pager|isdn|telex|callback|tty tdd|ttytdd)\b")
_EMAIL = re.compile(r"\b(e ?mails?|mail)\b")
_TYPE = re.compile(r"\b(type|rel|rel type|display name)$")
_WEB = re.compile(r"\b(web ?page|web ?site|url|home ?page)\b")


def guess_roles(look: TableLook) -> dict[str, Role]:
    """A look at a table in, what each of its columns is likely to be out."""
    keys = {heading: heading_key(heading.replace("'", "").replace("’", "")) for heading in look.headings}
    found = {heading: _role(heading, key, frozenset(keys.values())) for heading, key in keys.items()}
    for column in look.columns:
        if found[column.heading].kind == "remark" and column.kind in ("email", "phone"):
            found[column.heading] = Role(column.kind, column.heading[:40])
    return _one_each(found)


def _role(heading: str, key: str, keys: frozenset[str]) -> Role:
    if key == "title":  # Outlook calls "Mr." so when the job has a column of its own
        return Role("prefix" if keys & {"job title", "position"} else "position")
    if key in _NAMES:
        return Role(_NAMES[key])
    if key in _ASIDE:
        return Role("leave_out")
    google = _GOOGLE.match(key)
    if google and " - " in heading:
        return _google(heading, *google.groups())
    if _TYPE.search(key):
        return Role("leave_out")
    return _contact_role(key) or Role("remark", heading[:40])


def _google(heading: str, what: str, number: str, part: str) -> Role:
    """Google's "Phone 1 - Type" and "Phone 1 - Value"."""
    tag = f"{what} {number}"
    if part in ("type", "label"):
        return Role("label", tag)
    if what == "address":
        return Role(_PARTS[part], f"{{{tag}}}") if part in _PARTS else Role("leave_out")
    if part != "value":
        return Role("remark", heading[:40])
    return Role(_GOOGLE_KINDS.get(what, "remark"), f"{{{tag}}}")


def _contact_role(key: str) -> Role | None:
    """Phones, e-mails, websites and parts of addresses, whatever stands around the word."""
    if _EMAIL.search(key):
        return Role("email", _label(key))
    if _PHONE.search(key) and "country" not in key:
        return Role("phone", _label(key))
    if _WEB.search(key):
        return Role("website", next((word for word, name in _SITES if name in key), "") or _label(key))
    part = _address_part(key)
    return Role(part, _label(key)) if part else None


def _address_part(key: str) -> str:
    words = set(key.split())
    if words & {"manager", "managers", "spouse", "ip", "im"} or "assistant" in key:
        return ""
    for kind, names in (
        ("country", {"country"}), ("zip", {"zip", "zipcode", "postal", "postcode"}),
        ("state", {"state", "province", "region"}), ("city", {"city", "town", "locality", "suburb"}),
        ("street", {"street", "address", "addr"}),
    ):  # fmt: skip
        if words & names:
            return kind
    return ""


def _label(key: str) -> str:
    """ "Home Fax" → "home fax"; a number in a heading says nothing of the phone."""
    words = [name for name, pattern in _LABELS if re.search(pattern, key)]
    words = ["mobile"] if "mobile" in words else words
    if "fax" in key.split():
        words.append("fax")
    return " ".join(words[:2])


def _one_each(found: Mapping[str, Role]) -> dict[str, Role]:
    """Where two columns would be the name, the organization or a birthday, the second is a remark."""
    taken: set[str] = set()
    roles = {}
    for heading, role in found.items():
        single = role.kind in _NAMES.values() and role.kind not in ("notes", "language")
        roles[heading] = Role("remark", heading[:40]) if single and role.kind in taken else role
        taken.add(role.kind)
    return roles


def role_of(text: str) -> Role | None:
    """ "phone: home" as it stands in a map, as a role; None for a word that is no role."""
    kind, _, label = text.partition(":")
    kind = kind.strip().replace(" ", "_")
    return Role(kind, label.strip()[:40]) if kind in KINDS else None


def written(role: Role) -> str:
    """A role as it stands in a map."""
    return f"{role.kind.replace('_', ' ')}: {role.label}" if role.label else role.kind.replace("_", " ")


def filled_columns(look: TableLook) -> Sequence[str]:
    """The headings under which the first rows have anything: address books have a hundred columns, mostly empty."""
    return [each.heading for each in look.columns if each.kind != "empty"]
