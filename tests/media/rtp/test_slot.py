"""One stream going out, whatever feeds it and however many of its frames are left out."""

import struct
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from media.rtp import header, rtcp, vp8
from media.rtp.layer import Layer
from media.rtp.sequence import ahead
from media.rtp.slot import ALL, Incoming, Slot, Terms


class Nowhere:
    """A line to nobody."""

    address = key = None


class Camera:
    """A picture in temporal layers, L1T3: 0 2 1 2 0 2 1 2 …, one packet a frame."""

    PATTERN = (0, 2, 1, 2)

    def __init__(self, sequence: int = 100, picture: int = 300, timestamp: int = 0) -> None:
        self.layer = Layer("video")
        self.sequence, self.picture, self.level_zero, self.timestamp, self.at = sequence, picture, 7, timestamp, 0

    def frame(self, key: bool = False, sync: bool = True) -> Incoming:
        if key:
            self.at = 0
        tid = self.PATTERN[self.at % 4]
        self.at, self.sequence, self.picture = self.at + 1, self.sequence + 1 & 0xFFFF, self.picture + 1 & 0x7FFF
        self.level_zero = self.level_zero + (tid == 0) & 0xFF
        self.timestamp += 4500
        payload = struct.pack(
            "!BBHBBB", 0x90, 0xE0, 0x8000 | self.picture, self.level_zero, tid << 6 | sync << 5, not key
        ) + b"rest"
        told = vp8.read(payload)
        assert told is not None
        return Incoming(
            self.layer, 0x80, self.sequence, self.timestamp, payload, told, payload[told.size :], 0)


def slot() -> Slot:
    return Slot("video", Terms("0", 100, 101, 4, 2), 1000, 2000, 7, Nowhere())


def sent(ready: tuple[bytes, bytes] | None) -> tuple[header.Header, vp8.Descriptor] | None:
    if ready is None:
        return None
    raw = ready[0] + ready[1]
    head = header.read(raw)
    assert head is not None
    told = vp8.read(raw[head.body :])
    assert told is not None
    return head, told


def unbroken(row: list[tuple[header.Header, vp8.Descriptor]]) -> None:
    """As a decoder wants it: every number one more than the one before, time going on."""
    for (a, x), (b, y) in pairwise(row):
        assert ahead(b.sequence, a.sequence) == 1
        assert ahead(y.picture_id or 0, x.picture_id or 0, 15) == 1
        assert ahead(b.timestamp, a.timestamp, 32) > 0
        assert ahead(y.level_zero or 0, x.level_zero or 0, 8) == (y.layer == 0)


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=80), st.integers(0, 65535),
       st.integers(0, 32767))
def test_frames_are_left_out_without_a_hole_and_come_back_where_they_need_nothing_left_out(
    frames: list[tuple[int, bool]], sequence: int, picture: int
) -> None:
    camera, place, row = Camera(sequence, picture), slot(), []
    place.show(camera.layer)
    highest = ALL
    for at, (level, sync) in enumerate(frames):
        place.level = level
        packet = camera.frame(key=at == 0, sync=sync)
        if (one := sent(place.forward(packet, at / 20))) is not None:
            row.append(one)
            assert packet.descriptor is not None
            if packet.descriptor.layer > highest:      # it came back: only where it may
                assert packet.descriptor.sync
            assert one[1].layer <= level
        highest = place._levels
    unbroken(row)
    assert len(row) >= len(frames) // 4


def test_another_size_takes_over_at_its_whole_picture_and_the_old_one_goes_on_until_then() -> None:
    small, full, place = Camera(), Camera(40_000, 9, 10**9), slot()
    place.show(small.layer)
    row = [sent(place.forward(small.frame(key=True), 0.0))]
    place.change(full.layer)
    assert place.waits_for(full.layer)
    assert not place.settled

    assert place.forward(full.frame(), 0.05) is None
    row.append(sent(place.forward(small.frame(), 0.05)))
    row.append(sent(place.forward(full.frame(key=True), 0.1)))
    row.append(sent(place.forward(full.frame(), 0.15)))

    assert place.settled
    assert (small.layer.slots, full.layer.slots) == ([], [place])
    unbroken([one for one in row if one is not None])
    assert len([one for one in row if one is not None]) == 4


def test_a_change_that_is_taken_back_leaves_all_as_it_was() -> None:
    small, full, place = Camera(), Camera(), slot()
    place.show(small.layer)
    place.forward(small.frame(key=True), 0.0)

    place.change(full.layer)
    place.change(small.layer)

    assert (small.layer.slots, full.layer.slots, place.settled) == ([place], [], True)


def test_between_two_sizes_time_goes_on_by_the_senders_own_clock() -> None:
    small, full, place = Camera(timestamp=1_000), Camera(timestamp=777_000), slot()
    small.layer.hear_clock(rtcp.Told(1, 10 << 32, 1_000), 0.0)
    full.layer.hear_clock(rtcp.Told(2, 11 << 32, 777_000 + 90_000), 0.0)
    place.show(small.layer)
    first = sent(place.forward(small.frame(key=True), 5.0))
    place.change(full.layer)
    full.timestamp += 4_500                            # one frame later at the camera

    second = sent(place.forward(full.frame(key=True), 5.4))      # … however late it is here

    assert first is not None
    assert second is not None
    assert ahead(second[0].timestamp, first[0].timestamp, 32) == 4_500


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans(), st.booleans()), max_size=120))
def test_no_packet_goes_out_under_a_number_that_another_had(turns: list[tuple[int, int, bool, bool]]) -> None:
    """Late ones, other sizes and fewer frames in any order: one number sealed twice would break the seal."""
    cameras, place, told = (Camera(), Camera(60_000, 5)), slot(), {}
    place.show(cameras[0].layer)
    held: list[Incoming] = []
    for at, (what, level, key, second) in enumerate(turns):
        place.level = level
        packet = cameras[second].frame(key=key)
        if what == 1:
            place.change(cameras[second].layer)
        if what == 2:
            held.append(packet)                        # comes late
            continue
        for one in (packet, *(held.pop() for _ in range(len(held) if what == 3 else 0))):
            if place not in one.layer.slots:
                continue
            if (ready := place.forward(one, at / 20)) is not None:
                head, _ = sent(ready) or (None, None)
                assert head is not None
                assert told.setdefault(head.sequence, ready) == ready
