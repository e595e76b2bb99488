"""Sources into slots, without a socket."""

import struct
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.downlink import Downlink
from media.ladder import Step
from media.router import Router
from media.rtp import header, rtcp, vp8
from media.rtp.history import AGAIN_LIMIT
from media.rtp.layer import Layer
from media.rtp.sequence import ahead
from media.rtp.slot import Slot, Terms
from media.uplink import Numbers, Uplink, Way
from tests.media.caller import picture

SOUND, PICTURE, REPAIR = 111, 96, 97


class Line:
    """Nowhere."""

    name, key = b"", None


class Out:
    """Keeps what goes out."""

    def __init__(self) -> None:
        self.packets: list[tuple[header.Header, bytes]] = []
        self.raws: list[bytes] = []

    def send(self, lines: Sequence[object], heads: Sequence[bytes], rest: bytes) -> None:
        for _, head in zip(lines, heads, strict=True):
            raw = head + rest
            read = header.read(raw)
            assert read is not None
            self.packets.append((read, raw[read.body : read.end]))
            self.raws.append(raw)

    @property
    def payloads(self) -> list[bytes]:
        return [payload for _, payload in self.packets]


def uplink(source: str) -> Uplink:
    return Uplink(source, [Way(Layer("audio"), SOUND), Way(Layer("video"), PICTURE, REPAIR)], Numbers())


def downlink(subject: str, pictures: int = 2, voices: int = 3) -> Downlink:
    slots = [Slot("video", Terms(str(at), 100, 101, 4, 2), 1000 + at, 2000 + at, 7, Line()) for at in range(pictures)]
    slots += [Slot("audio", Terms(f"a{at}", 109, 0, 4, 2), 3000 + at, 4000 + at, 7, Line()) for at in range(voices)]
    return Downlink(subject, slots)


def rtp(kind: int, sequence: int, payload: bytes, timestamp: int = 0, ssrc: int = 5, padding: int = 0) -> bytes:
    first = 0xA0 if padding else 0x80
    tail = bytes(padding - 1) + bytes((padding,)) if padding else b""
    return header.FIXED.pack(first, kind, sequence & 0xFFFF, timestamp, ssrc) + payload + tail


@pytest.fixture
def meeting() -> tuple[Router, dict[str, Uplink], Downlink, Out]:
    router, ups, down = Router(), {name: uplink(name) for name in "ABCD"}, downlink("viewer")
    for up in ups.values():
        router.publish(up)
    router.watch(down)
    return router, ups, down, Out()


Stand = tuple[Router, dict[str, Uplink], Downlink, Out]


def test_only_the_stage_is_heard(meeting: Stand) -> None:
    router, ups, _, out = meeting
    router.stage([], ["A", "B"])

    for name, up in ups.items():
        router.forward(up, rtp(SOUND, 1, name.encode()), 0.0, out)

    assert out.payloads == [b"A", b"B"]


def test_who_leaves_the_stage_is_silent_from_the_next_packet_on(meeting: Stand) -> None:
    router, ups, _, out = meeting
    router.stage(["A"], ["A"])
    router.forward(ups["A"], rtp(SOUND, 1, b"on"), 0.0, out)
    router.stage([], [])

    router.forward(ups["A"], rtp(SOUND, 2, b"off"), 0.0, out)
    router.forward(ups["A"], rtp(PICTURE, 1, picture(1, 1, True, b"off")), 0.0, out)

    assert out.payloads == [b"on"]


def test_nobody_gets_their_own_voice_back() -> None:
    router, up, down, out = Router(), uplink("A"), downlink("A"), Out()
    router.publish(up)
    router.watch(down)
    router.stage(["A"], ["A"])

    router.forward(up, rtp(SOUND, 1, b"echo"), 0.0, out)
    router.forward(up, rtp(PICTURE, 1, picture(1, 1, True, b"mirror")), 0.0, out)

    assert [head.payload_type for head, _ in out.packets] == [100]


