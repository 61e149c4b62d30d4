"""The headings and words that other programs use for what we call by our own names."""

from __future__ import annotations

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
        "case type", "problem type", "issue category", "general issue", "service type", "topic", "issue", "type",
    ),
    "status": ("status", "sr status", "case status", "request status", "current status", "ticket status", "state"),
    "opened_date": (
        "open date", "opened date", "date opened", "created date", "creation date", "date created", "create date",
        "service request open timestamp", "open timestamp", "created ts", "created at", "requested datetime",
        "request date", "date requested", "received date", "date received", "opened", "created", "open dt",
        "submitted date", "date submitted", "reported date", "date reported", "intake date", "date", "timestamp",
    ),
    "opened_time": ("creation time", "open time", "created time", "time opened", "time created", "request time"),
    "closed_date": (
        "close date", "closed date", "date closed", "service request close date", "closed dt", "completed ts",
        "completed date", "completion date", "date completed", "closed at", "resolved date", "resolution date",
        "date resolved", "closed", "completed",
    ),
    "closed_time": ("closed time", "close time", "time closed", "completion time"),
    "due": ("due date", "date due", "target date", "sla date", "sla target dt", "expected datetime", "due"),
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
        "requestor", "contact name", "customer name", "resident", "full name", "resident name",
    ),
    "phone": ("phone", "phone number", "telephone", "caller phone", "contact phone", "mobile", "home phone"),
    "email": ("email", "e mail", "email address", "contact email", "caller email"),
    "organization": ("organization", "organisation", "company", "business", "business name", "company name"),
    "department": ("department", "agency name", "agency", "agency responsible", "dept", "owner department", "division"),
    "owner": ("assigned to", "owner", "case owner", "case worker", "caseworker", "staff", "assignee", "assign to"),
    "channel": (
        "channel", "source", "method received", "request source", "open data channel type", "origin", "contact method",
        "intake method", "how received",
    ),
    "outcome": ("outcome", "resolution", "resolution description", "closure reason", "case outcome", "close reason"),
    "priority": ("priority", "urgency"),
}  # fmt: skip
# A word of a foreign status → ours. What is not here is told to the user, who settles it in the map.
STATUSES: dict[str, str] = {
    **dict.fromkeys(("new", "received", "submitted", "unassigned", "new duplicate"), "new"),
    **dict.fromkeys(
        ("open", "opened", "in progress", "assigned", "acknowledged", "active", "pending", "referred", "open duplicate",
         "started", "email sent", "reopen", "under review", "work in progress", "investigating"), "open"),
    **dict.fromkeys(("reopened", "re opened"), "reopened"),
    **dict.fromkeys(("waiting", "waiting on department", "referred out", "transferred"), "waiting_department"),
    **dict.fromkeys(("waiting on customer", "waiting on resident", "waiting for information", "on hold"),
                    "waiting_resident"),
    **dict.fromkeys(("answered", "responded"), "answered"),
    **dict.fromkeys(
        ("closed", "close", "completed", "complete", "resolved", "resol", "done", "archived", "cancelled", "canceled",
         "canc", "closed duplicate", "closed transferred", "duplicate", "fixed"), "closed"),
}  # fmt: skip
CHANNELS: dict[str, str] = {
    **dict.fromkeys(("phone", "call", "telephone", "voicemail", "voice", "phone call"), "phone"),
    **dict.fromkeys(("walk", "walk in", "in person", "counter", "office visit"), "walk_in"),
    **dict.fromkeys(("email", "e mail"), "email"),
    **dict.fromkeys(("mail", "letter", "post", "fax", "us mail"), "letter"),
    **dict.fromkeys(("text", "sms", "text message"), "text"),
    **dict.fromkeys(("twitter", "twir", "facebook", "social media", "social", "instagram"), "social_media"),
    **dict.fromkeys(
        ("web", "online", "website", "internet", "mobile", "mobile app", "app", "self service", "api", "bot", "chat",
         "web form", "portal"), "web"),
    **dict.fromkeys(("meeting", "event", "town hall"), "meeting"),
}  # fmt: skip
PRIORITIES: dict[str, str] = {
    **dict.fromkeys(("urgent", "emergency", "critical", "1"), "urgent"),
    **dict.fromkeys(("high", "2"), "high"),
    **dict.fromkeys(("normal", "medium", "standard", "routine", "3"), "normal"),
    **dict.fromkeys(("low", "4", "5"), "low"),
}
