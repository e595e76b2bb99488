"""Clashes, deadlines: dates reckoned, nothing sent."""
