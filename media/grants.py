"""Who may join where: a grant, signed by the web server, good once and for a minute.

    sign(key, grant)               ─▶ text      the web server alone has the key
    read(public, text, relay, now) ─▶ Grant     or BadGrant(code), nothing else, whatever comes
    Used.take(grant, now)          ─▶           the same grant twice is refused

A relay holds the public key, so nobody who takes one over can let people in at another, nor
anywhere when the minute has passed. The text is base64url of JSON with sorted names, a full
stop, and base64url of the Ed25519 signature (RFC 8032) over the part before it.
"""

import base64
import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from media.sdp import Role

LIFE = 60.0                    # seconds a grant is good at most
SIZE = 8_192                   # characters at most
WORD = 200                     # characters in a name
WHAT = b"dinh join grant\n"    # so that nothing else signed with the key is ever taken for a grant
NAME = re.compile(r"[A-Za-z0-9_-]{1,40}\Z", re.ASCII)          # of a relay: part of a peer's address on the web
CODES = ("unreadable", "forged", "elsewhere", "expired", "used")


class BadGrant(Exception):
    """This lets nobody in; `code` (one of `CODES`) says why."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The grant lets nobody in: {code}.")
        self.code = code


@dataclass(frozen=True, slots=True)
class Grant:
    """One peer may join once."""

    meeting: str
    subject: str               # venue or person, "relay:NAME" for a relay that watches
    role: Role
    relay: str                 # where it is good; "" for the root
    via: str                   # the relay behind which the peer stands; "" for a device itself
    until: int                 # unix seconds
    number: str                # random, used once
    holder: str = ""           # the session of its page; "": it has none, as equipment


def sign(key: Ed25519PrivateKey, grant: Grant) -> str:
    """The grant as it travels."""
    said = _text(json.dumps(asdict(grant), sort_keys=True, separators=(",", ":")).encode())
    return f"{said}.{_text(key.sign(WHAT + said.encode()))}"


def read(public: Ed25519PublicKey, text: object, relay: str, now: float, late: float = 0) -> Grant:
    """The grant, when it is good at that relay. `late`: seconds for which it still proves what was granted.

    Raises:
        BadGrant: anything else.
    """
    if not isinstance(text, str) or len(text) > SIZE:
        raise BadGrant("unreadable")
    said, _, seal = text.partition(".")
    try:
        public.verify(_bytes(seal), WHAT + said.encode())
        grant = _grant(json.loads(_bytes(said)))
    except InvalidSignature:
        raise BadGrant("forged") from None
    except (ValueError, LookupError, TypeError, RecursionError):
        raise BadGrant("unreadable") from None
    if grant.relay != relay:
        raise BadGrant("elsewhere")
    if not now - late <= grant.until <= now + LIFE + 1:        # said in whole seconds
        raise BadGrant("expired")
    return grant


def _grant(said: Mapping[str, object]) -> Grant:
    words = [said[name] for name in ("meeting", "subject", "relay", "via", "number", "holder")]
    if len(said) != 8 or not all(isinstance(word, str) and len(word) <= WORD for word in words):
        raise ValueError("not a grant")
    until, number = said["until"], str(said["number"])
    if not isinstance(until, int) or isinstance(until, bool) or said["role"] not in ("send", "watch") or not number:
        raise ValueError("not a grant")
    role: Role = "send" if said["role"] == "send" else "watch"
    meeting, subject, relay, via, _, holder = (str(word) for word in words)
    return Grant(meeting, subject, role, relay, via, until, number, holder)


class Used:
    """The numbers of grants that let somebody in, for as long as they could do so again."""

    def __init__(self) -> None:
        self._until: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._until)

    def take(self, grant: Grant, now: float) -> None:
        """Raises `BadGrant`: it was used already."""
        while self._until and next(iter(self._until.values())) < now:
            del self._until[next(iter(self._until))]
        if grant.number in self._until:
            raise BadGrant("used")
        self._until[grant.number] = grant.until


def until(now: float) -> int:
    """When a grant made now ends.

    >>> until(1000.2)
    1060
    """
    return math.floor(now + LIFE)


def public_text(public: Ed25519PublicKey) -> str:
    """A public key as it is told to a relay: 43 letters."""
    return _text(public.public_bytes_raw())


def public_key(text: str) -> Ed25519PublicKey:
    """The key of that text. Raises ValueError."""
    return Ed25519PublicKey.from_public_bytes(_bytes(text))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
