"""What is said about the line after the offer: an SDP fragment (RFC 8840 section 9), of the line alone.

    read(text)  ─▶ Fragment    or BadOffer(code), nothing else
    write(…)    ─▶ our part of an ICE restart, with all our candidates

The other side's candidates are passed over, as in an offer: we are ICE-lite. Its new
names decide: other ones than before mean that it begins its checks anew.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from media.sdp import ICE, MAX_BYTES, MAX_LINES, MAX_SECTIONS, PASSWORD, TOKEN, BadOffer

LINE = re.compile(r"[a-z]=[^\r\n\0]*\Z")
PROTOCOL = re.compile(r"[A-Z0-9/]{1,32}\Z")


@dataclass(frozen=True, slots=True)
class Fragment:
    """`ufrag` and `password` are "" when it tells of candidates alone; the others when it names no m-line."""

    ufrag: str
    password: str = ""
    kind: str = ""
    protocol: str = ""
    mid: str = ""


def read(text: str) -> Fragment:
    """The fragment, checked. Raises `BadOffer` and nothing else, whatever comes."""
    if len(text) > MAX_BYTES:
        raise BadOffer("too-large")
    if text.count("\n") > MAX_LINES:
        raise BadOffer("too-many-lines")
    lines = [line.removesuffix("\r") for line in text.split("\n") if line.strip()]
    if not lines or not all(LINE.match(line) for line in lines):
        raise BadOffer("unreadable")
    if sum(line.startswith("m=") for line in lines) > MAX_SECTIONS:
        raise BadOffer("too-many-sections")
    ufrag, password = _first(lines, "a=ice-ufrag:"), _first(lines, "a=ice-pwd:")
    if (ufrag or password) and not (ICE.match(ufrag) and PASSWORD.match(password)):
        raise BadOffer("no-ice")
    words, mid = _first(lines, "m=").split(), _first(lines, "a=mid:")
    if not words:
        return Fragment(ufrag, password)
    if len(words) < 3 or not TOKEN.match(words[0]) or not PROTOCOL.match(words[2]) or (mid and not TOKEN.match(mid)):
        raise BadOffer("unreadable")
    return Fragment(ufrag, password, words[0], words[2], mid)


def _first(lines: Sequence[str], name: str) -> str:
    """What the first line of this name says: BUNDLE shares one transport, so all say the same."""
    return next((line.removeprefix(name).strip() for line in lines if line.startswith(name)), "")


def write(asked: Fragment, ufrag: str, password: str, addresses: Sequence[tuple[str, int]]) -> str:
    """Our new names, and where we are: under the m-line that was named, if one was."""
    lines = ["a=ice-lite", f"a=ice-ufrag:{ufrag}", f"a=ice-pwd:{password}"]
    if asked.kind:
        lines += [f"m={asked.kind} 9 {asked.protocol} 0"]
        lines += [f"a=mid:{asked.mid}"] if asked.mid else []
    return "\r\n".join([*lines, *candidates(addresses)]) + "\r\n"


def candidates(addresses: Sequence[tuple[str, int]]) -> list[str]:
    """All the places at which we are, and that there are no more."""
    return [
        f"a=candidate:{at + 1} 1 udp {2130706431 - at} {address} {port} typ host"
        for at, (address, port) in enumerate(addresses)
    ] + ["a=end-of-candidates"]
