"""Passes for the server that leads round a closed network, and whether it answers."""

import base64
import hashlib
import hmac
import re
import socket
import threading
from datetime import UTC, datetime

import pytest

from web import turn
from web.settings import Settings

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
SET = Settings(turn="turn:hop.example:3478?transport=udp, turn:hop.example:3478?transport=tcp", turn_secret="s" * 32)


def test_a_pass_holds_for_ten_minutes_and_is_signed_with_the_shared_secret():
    said = turn.links(SET, "person:p1", NOW)

    each = re.findall(r'<([^>]+)>; rel="ice-server"; username="([^"]+)"; credential="([^"]+)"; credential-type=', said)
    assert [url for url, _, _ in each] == ["turn:hop.example:3478?transport=udp", "turn:hop.example:3478?transport=tcp"]
    name, password = each[0][1:]
    assert int(name.partition(":")[0]) - NOW.timestamp() == 600
    assert base64.b64decode(password) == hmac.digest(b"s" * 32, name.encode(), hashlib.sha1)


def test_the_name_tells_the_servers_log_of_nobody_and_differs_by_person():
    said = [turn.links(SET, subject, NOW) for subject in ("person:p1", "person:p2")]

    assert said[0] != said[1]
    assert "p1" not in said[0]
    assert "s" * 32 not in said[0]


def test_without_a_server_nothing_is_said():
    assert turn.links(Settings(), "person:p1", NOW) == ""
    assert turn.urls(Settings()) == []


@pytest.fixture
def parrot():
    """Says over UDP what it is told to, with the number of what it was asked."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    said = []

    def serve():
        for head, body in said:
            asked, whom = server.recvfrom(1500)
            server.sendto(head + asked[4:20] + body, whom)

    thread = threading.Thread(target=serve, daemon=True)
    yield f"turn:127.0.0.1:{server.getsockname()[1]}", said, thread
    server.close()


@pytest.mark.parametrize("said", [
    [(b"HTTP", b"/1.1 400 Bad Request")],
    [(b"\x01\x13\0\0", b"")],
    [(b"\x01\x13\0\x08", b"\0\x14\xff\xff\0\0\0\0")],
    [(b"\0\x03\0\0", b"")],
])
def test_what_is_no_turn_server_does_not_count_as_one(parrot, said):
    url, answers, thread = parrot
    answers += said
    thread.start()

    assert turn.state(url, SET, NOW, patience=1) == "silent"


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_silence_is_known_as_such(transport):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    assert turn.state(f"turn:127.0.0.1:{port}?transport={transport}", SET, NOW, patience=0.3) == "silent"
