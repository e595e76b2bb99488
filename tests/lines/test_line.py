"""A thin line carries no more than its rate, loses what its seed says, and keeps the order."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lines.line import Bursts, Carried, Shape, Way, line

SENT = st.lists(st.tuples(st.floats(0, 0.2), st.integers(40, 1500)), max_size=200)   # seconds later, bytes


def sent(way: Way, packets: list[tuple[float, int]]) -> list[tuple[float, float | None, int]]:
    """When each packet was sent and arrived, and its size."""
    now, seen = 0.0, []
    for later, size in packets:
        now += later
        seen.append((now, way.takes(size, now), size))
    return seen


@given(SENT)
def test_the_line_never_carries_more_than_its_rate(packets):
    way = Way(Shape(rate=64_000, delay=0.1))
    seen = [(at, size) for _, at, size in sent(way, packets) if at is not None]
    for (before, _), (at, size) in pairwise(seen):
        assert at - before >= size * 8 / 64_000 - 1e-9
    assert way.carried.bytes == sum(size for _, size in seen)
    assert way.carried.packets + way.carried.tail == len(packets)


@given(SENT)
def test_nobody_waits_longer_than_the_queue_and_the_delay(packets):
    for sent_at, at, size in sent(Way(Shape(rate=64_000, delay=0.1)), packets):
        if at is not None:
            assert sent_at + 0.1 + size * 8 / 64_000 <= at + 1e-9 <= sent_at + 0.5 + size * 8 / 64_000 + 2e-9


def test_what_finds_the_queue_full_is_dropped_and_does_not_use_the_line():
    way = Way(Shape(rate=8_000))                       # 1,000 bytes take a second
    arrived = [way.takes(1000, 0.0), way.takes(1000, 0.0), way.takes(1000, 0.7)]

    assert arrived == [1.0, None, 2.0]
    assert way.carried == Carried(bytes=2000, packets=2, tail=1, waited=pytest.approx(0.3))


def test_a_seed_means_the_same_losses_whatever_else_changes():
    def lost(shape: Shape, seed: int) -> list[bool]:
        way = Way(shape, seed)
        return [way.takes(100, n * 0.01) is None for n in range(1000)]

    few = lost(Shape(loss=0.02), 7)
    assert few == lost(Shape(loss=0.02, rate=256_000, delay=0.2), 7)
    assert few != lost(Shape(loss=0.02), 8)
    assert all(more for one, more in zip(few, lost(Shape(loss=0.3), 7), strict=True) if one)
    assert 5 < sum(few) < 40


def test_what_is_lost_on_its_way_has_used_the_line():
    way = Way(Shape(loss=1))
    assert way.takes(500, 0.0) is None
    assert (way.carried.bytes, way.carried.lost) == (500, 1)


def test_bursts_lose_packets_that_follow_one_another():
    way = Way(Shape(bursts=Bursts(begins=0.02, ends=0.25)))
    gone = [way.takes(100, n * 0.01) is None for n in range(5000)]
    after = [later for one, later in pairwise(gone) if one]
    assert sum(gone) / len(gone) == pytest.approx(0.02 / 0.27, abs=0.03)
    assert sum(after) / len(after) == pytest.approx(0.75, abs=0.1)


def test_nothing_passes_during_an_outage_and_all_is_as_before_after_it():
    one = line(kbit=256, delay=0.1)
    assert one.down.takes(100, 0.0) is not None
    one.becomes(whole=False)
    assert one.down.takes(100, 1.0) is None
    assert one.up.takes(100, 1.0) is None
    assert one.down.carried.bytes == 100
    one.becomes(whole=True)
    assert one.down.takes(100, 2.0) == pytest.approx(2.0 + 100 * 8 / 256_000 + 0.1)


def test_the_order_is_kept_when_the_delay_shrinks():
    way = Way(Shape(delay=0.5))
    first = way.takes(100, 0.0)
    way.shape = replace(way.shape, delay=0.0)
    assert way.takes(100, 0.1) == first
