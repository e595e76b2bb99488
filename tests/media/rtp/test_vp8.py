"""The VP8 descriptor: read as another library reads it, rewritten in place."""

from aiortc.codecs.vpx import VpxPayloadDescriptor
from hypothesis import given
from hypothesis import strategies as st

from media.rtp import vp8


@given(st.binary(max_size=12))
def test_any_payload_is_read_or_refused(raw: bytes) -> None:
    found = vp8.read(raw)
    assert found is None or 1 <= found.size <= 6


@given(st.integers(0, 1), st.one_of(st.none(), st.integers(0, 32767)), st.one_of(st.none(), st.integers(0, 255)),
       st.one_of(st.none(), st.integers(0, 3)), st.integers(0, 32767), st.integers(0, 255),
       st.binary(min_size=1, max_size=9))
def test_a_rewritten_descriptor_says_the_new_numbers_and_all_else_as_before(
    begins: int, picture: int | None, level: int | None, layer: int | None, new: int, new_level: int, rest: bytes
) -> None:
    tid = (layer, 0) if layer is not None else None
    raw = bytes(VpxPayloadDescriptor(begins, 0, picture_id=picture, tl0picidx=level, tid=tid)) + rest

    found = vp8.read(raw)
    assert found is not None
    assert (found.picture_id, found.level_zero, found.begins) == (picture, level, bool(begins))
    assert found.key == (bool(begins) and not rest[0] & 1)
    assert raw[found.size :] == rest
    written = vp8.write(raw, found, new, new_level)

    again, left = VpxPayloadDescriptor.parse(written + rest)
    assert left == rest
    assert again.picture_id == (None if picture is None else new if found.wide else new & 0x7F)
    assert (again.tl0picidx, again.tid) == (None if level is None else new_level, tid)
