"""Frames made once, and the private names of uvicorn's protocol that are leant on."""

import inspect

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame as Theirs
from websockets.frames import Opcode
from websockets.server import ServerProtocol

from web.sockets import Frame, Socket


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_frame_is_the_one_that_the_protocol_would_send(size):
    text = "ậ" * (size // 3) + "x" * (size % 3)
    assert Frame(text).data == Theirs(Opcode.TEXT, text.encode()).serialize(mask=False)


def test_the_names_leant_on_are_still_there():
    source = inspect.getsource(WebSocketsSansIOProtocol)
    for name in ("handshake_complete", "close_sent", "disconnected", "writable", "read_paused", "close_timer", "queue"):
        assert f"self.{name} = " in source or f"self.{name}: " in source, name
    for name in ("run_asgi", "pause_writing", "resume_writing", "connection_lost", "handle_close"):
        assert hasattr(Socket, name)
    assert ServerProtocol(max_size=7).max_message_size == 7
