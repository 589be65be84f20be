"""The pages of the evaluation committee; each module adds its views to one blueprint."""

from procurement_plugin.web.pages.committee import documents, evidence, opening, overview, standstill, tenders
from procurement_plugin.web.pages.committee.matter import blueprint as committee

__all__ = ["committee", "documents", "evidence", "opening", "overview", "standstill", "tenders"]
