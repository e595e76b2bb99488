"""What of an entry somebody may see, and when."""

import pytest

from meetings.procedure.ballots import CastVote, CloseBallot, EnterVote, How, OpenBallot, VoidBallot
from meetings.procedure.roll import CorrectAttendance, EndPresence, ExcuseAbsence
from meetings.procedure.sight import Audience, audience_of, reads_minutes, seen
from meetings.procedure.sitting import Close, HandOverChair, TakeNote
from tests.procedure.hall import FOR, after, do, latest, meeting_of, recorded

OPEN, ENTRIES = recorded(
    meeting_of("ada", "bo"),
    do(OpenBallot, "dung", ballot="b1", question="?", majority="ordinary"),
    do(CastVote, "ada", ballot="b1", option=FOR),
    do(EnterVote, "thao", ballot="b1", member="bo", option=FOR, how=How.SPOKEN),
    do(TakeNote, "thao", note="Mất điện"),
)
OPENED, VOTE, SPOKEN, NOTE = ENTRIES
CLOSED = after(OPEN, do(CloseBallot, "dung", ballot="b1", without_line=frozenset()))
VOIDED = after(OPEN, do(VoidBallot, "dung", ballot="b1", reason="nhầm"))


@pytest.mark.parametrize("meeting", [OPEN, CLOSED, VOIDED], ids=["open", "closed", "voided"])
def test_the_hall_never_sees_single_votes(meeting):
    assert seen(VOTE, Audience.HALL, meeting) is None
    assert seen(SPOKEN, Audience.HALL, meeting) is None


@pytest.mark.parametrize("vote", [VOTE, SPOKEN], ids=["cast", "entered"])
def test_the_desk_sees_that_somebody_voted_and_what_only_after_the_closing(vote):
    during = seen(vote, Audience.DESK, OPEN)

    assert (during.event.member, during.event.option) == (vote.event.member, "")
    assert (during.seq, during.at) == (vote.seq, vote.at)
    assert seen(vote, Audience.DESK, CLOSED) == vote


def test_a_ballot_voided_before_its_closing_keeps_what_was_chosen():
    assert seen(VOTE, Audience.DESK, VOIDED).event.option == ""


def test_notes_are_the_desks_own():
    assert seen(NOTE, Audience.HALL, OPEN) is None
    assert seen(NOTE, Audience.DESK, OPEN) == NOTE


HERE = meeting_of("ada", "bo")
AWAY, LEAVING = recorded(
    HERE,
    do(EndPresence, "bo", member="bo", reason="Con ốm"),
    do(ExcuseAbsence, "thao", member="bo", reason="Đi viện"),
    do(CorrectAttendance, "thao", member="ada", present=False, since=latest(HERE), reason="Cấp cứu"),
)


@pytest.mark.parametrize("entry", LEAVING, ids=lambda entry: type(entry.event).__name__)
def test_why_somebody_is_away_is_the_desks_own_while_the_meeting_lasts(entry):
    assert entry.event.reason
    heard = seen(entry, Audience.HALL, AWAY)

    assert (type(heard.event), heard.event.member, heard.event.reason) == (type(entry.event), entry.event.member, "")
    assert seen(entry, Audience.DESK, AWAY) == entry
    assert seen(entry, Audience.HALL, after(AWAY, do(Close, "dung"))) == entry


def test_the_minutes_are_the_desks_draft_until_the_close():
    assert not reads_minutes(OPEN, at_desk=False)
    assert reads_minutes(OPEN, at_desk=True)
    assert reads_minutes(after(AWAY, do(Close, "dung")), at_desk=False)


def test_everything_else_is_for_everybody():
    assert seen(OPENED, Audience.HALL, OPEN) == OPENED
    assert seen(OPENED, Audience.DESK, OPEN) == OPENED


@pytest.mark.parametrize(("person", "audience"), [
    ("dung", Audience.DESK), ("hoa", Audience.DESK), ("thao", Audience.DESK), ("ky", Audience.HALL),
    ("ada", Audience.HALL), ("khach", Audience.HALL), ("quan", Audience.HALL), ("stranger", Audience.HALL),
    (None, Audience.HALL),
])
def test_who_sits_at_the_desk(person, audience):
    assert audience_of(OPEN, person) is audience


def test_a_member_who_presides_sits_at_the_desk():
    meeting = after(OPEN, do(HandOverChair, "dung", to="ada", reason=""))

    assert audience_of(meeting, "ada") is Audience.DESK
