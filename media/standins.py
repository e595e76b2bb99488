"""The peers that relays have at the root for their people: one that watches for all of a hall, one for each who sends.

A relay asks for them (`Up`) and gives them up (`Down`). It may have one to watch where somebody is let in at it,
and one to send for whoever was let in there to send; one that nobody needs any more goes, asked for or not.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from media.branch import Branch
from media.grants import Grant
from media.link import Joined, Up
from media.relay import Gone

SOON = 5.0                     # seconds in which a line that broke comes back

Enter = Callable[[Branch, Up], Awaitable[Joined]]      # into the root, for that relay


class StandIns:
    """All of them; which there are stands among the root's peers, marked with whom they are for (`via`)."""

    def __init__(self, root: Branch, enter: Enter) -> None:
        self._root, self._enter = root, enter

    async def up(self, branch: Branch, asked: Up) -> Joined:
        """A relay has somebody for whom it needs the root. Raises `Gone`: it has not, or not any more."""
        if not branch.may_ask(asked) or not await branch.allowed(asked.meeting):
            raise Gone
        return await self._enter(branch, asked)

    async def down(self, branch: Branch, peer: str) -> None:
        """It needs that one no more; somebody else's stays."""
        await self._go(branch.name, lambda one, _: one == peer)

    async def clear(self, branch: Branch, meeting: str) -> None:
        """Somebody has left a relay: soon nobody stands in for them, unless somebody else is to be stood in for."""
        await asyncio.sleep(SOON)
        await self._go(branch.name, lambda _, grant: grant.meeting == meeting and not branch.needs(grant))

    async def leave(self, name: str) -> None:
        """All that a relay has."""
        await self._go(name, lambda *_: True)

    async def make_way(self, name: str, meeting: str, subject: str, role: str) -> None:
        """Somebody who was at that relay comes to another one by now."""
        await self._go(name, lambda _, grant: (grant.meeting, grant.subject, grant.role) == (meeting, subject, role))

    async def _go(self, name: str, which: Callable[[str, Grant], bool]) -> None:
        own: Mapping[str, Grant] = {peer: grant for peer, grant in self._root.peers.items() if grant.via == name}
        for peer, grant in own.items():
            if name and which(peer, grant):
                await self._root.let_go(peer)
