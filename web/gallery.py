"""The gallery: everybody who looks on is told what was written, once it is written.

    clerk ─▶ announce ─▶ look around ─▶ render each row once ─▶ one frame ─▶ all its sockets

Joining leaves no hole. The onlooker is put into its row at the number the row stands at, and what
is announced from then on waits behind its first frame, which carries everything between the number
it came with and that one.

Votes that come in change nothing that the hall may see: nothing is sent there, the desk is shown
them a few times a second. Everything else goes out at once. Who looks on from the desk is judged
anew before they are told that the chair or the paper changed.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, cast

from meetings.procedure.agenda import PageShown
from meetings.procedure.ballots import VoteCast
from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.sight import Audience
from meetings.procedure.sitting import CalledToOrder, Convened
from meetings.procedure.words import MeetingId, PersonId
from web import frames
from web.hall import RECENT, Clerk, Hall, Row, View, Views, caught_up, drawn, judge_desk, moved
from web.lines import SILENT, Line
from web.missed import Teller
from web.onlooker import OUR_FAULT, RESTARTING, SIGNED_OUT, Judge, Onlooker, Raw, Send
from web.sockets import Frame
from web.viewer import Viewer

AT_ONCE = 500                  # sockets written to before others get a turn
PATIENCE, LONGEST = 0.2, 2.0   # seconds that votes wait to be shown to the desk together; longer if drawing is slow
PAGES = 12                     # pages one subject may have open in one meeting
SHOWS = (PageShown, Convened, CalledToOrder)       # what stands beside the record must be read before these are drawn
JUDGED = timedelta(seconds=30)      # until the desk is judged anew in any case: an office may end without an entry
FRESH = 5.0                    # seconds that it may else be old; looked at again after telling, not before

log = logging.getLogger(__name__)
Listener = Callable[[MeetingId, Meeting, Meeting, Sequence[Entry]], None]


class Gallery:
    """Who looks on, and what they have been told."""

    def __init__(
        self,
        views: Views,
        missed: Teller,
        now: Callable[[], datetime],
        signed_out: Callable[[datetime], Awaitable[Iterable[str]]] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._views = views
        self._missed_of = missed
        self._now = now
        self._signed_out = signed_out      # sessions that ended since a moment
        self._monotonic = monotonic
        self._clerk: Clerk         # by read_from
        self._halls: dict[MeetingId, Hall] = {}
        self._listeners: list[Listener] = []
        self._sweeper: asyncio.Task[None] | None = None

    def read_from(self, clerk: Clerk) -> None:
        """The two need each other: the clerk tells the gallery, the gallery reads from the clerk."""
        self._clerk = clerk

    def also(self, listener: Listener) -> None:
        """Have somebody else told what was announced: (meeting, before, after, entries)."""
        self._listeners.append(listener)

    async def announce(self, meeting: MeetingId, before: Meeting, after: Meeting, entries: Sequence[Entry]) -> None:
        for listener in self._listeners:
            listener(meeting, before, after, entries)
        hall = self._halls.get(meeting)
        if hall is not None:
            hall.pending.extend(entries)
            hall.after = after
            self._tell_soon(hall, urgent=not all(isinstance(entry.event, VoteCast) for entry in entries))

    def changed(self, meeting: MeetingId, *, at_hand: bool = False) -> None:
        """Beside the record a paper or an answer has changed; `at_hand`: a still. Draw again what shows it."""
        if (hall := self._halls.get(meeting)) is not None:
            hall.stale, hall.altered = True, hall.altered or not at_hand
            self._tell_soon(hall, urgent=False)

    def tell(self, meeting: MeetingId, subject: str, frame: Frame) -> None:
        """Something that only this subject's own pages are to know."""
        for onlooker in self._halls[meeting].onlookers() if meeting in self._halls else ():
            if onlooker.subject == subject:
                onlooker.push(frame)

    def lines(self, meeting: MeetingId) -> Mapping[str, Line]:
        hall = self._halls.get(meeting)
        return hall.lines.known() if hall else {}

    def connected(self, meeting: MeetingId) -> frozenset[PersonId]:
        """Persons whose own device is heard."""
        return frozenset(
            PersonId(subject.removeprefix("person:"))
            for subject, line in self.lines(meeting).items()
            if line.state == "connected" and subject.startswith("person:")
        )

    async def join(
        self, meeting: MeetingId, view: str, locale: str, subject: str, session: str | None, *,
        since: int, gone: int, drawn: str = "", judge: Judge, send: Send, raw: Raw | None,
    ) -> Onlooker:
        """Look on, having everything up to `since`; `gone`: seconds the line was cut, 0 on a page `drawn` just now."""
        hall = self._halls.setdefault(meeting, Hall(meeting))
        stands = await self._open(hall)
        row = self._row(hall, view, locale, stands)
        hall.make_room(subject, PAGES)
        onlooker = Onlooker(subject, session, judge, send, raw, self._monotonic())
        row.onlookers[id(onlooker)] = onlooker
        if hall.lines.here(subject, self._now()):
            hall.stale = True      # the sweep draws it, for many who come at once
        onlooker.begin(await self._first(hall, row, stands, since, gone, drawn))
        return onlooker

    def leave(self, meeting: MeetingId, onlooker: Onlooker) -> None:
        if (hall := self._halls.get(meeting)) is not None:
            hall.take_out(onlooker)

    def view(self, name: str) -> View | None:
        return self._views.view(name)

    def heard(self, onlooker: Onlooker) -> None:
        onlooker.heard = self._monotonic()

    async def mine(self, meeting: MeetingId, view: str, viewer: Viewer) -> Mapping[str, str]:
        """What is the viewer's own on that page: by the record, which may be ahead of what was told."""
        hall = self._halls[meeting]
        await self._open(hall)
        return self._views.mine(view, await self._clerk.meeting(meeting), hall.around, viewer)

    async def _open(self, hall: Hall) -> Meeting:
        async with hall.loading:
            if hall.meeting is None:
                stands = await self._clerk.meeting(hall.name)
                hall.recent.extend(await self._clerk.since(hall.name, max(0, stands.seq - RECENT)))
                hall.around = await self._look(hall, stands, tuple(hall.recent))
                hall.meeting = stands
                if hall.pending:
                    self._tell_soon(hall, urgent=True)
            return hall.meeting

    def _row(self, hall: Hall, view: str, locale: str, stands: Meeting) -> Row:
        row = hall.rows.get((view, locale))
        if row is None or not row.onlookers:           # an empty row is not kept up to date
            kind = self._views.view(view)
            assert kind is not None
            parts = dict(self._views.parts(view, stands, hall.around, locale))
            row = hall.rows[view, locale] = Row(view, locale, kind.audience, parts, stands.seq)
        return row

    async def _first(self, hall: Hall, row: Row, stands: Meeting, since: int, gone: int, drawn: str) -> Frame:
        if since == stands.seq:
            # A page just drawn is as it should be, but for lines and stills, which have no number.
            lines = frames.unlike(row.parts, drawn) if drawn or row.audience is Audience.DESK else {}
            return frames.entries(since, since, (), row.parts if gone else lines)
        key = (since, gone - gone % 10)
        task = row.missed.get(key)
        if task is None:
            task = asyncio.create_task(self._missed(hall, row, dict(row.parts), stands, key))
            if len(row.missed) < 1_000:
                row.missed[key] = task
        return await asyncio.shield(task)

    async def _missed(
        self, hall: Hall, row: Row, parts: Mapping[str, str], stands: Meeting, key: tuple[int, int]
    ) -> Frame:
        since, gone = key
        entries = [entry for entry in await self._clerk.since(hall.name, since) if entry.seq <= stands.seq]
        shown = caught_up(entries, row.audience, stands)
        told = self._missed_of(stands, shown, gone, row.locale) if gone else ""
        return frames.entries(since, stands.seq, shown, parts, told)

    def _tell_soon(self, hall: Hall, *, urgent: bool) -> None:
        if urgent:
            hall.urgent.set()
        if hall.telling is None or hall.telling.done():
            hall.telling = asyncio.create_task(self._tell(hall), name=f"gallery of {hall.name}")

    async def _tell(self, hall: Hall) -> None:
        try:
            while hall.restless and hall.meeting is not None:
                if not hall.onlookers():
                    hall.forget()
                    return
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(LONGEST, PATIENCE + 4 * hall.took)):
                        await hall.urgent.wait()
                hall.urgent.clear()
                began = self._monotonic()
                await self._tell_once(hall, hall.meeting)
                hall.took = self._monotonic() - began
        except Exception:          # nobody is told past a hole: the next round reads from where the hall stands
            hall.stale = hall.altered = True
            log.exception("meeting %s: the gallery could not be told", hall.name)

    async def _tell_once(self, hall: Hall, told: Meeting) -> None:
        after = hall.after if hall.after is not None and hall.after.seq > told.seq else told
        entries = [entry for entry in hall.pending if told.seq < entry.seq <= after.seq]
        hall.pending, hall.stale = [], False
        if len(entries) != after.seq - told.seq:
            entries = [entry for entry in await self._clerk.since(hall.name, told.seq) if entry.seq <= after.seq]
        recent = [*hall.recent, *entries][-RECENT:]
        if any(isinstance(entry.event, SHOWS) for entry in entries) or (hall.altered and not entries):
            around = await self._look(hall, after, recent)
        else:
            around = self._views.anew(hall.around, hall.lines.known(), recent)
            hall.altered |= self._monotonic() - hall.looked > FRESH
        hall.recent.extend(entries)
        hall.meeting, hall.around = after, around
        if moved(entries):
            await judge_desk(hall)
        rows = [row for row in hall.rows.values() if row.onlookers]
        for row in sorted(rows, key=lambda one: one.audience is Audience.DESK):    # the many first
            await self._hand_out(*self._drawn(hall, row, entries))

    async def _look(self, hall: Hall, meeting: Meeting, recent: Sequence[Entry]) -> Any:
        hall.looked, hall.altered = self._monotonic(), False
        return await self._views.look(hall.name, meeting, hall.lines.known(), recent)

    def _drawn(self, hall: Hall, row: Row, entries: Sequence[Entry]) -> tuple[Frame | None, Sequence[Onlooker]]:
        try:
            return drawn(self._views, hall, row, entries), list(row.onlookers.values())
        except Exception:          # they come back and ask since=seq: better than a hole
            log.exception("meeting %s: %s cannot be told", hall.name, row.view)
            while row.onlookers:
                row.onlookers.popitem()[1].let_go(OUR_FAULT, "our fault")
            return None, ()

    async def _hand_out(self, frame: Frame | None, onlookers: Sequence[Onlooker]) -> None:
        for start in range(0, len(onlookers) if frame else 0, AT_ONCE):
            for onlooker in onlookers[start : start + AT_ONCE]:
                onlooker.push(cast(Frame, frame))
            await asyncio.sleep(0)

    def start(self) -> None:
        """Keep watch over lines and sessions until `close`."""
        self._sweeper = asyncio.create_task(self._watch(), name="gallery's watch")

    async def close(self) -> None:
        """Send everybody away for a restart; they come back by themselves."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._sweeper
        for hall in self._halls.values():
            if hall.telling is not None:
                hall.telling.cancel()
            for onlooker in hall.onlookers():
                onlooker.let_go(RESTARTING, "restarting")

    async def _watch(self) -> None:
        since = judged = self._now()
        while True:
            await asyncio.sleep(1)
            try:
                self.sweep()
                now = self._now()
                if self._signed_out is not None:
                    self.sign_out(*await self._signed_out(since - timedelta(seconds=2)))
                since = now
                if now - judged >= JUDGED:
                    judged = now
                    await judge_desk(*self._halls.values())
            except Exception:      # the next second is another one
                log.exception("the gallery's watch stumbled")

    def sweep(self) -> None:
        """See who was heard lately, and have what changed drawn."""
        for hall in self._halls.values():
            onlookers = hall.onlookers()
            earliest = self._monotonic() - SILENT
            heard = {one.subject for one in onlookers if one.heard >= earliest and not one.gone}
            if hall.lines.count(heard, self._now()):
                hall.stale = True
            if onlookers and (hall.stale or hall.altered):
                self._tell_soon(hall, urgent=False)

    def looking_on(self) -> dict[MeetingId, set[str]]:
        """Whose pages are open."""
        return {name: {one.subject for one in hall.onlookers()} for name, hall in self._halls.items()}

    def show_out(self, meeting: MeetingId, subject: str) -> None:
        """Close every page of somebody who is not called to the meeting any more."""
        self._halls[meeting].show_out(subject)

    def sign_out(self, *sessions: str) -> None:
        """Close every page of sessions that have ended."""
        for onlooker in [one for hall in self._halls.values() if sessions for one in hall.onlookers()]:
            if onlooker.session in sessions:
                onlooker.let_go(SIGNED_OUT, "signed out")
