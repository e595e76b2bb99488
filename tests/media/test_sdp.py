"""Offers read and answered, and every other text refused in one way."""

import contextlib
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import sdp
from media.answer import Here, answer
from media.sdp import BadOffer

OFFERS = {path.stem: path.read_bytes() for path in sorted((Path(__file__).parent / "offers").glob("*.sdp"))}
HERE = Here("ours", "secret", "sha-256 AB:CD", (("127.0.0.1", 40000), ("192.0.2.1", 40000)))


def answered(raw: bytes | str, role: sdp.Role) -> str:
    offer = sdp.read(raw)
    return answer(offer, sdp.agree(offer, role), role, HERE)


def sections(text: str) -> list[str]:
    return text.split("\r\nm=")[1:]


def test_a_senders_offer_is_answered_with_one_voice_and_one_picture() -> None:
    voice, picture = sections(answered(OFFERS["chromium-send"], "send"))

    for wanted in ("audio 40000 UDP/TLS/RTP/SAVPF 111 63\r\n", "a=recvonly", "a=ptime:60", "maxaveragebitrate=18000",
                   "a=rtpmap:63 red/48000/2", "a=rtcp-fb:63 transport-cc", "a=fmtp:63 111/111",
                   "usedtx=1", "a=setup:passive", "a=candidate:2 1 udp 2130706430 192.0.2.1 40000 typ host"):
        assert wanted in voice
    for wanted in ("video 40000 UDP/TLS/RTP/SAVPF 96 97\r\n", "VP8/90000", "apt=96", "a=rtcp-fb:96 nack pli",
                   "a=rtcp-fb:96 goog-remb", "a=rtcp-fb:96 transport-cc"):
        assert wanted in picture


def test_a_picture_in_two_sizes_is_taken_in_both() -> None:
    _, picture = sections(answered(OFFERS["chromium-rid"], "send"))

    for wanted in ("a=rid:l recv", "a=rid:h recv", "a=simulcast:recv l;h", "a=extmap:10 ", "a=extmap:11 "):
        assert wanted in picture


@pytest.mark.parametrize(("said", "taken"), [
    ("send l;m;h", "recv l;h"), ("send l,m;~h", "recv l;h"), ("recv x send l;h", "recv l;h"),
    ("send l", None), ("send x;y", None), ("send", None), ("l;h", None), ("send ;;", None),
])
def test_of_many_sizes_the_first_and_the_last_are_taken_and_of_one_none(said: str, taken: str | None) -> None:
    text = OFFERS["chromium-rid"].decode()
    offer = text.replace("a=simulcast:send l;h", f"a=simulcast:{said}").replace("a=rid:l", "a=rid:m send\r\na=rid:l")

    _, picture = sections(answered(offer, "send"))

    assert picture.partition("a=simulcast:")[2].partition("\r\n")[0] == (taken or "")


def test_without_rids_a_second_picture_is_the_second_size() -> None:
    text = OFFERS["chromium-send"].decode()
    second = text[text.index("m=video") :].replace("a=mid:1", "a=mid:2")
    offer = text.replace("BUNDLE 0 1", "BUNDLE 0 1 2") + second

    assert [place.split()[1] for place in sections(answered(offer, "send"))] == ["40000"] * 3
    nameless = "".join(line for line in offer.splitlines(keepends=True) if "hdrext:sdes:mid" not in line)
    assert [place.split()[1] for place in sections(answered(nameless, "send"))] == ["40000", "40000", "0"]


def test_a_watchers_offer_is_answered_with_a_stream_for_each_place() -> None:
    offer = sdp.read(OFFERS["chromium-watch"])
    terms = [one and sdp.with_sources(one, 100 + at, 200 + at) for at, one in enumerate(sdp.agree(offer, "watch"))]
    places = sections(answer(offer, terms, "watch", HERE))

    assert [place.split()[0] for place in places] == ["video", "video", "audio", "audio", "audio"]
    for at, place in enumerate(places):
        assert f"a=ssrc:{100 + at} cname:stage" in place
        assert "a=sendonly" in place
        assert "transport-cc" not in place           # so the browser itself says what its line carries
    assert "a=ssrc-group:FID 100 200" in places[0]


def test_a_watcher_may_be_sent_either_coding_of_a_picture() -> None:
    picture = next(one for one in sections(answered(OFFERS["chromium-watch"], "watch")) if one.startswith("video"))

    for wanted in ("video 40000 UDP/TLS/RTP/SAVPF 96 97 108 109\r\n", "a=rtpmap:96 VP8/90000",
                   "a=rtpmap:108 H264/90000",
                   "a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
                   "a=fmtp:109 apt=108", "a=rtcp-fb:108 nack pli"):
        assert wanted in picture


def test_a_codec_that_offers_h264_alone_is_answered_with_it() -> None:
    text = OFFERS["chromium-send"].decode().replace("VP8/90000", "x/90000")

    _, picture = sections(answered(text, "send"))

    assert "H264/90000" in picture
    assert "VP8" not in picture


