"""The roll: who is here, since when, and whether that is enough."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.procedure import roll
from meetings.procedure.ballots import CastVote, CloseBallot, OpenBallot, VoidBallot
from meetings.procedure.floor import AskFloor, FloorTakenBack, GiveFloor, RequestWithdrawn
from meetings.procedure.meeting import Meeting, decide
from meetings.procedure.roll import (
    AttendanceCorrected,
    CorrectAttendance,
    DeclarePresence,
    EndPresence,
    ExcuseAbsence,
    Interval,
    PresenceEnded,
    Quorum,
    RollTaken,
    TakeRoll,
)
from meetings.procedure.rules import Of, Threshold
from meetings.procedure.sitting import Close, Convene, Suspend
from tests.procedure.hall import COMMUNE, FOR, MAIN, after, at, convened, do, meeting_of, paper_of, recorded, ruling

EMPTY = {"here": ()}


def come(member, minute=None, by=None, where=MAIN):
    return do(DeclarePresence, by or member, minute, member=member, where=where)


def go(member, minute=None, by=None, reason=""):
    return do(EndPresence, by or member, minute, member=member, reason=reason)


def correct(member, present, since, minute=None, by="thao", reason="ghi nhầm"):
    return do(CorrectAttendance, by, minute, member=member, present=present, since=at(since), reason=reason)


def test_a_member_says_i_am_here_before_the_call_to_order():
    meeting = after(Meeting(), *convened(paper_of("ada")), come("ada", -10))

    assert meeting.attendance["ada"].intervals == (Interval(at(-10), None, MAIN),)
    assert roll.is_present(meeting, "ada")
    assert roll.where_is(meeting, "ada") == MAIN
    assert roll.where_is(meeting, "hoa") is None


def test_presence_is_declared_by_oneself_or_at_the_table_and_by_nobody_else():
    meeting = meeting_of("ada", "bo", **EMPTY)

    assert ruling(meeting, come("ada")) == ""
    assert ruling(meeting, come("ada", by="thao")) == ""
    assert ruling(meeting, come("ada", by="dung")) == ""
    assert ruling(meeting, come("ada", by="bo")) == "not-for-others"
    assert ruling(meeting, come("stranger")) == "not-called"
    assert ruling(meeting, come("stranger", by="thao")) == "no-such-member"


def test_nobody_is_here_before_the_meeting_is_convened():
    assert ruling(Meeting(), come("ada")) == "not-convened"


def test_the_hall_must_be_one_of_the_papers_venues():
    assert ruling(meeting_of("ada"), come("ada", where="SL-99")) == "no-such-venue"


def test_saying_it_again_changes_nothing_and_another_hall_is_a_move():
    meeting = after(meeting_of("ada", **EMPTY), come("ada", 1))
    assert decide(meeting, come("ada", 2)) == []

    moved = after(meeting, come("ada", 2, where=COMMUNE))
    assert moved.attendance["ada"].intervals == (Interval(at(1), at(2), MAIN), Interval(at(2), None, COMMUNE))


def test_leaving_ends_the_interval_and_coming_back_begins_another():
    meeting = meeting_of("ada", **EMPTY)
    meeting = after(meeting, come("ada", 1), go("ada", 5, reason="việc nhà"), come("ada", 9, where=None))

    assert meeting.attendance["ada"].intervals == (Interval(at(1), at(5), MAIN), Interval(at(9), None, None))
    assert decide(after(meeting, go("ada")), go("ada")) == []
    assert ruling(meeting, go("ada", by="hoa")) == "not-for-others"
    assert ruling(meeting, go("ada", reason="x" * 501)) == "text-too-long"


def test_who_leaves_gives_up_the_floor_and_the_place_in_the_queue():
    speaking = after(meeting_of("ada", "bo"), do(GiveFloor, "dung", member="ada", seconds=60), do(AskFloor, "bo"))

    assert decide(speaking, go("ada")) == [FloorTakenBack("ada"), PresenceEnded("ada", "")]
    assert decide(speaking, go("bo", by="thao")) == [RequestWithdrawn("bo"), PresenceEnded("bo", "")]


def test_the_chair_hands_over_before_leaving_a_sitting():
    meeting = meeting_of("ada")

    assert ruling(meeting, go("dung")) == "hand-over-the-chair-first"
    assert ruling(after(meeting, do(Suspend, "dung")), go("dung")) == ""


def test_an_absence_is_excused_beforehand_or_at_the_roll():
    meeting = after(Meeting(), *convened(paper_of("ada")))
    excused = after(meeting, do(ExcuseAbsence, "ada", member="ada", reason=" ốm "))

    assert excused.attendance["ada"].excuse == "ốm"
    assert ruling(meeting, do(ExcuseAbsence, "thao", member="ada", reason="ốm")) == ""
    assert ruling(meeting, do(ExcuseAbsence, "hoa", member="ada", reason="ốm")) == "not-for-others"
    assert ruling(meeting, do(ExcuseAbsence, "ada", member="ada", reason=" ")) == "reason-missing"
    assert ruling(meeting_of("ada"), do(ExcuseAbsence, "ada", member="ada", reason="ốm")) == "is-present"


def test_the_roll_is_present_needed_of():
    meeting = meeting_of("ada", "bo", seats=35, here=("dung", "ada", "khach"))

    assert roll.quorum(meeting) == Quorum(2, 24, 35)
    assert decide(meeting, do(TakeRoll, "thao")) == [RollTaken(2, 24, 35, False)]
    assert after(meeting, do(TakeRoll, "dung")).roll_taken == RollTaken(2, 24, 35, False)
    assert ruling(meeting, do(TakeRoll, "ada")) == "only-chair-or-secretary"
    assert ruling(after(meeting, do(Suspend, "dung")), do(TakeRoll, "dung")) == "meeting-suspended"


def test_a_body_without_quorum_needs_nobody_and_a_meeting_only_planned_has_none():
    assert roll.quorum(meeting_of("ada", rules="briefing")) == Quorum(3, 0, 3)
    assert roll.quorum(meeting_of("ada", rules="briefing", **EMPTY)).met
    assert roll.quorum(Meeting()) == Quorum(0, 0, 0)


def test_a_quorum_of_members_in_office_leaves_vacant_seats_out():
    paper = paper_of("ada", "bo", seats=9)
    paper = replace(paper, rules=replace(paper.rules, quorum=Threshold(1, 2, Of.IN_OFFICE, strict=True)))
    meeting = after(Meeting(), do(Convene, "thao", -60, paper=paper))

    assert roll.quorum(meeting) == Quorum(0, 3, 4)


@given(st.integers(1, 3000))
def test_two_thirds_is_exact(seats):
    needed = roll.quorum(after(Meeting(), *convened(paper_of(seats=seats + 1)))).needed

    assert 3 * needed >= 2 * (seats + 1) > 3 * (needed - 1)


def test_a_correction_amends_the_intervals_and_is_listed():
    meeting = after(meeting_of("ada", **EMPTY), come("ada", 30), correct("ada", True, 5, 40))

    assert meeting.attendance["ada"].intervals == (Interval(at(5), None, MAIN),)
    made = meeting.attendance["ada"].corrections
    assert [(c.at, c.by, c.present, c.since, c.reason) for c in made] == [(at(40), "thao", True, at(5), "ghi nhầm")]


def test_who_was_never_here_is_struck_from_a_moment_on():
    meeting = after(meeting_of("ada"), correct("ada", False, 0, 40))

    assert meeting.attendance["ada"].intervals == (Interval(at(-10), at(0), MAIN),)
    assert not roll.is_present(meeting, "ada")


def test_a_correction_is_made_at_the_table_with_a_reason_and_within_the_sitting():
    meeting = after(meeting_of("ada", **EMPTY), come("ada", 10))

    assert ruling(meeting, correct("ada", True, 5, 20, by="ada")) == "only-chair-or-secretary"
    assert ruling(meeting, correct("stranger", True, 5, 20)) == "no-such-member"
    assert ruling(meeting, correct("ada", True, 5, 20, reason="")) == "reason-missing"
    assert ruling(meeting, correct("ada", True, -1, 20)) == "time-outside-the-sitting"
    assert ruling(meeting, correct("ada", True, 21, 20)) == "time-outside-the-sitting"
    assert ruling(meeting, correct("ada", True, 11, 20)) == "nothing-to-correct"
    assert ruling(after(Meeting(), *convened(paper_of("ada"))), correct("ada", True, 0, 1)) == "not-called-to-order"


def test_attendance_is_corrected_after_the_close_too_but_not_for_times_after_it():
    meeting = after(meeting_of("ada", "bo", here=("dung", "bo")), do(Close, "dung", 60))

    assert ruling(meeting, correct("ada", True, 61, 90)) == "time-outside-the-sitting"
    meeting = after(meeting, correct("ada", True, 5, 90), correct("dung", False, 50, 91, by="dung"))
    assert roll.is_present(meeting, "ada")
    assert not roll.is_present(meeting, "dung")


def test_the_minute_of_the_opening_means_from_the_opening_on():
    meeting = replace(meeting_of("ada"), called_at=at(0.4))

    assert decide(meeting, correct("ada", False, 0, 40)) == [AttendanceCorrected("ada", False, at(0.4), "ghi nhầm")]
    assert ruling(meeting, correct("ada", False, -0.1, 40)) == "time-outside-the-sitting"


def test_who_is_found_absent_loses_the_floor():
    meeting = after(meeting_of("ada"), do(GiveFloor, "dung", 5, member="ada", seconds=60))

    assert decide(meeting, correct("ada", False, 2, 6)) == [
        FloorTakenBack("ada"), AttendanceCorrected("ada", False, at(2), "ghi nhầm")
    ]
    assert ruling(meeting, correct("dung", False, 2, 6)) == "hand-over-the-chair-first"


def test_who_voted_was_here():
    meeting = after(
        meeting_of("ada"), do(OpenBallot, "dung", 5, ballot="b1", question="?", majority="ordinary"),
        do(CastVote, "ada", 6, ballot="b1", option=FOR),
        do(CloseBallot, "dung", 7, ballot="b1", without_line=frozenset()),
    )

    assert ruling(meeting, correct("ada", False, 2, 9)) == "voted-while-present"
    assert ruling(meeting, correct("ada", False, 8, 9)) == ""
    voided = after(meeting, do(VoidBallot, "dung", 8, ballot="b1", reason="nhầm"))
    assert ruling(voided, correct("ada", False, 2, 9)) == ""


@pytest.mark.parametrize("where", [MAIN, COMMUNE, None])
def test_a_correction_keeps_the_hall(where):
    meeting = after(meeting_of("ada", **EMPTY), come("ada", 30, where=where), correct("ada", True, 5, 40))

    assert roll.where_is(meeting, "ada") == where


def test_the_record_says_who_came_and_went():
    _, entries = recorded(meeting_of("ada", **EMPTY), come("ada", 1), go("ada", 2, by="thao"))

    assert [type(e.event).__name__ for e in entries] == ["PresenceDeclared", "PresenceEnded"]
    assert [e.by for e in entries] == ["ada", "thao"]


def test_under_a_new_paper_nobody_stays_who_is_not_called_or_whose_hall_does_not_join():
    meeting = meeting_of("ada", "bo")
    fewer = {person: p for person, p in meeting.people.items() if person != "bo"}
    changed = replace(meeting, people=fewer, paper=replace(meeting.paper, venues=()))
    settled = roll.called_anew(changed, at(5))

    assert settled.attendance["bo"].intervals == (Interval(at(-10), at(5), MAIN),)
    assert settled.attendance["ada"].intervals[-1] == Interval(at(5), None, None)
