"""Who is let go: the slow, the signed out, who lost an office, who opens too many pages; each may come back."""

import asyncio

from meetings.procedure.ballots import BallotOpened
from meetings.procedure.sitting import ChairHandedOver, Resumed, Suspended
from tests.web.gallery.scene import Page, settled
from web import onlooker as onlookers
from web.gallery import PAGES
from web.onlooker import NOT_AT_THE_DESK


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


async def test_who_cannot_be_told_is_let_go_rather_than_left_with_a_hole(gallery, clerk):
    page = await Page().join(gallery)
    await settled(gallery)
    await clerk.happens(BallotOpened("b1", 1, None, "Adopt?", (), "ordinary", None, ()))
    await settled(gallery)
    assert page.closed == 1011


async def test_a_session_that_ended_has_its_pages_closed(gallery, clerk):
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
