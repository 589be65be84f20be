"""The pages of the register of production sites: list and map, one site, matches, tables in and out, cases."""
