"""What the relay above sends is shown here in its place, whole again, and beside what is sent here."""

import pytest

from media import above, upper_sdp
from media.above import FromAbove
from media.downlink import Downlink
from media.ladder import Step
from media.router import Router
from media.rtp import header, red
from media.rtp.slot import ALL, Slot, Terms
from media.uplink import Uplink
from media.upper_sdp import PICTURES
from tests.media.caller import picture
from tests.media.test_router import SOUND, Line, Out, rtp, uplink

VOICE = PICTURES               # the m-line of the first voice
Below = tuple[Router, Uplink, FromAbove, Out]


def here(source: str) -> Uplink:
    """Somebody who sends in the hall itself."""
    up = uplink(source)
    up.pictures[0].codec = "vp8"
    return up


@pytest.fixture
def below() -> Below:
    """A hall's router below another relay, with one watcher; B sends in the hall itself."""
    router, up, out = Router(), above.uplink(), Out()
    slots = [Slot("video", Terms(str(at), 100, 101, 4, 2, "vp8"), 1000 + at, 2000 + at, 7, Line()) for at in range(2)]
    slots += [Slot("audio", Terms(f"a{at}", 109, 0, 4, 2), 3000 + at, 4000 + at, 7, Line()) for at in range(3)]
    router.look_up(up)
    router.publish(here("B"))
    router.watch(Downlink("viewer", slots))
    return router, up, FromAbove(router, up, out), out


