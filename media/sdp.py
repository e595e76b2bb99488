"""An offer read, and what we say yes to: ours, bounded, for one exchange and no more.

    read(text)             ─▶ Offer      or BadOffer(code), nothing else
    agree(offer, role)     ─▶ Agreed     for each m-line, None where it is turned down

The answer itself is written in `media.answer`.

What a browser says in JSEP (RFC 8829) is understood as far as the relay needs it.
Candidates are not even read: we are ICE-lite and never send the first datagram to
anybody (RFC 8445 section 2.5). Sizes are checked before anything is taken apart.

Terms for a sender: one voice (Opus, packets of 60 ms, 18 kbit/s, silent when there is
silence), one picture (VP8, else H.264) in at most two sizes: by rid (RFC 8853), or for a client
without it as two m-lines. For a watcher: at most three voices and four pictures.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from media import codecs
from media.codecs import Coding
from media.rtp.header import AUDIO_LEVEL, MID, REPAIRED_RID, RID, SEND_TIME, TRANSPORT_NUMBER

Role = Literal["send", "watch"]

MAX_BYTES, MAX_LINES, MAX_SECTIONS, MAX_SOURCES, MAX_SIZES = 65_536, 1_000, 16, 64, 8
MAX_FORMATS = 128              # there are no more payload types
VOICES, PICTURES, SIZES = 3, 4, 2
CODES = (
    "too-large", "too-many-lines", "too-many-sections", "too-many-sources", "not-text", "unreadable",
    "no-media", "no-bundle", "no-mux", "no-ice", "no-fingerprint", "bad-setup", "nothing-in-common",
)

EXTENSIONS = (MID, SEND_TIME, TRANSPORT_NUMBER, RID, REPAIRED_RID, AUDIO_LEVEL)
TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]{1,32}\Z")
ICE = re.compile(r"[A-Za-z0-9+/]{4,256}\Z")
PASSWORD = re.compile(r"[A-Za-z0-9+/]{22,256}\Z")                 # RFC 8839 section 5.4
FINGERPRINT = re.compile(r"(sha-256|sha-384|sha-512) ([0-9a-f]{2}(?::[0-9a-f]{2}){31,63})\Z", re.IGNORECASE)
LAYER = re.compile(r"[A-Za-z0-9]{1,16}\Z")                       # RFC 8852 section 3.1
NUMBER = re.compile(r"\d{1,5}\Z", re.ASCII)
DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")


class BadOffer(Exception):
    """The offer cannot be answered; `code` (one of `CODES`) says why."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The offer cannot be answered: {code}.")
        self.code = code


@dataclass(slots=True)
class Section:
    """One m-line and what stands under it."""

    kind: str
    protocol: str
    formats: list[str]
    mid: str = ""
    direction: str = "sendrecv"
    mux: bool = False
    codecs: dict[int, str] = field(default_factory=dict)       # payload type: name, lower case
    repairs: dict[int, int] = field(default_factory=dict)      # payload type: that of its repairs
    parameters: dict[int, str] = field(default_factory=dict)   # payload type: what fmtp says
    extensions: dict[str, int] = field(default_factory=dict)
    rids: list[str] = field(default_factory=list)              # said to be sent
    simulcast: list[str] = field(default_factory=list)         # as which the picture is sent at once


@dataclass(frozen=True, slots=True)
class Offer:
    sections: tuple[Section, ...]
    bundle: frozenset[str]
    ufrag: str
    password: str
    fingerprint: tuple[str, str]       # algorithm, value
    waits: bool = False                # for us to begin the handshake (RFC 8842), as some codecs do


@dataclass(frozen=True, slots=True)
class Agreed:
    """What one m-line of the answer says yes to."""

    kind: Literal["audio", "video"]
    mid: str
    codings: tuple[Coding, ...]        # one for a sender; for a watcher all that may come
    mid_number: int                    # header extensions; 0: not agreed
    time_number: int
    transport_number: int
    rid_number: int = 0
    repaired_number: int = 0
    level_number: int = 0
    red: int = 0                       # payload type of a voice said twice; 0: not agreed
    rids: tuple[str, ...] = ()         # the sizes that are taken; none: there is but one
    ssrc: int = 0                      # of the slot behind it; 0 in an answer to a sender
    repair_ssrc: int = 0


