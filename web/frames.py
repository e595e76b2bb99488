"""What the server says over a socket, as frames of JSON.

    Entries  {"type","prev","upto","entries":[…],"parts":{NAME: html},"missed"?: html}
    Lines    {"type","parts"}          lines have changed, nothing in the record has
    Mine     {"type","parts"}          what is the reader's own
    Receipt  {"type","re","seq","at","said"}
    Ruling   {"type","re","code","said","again"?}   `again`: keep it and send it once more
    Alive    {"type"}                  the answer to an Alive
    Media    {"type","peer","what"}    what the relay says of one connection of this page or of another of its subject

No hole: a client that has `prev` or more has `upto` after the frame. What it may not see is left
out of the entries and still counted in `upto`.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping

from meetings import wire
from meetings.ports import Receipt
from meetings.procedure.meeting import Entry
from meetings.wire.shapes import stamp
from web.sockets import Frame

_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def entries(
    prev: int, upto: int, seen: Iterable[Entry], parts: Mapping[str, str], missed: str | None = None
) -> Frame:
    said: dict[str, object] = {
        "type": "Entries", "prev": prev, "upto": upto, "entries": [wire.shown(entry) for entry in seen], "parts": parts,
    }
    if missed:
        said["missed"] = missed
    return Frame(_text(said))


def marks(parts: Mapping[str, str]) -> str:
    """As what its parts are drawn, four letters for each in their order: a page says it when it opens its socket."""
    return "".join(
        base64.urlsafe_b64encode(hashlib.blake2b(html.encode(), digest_size=3).digest()).decode()
        for html in parts.values()
    )


def unlike(parts: Mapping[str, str], drawn: str) -> dict[str, str]:
    """The parts that a page drawn as `drawn` does not show like that; all, when it drew others."""
    ours, same = marks(parts), len(drawn) == 4 * len(parts)
    return {
        name: html for n, (name, html) in enumerate(parts.items())
        if not same or ours[4 * n : 4 * n + 4] != drawn[4 * n : 4 * n + 4]
    }


def lines(parts: Mapping[str, str]) -> Frame:
    return Frame(_text({"type": "Lines", "parts": parts}))


def mine(parts: Mapping[str, str]) -> Frame:
    return Frame(_text({"type": "Mine", "parts": parts}))


def media(peer: str, what: Mapping[str, object]) -> Frame:
    return Frame(_text({"type": "Media", "peer": peer, "what": what}))


def receipt(re: str, given: Receipt, said: str) -> Frame:
    return Frame(_text({"type": "Receipt", "re": re, "seq": given.seq, "at": stamp(given.at), "said": said}))


def ruling(re: str, code: str, said: str, *, again: bool = False) -> Frame:
    answer: dict[str, object] = {"type": "Ruling", "re": re, "code": code, "said": said}
    if again:
        answer["again"] = True
    return Frame(_text(answer))


ALIVE = Frame(_text({"type": "Alive"}))
