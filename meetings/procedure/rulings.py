"""Why a request was ruled out of order.

    OutOfOrder
    ├── NotEntitled      this person may not do this at all
    ├── NotNow           the rules allow it, but not in the present state
    ├── NoQuorum         too few members are present to decide anything
    ├── NotKnown         no such item, ballot, member or option in this meeting
    └── Incomplete       something the rule needs was not said (a reason, a question)

`code` is for programs and names the sentence in the catalogues; the text is for
the log. A ruling is an answer, not a fault: nothing is recorded.
"""

CODES = (
    # who may
    "not-called", "not-for-others", "only-the-chair", "only-chair-or-secretary", "cannot-preside",
    "observers-do-not-speak", "only-the-speaker-shows", "no-vote",
    # where the meeting stands
    "not-convened", "not-called-to-order", "in-session", "meeting-suspended", "meeting-closed",
    # the paper
    "chair-missing", "two-chairs", "person-called-twice", "seat-taken-twice", "more-members-than-seats",
    # the roll
    "no-such-member", "no-such-venue", "not-present", "is-present", "hand-over-the-chair-first",
    "time-outside-the-sitting", "nothing-to-correct", "voted-while-present",
    # business, floor, stage
    "no-such-item", "no-such-page", "nobody-has-the-floor", "seconds-out-of-range", "no-such-source",
    "another-screen-is-shown", "no-screen-is-shown",
    # ballots
    "body-takes-no-votes", "no-such-majority", "no-quorum", "ballot-known-already", "ballot-open", "no-such-ballot",
    "ballot-closed", "ballot-voided", "no-such-option", "already-voted", "way-of-voting-missing",
    "finding-confirmed-already", "finding-unconfirmed",
    # what was said
    "question-missing", "reason-missing", "note-missing", "text-too-long",
)


class OutOfOrder(Exception):
    """A request the rules refuse. `code` is stable, kebab-case and has a sentence in every language."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(text or code)
        self.code = code


class NotEntitled(OutOfOrder):
    """This person may not do this at all."""


class NotNow(OutOfOrder):
    """Allowed by the rules, but not in the present state."""


class NoQuorum(OutOfOrder):
    """Too few members are present to decide anything."""


class NotKnown(OutOfOrder):
    """No such item, ballot, member or option in this meeting."""


class Incomplete(OutOfOrder):
    """Something the rule needs was not said."""
