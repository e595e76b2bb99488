"""The head of a packet, believed only as far as the packet reaches."""

from aiortc.rtp import HeaderExtensions, HeaderExtensionsMap, RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from media.rtp import header


@given(st.binary(max_size=80))
def test_any_bytes_are_a_head_within_the_packet_or_none(raw: bytes) -> None:
    head = header.read(raw)
    if head is not None:
        assert 12 <= head.body <= head.end <= len(raw)
        for number in range(1, 15):
            found = header.element(raw, head, number)
            assert found is None or 1 <= len(found) <= 16


@given(st.integers(0, 127), st.integers(0, 65535), st.integers(0, 2**32 - 1), st.booleans(), st.binary(max_size=50),
       st.integers(0, 7), st.lists(st.integers(0, 2**32 - 1), max_size=3))
def test_what_another_library_writes_is_read(
    kind: int, sequence: int, timestamp: int, marker: bool, payload: bytes, padding: int, csrc: list[int]
) -> None:
    packet = RtpPacket(
        payload_type=kind, sequence_number=sequence, timestamp=timestamp, marker=marker, payload=payload, ssrc=7
    )
    packet.csrc, packet.padding_size = csrc, padding
    packet.extensions = HeaderExtensions(mid="v1")
    ids = HeaderExtensionsMap()
    ids._HeaderExtensionsMap__ids.mid = 4
    raw = packet.serialize(ids)

    head = header.read(raw)

    assert head is not None
    assert (head.payload_type, head.sequence, head.timestamp, bool(head.marker), head.ssrc) == (
        kind, sequence, timestamp, marker, 7)
    assert raw[head.body : head.end] == payload
    assert header.element(raw, head, 4) == b"v1"
    assert header.element(raw, head, 5) is None


def test_the_name_of_an_m_line_fills_whole_words() -> None:
    assert header.mid_element(4, "0") == b"\x400\0\0"
    assert header.mid_element(4, "video") == b"\x44video\0\0"
    assert header.mid_element(0, "0") == b""
