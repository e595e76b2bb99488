"""Putting a question to the vote."""

import contextlib
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.procedure import ballots
from meetings.procedure.agenda import OpenItem
from meetings.procedure.ballots import (
    BallotClosed,
    CastVote,
    CloseBallot,
    ConfirmFinding,
    EnterVote,
    Finding,
    FindingConfirmed,
    How,
    OpenBallot,
    VoidBallot,
    VoteCast,
)
from meetings.procedure.meeting import Meeting, decide
from meetings.procedure.roll import DeclarePresence, EndPresence
from meetings.procedure.rules import Of, Threshold
from meetings.procedure.rulings import NotNow, OutOfOrder
from meetings.procedure.sitting import Suspend
from tests.procedure.hall import (
    AGAINST,
    FOR,
    MAIN,
    NOT_VOTING,
    after,
    at,
    do,
    meeting_of,
    opened,
    paper_of,
    recorded,
    ruling,
)

FIFTY = tuple(f"m{n}" for n in range(3, 51))     # with chair and deputy chair: fifty


def put(ballot="b1", by="dung", question="Thông qua?", majority="ordinary", minute=None):
    return do(OpenBallot, by, minute, ballot=ballot, question=question, majority=majority)


def vote(member, option=FOR, ballot="b1", minute=None):
    return do(CastVote, member, minute, ballot=ballot, option=option)


def enter(member, option=FOR, by="thao", how=How.SPOKEN, ballot="b1"):
    return do(EnterVote, by, ballot=ballot, member=member, option=option, how=how)


def count(by="dung", ballot="b1", without_line=(), minute=None):
    return do(CloseBallot, by, minute, ballot=ballot, without_line=frozenset(without_line))


def confirm(by="dung", ballot="b1", minute=None):
    return do(ConfirmFinding, by, minute, ballot=ballot)


def void(by="dung", ballot="b1", reason="mở nhầm", minute=None):
    return do(VoidBallot, by, minute, ballot=ballot, reason=reason)


def gone(*members):
    return [do(EndPresence, m, member=m, reason="") for m in members]


def closed(meeting, ballot="b1"):
    return meeting.ballots[ballot].closed


def test_opening_freezes_question_majority_options_and_who_is_entitled():
    meeting = after(meeting_of("ada", "bo"), do(OpenItem, "dung", item="i1"), put(question=" Thông qua? ", minute=5))

    ballot = meeting.ballots["b1"]
    assert (ballot.opened.number, ballot.opened.item, ballot.opened.question) == (1, "i1", "Thông qua?")
    assert ballot.opened.entitled == ("dung", "hoa", "ada", "bo")
    assert ballot.entitled == frozenset(ballot.opened.entitled)
    assert ballot.opened.threshold == Threshold(1, 2, Of.SEATS, strict=True)
    assert [o.code for o in ballot.opened.options] == [FOR, AGAINST, NOT_VOTING]
    assert (ballot.open, ballot.opened_at) == (True, at(5))


def test_only_the_chair_puts_a_question_and_it_says_something():
    meeting = meeting_of("ada")

    assert ruling(meeting, put(by="thao")) == "only-the-chair"
    assert ruling(meeting, put(question=" ")) == "question-missing"
    assert ruling(meeting, put(question="x" * 1001)) == "text-too-long"
    assert ruling(meeting, put(majority="unheard")) == "no-such-majority"
    assert ruling(meeting_of("ada", rules="briefing"), put()) == "body-takes-no-votes"
    assert ruling(after(meeting, do(Suspend, "dung")), put()) == "meeting-suspended"


def test_without_a_quorum_no_question_is_put():
    assert ruling(meeting_of("ada", seats=5), put()) == "no-quorum"
    assert ruling(meeting_of("ada", seats=4), put()) == ""


def test_one_ballot_at_a_time_and_a_new_one_has_a_new_id_and_number():
    meeting = after(meeting_of("ada"), put())
    assert ruling(meeting, put("b2")) == "ballot-open"

    meeting = after(meeting, count())
    assert ruling(meeting, put("b1")) == "ballot-known-already"
    assert after(meeting, put("b2")).ballots["b2"].opened.number == 2


def test_a_vote_is_taken_with_its_time_and_way():
    meeting = after(meeting_of("ada"), put(), vote("ada", AGAINST, minute=7))

    taken = meeting.ballots["b1"].votes["ada"]
    assert (taken.option, taken.how, taken.at, taken.entered_by) == (AGAINST, How.DEVICE, at(7), "ada")


def test_a_second_vote_is_refused_and_the_first_stands():
    meeting = after(meeting_of("ada", "bo"), put(), vote("bo", FOR))

    with pytest.raises(NotNow, match="already-voted"):
        decide(meeting, vote("bo", AGAINST))
    assert ruling(meeting, enter("bo", AGAINST)) == "already-voted"
    assert meeting.ballots["b1"].votes["bo"].option == FOR


