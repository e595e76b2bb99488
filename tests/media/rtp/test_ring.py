"""A newcomer sees the picture at once if it began a moment ago, and not otherwise."""

from media.rtp.layer import Layer
from media.rtp.ring import BYTES, PACKETS, Ring
from media.rtp.slot import Incoming
from media.rtp.vp8 import Descriptor

LAYER = Layer("video", "vp8")


def packet(sequence: int, key: bool = False, size: int = 100) -> Incoming:
    told = Descriptor(True, key, sequence & 0x7FFF, True, 0, 0, 4, False)
    return Incoming(LAYER, 0x80, sequence & 0xFFFF, sequence * 6000, bytes(size), told, bytes(size), 7)


def kept(*packets: Incoming) -> list[int]:
    ring = Ring()
    for one in packets:
        ring.keep(one)
    assert ring.ready == bool(list(ring.since(0.0)))
    return [one.sequence for one in ring.since(0.0)]


def test_it_begins_with_the_last_whole_picture_and_goes_on_over_the_turn_of_the_numbers():
    assert kept(packet(9), packet(10)) == []
    assert kept(packet(65534, key=True), packet(65535), packet(65536), packet(65537)) == [65534, 65535, 0, 1]
    assert kept(packet(1, key=True), packet(2), packet(3, key=True), packet(4)) == [3, 4]


def test_with_a_hole_in_it_nothing_is_offered_until_a_picture_begins_anew():
    assert kept(packet(1, key=True), packet(3)) == []
    assert kept(packet(1, key=True), packet(3), packet(4)) == []
    assert kept(packet(1, key=True), packet(3), packet(4, key=True)) == [4]


def test_what_would_stand_in_the_way_of_the_voice_is_not_offered():
    long = [packet(at) for at in range(2, PACKETS + 2)]

    assert len(kept(packet(1, key=True), *long[:-1])) == PACKETS
    assert kept(packet(1, key=True), *long) == []
    assert kept(packet(1, key=True, size=BYTES // 2), packet(2, size=BYTES // 2 + 1)) == []


def test_it_is_sent_with_the_time_at_which_it_is_sent():
    ring = Ring()
    ring.keep(packet(1, key=True))

    early, late = (next(iter(ring.since(now))) for now in (1.0, 2.0))

    assert early.stamp != late.stamp
    assert early.behind is not late.behind
