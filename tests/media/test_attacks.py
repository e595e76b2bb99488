"""What may come over the line to the relay, one test each.

    SDP      too much of anything is refused before it is taken apart; a fault has one name
    ICE      nobody is called on an offer's word, however many addresses it names
    STUN     only whole checks count (tests/media/test_mux.py), and a flood of them costs next to nothing
    DTLS     strangers, spoilt greetings, alerts in plain text, other certificates, certificates nobody can read
    RTP      forged, replayed, from many sources, leaping, wrapping, at time 0; heads that overrun their packet
    RTCP     lengths that lie, cut-off goodbyes, storms of requests
    SCTP     is not spoken
    people   who is muted or was never called; who vanishes

Found by strangers and mutations besides: tests/media/test_strange_bytes.py.
"""

import asyncio
import itertools
import logging
import re
import secrets
import socket
import struct
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from aiortc.rtcdtlstransport import SRTP_PROFILES, RTCCertificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import SSL

from media import attendant, checks, fragment, sdp
from media.attendant import Attendant
from media.egress import Plain
from media.pacing import Pacing
from media.peer import SOURCES
from media.rounds import TICK, Rounds
from media.router import Router
from media.rtp import header, rtcp
from media.sdp import BadOffer
from tests.media.caller import OPUS, PRINT, VP8, Caller, picture
from tests.media.ground import Ground, opened, until

ELSEWHERE = ("127.0.0.1", "10.0.0.5", "192.168.1.1", "169.254.169.254", "224.0.0.1", "255.255.255.255", "0.0.0.0",
             "::1", "fe80::1", "4f3a2b1c-0d0e-4f5a-8b7c-6d5e4f3a2b1c.local")
BAD_HELLO = bytes.fromhex(                            # well formed, with a cipher nobody has
    "16feff000000000000000000360100002a000000000000002afeff" + "11" * 32 + "0000000200ff0100")
PLAIN_ALERT = b"\x15\xfe\xfd" + bytes(8) + b"\0\x02\x02\x28"


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    async with opened() as one:
        yield one


# SDP

def offers_of_too_much() -> Iterator[tuple[str, str, str]]:
    head = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
    line = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
    yield "more than 64 kB", head + line + "a=x\r\n" + "a=" + "x" * 70_000, "too-large"
    yield "more than 1,000 lines", head + line + "a=x\r\n" * 1_001, "too-many-lines"
    yield "5,000 ssrc", head + line + "".join(f"a=ssrc:{n}\n" for n in range(900)), "too-many-sources"
    yield "5,000 ssrc in full", head + line + "".join(f"a=ssrc:{n}\n" for n in range(5_000)), "too-many-lines"
    yield "500 m-lines", head + line * 500, "too-many-sections"
    yield "10,000 candidates", head + line + "a=candidate:1\n" * 4_600, "too-many-lines"


@pytest.mark.parametrize(("offer", "code"), [pytest.param(*rest, id=name) for name, *rest in offers_of_too_much()])
async def test_too_much_is_refused_before_it_is_taken_apart(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, offer: str, code: str
) -> None:
    def apart(lines: object) -> sdp.Offer:
        raise AssertionError("It was taken apart.")

    monkeypatch.setattr(sdp, "_offer", apart)
    with pytest.raises(BadOffer) as refused:
        await ground.relay.join("m", "A", "send", offer)

    assert refused.value.code == code
    assert ground.relay._attendants == {}


@pytest.mark.parametrize("formats", [" ".join(["1"] * 8_000), " ".join(map(str, range(1_000)))])
async def test_an_m_line_of_thousands_of_formats_is_refused(ground: Ground, formats: str) -> None:
    """Each would have its parameters read: 8,000 times 40 kB of them."""
    offer = ground.caller().offer("sendonly", "v").replace(f"SAVPF {VP8} ", f"SAVPF {formats} ")
    offer += "a=rtpmap:1 H264/90000\r\na=fmtp:1 " + ";" * 40_000 + "\r\n"

    with pytest.raises(BadOffer) as refused:
        sdp.read(offer)
    assert refused.value.code == "unreadable"


# ICE

