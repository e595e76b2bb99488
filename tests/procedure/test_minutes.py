"""The record told as facts."""

from meetings.procedure.agenda import OpenItem
from meetings.procedure.ballots import (
    CastVote,
    CloseBallot,
    ConfirmFinding,
    EnterVote,
    Finding,
    How,
    OpenBallot,
    VoidBallot,
)
from meetings.procedure.floor import GiveFloor, TakeFloorBack
from meetings.procedure.meeting import Meeting
from meetings.procedure.minutes import (
    Absent,
    BallotHeld,
    Movement,
    NoteMade,
    Presiding,
    Recess,
    RollCall,
    SpeechMade,
    minutes,
)
from meetings.procedure.roll import CorrectAttendance, DeclarePresence, EndPresence, ExcuseAbsence, Quorum, TakeRoll
from meetings.procedure.sitting import CallToOrder, Close, HandOverChair, Resume, Suspend, TakeNote
from tests.procedure.hall import AGAINST, COMMUNE, FOR, MAIN, at, convened, do, opened, paper_of, recorded

PAPER = paper_of("ada", "bo", "cy", "di", "ed", seats=7)
COURSE = [
    *opened(PAPER, ("dung", "hoa", "ada", "bo", "thao", "khach")),
    do(ExcuseAbsence, "cy", 1, member="cy", reason="ốm"),
    do(TakeNote, "thao", 2, note="Chào cờ"),
    do(TakeRoll, "thao", 3),
    do(OpenItem, "dung", 5, item="i1"),
    do(GiveFloor, "dung", 6, member="ada", seconds=300),
    do(TakeFloorBack, "ada", 9),
    do(DeclarePresence, "di", 10, member="di", where=COMMUNE),
    do(OpenBallot, "dung", 11, ballot="b1", question="Thông qua?", majority="ordinary"),
    *(do(CastVote, m, 12, ballot="b1", option=FOR) for m in ("dung", "hoa", "ada")),
    do(EnterVote, "thao", 13, ballot="b1", member="di", option=AGAINST, how=How.SPOKEN),
    do(CloseBallot, "dung", 14, ballot="b1", without_line=frozenset({"bo"})),
    do(ConfirmFinding, "dung", 15, ballot="b1"),
    do(EndPresence, "bo", 16, member="bo", reason="việc nhà"),
    do(Suspend, "dung", 20),
    do(Resume, "dung", 30),
    do(HandOverChair, "dung", 31, to="hoa", reason="đi họp tỉnh"),
    do(CorrectAttendance, "thao", 31.5, member="ed", present=True, since=at(2), reason="ngồi hàng sau"),
    do(OpenItem, "hoa", 32, item="i2"),
    do(OpenBallot, "hoa", 33, ballot="b2", question="Nhầm?", majority="removal"),
    do(CastVote, "ada", 34, ballot="b2", option=FOR),
    do(VoidBallot, "hoa", 35, ballot="b2", reason="sai nội dung"),
    do(GiveFloor, "hoa", 36, member="khach", seconds=60),
    do(OpenItem, "hoa", 38, item="i1"),
    do(Close, "hoa", 40),
]
MEETING, ENTRIES = recorded(Meeting(), *COURSE)
TOLD = minutes(MEETING, ENTRIES)


def test_there_are_no_minutes_before_the_call_to_order():
    assert minutes(Meeting(), []) is None
    assert minutes(*recorded(Meeting(), *convened(PAPER))) is None


def test_it_says_when_it_began_paused_and_ended():
    assert (TOLD.called_at, TOLD.closed_at) == (at(0), at(40))
    assert TOLD.recesses == (Recess(at(20), at(30)),)


def test_it_says_who_presided_and_who_wrote():
    assert TOLD.presiding == (Presiding("dung", at(0), ""), Presiding("hoa", at(31), "đi họp tỉnh"))
    assert TOLD.secretaries == ("thao",)


def test_it_says_how_many_were_here_as_found_as_corrected_and_at_the_close():
    assert TOLD.rolls == (RollCall(at(3), found=4, corrected=5, needed=5, of=7, quorate=False),)
    assert TOLD.at_close == Quorum(5, 5, 7)


def test_it_says_who_was_here_and_who_was_not_and_why():
    assert [a.person for a in TOLD.members] == ["dung", "hoa", "ada", "bo", "di", "ed"]
    assert [a.person for a in TOLD.guests] == ["thao", "khach"]
    assert TOLD.absent == (Absent("cy", "ốm"),)
    assert TOLD.members[0].where == MAIN