def test_a_screens_sound_is_not_heard_where_it_is_shown_from() -> None:
    router, up, own, other = Router(), uplink("screen:A"), downlink("A"), downlink("B")
    router.publish(up)
    for down in (own, other):
        router.watch(down)

    router.stage(["screen:A"], ["screen:A"])

    assert [slot.layer is up.voice for slot in own.of("audio")] == [False, False, False]
    assert [slot.layer is up.voice for slot in other.of("audio")] == [True, False, False]
    assert own.of("video")[0].layer is up.pictures[0]


def test_nothing_goes_back_to_the_relay_it_came_through() -> None:
    router, out = Router(), Out()
    below, beside = uplink("A"), uplink("B")
    below.via = "hall"
    halls, other = downlink("relay:hall"), downlink("viewer")
    halls.via = "hall"
    for up in (below, beside):
        router.publish(up)
    for down in (halls, other):
        router.watch(down)
    router.stage(["A", "B"], ["A", "B"])

    for name, up in (("A", below), ("B", beside)):
        router.forward(up, rtp(SOUND, 1, name.encode()), 0.0, out)
        router.forward(up, rtp(PICTURE, 1, picture(1, 1, True, name.encode())), 0.0, out)

    assert [slot.layer for slot in halls.slots] == [None, beside.pictures[0], beside.voice, None, None]
    assert [slot.layer is not None for slot in other.slots] == [True, True, True, True, False]
    assert router.costs(halls)[0][Step.FULL] < router.costs(other)[0][Step.FULL]


def test_a_voice_keeps_its_place_and_the_first_picture_is_the_large_one(meeting: Stand) -> None:
    router, ups, down, _ = meeting
    router.stage(["A", "B"], ["A", "B"])
    before = {slot.ssrc for slot in ups["B"].layers[0].slots}

    router.stage(["B"], ["B", "C", "D"])

    assert {slot.ssrc for slot in ups["B"].layers[0].slots} == before
    assert down.of("video")[0].layer is ups["B"].pictures[0]
    assert down.of("video")[1].layer is None
    assert len({slot.ssrc for name in "BCD" for slot in ups[name].layers[0].slots}) == 3


def test_who_gets_one_picture_sees_another_than_the_own() -> None:
    router, out = Router(), Out()
    speaker, hall, viewer = downlink("A"), downlink("relay:r1"), downlink("viewer")
    hall.via, ups = "r1", {name: uplink(name) for name in "AB"}
    ups["A"].via = "r1"
    for one in ups.values():
        router.publish(one)
    for down in (speaker, hall, viewer):
        down.step = Step.FEW
        router.watch(down)
    router.stage(["A", "B"], [])

    for name, up in ups.items():
        router.forward(up, rtp(PICTURE, 1, picture(1, 1, True, name.encode())), 0.0, out)

    shown = [[slot.layer and slot.layer is ups["A"].pictures[0] for slot in down.of("video")]
             for down in (speaker, hall, viewer)]
    assert shown == [[None, False], [None, False], [True, None]]
    assert router.costs(hall)[0][Step.FEW] > router.costs(hall)[0][Step.VOICE]


def test_a_picture_is_shown_from_one_that_needs_no_other(meeting: Stand) -> None:
    router, ups, _, out = meeting
    router.stage(["A"], [])

    for at, key in enumerate((False, False, True, False)):
        router.forward(ups["A"], rtp(PICTURE, at, picture(at, at, key, b"p%d" % at)), 0.0, out)

    assert len(out.packets) == 2
    assert ups["A"].pictures[0].picture_due(0.0) is False


def test_a_whole_picture_is_asked_for_at_most_once_a_second(meeting: Stand) -> None:
    router, ups, down, out = meeting
    router.stage(["A"], [])
    router.forward(ups["A"], rtp(PICTURE, 1, picture(1, 1, False, b"x")), 0.0, out)
    asked = 0

    for tick in range(300):                           # ten seconds, a thousand requests a second
        down.hear(b"".join(rtcp.picture(1, 1000) for _ in range(33)), tick / 30, out)
        asked += ups["A"].pictures[0].picture_due(tick / 30)

    assert asked == 10


