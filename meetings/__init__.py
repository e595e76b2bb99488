"""What happens in a meeting, by which rules, and how it is remembered."""
