"""What a line carries is found out by who receives over it."""

from aiortc.rate import RemoteBitrateEstimator

from media.gauge import WIRE, Gauge
from media.rtp import header
from tests.lines.line import Shape, Way

NUMBER = 2


class Nobody:
    """Listens, and counts."""

    heard = 0

    def packet(self, packet: bytes, now: float) -> None:
        self.heard += 1

    def report(self, datagram: bytes, now: float) -> None:
        self.heard += 1


def sent(number: int, now: float, size: int) -> bytes:
    head = header.FIXED.pack(0x90, 96, number & 0xFFFF, 0, 5) + b"\xbe\xde\0\1"
    return head + bytes((NUMBER << 4 | 2,)) + header.send_time(now).to_bytes(3, "big") + bytes(size - 20)


def stream(gauge: Gauge, line: Way, bits: float, since: float, seconds: float, size: int = 600) -> float:
    """A steady stream over a line; when it ends."""
    apart = (size + WIRE) * 8 / bits
    for at in range(int(seconds / apart)):
        left = since + at * apart
        came = line.takes(size + WIRE, left)
        if came is not None:
            gauge.packet(sent(at, left, size), came)
    return since + seconds


def test_an_estimate_rises_over_what_comes_and_falls_to_what_the_line_carries() -> None:
    gauge = Gauge(NUMBER, Nobody())
    end = stream(gauge, Way(Shape(rate=1_000_000, delay=0.1)), 150_000, 100.0, 10)
    assert 150_000 < gauge.bits < 1_000_000

    stream(gauge, Way(Shape(rate=100_000, delay=0.1)), 150_000, end, 5)

    assert 50_000 < gauge.bits < 120_000


def test_an_hour_of_silence_costs_no_time_and_does_not_spoil_the_estimate() -> None:
    gauge = Gauge(NUMBER, Nobody())
    line = Way(Shape(rate=1_000_000, delay=0.1))
    end = stream(gauge, line, 150_000, 100.0, 10)
    before = gauge._estimator._of

    stream(gauge, line, 150_000, end + 3600 + 40, 10)

    assert gauge._estimator._of is not before          # its counter would go through each millisecond of the pause
    assert gauge.bits > 150_000


def test_it_is_told_once_a_second_and_at_once_when_it_falls() -> None:
    gauge = Gauge(NUMBER, Nobody())
    assert gauge.due(100.0) == 0
    end = stream(gauge, Way(Shape(rate=1_000_000)), 150_000, 100.0, 10)

    assert [gauge.due(end + at / 4) > 0 for at in range(9)] == [at % 4 == 0 for at in range(9)]
    assert stream(gauge, Way(Shape(rate=60_000)), 150_000, end + 2, 3)
    assert 0 < gauge.due(end + 2.01) < 150_000


def test_everything_goes_on_to_the_ear_behind_it_whatever_it_is() -> None:
    ear = Nobody()
    gauge = Gauge(NUMBER, ear)

    for packet in (b"", b"\x80", bytes(12), sent(1, 0.0, 100), b"\x80" + bytes(30)):
        gauge.packet(packet, 5.0)
    gauge.report(b"", 6.0)

    assert (ear.heard, gauge.heard_at) == (6, 6.0)


def test_the_estimator_has_the_names_we_use() -> None:
    assert {"rate_control"} <= vars(RemoteBitrateEstimator()).keys()
    assert RemoteBitrateEstimator().add(0, 0, 100, 5) is None
