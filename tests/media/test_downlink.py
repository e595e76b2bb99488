"""What a watcher says of its line, and what is made of it."""

from hypothesis import given
from hypothesis import strategies as st

from media.downlink import ENOUGH, STALE, Downlink
from media.ladder import Ladder, Step
from media.rtp import rtcp
from media.rtp.slot import Slot, Terms

COSTS = {step: 30_000.0 * step for step in Step}


class Nowhere:
    """A line to nobody."""

    address = key = None


class Out:
    """Nothing is to be sent again here."""

    def send(self, lines: object, heads: object, rest: bytes) -> None:
        raise AssertionError("nothing was asked for")


def watcher() -> Downlink:
    down = Downlink("v", [Slot("video", Terms("0", 100, 101, 4, 2), 1000, 2000, 7, Nowhere())])
    down.ladder = Ladder(0.0)
    return down


def report(down: Downlink, now: float, lost: int, highest: int) -> None:
    down.hear(rtcp.loss(1, [(1000, 0, lost, highest, 0, 0, 0)]), now, Out())


def test_the_share_lost_is_that_of_what_the_last_reports_tell_and_of_enough_packets() -> None:
    down = watcher()
    report(down, 1.0, 5, 60_000)                       # what was before is not ours to count
    assert down._lost(1.0) == 0.0

    report(down, 2.0, 7, 60_000 + ENOUGH // 2)
    assert down._lost(2.0) == 0.0
    report(down, 3.0, 9, 60_000 + ENOUGH)
    assert down._lost(3.0) == 4 / ENOUGH
    report(down, 4.0, 9, 60_000 + 2 * ENOUGH)

    assert down._lost(4.0) == 0.0


def test_an_old_report_says_nothing_any_more() -> None:
    down = watcher()
    report(down, 1.0, 0, 0)
    report(down, 2.0, ENOUGH, ENOUGH)

    assert down._lost(2.0) == 1.0
    assert down._lost(2.0 + STALE) == 0.0


def test_repaired_packets_may_make_the_losses_shrink() -> None:
    down = watcher()
    report(down, 1.0, 5, 100)
    down.hear(rtcp.loss(1, [(1000, 0, 0, 100 + ENOUGH, 0, 0, 0)]), 2.0, Out())

    assert down._lost(2.0) == 0.0


def test_on_a_line_of_which_nothing_bad_is_heard_the_picture_grows_full() -> None:
    down = watcher()
    for second in range(1, 40):
        down.hear(rtcp.estimate(1, 5_000_000, [1000]), float(second), Out())
        down.weigh(float(second), COSTS)

    assert down.step is Step.FULL
    assert down.level == 3


def echo(down: Downlink, now: float, last: int, delay: int) -> None:
    down.hear(rtcp.loss(1, [(1000, 0, 0, 0, 0, last, delay)]), now, Out())


def test_the_way_there_and_back_is_read_off_the_echo_of_our_report() -> None:
    down, sent, held = watcher(), 1_000.25, 0.5
    assert down.round_trip is None
    echo(down, 900.0, 0, 0)                            # it never had a report of ours
    assert down.round_trip is None

    echo(down, sent + held + 0.31, int(sent * 65536), int(held * 65536))

    assert down.round_trip is not None
    assert abs(down.round_trip - 0.31) < 0.001


@given(st.integers(1, 2**32 - 1), st.integers(0, 2**32 - 1), st.floats(0, 1e7))
def test_nonsense_about_time_is_never_believed(last: int, delay: int, now: float) -> None:
    down = watcher()
    echo(down, now, last, delay)

    assert down.round_trip is None or 0 <= down.round_trip < 60


def test_nothing_is_tried_on_a_line_from_which_nothing_comes_any_more() -> None:
    down = watcher()
    for second in range(1, 4):
        report(down, float(second), 0, 60 * second)
        down.weigh(float(second), COSTS)
    before = down.step

    for second in range(10, 40):
        down.weigh(float(second), COSTS)
    assert down.step == before < Step.FULL

    for second in range(40, 60):
        report(down, float(second), 0, 60 * second)
        down.weigh(float(second), COSTS)
    assert down.step == Step.FULL
