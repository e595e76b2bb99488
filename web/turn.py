"""The way round a closed network: passes for a TURN server (RFC 8656) that shares a secret with us.

    settings.turn, settings.turn_secret ─▶ links() ─▶ Link: <turn:…>; rel="ice-server"; …   with the answer to an offer

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
from datetime import datetime, timedelta

from web.settings import TURN, Settings

GOOD_FOR = timedelta(minutes=10)
COOKIE = b"\x21\x12\xa4\x42"   # of every STUN message (RFC 8489 section 5)


def urls(settings: Settings) -> list[str]:
    return [one.strip() for one in settings.turn.split(",") if one.strip()]


def links(settings: Settings, subject: str, now: datetime) -> str:
    """The header's value; "" where there is no TURN server. The name tells the server's log of nobody."""
    if not settings.turn:
        return ""
    whom = hmac.digest(settings.turn_secret.encode(), subject.encode(), hashlib.sha256).hex()[:16]
    name = f"{int((now + GOOD_FOR).timestamp())}:{whom}"
    password = base64.b64encode(hmac.digest(settings.turn_secret.encode(), name.encode(), hashlib.sha1)).decode()
    said = f'rel="ice-server"; username="{name}"; credential="{password}"; credential-type="password"'
    return ", ".join(f"<{url}>; {said}" for url in urls(settings))


def answers(url: str, patience: float = 3.0) -> bool:
    """Whether a STUN binding request to that server is answered. Raises OSError: there is no such host."""
    found = TURN.match(url)
    if found is None:
        raise OSError(f"{url} is no address of a TURN server")
    host, port, transport = found[1].strip("[]"), int(found[2] or 3478), found[3]
    over_tcp = transport == "tcp" or url.startswith("turns:")
    kind = socket.SOCK_STREAM if over_tcp else socket.SOCK_DGRAM
    family, _, _, _, place = socket.getaddrinfo(host, port, 0, kind)[0]
    asked = b"\0\x01\0\0" + COOKIE + secrets.token_bytes(12)
    try:
        with socket.socket(family, kind) as probe:
            probe.settimeout(patience)
            probe.connect(place)
            if url.startswith("turns:"):
                return True                            # it listens; its certificate is the browser's to judge
            probe.sendall(asked)
            said = probe.recv(1500)
    except OSError:
        return False
    return said[:2] == b"\x01\x01" and said[4:20] == asked[4:20]
