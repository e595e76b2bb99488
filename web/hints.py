"""What the relay has to say to one page, handed on to it over the socket it has open anyway.

    relay ─▶ link ─▶ hints ─▶ gallery ─▶ the pages of that subject

The page knows by the peer's name whether it is meant; a screen's is a page of who shows it. A page without
a socket just then is not told: a size that is wanted and does not come is asked for again, and a step is told
with its next change.
"""

from media.weighing import Tell
from meetings.procedure.words import MeetingId
from web import frames
from web.gallery import Gallery


def hand_on(gallery: Gallery) -> Tell:
    """For `Tree.on_told`."""

    def told(meeting: str, subject: str, peer: str, what: dict[str, object]) -> None:
        gallery.tell(MeetingId(meeting), subject.removeprefix("screen:"), frames.media(peer, what))

    return told