def candidates(port: int) -> str:
    return "".join(
        f"a=candidate:{at} 1 udp {9999 - at} {ELSEWHERE[at % len(ELSEWHERE)]} {(port, 22, 25)[at % 3]} typ host\r\n"
        for at in range(900)
    )


async def test_addresses_of_an_offer_are_never_called(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, int]] = []
    monkeypatch.setattr(ground.relay._mux, "send", lambda datagram, address: sent.append(address))
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("127.0.0.1", 0))
    listening.setblocking(False)
    port = listening.getsockname()[1]
    for setup in ("actpass", "passive"):               # "passive": it is we who would begin the handshake
        offer = ground.caller().offer("sendonly", "a").replace("a=setup:actpass", f"a=setup:{setup}")
        peer, _ = await ground.relay.join("m", f"by {setup}", "send", offer + candidates(port))
        trickled = "a=ice-ufrag:anew\r\na=ice-pwd:0123456789abcdef0123456789\r\n" + candidates(port)
        ground.relay.renew(peer, f"by {setup}", trickled, restart=True)
    ground.relay.stage("m", ["by actpass"], ["by passive"])

    for _ in range(5):                                 # what would be done at once, and by the clock
        await asyncio.sleep(TICK)

    assert sent == []
    with pytest.raises(BlockingIOError):
        listening.recv(1)
    listening.close()


def test_ten_thousand_candidates_one_after_another_are_not_kept() -> None:
    line = "a=candidate:1 1 udp 2130706431 127.0.0.1 22 typ host\r\n"

    with pytest.raises(BadOffer) as refused:
        fragment.read(line * 10_000)

    assert refused.value.code == "too-large"
    assert fragment.read(line * 999) == fragment.Fragment("")


# STUN