def test_padding_leaves_no_hole(meeting: Stand) -> None:
    router, ups, _, out = meeting
    router.stage(["A"], [])
    router.forward(ups["A"], rtp(PICTURE, 10, picture(1, 1, True, b"a")), 0.0, out)
    router.forward(ups["A"], rtp(PICTURE, 11, b"", padding=200), 0.0, out)
    router.forward(ups["A"], rtp(PICTURE, 12, picture(2, 2, False, b"b")), 0.0, out)

    assert [head.sequence for head, _ in out.packets] == [7, 8]


def test_a_repaired_packet_takes_the_place_it_missed(meeting: Stand) -> None:
    router, ups, _, out = meeting
    router.stage(["A"], [])
    for at in (0, 2):
        router.forward(ups["A"], rtp(PICTURE, at, picture(at, at, at == 0, b"p%d" % at)), 0.0, out)
    assert ups["A"].pictures[0].overdue(0.0) == [1]

    missed = picture(1, 1, False, b"p1")
    for _ in range(2):                                # sent twice: told once
        router.forward(ups["A"], rtp(REPAIR, 500, b"\0\x01" + missed, ssrc=6), 0.1, out)

    assert [(head.sequence, payload[-1:]) for head, payload in out.packets] == [(7, b"0"), (9, b"2"), (8, b"1")]
    assert ups["A"].pictures[0].overdue(1.0) == []


def test_what_is_missing_is_asked_for_five_times_and_then_given_up(meeting: Stand) -> None:
    router, ups, _, out = meeting
    layer = ups["A"].pictures[0]
    for at in (0, 3):
        router.forward(ups["A"], rtp(PICTURE, at, picture(at, at, True, b"x")), 0.0, out)

    asked = [layer.overdue(tick / 100) for tick in range(200)]

    assert [one for one in asked if one] == [[1, 2]] * 5


def test_a_storm_of_requests_sends_a_bounded_number_again(meeting: Stand) -> None:
    router, ups, down, out = meeting
    router.stage(["A"], [])
    for at in range(400):
        router.forward(ups["A"], rtp(PICTURE, at, picture(at, at % 256, at == 0, b"x" * 50)), 0.0, out)
    sent = [head.sequence for head, _ in out.packets]
    out.packets.clear()

    for tick in range(100):                           # one second
        down.hear(rtcp.missing(1, 1000, sent), tick / 100, out)

    assert len(out.packets) == AGAIN_LIMIT


def test_a_leap_of_numbers_is_believed_when_a_second_packet_confirms_it(meeting: Stand) -> None:
    router, ups, _, out = meeting
    router.stage([], ["A"])
    for sequence, payload in ((1, b"a"), (2, b"b"), (40_000, b"forged"), (3, b"c"), (20_000, b"-"), (20_001, b"d")):
        router.forward(ups["A"], rtp(SOUND, sequence, payload), 0.0, out)

    assert out.payloads == [b"a", b"b", b"c", b"d"]
    assert [head.sequence for head, _ in out.packets] == [7, 8, 9, 10]


def test_unknown_payload_types_and_broken_packets_go_nowhere(meeting: Stand) -> None:
    router, ups, _, out = meeting
    router.stage(["A"], ["A"])

    for raw in (b"", b"\x80", rtp(50, 1, b"x"), rtp(SOUND, 1, b"x")[:11], rtp(REPAIR, 1, b"\0"),
                b"\xff" * 40, rtp(SOUND, 1, b"", padding=0)[:12]):
        router.forward(ups["A"], raw, 0.0, out)

    assert out.packets == []


