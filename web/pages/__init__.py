"""One controller for each noun."""
