"""What is watched over time, and what crossed a threshold in between."""
