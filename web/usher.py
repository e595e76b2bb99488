"""Shows out who is no longer admitted: of sound and picture, and of the pages of a sitting.

    every few seconds:  who is there?  ─▶ whose session or pass has ended          out
                                       ─▶ who is not called any more               out
                                       ─▶ who sends and sits in a hall by now      out; its microphone speaks for them

The doors judge who comes in; a connection, once made, asks no door again. So the relay is asked who
is there, and each is judged anew by what stands in the register and the record now: a hall or a guest
that the desk took off, an office that ended, a device signed out. So is everybody whose page is open
(the gallery itself closes those of sessions that ended). Nothing is kept here, so nothing is
forgotten by a restart; a relay that was away is asked again. Whoever was shown out and may come back
does so by themselves, through the door.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from media.link import Present, RelayAway
from meetings.procedure import roll
from meetings.procedure.phase import Phase
from meetings.procedure.words import MeetingId, PersonId
from web import doors, words
from web.house import House
from web.viewer import Viewer

log = logging.getLogger(__name__)

EVERY = 4.0                    # seconds between two rounds
OVERLAP = timedelta(seconds=10)        # a session may end while the offer made in it is on its way to the relay
EQUIPMENT = "pass:"            # before the id of a pass, where a page has its session


@asynccontextmanager
async def on_duty(house: House) -> AsyncIterator[None]:
    """While the house is served."""
    rounds = asyncio.create_task(Usher(house).rounds(), name="usher")
    try:
        yield
    finally:
        rounds.cancel()
        with suppress(asyncio.CancelledError):
            await rounds


class Usher:
    """One for the house."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._since = house.now()

    async def rounds(self) -> None:
        """One after another, without end."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.round()
            except RelayAway:
                continue               # what it missed is done in the next one
            except Exception:          # the next round is another one
                log.exception("the usher stumbled")

    async def round(self) -> None:
        """Look at everybody once. Raises `RelayAway`: nothing of it was done for good."""
        for sitting, subjects in self._house.gallery.looking_on().items():
            for subject in await self._strangers(sitting, subjects):
                self._house.gallery.show_out(sitting, subject)
        relay, now = self._house.relay, self._house.now()
        if relay is None:
            return
        there = await relay.everybody()
        ended = await self._ended(now, there)
        for one in there:
            if one.holder in ended:
                await relay.leave(one.peer)
        by_meeting: dict[str, list[Present]] = {}
        for one in there:
            if one.holder not in ended:
                by_meeting.setdefault(one.meeting, []).append(one)
        for meeting, those in by_meeting.items():
            strangers = await self._strangers(meeting, {_who(one) for one in those})
            for one in those:
                if _who(one) in strangers or await self._speaks_by_a_hall(one):
                    await relay.leave(one.peer)
        self._since = now

    async def _ended(self, now: datetime, there: Sequence[Present]) -> Collection[str]:
        """Sessions that ended since the last round that came to its end, and passes that open nothing any more."""
        if not any(one.holder for one in there):
            return ()
        register = self._house.register
        by_pass = [one for one in there if one.holder.startswith(EQUIPMENT)]
        good = {
            f"{EQUIPMENT}{one.id}" for meeting in {one.meeting for one in by_pass}
            for one in await register.passes.of(MeetingId(meeting), now)
        }
        return {*await register.signin.ended(self._since - OVERLAP, now), *({one.holder for one in by_pass} - good)}

    async def _strangers(self, meeting: str, subjects: Collection[str]) -> set[str]:
        """Those who may not be there, or not any more."""
        sittings = self._house.register.sittings
        prepared = await sittings.get(MeetingId(meeting)) if subjects else None
        if prepared is None:           # no meeting but a test of somebody's line: it ends with their session
            return set()
        called: set[str] = set()
        if prepared.phase is not Phase.PLANNED:
            called = {f"person:{one.person}" for one in await sittings.invitees(prepared.id)}
            called |= {f"venue:{one.id}" for one in await sittings.venues(prepared.id)}
        return {one for one in subjects if one not in called and not await self._admitted(one, meeting)}

    async def _speaks_by_a_hall(self, one: Present) -> bool:
        """Whether it is the microphone of somebody who sits in a hall by now. A screen may be shown from there."""
        kind, _, name = one.subject.partition(":")
        if one.role != "send" or kind != "person" or one.meeting.startswith("test:"):
            return False
        meeting = await self._house.clerk.meeting(MeetingId(one.meeting))
        return roll.where_is(meeting, PersonId(name)) is not None

    async def _admitted(self, subject: str, meeting: str) -> bool:
        """By another right than the list of those called: an office at the desk, the chair handed over."""
        kind, _, name = subject.partition(":")
        person = await self._house.register.people.get(name) if kind == "person" else None
        if person is None or not person.active:
            return False
        posts = tuple(await self._house.register.people.posts(person.id))
        viewer = Viewer("person", subject, person, None, posts, words.LOCALES[0], "", None)
        standing = await doors.standing(self._house, viewer, meeting)
        return standing is not None and standing.invited


def _who(one: Present) -> str:
    """The hall or the person, whose screen it may be."""
    return one.subject.removeprefix("screen:")
