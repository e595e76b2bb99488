"""Everybody who looks on is told what was written, each what they may see, with no hole."""

import asyncio
import random

from meetings.procedure.ballots import BallotOpened, How, VoteCast
from meetings.procedure.sitting import NoteTaken, Resumed, Suspended
from tests.web.gallery.scene import HALF, Page, settled
from web import frames


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


async def test_what_is_at_hand_is_drawn_anew_without_reading_and_only_that_goes_out(gallery, clerk, views):
    page = await Page().join(gallery)
    await settled(gallery)
    looked, views.foot = views.looked, "<i>another</i>"

    gallery.changed("m", at_hand=True)
    await settled(gallery)

    assert page.frames[-1] == {"type": "Lines", "parts": {"foot": "<i>another</i>"}}
    assert views.looked == looked


async def test_a_page_that_was_just_drawn_is_given_what_has_changed_meanwhile(gallery, clerk):
    await Page().join(gallery)
    drawn = frames.marks({"head": "<b>vi: planned</b>", "foot": "<i>of a moment ago</i>"})

    page = await Page().join(gallery, drawn=drawn)
    await settled(gallery)

    assert page.frames[0]["parts"] == {"foot": "<i>always the same</i>"}


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


async def test_others_hear_what_is_announced_too(gallery, clerk):
    heard = []
    gallery.also(lambda meeting, before, after, entries: heard.append((meeting, before.seq, after.seq, len(entries))))
    await clerk.happens(Suspended())
    assert heard == [("m", 0, 1, 1)]


async def test_what_one_place_is_to_know_reaches_its_own_pages_only(gallery, clerk):
    mine, other = Page(), Page()
    mine.subject, other.subject = "person:p1", "person:p2"
    for page in (mine, other):
        await page.join(gallery)
    await settled(gallery)

    gallery.tell("m", "person:p1", frames.media("peer7", {"type": "Stands", "step": "few"}))
    gallery.tell("another meeting", "person:p1", frames.media("peer7", {}))
    await settled(gallery)

    assert mine.frames[-1] == {"type": "Media", "peer": "peer7", "what": {"type": "Stands", "step": "few"}}
    assert all(frame["type"] != "Media" for frame in other.frames)
