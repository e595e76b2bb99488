"""The last station of a packet: sealed in place and sent.

    heads + rest ─▶ places side by side, each sealed where it stands ─▶ sendmmsg, once for a burst

One packet goes to hundreds, and differs only in its head: so it is taken for all of them at once. The
places are filled by a single join, the seals are set by a loop without bytecode, one system call
sends up to 48. Of 4.5 µs a packet 3 are the kernel's and 1 is the cipher's. Where there is no
sendmmsg the plain way is taken, one `sendto` each; one contract suite holds for both. Sent or
dropped, never queued beyond the burst: sound that is late is of no use to anybody.
"""

import ctypes
import errno
import socket
import struct
import sys
from array import array
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from media import peer
from media.rtp.slot import Line

LARGEST = 1500                 # bytes of a packet before it is sealed; the seal adds up to 144
PLACE = 1664                   # bytes of one place in a batch
BATCH = 48                     # more of them do not stay in the fast memory of a core
KNOWN = 4096                   # addresses kept in Python's form

MESSAGE = struct.Struct("=QI4xQQQQi4xI4x")     # struct mmsghdr of 64-bit Linux
VECTOR = struct.Struct("=QQ")                  # struct iovec

Seal = Callable[[Any, Any, Any], int]          # key, place, number of bytes there (before and after); 0: done


class Egress(Protocol):
    """Out to the watchers."""

    sent: int
    dropped: int

    def send(self, lines: Sequence[Line], heads: Sequence[bytes], rest: bytes) -> None:
        """One packet to many: to each line its own head, then the rest. A line that is not open gets nothing."""

    def flush(self) -> None:
        """Let go what was gathered."""


class Plain:
    """One packet, one system call."""

    def __init__(self, sock: socket.socket, seal: Seal = peer.seal) -> None:
        self._send, self._seal = sock.sendto, seal
        self._kept, self._size = bytearray(PLACE), bytearray(4)
        self._view = memoryview(self._kept)
        self._place, self._number = peer.place(self._kept), peer.number(self._size)
        self._known: dict[bytes, tuple[str, int]] = {}
        self.sent = self.dropped = 0

    def send(self, lines: Sequence[Line], heads: Sequence[bytes], rest: bytes) -> None:
        for line, head in zip(lines, heads, strict=True):
            middle, size = len(head), len(head) + len(rest)
            if not line.name:
                continue
            if size > LARGEST:
                self.dropped += 1
                continue
            self._view[:middle], self._view[middle:size], self._number[0] = head, rest, size
            try:
                if self._seal(line.key, self._place, self._number):
                    raise OSError("The packet could not be sealed.")
                self._send(self._view[: self._number[0]], self._address(line.name))
                self.sent += 1
            except OSError:
                self.dropped += 1

    def _address(self, name: bytes) -> tuple[str, int]:
        if name not in self._known:
            if len(self._known) >= KNOWN:
                self._known.clear()
            self._known[name] = socket.inet_ntoa(name[4:8]), int.from_bytes(name[2:4], "big")
        return self._known[name]

    def flush(self) -> None:
        """Everything went out as it came."""


class Batched:
    """A burst of packets, one system call."""

    def __init__(self, sock: socket.socket, seal: Seal = peer.seal) -> None:
        self._call: Any = ctypes.CDLL(None, use_errno=True).sendmmsg
        self._call.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int)
        self._file, self._seal = sock.fileno(), seal
        raw = self._kept = tuple(bytearray(size * BATCH) for size in (PLACE, 16, VECTOR.size, MESSAGE.size))
        self._places, self._names, vectors, messages = (memoryview(one) for one in raw)
        at_places, at_names, at_vectors, self._first = (
            ctypes.addressof((ctypes.c_char * len(one)).from_buffer(one)) for one in raw
        )
        for at in range(BATCH):
            VECTOR.pack_into(vectors, VECTOR.size * at, at_places + PLACE * at, 0)
            vector = at_vectors + VECTOR.size * at
            MESSAGE.pack_into(messages, MESSAGE.size * at, at_names + 16 * at, 16, vector, 1, 0, 0, 0, 0)
        self._sizes = vectors.cast("Q")[1::2]          # the kernel's own field; the seal counts in its lower half
        self._pointers = [peer.place(raw[0], PLACE * at) for at in range(BATCH)]
        self._numbers = [peer.number(raw[2], VECTOR.size * at + 8) for at in range(BATCH)]
        self._count = 0
        self.sent = self.dropped = 0

    def send(self, lines: Sequence[Line], heads: Sequence[bytes], rest: bytes) -> None:
        at, end = 0, len(lines)
        while at < end:
            upto = at + BATCH - self._count
            self._gather(lines[at:upto], heads[at:upto], rest)
            at = upto
            if self._count == BATCH:
                self.flush()

    def _gather(self, lines: Sequence[Line], heads: Sequence[bytes], rest: bytes) -> None:
        """As many as there is room for."""
        first, end = self._count, self._count + len(lines)
        names = b"".join([line.name for line in lines])
        if len(names) < 16 * len(lines) or len(set(map(len, heads))) > 1:
            self._sort(lines, heads, rest)
            return
        size = len(heads[0]) + len(rest)
        if size > LARGEST:
            self.dropped += len(lines)
            return
        behind = rest + bytes(PLACE - size)
        self._places[PLACE * first : PLACE * end] = behind.join(heads) + behind
        self._names[16 * first : 16 * end] = names
        self._sizes[first:end] = array("Q", (size,)) * len(lines)
        keys = [line.key for line in lines]
        failed = list(map(self._seal, keys, self._pointers[first:end], self._numbers[first:end]))
        self._count = end
        if any(failed):
            self._close_ranks(first, failed)

    def _sort(self, lines: Sequence[Line], heads: Sequence[bytes], rest: bytes) -> None:
        """Those with heads of one size together, without those whose line is not open."""
        sorts: dict[int, tuple[list[Line], list[bytes]]] = {}
        for line, head in zip(lines, heads, strict=True):
            if line.name:
                of_size = sorts.setdefault(len(head), ([], []))
                of_size[0].append(line)
                of_size[1].append(head)
        for sort in sorts.values():
            self._gather(*sort, rest)

    def _close_ranks(self, first: int, failed: Sequence[int]) -> None:
        """Those that could not be sealed are dropped, those behind them move up."""
        free = first
        for at, bad in enumerate(failed, first):
            if bad:
                self.dropped += 1
                continue
            if free != at:
                for row, width in ((self._places, PLACE), (self._names, 16), (self._sizes, 1)):
                    row[width * free : width * (free + 1)] = row[width * at : width * (at + 1)]
            free += 1
        self._count = free

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
