"""Who came and who left, within the sitting."""

from meetings.procedure.comings import Attended, Movement, arrivals, attended, by_time, departures, reasons
from meetings.procedure.presence import Attendance, Interval
from meetings.procedure.roll import DeclarePresence, EndPresence
from tests.procedure.hall import COMMUNE, MAIN, at, do, meeting_of, recorded

EARLY_AND_BACK = Attendance("ada", (
    Interval(at(-30), at(-20), MAIN), Interval(at(-10), at(10), MAIN), Interval(at(10), at(20), COMMUNE),
    Interval(at(40), None, COMMUNE),
))


def test_what_was_before_the_call_to_order_is_left_out():
    assert attended(EARLY_AND_BACK, at(0)) == Attended("ada", COMMUNE, (
        Interval(at(0), at(10), MAIN), Interval(at(10), at(20), COMMUNE), Interval(at(40), None, COMMUNE),
    ))
    assert attended(Attendance("ada", (Interval(at(-9), at(0), MAIN),)), at(0)) is None
    assert attended(Attendance("ada"), at(0)) is None


def test_a_move_from_hall_to_hall_is_neither_an_arrival_nor_a_departure():
    here = attended(EARLY_AND_BACK, at(0))

    assert arrivals(here, at(5)) == [Movement("ada", at(40), "")]
    assert departures(here, {("ada", at(20)): "việc nhà"}) == [Movement("ada", at(20), "việc nhà")]


def test_the_reason_for_leaving_is_taken_from_the_record():
    _, entries = recorded(
        meeting_of("ada"), do(EndPresence, "ada", 20, member="ada", reason="việc nhà"),
        do(DeclarePresence, "ada", 30, member="ada", where=None),
    )

    assert reasons(entries) == {("ada", at(20)): "việc nhà"}


def test_movements_are_told_in_order_of_time():
    first, second = Movement("bo", at(1), ""), Movement("ada", at(2), "")

    assert by_time([[second], [first]]) == (first, second)
