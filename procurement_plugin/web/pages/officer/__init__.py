"""The pages of the procurement officer: list, new, design, publish, history."""
