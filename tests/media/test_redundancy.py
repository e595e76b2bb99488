"""How often a voice is said again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.redundancy import WARY, Redundancy


def heard(losses: list[float], seconds: float = 2.0) -> Redundancy:
    redundancy = Redundancy()
    for at, loss in enumerate(losses, 1):
        redundancy.look(at * seconds, loss, at * seconds, queued=False)
    return redundancy


def test_until_losses_are_told_a_voice_is_said_twice_and_on_a_clean_line_once() -> None:
    redundancy = Redundancy()

    assert redundancy.look(1.0, 0.0, 0.0, queued=False) == 1
    assert redundancy.look(2.0, 0.0, 2.0, queued=False) == 0


@pytest.mark.parametrize(("loss", "depth"), [(0.004, 0), (0.03, 1), (0.1, 2), (0.3, 3)])
def test_the_more_is_lost_the_more_often_it_is_said(loss: float, depth: int) -> None:
    assert heard([loss] * 5).depth == depth


def test_a_few_seconds_without_losses_are_not_believed_and_a_minute_is() -> None:
    losses = [0.04] * 5

    assert heard(losses + [0.0] * 5).depth == 1
    assert heard(losses + [0.0] * 40).depth == 0


def test_a_line_too_thin_for_any_picture_hears_a_voice_twice_and_no_more() -> None:
    redundancy = heard([0.3] * 3)

    assert redundancy.look(100.0, 0.3, 100.0, queued=False, thin=True) == 1
    assert redundancy.look(101.0, 0.3, 101.0, queued=False, thin=False) == 3


def test_on_a_line_where_packets_queue_it_is_said_less_often_and_not_more_for_a_while() -> None:
    redundancy = heard([0.3] * 3)

    said = [redundancy.look(100.0 + second, 0.3, 100.0 + second, queued=second in (1, 4)) for second in range(10)]

    assert said == [3, 2, 2, 2, 1, 1, 1, 1, 1, 1]
    assert redundancy.look(104.0 + WARY, 0.3, 104.0 + WARY, queued=False) == 3


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60))
def test_whatever_is_told_it_is_said_at_most_four_times_and_never_more_often_while_packets_queue(
    told: list[tuple[float, bool]]
) -> None:
    redundancy, had = Redundancy(), 1
    for at, (loss, queued) in enumerate(told, 1):
        depth = redundancy.look(float(at), loss, float(at), queued)
        assert 0 <= depth <= 3
        assert not queued or depth < had or depth == 0
        had = depth
