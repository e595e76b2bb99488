"""Which of the codings that are offered we take: Opus; VP8, and H.264 as RFC 7742 asks of everybody.

    choose(kind, …) ─▶ the codings in the order in which we like them

A sender sends the first of them. A watcher takes them all and is sent whichever the stage
comes in: nothing is coded anew here. VP8 comes first because its temporal layers stand in
the clear, so that a thin line can be spared frames; H.264 is what codecs and OBS speak, and
goes through as it comes. Of H.264 the baseline is taken, which every browser shows, and in
packetization mode 1 alone (RFC 6184 section 5.4).
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

SAID = {"opus": "opus/48000/2", "vp8": "VP8/90000", "h264": "H264/90000"}
TAKEN = {"audio": ("opus",), "video": ("vp8", "h264")}
BASELINE = re.compile(r"42[0-9a-f]{4}\Z")


class Coding(NamedTuple):
    """One coding of an m-line, by the numbers of the offer."""

    name: str                  # a key of `SAID`
    payload_type: int
    repair_type: int = 0       # payload type of repairs; 0: none
    profile: str = ""          # of H.264: profile-level-id


def choose(
    kind: str, offered: Sequence[int], codecs: Mapping[int, str], repairs: Mapping[int, int],
    parameters: Mapping[int, str],
) -> tuple[Coding, ...]:
    """`offered`: payload types in their order; by payload type their codecs (lower case), repairs and parameters."""
    found = []
    for name in TAKEN.get(kind, ()):
        fitting = [
            Coding(name, number, profile=_profile(parameters.get(number, "")) if name == "h264" else "")
            for number in offered if codecs.get(number) == SAID[name].lower()
        ]
        if name == "h264":             # the constrained baseline first: all decoders have it
            fitting = [one for one in fitting if one.profile]
            fitting.sort(key=lambda one: one.profile[2:4] not in ("e0", "c0"))
        if fitting:
            repair = repairs.get(fitting[0].payload_type, 0)
            sound = kind == "video" and codecs.get(repair) == "rtx/90000" and repair in offered
            found.append(fitting[0]._replace(repair_type=repair if sound else 0))
    return tuple(found)


def _profile(parameters: str) -> str:
    """The profile of an H.264 that we forward; "" for any other.

    >>> _profile("level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42E01F")
    '42e01f'
    >>> _profile("packetization-mode=0;profile-level-id=42e01f")
    ''
    >>> _profile("packetization-mode=1;profile-level-id=640c1f")
    ''
    """
    said = dict(word.strip().lower().partition("=")[::2] for word in parameters.split(";"))
    profile = said.get("profile-level-id", "")
    return profile if said.get("packetization-mode") == "1" and BASELINE.match(profile) else ""


def lines(codings: Sequence[Coding], feedback: Sequence[str]) -> list[str]:
    """What an answer says of them; `feedback` that is asked for, for pictures."""
    said = []
    for one in codings:
        number = one.payload_type
        said += [f"a=rtpmap:{number} {SAID[one.name]}", *(f"a=rtcp-fb:{number} {what}" for what in feedback)]
        if one.profile:
            said += [f"a=fmtp:{number} level-asymmetry-allowed=1;packetization-mode=1;profile-level-id={one.profile}"]
        if one.repair_type:
            said += [f"a=rtpmap:{one.repair_type} rtx/90000", f"a=fmtp:{one.repair_type} apt={number}"]
    return said
