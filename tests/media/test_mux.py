"""One socket: whose datagram is whose, and what is nobody's."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator

import pytest
from aioice import stun
from hypothesis import given
from hypothesis import strategies as st

from media.mux import ADDRESSES, Ice, Mux


class Out:
    """Nothing waits here."""

    def flush(self) -> None: ...


def request(ice: Ice, password: str = "", user: str = "") -> bytes:
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = user or f"{ice.ufrag}:far"
    message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity((password or ice.password).encode())
    return bytes(message)


@pytest.fixture
async def mux() -> AsyncIterator[Mux]:
    one = Mux("127.0.0.1", 0)
    one.open(Out())
    yield one
    one.close()


class Far:
    """A socket somewhere."""

    def __init__(self, mux: Mux) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self._to = ("127.0.0.1", mux.port)
        self._mux = mux

    async def send(self, *datagrams: bytes) -> None:
        for one in datagrams:
            self.socket.sendto(one, self._to)
        self._mux.readable()                          # the datagrams are there: loopback does not wait

    @property
    def answers(self) -> list[bytes]:
        found = []
        while True:
            try:
                found.append(self.socket.recv(2048))
            except BlockingIOError:
                return found


def ice_of(mux: Mux) -> tuple[Ice, list[bytes]]:
    heard: list[bytes] = []
    ice = Ice(mux, "far", lambda datagram, _: heard.append(datagram))
    mux.add(ice)
    return ice, heard


async def test_a_check_that_holds_is_answered_and_opens_the_way(mux: Mux) -> None:
    (ice, heard), far = ice_of(mux), Far(mux)

    await far.send(request(ice), b"\x80" + bytes(20), b"\x16" + bytes(20))

    [answer] = far.answers
    told = stun.parse_message(answer)
    assert told.attributes["XOR-MAPPED-ADDRESS"] == far.socket.getsockname()
    assert told.check_message_integrity(ice.password.encode())
    assert heard == [b"\x80" + bytes(20)]
    async with asyncio.timeout(1):
        assert await ice._recv() == b"\x16" + bytes(20)
    far.socket.close()


async def test_nothing_is_taken_from_an_address_nobody_vouched_for(mux: Mux) -> None:
    (ice, heard), far = ice_of(mux), Far(mux)

    await far.send(
        b"\x80" + bytes(20), b"\x16" + bytes(20), request(ice, password="wrong"),
        request(ice, user=f"{ice.ufrag}:other"), request(ice, user="nobody:far"), b"\x80" + bytes(20),
    )

    assert (heard, far.answers, ice.address, mux.strangers) == ([], [], None, 3)
    far.socket.close()


async def test_an_alert_in_plain_text_reaches_nobody(mux: Mux) -> None:
    (ice, _), far = ice_of(mux), Far(mux)

    await far.send(request(ice), b"\x15\xfe\xfd\0\0" + bytes(10), b"\x15\xfe\xfd\0\1" + bytes(10))

    async with asyncio.timeout(1):
        assert await ice._recv() == b"\x15\xfe\xfd\0\1" + bytes(10)       # sealed: the association judges it
    far.socket.close()


async def test_a_peer_may_roam_but_not_without_end_and_not_onto_anothers_address(mux: Mux) -> None:
    (ice, heard), (other, _) = ice_of(mux), ice_of(mux)
    places = [Far(mux) for _ in range(10)]
    for far in places:
        await far.send(request(ice))
    assert ice.address == places[-1].socket.getsockname()
    assert len(ice.addresses) == len(mux._by_address) == ADDRESSES

    await places[-1].send(request(other), b"\x80" + bytes(20))

    assert other.address is None
    assert len(heard) == 1
    mux.remove(ice)
    assert mux._by_address == {}
    for far in places:
        far.socket.close()


async def test_a_closed_transport_says_so(mux: Mux) -> None:
    ice, _ = ice_of(mux)
    waiting = asyncio.create_task(ice._recv())
    await asyncio.sleep(0)

    mux.remove(ice)

    with pytest.raises(ConnectionError):
        await waiting


async def test_a_flood_before_the_keys_is_kept_short(mux: Mux) -> None:
    (ice, _), far = ice_of(mux), Far(mux)
    await far.send(request(ice))

    for _ in range(10):
        await far.send(*[b"\x16" + secrets.token_bytes(100)] * 50)

    assert ice._waiting.qsize() <= 64
    far.socket.close()


SEALED = 64                    # bytes of our check up to the end of its integrity; only the fingerprint follows


@given(st.binary(max_size=60), st.integers(0, SEALED - 1), st.binary(max_size=30))
def test_checks_that_were_tampered_with_are_passed_over(head: bytes, at: int, put: bytes) -> None:
    async def tamper() -> None:
        mux = Mux("127.0.0.1", 0)
        ice, _ = ice_of(mux)
        whole = request(ice)
        for datagram in (whole[:at] + put + whole[at + len(put) :], whole[:at], b"\0\x01" + head, whole + put):
            if datagram != whole:
                mux._check(datagram, ("127.0.0.1", 9))
        assert ice.address is None
        mux.socket.close()

    asyncio.run(tamper())


async def test_after_a_restart_the_old_names_hold_until_somebody_comes_by_the_new_ones(mux: Mux) -> None:
    (ice, heard), far, elsewhere = ice_of(mux), Far(mux), Far(mux)
    old, by_old_names = ice.ufrag, request(ice)
    await far.send(by_old_names)

    mux.restart(ice, "far2")
    await far.send(by_old_names, b"\x80" + bytes(20))
    assert (len(far.answers), len(heard)) == (2, 1)

    await elsewhere.send(request(ice, user=f"{ice.ufrag}:far"))              # new and old names mixed
    assert elsewhere.answers == []
    await elsewhere.send(request(ice, user=f"{ice.ufrag}:far2"), b"\x80" + bytes(20))
    assert (len(elsewhere.answers), len(heard)) == (1, 2)
    assert ice.address == elsewhere.socket.getsockname()
    await far.send(by_old_names)
    assert far.answers == []
    assert old not in ice.names


async def test_a_restart_that_came_to_nothing_does_not_cost_the_line(mux: Mux) -> None:
    (ice, _), far = ice_of(mux), Far(mux)
    by_first_names = request(ice)
    await far.send(by_first_names)

    for turn in range(5):
        mux.restart(ice, f"far{turn}")
    await far.send(by_first_names, request(ice, user=f"{ice.ufrag}:far4"))

    assert len(far.answers) == 3
    assert len(ice.names) == 1
    mux.remove(ice)
    await far.send(by_first_names, request(ice, user=f"{ice.ufrag}:far4"))
    assert far.answers == []
