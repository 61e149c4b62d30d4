"""What the columns of the real tables mean, settled by hand; no row of them is kept here, only their headings."""

from __future__ import annotations

from typing import NamedTuple

Fields = dict[str, tuple[str, ...]]


class City(NamedTuple):
    """A real table: where it lies under the shared data, the office it would be brought in by, and its meaning."""

    name: str
    path: str
    zone: str
    state: str
    rows: int
    fields: Fields


def _one(**fields: str) -> Fields:
    return {name: (heading,) for name, heading in fields.items()}


NEW_YORK_COUNCIL = _one(
    reference="Case #", opened_date="Open Date", closed_date="Close Date", zip="Zip", city="City",
    neighborhood="Borough", ward="Council Dist.",
) | {"category": ("General Issue", "Specific Complaint")}  # fmt: skip
BALTIMORE = _one(
    reference="ServiceRequestNum", category="SRType", channel="MethodReceived", opened_date="CreatedDate",
    status="SRStatus", due="DueDate", closed_date="CloseDate", department="Agency", address="Address", zip="ZipCode",
    neighborhood="Neighborhood", ward="CouncilDistrict", latitude="Latitude", longitude="Longitude",
)  # fmt: skip
CHAPEL_HILL = _one(
    reference="id", status="status", subject="summary", account="description", category="request_type.title",
    opened_date="created_at", address="address", latitude="lat", longitude="lng", asker_name="reporter.name",
)  # fmt: skip
CHICAGO = _one(
    reference="request_id", opened_date="created_ts", closed_date="completed_ts", status="status", ward="ward",
    neighborhood="community_area",
)  # fmt: skip
GAINESVILLE = _one(
    reference="id", status="status", category="request_type", account="description", opened_date="request_date",
    closed_date="closed", department="assigned_to", address="address", latitude="latitude", longitude="longitude",
)  # fmt: skip
HOBOKEN = _one(
    reference="ID", subject="Title", category="Title", account="Description", status="Status", address="Address",
    city="Location", zip="Zip Code", opened_date="Date Created", latitude="Latitude", longitude="Longitude",
)  # fmt: skip
KANSAS_CITY = _one(
    reference="CASE ID", channel="SOURCE", department="DEPARTMENT", opened_date="CREATION DATE",
    opened_time="CREATION TIME", status="STATUS", closed_date="CLOSED DATE", address="STREET ADDRESS", zip="ZIP CODE",
    neighborhood="NEIGHBORHOOD", ward="COUNCIL DISTRICT", latitude="LATITUDE", longitude="LONGITUDE",
) | {"category": ("CATEGORY", "TYPE")}  # fmt: skip
LOS_ANGELES = _one(
    reference="SRNumber", opened_date="CreatedDate", status="Status", category="RequestType", channel="RequestSource",
    closed_date="ClosedDate", due="ServiceDate", department="Owner", address="Address", zip="ZipCode",
    latitude="Latitude", longitude="Longitude", ward="CD", neighborhood="NCName",
)  # fmt: skip
NEW_YORK = _one(
    reference="Unique Key", opened_date="Created Date", closed_date="Closed Date", department="Agency Name",
    zip="Incident Zip", address="Incident Address", city="City", status="Status", due="Due Date",
    outcome="Resolution Description", neighborhood="Borough", channel="Open Data Channel Type", latitude="Latitude",
    longitude="Longitude",
) | {"category": ("Complaint Type", "Descriptor")}  # fmt: skip
NEW_YORK_JSON = {
    name: tuple(heading.lower().replace(" ", "_") for heading in headings) for name, headings in NEW_YORK.items()
}
VANCOUVER = _one(
    department="Department", category="Service request type", status="Status", outcome="Closure reason",
    opened_date="Service request open timestamp", closed_date="Service request close date", address="Address",
    neighborhood="Local area", channel="Channel", latitude="Latitude", longitude="Longitude",
)  # fmt: skip
_EAST, _CENTRAL, _WEST = "America/New_York", "America/Chicago", "America/Los_Angeles"
_SCF = "311/chapel_hill_nc/seeclickfix_"
_KC = "311/kansas_city/311_Call_Center_Service_Requests"
_BALT, _LA = "311/baltimore/311_sample", "311/los_angeles/MyLA311_Service_Request_Data_2017_Subset"
_NYC, _CHI = "311/nyc/311_Service_Requests_2018_1000", "311/chicago/fact_311_requests_50k"
_VAN = "311/vancouver/3-1-1-service-requests"
_HOB = "311/hoboken/Hoboken_20190521"
CITIES = (
    City("New York council 15", "casework/nyc_council/nycc15_2015.csv", _EAST, "NY", 1717, NEW_YORK_COUNCIL),
    City("Baltimore", f"{_BALT}.csv.xz", _EAST, "MD", 10000, BALTIMORE),
    City("Baltimore, sample", f"{_BALT}.sample200.csv", _EAST, "MD", 200, BALTIMORE),
    City("Chapel Hill, all", f"{_SCF}all.json", _EAST, "NC", 365, CHAPEL_HILL | _one(closed_date="closed_at")),
    City("Chapel Hill, bulky", f"{_SCF}11386.json", _EAST, "NC", 200, CHAPEL_HILL | _one(closed_date="closed_at")),
    City("Chapel Hill, carts", f"{_SCF}14437.json", _EAST, "NC", 2, CHAPEL_HILL | _one(owner="assignee.name")),
    City("Chicago", f"{_CHI}.csv.xz", _CENTRAL, "IL", 50000, CHICAGO),
    City("Chicago, sample", f"{_CHI}.sample200.csv", _CENTRAL, "IL", 200, CHICAGO),
    City("Gainesville, map", "311/gainesville_fl/markers.geojson", _EAST, "FL", 959, GAINESVILLE),
    City("Hoboken, CSV", f"{_HOB}.csv", _EAST, "NJ", 91, HOBOKEN),
    City("Hoboken, Excel", f"{_HOB}.xlsx", _EAST, "NJ", 91, HOBOKEN),
    City("Kansas City, CSV", f"{_KC}.csv.xz", _CENTRAL, "MO", 4493, KANSAS_CITY),
    City("Kansas City, sample", f"{_KC}.sample200.csv", _CENTRAL, "MO", 200, KANSAS_CITY),
    City("Kansas City, Excel", f"{_KC}.xlsx", _CENTRAL, "MO", 2534, KANSAS_CITY),
    City("Los Angeles", f"{_LA}.csv.xz", _WEST, "CA", 9999, LOS_ANGELES),
    City("Los Angeles, sample", f"{_LA}.sample200.csv", _WEST, "CA", 200, LOS_ANGELES),
    City("New York, CSV", f"{_NYC}.csv.xz", _EAST, "NY", 1000, NEW_YORK),
    City("New York, sample", f"{_NYC}.sample200.csv", _EAST, "NY", 200, NEW_YORK),
    City("New York, Socrata", "311/nyc/fhrw-4uyv_socrata_api.json", _EAST, "NY", 1000, NEW_YORK_JSON),
    City("Vancouver 2023", f"{_VAN} 2023.xlsx", "America/Vancouver", "BC", 7062, VANCOUVER),
    City("Vancouver 2024", f"{_VAN} 2024.xlsx", "America/Vancouver", "BC", 4678, VANCOUVER),
)