def test_who_has_no_seat_has_no_vote():
    meeting = after(meeting_of("ada"), put())

    for person in ("khach", "thao", "quan", "ky"):
        assert ruling(meeting, vote(person)) == "no-vote"
    assert ruling(meeting, vote("stranger")) == "not-called"
    assert ruling(meeting, enter("khach")) == "no-vote"
    assert ruling(meeting, enter("stranger")) == "no-such-member"


def test_who_is_not_here_does_not_vote():
    meeting = after(meeting_of("ada", "bo", "cy", "di"), put(), *gone("ada"))

    assert ruling(meeting, vote("ada")) == "not-present"
    assert ruling(meeting, enter("ada")) == "not-present"


def test_an_option_must_be_on_the_ballot_and_the_ballot_known_and_open():
    meeting = after(meeting_of("ada", "bo"), put())

    assert ruling(meeting, vote("ada", "maybe")) == "no-such-option"
    assert ruling(meeting, vote("ada", ballot="b9")) == "no-such-ballot"
    assert ruling(after(meeting, count()), vote("ada")) == "ballot-closed"
    assert ruling(after(meeting, void()), vote("ada")) == "ballot-voided"
    assert ruling(after(meeting, count()), count()) == "ballot-closed"


def test_a_spoken_vote_is_entered_by_name_at_the_table_and_marked():
    meeting = after(meeting_of("ada", "bo", "cy"), put(), enter("ada"), enter("bo", how=How.PAPER, by="dung"))

    votes = meeting.ballots["b1"].votes
    assert (votes["ada"].how, votes["ada"].entered_by) == (How.SPOKEN, "thao")
    assert (votes["bo"].how, votes["bo"].entered_by) == (How.PAPER, "dung")
    assert ruling(meeting, enter("cy", by="bo")) == "only-chair-or-secretary"
    assert ruling(meeting, enter("cy", by="cy")) == "only-chair-or-secretary"
    assert ruling(meeting, enter("cy", how=How.DEVICE)) == "way-of-voting-missing"


def test_before_closing_one_sees_who_is_here_and_has_not_voted():
    meeting = after(meeting_of("ada", "bo", "cy"), put(), vote("ada"), *gone("cy"))

    assert ballots.who_is_missing(meeting, meeting.ballots["b1"]) == ("dung", "hoa", "bo")


def test_closing_carries_the_count():
    meeting = after(
        meeting_of("ada", "bo", "cy"), put(), vote("ada"), vote("bo", AGAINST), vote("dung"), *gone("cy"),
        count(without_line={"bo", "cy", "khach"}, minute=9),
    )

    assert closed(meeting) == BallotClosed(
        "b1", ("dung", "hoa", "ada", "bo"), ("bo",), ((FOR, 2), (AGAINST, 1), (NOT_VOTING, 0)), 5, 3,
        Finding.NOT_CARRIED,
    )
    assert (meeting.ballots["b1"].closed_at, meeting.ballots["b1"].open) == (at(9), False)
    assert ruling(after(meeting_of("ada"), put()), count(by="thao")) == "only-the-chair"


@pytest.mark.parametrize(("fors", "finding"), [(25, Finding.NOT_CARRIED), (26, Finding.CARRIED)])
def test_of_fifty_seats_twenty_six_must_be_for_even_if_only_thirty_four_came(fors, finding):
    here = ("dung", "hoa", *FIFTY)[:34]
    meeting = after(meeting_of(*FIFTY, here=here), put(), *(vote(m) for m in here[:fors]), count())

    assert (closed(meeting).needed, closed(meeting).total, closed(meeting).proposed) == (26, 50, finding)


def test_a_removal_needs_two_thirds_of_all_seats():
    meeting = after(meeting_of(*FIFTY), put(majority="removal"), *(vote(m) for m in FIFTY[:33]), count())

    assert (closed(meeting).needed, closed(meeting).proposed) == (34, Finding.NOT_CARRIED)


def test_with_the_quorum_lost_at_closing_nothing_is_decided():
    meeting = after(meeting_of("ada"), put(), vote("dung"), vote("hoa"), vote("ada"), *gone("hoa", "ada"), count())

    assert closed(meeting).proposed is Finding.NO_QUORUM
    assert closed(meeting).counts[0] == (FOR, 3)


def test_who_voted_and_left_has_voted_and_was_present():
    meeting = after(meeting_of("ada", "bo"), put(), vote("ada"), *gone("ada"), count(without_line={"ada"}))

    assert closed(meeting).present == ("dung", "hoa", "ada", "bo")
    assert closed(meeting).without_line == ()


