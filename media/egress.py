"""The last station of a packet: sealed in place and sent.

    head + rest ─▶ a place in the batch, sealed where it stands ─▶ sendmmsg, once for a burst

Sealing in place spares two copies and three objects a packet against `Session.protect`;
one system call for up to 64 packets spares another tenth. Where there is no sendmmsg the
plain way is taken, one `sendto` each; one contract suite holds for both. Sent or dropped,
never queued beyond the burst: sound that is late is of no use to anybody.
"""

import ctypes
import errno
import socket
import struct
import sys
from typing import Any, Protocol

from media.rtp.slot import Line

LARGEST = 1500                 # bytes of a packet before it is sealed; the seal adds up to 144
PLACE = 2048                   # bytes of one place in a batch
BATCH = 64
KNOWN = 4096                   # addresses kept in the kernel's form

MESSAGE = struct.Struct("=QI4xQQQQi4xI4x")     # struct mmsghdr of 64-bit Linux
VECTOR = struct.Struct("=QQ")                  # struct iovec


class Egress(Protocol):
    """Out to the watchers."""

    sent: int
    dropped: int

    def send(self, line: Line, head: bytes, rest: bytes) -> None: ...
    def flush(self) -> None: ...


class Plain:
    """One packet, one system call."""

    def __init__(self, sock: socket.socket) -> None:
        self._send = sock.sendto
        self._place = bytearray(PLACE)
        self._view = memoryview(self._place)
        self.sent = self.dropped = 0

    def send(self, line: Line, head: bytes, rest: bytes) -> None:
        """Seal and send one packet; a line that is not open yet gets nothing."""
        address, middle, size = line.address, len(head), len(head) + len(rest)
        if address is None:
            return
        if size > LARGEST:
            self.dropped += 1
            return
        self._place[:middle] = head
        self._place[middle:size] = rest
        try:
            self._send(self._view[: line.seal(self._view, size)], address)
            self.sent += 1
        except OSError:
            self.dropped += 1

    def flush(self) -> None:
        """Everything went out as it came."""


class Batched:
    """A burst of packets, one system call."""

    def __init__(self, sock: socket.socket) -> None:
        self._call: Any = ctypes.CDLL(None, use_errno=True).sendmmsg
        self._call.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int)
        self._file = sock.fileno()
        self._places, self._names = bytearray(PLACE * BATCH), bytearray(16 * BATCH)
        self._vectors, self._messages = bytearray(VECTOR.size * BATCH), bytearray(MESSAGE.size * BATCH)
        self._views = [memoryview(self._places)[PLACE * at : PLACE * (at + 1)] for at in range(BATCH)]
        self._known: dict[tuple[str, int], bytes] = {}
        places, names, vectors, self._first = (
            ctypes.addressof((ctypes.c_char * len(raw)).from_buffer(raw))
            for raw in (self._places, self._names, self._vectors, self._messages)
        )
        for at in range(BATCH):
            VECTOR.pack_into(self._vectors, VECTOR.size * at, places + PLACE * at, 0)
            vector = vectors + VECTOR.size * at
            MESSAGE.pack_into(self._messages, MESSAGE.size * at, names + 16 * at, 16, vector, 1, 0, 0, 0, 0)
        self._count = 0
        self.sent = self.dropped = 0

    def send(self, line: Line, head: bytes, rest: bytes) -> None:
        """Seal one packet into the batch; a line that is not open yet gets nothing."""
        address, middle, size = line.address, len(head), len(head) + len(rest)
        if address is None:
            return
        if size > LARGEST:
            self.dropped += 1
            return
        at = self._count
        place = self._views[at]
        place[:middle] = head
        place[middle:size] = rest
        try:
            sealed = line.seal(place, size)
        except OSError:
            self.dropped += 1
            return
        self._names[16 * at : 16 * at + 16] = self._known.get(address) or self._name(address)
        struct.pack_into("=Q", self._vectors, VECTOR.size * at + 8, sealed)
        self._count = at + 1
        if self._count == BATCH:
            self.flush()

    def _name(self, address: tuple[str, int]) -> bytes:
        """The address as the kernel wants it (struct sockaddr_in)."""
        if len(self._known) >= KNOWN:
            self._known.clear()
        raw = struct.pack("=H", socket.AF_INET) + struct.pack("!H4s8x", address[1], socket.inet_aton(address[0]))
        self._known[address] = raw
        return raw

    def flush(self) -> None:
        """Let go what was gathered; one packet that cannot be sent holds up no other."""
        at, count, self._count = 0, self._count, 0
        while at < count:
            gone = self._call(self._file, self._first + MESSAGE.size * at, count - at, 0)
            if gone > 0:
                self.sent += gone
                at += gone
            elif ctypes.get_errno() in (errno.EAGAIN, errno.ENOBUFS):
                self.dropped += count - at
                return
            elif ctypes.get_errno() != errno.EINTR:
                self.dropped += 1
                at += 1


def egress(sock: socket.socket) -> Egress:
    """The better of the two that this machine knows."""
    if sys.platform == "linux" and struct.calcsize("P") == 8:
        try:
            return Batched(sock)
        except (AttributeError, OSError):              # a C library without sendmmsg
            pass
    return Plain(sock)
