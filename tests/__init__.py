"""The tests mirror the tree; journeys walk whole paths in real Chromium; benchmarks live in tests/bench."""
