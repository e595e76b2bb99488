"""How much padding a line is sent."""

from hypothesis import given
from hypothesis import strategies as st

from media.padding import AHEAD, OPENING, SIZE, Padding


def opened() -> Padding:
    padding = Padding()
    assert [padding.due(0.0, 0.0, 0) for _ in range(OPENING + 2)] == [1] * OPENING + [0, 0]
    return padding


def test_it_begins_with_a_few_packets_at_an_even_pace() -> None:
    assert not opened().opening


def test_what_sound_and_pictures_leave_of_the_goal_is_filled_up() -> None:
    padding, sent, padded = opened(), 0, 0
    for tick in range(1_000):                          # ten seconds; 80 kbit/s of sound and pictures
        sent += 100
        due = padding.due(100 + tick / 100, 160_000, sent)
        sent, padded = sent + due * SIZE, padded + due * SIZE

    assert abs(padded * 8 / 10 - 80_000) < 4_000


def test_where_there_is_enough_already_nothing_is_added() -> None:
    padding, sent, due = opened(), 0, 0
    for tick in range(500):
        sent += 300
        due += padding.due(100 + tick / 100, 160_000, sent)

    assert due == 0


def test_a_large_picture_is_made_good_for_half_a_second_at_most() -> None:
    padding, sent, due = opened(), 1_000_000, 0
    padding.due(100.0, 160_000, 0)

    for tick in range(1, 101):
        due += padding.due(100 + tick / 100, 160_000, sent + due * SIZE)

    assert abs(due * SIZE - 160_000 / 8 * (1 - AHEAD)) < 2 * SIZE


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0, 5e6), st.integers(0, 1 << 20)), max_size=40))
def test_no_pause_is_made_good_by_a_flood(told: list[tuple[float, float, int]]) -> None:
    padding, now, sent = opened(), 100.0, 0
    for passed, goal, more in told:
        now, sent = now + passed, sent + more
        assert 0 <= padding.due(now, goal, sent) * SIZE <= max(goal / 8 * 0.1, SIZE)