def read(raw: bytes | str) -> Offer:
    """The offer, checked. Raises `BadOffer` and nothing else, whatever comes."""
    if len(raw) > MAX_BYTES:
        raise BadOffer("too-large")
    try:
        text = raw.decode() if isinstance(raw, bytes) else raw
    except UnicodeDecodeError:
        raise BadOffer("not-text") from None
    if text.count("\n") > MAX_LINES:
        raise BadOffer("too-many-lines")
    if text.count("\nm=") > MAX_SECTIONS:
        raise BadOffer("too-many-sections")
    if text.count("\na=ssrc:") > MAX_SOURCES:
        raise BadOffer("too-many-sources")
    lines = [line.rstrip("\r") for line in text.split("\n")]
    if lines[0] != "v=0":
        raise BadOffer("unreadable")
    return _offer(lines)


def _offer(lines: Sequence[str]) -> Offer:
    sections: list[Section] = []
    bundle: frozenset[str] = frozenset()
    said: dict[str, str] = {}          # the first of each: BUNDLE shares one transport
    for line in lines:
        kind, _, value = line.partition("=")
        if kind == "m":
            sections.append(_section(value))
        elif kind == "a":
            name, _, rest = value.partition(":")
            if name in ("ice-ufrag", "ice-pwd", "fingerprint", "setup"):
                said.setdefault(name, rest.strip())
            elif name == "group" and rest.startswith("BUNDLE "):
                bundle = frozenset(rest.split()[1:])
            elif sections:
                _attribute(sections[-1], name, rest)
    if not sections:
        raise BadOffer("no-media")
    mids = [section.mid for section in sections]
    if len(set(mids)) != len(mids):
        raise BadOffer("unreadable")
    if not ICE.match(said.get("ice-ufrag", "")) or not PASSWORD.match(said.get("ice-pwd", "")):
        raise BadOffer("no-ice")
    known_by = fingerprint(said.get("fingerprint", ""))
    if known_by is None:
        raise BadOffer("no-fingerprint")
    if said.get("setup") not in ("actpass", "active", "passive"):
        raise BadOffer("bad-setup")
    waits = said["setup"] == "passive"
    return Offer(tuple(sections), bundle, said["ice-ufrag"], said["ice-pwd"], known_by, waits)


def fingerprint(said: str) -> tuple[str, str] | None:
    """Of a certificate: algorithm and value; None when it cannot be one."""
    found = FINGERPRINT.match(said)
    if found is None or len(found[2]) != {"sha-256": 95, "sha-384": 143, "sha-512": 191}[found[1].lower()]:
        return None
    return found[1].lower(), found[2].upper()


def _section(value: str) -> Section:
    kind, _, rest = value.partition(" ")
    words = rest.split()
    formats = words[2:]
    if not 0 < len(formats) == len(set(formats)) <= MAX_FORMATS:       # each is held against what is said below
        raise BadOffer("unreadable")
    if not all(TOKEN.match(word) for word in (kind, *formats)) or not re.fullmatch(r"[A-Z0-9/]{1,32}", words[1]):
        raise BadOffer("unreadable")
    return Section(kind, words[1], formats)


def _attribute(section: Section, name: str, rest: str) -> None:
    if name == "mid":
        if section.mid or not TOKEN.match(rest) or len(rest) > 16:
            raise BadOffer("unreadable")
        section.mid = rest
    elif name in DIRECTIONS:
        section.direction = name
    elif name == "rtcp-mux":
        section.mux = True
    elif name == "rtpmap":
        number, _, codec = rest.partition(" ")
        section.codecs[_number(number, 127)] = codec.strip().lower()
    elif name == "fmtp":
        number, _, parameters = rest.partition(" ")
        if parameters.startswith("apt="):
            section.repairs.setdefault(_number(parameters[4:].split(";")[0], 127), _number(number, 127))
        elif NUMBER.match(number):
            section.parameters[int(number)] = parameters
    elif name == "extmap":
        words = rest.split()
        if len(words) >= 2 and words[1] in EXTENSIONS:
            element = _number(words[0].split("/")[0], 255)
            if 1 <= element <= 14:     # what a one-byte element can carry
                section.extensions[words[1]] = element
    elif name == "rid":
        words = rest.split()
        if len(words) >= 2 and words[1] == "send" and LAYER.match(words[0]) and len(section.rids) < MAX_SIZES:
            section.rids.append(words[0])
    elif name == "simulcast":
        section.simulcast = _sizes(rest)


