"""The item, and the page, before the meeting."""

import pytest

from meetings.procedure import agenda
from meetings.procedure.agenda import ItemOpened, ItemRun, OpenItem, PageShown, ShownPage, ShowPage
from meetings.procedure.ballots import OpenBallot
from meetings.procedure.floor import FloorTakenBack, GiveFloor
from meetings.procedure.meeting import Meeting, decide
from meetings.procedure.sitting import Close, Suspend
from tests.procedure.hall import after, at, convened, do, meeting_of, paper_of, ruling

VERSION = "a" * 64


def test_an_item_closes_the_one_before_and_may_be_opened_again():
    meeting = after(
        meeting_of(), do(OpenItem, "dung", 1, item="i1"), do(OpenItem, "dung", 5, item="i2"),
        do(OpenItem, "dung", 9, item="i1"),
    )

    assert meeting.items == (
        ItemRun("i1", at(1), at(5)), ItemRun("i2", at(5), at(9)), ItemRun("i1", at(9), None)
    )
    assert agenda.current(meeting) == "i1"


def test_nothing_is_before_the_meeting_at_first_and_after_the_close():
    meeting = meeting_of()

    assert agenda.current(meeting) is None
    assert agenda.current(after(meeting, do(OpenItem, "dung", item="i1"), do(Close, "dung"))) is None


def test_a_new_item_ends_the_speech_to_the_one_before():
    meeting = after(meeting_of("ada"), do(GiveFloor, "dung", member="ada", seconds=60))

    assert decide(meeting, do(OpenItem, "dung", item="i1")) == [FloorTakenBack("ada"), ItemOpened("i1")]


def test_the_item_already_before_the_meeting_changes_nothing():
    assert decide(after(meeting_of(), do(OpenItem, "dung", item="i1")), do(OpenItem, "dung", item="i1")) == []


def test_the_chair_opens_known_items_while_in_session_and_no_ballot_is_open():
    meeting = meeting_of("ada")
    voting = after(meeting, do(OpenBallot, "dung", ballot="b1", question="?", majority="ordinary"))

    assert ruling(meeting, do(OpenItem, "thao", item="i1")) == "only-the-chair"
    assert ruling(meeting, do(OpenItem, "dung", item="i9")) == "no-such-item"
    assert ruling(voting, do(OpenItem, "dung", item="i1")) == "ballot-open"
    assert ruling(after(meeting, do(Suspend, "dung")), do(OpenItem, "dung", item="i1")) == "meeting-suspended"
    early = after(Meeting(), *convened(paper_of()))
    assert ruling(early, do(OpenItem, "dung", item="i1")) == "not-called-to-order"


def test_a_page_is_shown_by_the_table_or_by_who_has_the_floor():
    meeting = after(meeting_of("ada", "bo"), do(GiveFloor, "dung", member="ada", seconds=60))

    for by in ("dung", "thao", "ada"):
        assert decide(meeting, do(ShowPage, by, version=VERSION, page=3)) == [PageShown(VERSION, 3)]
    assert ruling(meeting, do(ShowPage, "bo", version=VERSION, page=3)) == "only-chair-or-secretary"
    shown = after(meeting, do(ShowPage, "ada", version=VERSION, page=3))
    assert shown.page == ShownPage(VERSION, 3)
    assert decide(shown, do(ShowPage, "dung", version=VERSION, page=3)) == []


def test_the_page_of_an_item_is_put_away_when_another_is_opened():
    meeting = after(meeting_of(), do(OpenItem, "dung", item="i1"), do(ShowPage, "dung", version=VERSION, page=3))

    assert after(meeting, do(OpenItem, "dung", item="i2")).page is None


@pytest.mark.parametrize(("version", "page"), [(VERSION, 0), (VERSION, 10_000), (VERSION, -1), ("", 1)])
def test_a_page_that_cannot_be_is_refused(version, page):
    assert ruling(meeting_of(), do(ShowPage, "dung", version=version, page=page)) == "no-such-page"
