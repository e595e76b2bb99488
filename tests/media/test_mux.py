"""One socket: whose datagram is whose, and what is nobody's."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator

import pytest
from aioice import stun
from hypothesis import given
from hypothesis import strategies as st

from media.mux import ADDRESSES, ANSWERS, ASKED, Ice, Mux

THEIRS = "a password of theirs"


class Out:
    """Nothing waits here."""

    def flush(self) -> None: ...


def request(ice: Ice, password: str = "", user: str = "") -> bytes:
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = user or f"{ice.ufrag}:far"
    message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity((password or ice.password).encode())
    return bytes(message)


def answer_to(check: bytes, password: str = "p" * 22) -> bytes:
    reply = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, check[8:20])
    reply.attributes["XOR-MAPPED-ADDRESS"] = ("127.0.0.1", 9)
    reply.add_message_integrity(password.encode())
    return bytes(reply)


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

    async def comes(self, *datagrams: bytes, password: str = THEIRS) -> int:
        """Check, and answer checks as a full agent does; how many there were to answer."""
        await self.send(*datagrams)
        asked = [one for one in self.answers if one[:2] == b"\0\1"]
        await self.send(*(answer_to(one, password) for one in asked))
        return len(asked)

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
    ice = Ice(mux, "far", lambda datagram, _: heard.append(datagram), remote_password=THEIRS)
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
        await far.comes(request(ice))
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

    mux.restart(ice, "far2", THEIRS)
    await far.send(by_old_names, b"\x80" + bytes(20))
    assert (len(far.answers), len(heard)) == (2, 1)

    await elsewhere.send(request(ice, user=f"{ice.ufrag}:far"))              # new and old names mixed
    assert elsewhere.answers == []
    assert await elsewhere.comes(request(ice, user=f"{ice.ufrag}:far2"), b"\x80" + bytes(20)) == 1
    assert len(heard) == 2
    assert ice.address == elsewhere.socket.getsockname()
    await far.send(by_old_names)
    assert far.answers == []
    assert old not in ice.names


async def test_a_restart_that_came_to_nothing_does_not_cost_the_line(mux: Mux) -> None:
    (ice, _), far = ice_of(mux), Far(mux)
    by_first_names = request(ice)
    await far.send(by_first_names)

    for turn in range(5):
        mux.restart(ice, f"far{turn}", THEIRS)
    await far.send(by_first_names, request(ice, user=f"{ice.ufrag}:far4"))

    assert len(far.answers) == 3
    assert len(ice.names) == 1
    mux.remove(ice)
    await far.send(by_first_names, request(ice, user=f"{ice.ufrag}:far4"))
    assert far.answers == []


def seeking(mux: Mux, *places: Far) -> tuple[Ice, list[bytes]]:
    """A peer that we look for ourselves, at these places."""
    ice, heard = ice_of(mux)
    ice.seek("above", "p" * 22, [far.socket.getsockname() for far in places])
    return ice, heard


async def test_whom_we_seek_is_asked_at_all_its_places_and_taken_at_the_first_that_answers(mux: Mux) -> None:
    there, elsewhere = Far(mux), Far(mux)
    ice, heard = seeking(mux, there, elsewhere)

    mux.ask(ice)
    [check], [other] = there.answers, elsewhere.answers
    said = stun.parse_message(check)
    assert said.attributes["USERNAME"] == f"above:{ice.ufrag}"
    assert {"USE-CANDIDATE", "ICE-CONTROLLING", "PRIORITY"} <= said.attributes.keys()
    assert said.check_message_integrity(b"p" * 22)
    await elsewhere.send(answer_to(other), b"\x80" + bytes(20))
    await there.send(answer_to(check))
    mux.ask(ice)

    assert ice.address == elsewhere.socket.getsockname()
    assert (len(there.answers), len(elsewhere.answers), len(heard)) == (0, 1, 1)
    for far in (there, elsewhere):
        far.socket.close()


async def test_an_answer_counts_only_from_where_we_asked_under_its_number_and_by_who_knows_the_password(
    mux: Mux
) -> None:
    there, stranger = Far(mux), Far(mux)
    ice, heard = seeking(mux, there)
    mux.ask(ice)
    [check] = there.answers
    never_asked = check[:8] + bytes(12) + check[20:]

    await stranger.send(answer_to(check), b"\x80" + bytes(20), b"\x16" + bytes(20))
    await there.send(
        answer_to(check, "another password, 22 chars"), answer_to(never_asked), check, answer_to(check)[:-1],
        b"\1\1" + answer_to(check)[2:40], b"\1\x11" + answer_to(check)[2:], b"\x80" + bytes(20),
    )
    assert (ice.address, heard, ice._waiting.qsize()) == (None, [], 0)

    await there.send(answer_to(check), b"\x80" + bytes(20))               # nonsense before it spoilt nothing
    assert (ice.address, len(heard)) == (there.socket.getsockname(), 1)
    for far in (there, stranger):
        far.socket.close()


async def test_whom_we_seek_may_check_us_but_that_leads_us_nowhere(mux: Mux) -> None:
    there, elsewhere = Far(mux), Far(mux)
    ice, heard = seeking(mux, there)
    mux.ask(ice)
    await there.send(answer_to(there.answers[0]))

    await elsewhere.send(request(ice, user=f"{ice.ufrag}:above"), b"\x80" + bytes(20))

    assert len(elsewhere.answers) == 1
    assert (ice.address, heard) == (there.socket.getsockname(), [])
    for far in (there, elsewhere):
        far.socket.close()


async def test_who_falls_silent_is_sought_everywhere_again_and_no_question_is_kept_for_long(
    mux: Mux
) -> None:
    there, elsewhere = Far(mux), Far(mux)
    ice, _ = seeking(mux, there, elsewhere)
    mux.ask(ice)
    await there.send(answer_to(there.answers[0]))
    assert len(elsewhere.answers) == 1

    ice.checked_at -= ANSWERS
    mux._asked = {number: (*asked[:3], asked[3] - ANSWERS - 1) for number, asked in mux._asked.items()}
    mux.ask(ice)
    await elsewhere.send(answer_to(elsewhere.answers[0]))

    assert ice.address == elsewhere.socket.getsockname()
    assert len(mux._asked) == 1
    mux.remove(ice)
    assert mux._by_address == {}
    for far in (there, elsewhere):
        far.socket.close()


async def test_a_check_sent_once_more_from_elsewhere_leads_nothing_there(mux: Mux) -> None:
    (ice, _), far, thief = ice_of(mux), Far(mux), Far(mux)
    overheard = request(ice)
    moved: list[object] = []
    await far.send(overheard)
    far.answers.clear()
    ice.moved = lambda: moved.append(ice.address)

    for _ in range(10):
        await thief.send(overheard)                    # whole and valid: it is one of the peer's own
    answers = [one for one in thief.answers if one[:2] == b"\0\1"]
    assert len(answers) == 10
    await thief.comes(*(answer_to(one, "a password it does not know") for one in answers))
    await far.send(answer_to(answers[0]))              # the right words, but from the old place

    assert ice.address == far.socket.getsockname()
    assert moved == []
    for one in (far, thief):
        one.socket.close()


async def test_who_never_answers_checks_stays_where_it_was_first(mux: Mux) -> None:
    (ice, _), far, elsewhere = ice_of(mux), Far(mux), Far(mux)
    await far.send(request(ice))
    assert far.answers[0][:2] == b"\1\1"
    assert far.answers == []                           # there is nothing to prove where it is first
    await elsewhere.send(request(ice))

    assert ice.address == far.socket.getsockname()
    for one in (far, elsewhere):
        one.socket.close()


async def test_what_we_ask_is_not_remembered_without_end(mux: Mux) -> None:
    (ice, _), far, elsewhere = ice_of(mux), Far(mux), Far(mux)
    await far.send(request(ice))

    for _ in range(ASKED + 50):
        mux._check(request(ice), elsewhere.socket.getsockname())

    assert len(mux._asked) == ASKED
    for one in (far, elsewhere):
        one.socket.close()
