"""A sender's streams, told apart by what their first packets say."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from media.rtp import header, rtcp
from media.rtp.layer import Layer
from media.uplink import LINGER, STREAMS, Numbers, Uplink, Way

SOUND, PICTURE, REPAIR = 111, 96, 97
NUMBERS = Numbers(mid=4, rid=10, repaired=11)


def in_two_sizes() -> Uplink:
    return Uplink("A", [
        Way(Layer("audio"), SOUND, 0, "0"),
        Way(Layer("video"), PICTURE, REPAIR, "1", "s"), Way(Layer("video"), PICTURE, REPAIR, "1", "f"),
    ], NUMBERS)


def rtp(kind: int, ssrc: int, elements: dict[int, bytes] | None = None) -> bytes:
    said = b"".join(bytes((number << 4 | len(text) - 1,)) + text for number, text in (elements or {}).items())
    said += bytes(-len(said) % 4)
    return header.FIXED.pack(0x90, kind, 1, 1, ssrc) + struct.pack("!HH", 0xBEDE, len(said) // 4) + said + b"payload"


def found(up: Uplink, packet: bytes) -> tuple[Layer, bool] | None:
    head = header.read(packet)
    assert head is not None
    return up.find(packet, head)


def test_sizes_are_known_by_rid_once_and_by_ssrc_from_then_on() -> None:
    up = in_two_sizes()
    small, full = up.pictures

    assert found(up, rtp(PICTURE, 1)) is None
    assert found(up, rtp(PICTURE, 1, {4: b"1", 10: b"s"})) == (small, False)
    assert found(up, rtp(PICTURE, 2, {10: b"f"})) == (full, False)
    assert found(up, rtp(REPAIR, 3, {4: b"1", 11: b"f"})) == (full, True)
    assert [found(up, rtp(kind, ssrc)) for kind, ssrc in ((PICTURE, 1), (PICTURE, 2), (REPAIR, 3))] == [
        (small, False), (full, False), (full, True),
    ]
    assert found(up, rtp(PICTURE, 4, {10: b"x"})) is None


def test_without_rids_two_m_lines_are_two_sizes() -> None:
    up = Uplink("A", [Way(Layer("video"), PICTURE, REPAIR, mid) for mid in ("1", "2")], NUMBERS)

    assert found(up, rtp(PICTURE, 2, {4: b"2"})) == (up.layers[1], False)
    assert found(up, rtp(PICTURE, 1, {4: b"1"})) == (up.layers[0], False)
    assert found(up, rtp(PICTURE, 3)) is None


def test_what_alone_has_its_payload_type_needs_no_name() -> None:
    up = in_two_sizes()

    assert found(up, rtp(SOUND, 9)) == (up.voice, False)


def test_sizes_are_in_the_order_of_what_they_show_when_that_is_known() -> None:
    up = in_two_sizes()
    first, second = up.pictures
    first.area = 640 * 360
    assert up.pictures == [first, second]

    second.area = 160 * 90

    assert up.pictures == [second, first]


def test_a_size_nobody_watches_rests_after_a_while_and_is_wanted_again_at_once() -> None:
    up = in_two_sizes()
    up.pictures[0].wished = up.pictures[1].wished = True
    assert up.wanted(100.0) == ("s", "f")

    up.pictures[1].wished = False
    assert up.wanted(100.0 + LINGER - 0.1) == ("s", "f")
    assert up.wanted(100.0 + LINGER) == ("s",)
    up.pictures[1].wished = True
    assert up.wanted(100.0 + LINGER) == ("s", "f")


@given(st.lists(st.tuples(st.sampled_from([SOUND, PICTURE, REPAIR, 50]), st.integers(0, 60), st.binary(max_size=40))))
def test_whatever_comes_little_is_remembered(packets: list[tuple[int, int, bytes]]) -> None:
    up = in_two_sizes()
    for kind, ssrc, raw in packets:
        found(up, rtp(kind, ssrc, {4: b"1", 10: b"sf"[len(raw) % 2 :][:1]}))
        head = header.read(header.FIXED.pack(0x90, kind, 1, 1, ssrc) + raw)
        if head is not None:
            up.find(header.FIXED.pack(0x90, kind, 1, 1, ssrc) + raw, head)
    assert len(up._streams) <= STREAMS


def test_a_relay_says_that_a_size_rests_and_a_browser_is_not_believed() -> None:
    for via, source, believed in (("van-ho", "A", True), ("", "", True), ("", "A", False)):
        up = in_two_sizes()
        up.via, up.source = via, source
        small, _ = up.pictures
        small.ssrc, small.flows = 7, True

        assert up.hear(rtcp.loss(1) + rtcp.leave([7, 8]), 0.0) is believed
        assert small.flows is not believed
