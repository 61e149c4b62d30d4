"""A made-up office: people, calls and cases of two years, the same for the same seed."""

from app.services.demo.build import YEARS, DemoMade, fill_office

__all__ = ["YEARS", "DemoMade", "fill_office"]
