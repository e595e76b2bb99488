"""Reports, held against another library's reading and writing."""

from aiortc.rtp import RtcpPacket, RtcpPsfbPacket, RtcpRrPacket, RtcpRtpfbPacket, RtcpSrPacket, unpack_remb_fci
from hypothesis import given
from hypothesis import strategies as st

from media.rtp import rtcp

word = st.integers(0, 2**32 - 1)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_a_fault(raw: bytes) -> None:
    assert isinstance(rtcp.read(raw), list)


@given(st.lists(st.sampled_from([200, 201, 205, 206]), max_size=4), st.lists(st.binary(max_size=40), max_size=4))
def test_compounds_that_lie_about_their_length_end_at_the_lie(kinds: list[int], bodies: list[bytes]) -> None:
    raw = b"".join(
        bytes((0x81, kind)) + len(body).to_bytes(2, "big") + body for kind, body in zip(kinds, bodies, strict=False)
    )
    assert len(rtcp.read(raw)) <= 64


@given(word, st.sets(st.integers(0, 65535), min_size=1, max_size=60))
def test_missing_numbers_come_back_as_asked(ssrc: int, numbers: set[int]) -> None:
    raw = rtcp.missing(1, ssrc, sorted(numbers))

    [theirs] = RtcpPacket.parse(raw)
    assert isinstance(theirs, RtcpRtpfbPacket)
    assert set(theirs.lost) == numbers
    assert rtcp.read(raw) == [rtcp.Missing(ssrc, tuple(sorted(numbers)))]


def test_a_storm_of_missing_numbers_is_cut_off() -> None:
    [storm] = rtcp.read(rtcp.missing(1, 2, range(0, 60000, 17)))

    assert isinstance(storm, rtcp.Missing)
    assert len(storm.numbers) == 512


@given(st.integers(0, 2_000_000_000), st.lists(word, min_size=1, max_size=4))
def test_an_estimate_is_understood_within_its_rounding(bits: int, ssrcs: list[int]) -> None:
    raw = rtcp.estimate(1, bits, ssrcs)

    [theirs] = RtcpPacket.parse(raw)
    assert isinstance(theirs, RtcpPsfbPacket)
    said, streams = unpack_remb_fci(theirs.fci)
    assert streams == ssrcs
    assert said <= bits <= said * 1.0001 + 1
    assert rtcp.read(raw) == [rtcp.Estimate(said)]


@given(word, st.integers(0, 255), st.integers(0, 0x7FFFFF), word, word, word, word)
def test_a_report_of_losses_is_understood(
    ssrc: int, fraction: int, lost: int, highest: int, jitter: int, last: int, delay: int
) -> None:
    raw = rtcp.loss(9, [(ssrc, fraction, lost, highest, jitter, last, delay)])

    [theirs] = RtcpPacket.parse(raw)
    assert isinstance(theirs, RtcpRrPacket)
    block = theirs.reports[0]
    assert (block.ssrc, block.fraction_lost, block.packets_lost, block.highest_sequence, block.jitter, block.lsr,
            block.dlsr) == (ssrc, fraction, lost, highest, jitter, last, delay)
    assert rtcp.read(raw) == [rtcp.Loss(ssrc, fraction, lost, highest, jitter, last, delay)]


def test_a_clock_report_and_a_request_for_a_picture_are_understood() -> None:
    raw = rtcp.tell(5, 1 << 60, 77, 3, 900) + rtcp.picture(1, 8)

    told, asked = RtcpPacket.parse(raw)
    assert isinstance(told, RtcpSrPacket)
    assert (told.sender_info.ntp_timestamp, told.sender_info.rtp_timestamp) == (1 << 60, 77)
    assert isinstance(asked, RtcpPsfbPacket)
    assert rtcp.read(raw) == [rtcp.Told(5, 1 << 60, 77), rtcp.Picture(8)]


def test_streams_that_rest_are_told_by_their_names() -> None:
    raw = rtcp.loss(1) + rtcp.leave([5, 0xFFFFFFFF])

    assert rtcp.read(raw) == [rtcp.Left(5), rtcp.Left(0xFFFFFFFF)]
    assert rtcp.read(raw[:-4]) == []                   # it lies about its length
