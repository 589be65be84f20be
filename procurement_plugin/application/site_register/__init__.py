"""Use cases of the register of production sites. Nothing here is read by an award."""
