"""All that can happen, in any order."""

from dataclasses import fields
from datetime import timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.procedure import ballots, roll, stage
from meetings.procedure.ballots import CastVote, CloseBallot, How, OpenBallot
from meetings.procedure.meeting import Command, Entry, Event, Meeting, apply, decide
from meetings.procedure.minutes import minutes
from meetings.procedure.phase import Phase
from meetings.procedure.rulings import CODES, OutOfOrder
from meetings.procedure.sitting import Convene
from tests.procedure.hall import AGAINST, COMMUNE, FOR, MAIN, T0, after, do, meeting_of, opened, paper_of

PAPERS = [paper_of("ada", "bo"), paper_of("ada"), paper_of("ada", "bo", rules="simple-majority", seats=9)]
EVERYBODY = ["dung", "hoa", "ada", "bo", "thao", "khach", "quan", "stranger"]
PEOPLE = st.sampled_from(["ada", "bo", "hoa", "dung", "ada", "bo", *EVERYBODY])
FIELDS = {
    "member": PEOPLE, "to": PEOPLE,
    "paper": st.sampled_from(PAPERS),
    "where": st.sampled_from([MAIN, COMMUNE, None, "SL-99"]),
    "reason": st.sampled_from(["lý do", "lý do", "", "x" * 501]),
    "note": st.sampled_from(["", "Mất điện"]),
    "question": st.sampled_from(["Thông qua?", "Thông qua?", ""]),
    "present": st.booleans(),
    "since": st.integers(-2, 30).map(lambda n: T0 + timedelta(seconds=n)),
    "item": st.sampled_from(["i1", "i2", "i9"]),
    "version": st.just("a" * 64),
    "page": st.integers(0, 3),
    "seconds": st.sampled_from([60, 60, 10]),
    "ballot": st.sampled_from(["b1", "b2"]),
    "majority": st.sampled_from(["ordinary", "ordinary", "removal"]),
    "option": st.sampled_from([FOR, FOR, AGAINST, "maybe"]),
    "how": st.sampled_from(How),
    "without_line": st.sets(PEOPLE).map(frozenset),
    "source": st.sampled_from([None, f"venue:{MAIN}", "person:ada", "x"]),
}
KINDS = get_args(Command)
OWN = {"DeclarePresence", "EndPresence", "AskFloor", "CastVote", "WithdrawRequest"}
RARE = {"Convene", "CallToOrder", "Suspend", "Close", "EndPresence", "VoidBallot"}


def asked(kind):
    """Any command of this kind, more often than not from somebody who may."""
    named = {f.name: FIELDS[f.name] for f in fields(kind) if f.name not in ("id", "at", "by")}
    able = PEOPLE if kind.__name__ in OWN else st.sampled_from(["dung"] * 8 + EVERYBODY)
    return st.builds(lambda **said: do(kind, **said), by=able, **named)


def test_every_command_has_its_event_and_the_two_are_never_the_same():
    assert len(KINDS) == len(get_args(Event)) + 1       # CastVote and EnterVote both lead to VoteCast
    assert not set(KINDS) & set(get_args(Event))
    assert all([f.name for f in fields(kind)][:3] == ["id", "by", "at"] for kind in KINDS)


def play(meeting, commands):
    """What the commands lead to, one second after the other; refusals are passed over."""
    entries = []
    for n, command in enumerate(commands):
        moment = T0 + timedelta(seconds=n)
        command = type(command)(**{f.name: getattr(command, f.name) for f in fields(command)} | {"at": moment})
        events, code = [], CODES[0]
        try:
            events = decide(meeting, command)
        except OutOfOrder as out:
            code = out.code
        assert code in CODES
        for event in events:
            entries.append(Entry(meeting.seq + 1, moment, command.by, command.id, event))
            meeting = apply(meeting, entries[-1])
    return meeting, entries


