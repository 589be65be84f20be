"""Readers of notices, one format each: bytes in, what they say out, never an exception of a parser."""
