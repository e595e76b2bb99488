"""The last station of a packet: sealed in place and sent.

    head + rest ─▶ one buffer, sealed where it stands ─▶ sendto

Sealing in place spares two copies and three objects a packet against
`Session.protect`. Where the binding does not allow it the plain way is taken; both
write the same bytes, a test holds them side by side. Sent or dropped, never queued:
sound that is late is of no use to anybody.
"""

import socket

from media.rtp.slot import Line

ROOM = 2048                    # bytes: a packet is at most 1,500, the seal adds up to 144


class Egress:
    """Out to the watchers."""

    def __init__(self, sock: socket.socket) -> None:
        self._send = sock.sendto
        self._buffer = bytearray(ROOM)
        self._view = memoryview(self._buffer)
        self.sent = 0
        self.dropped = 0

    def send(self, line: Line, head: bytes, rest: bytes) -> None:
        """Seal and send one packet; a line that is not open yet gets nothing."""
        address = line.address
        if address is None:
            return
        size, most = len(head), len(head) + len(rest)
        if most > 1500:
            self.dropped += 1
            return
        self._buffer[:size] = head
        self._buffer[size:most] = rest
        try:
            sealed = line.seal(self._buffer, most)
            self._send(self._view[:sealed], address)
            self.sent += 1
        except OSError:
            self.dropped += 1

    def flush(self) -> None:
        """Everything went out as it came."""
