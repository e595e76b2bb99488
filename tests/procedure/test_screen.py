"""A screen that is shown: who may, what it ends with, and what of it everybody sees and hears."""

import pytest

from meetings.procedure.floor import FloorGiven, FloorTakenBack, GiveFloor, TakeFloorBack
from meetings.procedure.meeting import Meeting, decide
from meetings.procedure.roll import DeclarePresence, EndPresence, PresenceDeclared
from meetings.procedure.screen import (
    ScreenShared,
    ScreenWithdrawn,
    ShareScreen,
    Showing,
    WithdrawScreen,
    may_share,
    showings,
)
from meetings.procedure.sitting import ChairHandedOver, Close, Closed, HandOverChair, Suspend, Suspended
from meetings.procedure.stage import DirectStage, Stage, on_stage
from tests.procedure.hall import COMMUNE, MAIN, after, at, convened, do, meeting_of, paper_of, recorded, ruling

HALL, FAR = f"venue:{MAIN}", f"venue:{COMMUNE}"


def share(by, minute=None):
    return do(ShareScreen, by, minute, source=f"screen:{by}" if by.startswith("venue:") else f"screen:person:{by}")


def withdraw(by):
    return do(WithdrawScreen, by)


def give(member, by="dung"):
    return do(GiveFloor, by, member=member, seconds=180)


def direct(source):
    return do(DirectStage, "dung", source=source)


def sit(member, where):
    return do(DeclarePresence, member, member=member, where=where)


def speaking():
    """Ada speaks from home, Bo sits in the commune's hall."""
    return after(meeting_of("ada", "bo"), sit("ada", None), sit("bo", COMMUNE), give("ada"))


def test_who_has_the_floor_shows_a_screen_large_with_the_face_beside_it_and_its_sound():
    meeting = after(speaking(), share("ada"))

    assert meeting.screen.speaker == "ada"
    assert on_stage(meeting) == Stage(("screen:person:ada", "person:ada"), ("person:ada", HALL, "screen:person:ada"))
    assert decide(meeting, share("ada")) == []


def test_a_hall_shows_while_one_of_its_own_speaks():
    meeting = speaking()
    assert ruling(meeting, share(FAR)) == "only-the-speaker-shows"

    meeting = after(meeting, give("bo"), share(FAR))

    assert on_stage(meeting) == Stage((f"screen:{FAR}", FAR), (FAR, HALL, f"screen:{FAR}"))
    assert meeting.screen.speaker == "bo"
    assert ruling(meeting, share(HALL)) == "only-the-speaker-shows"


def test_nobody_else_shows_and_nobody_shows_the_screen_of_another():
    meeting = speaking()

    assert ruling(meeting, share("bo")) == "only-the-speaker-shows"
    assert ruling(meeting, share("stranger")) == "only-the-speaker-shows"
    assert ruling(meeting, do(ShareScreen, "ada", source="screen:person:bo")) == "not-for-others"
    assert ruling(meeting, do(ShareScreen, "ada", source=f"screen:{FAR}")) == "not-for-others"
    assert ruling(meeting, do(ShareScreen, "ada", source="person:ada")) == "not-for-others"


def test_whom_a_page_offers_it_to():
    meeting = speaking()
    assert [one for one in ("dung", "hoa", "thao", "ada", "bo", FAR, HALL) if may_share(meeting, one)] == [
        "dung", "thao", "ada"]

    shown = after(meeting, share("thao"))
    assert [one for one in ("dung", "thao", "ada") if may_share(shown, one)] == ["dung", "thao"]
    assert not may_share(after(meeting, do(Suspend, "dung")), "dung")


def test_outside_the_sitting_no_screen_is_shown():
    meeting = meeting_of("ada")

    assert ruling(after(Meeting(), *convened(paper_of())), share("dung")) == "not-called-to-order"
    assert ruling(after(meeting, do(Suspend, "dung")), share("dung")) == "meeting-suspended"
    assert ruling(after(meeting, do(Close, "dung")), share("dung")) == "meeting-closed"


def test_the_table_shows_at_any_time_and_what_was_shown_gives_way():
    meeting = after(speaking(), share("ada"))

    events = decide(meeting, share("thao"))

    assert events == [ScreenWithdrawn("screen:person:ada"), ScreenShared("screen:person:thao", None)]
    assert ruling(after(meeting, share("dung")), share("ada")) == "another-screen-is-shown"


def test_of_who_sits_in_a_hall_the_screen_is_seen_and_its_sound_not_heard_twice():
    meeting = after(meeting_of("ada"), share("dung"))

    assert on_stage(meeting) == Stage(("screen:person:dung", HALL), (HALL,))
    assert "screen:person:thao" in on_stage(after(meeting_of("ada", here=("dung",)), share("thao"))).heard


