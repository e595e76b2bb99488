"""The sitting: who convenes, opens, pauses, closes; who presides."""

from dataclasses import replace
from pathlib import Path

import pytest

from meetings.procedure.agenda import OpenItem
from meetings.procedure.ballots import CastVote, CloseBallot, ConfirmFinding, OpenBallot, VoidBallot
from meetings.procedure.floor import AskFloor, GiveFloor
from meetings.procedure.meeting import Meeting, decide
from meetings.procedure.order_paper import Office
from meetings.procedure.phase import Phase, diagram
from meetings.procedure.roll import DeclarePresence, EndPresence
from meetings.procedure.sitting import (
    CallToOrder,
    ChairHandedOver,
    Close,
    Convene,
    HandOverChair,
    Resume,
    Suspend,
    TakeNote,
)
from tests.procedure.hall import MAIN, after, at, convened, do, meeting_of, paper_of, recorded, ruling

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_shows_the_transitions_as_they_are():
    assert diagram() in README.read_text()


@pytest.mark.parametrize("by", ["thao", "dung"])
def test_the_secretary_and_the_chair_convene(by):
    paper = paper_of("ada")
    meeting = after(Meeting(), do(Convene, by, paper=paper))

    assert (meeting.phase, meeting.chair, meeting.paper) == (Phase.CONVENED, "dung", paper)


@pytest.mark.parametrize("by", ["ada", "hoa", "stranger"])
def test_nobody_else_convenes(by):
    assert ruling(Meeting(), do(Convene, by, paper=paper_of("ada"))) == "only-chair-or-secretary"


def test_a_changed_paper_is_convened_again_until_the_call_to_order():
    first, second = paper_of("ada"), paper_of("ada", "bo")
    meeting = after(Meeting(), *convened(first), *convened(second))

    assert "bo" in meeting.people
    meeting = after(meeting, do(CallToOrder, "dung", 0, paper=first))
    assert "bo" not in meeting.people
    assert ruling(meeting, do(Convene, "thao", paper=second)) == "in-session"


def test_who_is_no_longer_called_is_not_here_and_a_hall_that_no_longer_joins_is_left():
    paper = paper_of("ada", "bo")
    come = [do(DeclarePresence, m, -10, member=m, where=MAIN) for m in ("ada", "bo")]
    fewer = replace(paper_of("ada"), venues=())
    meeting = after(Meeting(), *convened(paper), *come, do(Convene, "thao", -5, paper=fewer))

    assert not meeting.attendance["bo"].present
    assert meeting.attendance["ada"].present
    assert meeting.attendance["ada"].where is None


def with_people(paper, *people):
    return replace(paper, participants=people)


@pytest.mark.parametrize(("change", "code"), [
    (lambda p, chair, *rest: with_people(p, *rest), "chair-missing"),
    (lambda p, chair, *rest: with_people(p, chair, replace(chair, person="x", seat=None), *rest), "two-chairs"),
    (lambda p, chair, *rest: with_people(p, chair, *rest, rest[0]), "person-called-twice"),
    (lambda p, chair, *rest: with_people(p, chair, *rest, replace(rest[0], person="x")), "seat-taken-twice"),
    (lambda p, *people: replace(p, seats=2), "more-members-than-seats"),
])
def test_a_paper_that_does_not_add_up_is_refused(change, code):
    paper = paper_of("ada")
    assert ruling(Meeting(), do(Convene, "thao", paper=change(paper, *paper.participants))) == code


def test_only_who_presides_calls_to_order():
    paper = paper_of("ada")
    meeting = after(Meeting(), *convened(paper))

    for other in ("hoa", "thao", "ada"):
        assert ruling(meeting, do(CallToOrder, other, paper=paper)) == "only-the-chair"
    opened = after(meeting, do(CallToOrder, "dung", 0, paper=paper))
    assert (opened.phase, opened.called_at) == (Phase.IN_SESSION, at(0))


