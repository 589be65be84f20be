"""The pages of monitoring: watch lists, what they contain, and what crossed a threshold."""
