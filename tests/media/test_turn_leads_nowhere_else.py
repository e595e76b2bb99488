"""Who was let in may go round a closed network to our relay: to no other address, by no other protocol, a few times."""

import asyncio
import hashlib
import re
import socket
import struct
from collections.abc import Mapping

import pytest

from tests.media.test_stage_through_turn import coturn, way_round
from web import turn

__all__ = ["coturn"]           # a fixture

ALLOCATE, PERMIT = 0x0003, 0x0008
TRANSPORT, PEER, ERROR = 0x0019, 0x0012, turn.ERROR
UDP, TCP = 17, 6
COOKIE = int.from_bytes(turn.COOKIE)


class Guest:
    """Speaks to the TURN server with a pass of ours."""

    def __init__(self, port: int) -> None:
        said = re.search(r'username="([^"]+)"; credential="([^"]+)"', way_round(port, "tcp"))
        assert said is not None
        self.socket = socket.create_connection(("127.0.0.1", port), 3)
        self._name, self._password = said[1].encode(), said[2].encode()
        asked = turn._exchange(self.socket, ALLOCATE, turn._attribute(TRANSPORT, bytes((UDP, 0, 0, 0))))
        realm, nonce = asked[turn.REALM], asked[turn.NONCE]
        self._key = hashlib.md5(b":".join((self._name, realm, self._password)), usedforsecurity=False).digest()
        self._who = b"".join(turn._attribute(kind, value) for kind, value in (
            (turn.USERNAME, self._name), (turn.REALM, realm), (turn.NONCE, nonce)))

    def ask(self, method: int, kind: int, value: bytes) -> int:
        """The number of the refusal; 0: it was done."""
        said: Mapping[int, bytes] = turn._exchange(
            self.socket, method, turn._attribute(kind, value) + self._who, self._key)
        return said[ERROR][2] * 100 + said[ERROR][3] if ERROR in said else 0

    def allocate(self, protocol: int) -> int:
        return self.ask(ALLOCATE, TRANSPORT, bytes((protocol, 0, 0, 0)))

    def permit(self, address: str, port: int = 40_000) -> int:
        whole = int.from_bytes(socket.inet_aton(address)) ^ COOKIE
        return self.ask(PERMIT, PEER, struct.pack("!HHL", 1, port ^ COOKIE >> 16, whole))


@pytest.fixture
def guest(coturn: int) -> Guest:
    return Guest(coturn)


async def test_only_the_relays_address_can_be_reached(guest: Guest) -> None:
    assert await asyncio.to_thread(guest.allocate, UDP) == 0

    assert await asyncio.to_thread(guest.permit, "127.0.0.1") == 0
    for address in ("10.0.0.1", "192.168.1.1", "172.17.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1", "8.8.8.8",
                    "127.0.0.2"):
        assert await asyncio.to_thread(guest.permit, address) == 403, address


async def test_what_listens_for_tcp_beside_the_relay_cannot_be_reached(guest: Guest) -> None:
    assert await asyncio.to_thread(guest.allocate, TCP) in (403, 442)


async def test_one_person_goes_round_a_few_times_at_once_and_no_more(coturn: int) -> None:
    each = [Guest(coturn) for _ in range(42)]

    said = [await asyncio.to_thread(one.allocate, UDP) for one in each]

    assert said == [0] * 40 + [486] * 2
    for one in each:
        one.socket.close()
