"""How long a request may take to arrive.

A thousand clients that send a byte a second hold a thousand connections of a server that
waits for each. uvicorn has no option for it, so its HTTP protocol is subclassed, as little
as will do: it asks for a class and offers no hook.

    headers   complete within `slow` seconds and 32 kB, else the connection is closed
    body      at least `LEAST` bytes a second on average after the first `slow` seconds
              (a hall's line of 256 kbit/s brings 32,000)
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADERS = 32 * 1024            # bytes
LEAST = 512                    # bytes a second


class Patient(HttpToolsProtocol):
    """uvicorn's protocol that does not wait for ever."""

    slow = 10.0                # seconds
    _watch: asyncio.TimerHandle | None = None
    _arrived = 0           # bytes of this request
    _since = 0.0
    _body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own type
        super().connection_made(transport)
        self._expect(body=False)

    def connection_lost(self, exc: Exception | None) -> None:
        self._relax()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._arrived += len(data)
        if not self._body and self._watch is not None and self._arrived > HEADERS + len(data):
            self.transport.close()
            return
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._watch is None:
            self._expect(body=False)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._expect(body=True)

    def on_message_complete(self) -> None:
        self._relax()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._relax()
        super().handle_websocket_upgrade()

    def _expect(self, *, body: bool) -> None:
        self._relax()
        self._body, self._arrived, self._since = body, 0, self.loop.time()
        self._watch = self.loop.call_later(self.slow, self._look)

    def _relax(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _look(self) -> None:
        """Close unless the body keeps coming; reading that we paused ourselves does not count against it."""
        waited = self.loop.time() - self._since
        held = self.flow is not None and self.flow.read_paused
        if self._body and (held or self._arrived >= LEAST * waited):
            self._watch = self.loop.call_later(self.slow, self._look)
            return
        self._watch = None
        if not self.transport.is_closing():
            self.transport.abort()


def patient(slow: float) -> type[Patient]:
    """The protocol with that patience, in seconds."""
    return type("Patient", (Patient,), {"slow": slow})