def test_losses_are_reported_as_they_are(meeting: Stand) -> None:
    router, ups, _, out = meeting
    layer = ups["A"].layers[0]
    assert layer.block(0.0) is None
    for sequence in range(65_530, 65_530 + 20):
        if sequence % 4:
            router.forward(ups["A"], rtp(SOUND, sequence, b"x", timestamp=sequence * 960), sequence / 50, out)

    block = layer.block(0.0)

    assert block is not None
    assert block[:4] == (5, 256 * 5 // 20, 5, 65_549)


def test_lips_fit_the_voice_by_one_clock_for_both(meeting: Stand) -> None:
    router, ups, down, out = meeting
    router.stage(["A"], ["A"])
    up = ups["A"]
    router.forward(up, rtp(SOUND, 1, b"x", timestamp=48_000), 10.0, out)
    router.forward(up, rtp(PICTURE, 1, picture(1, 1, True, b"x"), timestamp=900_000), 10.0, out)
    ntp = 50 << 32
    up.hear(rtcp.tell(5, ntp, 48_000, 1, 1), 10.0)

    [(to, raw)] = router.clock_reports(11.0)

    told = {one.ssrc: one for one in rtcp.read(raw) if isinstance(one, rtcp.Told)}
    assert to is down
    assert {one.ntp >> 32 for one in told.values()} == {11}
    assert told[3000].rtp == 96_000                   # a second later, by the sound's own clock


@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 65535), st.integers(1, 12)), min_size=1, max_size=12))
def test_however_the_floor_wanders_the_watcher_sees_one_stream(turns: list[tuple[str, int, int]]) -> None:
    router, ups, down, out = Router(), {name: uplink(name) for name in "AB"}, downlink("v", 1, 1), Out()
    for up in ups.values():
        router.publish(up)
    router.watch(down)
    now = 0.0
    for name, start, count in turns:
        router.stage([], [])
        router.stage([name], [name])
        for layer in ups[name].layers:
            layer.ssrc = None                     # a new beginning
        for at in range(count):
            now += 0.06
            payload = picture((start + at) & 0x7FFF, (start + at) & 0xFF, at == 0, b"xy")
            router.forward(ups[name], rtp(PICTURE, start + at, payload, timestamp=start * 31), now, out)
            router.forward(ups[name], rtp(SOUND, start + at, b"s", timestamp=start * 77), now, out)

    for ssrc in (1000, 3000):
        row = [head for head, _ in out.packets if head.ssrc == ssrc]
        assert len(row) == sum(count for *_, count in turns)
        assert all(ahead(b.sequence, a.sequence) == 1 for a, b in pairwise(row))
        assert all(ahead(b.timestamp, a.timestamp, 32) >= 0 for a, b in pairwise(row))
    seen = [vp8.read(payload) for head, payload in out.packets if head.ssrc == 1000]
    told = [(one.picture_id, one.level_zero) for one in seen if one is not None]
    assert all(
        ahead(b[0] or 0, a[0] or 0, 15) == 1 and ahead(b[1] or 0, a[1] or 0, 8) == 1
        for a, b in pairwise(told)
    )


@given(st.lists(st.tuples(st.sampled_from([SOUND, PICTURE, REPAIR, 50]), st.binary(max_size=60)), max_size=30),
       st.lists(st.binary(max_size=60), max_size=5))
