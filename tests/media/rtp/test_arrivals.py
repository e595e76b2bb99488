"""When packets came in, told so that the sender can read it."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from media.rtp.arrivals import Arrivals


def understood(raw: bytes) -> dict[int, float]:
    """The report as a sender reads it: number and second of arrival."""
    assert len(raw) == 4 + 4 * int.from_bytes(raw[2:4], "big")
    body = raw[4:-raw[-1]] if raw[0] & 0x20 else raw[4:]
    _, _, base, count, word = struct.unpack_from("!LLHHL", body)
    symbols, at = [], 16
    while len(symbols) < count:
        [chunk] = struct.unpack_from("!H", body, at)
        assert chunk >> 14 == 3
        symbols += [chunk >> (12 - 2 * place) & 3 for place in range(7)]
        at += 2
    assert not any(symbols[count:])
    came, now = {}, (word >> 8) * 0.064
    for place, symbol in enumerate(symbols[:count]):
        if symbol:
            gap = body[at] if symbol == 1 else struct.unpack_from("!h", body, at)[0]
            at += symbol
            now += gap * 0.00025
            came[(base + place) & 0xFFFF] = now
    assert at == len(body)
    return came


@given(st.integers(0, 65535), st.lists(st.tuples(st.integers(0, 3), st.floats(0, 0.3)), min_size=1, max_size=80))
def test_the_sender_reads_what_came_and_when(start: int, packets: list[tuple[int, float]]) -> None:
    arrivals, number, now = Arrivals(), start, 1000.0
    said: dict[int, float] = {}
    for skip, wait in packets:
        number, now = (number + 1 + skip) & 0xFFFF, now + wait
        arrivals.note(number, now)
        said[number] = now

    raw = arrivals.report(1, 2)

    assert raw is not None
    came = understood(raw)
    assert came.keys() == said.keys()
    assert all(abs(came[one] - said[one]) < 0.001 for one in said)
    assert arrivals.report(1, 2) is None


def test_a_leap_of_the_numbers_does_not_make_a_long_report() -> None:
    arrivals = Arrivals()
    arrivals.note(1, 1.0)
    arrivals.note(30_000, 1.1)

    raw = arrivals.report(1, 2)

    assert raw is not None
    assert list(understood(raw)) == [30_000]