def test_a_deputy_chair_takes_the_chair_and_then_calls_to_order():
    paper = paper_of("ada")
    meeting = after(Meeting(), *convened(paper), do(HandOverChair, "hoa", to="hoa", reason="Chủ tọa ốm"))

    assert ruling(meeting, do(CallToOrder, "dung", paper=paper)) == "only-the-chair"
    meeting = after(meeting, do(CallToOrder, "hoa", 0, paper=paper))
    assert (meeting.phase, meeting.chair) == (Phase.IN_SESSION, "hoa")


def test_a_new_paper_with_another_chair_changes_who_presides():
    meeting = after(Meeting(), *convened(paper_of("ada")))
    swapped = paper_of("ada")
    offices = {"dung": Office.MEMBER, "hoa": Office.CHAIR}
    people = tuple(replace(p, office=offices.get(p.person, p.office)) for p in swapped.participants)

    assert after(meeting, *convened(replace(swapped, participants=people))).chair == "hoa"


def test_a_deputy_who_took_the_chair_keeps_it_under_a_new_paper_only_if_called():
    meeting = after(Meeting(), *convened(paper_of("ada")), do(HandOverChair, "hoa", to="hoa", reason=""))
    paper = paper_of("ada", "bo")
    without = replace(paper, participants=tuple(p for p in paper.participants if p.person != "hoa"))

    assert after(meeting, *convened(paper)).chair == "hoa"
    assert after(meeting, *convened(without)).chair == "dung"


def test_nothing_happens_in_a_meeting_that_was_only_planned():
    assert ruling(Meeting(), do(CallToOrder, "dung", paper=paper_of())) == "not-convened"
    assert ruling(Meeting(), do(Close, "dung")) == "not-convened"
    assert ruling(Meeting(), do(TakeNote, "thao", note="x")) == "not-convened"
    assert ruling(after(Meeting(), *convened(paper_of())), do(Suspend, "dung")) == "not-called-to-order"


def test_a_recess_ends_the_speech_and_stops_everything_until_it_is_over():
    meeting = after(meeting_of("ada"), do(GiveFloor, "dung", member="ada", seconds=60), do(Suspend, "dung"))

    assert meeting.phase is Phase.SUSPENDED
    assert meeting.floor.holder is None
    assert ruling(meeting, do(AskFloor, "ada")) == "meeting-suspended"
    assert after(meeting, do(Resume, "dung")).phase is Phase.IN_SESSION
    assert ruling(meeting, do(Resume, "ada")) == "only-the-chair"
    assert ruling(meeting_of("ada"), do(Suspend, "thao")) == "only-the-chair"


def test_there_is_no_recess_in_the_middle_of_a_ballot():
    meeting = after(meeting_of("ada"), do(OpenBallot, "dung", ballot="b1", question="?", majority="ordinary"))

    assert ruling(meeting, do(Suspend, "dung")) == "ballot-open"


def test_closing_ends_the_speech_the_item_and_the_queue():
    meeting = after(
        meeting_of("ada"), do(OpenItem, "dung", item="i1"), do(AskFloor, "hoa"),
        do(GiveFloor, "dung", 5, member="ada", seconds=60), do(Close, "dung", 9),
    )

    assert (meeting.phase, meeting.closed_at) == (Phase.CLOSED, at(9))
    assert meeting.items[-1].until == at(9)
    assert (meeting.floor.holder, meeting.floor.queue) == (None, ())
    assert meeting.floor.speeches[-1].until == at(9)


def test_a_recess_can_be_followed_by_the_close():
    assert after(meeting_of(), do(Suspend, "dung"), do(Close, "dung")).phase is Phase.CLOSED