def test_whatever_a_sender_or_a_watcher_sends_nothing_breaks(
    said: list[tuple[int, bytes]], reports: list[bytes]
) -> None:
    router, up, down, out = Router(), uplink("A"), downlink("v"), Out()
    router.publish(up)
    router.watch(down)
    router.stage(["A"], ["A"])
    for at, (kind, raw) in enumerate(said):
        router.forward(up, bytes((0x80 | raw[0] & 0x3F if raw else 0x80, kind)) + raw[1:], at / 50, out)
        router.forward(up, rtp(kind, at, raw), at / 50, out)
    for report in reports:
        for kind in (200, 201, 205, 206):
            down.hear(bytes((0x81, kind, 0, len(report) // 4)) + report, 1.0, out)
            up.hear(bytes((0x81, kind, 0, len(report) // 4)) + report, 1.0)
    assert all(head.payload_type in (100, 101, 109) for head, _ in out.packets)


KEY, OTHER = bytes.fromhex("6742e01f9a"), bytes.fromhex("41e09a")


def codec(source: str) -> Uplink:
    """A device that sends H.264."""
    return Uplink(source, [Way(Layer("audio"), SOUND), Way(Layer("video", codec="h264"), 106, 105)], Numbers())


def either(subject: str, repair: int = 103) -> Downlink:
    terms = Terms("0", 100, 101, 4, 2, "vp8", {"h264": (102, repair)})
    return Downlink(subject, [Slot("video", terms, 1000, 2000, 7, Line())])


def test_a_stream_changes_its_payload_type_with_the_coding_and_its_numbers_go_on() -> None:
    router, out, down = Router(), Out(), either("viewer")
    browser = Uplink("A", [Way(Layer("video", codec="vp8"), PICTURE, REPAIR)], Numbers())
    device = codec("B")
    for up in (browser, device):
        router.publish(up)
    router.watch(down)
    router.stage(["A"], [])
    router.forward(browser, rtp(PICTURE, 1, picture(1, 1, True, b"browser")), 0.0, out)
    router.stage(["B"], [])

    router.forward(device, rtp(106, 50, OTHER), 1.0, out)                    # needs others: not yet
    for at, payload in enumerate((KEY, OTHER)):
        router.forward(device, rtp(106, 51 + at, payload), 1.1, out)
    router.stage(["A"], [])
    router.forward(browser, rtp(PICTURE, 2, picture(2, 2, True, b"browser")), 2.0, out)

    assert [head.payload_type for head, _ in out.packets] == [100, 102, 102, 100]
    assert [head.sequence for head, _ in out.packets] == [7, 8, 9, 10]
    assert out.payloads[1:3] == [KEY, OTHER]
    assert vp8.read(out.payloads[3]).picture_id == 2  # type: ignore[union-attr]


@pytest.mark.parametrize(("repair", "sent"), [(103, [103]), (0, [])])
def test_a_lost_packet_goes_out_again_under_the_repairs_of_its_coding(repair: int, sent: list[int]) -> None:
    router, out, down, device = Router(), Out(), either("viewer", repair), codec("B")
    router.publish(device)
    router.watch(down)
    router.stage(["B"], [])
    router.forward(device, rtp(106, 50, KEY), 0.0, out)

    down.hear(rtcp.missing(1, 1000, [7]), 1.0, out)

    assert [head.payload_type for head, _ in out.packets] == [102, *sent]


def test_who_cannot_show_a_coding_is_not_sent_it_and_hears_all_the_same() -> None:
    router, out, device = Router(), Out(), codec("B")
    down = downlink("viewer", pictures=0)
    down.slots.append(Slot("video", Terms("0", 100, 101, 4, 2, "vp8"), 1000, 2000, 7, Line()))
    router.publish(device)
    router.watch(down)
    router.stage(["B"], ["B"])

    router.forward(device, rtp(106, 50, KEY), 0.0, out)
    router.forward(device, rtp(SOUND, 1, b"voice"), 0.0, out)

    assert out.payloads == [b"voice"]
    assert router.costs(down)[1] is False                                    # nor is its line reckoned to need it


def test_each_watcher_gets_the_extensions_and_the_numbers_that_it_agreed_to() -> None:
    router, up, out = Router(), uplink("A"), Out()
    router.publish(up)
    agreed = [("0", 4, 2), ("0", 4, 2), ("video", 4, 2), ("0", 5, 3), ("0", 0, 2), ("0", 4, 0), ("0", 0, 0)]
    for at, (mid, *numbers) in enumerate(agreed):
        slot = Slot("video", Terms(mid, 100, 101, *numbers), 1000 + at, 2000 + at, 7, Line())
        router.watch(Downlink(f"w{at}", [slot]))
    router.stage(["A"], [])

    router.forward(up, rtp(PICTURE, 1, picture(9, 9, True, b"one for all")), 2.5, out)

    raws = dict(zip((head.ssrc - 1000 for head, _ in out.packets), out.raws, strict=True))
    for at, (mid, name, time) in enumerate(agreed):
        head = header.read(raws[at])
        assert head is not None
        said = [header.element(raws[at], head, number) if number else None for number in (name, time)]
        assert said == [
            mid.encode() if name else None, header.send_time(2.5).to_bytes(3, "big") if time else None,
        ]
    assert out.payloads == [picture(9, 9, True, b"one for all")] * len(agreed)


def test_a_smaller_size_takes_over_at_once_and_a_larger_one_at_its_whole_picture() -> None:
    small, full = Layer("video"), Layer("video")
    up = Uplink("A", [Way(small, PICTURE, REPAIR, "1", "s"), Way(full, PICTURE, REPAIR, "1", "f")], Numbers())
    router, down = Router(), downlink("v", 1, 0)
    small.flows = full.flows = True
    router.publish(up)
    router.watch(down)
    router.stage(["A"], [])
    [slot] = down.slots
    slot._first = False                                # the full one is being shown
    assert slot.layer is full

    down.step = Step.SMALL
    router.place(down)
    assert (slot.layer, slot.next) == (small, None)
    slot._first = False
    down.step = Step.FULL
    router.place(down)

    assert (slot.layer, slot.next) == (small, full)


def test_a_thin_line_is_not_flooded_with_repairs(meeting: Stand) -> None:
    router, ups, down, out = meeting
    router.stage(["A"], [])
    for at in range(200):
        router.forward(ups["A"], rtp(PICTURE, at, picture(at, at % 256, at == 0, b"x" * 500)), 0.0, out)
    sent = [head.sequence for head, _ in out.packets]
    out.packets.clear()
    down.hear(rtcp.estimate(1, 64_000, [1000]), 1.0, out)

    for tick in range(100):                            # one second
        down.hear(rtcp.missing(1, 1000, sent), 1.0 + tick / 100, out)

    assert 1 <= len(out.packets) <= 10                 # 16 kbit/s for repairs, and what was left before


def level(decibels: int, sequence: int) -> bytes:
    """A voice that says how loud it is: so many decibels above silence."""
    said = struct.pack("!HHBBH", 0xBEDE, 1, 0x10, 127 - decibels, 0)
    return header.FIXED.pack(0x90, SOUND, sequence, 0, 5) + said + b"a word, not silence"


def test_of_more_voices_than_there_is_room_for_the_first_and_the_loudest_are_heard() -> None:
    router, down, out = Router(), downlink("viewer"), Out()
    ups = {name: Uplink(name, [Way(Layer("audio"), SOUND)], Numbers(level=1)) for name in "ABCDE"}
    for up in ups.values():
        router.publish(up)
    router.watch(down)
    router.stage([], list("ABCDE"))

    def heard(loud: str) -> set[str]:
        for at in range(60):
            for name, up in ups.items():
                router.forward(up, level(90 if name in loud else 0, at + 1), router_time[0], out)
            router_time[0] += 0.06
            router.listen(router_time[0])
            if router.stale:
                router.arrange()
        return {name for name, up in ups.items() if up.layers[0].slots}

    router_time = [10.0]

    assert heard("DE") == set("ADE")                   # the floor is A's, who is silent just now
    assert heard("BE") == set("ABE")
    assert heard("") == set("ABE")                     # nobody is louder: nothing changes


def test_as_many_voices_as_there_is_room_for_are_heard_however_silent(meeting: Stand) -> None:
    router, ups, _, _ = meeting
    router.stage([], ["A", "B", "C"])

    router.listen(100.0)

    assert not router.stale
    assert all(ups[name].layers[0].slots for name in "ABC")
