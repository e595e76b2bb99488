"""What a client says of its line after the offer."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import fragment
from media.fragment import Fragment
from media.sdp import BadOffer

RESTART = "a=ice-ufrag:ysXw\r\na=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k\r\n"
TRICKLE = (
    "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n"
    "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1\r\n"
    "a=end-of-candidates\r\n"
)


def test_new_names_are_read():
    assert fragment.read(RESTART) == Fragment("ysXw", "vw5LmwG4y/e6dPP/zAP9Gp5k")


def test_candidates_are_passed_over_and_their_m_line_is_remembered():
    assert fragment.read(TRICKLE) == Fragment(
        "EsAw", "P2uYro0UCOQ4zxjKXaWCBui1", "audio", "UDP/TLS/RTP/SAVPF", "0"
    )


def test_candidates_may_come_without_names():
    assert fragment.read("a=end-of-candidates\n").ufrag == ""


@pytest.mark.parametrize(("raw", "code"), [
    ("", "unreadable"), ("\r\n", "unreadable"), ("{}", "unreadable"), ("a=x\0y\r\n", "unreadable"),
    ("a" * 70_000, "too-large"), ("a=x\n" * 1_001, "too-many-lines"),
    ("m=audio 9 X 0\n" * 17, "too-many-sections"), ("m=audio\r\n", "unreadable"),
    ("m=audio 9 <script> 0\r\n", "unreadable"),
    ("a=ice-ufrag:ysXw\r\n", "no-ice"), ("a=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k\r\n", "no-ice"),
    ("a=ice-ufrag:x\r\na=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k\r\n", "no-ice"),
    ("a=ice-ufrag:ysXw\r\na=ice-pwd:short\r\n", "no-ice"),
])
def test_what_is_no_fragment_is_refused_by_its_code(raw, code):
    with pytest.raises(BadOffer) as refused:
        fragment.read(raw)
    assert refused.value.code == code


@given(st.one_of(st.text(max_size=400), st.lists(st.sampled_from(TRICKLE.split("\n"))).map("\n".join)))
def test_nothing_but_our_own_error_ever_comes_of_it(raw):
    with contextlib.suppress(BadOffer):
        assert fragment.read(raw).ufrag in raw


def test_our_answer_names_us_anew_and_says_where_we_are():
    said = fragment.write(fragment.read(TRICKLE), "new1", "p" * 32, [("192.0.2.7", 40000), ("198.51.100.7", 40000)])

    assert said.split("\r\n") == [
        "a=ice-lite", "a=ice-ufrag:new1", "a=ice-pwd:" + "p" * 32, "m=audio 9 UDP/TLS/RTP/SAVPF 0", "a=mid:0",
        "a=candidate:1 1 udp 2130706431 192.0.2.7 40000 typ host",
        "a=candidate:2 1 udp 2130706430 198.51.100.7 40000 typ host", "a=end-of-candidates", "",
    ]
    assert "m=" not in fragment.write(fragment.read(RESTART), "new1", "p" * 32, [("192.0.2.7", 40000)])
