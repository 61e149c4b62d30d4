"""Figures of a period, counted from dated moves and contacts; each can name what it counts."""

from app.queries.figures.acknowledgements import Acknowledged, acknowledgements
from app.queries.figures.behind import Behind, behind, ids_behind
from app.queries.figures.city_dates import CityDue, city_dates
from app.queries.figures.closings import Closing, Due, closings, fell_due
from app.queries.figures.contacts import ContactFigures, contact_figures
from app.queries.figures.flow import Flow, Month, Opening, flow, openings, reopenings, twelve_months
from app.queries.figures.hours import Hours, contact_count, contact_hours
from app.queries.figures.period import Period, days, last_full_month, month
from app.queries.figures.responses import Response, responses
from app.queries.figures.spread import Spread, spread
from app.queries.figures.standing import BANDS, OpenCase, band_of, standing
from app.queries.figures.substance import SubstanceFigures, SubstanceLine, SubstanceMonth, substance, substance_trend

__all__ = [
    "BANDS",
    "Acknowledged",
    "Behind",
    "CityDue",
    "Closing",
    "ContactFigures",
    "Due",
    "Flow",
    "Hours",
    "Month",
    "OpenCase",
    "Opening",
    "Period",
    "Response",
    "Spread",
    "SubstanceFigures",
    "SubstanceLine",
    "SubstanceMonth",
    "acknowledgements",
    "band_of",
    "behind",
    "city_dates",
    "closings",
    "contact_count",
    "contact_figures",
    "contact_hours",
    "days",
    "fell_due",
    "flow",
    "ids_behind",
    "last_full_month",
    "month",
    "openings",
    "reopenings",
    "responses",
    "spread",
    "standing",
    "substance",
    "substance_trend",
    "twelve_months",
]
