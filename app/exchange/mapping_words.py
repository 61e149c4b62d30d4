"""The headings and words that other programs use for what we call by our own names."""

from __future__ import annotations

import re

from app.keys import fold

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
FIELDS = (
    "reference", "subject", "account", "category", "status", "opened_date", "opened_time", "closed_date", "closed_time",
    "due", "address", "unit", "city", "zip", "ward", "neighborhood", "latitude", "longitude", "asker_name", "phone",
    "email", "organization", "department", "owner", "channel", "outcome", "priority",
)  # fmt: skip
# Two columns that make up a category together, the broader first.
CATEGORY_PAIRS = (
    ("general issue", "specific complaint"), ("complaint type", "descriptor"), ("category", "type"),
    ("category", "subcategory"), ("category", "sub category"), ("issue", "sub issue"), ("topic", "subtopic"),
)  # fmt: skip
# What other programs keep in parts, in the order in which they are read.
PARTS = (
    ("asker_name", ("first name", "last name")), ("asker_name", ("name first", "name last")),
    ("address", ("house number", "direction", "street name", "suffix")), ("address", ("house number", "street name")),
    ("address", ("street number", "street name")), ("address", ("address number", "street name")),
)  # fmt: skip
# Words that stand in the name of a department and hardly in that of a person.
OFFICE_WORDS = frozenset((
    "works", "department", "dept", "division", "office", "services", "service", "police", "fire", "parks", "sanitation",
    "utilities", "water", "sewer", "code", "enforcement", "development", "planning", "transportation", "transit",
    "housing", "health", "finance", "forestry", "operations", "electric", "commission", "authority", "agency", "bureau",
    "board", "engineering", "inspection", "inspections", "maintenance", "management", "initiatives", "administration",
    "library", "schools", "courts", "attorney", "clerk", "city", "county", "team", "unit", "crew", "center", "district",
))  # fmt: skip
# Headings folded, best first. "Account" is left out: in council offices it names the office, not the words.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "reference": (
        "case id", "case number", "case no", "case", "service request number", "service request num", "sr number",
        "request number", "request id", "service request id", "ticket number", "ticket id", "ticket", "unique key",
        "tracking number", "reference number", "reference", "issue id", "sr record id", "incident number", "id",
    ),
    "subject": ("subject", "title", "summary", "request title", "issue title"),
    "account": (
        "description", "details", "request description", "issue description", "problem description", "comments",
        "complaint", "narrative", "notes", "message", "request details",
    ),
    "category": (
        "category", "service request type", "request type", "sr type", "complaint type", "service name", "issue type",
        "case type", "problem type", "issue category", "general issue", "service type", "request type title",
        "request type name", "category name", "topic", "issue", "type",
    ),
    "status": ("status", "sr status", "case status", "request status", "current status", "ticket status", "state"),
    "opened_date": (
        "open date", "opened date", "date opened", "created date", "creation date", "date created", "create date",
        "service request open timestamp", "open timestamp", "created ts", "created at", "requested datetime",
        "request date", "date requested", "received date", "date received", "opened", "created", "open dt",
        "opened at", "received at", "submitted at", "submitted date", "date submitted", "reported date",
        "date reported", "reported at", "reported", "report date", "issue date", "intake date", "date", "timestamp",
    ),
    "opened_time": ("creation time", "open time", "created time", "time opened", "time created", "request time"),
    "closed_date": (
        "close date", "closed date", "date closed", "service request close date", "close timestamp", "closed dt",
        "closed ts", "completed ts", "completed date", "completion date", "date completed", "closed at", "completed at",
        "resolved date", "resolution date", "date resolved", "resolved at", "closed", "completed", "resolved",
    ),
    "closed_time": ("closed time", "close time", "time closed", "completion time"),
    "due": (
        "due date", "date due", "target date", "target dt", "sla date", "sla target dt", "expected datetime",
        "expected date", "due", "service date",
    ),
    "address": (
        "street address", "incident address", "address", "location address", "service address", "full address",
        "street", "location", "site address",
    ),
    "unit": ("unit", "apartment", "apt", "unit number", "suite"),
    "city": ("city", "town", "municipality"),
    "zip": ("zip", "zip code", "zipcode", "incident zip", "postal code", "location zipcode", "zip codes"),
    "ward": (
        "ward", "council district", "council dist", "city council district", "district", "cd", "council ward",
        "aldermanic district", "precinct",
    ),
    "neighborhood": (
        "neighborhood", "neighbourhood", "nc name", "local area", "community area", "borough", "neighborhood name",
    ),
    "latitude": ("latitude", "lat", "y"),
    "longitude": ("longitude", "long", "lng", "lon", "x"),
    "asker_name": (
        "name", "constituent name", "constituent", "caller name", "caller", "requester", "requester name",
        "requestor", "contact name", "customer name", "resident", "full name", "resident name", "reporter name",
        "reporter", "citizen name",
    ),
    "phone": (
        "phone", "phone number", "telephone", "caller phone", "contact phone", "mobile", "home phone", "cell phone",
        "contact number", "reporter phone", "requester phone", "phone no",
    ),
    "email": (
        "email", "e mail", "email address", "contact email", "caller email", "reporter email", "requester email",
    ),
    "organization": ("organization", "organisation", "company", "business", "business name", "company name"),
    "department": (
        "department", "agency name", "agency", "agency responsible", "dept", "owner department", "division",
        "assigned department", "owner", "assigned to", "assignee", "assign to",
    ),
    "owner": (
        "case owner", "assigned to", "owner", "case worker", "caseworker", "staff", "assignee", "assignee name",
        "assign to", "handled by",
    ),
    "channel": (
        "channel", "source", "method received", "request source", "open data channel type", "origin", "contact method",
        "intake method", "how received",
    ),
    "outcome": (
        "outcome", "resolution", "resolution description", "closure reason", "case outcome", "close reason",
        "status notes", "closing notes",
    ),
    "priority": ("priority", "urgency"),
}  # fmt: skip
# A word of a foreign status → ours. What is not here is told to the user, who settles it in the map.
STATUSES: dict[str, str] = {
    **dict.fromkeys(("new", "received", "submitted", "unassigned", "new duplicate"), "new"),
    **dict.fromkeys(
        ("open", "opened", "in progress", "assigned", "acknowledged", "active", "pending", "referred", "open duplicate",
         "started", "in process", "email sent", "reopen", "under review", "work in progress", "investigating"), "open"),
    **dict.fromkeys(("reopened", "re opened"), "reopened"),
    **dict.fromkeys(("waiting", "waiting on department", "waiting for department", "transferred"),
                    "waiting_department"),
    **dict.fromkeys(("waiting on customer", "waiting on resident", "waiting for information"), "waiting_resident"),
    **dict.fromkeys(
        ("referred out", "referred to another agency", "referred to outside agency", "on hold", "hold",
         "waiting on third party"), "waiting_third_party"),
    **dict.fromkeys(("answered", "responded"), "answered"),
    **dict.fromkeys(
        ("closed", "close", "completed", "complete", "resolved", "resol", "done", "archived", "cancelled", "canceled",
         "canc", "closed duplicate", "closed transferred", "closed referred", "duplicate", "withdrawn", "fixed"),
        "closed"),
}  # fmt: skip
# What a word of a foreign status or outcome says about how a case ended.
OUTCOMES: dict[str, str] = {
    **dict.fromkeys(
        ("resolved", "fixed", "done", "completed", "complete", "service provided", "work completed", "repaired"),
        "resolved"),
    **dict.fromkeys(("answered", "information provided", "information given", "explained"), "answered"),
    **dict.fromkeys(
        ("referred out", "referred", "referred to another agency", "closed transferred", "closed referred",
         "referred to another service group", "referred to outside agency", "transferred",
         "closed automatically and sent to service group", "not a city provided service jurisdiction"), "referred_out"),
    **dict.fromkeys(
        ("not possible", "denied", "declined", "reviewed and no action planned", "no action", "insufficient info",
         "issue not found or inaccessible", "not found", "customer unreachable"), "not_possible"),
    **dict.fromkeys(("withdrawn", "cancelled", "canceled", "canc"), "withdrawn"),
    **dict.fromkeys(("duplicate", "closed duplicate", "duplicate closed"), "duplicate"),
}  # fmt: skip
CHANNELS: dict[str, str] = {
    **dict.fromkeys(("phone", "call", "telephone", "voicemail", "voice", "phone call"), "phone"),
    **dict.fromkeys(("walk", "walk in", "in person", "counter", "office visit"), "walk_in"),
    **dict.fromkeys(("email", "e mail"), "email"),
    **dict.fromkeys(("mail", "letter", "post", "fax", "us mail", "mail out"), "letter"),
    **dict.fromkeys(("text", "sms", "text message"), "text"),
    **dict.fromkeys(("twitter", "twir", "facebook", "social media", "social", "instagram"), "social_media"),
    **dict.fromkeys(
        ("web", "online", "website", "public web", "internet", "mobile", "mobile app", "app", "self service", "api",
         "bot", "chat", "web form", "portal"), "web"),
    **dict.fromkeys(("meeting", "event", "town hall"), "meeting"),
}  # fmt: skip
PRIORITIES: dict[str, str] = {
    **dict.fromkeys(("urgent", "emergency", "critical", "1"), "urgent"),
    **dict.fromkeys(("high", "2"), "high"),
    **dict.fromkeys(("normal", "medium", "standard", "routine", "3"), "normal"),
    **dict.fromkeys(("low", "4", "5"), "low"),
}


def heading_key(heading: str) -> str:
    """A heading in any habit ("SRStatus", "sr_status", "SR Status (2)") in, plain words out."""
    return fold(_CAMEL.sub(" ", re.sub(r"\s*\(\d+\)$", "", heading)))
