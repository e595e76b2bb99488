"""The last station: sent or dropped, never queued. One suite for the plain way and the batch."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from media.egress import BATCH, Batched, Egress, Plain, egress
from media.mux import name


class Line:
    """Its key is what its seal adds; one that is closed has none."""

    def __init__(self, address: tuple[str, int] | None, key: bytes = b"\xee") -> None:
        self.name, self.key = name(address) if address else b"", key


def seal(key: bytes, place: Any, number: Any) -> int:
    """Adds a byte where the packet stands."""
    if not key:
        return 1
    place[number[0]] = key
    number[0] += 1
    return 0


@pytest.fixture
def far() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        yield one


@pytest.fixture(params=[Plain, Batched])
def out(request: pytest.FixtureRequest) -> Iterator[Egress]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here:
        here.setblocking(False)
        yield request.param(here, seal)


def test_head_and_rest_arrive_as_one_sealed_packet(out: Egress, far: socket.socket) -> None:
    out.send([Line(far.getsockname())], [b"head"], b"and rest")
    out.send([Line(far.getsockname())], [b"short"], b"")
    out.flush()

    assert [far.recv(100) for _ in range(2)] == [b"headand rest\xee", b"short\xee"]
    assert (out.sent, out.dropped) == (2, 0)


def test_more_than_a_batch_arrives_whole_and_in_order(out: Egress, far: socket.socket) -> None:
    line, count = Line(far.getsockname()), 2 * BATCH + 7
    for at in range(count):
        out.send([line], [b"%d " % at], bytes(at))
    out.flush()

    assert [far.recv(2048) for _ in range(count)] == [b"%d " % at + bytes(at) + b"\xee" for at in range(count)]
    assert (out.sent, out.dropped) == (count, 0)


def test_each_packet_goes_to_its_own_line(out: Egress, far: socket.socket) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        for at in range(10):
            out.send([Line((far, other)[at % 2].getsockname())], [b"%d" % at], b"")
        out.flush()

        assert b"".join(far.recv(9) for _ in range(5)) == b"0\xee2\xee4\xee6\xee8\xee"
        assert b"".join(other.recv(9) for _ in range(5)) == b"1\xee3\xee5\xee7\xee9\xee"


def test_one_packet_goes_to_all_each_with_its_own_head_and_seal(out: Egress, far: socket.socket) -> None:
    count = 2 * BATCH + 7
    heads = [b"%d " % at if at % 3 else b"a longer head %d " % at for at in range(count)]
    out.send([Line(far.getsockname(), bytes((at % 200,))) for at in range(count)], heads, b"for all")
    out.flush()

    came = [far.recv(2048) for _ in range(count)]
    assert sorted(came) == sorted(heads[at] + b"for all" + bytes((at % 200,)) for at in range(count))
    assert (out.sent, out.dropped) == (count, 0)


def test_those_who_are_not_there_yet_or_no_more_get_nothing_and_the_others_all(
    out: Egress, far: socket.socket
) -> None:
    here, at_once = far.getsockname(), range(100)
    lines = [Line(None) if at % 5 == 0 else Line(here, b"" if at % 5 == 1 else b".") for at in at_once]
    for _ in range(2):
        out.send(lines, [b"%02d" % at for at in at_once], b" in the hall")
    out.flush()

    expected = [b"%02d in the hall." % at for at in at_once if at % 5 > 1]
    assert [far.recv(100) for _ in range(120)] == 2 * expected
    assert (out.sent, out.dropped) == (120, 40)


def test_a_line_without_an_address_and_a_packet_too_large_get_nothing(out: Egress) -> None:
    out.send([Line(None)], [b"head"], b"rest")
    out.send([Line(("127.0.0.1", 9))], [b"head"], bytes(1_500))
    out.flush()

    assert (out.sent, out.dropped) == (0, 1)


def test_a_packet_that_cannot_go_holds_up_no_other(out: Egress, far: socket.socket) -> None:
    out.send([Line(far.getsockname())], [b"before"], b"")
    out.send([Line(far.getsockname(), b"")], [b"closed"], b"")
    out.send([Line(("255.255.255.255", 9))], [b"not allowed"], b"")
    out.send([Line(far.getsockname())], [b"after"], b"")
    out.flush()

    assert [far.recv(100) for _ in range(2)] == [b"before\xee", b"after\xee"]
    assert (out.sent, out.dropped) == (2, 2)


def test_here_packets_go_out_in_batches() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here:
        assert isinstance(egress(here), Batched)
