"""The way round a closed network: passes for a TURN server (RFC 8656) that shares a secret with us.

    settings.turn, settings.turn_secret ─▶ links() ─▶ Link: <turn:…>; rel="ice-server"; …   with the answer to an offer
                                        ─▶ state() ─▶ whether the server takes such a pass, for the doctor

As WHIP tells it (RFC 9725 section 4.6): whoever was let in by the answer may go round, nobody else. The user
name says until when it holds, the password is its HMAC (draft-uberti-behave-turn-rest; coturn's
`use-auth-secret`). Ten minutes: coturn looks at the time only when an allocation begins, which is at once,
and the clocks of two machines may differ by minutes; a line that breaks later is given a new pass.
"""

import base64
import hashlib
import hmac
import secrets
import socket
import struct
from datetime import datetime, timedelta
from typing import Literal

from web.settings import TURN, Settings

GOOD_FOR = timedelta(minutes=10)
COOKIE = b"\x21\x12\xa4\x42"   # of every STUN message (RFC 8489 section 5)
ALLOCATE, REFRESH = 0x0003, 0x0004
USERNAME, INTEGRITY, ERROR, REALM, NONCE = 0x0006, 0x0008, 0x0009, 0x0014, 0x0015
State = Literal["well", "refused", "silent"]


def urls(settings: Settings) -> list[str]:
    return [one.strip() for one in settings.turn.split(",") if one.strip()]


def links(settings: Settings, subject: str, now: datetime) -> str:
    """The header's value; "" where there is no TURN server. The name tells the server's log of nobody."""
    if not settings.turn:
        return ""
    name, password = _pass(settings, subject, now)
    said = f'rel="ice-server"; username="{name}"; credential="{password}"; credential-type="password"'
    return ", ".join(f"<{url}>; {said}" for url in urls(settings))


def _pass(settings: Settings, subject: str, now: datetime) -> tuple[str, str]:
    """A name and its password."""
    secret = settings.turn_secret.encode()
    whom = hmac.digest(secret, subject.encode(), hashlib.sha256).hex()[:16]
    name = f"{int((now + GOOD_FOR).timestamp())}:{whom}"
    return name, base64.b64encode(hmac.digest(secret, name.encode(), hashlib.sha1)).decode()


def state(url: str, settings: Settings, now: datetime, patience: float = 3.0) -> State:
    """How that server takes us. Raises OSError: there is no such host."""
    found = TURN.match(url)
    if found is None:
        raise OSError(f"{url} is no address of a TURN server")
    host, port, transport = found[1].strip("[]"), int(found[2] or 3478), found[3]
    over_tcp = transport == "tcp" or url.startswith("turns:")
    kind = socket.SOCK_STREAM if over_tcp else socket.SOCK_DGRAM
    family, _, _, _, place = socket.getaddrinfo(host, port, 0, kind)[0]
    try:
        with socket.socket(family, kind) as probe:
            probe.settimeout(patience)
            probe.connect(place)
            if url.startswith("turns:"):
                return "well"                          # it listens; its certificate is the browser's to judge
            return _allocate(probe, *_pass(settings, "doctor", now))
    except (OSError, LookupError, ValueError):
        return "silent"


def _allocate(probe: socket.socket, name: str, password: str) -> State:
    """As a browser begins: asked without a pass the server says where it belongs, and then with one."""
    asked = _attribute(0x0019, b"\x11\0\0\0")         # REQUESTED-TRANSPORT: UDP
    told = _exchange(probe, ALLOCATE, asked)
    realm, nonce = told[REALM], told[NONCE]            # a server that asks for no pass is none of ours
    key = hashlib.md5(b":".join((name.encode(), realm, password.encode())), usedforsecurity=False).digest()
    who = _attribute(USERNAME, name.encode()) + _attribute(REALM, realm) + _attribute(NONCE, nonce)
    if ERROR in _exchange(probe, ALLOCATE, asked + who, key):
        return "refused"
    _exchange(probe, REFRESH, _attribute(0x000D, bytes(4)) + who, key)      # LIFETIME 0: given back at once
    return "well"


def _exchange(probe: socket.socket, method: int, attributes: bytes, key: bytes = b"") -> dict[int, bytes]:
    """Attributes of the answer. Raises ValueError: it is none."""
    number = secrets.token_bytes(12)
    head = struct.pack("!HH", method, len(attributes) + (24 if key else 0)) + COOKIE + number
    seal = _attribute(INTEGRITY, hmac.digest(key, head + attributes, hashlib.sha1)) if key else b""
    probe.sendall(head + attributes + seal)
    said = probe.recv(1500)
    if said[4:20] != COOKIE + number or said[0] != 1:  # a success or an error
        raise ValueError("no answer to what was asked")
    found, at = {}, 20
    while at + 4 <= len(said):
        kind, size = struct.unpack_from("!HH", said, at)
        found[kind] = said[at + 4 : at + 4 + size]
        at += 4 + size + -size % 4
    return found


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)