def test_closing_waits_for_ballots_and_findings():
    meeting = after(meeting_of("ada"), do(OpenBallot, "dung", ballot="b1", question="?", majority="ordinary"))
    assert ruling(meeting, do(Close, "dung")) == "ballot-open"

    counted = after(meeting, do(CloseBallot, "dung", ballot="b1", without_line=frozenset()))
    assert ruling(counted, do(Close, "dung")) == "finding-unconfirmed"
    assert ruling(counted, do(Close, "ada")) == "only-the-chair"
    assert ruling(after(counted, do(ConfirmFinding, "dung", ballot="b1")), do(Close, "dung")) == ""
    assert ruling(after(meeting, do(VoidBallot, "dung", ballot="b1", reason="nhầm")), do(Close, "dung")) == ""


def test_nothing_follows_the_close():
    meeting = after(meeting_of("ada"), do(Close, "dung"))

    for late in (
        do(Resume, "dung"), do(TakeNote, "thao", note="x"), do(HandOverChair, "hoa", to="hoa", reason=""),
        do(CastVote, "ada", ballot="b1", option="x"), do(DeclarePresence, "ada", member="ada", where=None),
        do(VoidBallot, "dung", ballot="b1", reason="x"), do(ConfirmFinding, "dung", ballot="b1"),
    ):
        assert ruling(meeting, late) == "meeting-closed"


@pytest.mark.parametrize(("by", "to", "code"), [
    ("dung", "hoa", ""), ("thao", "hoa", ""), ("hoa", "hoa", ""),
    ("dung", "ada", ""),                                  # the chair may ask any member
    ("thao", "ada", "cannot-preside"), ("dung", "khach", "cannot-preside"),
    ("ada", "hoa", "only-chair-or-secretary"), ("ada", "ada", "only-chair-or-secretary"),
    ("ky", "hoa", "only-chair-or-secretary"), ("stranger", "hoa", "not-called"), ("dung", "nobody", "no-such-member"),
])
def test_who_may_hand_the_chair_to_whom(by, to, code):
    assert ruling(meeting_of("ada"), do(HandOverChair, by, to=to, reason="")) == code


def test_the_chair_takes_the_chair_back_and_the_deputy_loses_its_powers():
    meeting = after(meeting_of(), do(HandOverChair, "hoa", to="hoa", reason="mất máy"))
    assert ruling(meeting, do(Suspend, "dung")) == "only-the-chair"

    meeting = after(meeting, do(HandOverChair, "dung", to="dung", reason=""))
    assert meeting.chair == "dung"
    assert ruling(meeting, do(Suspend, "hoa")) == "only-the-chair"


def test_in_a_sitting_the_chair_goes_to_somebody_who_is_here():
    meeting = after(meeting_of(), do(EndPresence, "hoa", member="hoa", reason=""))

    assert ruling(meeting, do(HandOverChair, "hoa", to="hoa", reason="")) == "not-present"


def test_handing_the_chair_to_who_has_it_changes_nothing():
    assert decide(meeting_of(), do(HandOverChair, "dung", to="dung", reason="")) == []


def test_a_reason_for_handing_over_is_kept_without_blanks_and_has_an_end():
    _, entries = recorded(meeting_of(), do(HandOverChair, "dung", to="hoa", reason="  đi họp tỉnh "))

    assert entries[0].event == ChairHandedOver("hoa", "đi họp tỉnh")
    assert ruling(meeting_of(), do(HandOverChair, "dung", to="hoa", reason="x" * 501)) == "text-too-long"


def test_notes_are_taken_at_the_table_and_say_something():
    meeting = meeting_of("ada")

    assert after(meeting, do(TakeNote, "thao", note="Mất điện 2 phút")).seq == meeting.seq + 1
    assert ruling(meeting, do(TakeNote, "ada", note="x")) == "only-chair-or-secretary"
    assert ruling(meeting, do(TakeNote, "thao", note="  ")) == "note-missing"
    assert ruling(meeting, do(TakeNote, "dung", note="x" * 2001)) == "text-too-long"
