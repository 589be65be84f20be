"""What notices of other systems say, in one form, and what may be proposed from it."""
