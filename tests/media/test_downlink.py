"""What a watcher says of its line."""

from hypothesis import given
from hypothesis import strategies as st

from media.downlink import Downlink
from media.rtp import rtcp
from media.rtp.slot import Slot, Terms

SSRC = 7


class Line:
    address = key = None


class Nowhere:
    def send(self, *_: object) -> None: ...


def watcher() -> Downlink:
    return Downlink("venue:B", [Slot("video", Terms("v", 100, 101, 4, 2), SSRC, 8, 7, Line())])


def reported(fraction: int = 0, last: int = 0, delay: int = 0, ssrc: int = SSRC) -> bytes:
    return rtcp.loss(9, [(ssrc, fraction, 0, 0, 0, last, delay)])


def test_the_way_there_and_back_is_read_off_the_echo_of_our_report() -> None:
    down, sent, held = watcher(), 1_000.25, 0.5

    down.hear(reported(last=int(sent * 65536), delay=int(held * 65536)), sent + held + 0.31, Nowhere())

    assert down.round_trip is not None
    assert abs(down.round_trip - 0.31) < 0.001


def test_a_watcher_that_never_had_a_report_tells_of_no_time() -> None:
    down = watcher()
    down.hear(reported(fraction=26), 1_000.0, Nowhere())

    assert down.round_trip is None
    assert round(down.loss, 1) == 0.1


@given(st.integers(1, 2**32 - 1), st.integers(0, 2**32 - 1), st.floats(0, 1e7))
def test_nonsense_about_time_is_never_believed(last: int, delay: int, now: float) -> None:
    down = watcher()
    down.hear(reported(last=last, delay=delay), now, Nowhere())

    assert down.round_trip is None or 0 <= down.round_trip < 60


def test_what_is_said_of_another_stream_changes_nothing() -> None:
    down = watcher()
    down.hear(reported(fraction=128, last=1, delay=1, ssrc=99), 1_000.0, Nowhere())

    assert (down.loss, down.round_trip) == (0.0, None)