often = [kind for kind in KINDS for _ in range(1 if kind.__name__ in RARE else 4)]
anything = st.lists(st.sampled_from(often).flatmap(asked), min_size=30, max_size=60)
BEGINNINGS = {
    "planned": [],
    "convened": [do(Convene, "thao", paper=PAPERS[0])],
    "in session": opened(PAPERS[0], ("dung", "hoa", "ada", "bo", "thao", "khach")),
    "voting": [
        *opened(PAPERS[0], ("dung", "hoa", "ada", "bo", "thao")),
        do(OpenBallot, "dung", ballot="b1", question="?", majority="ordinary"),
    ],
}


@pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS)
@settings(max_examples=60, deadline=None)
@given(commands=anything)
def test_whatever_is_asked_is_done_or_ruled_out_of_order(beginning, commands):
    meeting, entries = play(Meeting(), [*beginning, *commands])

    again = Meeting()
    for entry in entries:
        again = apply(again, entry)
    assert again == meeting
    assert [e.seq for e in entries] == list(range(1, meeting.seq + 1))
    assert (minutes(meeting, entries) is None) == (meeting.called_at is None)
    check(meeting)


def check(meeting):
    """What holds in every meeting."""
    for attendance in meeting.attendance.values():
        assert all(a.until is not None and a.until <= b.since for a, b in pairwise(attendance.intervals))
        assert all(i.until is None or i.since < i.until for i in attendance.intervals)
    assert sum(b.open for b in meeting.ballots.values()) <= 1
    for ballot in meeting.ballots.values():
        assert set(ballot.votes) <= ballot.entitled
        if ballot.closed:
            assert sum(n for _, n in ballot.closed.counts) == sum(ballots.count(ballot).values())
            assert sum(n for _, n in ballot.closed.counts) <= len(ballot.closed.present)
    holder = meeting.floor.holder
    assert holder is None or roll.is_present(meeting, holder.member)
    assert holder is None or all(request.member != holder.member for request in meeting.floor.queue)
    assert all(roll.is_present(meeting, request.member) for request in meeting.floor.queue)
    assert sum(run.until is None for run in meeting.items) <= 1
    if meeting.phase is Phase.CLOSED:
        assert all(b.voided is not None or b.finding is not None for b in meeting.ballots.values())
    shown = stage.on_stage(meeting)
    assert len(shown.seen) <= 2
    assert len(shown.heard) <= 3
    assert roll.quorum(meeting).present <= len(meeting.people)


def test_deciding_and_applying_leave_the_meeting_as_it_was():
    meeting = meeting_of("ada")
    before = repr(meeting)

    after(meeting, do(OpenBallot, "dung", ballot="b1", question="?", majority="ordinary"),
          do(CastVote, "ada", ballot="b1", option=FOR))
    assert repr(meeting) == before


def test_five_thousand_vote_at_once_and_each_counts_once():
    members = [f"m{n}" for n in range(5_000)]
    meeting = after(meeting_of(*members), do(OpenBallot, "dung", ballot="b1", question="?", majority="ordinary"))

    for n, member in enumerate(members):
        command = do(CastVote, member, 5, ballot="b1", option=FOR)
        [event] = decide(meeting, command)
        meeting = apply(meeting, Entry(meeting.seq + 1, command.at, member, command.id, event))
        assert len(meeting.ballots["b1"].votes) == n + 1
    closed = after(meeting, do(CloseBallot, "dung", ballot="b1", without_line=frozenset())).ballots["b1"].closed

    assert dict(closed.counts)[FOR] == 5_000


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_command_is_ruled_out_of_order_in_a_meeting_nobody_convened(kind):
    said = {f.name: "x" for f in fields(kind) if f.name not in ("id", "at", "by")}
    said |= {k: v for k, v in {"paper": PAPERS[0], "since": T0}.items() if k in said}

    with pytest.raises(OutOfOrder):
        decide(Meeting(), do(kind, "stranger", **said))


