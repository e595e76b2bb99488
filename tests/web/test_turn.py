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
    """Says over UDP what a STUN server would, or what it is told to."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    said = []

    def serve():
        asked, whom = server.recvfrom(1500)
        server.sendto((said[0] if said else b"\x01\x01\0\0" + asked[4:20]), whom)

    threading.Thread(target=serve, daemon=True).start()
    yield f"turn:127.0.0.1:{server.getsockname()[1]}", said
    server.close()


def test_a_server_that_answers_is_known_by_its_answer(parrot):
    assert turn.answers(parrot[0])


def test_another_servers_answer_does_not_count(parrot):
    parrot[1].append(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    assert not turn.answers(parrot[0])


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_silence_is_known_as_such(transport):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    assert not turn.answers(f"turn:127.0.0.1:{port}?transport={transport}", patience=0.3)
