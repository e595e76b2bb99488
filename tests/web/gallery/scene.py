"""A gallery over a record in memory, with two small views, and pages that look on."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from meetings.procedure.meeting import Entry, Meeting, apply
from meetings.procedure.rules import Of, Threshold
from meetings.procedure.sight import Audience

HALF = Threshold(1, 2, Of.SEATS, True)
NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Kind:
    audience: Audience


class Views:
    """Two views: `live` for the hall, `table` for the desk, which also shows the lines."""

    def __init__(self):
        self.drawn, self.looked, self.broken, self.foot = [], 0, False, "<i>always the same</i>"

    def view(self, name):
        return {"live": Kind(Audience.HALL), "table": Kind(Audience.DESK)}.get(name)

    async def look(self, name, meeting, lines, recent):
        self.looked += 1
        await asyncio.sleep(0)
        return dict(lines)

    def anew(self, around, lines, recent):
        return dict(lines)

    def parts(self, view, meeting, around, locale):
        if self.broken:
            raise RuntimeError("a template is broken")
        self.drawn.append((view, locale))
        parts = {"head": f"<b>{locale}: {meeting.phase.value}</b>", "foot": self.foot}
        if view == "table":
            votes = sum(len(ballot.votes) for ballot in meeting.ballots.values())
            parts |= {"votes": str(votes), "lines": " ".join(f"{s} {line.state}" for s, line in sorted(around.items()))}
        return parts


class Clerk:
    """A record to read from, and what announces."""

    def __init__(self, gallery):
        self.gallery, self.entries, self.state = gallery, [], Meeting()
        gallery.read_from(self)

    async def meeting(self, meeting):
        return self.state

    async def since(self, meeting, seq):
        await asyncio.sleep(0)
        return self.entries[seq:]

    def write(self, *events):
        before, new = self.state, []
        for event in events:
            new.append(Entry(self.state.seq + 1, NOON, "chair", "c", event))
            self.state = apply(self.state, new[-1])
        self.entries.extend(new)
        return before, new

    async def happens(self, *events):
        before, new = self.write(*events)
        await self.gallery.announce("m", before, self.state, new)


class Page:
    """A browser's side of a socket."""

    def __init__(self, view="live", locale="vi", subject="person:ada", session="s1"):
        self.view, self.locale, self.subject, self.session = view, locale, subject, session
        self.frames, self.have, self.heard, self.closed = [], 0, [], None
        self.may = True            # still look on
        self.reads = asyncio.Event()
        self.reads.set()

    async def send(self, message):
        if message["type"] == "websocket.close":
            self.closed = message["code"]
            return
        await self.reads.wait()
        frame = json.loads(message["text"])
        self.frames.append(frame)
        if frame["type"] == "Entries":
            assert frame["prev"] <= self.have, "a hole"
            self.heard += [entry["seq"] for entry in frame["entries"] if entry["seq"] > self.have]
            self.have = max(self.have, frame["upto"])

    async def judge(self):
        return self.may

    async def join(self, gallery, gone=0, raw=None, drawn=""):
        self.gallery = gallery
        self.onlooker = await gallery.join(
            "m", self.view, self.locale, self.subject, self.session, since=self.have, gone=gone, drawn=drawn,
            judge=self.judge, send=self.send, raw=raw,
        )
        return self

    def leave(self):
        self.gallery.leave("m", self.onlooker)


class Time:
    def __init__(self):
        self.seconds = 0.0

    def now(self):
        return NOON + timedelta(seconds=self.seconds)

    def monotonic(self):
        return self.seconds


async def settled(gallery):
    """Until nothing is left to tell or to send."""
    for _ in range(1_000):
        await asyncio.sleep(0)
        busy = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        if not busy:
            return
        hall = gallery._halls.get("m")
        if hall and hall.telling and not hall.telling.done():
            await hall.telling
    raise AssertionError(f"there is always something left to do: {busy}")
