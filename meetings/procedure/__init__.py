"""The rules of order: a pure core. Standard library only; no clock, no randomness, no I/O.

    decide(meeting, command) ─▶ events, or an OutOfOrder
    apply(meeting, entry)    ─▶ the meeting as it stands after it
"""
