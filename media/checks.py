"""Connectivity checks as bytes (RFC 8445 section 7, STUN: RFC 8489).

    called(datagram)           ─▶ str         by which name of ours: cheap, for a flood from strangers
    asked(datagram)            ─▶ Asked       somebody checks whether we are here
    answer(asked, to, password) ─▶ datagram    we are
    ask(ours, theirs, password) ─▶ number, datagram    are you?
    answered(datagram, password) ─▶ was that the answer of somebody who knows the password?

Reading never raises. What a check is worth is known only when its integrity holds, under
the password of the one it was meant for.
"""

import secrets
import struct
from dataclasses import dataclass

from aioice import stun

LARGEST = 548                  # bytes of a STUN message that no network takes apart
REQUEST, RESPONSE = b"\0\1", b"\1\1"
USERNAME, LOOK_AT = b"\0\6", 12     # its type; it stands among so many attributes, mostly first
PRIORITY = 1853693695          # of a way that was found by asking (RFC 8445 section 5.1.2)
TIE = secrets.randbits(64)


@dataclass(frozen=True, slots=True)
class Asked:
    """A check of somebody's: by our name and theirs."""

    ours: str
    theirs: str
    nominates: bool            # this way is to be taken
    message: stun.Message

    def holds(self, password: str) -> bool:
        """Was it written by somebody who knows our password?"""
        return bool(self.message.check_message_integrity(password.encode()))


def _read(datagram: bytes) -> stun.Message | None:
    try:
        return stun.parse_message(datagram) if len(datagram) <= LARGEST else None
    except (ValueError, struct.error, LookupError):
        return None


def called(datagram: bytes) -> str:
    """The first half of the user name, without looking at the rest; "" for none. It proves nothing yet."""
    at, end = 20, min(len(datagram), LARGEST)
    for _ in range(LOOK_AT):
        if at + 4 > end:
            break
        size = datagram[at + 2] << 8 | datagram[at + 3]
        if datagram[at : at + 2] == USERNAME:
            return datagram[at + 4 : at + 4 + size].partition(b":")[0].decode("ascii", "replace")
        at += 4 + size + (-size & 3)
    return ""


def asked(datagram: bytes) -> Asked | None:
    message = _read(datagram) if datagram[:2] == REQUEST else None
    if message is None:
        return None
    ours, _, theirs = str(message.attributes.get("USERNAME", "")).partition(":")
    return Asked(ours, theirs, "USE-CANDIDATE" in message.attributes, message)


def answer(to: Asked, address: tuple[str, int], password: str) -> bytes:
    """`address` is the one it came from, as we see it."""
    reply = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, to.message.transaction_id)
    reply.attributes["XOR-MAPPED-ADDRESS"] = address
    reply.add_message_integrity(password.encode())
    return bytes(reply)


def ask(ours: str, theirs: str, password: str, controlling: bool = True) -> tuple[bytes, bytes]:
    """A check: its number, and its bytes. `password` is theirs; a controlling agent takes every way that answers."""
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = f"{theirs}:{ours}"
    message.attributes["PRIORITY"] = PRIORITY
    message.attributes["ICE-CONTROLLING" if controlling else "ICE-CONTROLLED"] = TIE
    if controlling:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(password.encode())
    return message.transaction_id, bytes(message)


def number(datagram: bytes) -> bytes:
    """That of the check which a datagram says it answers; it proves nothing yet."""
    return datagram[8:20]


def answered(datagram: bytes, password: str) -> bool:
    message = _read(datagram) if datagram[:2] == RESPONSE else None
    return message is not None and bool(message.check_message_integrity(password.encode()))
