"""One WebSocket of the server, with a way past the queue for what goes to everybody.

uvicorn's `send` builds a frame for each socket and is awaited once for each. When a ballot
opens before 5,000 sockets the frame is the same for all: it is built once (`Frame`) and its
bytes are handed to each transport as they are. A socket also can be let go at once: uvicorn
waits for a reader that does not read, and so never gets rid of it.

`Socket` is given to uvicorn by `ws="web.sockets:Socket"`; it subclasses because uvicorn asks for a
class and offers no hook. Nothing breaks without it: the gallery then sends by ASGI.
uvicorn's protocol has no public names for what is used here; `tests/web/test_sockets.py` pins them.
"""

from dataclasses import dataclass, field
from typing import cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

EXTENSION = "dinh.socket"
GRACE = 2.0                    # seconds for the other side to answer a close


@dataclass(frozen=True, slots=True)
class Frame:
    """One message to many sockets: its text, and the bytes of the unmasked frame (RFC 6455 section 5.2)."""

    text: str
    data: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        payload = self.text.encode()
        size = len(payload)
        if size < 126:
            head = bytes((0x81, size))
        elif size < 65_536:
            head = b"\x81\x7e" + size.to_bytes(2, "big")
        else:
            head = b"\x81\x7f" + size.to_bytes(8, "big")
        object.__setattr__(self, "data", head + payload)


class Socket(WebSocketsSansIOProtocol):
    """uvicorn's protocol that lets the gallery write and let go directly."""

    async def run_asgi(self) -> None:
        extensions = cast("dict[str, object]", self.scope["extensions"])
        extensions[EXTENSION] = self
        await super().run_asgi()

    def take(self, most: int) -> None:
        """Messages of up to so many bytes from now on."""
        self.conn.max_message_size = most

    @property
    def ready(self) -> bool:
        """Whether a frame written now goes out without piling up."""
        return self.writable.is_set() and self.handshake_complete and not (self.close_sent or self.disconnected)

    def write(self, frame: Frame) -> None:
        self.transport.write(frame.data)

    def let_go(self, code: int, reason: str = "") -> None:
        """Say goodbye and be gone within `GRACE`, whether the other side reads or not."""
        if self.close_sent or self.disconnected or not self.handshake_complete:
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.writable.set()        # whoever waits to send is told that it is over
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(GRACE, self.transport.abort)
