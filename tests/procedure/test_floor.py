"""The floor: who waits, who speaks, how long."""

import pytest

from meetings.procedure.floor import (
    AskFloor,
    FloorGiven,
    FloorTakenBack,
    GiveFloor,
    SpeakerWarned,
    SpeakRequest,
    TakeFloorBack,
    WarnSpeaker,
    WithdrawRequest,
    source_of,
)
from meetings.procedure.meeting import decide
from meetings.procedure.roll import DeclarePresence, EndPresence
from meetings.procedure.sitting import Suspend
from tests.procedure.hall import COMMUNE, MAIN, after, at, do, meeting_of, ruling


def give(member, minute=None, by="dung", seconds=180):
    return do(GiveFloor, by, minute, member=member, seconds=seconds)


def test_who_asks_waits_in_order_and_asking_again_changes_nothing():
    meeting = after(meeting_of("ada", "bo"), do(AskFloor, "bo", 1), do(AskFloor, "ada", 2))

    assert meeting.floor.queue == (SpeakRequest("bo", at(1)), SpeakRequest("ada", at(2)))
    assert decide(meeting, do(AskFloor, "bo")) == []
    assert decide(after(meeting, give("bo")), do(AskFloor, "bo")) == []


def test_guests_may_speak_and_observers_do_not():
    meeting = meeting_of("ada")

    assert ruling(meeting, do(AskFloor, "khach")) == ""
    assert ruling(meeting, do(AskFloor, "quan")) == "observers-do-not-speak"
    assert ruling(meeting, give("quan")) == "observers-do-not-speak"
    assert ruling(meeting, do(AskFloor, "stranger")) == "not-called"
    assert ruling(meeting, give("stranger")) == "no-such-member"


def test_only_who_is_here_speaks():
    meeting = after(meeting_of("ada", "bo", here=("ada",)), do(EndPresence, "ada", member="ada", reason=""))

    assert ruling(meeting, do(AskFloor, "ada")) == "not-present"
    assert ruling(meeting, give("bo")) == "not-present"


def test_a_request_is_withdrawn_by_oneself_or_at_the_table():
    meeting = after(meeting_of("ada", "bo"), do(AskFloor, "ada"))

    assert after(meeting, do(WithdrawRequest, "ada", member="ada")).floor.queue == ()
    assert after(meeting, do(WithdrawRequest, "thao", member="ada")).floor.queue == ()
    assert ruling(meeting, do(WithdrawRequest, "bo", member="ada")) == "not-for-others"
    assert decide(meeting, do(WithdrawRequest, "bo", member="bo")) == []


def test_the_floor_is_given_with_its_time_and_its_microphone():
    meeting = after(meeting_of("ada", "bo"), do(AskFloor, "bo"), do(AskFloor, "ada"), give("ada", 3))

    holder = meeting.floor.holder
    assert (holder.member, holder.since, holder.seconds, holder.source) == ("ada", at(3), 180, f"venue:{MAIN}")
    assert [r.member for r in meeting.floor.queue] == ["bo"]


def test_who_sits_in_a_hall_speaks_through_it_and_who_is_elsewhere_through_the_own_device():
    meeting = after(
        meeting_of("ada", "bo"), do(DeclarePresence, "ada", member="ada", where=COMMUNE),
        do(DeclarePresence, "bo", member="bo", where=None),
    )

    assert source_of(meeting, "ada") == f"venue:{COMMUNE}"
    assert source_of(meeting, "bo") == "person:bo"
    assert source_of(meeting, "stranger") == "person:stranger"


def test_giving_it_to_the_next_ends_the_speech_before():
    meeting = after(meeting_of("ada", "bo"), give("ada", 1))

    assert decide(meeting, give("bo")) == [FloorTakenBack("ada"), FloorGiven("bo", 180, f"venue:{MAIN}")]
    ended = after(meeting, give("bo", 4)).floor.speeches[0]
    assert (ended.member, ended.since, ended.until) == ("ada", at(1), at(4))


def test_more_time_is_a_new_speech():
    meeting = after(meeting_of("ada"), give("ada", 1), give("ada", 4, seconds=60))

    assert [s.until for s in meeting.floor.speeches] == [at(4)]
    assert meeting.floor.holder.seconds == 60


@pytest.mark.parametrize(("seconds", "code"), [
    (30, ""), (7_200, ""), (29, "seconds-out-of-range"), (7_201, "seconds-out-of-range")
])
def test_a_speech_lasts_from_half_a_minute_to_two_hours(seconds, code):
    assert ruling(meeting_of("ada"), give("ada", seconds=seconds)) == code


def test_only_the_chair_gives_the_floor_and_only_in_session():
    meeting = meeting_of("ada")

    assert ruling(meeting, give("ada", by="thao")) == "only-the-chair"
    assert ruling(meeting, give("ada", by="ada")) == "only-the-chair"
    assert ruling(after(meeting, do(Suspend, "dung")), give("ada")) == "meeting-suspended"


def test_a_speaker_is_warned_once_by_the_table():
    meeting = after(meeting_of("ada"), give("ada"))

    assert decide(meeting, do(WarnSpeaker, "thao")) == [SpeakerWarned("ada")]
    warned = after(meeting, do(WarnSpeaker, "dung"))
    assert warned.floor.holder.warned
    assert decide(warned, do(WarnSpeaker, "dung")) == []
    assert ruling(meeting, do(WarnSpeaker, "ada")) == "only-chair-or-secretary"
    assert ruling(meeting_of("ada"), do(WarnSpeaker, "dung")) == "nobody-has-the-floor"


def test_a_speech_ends_by_the_chair_or_by_who_has_finished():
    meeting = after(meeting_of("ada"), give("ada", 1))

    assert after(meeting, do(TakeFloorBack, "dung", 3)).floor.speeches[0].until == at(3)
    assert after(meeting, do(TakeFloorBack, "ada", 2)).floor.holder is None
    assert ruling(meeting, do(TakeFloorBack, "thao")) == "only-the-chair"
    assert ruling(meeting_of("ada"), do(TakeFloorBack, "dung")) == "nobody-has-the-floor"
