"""JSON as strangers send it: bounded, and with one meaning only.

    size ≤ the body limit ▸ UTF-8 ▸ depth ≤ 16 ▸ no key twice ▸ no NaN ▸ integers ≤ 18 digits

Of two equal keys browsers take the last and some programs the first, so whoever checks
may see another value than whoever acts: a repeated key is refused.
"""

import json
from typing import Any, NoReturn

from litestar.connection import Request
from litestar.exceptions import ClientException

DEEPEST = 16
LONGEST_INTEGER = 18           # digits


def unreadable(code: str, text: str) -> NoReturn:
    raise ClientException(text, extra={"code": code})


def json_object(data: bytes | str) -> dict[str, Any]:
    """One JSON object. Raises ClientException (400) with a code that names what is wrong."""
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
        _shallow(text)
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_integer,
                           parse_float=_finite)
    except UnicodeDecodeError:
        unreadable("not-utf-8", "The message is not UTF-8.")
    except (ValueError, RecursionError):
        unreadable("not-json", "The message is not JSON.")
    if not isinstance(value, dict):
        unreadable("not-an-object", "The message is not a JSON object.")
    return value


async def json_body(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The request's body as one JSON object; Litestar has bounded its size."""
    return json_object(await request.body())


def _shallow(text: str) -> None:
    """Refuse deep nesting before any parser recurses; brackets inside strings count for nothing."""
    depth, inside, escaped = 0, False, False
    for letter in text:
        if inside:
            if escaped:
                escaped = False
            elif letter == "\\":
                escaped = True
            elif letter == '"':
                inside = False
        elif letter == '"':
            inside = True
        elif letter in "[{":
            depth += 1
            if depth > DEEPEST:
                unreadable("too-deep", "The message is nested too deeply.")
        elif letter in "]}":
            depth -= 1


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        unreadable("key-twice", "The message has a key twice.")
    return found


def _no_constant(_name: str) -> NoReturn:
    unreadable("not-a-number", "The message has a number that is none.")


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > LONGEST_INTEGER:
        unreadable("number-too-long", "The message has a number that is too long.")
    return int(digits)


def _finite(digits: str) -> float:
    if len(digits) > 40 or (value := float(digits)) in (float("inf"), float("-inf")):
        unreadable("number-too-long", "The message has a number that is too large.")
    return value
