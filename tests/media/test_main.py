"""The relay as it ships: a process, two sockets, peers that know no codec."""

import asyncio
import itertools
import secrets
import sys
from pathlib import Path

import pytest

from media.__main__ import announced
from media.rtp import rtcp
from media.rtp.sequence import ahead
from tests.media.caller import RTX, VP8, Caller, picture
from tests.media.conftest import Join, Running, has


async def test_what_one_sends_the_other_receives_byte_for_byte(relay: Running, join: Join) -> None:
    await relay.link.stage("m1", ["venue:A"], ["venue:A"])
    sender = await join("venue:A", "send", "av")
    watcher = await join("venue:B", "watch", "vvaaa")
    said = [secrets.token_bytes(secrets.randbelow(1000) + 1) for _ in range(200)]

    heard = []
    for at, payload in enumerate(said):
        sender.send_rtp("audio", 65500 + at, at * 2880, payload)
        heard.append((await watcher.hear())[1])

    assert heard == said


async def test_a_picture_passes_byte_for_byte_behind_its_descriptor(relay: Running, join: Join) -> None:
    await relay.link.stage("m1", ["venue:A"], [])
    sender = await join("venue:A", "send", "av")
    watcher = await join("venue:B", "watch", "vvaaa")
    bodies = [secrets.token_bytes(1000) for _ in range(20)]
    said = [picture(at, at, at == 0, body) for at, body in enumerate(bodies)]

    for at, payload in enumerate(said):
        sender.send_rtp("video", at, at * 3000, payload, marker=True)

    assert [(await watcher.hear())[1] for _ in said] == said


async def test_who_is_not_on_the_stage_is_not_forwarded(relay: Running, join: Join) -> None:
    await relay.link.stage("m1", [], ["venue:A"])
    called = await join("venue:A", "send", "av")
    uncalled = await join("person:p9", "send", "av")
    watcher = await join("venue:B", "watch", "vvaaa")

    for at in range(20):
        uncalled.send_rtp("audio", at, at * 2880, b"not called")
        called.send_rtp("audio", at, at * 2880, b"called")

    assert {(await watcher.hear())[1] for _ in range(20)} == {b"called"}
    assert watcher.packets.empty()


async def test_the_floor_passes_on_without_a_hole(relay: Running, join: Join) -> None:
    first = await join("venue:A", "send", "av")
    second = await join("venue:C", "send", "av")
    watcher = await join("venue:B", "watch", "va")
    numbers: dict[int, list[int]] = {}
    pictures: list[int] = []

    async def speak(sender: Caller, start: int, name: bytes) -> None:
        for at in range(10):
            sender.send_rtp("audio", start + at, start * 7 + at * 2880, name)
            sender.send_rtp("video", start + at, at * 3000, picture(start + at, at, at == 0, name), marker=True)
            for _ in range(2):
                head, payload = await watcher.hear()
                numbers.setdefault(head.ssrc, []).append(head.sequence)
                if head.payload_type == VP8:
                    pictures.append(int.from_bytes(payload[2:4], "big") & 0x7FFF)

    for sender, source, start, name in (
        (first, "venue:A", 100, b"AAAA"), (second, "venue:C", 40_000, b"CCCC"), (first, "venue:A", 110, b"AAAA"),
    ):
        await relay.link.stage("m1", [source], [source])
        await speak(sender, start, name)

    assert len(numbers) == 2
    for row in numbers.values():
        assert [ahead(b, a) for a, b in itertools.pairwise(row)] == [1] * 29
    assert [ahead(b, a, 15) for a, b in itertools.pairwise(pictures)] == [1] * 29


async def test_a_lost_picture_is_sent_again_on_the_repair_stream(relay: Running, join: Join) -> None:
    await relay.link.stage("m1", ["venue:A"], [])
    sender = await join("venue:A", "send", "av")
    watcher = await join("venue:B", "watch", "v")
    said = [picture(at, at, at == 0, secrets.token_bytes(500)) for at in range(3)]
    for at, payload in enumerate(said):
        sender.send_rtp("video", at, at * 3000, payload, marker=True)
    heads = [(await watcher.hear())[0] for _ in said]

    watcher.send_rtcp(rtcp.missing(1, heads[1].ssrc, [heads[1].sequence]))

    head, payload = await watcher.hear()
    assert head.payload_type == RTX
    assert payload == heads[1].sequence.to_bytes(2, "big") + said[1]


async def test_a_new_watcher_has_the_sender_asked_for_a_whole_picture(relay: Running, join: Join) -> None:
    await relay.link.stage("m1", ["venue:A"], [])
    sender = await join("venue:A", "send", "av")
    sender.send_rtp("video", 1, 0, picture(1, 1, True, b"first"))

    await join("venue:B", "watch", "v")

    async with asyncio.timeout(5):
        while rtcp.Picture(sender.ssrcs["video"]) not in rtcp.read(await sender.reports.get()):
            pass


