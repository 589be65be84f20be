"""Producing in one place or another: what a unit costs where, never a part of an award."""
