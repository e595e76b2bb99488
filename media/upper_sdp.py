"""What a relay says to the one above it, and reads from it: the other half of `sdp` and `answer`.

    watch(here)         ─▶ an offer to watch: two pictures, three voices
    send(here, codecs)  ─▶ an offer to send for one who sends here: an m-line for the voice and each size
    read(answer, count) ─▶ Answer    or BadAnswer(code), nothing else

The numbers are always the same, so that what is agreed anew after a broken line goes on as
it was. We are a full ICE agent here, without candidates: the parent takes us from wherever
our checks come. And we begin the handshake, for it never does.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from media import codecs, sdp
from media.codecs import Coding
from media.rtp.header import MID, SEND_TIME

OPUS, RED = 111, 63
CODINGS = {
    "opus": Coding("opus", OPUS),
    "vp8": Coding("vp8", 96, 97),
    "h264": Coding("h264", 102, 103, "42e01f"),
}
MID_NUMBER, TIME_NUMBER = 4, 2
PICTURES = 2                   # as many as a stage shows
ADDRESSES = 8                  # of the parent that are tried
FEEDBACK = ("goog-remb", "nack", "nack pli")
CODES = ("too-large", "unreadable", "no-ice", "no-fingerprint", "bad-setup", "no-address")


class BadAnswer(Exception):
    """The parent's answer cannot be used; `code` (one of `CODES`) says why."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The answer cannot be used: {code}.")
        self.code = code


class Here(NamedTuple):
    """How we are known on this line."""

    ufrag: str
    password: str
    fingerprint: str                   # "sha-256 AB:CD:…"


@dataclass(frozen=True, slots=True)
class Answer:
    ufrag: str
    password: str
    fingerprint: tuple[str, str]       # algorithm, value
    candidates: tuple[tuple[str, int], ...]
    twice: bool                        # a voice may be said twice


def watch(here: Here) -> str:
    """Picture i is m-line i; the voices stand behind the pictures."""
    pictures = [("video", ("vp8", "h264"))] * PICTURES
    return _offer(here, "recvonly", [*pictures, *[("audio", ("opus",))] * sdp.VOICES])


def send(here: Here, said: Sequence[str]) -> str:
    """A codec for each m-line: the voice's first, then those of the picture's sizes, the smallest first."""
    return _offer(here, "sendonly", [("audio" if codec == "opus" else "video", (codec,)) for codec in said])


def _offer(here: Here, direction: str, parts: Sequence[tuple[str, Sequence[str]]]) -> str:
    mids = " ".join(str(at) for at in range(len(parts)))
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    for at, (kind, said) in enumerate(parts):
        codings = [CODINGS[codec] for codec in said]
        numbers = [number for one in codings for number in one[1:3] if number] + [RED] * (kind == "audio")
        lines += [
            f"m={kind} 9 UDP/TLS/RTP/SAVPF {' '.join(map(str, numbers))}", "c=IN IP4 0.0.0.0", f"a=mid:{at}",
            f"a={direction}", "a=rtcp-mux", f"a=ice-ufrag:{here.ufrag}", f"a=ice-pwd:{here.password}",
            f"a=fingerprint:{here.fingerprint}", "a=setup:active",
            f"a=extmap:{MID_NUMBER} {MID}", f"a=extmap:{TIME_NUMBER} {SEND_TIME}",
            *codecs.lines(codings, FEEDBACK if kind == "video" else ()),
        ]
        lines += [f"a=rtpmap:{RED} red/48000/2", f"a=fmtp:{RED} {OPUS}/{OPUS}"] if kind == "audio" else []
    return "\r\n".join(lines) + "\r\n"


def read(text: str, count: int) -> Answer:
    """The answer to an offer of `count` m-lines. Raises `BadAnswer` and nothing else, whatever comes."""
    if len(text) > sdp.MAX_BYTES or text.count("\n") > sdp.MAX_LINES:
        raise BadAnswer("too-large")
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if lines[0] != "v=0" or sum(line.startswith("m=") for line in lines) != count:
        raise BadAnswer("unreadable")
    said: dict[str, str] = {}          # the first of each: BUNDLE shares one transport
    for line in lines:
        name, _, rest = line.partition(":")
        if name in ("a=ice-ufrag", "a=ice-pwd", "a=fingerprint", "a=setup"):
            said.setdefault(name, rest.strip())
    ufrag, password = said.get("a=ice-ufrag", ""), said.get("a=ice-pwd", "")
    if not sdp.ICE.match(ufrag) or not sdp.PASSWORD.match(password):
        raise BadAnswer("no-ice")
    known_by = sdp.fingerprint(said.get("a=fingerprint", ""))
    if known_by is None:
        raise BadAnswer("no-fingerprint")
    if said.get("a=setup") != "passive":
        raise BadAnswer("bad-setup")
    found = [address for line in lines if line.startswith("a=candidate:") and (address := _candidate(line))]
    if not found:
        raise BadAnswer("no-address")
    twice = f"a=rtpmap:{RED} red/48000/2" in lines
    return Answer(ufrag, password, known_by, tuple(dict.fromkeys(found))[:ADDRESSES], twice)


def _candidate(line: str) -> tuple[str, int] | None:
    """Where the parent may be, by UDP over IPv4; None for another way, or for nonsense.

    >>> _candidate("a=candidate:1 1 udp 2130706431 192.0.2.7 40000 typ host")
    ('192.0.2.7', 40000)
    >>> _candidate("a=candidate:1 1 udp 2130706431 224.0.0.1 40000 typ host")
    """
    words = line.removeprefix("a=candidate:").split()
    if len(words) < 8 or words[1] != "1" or words[2].lower() != "udp" or not sdp.NUMBER.match(words[5]):
        return None
    try:
        address, port = ipaddress.IPv4Address(words[4]), int(words[5])
    except ValueError:
        return None
    if address.is_multicast or address.is_unspecified or not 0 < port < 65536:
        return None
    return str(address), port
