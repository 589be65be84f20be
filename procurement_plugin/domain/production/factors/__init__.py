"""The cost factors, a family a module; each module ends in ``FACTORS``."""
