"""What a relay asks of the one above it, and how that may be refused.

    up(meeting, subject, role, offer, again) ─▶ our peer there, its answer
    down(peer)                                  it is not needed any more

A relay asks its parent for what a browser asks a relay for, in the same words: to watch a
meeting for all who watch it here, to send for each who sends here. How the question gets
there is not its business: over the control channel.
"""

from typing import Protocol

from media.sdp import Role


class Full(Exception):
    """No room for another peer."""


class Taken(Exception):
    """Somebody else sends for this subject by now: who was put aside does not come back by itself."""


class Gone(Exception):
    """There is no such peer any more, or it is somebody else's."""


class Away(Exception):
    """The parent cannot be asked for the moment."""


class Above(Protocol):
    """The parent, as its child asks it."""

    async def up(
        self, meeting: str, subject: str, role: Role, offer_sdp: str, again: str | None
    ) -> tuple[str, str]:
        """Join there: the peer's name there and the answer. `again` as for `Relay.join`.

        Raises:
            Away, BadOffer, Full, Gone (we have nothing to seek in that meeting), Taken.
        """

    async def down(self, peer_id: str) -> None:
        """Leave it; one already gone, or a parent that is away, is no error."""