def test_the_chair_takes_a_screen_off_the_stage_and_puts_it_on_again():
    meeting = after(speaking(), share("ada"), direct(FAR))
    assert on_stage(meeting) == Stage((FAR, "person:ada"), (FAR, "person:ada", HALL))

    for source in (None, "screen:person:ada"):
        assert on_stage(after(meeting, direct(source))).seen == ("screen:person:ada", "person:ada")

    assert ruling(meeting, direct(f"screen:{FAR}")) == "no-such-source"


def test_what_was_directed_stands_before_a_speakers_screen_and_gives_way_to_the_tables():
    meeting = after(speaking(), direct(FAR))

    assert on_stage(after(meeting, share("ada"))).seen == (FAR, "person:ada")
    assert on_stage(after(meeting, share("thao"))).seen == ("screen:person:thao", "person:ada")


def test_a_directed_screen_that_is_withdrawn_leaves_the_stage_to_the_floor():
    meeting = after(speaking(), share("ada"), direct("screen:person:ada"), withdraw("ada"))

    assert meeting.directed is None
    assert on_stage(meeting).seen == ("person:ada", HALL)


def test_it_is_withdrawn_by_who_shows_by_who_speaks_there_and_at_the_table():
    meeting = after(speaking(), give("bo"), share(FAR))

    for by in (FAR, "bo", "dung", "thao"):
        assert decide(meeting, withdraw(by)) == [ScreenWithdrawn(f"screen:{FAR}")], by
    for by in (HALL, "ada", "stranger"):
        assert ruling(meeting, withdraw(by)) == "only-chair-or-secretary", by
    assert ruling(speaking(), withdraw("bo")) == "no-screen-is-shown"


@pytest.mark.parametrize("ends", [do(TakeFloorBack, "dung"), do(TakeFloorBack, "ada"), give("bo")])
def test_with_the_floor_the_screen_goes(ends):
    events = decide(after(speaking(), share("ada")), ends)

    assert events[:2] == [ScreenWithdrawn("screen:person:ada"), FloorTakenBack("ada")]


def test_more_time_for_the_same_speaker_keeps_the_screen():
    assert decide(after(speaking(), share("ada")), give("ada")) == [
        FloorTakenBack("ada"), FloorGiven("ada", 180, "person:ada")]


def test_the_tables_screen_outlasts_the_floor_and_ends_with_the_sitting():
    meeting = after(speaking(), share("thao"))

    assert after(meeting, do(TakeFloorBack, "dung")).screen is not None
    screen = ScreenWithdrawn("screen:person:thao")
    assert decide(meeting, do(Suspend, "dung")) == [FloorTakenBack("ada"), screen, Suspended()]
    assert decide(meeting, do(Close, "dung")) == [FloorTakenBack("ada"), screen, Closed()]


def test_in_a_recess_a_speakers_screen_is_withdrawn_once():
    assert decide(after(speaking(), share("ada")), do(Suspend, "dung")) == [
        ScreenWithdrawn("screen:person:ada"), FloorTakenBack("ada"), Suspended()]


def test_the_chairs_screen_goes_with_the_chair():
    handed = decide(after(speaking(), share("dung")), do(HandOverChair, "dung", to="hoa", reason=""))
    assert handed == [ScreenWithdrawn("screen:person:dung"), ChairHandedOver("hoa", "")]

    kept = decide(after(speaking(), share("thao")), do(HandOverChair, "dung", to="hoa", reason=""))
    assert kept == [ChairHandedOver("hoa", "")]


def test_who_leaves_takes_the_screen_along():
    meeting = after(speaking(), sit("thao", None), share("thao"))

    left = decide(meeting, do(EndPresence, "thao", member="thao", reason=""))

    assert left[0] == ScreenWithdrawn("screen:person:thao")
    away = after(speaking(), share("ada"), do(EndPresence, "ada", member="ada", reason=""))
    assert away.screen is None


def test_who_moves_to_another_hall_leaves_the_screen_of_the_first():
    meeting = after(speaking(), give("bo"), share(FAR))

    assert decide(meeting, sit("bo", MAIN)) == [ScreenWithdrawn(f"screen:{FAR}"), PresenceDeclared("bo", MAIN)]
    assert decide(meeting, sit("ada", MAIN)) == [PresenceDeclared("ada", MAIN)]
    assert decide(after(speaking(), share("ada")), sit("ada", MAIN)) == [PresenceDeclared("ada", MAIN)]


def test_the_minutes_know_who_showed_a_screen_from_when_to_when():
    meeting = after(speaking(), give("bo"))

    _, entries = recorded(meeting, share(FAR, 30), do(TakeFloorBack, "bo", 32), share("thao", 40))

    begun = [entry.seq for entry in entries if isinstance(entry.event, ScreenShared)]
    assert showings(entries) == {
        begun[0]: Showing("bo", COMMUNE, at(30), at(32)), begun[1]: Showing("thao", None, at(40), None)}
