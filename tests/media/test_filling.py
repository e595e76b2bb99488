"""Whether a line takes more, shown by filling it."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.filling import BLIND, ECHO, GROWTH, HELD, QUEUED, WORSE, Filling, Seen, Verdict

CALM = Seen(100_000, 0.02, 80_000, turn=0.1, trend=1)


def test_a_line_is_filled_a_little_more_every_moment_up_to_the_goal_and_no_further() -> None:
    filling = Filling(10.0, 150_000, CALM)

    amounts = [filling.at(10.0 + tick / 10) for tick in range(100)]

    assert amounts[0] == 80_000
    assert amounts[-1] == 150_000
    assert amounts == sorted(amounts)
    assert all(after <= before * GROWTH ** 0.11 for before, after in pairwise(amounts))


def test_what_holds_at_the_goal_for_a_while_is_proven() -> None:
    filling, verdicts = Filling(0.0, 100_000, CALM), []
    for second in range(1, 6):
        verdicts.append(filling.look(second, replace(CALM, sent=filling.at(second))))

    assert verdicts[:2] == [Verdict.GOES_ON, Verdict.GOES_ON]        # it takes a second to reach it
    assert verdicts[-1] is Verdict.PROVEN
    assert HELD >= 2


@pytest.mark.parametrize(("seen", "verdict"), [
    (replace(CALM, trend=-1), Verdict.LINE),
    (replace(CALM, trend=0, sent=120_000), Verdict.LINE),                # it stands still below what is sent
    (replace(CALM, turn=0.1 + QUEUED + 0.01), Verdict.LINE),
    (replace(CALM, loss=0.02 + WORSE + 0.01), Verdict.LOSS),
    (replace(CALM, trend=0), Verdict.GOES_ON),                           # it stands still above it: held there
    (replace(CALM, loss=0.02 + WORSE / 2), Verdict.GOES_ON),             # it was lossy before
])
def test_the_first_sign_that_it_is_too_much_ends_it(seen: Seen, verdict: Verdict) -> None:
    assert Filling(0.0, 150_000, CALM).look(1.0, seen) is verdict


def test_without_an_estimate_it_is_filled_for_a_moment_and_the_losses_are_waited_for() -> None:
    quiet = Seen(0.0, 0.0, 30_000)
    filling = Filling(0.0, 80_000, quiet)

    assert [filling.at(at) for at in (0.0, BLIND - 0.1, BLIND)] == [80_000, 80_000, 0.0]
    assert filling.look(BLIND + ECHO - 0.1, quiet) is Verdict.GOES_ON
    assert filling.look(BLIND + ECHO, quiet) is Verdict.PROVEN
    assert Filling(0.0, 80_000, quiet).look(2.0, replace(quiet, loss=0.3)) is Verdict.LINE


def test_an_estimate_that_comes_at_last_is_watched_from_then_on() -> None:
    filling = Filling(0.0, 80_000, Seen(0.0, 0.0, 30_000))

    assert filling.look(2.0, replace(CALM, sent=30_000)) is Verdict.GOES_ON
    assert filling.at(2.5) > 0
    assert filling.look(3.0, replace(CALM, trend=-1)) is Verdict.LINE


@given(st.floats(1_000, 5e6), st.floats(0, 5e6), st.floats(0, 5e6), st.floats(0, 1e6))
def test_never_more_than_the_goal_is_sent(goal: float, sent: float, carries: float, passed: float) -> None:
    filling = Filling(0.0, goal, Seen(carries, 0.0, sent))

    assert 0 <= filling.at(passed) <= goal
    filling.look(passed, Seen(carries, 0.0, sent, trend=1))