def test_a_member_absent_without_a_reason_is_told_so():
    meeting, entries = recorded(Meeting(), *opened(PAPER, ("dung",)))

    assert Absent("ada", None) in minutes(meeting, entries).absent


def test_it_says_who_came_later_and_who_left_before_the_end():
    assert TOLD.arrivals == (Movement("di", at(10), ""),)
    assert TOLD.departures == (Movement("bo", at(16), "việc nhà"),)


def test_corrections_are_listed_with_their_reasons():
    assert [(c.person, c.correction.since, c.correction.reason) for c in TOLD.corrections] == [
        ("ed", at(2), "ngồi hàng sau")
    ]


def test_each_item_is_told_in_the_order_taken_up_with_its_times():
    assert [(b.item and b.item.number, b.since, b.until) for b in TOLD.business] == [
        (None, at(0), at(5)), (1, at(5), at(32)), (2, at(32), at(38)), (1, at(38), at(40))
    ]


def test_under_its_item_stands_what_happened_in_order():
    assert [[type(each) for each in b.course] for b in TOLD.business] == [
        [NoteMade], [SpeechMade, BallotHeld], [BallotHeld, SpeechMade], []
    ]
    assert TOLD.business[0].course[0] == NoteMade(at(2), "thao", "Chào cờ")
    assert TOLD.business[1].course[0] == SpeechMade("ada", at(6), at(9), seconds=180, given=300)
    assert TOLD.business[2].course[1] == SpeechMade("khach", at(36), at(38), seconds=120, given=60)


def test_a_ballot_is_told_with_all_that_was_found():
    ballot = TOLD.business[1].course[1]

    assert (ballot.question, ballot.majority, ballot.threshold) == (
        "Thông qua?", "ordinary", PAPER.rules.majorities["ordinary"]
    )
    assert ballot.counts == ((FOR, 3), (AGAINST, 1), ("khong-bieu-quyet", 0))
    assert (len(ballot.entitled), ballot.present) == (7, ("dung", "hoa", "ada", "bo", "di"))
    assert (ballot.not_voted, ballot.without_line) == (("bo",), ("bo",))
    assert (ballot.total, ballot.needed, ballot.proposed) == (7, 4, Finding.NOT_CARRIED)
    assert (ballot.finding, ballot.confirmed_at, ballot.voided) == (Finding.NOT_CARRIED, at(15), None)
    assert [(v.member, v.how, v.entered_by) for v in ballot.entered] == [("di", How.SPOKEN, "thao")]
    assert len(ballot.votes) == 4


def test_a_voided_ballot_stays_with_its_reason_and_without_its_votes():
    ballot = TOLD.business[2].course[0]

    assert (ballot.voided, ballot.voided_at, ballot.voided_by) == ("sai nội dung", at(35), "hoa")
    assert (ballot.finding, ballot.proposed, ballot.counts, ballot.votes) == (None, None, (), ())


def test_a_meeting_under_way_is_told_up_to_now():
    meeting, entries = recorded(
        Meeting(), *opened(PAPER, ("dung", "ada")), do(GiveFloor, "dung", 1, member="ada", seconds=60),
        do(Suspend, "dung", 3),
    )
    told = minutes(meeting, entries)

    assert (told.closed_at, told.at_close, told.recesses) == (None, None, (Recess(at(3), None),))
    assert told.business[0].course[0].seconds == 120
    speaking, so_far = recorded(
        Meeting(), *opened(PAPER, ("dung", "ada")), do(GiveFloor, "dung", 1, member="ada", seconds=60),
        do(TakeRoll, "thao", 4),
    )
    speech = minutes(speaking, so_far).business[0].course[0]
    assert (speech.until, speech.seconds) == (None, 180)


def test_a_deputy_chair_who_opened_is_told_with_the_reason():
    meeting, entries = recorded(
        Meeting(), *convened(PAPER), do(HandOverChair, "hoa", -1, to="hoa", reason="Chủ tọa ốm"),
        do(CallToOrder, "hoa", 0, paper=PAPER),
    )

    assert minutes(meeting, entries).presiding == (Presiding("hoa", at(0), "Chủ tọa ốm"),)


def test_without_a_roll_arrivals_count_from_the_call_to_order():
    meeting, entries = recorded(
        Meeting(), *opened(PAPER, ("dung",)), do(DeclarePresence, "ada", 2, member="ada", where=None)
    )

    assert minutes(meeting, entries).arrivals == (Movement("ada", at(2), ""),)


def test_items_and_people_are_named_as_on_the_paper():
    assert TOLD.business[1].item == PAPER.items[0]
    assert (TOLD.paper, TOLD.people["ada"].name) == (PAPER, "Ada")
