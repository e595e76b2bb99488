"""Intervals of presence, by themselves."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from meetings.procedure.presence import Attendance, Correction, Interval, as_corrected, begin, correct, end
from tests.procedure.hall import COMMUNE, MAIN, T0, at

NOBODY = Attendance("ada")


def correction(present, since):
    return Correction(at(99), "thao", present, at(since), "ghi nhầm")


def test_an_interval_without_length_leaves_no_trace():
    assert end(begin(NOBODY, at(1), MAIN), at(1)).intervals == ()
    assert begin(begin(NOBODY, at(1), MAIN), at(1), COMMUNE).intervals == (Interval(at(1), None, COMMUNE),)


def test_a_hall_is_only_said_of_who_is_here():
    here = begin(NOBODY, at(1), MAIN)

    assert (here.present, here.where) == (True, MAIN)
    assert (end(here, at(2)).present, end(here, at(2)).where) == (False, None)


def test_ending_what_has_ended_changes_nothing():
    gone = end(begin(NOBODY, at(1), MAIN), at(2))

    assert end(gone, at(3)) == gone
    assert end(NOBODY, at(3)) == NOBODY


def test_going_and_coming_in_the_same_moment_is_no_gap():
    assert begin(end(begin(NOBODY, at(1), MAIN), at(2)), at(2), MAIN).intervals == (Interval(at(1), None, MAIN),)


def test_a_clock_that_went_back_makes_no_overlap():
    gone = end(begin(NOBODY, at(1), MAIN), at(5))

    assert begin(gone, at(3), COMMUNE).intervals[-1] == Interval(at(5), None, COMMUNE)


def test_from_a_moment_on_absent_cuts_what_lay_after():
    away_and_back = begin(end(begin(NOBODY, at(1), MAIN), at(3)), at(5), MAIN)

    assert correct(away_and_back, correction(False, 2)).intervals == (Interval(at(1), at(2), MAIN),)
    assert correct(away_and_back, correction(False, 0)).intervals == ()


def test_from_a_moment_on_present_fills_the_gaps():
    away_and_back = begin(end(begin(NOBODY, at(1), MAIN), at(3)), at(5), MAIN)

    assert correct(away_and_back, correction(True, 2)).intervals == (Interval(at(1), None, MAIN),)
    assert correct(away_and_back, correction(True, 4)).intervals[-1] == Interval(at(4), None, MAIN)
    assert correct(NOBODY, correction(True, 4)).intervals == (Interval(at(4), None, None),)


def test_what_is_already_so_needs_no_correction():
    moved = begin(begin(NOBODY, at(1), MAIN), at(3), COMMUNE)
    back = begin(end(begin(NOBODY, at(1), MAIN), at(3)), at(5), MAIN)

    assert as_corrected(moved, True, at(2))
    assert not as_corrected(back, True, at(2))
    assert as_corrected(back, True, at(6))
    assert as_corrected(NOBODY, False, at(0))
    assert not as_corrected(NOBODY, True, at(0))
    assert not as_corrected(moved, False, at(2))
    assert as_corrected(end(moved, at(4)), False, at(4))


steps = st.lists(st.tuples(
    st.sampled_from(["come", "go", "present", "absent"]), st.integers(-3, 20), st.sampled_from([MAIN, COMMUNE, None])
), max_size=30)


@given(steps)
def test_intervals_never_overlap_and_only_the_last_is_open(taken):
    one, now = NOBODY, T0
    for kind, minutes, where in taken:
        now += timedelta(minutes=minutes)
        match kind:
            case "come":
                one = begin(one, now, where)
            case "go":
                one = end(one, now)
            case _:
                one = correct(one, Correction(now, "thao", kind == "present", now - timedelta(minutes=9), "x"))

    assert all(i.until is None or i.since < i.until for i in one.intervals)
    assert all(a.until is not None and a.until <= b.since for a, b in pairwise(one.intervals))