async def test_a_flood_of_checks_under_names_that_nobody_has_is_not_even_read(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[bytes] = []
    parse = checks.stun.parse_message
    monkeypatch.setattr(checks.stun, "parse_message", lambda datagram: read.append(datagram) or parse(datagram))
    stranger, caller, port = ground.caller(), await ground.ask("A"), ("127.0.0.1", ground.relay._mux.port)
    for at in range(1_000):
        _, datagram = checks.ask("theirs", secrets.token_hex(4), "secret")
        whole = at % 2 == 0
        stranger.socket.sendto(datagram if whole else datagram[:20] + b"\0\x2a\0\0" * 100, port)
        if at % 100 == 0:
            await asyncio.sleep(0)

    await caller.check(caller.answer)

    assert len(read) == 1


# DTLS

async def hundred_calls(ground: Ground, hostile: tuple[bytes, ...]) -> int:
    """A hundred at once, each with a stranger and a spoiler at its own address; how many opened."""
    async def call(at: int) -> bool:
        stranger, caller = ground.caller(), await ground.ask(f"A{at}")
        stranger.answer = caller.answer
        found = re.search(r"candidate:1 1 udp \d+ (\S+) (\d+)", caller.answer)
        assert found
        for datagram in hostile:                       # before anybody was vouched for
            stranger.socket.sendto(datagram, (found[1], int(found[2])))
        await caller.check(caller.answer)
        send = caller._send

        async def spoilt(datagram: bytes) -> None:     # and between any two steps, under the caller's own address too
            for other in hostile:
                stranger.socket.sendto(other, caller.far)
                caller.socket.sendto(other, caller.far)
            await send(datagram)

        caller._send = spoilt  # type: ignore[method-assign]
        await caller.connect(caller.answer)
        caller._send = send  # type: ignore[method-assign]
        await until(lambda: ground.of(caller).connected)
        return ground.of(caller).connected

    return sum(await asyncio.gather(*(call(at) for at in range(100))))


@pytest.mark.parametrize("hostile", [
    pytest.param((BAD_HELLO,), id="a ClientHello with a bad cipher"),
    pytest.param((PLAIN_ALERT, b"\x15\xfe\xfd" + bytes(8) + b"\0\x02\x01\0"), id="alerts in plain text"),
    pytest.param((secrets.token_bytes(40), b"\x80" * 60, b"\x16\xfe\xfd" + secrets.token_bytes(60), b"\x17" + bytes(40),
                  b"\x14\xfe\xfd" + bytes(30), b"\0\x01" + secrets.token_bytes(60)), id="junk"),
])
async def test_a_hundred_of_a_hundred_calls_open_whatever_comes_before_and_meanwhile(
    ground: Ground, hostile: tuple[bytes, ...]
) -> None:
    assert await hundred_calls(ground, hostile) == 100
    assert ground.relay._mux.strangers >= 100


async def test_an_alert_in_plain_text_is_dropped_behind_another_record_too(ground: Ground) -> None:
    caller = await ground.ask("A")
    await caller.check(caller.answer)
    ice = ground.of(caller).peer.ice
    harmless = b"\x14\xfe\xfd" + bytes(8) + b"\0\x01\x01"

    ice.take(harmless + PLAIN_ALERT)
    ice.take(harmless * 2 + PLAIN_ALERT[:-1])

    assert ice._waiting.empty()
    ice.take(harmless * 2)
    assert ice._waiting.qsize() == 1


async def test_another_certificate_than_the_offered_one_is_let_go(ground: Ground) -> None:
    caller = ground.caller()
    forged = caller.offer("sendonly").replace(PRINT, ":".join(["AB"] * 32))
    _, answer = await ground.relay.join("m", "A", "send", forged)
    ground.relay.stage("m", [], ["A"])

    await caller.connect(answer)                       # our side is content; theirs is not

    await until(lambda: ground.relay._attendants == {})
    assert ground.relay._mux._by_ufrag == {}


async def test_a_certificate_that_nobody_can_read_is_let_go(ground: Ground, caplog: pytest.LogCaptureFixture) -> None:
    """OpenSSL takes one of version 6; the library that is to tell its fingerprint does not."""
    own = RTCCertificate.generateCertificate()
    strange = own._cert.public_bytes(Encoding.DER).replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x05", 1)
    with pytest.raises(x509.InvalidVersion):
        x509.load_der_x509_certificate(strange)
    context = own._create_ssl_context(srtp_profiles=SRTP_PROFILES)
    use_anyway(context, strange)
    own._create_ssl_context = lambda srtp_profiles: context  # type: ignore[method-assign]
    caller = await ground.ask("A", caller=ground.caller(Caller(own=own)))

    await caller.connect(caller.answer)

    await until(lambda: ground.relay._attendants == {})
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []


def use_anyway(context: SSL.Context, certificate: bytes) -> None:
    """pyOpenSSL would have the certificate read by the library that cannot."""
    from OpenSSL._util import ffi, lib

    raw = ffi.new("unsigned char[]", certificate)
    bio = lib.BIO_new_mem_buf(raw, len(certificate))
    assert lib.SSL_CTX_use_certificate(context._context, lib.d2i_X509_bio(bio, ffi.NULL)) == 1


# SCTP

async def test_a_data_channel_is_turned_down_and_what_is_sent_on_one_goes_nowhere(ground: Ground) -> None:
    channel = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:1\r\na=sctp-port:5000\r\n"
    caller = ground.caller()
    offer = caller.offer("sendonly", "a").replace("BUNDLE 0", "BUNDLE 0 1") + channel
    caller.peer, answer = await ground.relay.join("m", "A", "send", offer)
    assert "m=application 0 " in answer
    assert "sctp" not in answer
    with pytest.raises(BadOffer, match="nothing-in-common"):
        await ground.relay.join("m", "B", "send", offer.replace("m=audio", "m=text"))

    await caller.connect(answer)
    ground.relay.stage("m", [], ["A"])
    watcher = await ground.join("B", "watch")
    heard: list[bytes] = []
    caller.dtls._data_receiver = Keeps(heard)  # type: ignore[assignment]
    init = struct.pack("!HHLL", 5000, 5000, 0, 0) + b"\x01\0\0\x14" + bytes(16)
    for sctp in (init, init[:16], b"\0" * 12, b"\0" * 1_000, init[:12] + b"\0\0\0\0" * 300):
        for _ in range(50):                            # wrong tags, chunks of no length, pieces without end
            await caller.dtls._send_data(sctp)
    caller.send_rtp("audio", 1, 0, b"the voice goes on")

    assert (await watcher.hear())[1] == b"the voice goes on"
    assert heard == []
    assert ground.of(caller).peer.ice._waiting.empty()


class Keeps:
    def __init__(self, heard: list[bytes]) -> None:
        self._heard = heard

    async def _handle_data(self, data: bytes) -> None:
        self._heard.append(data)


# RTP

async def speaking(ground: Ground) -> tuple[Caller, Caller]:
    """Who has the floor, and who listens."""
    ground.relay.stage("m", [], ["A"])
    return await ground.join("A"), await ground.join("B", "watch")


async def heard_all(watcher: Caller, said: list[bytes]) -> None:
    assert [(await watcher.hear())[1] for _ in said] == said
    assert watcher.packets.empty()


async def test_a_flood_of_forged_and_replayed_packets_is_dropped_and_the_voice_goes_on(ground: Ground) -> None:
    sender, watcher = await speaking(ground)
    stranger, said = ground.caller(), [b"voice %d" % at for at in range(50)]
    for at, payload in enumerate(said):
        fixed = header.FIXED.pack(0x80, OPUS, at, at * 2880, sender.ssrcs["audio"])
        sealed = sender.dtls._tx_srtp.protect(fixed + payload)
        for _ in range(30):
            forged = fixed + secrets.token_bytes(60)
            for place in (sender, stranger):
                place.socket.sendto(forged, sender.far)
                place.socket.sendto(b"\x80\xc8\0\x06" + secrets.token_bytes(60), sender.far)
        sender.socket.sendto(sealed, sender.far)
        for place in (sender, sender, stranger):
            place.socket.sendto(sealed, sender.far)    # once more, as it was, and from elsewhere
        await asyncio.sleep(0)                         # one process plays both sides: the kernel keeps so many only

    await heard_all(watcher, said)
    assert ground.of(sender).peer.unreadable == 50 * (2 * 30 + 2)
    assert ground.relay._mux.strangers == 50 * (2 * 30 + 1)


async def test_packets_from_sources_without_end_leave_the_voice_and_keep_no_memory(ground: Ground) -> None:
    sender, watcher = await speaking(ground)
    sender.send_rtp("audio", 0, 0, b"first")
    for at in range(1_000):
        sender.ssrcs["video"] = secrets.randbits(31)
        sender.send_rtp("video", at, 0, b"of nobody")  # its own seal, a payload type that was not agreed
        sender.send_rtcp(rtcp.tell(secrets.randbits(31), at << 32, 0, 0, 0))
        if at % 50 == 0:
            await asyncio.sleep(0)
    sender.send_rtp("audio", 1, 2880, b"second")

    await heard_all(watcher, [b"first", b"second"])
    peer = ground.of(sender).peer
    assert len(peer._sources) == SOURCES
    assert peer.unreadable == 2_000 - (SOURCES - 1)


async def test_numbers_that_leap_and_wrap_and_stand_still_do_not_silence_the_voice(ground: Ground) -> None:
    sender, watcher = await speaking(ground)
    numbers = [*range(65_500, 65_560), 10_000, *range(65_560, 65_570), *range(75_000, 75_010), *range(100_000, 100_005)]
    times = itertools.cycle((0, 0xFFFFFFFF, 1, 0x80000000))
    ear = ground.of(sender).peer.ear
    assert ear is not None
    for number in numbers:                             # as if they had been sealed: the seal itself takes no such leaps
        head = header.FIXED.pack(0x80, OPUS, number & 0xFFFF, next(times), sender.ssrcs["audio"])
        ear.packet(head + b"%d" % number, time.monotonic())
    ground.relay._out.flush()

    alone = {10_000, 75_000, 100_000}                  # a leap is believed when a second packet confirms it
    await heard_all(watcher, [b"%d" % number for number in numbers if number not in alone])


async def test_a_voice_whose_clock_stands_at_0_is_heard(ground: Ground) -> None:
    sender, watcher = await speaking(ground)
    said = [b"at 0: %d" % at for at in range(20)]

    for at, payload in enumerate(said):
        sender.send_rtp("audio", at, 0, payload)

    await heard_all(watcher, said)


@pytest.mark.parametrize("overrun", [
    pytest.param(b"\x8f\x6f" + bytes(10), id="CSRC"),
    pytest.param(b"\x8f\x6f" + bytes(40), id="CSRC by a word"),
    pytest.param(b"\x90\x6f" + bytes(10) + b"\xbe\xde\xff\xff" + b"1234", id="extension"),
    pytest.param(b"\x90\x6f" + bytes(10) + b"\xbe", id="extension without a length"),
    pytest.param(b"\xa0\x6f" + bytes(10) + b"voice\xff", id="padding"),
    pytest.param(b"\xa0\x6f" + bytes(10) + b"voice\0", id="padding of no size"),
    pytest.param(b"\xbf\x6f" + bytes(70) + b"\xbe\xde\0\1\xff\xff\xff\x10", id="all three"),
    pytest.param(b"\x00\x6f" + bytes(30), id="another version"),
])
async def test_a_head_that_overruns_its_packet_goes_nowhere(overrun: bytes) -> None:
    assert header.read(overrun) is None

    async with opened() as ground:
        sender, watcher = await speaking(ground)
        ear = ground.of(sender).peer.ear
        assert ear is not None
        ear.packet(overrun, time.monotonic())          # as if it had been sealed by the sender itself
        sender.send_rtp("audio", 1, 0, b"after it")

        await heard_all(watcher, [b"after it"])


@pytest.mark.parametrize("element", [b"\x4f", b"\x3f\xff\xff\xff", b"\xff\xff\xff\xff", b"\0\0\0\x41", b"\x31\0\1\x4f"])
def test_an_extension_that_overruns_the_others_names_nothing(element: bytes) -> None:
    padded = element + bytes(-len(element) % 4)
    packet = b"\x90\x6f" + bytes(10) + b"\xbe\xde" + (len(padded) // 4).to_bytes(2, "big") + padded
    head = header.read(packet)

    assert head is not None
    assert header.element(packet, head, 4) is None


# RTCP

@pytest.mark.parametrize("datagram", [
    pytest.param(b"\x81\xc8\xff\xff" + bytes(24), id="a length that lies"),
    pytest.param(b"\x9f\xc9\0\1" + bytes(4), id="31 blocks in no bytes"),
    pytest.param(b"\x81\xca\0\2" + b"\0\0\0\1\1\xff" + b"ab", id="SDES that overruns"),
    pytest.param(b"\x9f\xca\0\0", id="SDES of nothing"),
    pytest.param(b"\x9f\xcb\0\1" + bytes(4), id="BYE of 31 in one"),
    pytest.param(b"\x81\xcb\0\2" + b"\0\0\0\1\xff" + b"abc", id="BYE with a reason that overruns"),
    pytest.param(b"\x8f\xce\0\4" + bytes(8) + b"REMB\xff\xff\xff\xff", id="REMB of 255 streams in no bytes"),
    pytest.param(b"\x84\xce\0\1" + bytes(4), id="FIR of nothing"),
    pytest.param(b"\x81\xcd\0\2" + bytes(8), id="NACK of nothing"),
    pytest.param(b"\xa1\xc9\0\1" + b"\0\0\0\xff", id="padding that overruns"),
])
async def test_reports_that_lie_or_are_cut_off_change_nothing(ground: Ground, datagram: bytes) -> None:
    sender, watcher = await speaking(ground)
    for caller in (sender, watcher):
        ear = ground.of(caller).peer.ear
        assert ear is not None
        for size in range(len(datagram) + 1):          # as if it had been sealed by the peer itself
            ear.report(datagram[:size], time.monotonic())
    sender.send_rtp("audio", 1, 0, b"after it")

    await heard_all(watcher, [b"after it"])
    assert len(ground.relay._attendants) == 2


def test_a_datagram_of_many_requests_asks_for_a_bounded_number() -> None:
    storm = rtcp.missing(1, 2, range(0, 2_000, 17)) + rtcp.missing(1, 3, range(17 * 80))

    asked = [report for report in rtcp.read(storm * 3) if isinstance(report, rtcp.Missing)]

    assert sum(len(report.numbers) for report in asked) == rtcp.ASKED


class Heard:
    """A sender's peer that keeps what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[rtcp.Report] = []

    def report(self, datagram: bytes) -> None:
        self.asked += rtcp.read(datagram)


def test_a_thousand_requests_a_second_for_a_picture_become_one_for_each_size() -> None:
    small, large = (header.FIXED.pack(0x80, VP8, 1, 0, ssrc) for ssrc in (5, 6))
    offer = sdp.read(RIDS)
    up = attendant.uplink("A", sdp.agree(offer, "send"))
    router, peer, seconds = Router(), Heard(), 10
    one = Attendant("1", "m", "A", "send", peer, up=up, connected=True)  # type: ignore[arg-type]
    router.publish(up)
    with socket.socket() as nowhere:
        pacing = Pacing(Plain(nowhere))
    rounds = Rounds({"1": one}, {"m": router}, pacing, lambda *_: None)
    for layer, raw in zip(up.pictures, (small, large), strict=True):
        head = header.read(raw)
        assert head is not None
        layer.accept(head, 0.0)

    for tick in range(round(seconds / TICK)):
        for _ in range(round(1_000 * TICK)):
            for layer in up.pictures:
                layer.want_picture()                   # what a PLI and an FIR of a watcher come to
        rounds.turn(100 + tick * TICK)

    for ssrc in (5, 6):
        assert 2 <= peer.asked.count(rtcp.Picture(ssrc)) <= seconds


# people

async def test_who_was_not_called_is_not_heard_whatever_their_client_sends(ground: Ground) -> None:
    sender, watcher = await speaking(ground)
    uncalled = await ground.join("person:p9", kinds="av")
    ground.relay.stage("m", ["A"], ["A"])
    before = ground.of(watcher).down
    assert before is not None
    for at in range(20):
        uncalled.ssrcs = dict.fromkeys(("audio", "video"), (sender.ssrcs["audio"], before.slots[0].ssrc, 7)[at % 3])
        uncalled.send_rtp("audio", at, at * 2880, b"under another's name")
        uncalled.send_rtp("video", at, at * 3000, picture(at, at, True, b"under another's name"))
        uncalled.send_rtcp(rtcp.tell(sender.ssrcs["audio"], 1 << 40, 0, 0, 0))
        sender.send_rtp("audio", at, at * 2880, b"called")

    await heard_all(watcher, [b"called"] * 20)


async def test_who_is_muted_is_not_heard_however_they_go_on(ground: Ground) -> None:
    sender, watcher = await speaking(ground)
    sender.send_rtp("audio", 1, 0, b"with the floor")
    assert (await watcher.hear())[1] == b"with the floor"

    ground.relay.stage("m", [], [])
    for at in range(2, 50):
        sender.send_rtp("audio", at, at * 2880, b"without it")
    await ground.join("A", caller=ground.caller())     # as somebody who comes anew, too
    ground.callers[-1].send_rtp("audio", 1, 0, b"without it")
    await until(lambda: ground.relay._routers["m"].uplinks["A"].layers[0].newest == 1)
    ground.relay.stage("m", [], ["A"])
    ground.callers[-1].send_rtp("audio", 2, 2880, b"with it again")

    await heard_all(watcher, [b"with it again"])


async def test_who_only_watches_sends_nothing_to_anybody(ground: Ground) -> None:
    sender, watcher = await speaking(ground)
    other = await ground.join("A", "watch")            # of a place that is on the stage, even

    for at in range(10):
        other.send_rtp("audio", at, at * 2880, b"from a watcher")
    sender.send_rtp("audio", 1, 0, b"called")

    await heard_all(watcher, [b"called"])


RIDS = (
    "v=0\r\na=group:BUNDLE 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtcp-mux\r\na=mid:0\r\na=sendonly\r\n"
    "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789abcdef01234567\r\n"
    "a=fingerprint:sha-256 " + ":".join(["AB"] * 32) + "\r\na=setup:actpass\r\n"
    "a=rtpmap:96 VP8/90000\r\na=extmap:4 " + header.RID + "\r\na=rid:l send\r\na=rid:h send\r\n"
    "a=simulcast:send l;h\r\n"
)
