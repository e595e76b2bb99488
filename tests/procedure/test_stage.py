"""The stage: whom everybody sees and hears."""

from dataclasses import replace

import pytest

from meetings.procedure.floor import GiveFloor
from meetings.procedure.meeting import Meeting, decide
from meetings.procedure.roll import DeclarePresence, EndPresence
from meetings.procedure.sitting import Close, Suspend
from meetings.procedure.stage import DirectStage, Stage, on_stage
from tests.procedure.hall import COMMUNE, MAIN, after, convened, do, meeting_of, paper_of, ruling

HALL, FAR = f"venue:{MAIN}", f"venue:{COMMUNE}"


def sit(member, where):
    return do(DeclarePresence, member, member=member, where=where)


def give(member):
    return do(GiveFloor, "dung", member=member, seconds=60)


def direct(source, by="dung"):
    return do(DirectStage, by, source=source)


def test_when_nobody_speaks_everybody_sees_the_main_hall():
    assert on_stage(meeting_of("ada")) == Stage((HALL,), (HALL,))
    assert on_stage(meeting_of("ada", here=())) == Stage((HALL,), (HALL,))
    assert on_stage(after(Meeting(), *convened(paper_of()))) == Stage((HALL,), (HALL,))


def test_who_has_the_floor_is_seen_first_and_the_chair_is_always_heard():
    meeting = after(meeting_of("ada"), sit("ada", COMMUNE), give("ada"))

    assert on_stage(meeting) == Stage((FAR, HALL), (FAR, HALL))


def test_a_speaker_in_the_chairs_hall_is_there_once():
    assert on_stage(after(meeting_of("ada"), give("ada"))) == Stage((HALL,), (HALL,))


def test_who_moves_in_mid_speech_takes_the_stage_along():
    meeting = after(meeting_of("ada"), sit("ada", COMMUNE), give("ada"), sit("ada", None))

    assert on_stage(meeting).seen[0] == "person:ada"


def test_a_chair_elsewhere_is_seen_by_the_own_device_with_the_main_hall_while_nobody_speaks():
    meeting = after(meeting_of("ada"), sit("dung", None))

    assert on_stage(meeting) == Stage(("person:dung", HALL), ("person:dung", HALL))
    speaking = after(meeting, sit("ada", COMMUNE), give("ada"))
    assert on_stage(speaking) == Stage((FAR, "person:dung"), (FAR, "person:dung"))


def test_the_chair_directs_a_picture_before_all_and_the_speaker_is_still_heard():
    meeting = after(meeting_of("ada", "bo"), sit("ada", None), sit("bo", COMMUNE), give("ada"), direct(FAR))

    assert on_stage(meeting) == Stage((FAR, "person:ada"), (FAR, "person:ada", HALL))
    assert on_stage(after(meeting, direct(None))) == Stage(("person:ada", HALL), ("person:ada", HALL))


def test_a_directed_person_who_left_is_off_the_stage():
    meeting = after(meeting_of("ada"), sit("ada", None), direct("person:ada"))
    assert on_stage(meeting).seen == ("person:ada", HALL)

    left = after(meeting, do(EndPresence, "ada", member="ada", reason=""))
    assert on_stage(left) == Stage((HALL,), (HALL,))


def test_nothing_is_on_the_stage_in_a_recess_and_after_the_close():
    meeting = meeting_of("ada")

    for silent in (Meeting(), after(meeting, do(Suspend, "dung")), after(meeting, do(Close, "dung"))):
        assert on_stage(silent) == Stage()


def test_a_meeting_without_venues_shows_nobody_until_somebody_is_here():
    paper = replace(paper_of("ada"), venues=())
    meeting = after(Meeting(), *convened(paper))
    assert on_stage(meeting) == Stage()

    assert on_stage(after(meeting, sit("dung", None))) == Stage(("person:dung",), ("person:dung",))


@pytest.mark.parametrize(("source", "code"), [
    (FAR, ""), ("person:ada", ""), ("person:bo", "no-such-source"), ("person:nobody", "no-such-source"),
    ("venue:SL-99", "no-such-source"), ("nonsense", "no-such-source"), ("", "no-such-source"), (None, ""),
])
def test_only_halls_and_people_with_their_own_camera_can_be_shown(source, code):
    meeting = after(meeting_of("ada", "bo"), sit("ada", None))

    assert ruling(meeting, direct(source)) == code


def test_the_stage_is_directed_from_the_table_and_twice_the_same_changes_nothing():
    meeting = after(meeting_of("ada"), direct(FAR, by="thao"))

    assert meeting.directed == FAR
    assert decide(meeting, direct(FAR)) == []
    assert ruling(meeting, direct(HALL, by="ada")) == "only-chair-or-secretary"
    assert ruling(after(meeting, do(Close, "dung")), direct(HALL)) == "meeting-closed"
