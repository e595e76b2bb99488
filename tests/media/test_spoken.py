"""A voice that came twice goes on once, whole and in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.router import Router
from media.rtp import red
from media.spoken import FromSpeaker, Spoken
from media.uplink import Numbers
from tests.media.test_router import PICTURE, Out, downlink, rtp, uplink

PLAIN, TWICE = 111, 63


def said(at: int, depth: int, ssrc: int = 5) -> bytes:
    """The word of that number as it goes out, with that many before it."""
    earlier = [(2880 * one, b"word %d" % one) for one in range(max(at - depth, 0), at)]
    before = red.before(earlier, 2880 * at, PLAIN) if depth else b""
    return rtp(TWICE if depth else PLAIN, 65_500 + at, before + b"word %d" % at, 2880 * at, ssrc)


def heard(*packets: bytes) -> list[bytes]:
    router, up, out = Router(), uplink("A"), Out()
    router.publish(up)
    router.watch(downlink("viewer"))
    router.stage(["A"], ["A"])
    ear = FromSpeaker(Spoken(router, up, out, PLAIN, TWICE))
    for packet in packets:
        ear.packet(packet, 0.0)
    numbers = [head.sequence for head, _ in out.packets if head.payload_type == 109]
    assert len(set(numbers)) == len(numbers)           # a number stands for one packet: its seal is made but once
    return out.payloads


def test_what_was_lost_stands_in_the_next_packet_and_goes_on_before_it() -> None:
    assert heard(said(0, 0), said(2, 1), said(3, 1)) == [b"word 0", b"word 1", b"word 2", b"word 3"]


def test_two_lost_in_a_row_are_there_if_it_was_said_three_times() -> None:
    assert heard(said(0, 2), said(3, 2)) == [b"word 0", b"word 1", b"word 2", b"word 3"]


def test_what_comes_late_or_again_is_not_heard_twice() -> None:
    assert heard(said(0, 1), said(2, 1), said(1, 1), said(2, 0), said(3, 1)) == [b"word %d" % at for at in range(4)]


def test_a_new_voice_begins_anew() -> None:
    assert heard(said(0, 0), said(7, 0, ssrc=6), said(9, 1, ssrc=6))[1:] == [b"word 7", b"word 8", b"word 9"]


def test_how_loud_it_is_said_to_be_is_known_however_often_it_is_said() -> None:
    router, up = Router(), uplink("A")
    up.numbers = Numbers(level=1)
    router.publish(up)
    ear = FromSpeaker(Spoken(router, up, Out(), PLAIN, TWICE))

    for at in range(50):
        packet = said(at, at % 2) + b", and what follows it"
        level = b"\xbe\xde\0\1" + bytes((0x10, 127 - 20, 0, 0))
        ear.packet(b"\x90" + packet[1:12] + level + packet[12:], 0.0)

    assert up.voice is not None
    assert up.voice.loudness.level == pytest.approx(20, abs=1)


def test_pictures_pass_as_they_are() -> None:
    payload = b"\x10\0 a whole picture"
    assert heard(rtp(PICTURE, 1, payload), b"", b"\x80") == [payload]


@given(
    st.lists(st.booleans(), min_size=40, max_size=120), st.integers(0, 2),
)
def test_whatever_is_lost_no_word_is_told_twice_and_all_that_could_be_saved_are(lost: list[bool], depth: int) -> None:
    lost[0] = False
    came = [at for at, gone in enumerate(lost) if not gone]

    words = heard(*(said(at, depth) for at in came))

    saved = {at for at in range(came[-1] + 1) if any(one in came for one in range(at, at + depth + 1))}
    assert words == [b"word %d" % at for at in sorted(saved)]


@given(st.binary(max_size=60), st.sampled_from([PLAIN, TWICE]))
def test_no_nonsense_does_any_harm(payload: bytes, kind: int) -> None:
    heard(said(0, 0), rtp(kind, 65_501, payload), said(2, 1))
