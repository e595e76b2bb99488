"""One UDP socket for many peers, ICE-lite behind it (RFC 8445 section 2.5, RFC 7983).

    first byte   0–3      STUN: answered here when its integrity holds
                20–63     DTLS: to the peer's association
               128–191    RTP and RTCP: to the peer, decrypted there

One kind of peer we seek ourselves: the relay above us. There we are the controlling agent,
ask all its addresses and take the first that answers, on a socket for each of its peers, for
it knows them apart by their addresses.

A peer that comes from another address than before is followed there only when it answers a check
of ours from there too: one of its own can be sent once more by anybody who saw it pass. Browsers
answer; equipment that does not stays where it was first.

Nothing but STUN is taken from an address whose check did not succeed: a stranger's
datagram reaches no association, so it cannot spoil one that is just being made.
Alerts in plain text are dropped either way, and we send none: before the keys are
agreed anybody could have written them.

The socket is read until it is empty, with `recvfrom` in a loop. asyncio's own
datagram transport wakes the loop for each datagram: 25–38 µs against 1.8.
"""

import asyncio
import contextlib
import secrets
import socket
import struct
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from media import checks

Address = tuple[str, int]

BURST = 256                    # datagrams read before the loop may turn
ALERT = 21                     # content type of a DTLS record (RFC 6347 section 4.1)
WAITING = 64                   # DTLS datagrams kept for one association
DATAGRAM = 2048
ADDRESSES = 4                  # remembered for one peer: it may roam
ANSWERS = 5.0                  # seconds a check of ours may be answered
ASKED = 1024                   # … that are remembered
HELD = 10.0                    # seconds an address stays with the peer that was checked there


def name(address: Address) -> bytes:
    """An address as the kernel wants it: struct sockaddr_in of Linux.

    >>> name(("192.0.2.7", 40000)).hex()
    '02009c40c00002070000000000000000'
    """
    return struct.pack("=H", socket.AF_INET) + struct.pack("!H4s8x", address[1], socket.inet_aton(address[0]))


class Flush(Protocol):
    def flush(self) -> None: ...


class Names(NamedTuple):
    """By what two agents know each other, besides our own name."""

    theirs: str
    password: str
    their_password: str


class Ice:
    """One peer's transport as an association needs it: checked, found, lost."""

    role = "controlled"
    state = "completed"

    def __init__(
        self, mux: "Mux", remote_ufrag: str, hear: Callable[[bytes, float], None],
        moved: Callable[[], None] = lambda: None,      # told when `address` has become another one
        remote_password: str = "",                     # "": not known, as of whom we seek at first
    ) -> None:
        self._mux = mux
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING)
        self.ufrag, self.password = "", ""
        self.remote_ufrag = ""
        self.names: dict[str, Names] = {}                # by our ufrag; two during a restart
        self.rename(remote_ufrag, remote_password)
        self.hear, self.moved = hear, moved
        self.address: Address | None = None
        self.addresses: list[Address] = []
        self.checked_at = time.monotonic()         # when the peer was last heard to be alive
        self.closed = False
        self.candidates: tuple[Address, ...] = ()  # where we seek it; none: it seeks us

    def rename(self, remote_ufrag: str, remote_password: str) -> None:
        """New names on both sides. The ones before hold until somebody comes by the new ones."""
        self.ufrag, self.password = secrets.token_hex(4), secrets.token_hex(16)
        self.remote_ufrag = remote_ufrag
        self.names[self.ufrag] = Names(remote_ufrag, self.password, remote_password)

    def seek(self, remote_ufrag: str, password: str, candidates: Sequence[Address]) -> None:
        """The other side has said who it is and where it may be found."""
        self.remote_ufrag, self.candidates = remote_ufrag, tuple(candidates)
        self.names[self.ufrag] = Names(remote_ufrag, self.password, password)

    async def _recv(self) -> bytes:
        datagram = await self._waiting.get()
        if datagram is None or self.closed:
            raise ConnectionError
        return datagram

    async def _send(self, datagram: bytes) -> None:
        if self.address is not None and not _plain_alert(datagram):
            self._mux.send(datagram, self.address)

    def take(self, datagram: bytes) -> None:
        """A DTLS datagram from the peer's own address."""
        if not _plain_alert(datagram):
            with contextlib.suppress(asyncio.QueueFull):
                self._waiting.put_nowait(datagram)

    def close(self) -> None:
        self.closed = True
        self.hear, self.moved = lambda *_: None, lambda: None      # they would hold the peer, and it us
        while not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put_nowait(None)


def _plain_alert(datagram: bytes) -> bool:
    """Is there an alert of epoch 0 in it, not yet protected by any key? Records stand one behind another.

    >>> _plain_alert(b"\\x14" + bytes(11) + b"\\1\\1" + b"\\x15" + bytes(14))
    True
    """
    at, size = 0, len(datagram)
    while at < size and datagram[at] < 32:     # as DTLS 1.2 writes them
        if datagram[at] == ALERT and datagram[at + 3 : at + 5] == b"\0\0":
            return True
        at += 13 + int.from_bytes(datagram[at + 11 : at + 13], "big")
    return False