def _sizes(said: str) -> list[str]:
    """The rids that are sent at once: the first alternative of each, paused or not (RFC 8853 section 5.1).

    >>> _sizes("recv a send l,x;~h")
    ['l', 'h']
    """
    words = said.split()
    if "send" not in words[:-1:2]:
        return []
    streams = words[words.index("send") + 1].split(";")[:MAX_SIZES]
    return list(dict.fromkeys(stream.split(",")[0].removeprefix("~") for stream in streams))


def _number(word: str, highest: int) -> int:
    if not NUMBER.match(word) or int(word) > highest:
        raise BadOffer("unreadable")
    return int(word)


def agree(offer: Offer, role: Role) -> list[Agreed | None]:
    """What is taken of each m-line; None for one turned down. Raises `BadOffer` when nothing is."""
    room = {"audio": 1, "video": SIZES} if role == "send" else {"audio": VOICES, "video": PICTURES}
    wanted = ("sendrecv", "sendonly" if role == "send" else "recvonly")
    terms: list[Agreed | None] = []
    for section in offer.sections:
        taken = section.direction in wanted and room.get(section.kind, 0) > 0
        one = _terms(section, role) if taken else None
        if one is not None and role == "send" and one.kind == "video":
            one = _size(one, first=room["video"] == SIZES)
        if one is not None:
            room[section.kind] -= len(one.rids) or 1
            if section.mid not in offer.bundle:
                raise BadOffer("no-bundle")
            if not section.mux:
                raise BadOffer("no-mux")
        terms.append(one)
    if not any(terms):
        raise BadOffer("nothing-in-common")
    return terms


def _size(one: Agreed, first: bool) -> Agreed | None:
    """A sender's picture in all its sizes, or a second m-line as its second size."""
    if first:
        return one
    return replace(one, rids=()) if one.mid_number else None       # else nobody could tell the two apart


def _terms(section: Section, role: Role) -> Agreed | None:
    if section.kind not in ("audio", "video") or not section.protocol.endswith("RTP/SAVPF") or not section.mid:
        return None
    offered = [int(number) for number in section.formats if NUMBER.match(number)]
    codings = codecs.choose(section.kind, offered, section.codecs, section.repairs, section.parameters)
    if not codings:
        return None
    numbers = section.extensions
    kind: Literal["audio", "video"] = "audio" if section.kind == "audio" else "video"
    rids = [rid for rid in section.simulcast if rid in section.rids] if numbers.get(RID) and kind == "video" else []
    return Agreed(
        kind, section.mid, codings[:1] if role == "send" else codings,
        numbers.get(MID, 0), numbers.get(SEND_TIME, 0), numbers.get(TRANSPORT_NUMBER, 0),
        numbers.get(RID, 0), numbers.get(REPAIRED_RID, 0), numbers.get(AUDIO_LEVEL, 0),
        _red(section, offered, codings[0].payload_type) if kind == "audio" else 0,
        (rids[0], rids[-1]) if len(rids) > 1 else (),
    )


def _red(section: Section, offered: Sequence[int], voice: int) -> int:
    """The payload type under which that voice may be said twice (RFC 2198 section 5)."""
    return next((
        number for number in offered
        if section.codecs.get(number) == "red/48000/2" and section.parameters.get(number) == f"{voice}/{voice}"
    ), 0)


def with_sources(one: Agreed, ssrc: int, repair_ssrc: int) -> Agreed:
    """The terms of a watcher's m-line with the streams that will come under it."""
    return replace(one, ssrc=ssrc, repair_ssrc=repair_ssrc)
