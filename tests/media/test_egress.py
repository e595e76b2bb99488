"""The last station: sent or dropped, never queued."""

import socket

from media.egress import Egress


def udp() -> socket.socket:
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


class Line:
    """Seals by adding a byte."""

    def __init__(self, address: tuple[str, int] | None) -> None:
        self.address = address

    def seal(self, buffer: bytearray, size: int) -> int:
        buffer[size] = 0xEE
        return size + 1


def test_head_and_rest_arrive_as_one_sealed_packet() -> None:
    with udp() as here, udp() as far:
        far.bind(("127.0.0.1", 0))
        out = Egress(here)

        out.send(Line(far.getsockname()), b"head", b"and rest")
        out.send(Line(far.getsockname()), b"short", b"")

        assert [far.recv(100) for _ in range(2)] == [b"headand rest\xee", b"short\xee"]
        assert (out.sent, out.dropped) == (2, 0)


def test_a_line_without_an_address_and_a_packet_too_large_get_nothing() -> None:
    with udp() as here:
        out = Egress(here)

        out.send(Line(None), b"head", b"rest")
        out.send(Line(("127.0.0.1", 9)), b"head", bytes(1_500))

        assert (out.sent, out.dropped) == (0, 1)


def test_a_line_that_closed_meanwhile_costs_only_its_own_packet() -> None:
    class Closed(Line):
        def seal(self, buffer: bytearray, size: int) -> int:
            raise OSError("closed")

    with udp() as here:
        out = Egress(here)

        out.send(Closed(("127.0.0.1", 9)), b"head", b"rest")

        assert (out.sent, out.dropped) == (0, 1)