def test_the_offer_of_a_codec_that_waits_for_our_handshake_is_answered() -> None:
    voice, picture = sections(answered(OFFERS["ffmpeg-whip"], "send"))

    for section in (voice, picture):
        assert "a=setup:active" in section
    assert picture.startswith("video 40000 UDP/TLS/RTP/SAVPF 106 105\r\n")
    for wanted in ("a=rtpmap:106 H264/90000", "profile-level-id=42000c", "a=fmtp:105 apt=106", "a=rtcp-fb:106 nack"):
        assert wanted in picture


def test_places_beyond_the_agreed_are_turned_down_without_spoiling_the_rest() -> None:
    text = OFFERS["chromium-watch"].decode()
    more = text[text.rindex("m=audio") :].replace("a=mid:4", "a=mid:5")
    offer = text.replace("BUNDLE 0 1 2 3 4", "BUNDLE 0 1 2 3 4 5") + more

    said = answered(offer, "watch")

    assert sections(said)[5].startswith("audio 0 ")
    assert "a=group:BUNDLE 0 1 2 3 4\r\n" in said


def test_a_hall_with_many_screens_may_ask_for_four_pictures_and_no_fifth() -> None:
    text = OFFERS["chromium-watch"].decode()
    picture = text[text.index("m=video") : text.index("m=video", text.index("m=video") + 1)]
    more = "".join(picture.replace("a=mid:0", f"a=mid:{at}") for at in (5, 6, 7))

    said = answered(text.replace("BUNDLE 0 1 2 3 4", "BUNDLE 0 1 2 3 4 5 6 7") + more, "watch")

    assert [one.split()[1] for one in sections(said) if one.startswith("video")] == ["40000"] * 4 + ["0"]


@pytest.mark.parametrize(("raw", "code"), [
    (b"v=0\r\n" + b"a" * 70_000, "too-large"),
    (b"v=0\r\n" + b"a=x\r\n" * 1_001, "too-many-lines"),
    (b"v=0\r\n" + b"m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n" * 17, "too-many-sections"),
    (b"v=0\r\n" + b"a=ssrc:1 cname:x\r\n" * 500, "too-many-sources"),
    (b"v=0\r\n\xff", "not-text"),
    (b"", "unreadable"),
    (b"hello", "unreadable"),
    (b"v=0\r\ns=-\r\n", "no-media"),
])
def test_what_is_too_much_or_nothing_is_refused_with_a_code(raw: bytes, code: str) -> None:
    with pytest.raises(BadOffer) as refused:
        sdp.read(raw)
    assert refused.value.code == code
    assert code in sdp.CODES


@pytest.mark.parametrize(("old", "new", "code"), [
    ("a=group:BUNDLE 0 1", "a=group:BUNDLE 9", "no-bundle"),
    ("a=rtcp-mux\r\n", "", "no-mux"),
    ("a=ice-ufrag:", "a=ice-nothing:", "no-ice"),
    ("a=ice-pwd:", "a=ice-nothing:", "no-ice"),
    ("a=fingerprint:sha-256 ", "a=fingerprint:md5 ", "no-fingerprint"),
    ("a=setup:actpass", "a=setup:holdconn", "bad-setup"),
    ("a=sendonly", "a=inactive", "nothing-in-common"),
    ("a=rtpmap:111 opus", "a=rtpmap:999 opus", "unreadable"),
    ("a=mid:1", "a=mid:0", "unreadable"),
])
def test_what_is_missing_is_named(old: str, new: str, code: str) -> None:
    text = OFFERS["chromium-send"].decode()
    assert old in text

    with pytest.raises(BadOffer) as refused:
        answered(text.replace(old, new), "send")
    assert refused.value.code == code


@given(st.sampled_from(sorted(OFFERS)), st.sampled_from(["send", "watch"]), st.randoms(use_true_random=False))
def test_a_mutated_offer_is_answered_or_refused_and_nothing_else(name: str, role: str, chance: random.Random) -> None:
    raw = bytearray(OFFERS[name])
    for _ in range(chance.randint(1, 30)):
        at = chance.randrange(len(raw))
        match chance.randrange(4):
            case 0:
                raw[at] = chance.randrange(256)
            case 1:
                del raw[at : at + chance.randrange(40)]
            case 2:
                raw[at:at] = raw[chance.randrange(len(raw)) :][: chance.randrange(60)]
            case 3:
                raw[at:at] = chance.choice([b"\r\n", b"a=mid:", b"\0", b"99999999999", b":", b" ", b"m=", "ộ".encode()])
        if not raw:
            break
    with contextlib.suppress(BadOffer):
        said = answered(bytes(raw), role)  # type: ignore[arg-type]
        assert "\n" not in said.replace("\r\n", "")
        assert all(line[1:2] == "=" for line in said.split("\r\n")[:-1])


@given(st.text(max_size=300))
def test_any_saidis_refused_in_one_way(text: str) -> None:
    with pytest.raises(BadOffer):
        answered("v=0\n" + text, "send")


def test_a_voice_may_be_said_twice_where_the_watcher_knows_how() -> None:
    text = OFFERS["chromium-watch"].decode()
    voice = sections(answered(text, "watch"))[2]

    assert voice.startswith("audio 40000 UDP/TLS/RTP/SAVPF 111 63\r\n")
    assert "a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n" in voice
    assert " 63" not in sections(answered(text.replace("a=fmtp:63 111/111", "a=fmtp:63 9/9"), "watch"))[2]
