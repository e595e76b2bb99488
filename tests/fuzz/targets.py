"""The readers of media and of what goes with it, each ready to be handed anything.

A reader may answer, or raise the one error it promises, which is passed over here; whatever else it
raises is a find. Where what was read is written out again, that must be well formed.
"""

import contextlib
import io
import json
import struct
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from media import above, attendant, checks, fragment, grants, sdp, upper_sdp
from media.answer import Here, answer
from media.channel import Unreadable, read
from media.ears import FromSender, FromWatcher
from media.gauge import Gauge
from media.grants import BadGrant, Grant
from media.ladder import Step
from media.link import RelayLink, Up
from media.orders import Orders
from media.relay import Gone
from media.router import Router
from media.rtp import h264, header, red, rtcp, vp8
from media.sdp import BadOffer
from media.spoken import FromSpeaker, Spoken
from media.upper_sdp import BadAnswer
from web import stills

OFFERS = [path.read_bytes() for path in sorted((Path(__file__).parents[1] / "media" / "offers").glob("*.sdp"))]
HERE = Here("ours", "secret", "sha-256 AB:CD", (("127.0.0.1", 40000), ("192.0.2.1", 40000)))
RESTART = b"a=ice-ufrag:ysXw\r\na=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
GRANT = grants.sign(KEY, Grant("m", "venue:A", "watch", "", "", 60, "1"))
ORDERS = (
    {"type": "Join", "id": 1, "meeting": "m", "subject": "venue:A", "role": "watch", "offer": OFFERS[0].decode()},
    {"type": "Renew", "id": 2, "peer": "p", "subject": "venue:A", "fragment": RESTART.decode(), "restart": True},
    {"type": "Pin", "id": 3, "peer": "p", "subject": "venue:A", "most": "page"},
    {"type": "Leave", "id": 4, "peer": "p", "subject": None}, {"type": "Everybody", "id": 5},
    {"type": "Stage", "id": 6, "meeting": "m", "seen": ["venue:A"], "heard": []},
    {"type": "Stats", "id": 7, "meeting": "m"},
    {"type": "Welcome", "at": 1.5}, {"type": "Heard", "peer": "p", "what": {"type": "Sizes", "on": ["0"]}},
    {"type": "Upped", "ask": 1, "peer": "p", "answer": "v=0"},
)
TOLD = (
    {"type": "Hello", "held": [{"peer": "p", "grant": GRANT}], "more": False},
    {"type": "StateChanged", "meeting": "m", "subject": "venue:A", "role": "send", "state": "gone", "peer": "p"},
    {"type": "Told", "meeting": "m", "subject": "venue:A", "peer": "p", "what": {"type": "Sizes", "on": []}},
    {"type": "Up", "ask": 1, "meeting": "m", "subject": "relay:x", "role": "watch", "offer": "v=0", "again": None},
    {"type": "Down", "peer": "p"}, {"type": "Joined", "id": 1, "peer": "p", "answer": "v=0"},
)


@dataclass(frozen=True)
class Target:
    """A reader and what it usually reads."""

    run: Callable[[bytes], None]
    samples: Sequence[bytes]


def offers(raw: bytes) -> None:
    for role in get_args(sdp.Role):
        with contextlib.suppress(BadOffer):
            offer = sdp.read(raw)
            said = answer(offer, sdp.agree(offer, role), role, HERE)
            assert "\n" not in said.replace("\r\n", "")
            assert all(line[1:2] == "=" for line in said.split("\r\n")[:-1])


def fragments(raw: bytes) -> None:
    with contextlib.suppress(BadOffer):
        said = fragment.write(fragment.read(raw.decode("utf-8", "replace")), "ours", "secret", HERE.addresses)
        assert all(line[1:2] == "=" for line in said.split("\r\n")[:-1])


def answers(raw: bytes) -> None:
    with contextlib.suppress(BadAnswer):
        assert upper_sdp.read(raw.decode("utf-8", "replace"), 2).candidates


def stun(raw: bytes) -> None:
    asked, called = checks.asked(raw), checks.called(raw)
    assert len(called) <= len(raw)
    if asked is not None:
        asked.holds("secret")
        assert checks.answer(asked, ("192.0.2.1", 9), "secret")
    checks.answered(raw, "secret")


def rtp(raw: bytes) -> None:
    head = header.read(raw)
    if head is None:
        return
    assert 12 <= head.body <= head.end <= len(raw)
    for number in range(16):
        found = header.element(raw, head, number)
        assert found is None or 1 <= len(found) <= 16


def reports(raw: bytes) -> None:
    assert sum(len(one.numbers) for one in rtcp.read(raw) if isinstance(one, rtcp.Missing)) <= rtcp.ASKED


def payloads(raw: bytes) -> None:
    told = vp8.read(raw)
    if told is not None:
        assert len(vp8.write(raw, told, 1, 2)) == told.size
        assert vp8.area(raw, told.size) >= 0
    h264.read(raw)
    for when, payload in red.split(raw, 960, 111):
        assert 0 <= when < 1 << 32
        assert payload in raw


