"""A voice said twice: read back as RFC 2198 has it."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from media.rtp import header, red
from media.rtp.layer import Layer
from media.rtp.slot import Incoming, Slot, Terms


def read(payload: bytes, timestamp: int) -> list[tuple[int, int, bytes]]:
    """Payload types, timestamps and payloads, the oldest first; by the standard, and not by our code."""
    at, found = 0, []
    while payload[at] & 0x80:
        [word] = struct.unpack_from("!L", payload, at)
        found.append((word >> 24 & 0x7F, (timestamp - (word >> 10 & 0x3FFF)) & 0xFFFFFFFF, word & 0x3FF))
        at += 4
    kind, at, blocks = payload[at] & 0x7F, at + 1, []
    for number, when, size in found:
        blocks.append((number, when, payload[at : at + size]))
        at += size
    return [*blocks, (kind, timestamp, payload[at:])]


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(max_size=1_200)), max_size=3), st.integers(0, 2**32 - 1),
       st.binary(max_size=200))
def test_what_was_said_twice_is_read_back_and_what_cannot_be_said_is_left_out(
    earlier: list[tuple[int, bytes]], timestamp: int, newest: bytes
) -> None:
    *blocks, last = read(red.before(earlier, timestamp, 111) + newest, timestamp)

    assert last == (111, timestamp, newest)
    assert blocks == [
        (111, when, payload) for when, payload in earlier
        if 0 < (timestamp - when) % 2**32 < 2**14 and len(payload) < 2**10
    ]


class Nowhere:
    """A line to nobody."""

    name = b""
    key = None


def voice(packets: int, depth: int, start: int = 0) -> tuple[Slot, list[list[tuple[int, int, bytes]]], set[int]]:
    slot, layer = Slot("audio", Terms("0", 111, 0, 4, 2, red=63), 1, 2, 7, Nowhere()), Layer("audio")
    said, kinds = [], set()
    slot.show(layer)
    slot.say_again(depth)
    for at in range(start, start + packets):
        payload = b"word %d" % at
        head_and_rest = slot.forward(Incoming(layer, 0, at, at * 2880, payload, None, payload, 0), at * 0.06)
        assert head_and_rest is not None
        raw = b"".join(head_and_rest)
        head = header.read(raw)
        assert head is not None
        kinds.add(head.payload_type)
        said.append(read(raw[head.body :], head.timestamp) if head.payload_type == 63 else [])
    return slot, said, kinds


def test_each_word_comes_as_often_as_the_depth_says() -> None:
    for depth in (1, 2, 3):
        _, said, kinds = voice(6, depth)

        assert kinds == {63}
        assert [block[2] for block in said[5]] == [b"word %d" % at for at in range(5 - depth, 6)]
        assert [when for _, when, _ in said[5]] == [at * 2880 for at in range(5 - depth, 6)]


def test_a_clean_line_hears_each_word_once() -> None:
    assert voice(3, 0)[2] == {111}


def test_nothing_that_was_said_before_the_stage_goes_along() -> None:
    slot, _, _ = voice(3, 2)
    other = Layer("audio")
    slot.show(other)

    ready = slot.forward(Incoming(other, 0, 900, 5, b"first", None, b"first", 0), 1.0)

    assert ready is not None
    raw = b"".join(ready)
    head = header.read(raw)
    assert head is not None
    assert [block[2] for block in read(raw[head.body :], head.timestamp)] == [b"first"]
