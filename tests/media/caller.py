"""A peer in Python: aiortc's lower half on the other side, no codec at all.

It offers as a browser does, checks connectivity as a full ICE agent would, and sends
and receives RTP as it is told, byte for byte.
"""

import asyncio
import itertools
import re
import secrets
import socket
import struct
from typing import Any

from aioice import stun
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport

from media.rtp import header

OWN = RTCCertificate.generateCertificate()
PRINT = next(one for one in OWN.getFingerprints() if one.algorithm == "sha-256").value
OPUS, VP8, RTX = 111, 96, 97


class Caller:
    """One peer: `offer()`, then `connect(answer)`, then `send_rtp` or `packets`."""

    role = "controlling"
    state = "completed"

    def __init__(self, host: str = "127.0.0.1", own: RTCCertificate = OWN) -> None:
        self.ufrag, self.password = secrets.token_hex(4), secrets.token_hex(12)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((host, 0))
        self.socket.setblocking(False)
        self.ssrcs = {"audio": secrets.randbits(31), "video": secrets.randbits(31)}
        self.packets: asyncio.Queue[tuple[header.Header, bytes]] = asyncio.Queue()
        self.reports: asyncio.Queue[bytes] = asyncio.Queue()
        self._dtls_in: asyncio.Queue[bytes] = asyncio.Queue()
        self._checked = asyncio.Event()
        self.dtls = RTCDtlsTransport(self, [own])  # type: ignore[arg-type]
        self.dtls._set_role("client")
        self.far: tuple[str, int] = ("127.0.0.1", 0)
        self.answer = self.peer = ""               # what it was told, and its name there
        asyncio.get_running_loop().add_reader(self.socket.fileno(), self._readable)

    def offer(self, direction: str, kinds: str = "av", estimates: bool = False) -> str:
        """`direction` is sendonly or recvonly; `kinds` one letter for each m-line.

        Only who `estimates` what its line carries wants to know when packets left: else it is shown pictures at once.
        """
        timed = [f"a=extmap:2 {header.SEND_TIME}"] if estimates or direction == "sendonly" else []
        mids = " ".join(str(at) for at in range(len(kinds)))
        lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
        for at, letter in enumerate(kinds):
            kind = {"a": "audio", "v": "video"}[letter]
            numbers = f"{OPUS}" if kind == "audio" else f"{VP8} {RTX}"
            lines += [
                f"m={kind} 9 UDP/TLS/RTP/SAVPF {numbers}", "c=IN IP4 0.0.0.0", "a=rtcp-mux", f"a=mid:{at}",
                f"a={direction}", f"a=ice-ufrag:{self.ufrag}", f"a=ice-pwd:{self.password}",
                f"a=fingerprint:sha-256 {PRINT}", "a=setup:actpass", f"a=extmap:4 {header.MID}",
                *timed, f"a=extmap:3 {header.TRANSPORT_NUMBER}",
            ]
            lines += [f"a=rtpmap:{OPUS} opus/48000/2"] if kind == "audio" else [
                f"a=rtpmap:{VP8} VP8/90000", f"a=rtpmap:{RTX} rtx/90000", f"a=fmtp:{RTX} apt={VP8}",
            ]
        return "\r\n".join(lines) + "\r\n"

    async def check(self, answer: str) -> None:
        """Connectivity only: the relay now knows our address."""
        self.answer = answer
        found = re.search(r"candidate:1 1 udp \d+ (\S+) (\d+)", answer)
        assert found
        self.far = (found[1], int(found[2]))
        self._checked.clear()
        for _ in range(50):
            self.ask()
            try:
                async with asyncio.timeout(0.2):
                    await self._checked.wait()
                    return
            except TimeoutError:
                continue
        raise AssertionError("no answer to our checks")

    async def connect(self, answer: str) -> None:
        await self.check(answer)
        algorithm, value = self._said("fingerprint").split()
        async with asyncio.timeout(20):
            await self.dtls.start(RTCDtlsParameters([RTCDtlsFingerprint(algorithm, value)]))
        assert self.dtls.state == "connected", self.dtls.state

    def _said(self, name: str) -> str:
        found = re.search(rf"a={name}:(.*?)\r?\n", self.answer)
        assert found
        return found[1].strip()

    def ask(self) -> None:
        """One check; whether it is answered is not waited for."""
        message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        message.attributes["USERNAME"] = f"{self._said('ice-ufrag')}:{self.ufrag}"
        message.attributes["PRIORITY"] = 1853693695
        message.attributes["ICE-CONTROLLING"] = 1
        message.attributes["USE-CANDIDATE"] = None
        message.add_message_integrity(self._said("ice-pwd").encode())
        self.socket.sendto(bytes(message), self.far)

    def answer_check(self, datagram: bytes) -> None:
        """Another full agent checks us in turn; 20 bytes of its datagram are enough."""
        reply = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, datagram[8:20])
        reply.attributes["XOR-MAPPED-ADDRESS"] = self.far
        reply.add_message_integrity(self.password.encode())
        self.socket.sendto(bytes(reply), self.far)

    def roam(self) -> None:
        """Be at another address from now on."""
        loop, former = asyncio.get_running_loop(), self.socket
        loop.remove_reader(former.fileno())
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((former.getsockname()[0], 0))
        self.socket.setblocking(False)
        loop.add_reader(self.socket.fileno(), self._readable)
        former.close()

    async def _recv(self) -> bytes:
        return await self._dtls_in.get()

    async def _send(self, datagram: bytes) -> None:
        self.socket.sendto(datagram, self.far)

    def _readable(self) -> None:
        while True:
            try:
                datagram = self.socket.recv(2048)
            except OSError:
                return
            if datagram[:2] == b"\0\1":
                self.answer_check(datagram)
            elif datagram[0] < 4:
                self._checked.set()
            elif datagram[0] < 64:
                self._dtls_in.put_nowait(datagram)
            else:
                self._open(datagram)

    def _open(self, datagram: bytes) -> None:
        session: Any = self.dtls._rx_srtp
        if session is None:
            return
        if 192 <= datagram[1] <= 223:
            self.reports.put_nowait(session.unprotect_rtcp(datagram))
            return
        packet = session.unprotect(datagram)
        head = header.read(packet)
        assert head is not None
        self.packets.put_nowait((head, packet[head.body : head.end]))

    def send_rtp(self, kind: str, sequence: int, timestamp: int, payload: bytes, marker: bool = False) -> None:
        number = (OPUS if kind == "audio" else VP8) | (0x80 if marker else 0)
        head = header.FIXED.pack(0x80, number, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, self.ssrcs[kind])
        self.socket.sendto(self.dtls._tx_srtp.protect(head + payload), self.far)

    def send_rtcp(self, datagram: bytes) -> None:
        self.socket.sendto(self.dtls._tx_srtp.protect_rtcp(datagram), self.far)

    async def hear(self) -> tuple[header.Header, bytes]:
        """The next packet."""
        async with asyncio.timeout(10):
            return await self.packets.get()

    async def close(self) -> None:
        await self.dtls.stop()
        asyncio.get_running_loop().remove_reader(self.socket.fileno())
        self.socket.close()
        self.dtls._transport = None  # type: ignore[assignment]     # it would wait for the collector


def picture(picture_id: int, level_zero: int, key: bool, rest: bytes) -> bytes:
    """A VP8 payload that begins a picture; behind the descriptor whatever is given."""
    first = bytes((rest[0] & 0xFE if key else rest[0] | 1,)) if rest else b""
    return struct.pack("!BBHB", 0x90, 0xC0, 0x8000 | picture_id, level_zero) + first + rest[1:]


async def comes_through(sender: Caller, watcher: Caller) -> None:
    """The sender goes on until its voice and its picture have reached the watcher."""
    missing = {b"voice", b"picture"}
    async with asyncio.timeout(40):
        for at in itertools.count():
            sender.send_rtp("audio", at, at * 2880, b"voice")
            sender.send_rtp("video", at, at * 3000, picture(at, at, at % 10 == 0, b"\x10picture"), marker=True)
            await asyncio.sleep(0.02)
            while not watcher.packets.empty():
                _, payload = watcher.packets.get_nowait()
                missing -= {said for said in missing if payload.endswith(said)}
            if not missing:
                return
