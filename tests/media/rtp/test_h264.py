"""Where a picture of H.264 begins that needs no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp import h264

PARAMETERS, PICTURE, IDR, OTHER = "6742e01f9a", "68ce3c80", "658884", "41e0"


def several(*units: str) -> bytes:
    raw = [bytes.fromhex(unit) for unit in units]
    return b"\x18" + b"".join(len(unit).to_bytes(2, "big") + unit for unit in raw)


@pytest.mark.parametrize(("payload", "key"), [
    (bytes.fromhex(PARAMETERS), True),
    (bytes.fromhex(PICTURE), False),
    (bytes.fromhex(IDR), False),                          # its parameters went before it
    (bytes.fromhex(OTHER), False),
    (several(PARAMETERS, PICTURE, IDR), True),
    (several("0930", PARAMETERS, PICTURE), True),         # behind a delimiter
    (several(PICTURE, IDR), False),
    (several(*["0930"] * 8, PARAMETERS), False),          # nobody looks that far
    (bytes.fromhex("7c87aa"), True),                      # the first piece of large parameters
    (bytes.fromhex("7c07aa"), False),                     # a later piece
    (bytes.fromhex("7c85aa"), False),                     # the first piece of an IDR picture
])
def test_a_watcher_is_let_in_where_the_parameters_stand(payload, key):
    told = h264.read(payload)

    assert told is not None
    assert (told.key, told.layer, told.size, told.picture_id) == (key, 0, 0, None)


@pytest.mark.parametrize("payload", [
    b"", bytes.fromhex("7c"), bytes.fromhex("7c87"), bytes.fromhex("1800"), bytes.fromhex("180005 67"),
    bytes.fromhex("180000 0002"), several(PICTURE) + b"\x00",
])
def test_a_packet_that_lies_about_its_units_is_no_beginning(payload):
    assert h264.read(payload) is None


@given(st.binary(max_size=80))
def test_whatever_comes_something_is_said(payload):
    told = h264.read(payload)
    assert told in (None, h264.KEY, h264.OTHER)
