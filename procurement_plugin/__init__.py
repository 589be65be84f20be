"""Scores bids on proximity of production, transport emissions and supply security."""

__version__ = "0.1.0"
