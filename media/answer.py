"""The answer to an offer, written in full: with all our candidates, so nothing follows it.

    answer(offer, terms, role, here) ─▶ text for the browser (JSEP, RFC 8829)
"""

from collections.abc import Sequence
from dataclasses import dataclass

from media import codecs
from media.fragment import candidates
from media.rtp.header import AUDIO_LEVEL, MID, REPAIRED_RID, RID, SEND_TIME, TRANSPORT_NUMBER
from media.sdp import Agreed, Offer, Role, Section


@dataclass(frozen=True, slots=True)
class Here:
    """How we are reached and known."""

    ufrag: str
    password: str
    fingerprint: str                   # "sha-256 AB:CD:…"
    addresses: tuple[tuple[str, int], ...]


def answer(offer: Offer, terms: Sequence[Agreed | None], role: Role, here: Here) -> str:
    """The answer in full, with all our candidates: nothing follows it."""
    mids = " ".join(one.mid for one in terms if one is not None)
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=ice-lite", f"a=group:BUNDLE {mids}"]
    lines.append("a=msid-semantic: WMS *")
    counts = {"audio": 0, "video": 0}
    for section, one in zip(offer.sections, terms, strict=True):
        if one is None:
            lines += [f"m={section.kind} 0 {section.protocol} {section.formats[0]}", "c=IN IP4 0.0.0.0", "a=inactive"]
            lines += [f"a=mid:{section.mid}"] if section.mid else []
            continue
        lines += _accepted(section, one, here, offer.waits)
        lines += _to_sender(one) if role == "send" else _to_watcher(one, counts[one.kind])
        counts[one.kind] += 1
    return "\r\n".join(lines) + "\r\n"


def _accepted(section: Section, one: Agreed, here: Here, begins: bool) -> list[str]:
    formats = " ".join(str(number) for coding in one.codings for number in coding[1:3] if number)
    formats += f" {one.red}" if one.red else ""
    lines = [
        f"m={one.kind} {here.addresses[0][1]} {section.protocol} {formats}", f"c=IN IP4 {here.addresses[0][0]}",
        "a=rtcp-mux", "a=rtcp-rsize", f"a=mid:{one.mid}", f"a=ice-ufrag:{here.ufrag}", f"a=ice-pwd:{here.password}",
        f"a=fingerprint:{here.fingerprint}", f"a=setup:{'active' if begins else 'passive'}",
    ]
    lines += [f"a=extmap:{one.mid_number} {MID}"] if one.mid_number else []
    lines += [f"a=extmap:{one.time_number} {SEND_TIME}"] if one.time_number else []
    return lines + candidates(here.addresses)


def _to_sender(one: Agreed) -> list[str]:
    lines, feedback = ["a=recvonly"], ["transport-cc"] if one.transport_number else []
    if one.transport_number:
        lines += [f"a=extmap:{one.transport_number} {TRANSPORT_NUMBER}"]
    if one.kind == "audio":
        lines += [f"a=extmap:{one.level_number} {AUDIO_LEVEL}"] if one.level_number else []
        voice = "minptime=10;useinbandfec=1;usedtx=1;stereo=0;maxaveragebitrate=18000"
        lines += [*codecs.lines(one.codings, feedback), *_twice(one, feedback)]
        return [*lines, f"a=fmtp:{one.codings[0].payload_type} {voice}", "a=ptime:60", "a=maxptime:60"]
    lines += codecs.lines(one.codings, [*feedback, "goog-remb", "nack", "nack pli"])
    if one.rids:
        lines += [f"a=extmap:{one.rid_number} {RID}"]
        lines += [f"a=extmap:{one.repaired_number} {REPAIRED_RID}"] if one.repaired_number else []
        lines += [*(f"a=rid:{rid} recv" for rid in one.rids), f"a=simulcast:recv {';'.join(one.rids)}"]
    return lines


def _to_watcher(one: Agreed, at: int) -> list[str]:
    """A picture and the voice of the same place share a stream, so that lips fit."""
    lines = ["a=sendonly", f"a=msid:stage{at} {one.kind}{at}", f"a=ssrc:{one.ssrc} cname:stage"]
    if one.kind == "audio":
        lines += [*codecs.lines(one.codings, ()), *_twice(one, ())]
        return [*lines, f"a=fmtp:{one.codings[0].payload_type} minptime=10;useinbandfec=1"]
    lines += codecs.lines(one.codings, ("goog-remb", "nack", "nack pli", "ccm fir"))
    if any(coding.repair_type for coding in one.codings):
        lines += [f"a=ssrc:{one.repair_ssrc} cname:stage", f"a=ssrc-group:FID {one.ssrc} {one.repair_ssrc}"]
    return lines


def _twice(one: Agreed, feedback: Sequence[str]) -> list[str]:
    """That a voice may be said twice (RFC 2198 section 5); it stands behind the plain one, which is the rule."""
    if not one.red:
        return []
    voice = one.codings[0].payload_type
    asked = [f"a=rtcp-fb:{one.red} {what}" for what in feedback]
    return [f"a=rtpmap:{one.red} red/48000/2", *asked, f"a=fmtp:{one.red} {voice}/{voice}"]
