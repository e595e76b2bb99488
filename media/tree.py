"""The relays of one house: the root beside the web server, and those that stand below it.

    pages ─▶ Tree ─┬─▶ root                          all who have no relay of their own
                   ├─▶ w1, w2 …                      further ones on this machine, which share them with it
                   └─▶ a relay at a venue            its hall; it has dialled in (`attach`)

Every peer is let in by a grant signed here (`media.grants`). A peer at a relay with a name is known
outside as NAME.ID, at the root by its ID alone. What a relay may have at the root for its people follows from
whom was let in there (`media.standins`); after a restart that is known again from what the relays say they hold.
"""

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from media import board, grants
from media.branch import Allowed, Branch, roomiest
from media.channel import Socket
from media.grants import Grant
from media.link import Joined, Present, RelayAway, RelayLink, Renewed
from media.relay import OnState, Taken
from media.sdp import Role
from media.standins import SOON, StandIns
from media.weighing import Tell

KEPT = 12 * 3600.0             # seconds for which a relay that is away counts as one that will come back


class Tree:
    """What the pages know of relays; used like a `RelayLink`. `workers`: the further ones of this machine."""

    def __init__(
        self, root: RelayLink, key: Ed25519PrivateKey, now: Callable[[], datetime],
        workers: Mapping[str, RelayLink] | None = None,
    ) -> None:
        self._key, self._now = key, now
        self.on_told: Tell | None = None
        self.on_state: OnState | None = None
        self._stages: dict[str, tuple[Sequence[str], Sequence[str]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._root = Branch("", root, now())
        self._workers = [Branch(name, link, now()) for name, link in (workers or {}).items()]
        self._branches: dict[str, Branch] = {}
        self._above = StandIns(self._root, lambda branch, asked: self._enter(
            self._root, asked.meeting, asked.subject, asked.role, asked.offer, asked.again, branch.name
        ))
        for branch in (self._root, *self._workers):
            self._take_in(branch)

    async def start(self) -> None:
        """Begin to reach for the relays of this machine; does not wait for them."""
        for branch in (self._root, *self._workers):
            await branch.link.start()

    async def close(self) -> None:
        for branch in (self._root, *self._workers):
            await branch.link.close()
        for task in list(self._tasks):
            task.cancel()

    @property
    def connected(self) -> bool:
        """Whether the root is there."""
        return self._root.link.connected

    def attached(self) -> dict[str, datetime]:
        """The relays that have dialled in and are there, and since when."""
        return {branch.name: branch.since for branch in self._branches.values()
                if branch.link.connected and self._dials(branch)}

    def _dials(self, branch: Branch) -> bool:
        """Whether it stands elsewhere; those of this machine are ours for good, however long they are away."""
        return branch is not self._root and branch not in self._workers

    async def attach(self, name: str, socket: Socket, allowed: Allowed) -> str:
        """Serve a relay that has dialled in until that ends. `allowed`: may it carry this meeting?

        Why it ended: "" when the socket was closed, "replaced" by another one of that name, "revoked".
        """
        if not grants.NAME.match(name) or any(name == worker.name for worker in self._workers):
            raise ValueError(name)
        for old in [old for old in self._branches.values() if self._dials(old) and old.away_for(self._now()) > KEPT]:
            del self._branches[old.name]
        branch = Branch(name, RelayLink(), self._now(), allowed)
        former = self._branches.get(name)
        if former is not None:
            branch.peers = former.peers            # until it says itself whom it has
            former.end("replaced")
        self._take_in(branch)
        return await branch.serve(socket, self._now)

    async def detach(self, name: str) -> None:
        """A relay is no longer ours: it and all that came through it leave."""
        branch = self._branches.get(name)
        if branch is not None and self._dials(branch):
            del self._branches[name]
            branch.end("revoked")
        await self._above.leave(name)

    async def join(
        self, meeting: str, subject: str, role: Role, offer_sdp: str, again: str | None = None, near: str = "",
        holder: str = "",
    ) -> Joined:
        """Bring a peer in: at the relay `near` it when that one is there, else on this machine.

        A subject sends from one place, and the last to begin takes it over. Raises as `RelayLink.join`.
        """
        near_by = self._place(meeting, subject, again, near)
        for branch in (near_by, self._root):
            others = self._elsewhere(branch, meeting, subject) if role == "send" else []
            if again is not None and any(other.outside(peer) != again for other, peer in others):
                raise Taken                        # else it would be let in here, and put out by way of the root
            try:
                former = await self._former(branch, meeting, subject, role, again)
                joined = await self._enter(branch, meeting, subject, role, offer_sdp, former, holder=holder)
            except RelayAway:
                if branch is self._root:
                    raise
                continue
            for other, peer in others:
                self._spawn(other.let_go(peer))
            return joined
        raise RelayAway

    def _elsewhere(self, branch: Branch, meeting: str, subject: str) -> list[tuple[Branch, str]]:
        """Who sends for this subject at another relay that is there."""
        there = [other for other in self._branches.values() if other is not branch and other.link.connected]
        return [(other, peer) for other in there for peer in other.senders(meeting, subject)]

    def _place(self, meeting: str, subject: str, again: str | None, near: str) -> Branch:
        """Where a peer belongs: near it, else where its line was before, else where there is most room."""
        if near and (hall := self._branches.get(near)) is not None and hall.leads(self._now()):
            return hall
        there = [branch for branch in (self._root, *self._workers) if branch.link.connected]
        if again and (before := self._of(again)[0]) in there:
            return before
        return roomiest(there, meeting, subject) or self._root

    async def _former(self, branch: Branch, meeting: str, subject: str, role: Role, again: str | None) -> str | None:
        """`again` as that relay understands it. What a peer was at another one before leaves there first."""
        if not again:
            return again
        before, peer = self._of(again)
        if before is branch:
            return peer
        name = again.rpartition(".")[0]
        if before is not None and before.link.connected:
            if not before.is_of(peer, meeting, subject, role):
                return ""                          # put aside by another device meanwhile
            leaving = before.let_go(peer)
            if before is self._root:               # what comes up to there for us must not find it
                await leaving
            else:
                self._spawn(leaving)
        await self._above.make_way(name, meeting, subject, role)
        return ""

    async def _enter(
        self, branch: Branch, meeting: str, subject: str, role: Role, offer: str, again: str | None, via: str = "",
        holder: str = "",
    ) -> Joined:
        ends = grants.until(self._now().timestamp())
        grant = Grant(meeting, subject, role, branch.name, via, ends, secrets.token_hex(16), holder)
        text = grants.sign(self._key, grant)
        joined = await branch.link.join(meeting, subject, role, offer, again, text, holder, via)
        if branch.took_in(joined.peer_id, grant) and branch is not self._root:
            self._spawn(branch.link.stage(meeting, *self._stages.get(meeting, ((), ()))))
        return Joined(branch.outside(joined.peer_id), joined.answer_sdp)

    def _of(self, peer_id: str) -> tuple[Branch | None, str]:
        """Which relay a peer is at, and its name there."""
        name, _, peer = peer_id.rpartition(".")
        return self._branches.get(name), peer

    def _at(self, peer_id: str) -> tuple[Branch, str]:
        """Likewise, to ask something there. Raises RelayAway: nobody waits for a hall that is cut off."""
        branch, peer = self._of(peer_id)
        if branch is None or not (branch.link.connected or branch is self._root):
            raise RelayAway
        return branch, peer

    async def renew(self, peer_id: str, subject: str, fragment: str, restart: bool) -> Renewed:
        """As `RelayLink.renew`."""
        branch, peer = self._at(peer_id)
        return await branch.link.renew(peer, subject, fragment, restart)

    async def pin(self, peer_id: str, subject: str, most: str) -> None:
        """As `RelayLink.pin`."""
        branch, peer = self._at(peer_id)
        await branch.link.pin(peer, subject, most)

    async def leave(self, peer_id: str, subject: str | None = None) -> None:
        """As `RelayLink.leave`."""
        branch, peer = self._of(peer_id)
        grant = branch.peers.get(peer) if branch is not None else None
        try:
            await self._at(peer_id)[0].link.leave(peer, subject)
        finally:                                   # whatever a relay in a hall says to that
            if branch is not None and grant is not None and subject in (None, grant.subject):
                self._lost(branch, peer)

    async def stage(self, meeting: str, seen: Sequence[str], heard: Sequence[str]) -> None:
        """As `RelayLink.stage`; relays below the root are told of the meetings alone that they have somebody in."""
        if seen or heard:
            self._stages[meeting] = seen, heard
        else:
            self._stages.pop(meeting, None)
        for branch in self._branches.values():
            if branch is not self._root and branch.holds(meeting):
                self._spawn(branch.link.stage(meeting, seen, heard))
        await self._root.link.stage(meeting, seen, heard)

    async def everybody(self) -> list[Present]:
        """As `RelayLink.everybody`; of relays below the root from what we know ourselves."""
        below = [branch for branch in self._branches.values() if branch is not self._root]
        return [*await self._root.link.everybody(), *(
            Present(branch.outside(peer), grant.meeting, grant.subject, grant.role, grant.holder)
            for branch in below for peer, grant in branch.peers.items()
        )]

    async def stats(self, meeting: str) -> dict[str, Any]:
        """As `RelayLink.stats`; of each line also through which relay, and of the relays how they stand."""
        below = [branch for branch in self._branches.values() if branch is not self._root and branch.holds(meeting)]
        of_root, *told = await asyncio.gather(
            self._root.link.stats(meeting), *(branch.figures(meeting) for branch in below)
        )
        return board.together(of_root, [(branch.place(meeting), one) for branch, one in zip(below, told, strict=True)])

    def _take_in(self, branch: Branch) -> None:
        """What that relay says is for us from now on."""
        self._branches[branch.name] = branch
        link = branch.link
        link.on_hello = lambda held: self._greeted(branch, held)
        link.on_state = lambda *said: self._changed(branch, *said)
        link.on_told = lambda *said: self._told(branch, *said)
        if branch is not self._root:
            link.on_up = lambda asked: self._above.up(branch, asked)
            link.on_down = lambda peer: self._spawn(self._above.down(branch, peer))
            link.on_line = lambda cut: self._cut(branch, cut)

    async def _greeted(self, branch: Branch, held: Mapping[str, str]) -> None:
        """A relay is there, and has these peers."""
        had = branch.meetings()
        await branch.recount(held, self._key.public_key(), self._now().timestamp(), KEPT)
        if branch is not self._root:
            for meeting in had | branch.meetings():
                seen, heard = self._stages.get(meeting, ((), ())) if branch.holds(meeting) else ((), ())
                await branch.link.stage(meeting, seen, heard)

    def _changed(self, branch: Branch, meeting: str, subject: str, role: str, state: str, peer: str) -> None:
        grant = branch.peers.get(peer)
        if state == "gone":
            self._lost(branch, peer)
        if self.on_state is not None and branch.may_say(grant, meeting, subject):
            self.on_state(meeting, subject, role, state, branch.outside(peer))

    def _lost(self, branch: Branch, peer: str) -> None:
        """A peer is gone; what its relay has at the root for it goes, too, unless another one needs it soon."""
        grant = branch.lost(peer)
        if grant is None or branch is self._root:
            return
        if not branch.holds(grant.meeting):
            self._spawn(branch.link.stage(grant.meeting, (), ()))
        self._spawn(self._above.clear(branch, grant.meeting))

    def _cut(self, branch: Branch, cut: bool) -> None:
        branch.cut = cut
        if cut and branch not in self._workers:
            self._spawn(self._lead_past(branch))

    async def _lead_past(self, branch: Branch) -> None:
        """A hall's relay can be asked, but its own line to the root carries nothing: its people go past it."""
        await asyncio.sleep(SOON)
        if branch.cut and branch.link.connected and self.connected:
            branch.shun(self._now())
            await self._above.leave(branch.name)
            for peer in list(branch.peers):
                await branch.let_go(peer)

    def _told(self, branch: Branch, meeting: str, subject: str, peer: str, what: dict[str, object]) -> None:
        grant = branch.peers.get(peer)
        if grant is not None and grant.via:
            below = self._branches.get(grant.via)
            if below is not None:
                self._spawn(below.link.heard(peer, what))
        elif self.on_told is not None and branch.may_say(grant, meeting, subject, what):
            self.on_told(meeting, subject, branch.outside(peer), what)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
