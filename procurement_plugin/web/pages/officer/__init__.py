"""Pages of procurement officers."""
