"""Every command, as everybody: the whole table of who may do what, and that the rules hold it.

`chair` presides, `other` is any member; a command in which somebody names a person names *ada*.
"""

from typing import get_args

import pytest

from meetings.procedure import agenda, ballots, floor, roll, screen, sitting, stage
from meetings.procedure.ballots import How
from meetings.procedure.meeting import Command, Meeting, decide
from meetings.procedure.rulings import NotEntitled, OutOfOrder
from tests.procedure.hall import FOR, MAIN, after, convened, do, meeting_of, paper_of

EVERYBODY = ("dung", "hoa", "thao", "ky", "khach", "quan", "ada", "bo", "stranger")
CHAIR = {"dung"}
TABLE = {"dung", "thao"}
VOICES = {"dung", "hoa", "thao", "ky", "khach", "ada", "bo"}
SEATS = {"dung", "hoa", "ada", "bo"}
PAPER = paper_of("ada", "bo")


def quiet() -> Meeting:
    return meeting_of("ada", "bo")


def called() -> Meeting:
    return after(Meeting(), *convened(PAPER))


def speaking() -> Meeting:
    return after(quiet(), do(floor.GiveFloor, "dung", member="ada", seconds=60))


def showing() -> Meeting:
    return after(speaking(), do(screen.ShareScreen, "ada", source="screen:person:ada"))


def suspended() -> Meeting:
    return after(quiet(), do(sitting.Suspend, "dung"))


def voting() -> Meeting:
    return after(quiet(), do(agenda.OpenItem, "dung", item="i1"),
                 do(ballots.OpenBallot, "dung", ballot="b1", question="Thông qua?", majority="ordinary"))


def counted() -> Meeting:
    return after(voting(), do(ballots.CloseBallot, "dung", ballot="b1", without_line=frozenset()))


POWERS: dict[type, tuple[object, dict[str, object], set[str]]] = {
    sitting.Convene: (called, {"paper": PAPER}, TABLE),
    sitting.CallToOrder: (called, {"paper": PAPER}, CHAIR),
    sitting.Suspend: (quiet, {}, CHAIR),
    sitting.Resume: (suspended, {}, CHAIR),
    sitting.Close: (quiet, {}, CHAIR),
    sitting.HandOverChair: (quiet, {"to": "hoa", "reason": ""}, {"dung", "thao", "hoa"}),
    sitting.TakeNote: (quiet, {"note": "ghi"}, TABLE),
    roll.DeclarePresence: (quiet, {"member": "ada", "where": MAIN}, TABLE | {"ada"}),
    roll.EndPresence: (quiet, {"member": "ada", "reason": ""}, TABLE | {"ada"}),
    roll.ExcuseAbsence: (quiet, {"member": "ada", "reason": "ốm"}, TABLE | {"ada"}),
    roll.TakeRoll: (quiet, {}, TABLE),
    agenda.OpenItem: (quiet, {"item": "i1"}, CHAIR),
    agenda.ShowPage: (speaking, {"version": "f" * 64, "page": 1}, TABLE | {"ada"}),
    floor.AskFloor: (quiet, {}, VOICES),
    floor.WithdrawRequest: (quiet, {"member": "ada"}, TABLE | {"ada"}),
    floor.GiveFloor: (quiet, {"member": "ada", "seconds": 60}, CHAIR),
    floor.WarnSpeaker: (speaking, {}, TABLE),
    floor.TakeFloorBack: (speaking, {}, CHAIR | {"ada"}),
    ballots.OpenBallot: (quiet, {"ballot": "b1", "question": "?", "majority": "ordinary"}, CHAIR),
    ballots.CastVote: (voting, {"ballot": "b1", "option": FOR}, SEATS),
    ballots.EnterVote: (voting, {"ballot": "b1", "member": "ada", "option": FOR, "how": How.SPOKEN}, TABLE),
    ballots.CloseBallot: (voting, {"ballot": "b1", "without_line": frozenset()}, CHAIR),
    ballots.ConfirmFinding: (counted, {"ballot": "b1"}, CHAIR),
    ballots.VoidBallot: (counted, {"ballot": "b1", "reason": "nhầm"}, TABLE),
    stage.DirectStage: (quiet, {"source": f"venue:{MAIN}"}, TABLE),
    screen.ShareScreen: (speaking, {}, TABLE | {"ada"}),
    screen.WithdrawScreen: (showing, {}, TABLE | {"ada"}),
}


def kinds(union: object) -> set[type]:
    """The commands themselves, however the union is put together."""
    parts = get_args(union)
    return set().union(*(kinds(part) for part in parts)) if parts else {union}  # type: ignore[arg-type]


def test_the_table_names_every_command_but_the_correction_which_has_its_own_tests() -> None:
    assert kinds(Command) == {*POWERS, roll.CorrectAttendance}


@pytest.mark.parametrize("kind", POWERS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("by", EVERYBODY)
def test_a_command_is_for_those_the_table_names_and_for_nobody_else(kind: type, by: str) -> None:
    begin, fields, allowed = POWERS[kind]
    meeting = begin()  # type: ignore[operator]
    if kind is screen.ShareScreen:                     # read off the session: nobody names another's
        fields = {"source": f"screen:person:{by}"}

    assert (refusal(meeting, do(kind, by, 90, **fields)) is not NotEntitled) == (by in allowed)


def refusal(meeting: Meeting, command: Command) -> type[OutOfOrder] | None:
    """The kind of ruling, if it is ruled out of order."""
    try:
        decide(meeting, command)
    except OutOfOrder as out:
        return type(out)
    return None