def said_again(raw: bytes) -> None:
    """What is written twice is read as it was."""
    pieces = [(960 * at, raw[at * 5 : at * 5 + raw[at] % 9]) for at in range(min(len(raw), 4))]
    said = red.before(pieces, 4800, 111) + b"newest"
    assert red.split(said, 4800, 111) == [*pieces, (4800, b"newest")]


def grants_of(raw: bytes) -> None:
    with contextlib.suppress(BadGrant):
        grants.read(KEY.public_key(), raw.decode("utf-8", "surrogateescape"), "", 0.0)
    with contextlib.suppress(BadGrant, UnicodeDecodeError):          # as if what it says had been signed
        grants.read(KEY.public_key(), signed(raw), "", 0.0)


def signed(raw: bytes) -> str:
    said = grants._text(raw)
    return f"{said}.{grants._text(KEY.sign(grants.WHAT + said.encode()))}"


class Relay:
    """Does as it is told, and has nobody."""

    name = ""

    async def join(self, meeting: str, subject: str, role: sdp.Role, raw: str, *_: object) -> tuple[str, str]:
        offer = sdp.read(raw)
        return "p", answer(offer, sdp.agree(offer, role), role, HERE)

    def renew(self, peer: str, subject: str, raw: str, restart: bool) -> tuple[str, str, bool]:
        return "ours", fragment.read(raw).ufrag, restart

    def pin(self, peer: str, subject: str, most: Step) -> None:
        raise Gone

    async def leave(self, *_: object) -> None: ...
    def stage(self, *_: object) -> None: ...
    def hear_above(self, *_: object) -> None: ...
    def everybody(self) -> list[object]:
        return []

    def stats(self, meeting: str) -> dict[str, object]:
        return {"meeting": meeting}


def measured(raw: bytes) -> None:
    with contextlib.suppress(stills.Unfit):
        kind, width, height = stills.measured(raw)
        assert kind in ("image/jpeg", "image/webp")
        assert 0 <= width < 1 << 25
        assert 0 <= height < 1 << 25


def orders(raw: bytes) -> None:
    """From the server to a relay: each is answered once, in JSON."""
    one, told = Orders(Relay()), []  # type: ignore[arg-type,var-annotated]
    one._spawn = lambda work: at_once(work)  # type: ignore[method-assign]

    async def say(text: str) -> None:
        told.append(json.loads(text))

    with contextlib.suppress(Unreadable):
        one._take(read(raw), say)
    assert all(isinstance(answer["id"], int) for answer in told)


def told(raw: bytes) -> None:
    """From a relay to the server."""
    link = RelayLink()

    async def up(asked: Up) -> Any:
        raise Gone

    link.on_up, link.on_hello = up, None
    link._asked_up = lambda said, socket: None  # type: ignore[method-assign]      # it would begin a task
    with contextlib.suppress(Unreadable):
        at_once(link._take(read(raw), Silent()))  # type: ignore[arg-type]


class Silent:
    async def send(self, text: str) -> None:
        json.loads(text)


def at_once(work: Coroutine[Any, Any, None]) -> None:
    """Nothing in it waits for anything."""
    with contextlib.suppress(StopIteration):
        work.send(None)


def relayed(raw: bytes) -> None:
    """From a relay to another, its line measured: | what | size | bytes …; the first bytes are the packet's moment."""
    out, router, now = Out(), Router(), 100.0
    up, below = above.uplink(), attendant.uplink("A", SENDS)
    router.look_up(up)
    router.publish(below)
    ears = (Gauge(upper_sdp.TIME_NUMBER, above.FromAbove(router, up, out)),
            Gauge(upper_sdp.TIME_NUMBER, FromSpeaker(Spoken(router, below, out, 111, 63))))
    down, _ = attendant.downlink("B", WATCHES, Line())  # type: ignore[arg-type]
    router.watch(down)
    router.stage(["A"], ["A"])
    for what, said in pieces(raw):
        ear = ears[what & 1]
        now += (what >> 3) ** 3 / 1_000                # seconds, up to half a minute
        if what & 4:
            ear.report(said, now)
        elif what & 2:
            ear.packet(said, now)
        else:
            ear.packet(at_moment(said), now)
        assert 0 <= ear.due(now) < 1 << 64
        router.sever(bool(what & 8))


def at_moment(said: bytes) -> bytes:
    """A packet that left when its first three bytes say, its number and payload type by the next ones."""
    moment, more = said[:3].ljust(3, b"\0"), said[3:7].ljust(4, b"\0")
    kind = (96, 102, 111, 63)[more[0] & 3]
    head = header.FIXED.pack(0x90, kind, more[1] << 8 | more[2], 960 * more[2], 5 + kind)
    return head + b"\xbe\xde\0\1" + bytes((upper_sdp.TIME_NUMBER << 4 | 2,)) + moment + said[7:]


class Line:
    name, key = b"", None

    def report(self, datagram: bytes) -> None:
        raise AssertionError("It does not listen.")