class Mux:
    """The socket, and whose datagram is whose."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self.socket.setsockopt(socket.SOL_SOCKET, option, 8 << 20)
        self.socket.bind((host, port))
        self.host = host
        self.port: int = self.socket.getsockname()[1]
        self._by_ufrag: dict[str, Ice] = {}
        self._by_address: dict[Address, Ice] = {}
        self._asked: dict[bytes, tuple[Ice, Address, str, float]] = {}     # checks not yet answered, by number
        self._flush: Callable[[], None] = lambda: None
        self.strangers = 0                         # datagrams from addresses nobody vouched for

    def open(self, out: Flush) -> None:
        self._flush = out.flush
        asyncio.get_running_loop().add_reader(self.socket.fileno(), self.readable)

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self.socket.fileno())
        self.socket.close()

    def add(self, ice: Ice) -> None:
        self._by_ufrag[ice.ufrag] = ice

    def restart(self, ice: Ice, remote_ufrag: str, remote_password: str) -> None:
        """Checks begin anew (RFC 8445 section 2.4); the line goes on as it is meanwhile."""
        self._forget(ice, list(ice.names)[1:])     # a restart before it that came to nothing
        ice.rename(remote_ufrag, remote_password)
        self.add(ice)

    def _forget(self, ice: Ice, ufrags: Sequence[str]) -> None:
        for ufrag in ufrags:
            del ice.names[ufrag]
            self._by_ufrag.pop(ufrag, None)

    def remove(self, ice: Ice) -> None:
        self._forget(ice, list(ice.names))
        for address in ice.addresses:
            if self._by_address.get(address) is ice:
                del self._by_address[address]
        ice.close()

    def send(self, datagram: bytes, address: Address) -> None:
        """Sent, or dropped: what is late is lost, nothing queues."""
        with contextlib.suppress(OSError):
            self.socket.sendto(datagram, address)

    def readable(self) -> None:
        """Take all that has come, hand it on, and let go what is ready to go out."""
        receive, known = self.socket.recvfrom, self._by_address
        now = time.monotonic()
        for _ in range(BURST):
            try:
                datagram, address = receive(DATAGRAM)
            except BlockingIOError:
                break
            except OSError:                        # a peer's port was closed: Linux tells us here
                continue
            if len(datagram) < 12:
                continue
            first = datagram[0]
            if first < 4:
                (self._answered if first else self._check)(datagram, address)
                continue
            ice = known.get(address)
            if ice is None:
                self.strangers += 1
            elif 127 < first < 192:
                ice.hear(datagram, now)
            elif 19 < first < 64:
                ice.take(datagram)
        self._flush()

    def _check(self, datagram: bytes, address: Address) -> None:
        """A connectivity check: answered when it is one of ours and whole."""
        if checks.called(datagram) not in self._by_ufrag:
            return                                 # to read all of it takes twenty times as long
        check = checks.asked(datagram)
        ice = self._by_ufrag.get(check.ours) if check is not None else None
        if check is None or ice is None:
            return
        ours = check.ours
        names = ice.names[ours]
        if check.theirs != names.theirs or not check.holds(names.password):
            return
        now, holder = time.monotonic(), self._by_address.get(address)
        if holder is not None and holder is not ice and now - holder.checked_at < HELD:
            return                                 # somebody who forges another peer's address must not take it over
        self.send(checks.answer(check, address, names.password), address)
        if ice.candidates:
            return                                 # its way is the one that answered us
        ice.checked_at = now
        if ours == ice.ufrag:
            self._forget(ice, list(ice.names)[:-1])
        self._admit(ice, address, takes=False)
        if check.nominates and ice.address != address and names.their_password:
            self._ask(ice, ours, address)

    def ask(self, ice: Ice) -> None:
        """A check to where it was found; to all places where it may be while it is not, or is silent."""
        found = ice.address is not None and time.monotonic() - ice.checked_at < ANSWERS
        for address in (ice.address,) if found and ice.address else ice.candidates:
            self._ask(ice, ice.ufrag, address)

    def _ask(self, ice: Ice, ours: str, address: Address) -> None:
        now, names = time.monotonic(), ice.names[ours]
        while self._asked and (now - next(iter(self._asked.values()))[3] > ANSWERS or len(self._asked) >= ASKED):
            del self._asked[next(iter(self._asked))]
        number, datagram = checks.ask(ours, names.theirs, names.their_password, controlling=bool(ice.candidates))
        self._asked[number] = ice, address, names.their_password, now
        self.send(datagram, address)

    def _answered(self, datagram: bytes, address: Address) -> None:
        """Somebody says that they answer a check of ours."""
        ice, asked, password, _ = self._asked.get(checks.number(datagram), (None, None, "", 0.0))
        if ice is None or ice.closed or asked != address or not checks.answered(datagram, password):
            return
        now = time.monotonic()
        takes = not ice.candidates or now - ice.checked_at >= ANSWERS
        del self._asked[checks.number(datagram)]
        ice.checked_at = now
        self._admit(ice, address, takes)

    def _admit(self, ice: Ice, address: Address, takes: bool) -> None:
        """The peer is at this address; `takes`: and is sent to there from now on."""
        if address not in ice.addresses:
            ice.addresses.append(address)
            if len(ice.addresses) > ADDRESSES:
                oldest = next(one for one in ice.addresses if one != ice.address)
                ice.addresses.remove(oldest)
                if self._by_address.get(oldest) is ice:
                    del self._by_address[oldest]
        self._by_address[address] = ice
        if ice.address is None or (takes and ice.address != address):
            ice.address = address
            ice.moved()
