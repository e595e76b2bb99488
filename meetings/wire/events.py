"""An entry of the record as bytes, and back.

    Entry ─▶ seal ─▶ {"at":…,"by":…,"cause":…,"seq":7,"type":"VoteCast", the event's own fields}

The bytes are canonical: keys sorted, no spaces, UTF-8, integers only, times to the
millisecond with Z. They are hashed and chained as they are and never written again.

Names and free words (`Text`) are not in them. In their place stands the SHA-256 of a random
salt and the words; salt and words are kept beside the record, where they can be erased, and
then they read as `ERASED` while the chain holds. The salt keeps anybody from guessing a name
from its hash. An event's fields stand beside seq, at, by, cause and type, so none of its
fields may bear one of these names.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast, get_args

from meetings.procedure.meeting import Entry, Event
from meetings.procedure.words import CommandId, PersonId
from meetings.wire.shapes import Misshapen, moment, reader, stamp, writer

ERASED = "[…]"
TYPES: dict[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}
LONG: dict[str, tuple[str, ...]] = {       # lists of everybody: in the record and on pages, too much for every frame
    "Convened": ("paper",),
    "CalledToOrder": ("paper",),
    "BallotOpened": ("entitled",),
    "BallotClosed": ("present", "without_line"),
}
HEAD = frozenset({"seq", "at", "by", "cause", "type"})

_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


class Damaged(Exception):
    """Bytes of the record that are not an entry. Our fault or a tampered record, never a client's."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry as it goes into the record, and apart from it the words that were taken out."""

    data: bytes
    texts: Mapping[str, tuple[bytes, str]]      # hash in hex: (salt, words), in the order of the fields


def seal(entry: Entry, salt: Callable[[], bytes]) -> Sealed:
    """Write an entry down without its words; `salt` gives 16 random bytes or more at each call."""
    texts: dict[str, tuple[bytes, str]] = {}

    def hide(words: str) -> str:
        grain = salt()
        mark = sha256(grain + words.encode()).hexdigest()
        texts[mark] = (grain, words)
        return mark

    return Sealed(_canonical(_flat(entry, hide)).encode(), texts)


def unseal(data: bytes, texts: Mapping[str, str]) -> Entry:
    """Read an entry; `texts` gives the words for each hash that has not been erased.

    Raises:
        Damaged: these bytes are not an entry of any version.
    """
    try:
        found = json.loads(data)
        kind: Any = TYPES[found["type"]]
        event = reader(kind)(found, lambda mark: texts.get(mark, ERASED))
        seq, by, cause = found["seq"], found["by"], found["cause"]
        if type(seq) is not int or type(by) is not str or type(cause) is not str:
            raise Misshapen("seq, by or cause")
        return Entry(seq, moment(found["at"]), PersonId(by), CommandId(cause), cast(Event, event))
    except (ValueError, KeyError, TypeError, Misshapen) as error:
        raise Damaged(f"not an entry: {error!r}") from error


def shown(entry: Entry) -> dict[str, Any]:
    """An entry for a screen: the same object with the words in it, without its cause and the `LONG` lists."""
    found = _flat(entry, str)
    del found["cause"]      # a command's id is between its sender and the clerk
    for name in LONG.get(found["type"], ()):
        del found[name]
    return found


def _flat(entry: Entry, hide: Callable[[str], str]) -> dict[str, Any]:
    kind: Any = type(entry.event)
    found: dict[str, Any] = writer(kind)(entry.event, hide)
    found["seq"] = entry.seq
    found["at"] = stamp(entry.at)
    found["by"] = entry.by
    found["cause"] = entry.cause
    found["type"] = kind.__name__
    return found
