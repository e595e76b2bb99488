"""JSON text from outside, read within bounds.

Before parsing: size and depth. While parsing: no key twice (readers differ on which one
counts, and an attacker knows which), no float, no NaN, no number that 64 bits cannot hold.
A million brackets, a million digits or a lone surrogate end in the same small answer.
"""

import json
import re
from typing import Any

from meetings.wire.unreadable import Unreadable

LARGEST = 65_536               # characters
DEEPEST = 8                    # arrays and objects within each other
DIGITS = 16

# A string that does not end is taken to the end of the text, and never begun anew at a quote within it:
# 64 kB of them would hold everybody up for half a minute.
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


def parse(text: str) -> dict[str, object]:
    """The object that the text is.

    >>> parse('{"type":"AskFloor"}')
    {'type': 'AskFloor'}
    """
    if len(text) > LARGEST:
        raise Unreadable("", "too-large")
    _measure(text)
    try:
        found = _decoder.decode(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("", "not-json") from error
    if not isinstance(found, dict):
        raise Unreadable("", "not-an-object")
    return found


def _measure(text: str) -> None:
    depth = 0
    for piece in _PIECE.finditer(text):
        first = piece.group()[0]
        depth += (first in "[{") - (first in "]}")
        if depth > DEEPEST:
            raise Unreadable("", "too-deep")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("", "key-twice")
    return found


def _integer(digits: str) -> int:
    if len(digits) > DIGITS:
        raise Unreadable("", "number-too-large")
    return int(digits)


def _no_number(written: str) -> float:
    raise Unreadable("", "not-a-whole-number")


_decoder = json.JSONDecoder(
    object_pairs_hook=_once, parse_int=_integer, parse_float=_no_number, parse_constant=_no_number
)
