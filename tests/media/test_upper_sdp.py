"""What one relay says to another is understood there; what comes back is believed only as far as it goes."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import answer as answers
from media import sdp, upper_sdp
from media.upper_sdp import CODES, BadAnswer

HERE = upper_sdp.Here("ours", "p" * 32, "sha-256 " + ":".join(["AB"] * 32))
THERE = answers.Here("theirs", "q" * 32, "sha-256 " + ":".join(["CD"] * 32), (("192.0.2.7", 40000), ("10.0.0.1", 7)))


def answered(text: str, role: sdp.Role) -> tuple[list[sdp.Agreed | None], str]:
    offer = sdp.read(text)
    terms = sdp.agree(offer, role)
    return terms, answers.answer(offer, terms, role, THERE)


def test_a_relay_is_taken_for_a_watcher_of_two_pictures_and_three_voices_said_twice() -> None:
    terms, _ = answered(upper_sdp.watch(HERE), "watch")

    assert [one and (one.kind, one.mid) for one in terms] == [
        ("video", "0"), ("video", "1"), ("audio", "2"), ("audio", "3"), ("audio", "4"),
    ]
    assert [one and [coding.name for coding in one.codings] for one in terms[:3]] == [["vp8", "h264"]] * 2 + [["opus"]]
    assert all(one and one.mid_number and one.time_number and not one.transport_number for one in terms)
    assert [one.red for one in terms if one] == [0, 0, upper_sdp.RED, upper_sdp.RED, upper_sdp.RED]
    assert not sdp.read(upper_sdp.watch(HERE)).waits


@pytest.mark.parametrize("codec", ["vp8", "h264"])
def test_who_sends_here_goes_up_with_a_voice_and_each_size(codec: str) -> None:
    terms, _ = answered(upper_sdp.send(HERE, ["opus", codec, codec]), "send")

    assert [one and (one.kind, one.mid, one.codings[0].name) for one in terms] == [
        ("audio", "0", "opus"), ("video", "1", codec), ("video", "2", codec),
    ]
    assert all(one and one.mid_number and one.time_number and not one.transport_number for one in terms)


@pytest.mark.parametrize(("text", "role"), [
    (upper_sdp.watch(HERE), "watch"), (upper_sdp.send(HERE, ["vp8"]), "send"),
])
def test_the_answer_says_where_the_parent_is_and_how_it_is_known(text: str, role: sdp.Role) -> None:
    read = upper_sdp.read(answered(text, role)[1], text.count("\nm="))

    assert (read.ufrag, read.password) == ("theirs", "q" * 32)
    assert read.fingerprint == ("sha-256", ":".join(["CD"] * 32))
    assert read.candidates == (("192.0.2.7", 40000), ("10.0.0.1", 7))


def test_a_voice_goes_up_twice_only_to_a_relay_that_takes_it_apart_again() -> None:
    [term], answer = answered(upper_sdp.send(HERE, ["opus"]), "send")
    without = "".join(line for line in answer.splitlines(keepends=True) if "red/48000" not in line)

    assert term is not None
    assert term.red == upper_sdp.RED
    assert upper_sdp.read(answer, 1).twice
    assert not upper_sdp.read(without, 1).twice


GOOD = answered(upper_sdp.send(HERE, ["opus"]), "send")[1]


@pytest.mark.parametrize(("changed", "code"), [
    (GOOD.replace("v=0", "v=1", 1), "unreadable"),
    (GOOD + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n", "unreadable"),
    (GOOD.replace("theirs", "t!"), "no-ice"),
    (GOOD.replace("q" * 32, "q" * 21), "no-ice"),
    (GOOD.replace("CD:", "", 1), "no-fingerprint"),
    (GOOD.replace("setup:passive", "setup:active"), "bad-setup"),
    (GOOD.replace("192.0.2.7 40000", "fe80::1 40000").replace("10.0.0.1 7", "10.0.0.1 70000"), "no-address"),
    (GOOD.replace("192.0.2.7 40000", "::ffff:1.2.3.4 1").replace("10.0.0.1 7", "255.0.0.1 ٣"), "no-address"),
    (GOOD + "x" * sdp.MAX_BYTES, "too-large"),
    (GOOD + "\n" * sdp.MAX_LINES, "too-large"),
    ("", "unreadable"),
])
def test_an_answer_that_cannot_be_used_is_refused_in_one_way(changed: str, code: str) -> None:
    with pytest.raises(BadAnswer) as refused:
        upper_sdp.read(changed, 1)
    assert refused.value.code == code
    assert code in CODES


@given(st.integers(0, len(GOOD) - 1), st.text(max_size=40), st.integers(0, 400))
def test_whatever_an_answer_says_nothing_else_is_raised(at: int, put: str, cut: int) -> None:
    said = GOOD[:at] + put + GOOD[at + cut :]

    with contextlib.suppress(BadAnswer):
        assert 0 < len(upper_sdp.read(said, 1).candidates) <= upper_sdp.ADDRESSES


def test_only_so_many_places_are_tried() -> None:
    many = "".join(f"a=candidate:1 1 udp 9 192.0.2.{at} 7 typ host\r\n" for at in range(100))

    assert len(upper_sdp.read(GOOD + many, 1).candidates) == upper_sdp.ADDRESSES
