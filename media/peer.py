"""One DTLS-SRTP association, on the lower half of aiortc.

`RTCPeerConnection` would decode, re-encode and open sockets of its own. We take
`RTCDtlsTransport` alone, hand it a transport of ours (`mux.Ice`), and after the
handshake use its two SRTP sessions directly. The names it does not promise us are
all in this file; aiortc is pinned below 1.17 and a contract test looks at each:

    RTCDtlsTransport   _set_role, _rx_srtp, _tx_srtp, encrypted; asks its transport for
                       role, _recv(), _send()
    RTCCertificate     _create_ssl_context, asked for once an association; SRTP_PROFILES
    RemoteBitrateEstimator   add(), rate_control: not in its documents, but the estimator REMB is made for
    pylibsrtp          Session._srtp, _binding.lib, _binding.ffi

A handshake that was spoilt (a ClientHello without a common cipher, say) is begun
anew: the browser tries again by itself, so the call still opens. A certificate that
is not the one of the offer ends it for good.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

import pylibsrtp
from aiortc.rate import RemoteBitrateEstimator
from aiortc.rtcdtlstransport import (
    SRTP_PROFILES,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)
from cryptography.x509 import InvalidVersion
from pylibsrtp._binding import ffi, lib

from media.mux import Address, Ice, Mux, name

ATTEMPTS = 50                  # handshakes begun anew before we give up
PATIENCE = 30.0                # seconds from the offer to the keys
SILENT = 2.0                   # seconds after which an estimate looks at packets anew
SOURCES = 64                   # SSRCs one peer may have: for each, libsrtp keeps what it needs against replays
SESS_CACHE_OFF, MODE_RELEASE_BUFFERS = 0x0, 0x10       # of OpenSSL's ssl.h; nobody comes back to a session


Certificate = RTCCertificate
seal = lib.srtp_protect        # key, place, number of bytes there: encrypted where they stand; 0: done


def place(kept: bytearray, at: int = 0) -> Any:
    """A place as `seal` wants it. Whoever keeps the bytes keeps the place: nothing here holds them.

    Not over a memoryview: when the two are found in a ring, Python 3.11 lets go of the view
    before cffi does, and that ends the process.
    """
    return ffi.from_buffer(kept) + at


def number(kept: bytearray, at: int = 0) -> Any:
    """The four bytes of a number as `seal` wants them; likewise."""
    return ffi.cast("int *", place(kept, at))


class Ear(Protocol):
    """Who is told what was decrypted."""

    def packet(self, packet: bytes, now: float) -> None: ...
    def report(self, datagram: bytes, now: float) -> None: ...


def certificate() -> RTCCertificate:
    """One for the life of the process: making one takes longer than a handshake.

    All associations share what OpenSSL keeps beside it, and give back their buffers when they are
    idle: a peer takes 99 kB instead of 129.
    """
    own = RTCCertificate.generateCertificate()
    context = own._create_ssl_context(srtp_profiles=SRTP_PROFILES)
    context.set_session_cache_mode(SESS_CACHE_OFF)
    context.set_mode(MODE_RELEASE_BUFFERS)
    cast(Any, own)._create_ssl_context = lambda srtp_profiles: context
    return own


def fingerprint(own: RTCCertificate) -> str:
    """As the answer says it."""
    found = next(one for one in own.getFingerprints() if one.algorithm == "sha-256")
    return f"{found.algorithm} {found.value}"


class Session(Protocol):
    """What we use of `pylibsrtp.Session`."""

    _srtp: Any

    def protect(self, packet: bytes) -> bytes: ...
    def protect_rtcp(self, packet: bytes) -> bytes: ...
    def unprotect(self, packet: bytes) -> bytes: ...
    def unprotect_rtcp(self, packet: bytes) -> bytes: ...


class Peer:
    """A sender or a watcher, as packets see it."""

    def __init__(
        self, mux: Mux, own: RTCCertificate, ufrag: str, theirs: tuple[str, str] | None,
        on_end: Callable[["Peer"], None],
        begins: bool = False,                      # with the handshake; else the other side does
        password: str = "",                        # theirs, of its checks
    ) -> None:
        self._begins, self._found = begins, asyncio.Event()
        self.name, self.key = b"", cast(Any, None)     # as a line: where to; empty before the keys are agreed
        self._mux, self._own, self._on_end = mux, own, on_end
        self._theirs = RTCDtlsParameters([RTCDtlsFingerprint(*theirs)] if theirs else [])
        self.ice = Ice(mux, ufrag, self.hear, self._moved, password)
        self.ear: Ear | None = None
        self._dtls: RTCDtlsTransport | None = None
        self._inbound: Session | None = None
        self._outbound: Session | None = None
        self._sources: set[bytes] = set()          # SSRCs whose seal held
        self.unreadable = 0                        # packets whose seal failed, replayed ones, those of an SSRC too many
        mux.add(self.ice)

    def seek(self, ufrag: str, password: str, theirs: tuple[str, str], places: Sequence[Address]) -> None:
        """The other side is one that answers us, not one that asks: this is how it is known and where it may be."""
        self._theirs = RTCDtlsParameters([RTCDtlsFingerprint(*theirs)])
        self.ice.seek(ufrag, password, places)

    async def open(self) -> bool:
        """Agree on keys; False when it did not come to that."""
        try:
            async with asyncio.timeout(PATIENCE):
                if self._begins:
                    await self._found.wait()       # we never send to an address that was not checked
                for _ in range(ATTEMPTS):
                    if self.ice.closed:
                        return False
                    dtls = self._dtls = RTCDtlsTransport(cast(Any, self.ice), [self._own])
                    dtls._set_role("client" if self._begins else "server")
                    await dtls.start(self._theirs)
                    if dtls.state == "connected":
                        self._agreed(cast(Session, dtls._rx_srtp), cast(Session, dtls._tx_srtp))
                        dtls.add_listener("statechange", self._ended)
                        return True
                    if dtls.encrypted:
                        return False               # somebody else's certificate
        except (TimeoutError, ValueError, InvalidVersion):         # the last two: of a certificate nobody can read
            pass
        return False

    def _agreed(self, inbound: Session, outbound: Session) -> None:
        self._inbound, self._outbound, self.key = inbound, outbound, outbound._srtp[0]
        self._moved()

    def _moved(self) -> None:
        """The address was checked, or is another one."""
        self._found.set()
        if self._outbound is not None and self.ice.address is not None:
            self.name = name(self.ice.address)

    def _ended(self) -> None:
        if self._dtls is not None and self._dtls.state in ("closed", "failed"):
            self._on_end(self)

    async def close(self) -> None:
        """Let go of all of it at once: what points to itself would wait for the collector, at 100 kB each."""
        self._inbound = self._outbound = self.key = self.ear = None
        self.name = b""
        dtls, self._dtls = self._dtls, None
        if dtls is not None:
            dtls.remove_all_listeners()
            await dtls.stop()
        self._mux.remove(self.ice)
        self._found.set()

    def hear(self, datagram: bytes, now: float) -> None:
        """A sealed packet from this peer's address: opened and handed on, or dropped."""
        session, ear = self._inbound, self.ear
        if session is None or ear is None:
            return
        report = 192 <= datagram[1] <= 223
        source = datagram[4:8] if report else datagram[8:12]
        if source not in self._sources and len(self._sources) >= SOURCES:
            self.unreadable += 1
            return
        try:
            opened = session.unprotect_rtcp(datagram) if report else session.unprotect(datagram)
            self._sources.add(source)
            (ear.report if report else ear.packet)(opened, now)
        except (pylibsrtp.Error, ValueError):
            self.unreadable += 1

    def report(self, datagram: bytes) -> None:
        """Send RTCP."""
        if self._outbound is not None and self.ice.address is not None:
            self._mux.send(self._outbound.protect_rtcp(datagram), self.ice.address)


class Estimator:
    """What a line carries, by the moments at which packets left and came (draft-alvestrand-rmcat-remb-03)."""

    def __init__(self) -> None:
        self._of, self._at = RemoteBitrateEstimator(), 0.0
        self.bits = 0                              # per second; 0: not known yet

    def note(self, now: float, left: int, size: int, source: int) -> None:
        """A packet came; `left`: by the sender's clock (abs-send-time), `size`: bytes on the wire."""
        if now - self._at > SILENT:                # its clocks go round, and it counts each millisecond of a pause
            former, self._of = self._of, RemoteBitrateEstimator()
            self._of.rate_control = former.rate_control
        self._at = now
        found = self._of.add(int(now * 1000), left, size, source)
        if found is not None:
            self.bits = found[0]
