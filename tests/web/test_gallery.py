"""Everybody who looks on is told what was written: a gallery over a record in memory, with two small views."""

import asyncio
import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from meetings.procedure.ballots import BallotOpened, How, VoteCast
from meetings.procedure.meeting import Entry, Meeting, apply
from meetings.procedure.rules import Of, Threshold
from meetings.procedure.sight import Audience
from meetings.procedure.sitting import ChairHandedOver, NoteTaken, Resumed, Suspended
from web import onlooker as onlookers
from web.gallery import PAGES, Gallery
from web.onlooker import NOT_AT_THE_DESK

HALF = Threshold(1, 2, Of.SEATS, True)
NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Kind:
    audience: Audience


class Views:
    """Two views: `live` for the hall, `table` for the desk, which also shows the lines."""

    def __init__(self):
        self.drawn, self.looked, self.broken = [], 0, False

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
        parts = {"head": f"<b>{locale}: {meeting.phase.value}</b>", "foot": "<i>always the same</i>"}
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

    async def join(self, gallery, gone=0, raw=None):
        self.gallery = gallery
        self.onlooker = await gallery.join(
            "m", self.view, self.locale, self.subject, self.session, since=self.have, gone=gone, judge=self.judge,
            send=self.send, raw=raw,
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


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def views():
    return Views()


@pytest.fixture
def gallery(views, time):
    return Gallery(views, lambda meeting, seen, gone, locale: f"gone {gone}: {len(seen)}", time.now,
                   monotonic=time.monotonic)


@pytest.fixture
def clerk(gallery):
    return Clerk(gallery)


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
    return


async def test_a_fresh_page_is_told_that_it_is_up_to_date(gallery, clerk):
    clerk.write(Suspended())
    page = Page()
    page.have = 1
    await page.join(gallery)
    await settled(gallery)

    assert page.frames == [{"type": "Entries", "prev": 1, "upto": 1, "entries": [], "parts": {}}]


async def test_what_happens_is_told_with_only_the_parts_that_changed(gallery, clerk):
    page = await Page().join(gallery)
    await clerk.happens(Suspended())
    await settled(gallery)

    frame = page.frames[-1]
    assert (frame["prev"], frame["upto"]) == (0, 1)
    assert frame["entries"] == [{"type": "Suspended", "seq": 1, "at": "2026-11-26T05:00:00.000Z", "by": "chair"}]
    assert frame["parts"] == {"head": "<b>vi: suspended</b>"}


async def test_a_row_is_drawn_once_however_many_look_on(gallery, clerk, views):
    pages = [await Page(subject=f"person:{n}").join(gallery) for n in range(40)]
    await Page(locale="en", subject="person:en").join(gallery)
    views.drawn.clear()
    await clerk.happens(Suspended())
    await settled(gallery)

    assert sorted(views.drawn) == [("live", "en"), ("live", "vi")]
    assert all(page.have == 1 for page in pages)


async def test_who_comes_back_is_given_what_was_missed_and_everything_drawn_anew(gallery, clerk):
    page = await Page().join(gallery)
    await settled(gallery)
    page.leave()
    await clerk.happens(Suspended())
    await clerk.happens(Resumed())
    await settled(gallery)
    await page.join(gallery, gone=60)
    await settled(gallery)

    frame = page.frames[-1]
    assert (frame["prev"], frame["upto"], page.heard) == (0, 2, [1, 2])
    assert frame["parts"] == {"head": "<b>vi: in_session</b>", "foot": "<i>always the same</i>"}
    assert frame["missed"] == "gone 60: 2"


async def test_many_who_come_back_at_once_cost_one_reading(gallery, clerk):
    clerk.write(Suspended())
    reads = 0
    real = clerk.since

    async def counted(meeting, seq):
        nonlocal reads
        reads += 1
        return await real(meeting, seq)

    clerk.since = counted
    await asyncio.gather(*(Page(subject=f"person:{n}").join(gallery, gone=30 + n % 10) for n in range(50)))
    assert reads <= 2          # the hall's own, and one for all


async def test_what_the_hall_may_not_see_is_not_sent_there_and_leaves_no_hole(gallery, clerk):
    opened = BallotOpened("b1", 1, None, "Adopt?", (), "ordinary", HALF, ("ada",))
    page = await Page().join(gallery)
    table = await Page("table", subject="person:secretary").join(gallery)
    await clerk.happens(opened)
    await settled(gallery)
    frames = len(page.frames)

    await clerk.happens(VoteCast("b1", "ada", "for", How.DEVICE))
    await clerk.happens(NoteTaken("Between us."))
    await settled(gallery)
    assert len(page.frames) == frames
    assert [entry.get("option", entry["type"]) for entry in table.frames[-1]["entries"]] == ["", "NoteTaken"]
    assert table.frames[-1]["parts"]["votes"] == "1"

    await clerk.happens(Suspended())
    await settled(gallery)
    assert (page.have, page.heard) == (4, [1, 4])


async def test_votes_reach_the_desk_together(gallery, clerk):
    table = await Page("table", subject="person:secretary").join(gallery)
    await clerk.happens(BallotOpened("b1", 1, None, "Adopt?", (), "ordinary", HALF, ()))
    await settled(gallery)
    frames = len(table.frames)
    for n in range(30):
        await clerk.happens(VoteCast("b1", f"m{n}", "for", How.DEVICE))
        await asyncio.sleep(0)
    await settled(gallery)

    assert len(table.frames) == frames + 1
    assert table.have == 31


async def test_joining_in_the_midst_of_it_leaves_no_hole(gallery, clerk):
    rng = random.Random(7)
    pages = [Page(subject=f"person:{n}") for n in range(30)]
    looking = set()

    async def come_and_go(page):
        for _ in range(12):
            await page.join(gallery, gone=rng.choice([0, 40]))
            looking.add(page.subject)
            for _ in range(rng.randrange(5)):
                await asyncio.sleep(0)
            page.leave()
            page.onlooker.let_go(1000)
        await page.join(gallery)

    async def business():
        for n in range(60):
            await clerk.happens(Suspended() if n % 2 else Resumed(), *([NoteTaken("x")] if n % 3 else []))
            for _ in range(rng.randrange(4)):
                await asyncio.sleep(0)

    await asyncio.gather(business(), *(come_and_go(page) for page in pages))
    await clerk.happens(Suspended())
    await settled(gallery)
    public = [entry.seq for entry in clerk.entries if not isinstance(entry.event, NoteTaken)]
    for page in pages:
        assert page.have == len(clerk.entries)
        assert sorted(page.heard) == page.heard
        assert len(set(page.heard)) == len(page.heard)
        assert set(public[-3:]) <= set(page.heard)
        assert page.heard == public


async def test_an_announcement_that_was_missed_is_read_from_the_record(gallery, clerk):
    page = await Page().join(gallery)
    clerk.write(Suspended())           # announced to nobody
    await clerk.happens(Resumed())
    await settled(gallery)
    assert (page.have, page.heard) == (2, [1, 2])


async def test_a_page_that_does_not_read_is_let_go_and_resumes_with_no_hole(gallery, clerk, monkeypatch):
    monkeypatch.setattr(onlookers, "FRAMES", 5)
    slow, quick = Page(subject="person:slow"), Page(subject="person:quick")
    await slow.join(gallery)
    await quick.join(gallery)
    await settled(gallery)
    slow.reads.clear()
    for n in range(12):
        await clerk.happens(Suspended() if n % 2 else Resumed())
        for _ in range(10):
            await asyncio.sleep(0)

    assert slow.closed == 1013
    assert quick.have == 12
    slow.leave()
    slow.reads.set()
    await slow.join(gallery, gone=20)
    await settled(gallery)
    assert slow.heard == list(range(1, 13))


async def test_a_template_that_breaks_keeps_no_entry_from_anybody(gallery, clerk, views):
    page = await Page().join(gallery)
    views.broken = True
    await clerk.happens(Suspended())
    await settled(gallery)
    assert (page.heard, page.frames[-1]["parts"]) == ([1], {})

    views.broken = False
    await clerk.happens(Resumed())
    await settled(gallery)
    assert page.frames[-1]["parts"] == {"head": "<b>vi: in_session</b>"}


async def test_who_cannot_be_told_is_let_go_rather_than_left_with_a_hole(gallery, clerk):
    page = await Page().join(gallery)
    await settled(gallery)
    await clerk.happens(BallotOpened("b1", 1, None, "Adopt?", (), "ordinary", None, ()))
    await settled(gallery)
    assert page.closed == 1011


async def test_what_goes_wrong_while_looking_around_is_made_good_at_the_next_round(gallery, clerk, views):
    page = await Page().join(gallery)
    await settled(gallery)
    real = views.look

    async def fails(*_):
        raise OSError("disk")

    views.look = fails
    await clerk.happens(Suspended())
    await settled(gallery)
    views.look = real
    gallery.sweep()
    await settled(gallery)
    assert page.heard == [1]


async def test_lines_are_shown_to_the_desk_and_to_who_closes_a_ballot(gallery, clerk, time):
    table = await Page("table", subject="person:secretary").join(gallery)
    page = await Page(subject="person:ada").join(gallery)
    gallery.sweep()
    await settled(gallery)
    assert table.frames[-1] == {"type": "Lines", "parts": {"lines": "person:ada connected person:secretary connected"}}
    assert gallery.connected("m") == {"ada", "secretary"}

    time.seconds = 16
    gallery.heard(table.onlooker)
    gallery.sweep()
    time.seconds = 21
    gallery.sweep()
    await settled(gallery)
    assert table.frames[-1]["parts"]["lines"] == "person:ada lost person:secretary connected"
    assert gallery.connected("m") == {"secretary"}
    assert page.frames[-1]["type"] == "Entries"            # the hall does not show lines, so it is sent nothing


async def test_a_session_that_ended_has_its_pages_closed(views, time):
    ended = []

    async def signed_out(since):
        return ended

    gallery = Gallery(views, lambda *_: "", time.now, signed_out, time.monotonic)
    Clerk(gallery)
    mine, other = Page(session="s1"), Page(session="s2", subject="person:bo")
    await mine.join(gallery)
    await other.join(gallery)
    gallery.sign_out("s1")
    await settled(gallery)
    assert (mine.closed, other.closed) == (4401, None)


async def test_who_loses_the_chair_is_sent_from_the_desk_before_being_told_anything_more(gallery, clerk):
    former, secretary = Page("table", subject="person:ada"), Page("table", subject="person:secretary")
    hall = Page(subject="person:bo")
    for page in (former, secretary, hall):
        await page.join(gallery)
    await settled(gallery)

    former.may = hall.may = False
    await clerk.happens(ChairHandedOver("bo", ""))
    await settled(gallery)
    assert (former.closed, former.heard) == (NOT_AT_THE_DESK, [])
    assert (secretary.closed, secretary.heard) == (None, [1])
    assert (hall.closed, hall.heard) == (None, [1])            # the hall is open to all who were called


async def test_an_entry_that_moves_nobody_asks_for_nobodys_standing(gallery, clerk):
    page = await Page("table").join(gallery)
    page.may = False
    await clerk.happens(Suspended())
    await settled(gallery)
    assert (page.closed, page.heard) == (None, [1])


async def test_whose_standing_cannot_be_read_is_let_go_to_come_back(gallery, clerk):
    page, other = await Page("table").join(gallery), await Page("table", subject="person:bo").join(gallery)
    page.onlooker.judge = None
    await clerk.happens(ChairHandedOver("bo", ""))
    await settled(gallery)
    assert (page.closed, other.closed, other.heard) == (1011, None, [1])


async def test_somebody_who_opens_page_after_page_loses_the_oldest(gallery, clerk):
    pages = [await Page(subject="person:ada").join(gallery) for _ in range(PAGES + 2)]
    await settled(gallery)
    assert [page.closed for page in pages] == [1013] * 2 + [None] * PAGES


async def test_closing_sends_everybody_away_to_come_back(gallery, clerk):
    page = await Page().join(gallery)
    await gallery.close()
    await settled(gallery)
    assert page.closed == 1012


async def test_others_hear_what_is_announced_too(gallery, clerk):
    heard = []
    gallery.also(lambda meeting, before, after, entries: heard.append((meeting, before.seq, after.seq, len(entries))))
    await clerk.happens(Suspended())
    assert heard == [("m", 0, 1, 1)]