def test_the_chair_confirms_the_finding_once():
    meeting = after(meeting_of("ada"), put(), vote("ada"))
    assert ruling(meeting, confirm()) == "ballot-open"

    meeting = after(meeting, count())
    assert ruling(meeting, confirm(by="thao")) == "only-the-chair"
    assert decide(meeting, confirm()) == [FindingConfirmed("b1", Finding.NOT_CARRIED)]
    meeting = after(meeting, confirm(minute=30))
    assert (meeting.ballots["b1"].finding, meeting.ballots["b1"].confirmed_at) == (Finding.NOT_CARRIED, at(30))
    assert ruling(meeting, confirm()) == "finding-confirmed-already"
    assert ruling(meeting, confirm(ballot="b9")) == "no-such-ballot"


def test_a_wrong_ballot_is_voided_with_a_reason_and_held_again():
    meeting = after(meeting_of("ada"), put(), vote("ada"), void(minute=8), put("b2"))

    assert (meeting.ballots["b1"].voided, meeting.ballots["b1"].voided_at) == ("mở nhầm", at(8))
    assert meeting.ballots["b2"].open
    assert ruling(meeting, void()) == "ballot-voided"
    assert ruling(meeting, confirm()) == "ballot-voided"
    assert ruling(meeting, void(ballot="b2", reason="")) == "reason-missing"
    assert ruling(meeting, void(ballot="b9")) == "no-such-ballot"


def test_the_secretary_voids_until_the_finding_stands_and_then_only_the_chair():
    meeting = after(meeting_of("ada"), put())
    assert ruling(meeting, void(by="thao")) == ""
    assert ruling(meeting, void(by="ada")) == "only-chair-or-secretary"

    standing = after(meeting, count(), confirm())
    assert ruling(standing, void(by="thao")) == "only-the-chair"
    assert after(standing, void()).ballots["b1"].voided == "mở nhầm"


@given(st.lists(st.tuples(
    st.sampled_from(["ada", "bo", "cy", "khach", "dung"]), st.sampled_from(["vote", "enter", "leave", "come"]),
    st.sampled_from([FOR, AGAINST, NOT_VOTING, "maybe"]),
), max_size=25))
def test_the_count_never_exceeds_the_members_present(attempts):
    meeting = after(meeting_of("ada", "bo", "cy"), put())
    for member, what, option in attempts:
        command = {
            "vote": vote(member, option), "enter": enter(member, option),
            "leave": do(EndPresence, member, member=member, reason=""),
            "come": do(DeclarePresence, member, member=member, where=MAIN),
        }[what]
        with contextlib.suppress(OutOfOrder):
            meeting = after(meeting, command)
    counted = closed(after(meeting, count()))

    assert sum(n for _, n in counted.counts) == len(meeting.ballots["b1"].votes) <= len(counted.present) <= 5
    assert dict(counted.counts) == ballots.count(meeting.ballots["b1"])


thresholds = st.tuples(st.integers(1, 6), st.integers(1, 6), st.sampled_from(Of), st.booleans()).filter(
    lambda t: t[0] < t[1] or (t[0] == t[1] and not t[3])
)


@given(thresholds, st.lists(st.sampled_from([FOR, AGAINST, NOT_VOTING, None]), min_size=12, max_size=12),
       st.integers(12, 20))
def test_the_finding_agrees_with_fractions(share, choices, seats):
    top, bottom, of, strict = share
    members = tuple(f"m{n}" for n in range(10))
    paper = paper_of(*members, seats=seats)
    paper = replace(paper, rules=replace(
        paper.rules, quorum=None, majorities={"this": Threshold(top, bottom, of, strict)}
    ))
    everybody = ("dung", "hoa", *members)
    votes = [vote(m, choice) for m, choice in zip(everybody, choices, strict=True) if choice]
    meeting = after(Meeting(), *opened(paper, everybody), put(majority="this"), *votes, count())

    fors, against = choices.count(FOR), choices.count(AGAINST)
    total = {Of.SEATS: seats, Of.IN_OFFICE: 12, Of.PRESENT: 12, Of.CAST: fors + against}[of]
    wanted = Fraction(top, bottom)
    met = total > 0 and (Fraction(fors, total) > wanted if strict else Fraction(fors, total) >= wanted)
    assert closed(meeting).total == total
    assert (closed(meeting).proposed is Finding.CARRIED) == met
    assert (fors >= closed(meeting).needed) == met


def test_the_record_tells_a_ballot_from_opening_to_finding():
    _, entries = recorded(meeting_of("ada"), put(), vote("ada"), enter("hoa"), count(), confirm())

    assert [type(e.event).__name__ for e in entries] == [
        "BallotOpened", "VoteCast", "VoteCast", "BallotClosed", "FindingConfirmed"
    ]
    assert entries[2].event == VoteCast("b1", "hoa", FOR, How.SPOKEN)
