"""The rules of order: a pure core. Standard library only; no clock, no randomness, no I/O.

    decide(meeting, command) ─▶ events, or an OutOfOrder
    apply(meeting, entry)    ─▶ the meeting as it stands after it

Why functions over frozen values and one `match` in `meeting`, no classes with behaviour and no
registry: a rule's signature is all it looks at, and mypy proves that no command is forgotten.
Command, event and rule of one noun stand side by side; the state they share is in `meeting`,
which they import for type checking only, so that no import goes round in a circle.
Why times and ids come in with the command: the same record gives the same meeting for ever, and
a test says when it is. Why a second, equal request gives no events instead of a refusal: a line
that dropped must be able to ask again.
Why rule sets are data (`register/rulesets.json`) under these rules: bodies differ in figures,
not in kind. Whoever may not see something is not a rule's matter but that of `sight`.
"""
