"""The names aiortc and pylibsrtp do not promise us, looked at one by one; and a packet's way."""

import asyncio
import inspect
import os
import struct
import sys
from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path

import pytest
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsTransport
from pylibsrtp import Policy, Session

from media.mux import Ice, Mux, name
from media.peer import SESS_CACHE_OFF, certificate, fingerprint, number, place, seal
from media.relay import Relay
from media.rtp import header
from tests.media.caller import Caller


def test_aiortc_is_the_pinned_one() -> None:
    assert version("aiortc").startswith("1.16.")


async def test_the_association_has_the_names_we_use() -> None:
    mux = Mux("127.0.0.1", 0)
    transport = RTCDtlsTransport(Ice(mux, "far", lambda *_: None), [certificate()])  # type: ignore[arg-type]
    assert {"_rx_srtp", "_tx_srtp", "encrypted"} <= vars(transport).keys()
    assert transport.state == "new"
    assert list(inspect.signature(transport._set_role).parameters) == ["role"]
    assert list(inspect.signature(transport.start).parameters) == ["remoteParameters"]
    source = inspect.getsource(RTCDtlsTransport)
    for asked in ("self.transport._recv()", "self.transport._send(data)", "self.transport.role"):
        assert asked in source
    assert "except ConnectionError" in source
    mux.socket.close()


def test_all_associations_share_one_context_that_remembers_nobody() -> None:
    own = certificate()
    first, second = (own._create_ssl_context(srtp_profiles=[]) for _ in range(2))
    assert first is second
    assert first.set_session_cache_mode(SESS_CACHE_OFF) == SESS_CACHE_OFF     # says what it was
    assert list(inspect.signature(RTCCertificate._create_ssl_context).parameters) == ["self", "srtp_profiles"]
    assert "_create_ssl_context(\n                srtp_profiles=" in inspect.getsource(RTCDtlsTransport)


def test_the_fingerprint_is_one_a_browser_understands() -> None:
    said = fingerprint(RTCCertificate.generateCertificate())
    assert said.startswith("sha-256 ")
    assert len(said.split(" ")[1].split(":")) == 32


@pytest.mark.parametrize("profile", [
    Policy.SRTP_PROFILE_AES128_CM_SHA1_80, Policy.SRTP_PROFILE_AEAD_AES_128_GCM, Policy.SRTP_PROFILE_AEAD_AES_256_GCM,
])
def test_sealing_in_place_writes_what_the_plain_way_writes(profile: int) -> None:
    key = os.urandom(44)
    plain, ours = (
        Session(Policy(key=key, ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile)) for _ in range(2)
    )
    size = bytearray(8)                               # as the kernel keeps it: the number is its lower half
    for at in range(20):
        packet = header.FIXED.pack(0x80, 111, at, at * 960, 5) + os.urandom(at * 60)
        buffer = bytearray(2048)
        buffer[: len(packet)] = packet
        size[:] = struct.pack("=Q", len(packet))
        assert seal(ours._srtp[0], place(buffer), number(size)) == 0
        assert bytes(buffer[: struct.unpack("=Q", size)[0]]) == plain.protect(packet)


@pytest.fixture
async def speaking() -> AsyncIterator[tuple[Relay, Caller, Caller]]:
    """A relay, who speaks, and who listens, all connected."""
    relay, sender, watcher = Relay(Mux("127.0.0.1", 0), ["127.0.0.1"]), Caller(), Caller()
    relay.open()
    relay.stage("m", [], ["A"])
    await sender.connect((await relay.join("m", "A", "send", sender.offer("sendonly", "a")))[1])
    await watcher.connect((await relay.join("m", "B", "watch", watcher.offer("recvonly", "a")))[1])
    async with asyncio.timeout(10):
        while relay.stats("m")["watchers"] != ["B"] or relay.stats("m")["senders"] != ["A"]:
            await asyncio.sleep(0.01)
    yield relay, sender, watcher
    for caller in (sender, watcher):
        await caller.close()
    await relay.close()


async def test_a_packet_passes_four_modules(speaking: tuple[Relay, Caller, Caller]) -> None:
    relay, sender, watcher = speaking
    way: list[str] = []
    send = relay._out.send

    def asked(*packet: object) -> None:
        frame = inspect.currentframe()
        while frame is not None:
            path = Path(frame.f_code.co_filename)
            if path.parent.name == "media" and path.parent.parent.name != "tests" and path.stem not in way:
                way.insert(0, path.stem)
            frame = frame.f_back
        send(*packet)  # type: ignore[arg-type]

    relay._out.send = asked  # type: ignore[method-assign]
    sender.send_rtp("audio", 1, 0, b"a packet in four")

    assert (await watcher.hear())[1] == b"a packet in four"
    way.append(Path(sys.modules[type(relay._out).__module__].__file__ or "").stem)
    assert way == ["mux", "peer", "router", "egress"]


async def test_packets_follow_a_watcher_to_its_new_address_and_end_with_it(
    speaking: tuple[Relay, Caller, Caller]
) -> None:
    relay, sender, watcher = speaking
    [peer] = [one.peer for one in relay._attendants.values() if one.role == "watch"]

    watcher.roam()
    await watcher.check(watcher.answer)
    async with asyncio.timeout(10):
        while peer.name != name(watcher.socket.getsockname()):
            await asyncio.sleep(0.01)
    sender.send_rtp("audio", 1, 0, b"found again")

    assert (await watcher.hear())[1] == b"found again"
    await peer.close()
    assert (peer.name, peer.key) == (b"", None)


async def test_a_codec_that_waits_for_us_to_begin_is_met() -> None:
    relay = Relay(Mux("127.0.0.1", 0), ["127.0.0.1"])
    relay.open()
    codec = Caller()
    codec.dtls._set_role("server")
    offer = codec.offer("sendonly", "a").replace("a=setup:actpass", "a=setup:passive")
    _, answer = await relay.join("m", "A", "send", offer)
    assert "a=setup:active" in answer

    await codec.connect(answer)
    async with asyncio.timeout(10):
        while relay.stats("m")["senders"] != ["A"]:
            await asyncio.sleep(0.01)
    await codec.close()
    await relay.close()


async def test_who_waits_for_us_and_never_comes_is_let_go_with_nothing_left_over() -> None:
    relay = Relay(Mux("127.0.0.1", 0), ["127.0.0.1"])
    relay.open()
    codec = Caller()
    peer, _ = await relay.join(
        "m", "A", "send", codec.offer("sendonly", "a").replace("a=setup:actpass", "a=setup:passive"))
    tasks = len(relay._tasks)

    await relay.leave(peer)
    async with asyncio.timeout(5):
        while len(relay._tasks) == tasks:
            await asyncio.sleep(0.01)
    await codec.close()
    await relay.close()