def named(mid: int, kind: int, sequence: int, payload: bytes, ssrc: int, timestamp: int = 0) -> bytes:
    """As the relay above sends it: under the name of its m-line."""
    tail = header.mid_element(upper_sdp.MID_NUMBER, str(mid))
    head = header.FIXED.pack(0x90, kind, sequence & 0xFFFF, timestamp, ssrc)
    return head + b"\xbe\xde\0" + bytes((len(tail) // 4,)) + tail + payload


def test_the_parents_picture_stands_in_for_the_place_of_who_does_not_send_here(below: Below) -> None:
    router, up, ear, out = below
    [down] = router.downlinks
    router.stage(["B", "A"], [])
    assert [slot.layer for slot in down.of("video")] == [router.uplinks["B"].pictures[0], up.of("video")[1]]
    router.stage(["A", "B"], [])
    assert [slot.layer for slot in down.of("video")] == [up.of("video")[0], router.uplinks["B"].pictures[0]]

    ear.packet(named(0, 96, 1, picture(1, 1, True, b"A"), 70), 0.0)
    router.stage(["C", "A"], [])
    ear.packet(named(0, 96, 2, picture(2, 2, False, b"C"), 70), 0.0)        # the parent's slot goes on, so does ours

    assert [(head.ssrc, head.sequence) for head, _ in out.packets] == [(1000, 7), (1000, 8)]
    router.stage([], [])
    ear.packet(named(0, 96, 3, picture(3, 3, True, b"nobody"), 70), 0.0)
    assert len(out.packets) == 2


def test_what_the_parent_chose_is_shown_whole_and_a_thin_line_here_gets_fewer_frames(below: Below) -> None:
    router, up, _, _ = below
    [down] = router.downlinks
    router.stage(["A", "C"], [])
    assert [slot.level for slot in down.of("video")] == [ALL, ALL]

    down.step = Step.SMALL
    router.place(down)

    assert [slot.level for slot in down.of("video")] == [ALL, 0]
    assert [slot.layer for slot in down.of("video")] == up.of("video")[:2]


def test_the_parents_voices_are_heard_beside_those_of_the_hall(below: Below) -> None:
    router, _, ear, out = below
    router.stage([], ["A", "B"])
    ear.packet(named(VOICE + 1, 111, 1, b"from afar", 71), 0.0)
    ear.packet(named(VOICE, 111, 1, b"from farther", 72), 0.0)
    router.forward(router.uplinks["B"], rtp(SOUND, 1, b"from here"), 0.0, out)

    assert out.payloads == [b"from afar", b"from farther", b"from here"]
    assert len({head.ssrc for head, _ in out.packets}) == 3


def test_a_lost_voice_goes_on_under_its_own_number_and_once_only(below: Below) -> None:
    router, up, ear, out = below
    router.stage([], ["A"])
    said = [(at * 2880, b"word %d" % at) for at in range(6)]

    def twice(at: int) -> bytes:
        return named(VOICE, upper_sdp.RED, 500 + at, red.before(said[at - 2 : at], said[at][0], 111) + said[at][1], 72,
                     said[at][0])

    ear.packet(named(VOICE, 111, 500, said[0][1], 72, 0), 0.0)
    for at in (3, 4, 2, 4, 5):                        # 1 never comes, 2 comes late, 4 comes again
        ear.packet(twice(at), 0.0)

    assert out.payloads == [payload for _, payload in said]
    first = out.packets[0][0]
    assert [head.sequence - first.sequence for head, _ in out.packets] == list(range(6))
    assert [head.timestamp - first.timestamp for head, _ in out.packets] == [when for when, _ in said]
    assert up.of("audio")[0].block(1.0)[2] == 1  # type: ignore[index]


@pytest.mark.parametrize("said", [
    b"", b"\xef", b"\xef\0\0", bytes.fromhex("ef 0f 03 ff 6f 61"), bytes.fromhex("e0 00 00 01 6f 61 62"), b"\x00abc",
])
def test_a_voice_that_lies_about_its_parts_is_passed_over(below: Below, said: bytes) -> None:
    router, _, ear, out = below
    router.stage([], ["A"])

    ear.packet(named(VOICE, upper_sdp.RED, 500, said, 72), 0.0)
    ear.packet(b"\x80" + bytes((0x80 | upper_sdp.RED,)), 0.0)

    assert out.payloads == []


def test_a_slot_that_comes_in_another_coding_begins_anew_in_it(below: Below) -> None:
    router, up, ear, out = below
    router.stage(["A"], [])
    [down] = router.downlinks
    ear.packet(named(0, 96, 1, picture(1, 1, True, b"A"), 70), 0.0)
    assert down.slots[0].layer is not None

    ear.packet(named(0, 102, 2, b"\x65 a whole picture", 70), 0.0)

    assert up.of("video")[0].codec == "h264"
    assert down.slots[0].layer is None                 # this watcher agreed to no H.264
    assert len(out.packets) == 1


def test_a_picture_that_is_lost_on_the_line_is_asked_for_and_its_repair_goes_on(below: Below) -> None:
    router, up, ear, out = below
    router.stage(["A"], [])
    for at in (1, 3):
        ear.packet(named(0, 96, at, picture(at, at, at == 1, b"p%d" % at), 70), 0.0)
    assert up.of("video")[0].overdue(0.0) == [2]

    ear.packet(named(0, 97, 9, (2).to_bytes(2, "big") + picture(2, 2, False, b"p2"), 69), 0.1)

    assert [head.sequence for head, _ in out.packets] == [7, 9, 8]


def test_a_hall_whose_line_is_cut_sees_and_hears_itself_and_the_stage_comes_back_as_it_was(below: Below) -> None:
    router, up, ear, out = below
    for source in "CDE":
        router.publish(here(source))
    router.stage(["A", "D"], ["A", "D"])

    router.sever(True)
    assert (router.seen, router.heard) == (("D", "B"), ("D", "B", "C"))
    router.withdraw(router.uplinks["D"])
    assert router.seen == ("B", "C")
    router.stage(["A", "E"], ["A", "E"])               # told over a control channel that is still there
    assert router.seen == ("E", "B")
    ear.packet(named(VOICE, 111, 1, b"too late", 72), 0.0)
    assert out.payloads == []

    router.sever(False)
    assert (router.seen, router.heard) == (("A", "E"), ("A", "E"))
    assert router.downlinks[0].slots[0].layer is up.of("video")[0]
    router.look_up(None)
    assert router.downlinks[0].slots[0].layer is None
