"""The page of project screening: the checklist as a form, and what comes of it."""