async def test_a_sender_hears_what_was_lost_and_what_it_may_send(relay: Running, join: Join) -> None:
    sender = await join("venue:A", "send", "av")
    for at in (1, 2, 4):
        sender.send_rtp("video", at, at * 3000, picture(at, at, at == 1, b"body"))

    seen: set[type] = set()
    async with asyncio.timeout(5):
        while not {rtcp.Missing, rtcp.Loss, rtcp.Estimate} <= seen:
            seen |= {type(one) for one in rtcp.read(await sender.reports.get())}


async def test_strangers_and_broken_greetings_do_not_spoil_a_call(relay: Running) -> None:
    for _ in range(5):
        caller, stranger = Caller(), Caller()
        joined = await relay.link.join("m1", "venue:A", "send", caller.offer("sendonly"))
        await caller.check(joined.answer_sdp)
        bad_hello = bytes.fromhex(                   # well formed, with a cipher nobody has
            "16feff000000000000000000360100002a000000000000002afeff" + "11" * 32 + "0000000200ff0100"
        )
        hostile = (
            bad_hello, b"\x15\xfe\xfd" + bytes(8) + b"\0\x02\x02\x28", secrets.token_bytes(40), b"\x80" * 60,
            b"\x16\xfe\xfd" + secrets.token_bytes(60), b"\x17" + bytes(40), b"\x14\xfe\xfd" + bytes(30),
        )
        for datagram in hostile:
            for peer in (caller, stranger):
                peer.socket.sendto(datagram, caller.far)

        await caller.connect(joined.answer_sdp)
        await has(relay, "send", "venue:A")
        await caller.close()
        await stranger.close()


async def test_a_certificate_that_was_not_offered_opens_nothing(relay: Running) -> None:
    caller = Caller()
    offer = caller.offer("sendonly")
    start = offer.index("sha-256 ") + 8
    forged = offer.replace(offer[start : start + 95], ":".join(["AB"] * 32))
    joined = await relay.link.join("m1", "venue:A", "send", forged)

    await caller.connect(joined.answer_sdp)          # our side is content; theirs is not

    await has(relay, "send", "venue:A", there=False)
    async with asyncio.timeout(5):
        while (await relay.link.stats("m1"))["peers"]:
            await asyncio.sleep(0.05)
    await caller.close()


async def test_a_goodbye_frees_a_peer_at_once(relay: Running, join: Join) -> None:
    sender = await join("venue:A", "send", "av")

    await sender.dtls.stop()

    await has(relay, "send", "venue:A", there=False)
    assert (await relay.link.stats("m1"))["peers"] == 0


async def test_forged_and_replayed_packets_are_dropped_and_the_voice_goes_on(relay: Running, join: Join) -> None:
    await relay.link.stage("m1", [], ["venue:A"])
    sender = await join("venue:A", "send", "a")
    watcher = await join("venue:B", "watch", "a")
    for at in range(50):
        sender.socket.sendto(b"\x80\x6f" + secrets.token_bytes(80), sender.far)
        sender.socket.sendto(b"\x80\xc8" + secrets.token_bytes(80), sender.far)
        sender.send_rtp("audio", at, at * 2880, b"voice %d" % at)

    assert [(await watcher.hear())[1] for _ in range(50)] == [b"voice %d" % at for at in range(50)]
    assert (await relay.link.stats("m1"))["unreadable"] == 100


async def test_the_relay_ends_when_its_parent_does(relay: Running) -> None:
    assert relay.process.stdin is not None
    relay.process.stdin.close()

    async with asyncio.timeout(10):
        assert await relay.process.wait() == 0


@pytest.mark.parametrize(("arguments", "told"), [
    (["--secret-file", "FILE"], "too short"), (["--secret-file", "FILE.gone"], "No such file"), ([], "say who directs"),
    (["--parent", "https://hop.example", "--token-file", "FILE"], "no token"),
    (["--parent", "https://hop.example"], "no token"), (["--parent", "http://hop.example"], "in the clear"),
])
async def test_a_relay_that_cannot_be_started_so_says_why(tmp_path: Path, arguments: list[str], told: str) -> None:
    (tmp_path / "FILE").write_text("short")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "media", *(word.replace("FILE", str(tmp_path / "FILE")) for word in arguments),
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode == 2
    assert told in said.decode()


def test_the_addresses_told_to_browsers_are_those_given_or_our_own() -> None:
    assert announced("192.0.2.7, 127.0.0.1") == ["192.0.2.7", "127.0.0.1"]
    assert announced("auto")[0] == "127.0.0.1"
    with pytest.raises(ValueError, match="octets"):
        announced("a.example")
