"""The words everything else is said in: who, what, where.

Ids are opaque strings made outside the core (it has no randomness). `Text` marks
a name or free words: in an entry of the record only its salted hash stands, the
words themselves stand in the register, so that personal data can be erased
without breaking the chain. Inside the core a `Text` is simply the words.
"""

from typing import NewType

from meetings.procedure.rulings import Incomplete

CommandId = NewType("CommandId", str)    # made by the client; the same id again is the same request
MeetingId = NewType("MeetingId", str)
PersonId = NewType("PersonId", str)
VenueId = NewType("VenueId", str)
ItemId = NewType("ItemId", str)
BallotId = NewType("BallotId", str)
VersionId = NewType("VersionId", str)    # SHA-256 of a document's bytes, 64 hexadecimal digits
SourceId = NewType("SourceId", str)      # who sends sound and picture: "venue:ID", "person:ID"; their "screen:…"
Text = NewType("Text", str)


def said(text: Text, most: int, missing: str) -> Text:
    """What was said, without blanks around it; at most `most` characters. `missing` "" allows nothing said.

    Raises:
        Incomplete: nothing was said (its code is `missing`), or too much.
    """
    words = Text(text.strip())
    if missing and not words:
        raise Incomplete(missing)
    if len(words) > most:
        raise Incomplete("text-too-long", f"{len(words)} characters, at most {most}")
    return words