class Out:
    """What goes out can be read again."""

    sent = dropped = 0

    def send(self, lines: Sequence[object], heads: Sequence[bytes], rest: bytes) -> None:
        for head in heads:
            assert header.read(head + rest) is not None


def packets(raw: bytes) -> None:
    """One who sends in two sizes and one who watches, under true seals: | what | size | bytes | what | size …"""
    out, router, now = Out(), Router(), 100.0
    up = attendant.uplink("A", SENDS)
    down, _ = attendant.downlink("B", WATCHES, Line())  # type: ignore[arg-type]
    router.publish(up)
    router.watch(down)
    router.stage(["A"], ["A"])
    sender, watcher = FromSender(router, up, out), FromWatcher(down, out)
    for what, piece in pieces(raw):
        now += what / 100
        match what & 3:
            case 0 | 1:
                sender.packet(piece, now)
            case 2:
                sender.report(piece, now)
            case 3:
                watcher.report(with_true_names(piece, down.slots), now)
        if what & 0x80:
            down.weigh(now, *router.costs(down))
            router.place(down)
            for layer in up.layers:
                layer.overdue(now)
                layer.block(now)
                layer.measure(now)
            list(router.clock_reports(now))
            up.arrivals.report(1, 2)


def pieces(raw: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 <= len(raw):
        yield raw[at], raw[at + 2 : at + 2 + raw[at + 1]]
        at += 2 + raw[at + 1]


def with_true_names(report: bytes, slots: Sequence[Any]) -> bytes:
    """An SSRC that nobody could guess, in the place of 1, 2, 3 …"""
    for at, slot in enumerate(slots, 1):
        report = report.replace(struct.pack("!L", at), struct.pack("!L", slot.ssrc))
    return report


def shot(kind: str) -> bytes:
    """A small picture of a screen."""
    kept = io.BytesIO()
    Image.new("RGB", (64, 36), "white").save(kept, kind)
    return kept.getvalue()


def piece(what: int, said: bytes) -> bytes:
    return bytes((what, len(said))) + said


RIDS = next(one for one in OFFERS if b"a=simulcast" in one)
SENDS = sdp.agree(sdp.read(RIDS), "send")
WATCHES = sdp.agree(sdp.read(next(one for one in OFFERS if b"a=recvonly" in one)), "watch")
VOICE = header.FIXED.pack(0x80, 111, 1, 960, 5) + b"voice"
PICTURE = header.FIXED.pack(0x80, 0xE0, 1, 3000, 6) + bytes.fromhex("90c0800101 100000 9d012a 8002 6801")
SEVERAL = b"".join((
    piece(0, VOICE), piece(0, PICTURE), piece(2, rtcp.tell(6, 1 << 40, 3000, 1, 9)),
    piece(0x83, rtcp.missing(1, 1, [1, 2])), piece(3, rtcp.picture(1, 1)),
    piece(3, rtcp.loss(1, [(1, 9, 9, 9, 9, 9, 9)])), piece(3, rtcp.estimate(1, 50_000, [1])),
))
_, CHECK = checks.ask("theirs", "ours", "secret")
REPORTS = [rtcp.tell(5, 1 << 60, 77, 3, 900), rtcp.missing(1, 2, [3, 4, 90]), rtcp.picture(1, 2),
           rtcp.loss(1, [(2,) * 7]), rtcp.estimate(1, 256_000, [2, 3])]
ANSWER = answer(sdp.read(RIDS), SENDS, "send", Here(
    "ours", "p" * 32, "sha-256 " + ":".join(["AB"] * 32), HERE.addresses)).encode()

TARGETS = {
    "offers": Target(offers, OFFERS),
    "fragments": Target(fragments, [RESTART, b"a=end-of-candidates\r\n"]),
    "answers": Target(answers, [ANSWER]),
    "stun": Target(stun, [CHECK, checks.answer(checks.asked(CHECK), ("192.0.2.1", 9), "secret")]),  # type: ignore[arg-type]
    "rtp": Target(rtp, [VOICE, PICTURE, b"\x90" + VOICE[1:12] + b"\xbe\xde\0\1\x40a\0\0" + b"voice"]),
    "rtcp": Target(reports, [*REPORTS, b"".join(REPORTS)]),
    "payloads": Target(payloads, [PICTURE[12:], bytes.fromhex("180004 6742e01f 0004 68ce3c80"),
                                  red.before([(0, b"ab")], 960, 111) + b"cd"]),
    "red": Target(said_again, [bytes(range(30))]),
    "grants": Target(grants_of, [GRANT.encode(), grants._bytes(GRANT.partition(".")[0])]),
    "stills": Target(measured, [shot(kind) for kind in ("JPEG", "WEBP")]),
    "orders": Target(orders, [json.dumps(one).encode() for one in ORDERS]),
    "told": Target(told, [json.dumps(one).encode() for one in TOLD]),
    "packets": Target(packets, [SEVERAL]),
    "relayed": Target(relayed, [b"".join(
        piece(8 | at & 1, bytes((0, at, 7 * at % 256, at & 3, 0, at)) + b"voice" * 20) for at in range(200)
    )]),
}
