"""The tests mirror the tree. Beside that: journeys walk whole paths in real Chromium, lines simulates thin ones, fuzz
has a target for each reader of what comes from outside, bench has the benchmarks.
"""
