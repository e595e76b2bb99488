"""Which codings are taken, and in which order they are liked."""

import pytest

from media.codecs import Coding, choose

OFFERED = {96: "vp8/90000", 97: "rtx/90000", 102: "h264/90000", 103: "rtx/90000", 45: "av1/90000"}
PARAMETERS = {102: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"}


def video(offered, parameters=None, codecs=None, repairs=None):
    return choose("video", offered, codecs or OFFERED, repairs or {96: 97, 102: 103}, parameters or PARAMETERS)


def test_vp8_is_liked_best_and_h264_is_taken_beside_it():
    assert video([45, 102, 103, 96, 97]) == (Coding("vp8", 96, 97), Coding("h264", 102, 103, "42e01f"))


def test_h264_alone_is_taken():
    assert video([102]) == (Coding("h264", 102, 0, "42e01f"),)


@pytest.mark.parametrize("said", [
    "", "profile-level-id=42e01f", "packetization-mode=0;profile-level-id=42e01f",
    "packetization-mode=1;profile-level-id=640c1f", "packetization-mode=1;profile-level-id=42e01f0",
    "packetization-mode=1", "packetization-mode=1;profile-level-id=42e0\r\n",
])
def test_another_h264_is_not(said):
    assert video([102], {102: said}) == ()


def test_of_two_baselines_the_constrained_one_is_taken_which_all_decoders_have():
    both = {102: "packetization-mode=1;profile-level-id=42001f", 108: "packetization-mode=1;profile-level-id=42e01f"}

    assert video([102, 108], both, {102: "h264/90000", 108: "h264/90000"})[0].payload_type == 108
    assert video([102], both)[0].profile == "42001f"


def test_repairs_are_taken_only_when_they_are_offered_as_such():
    assert video([96], repairs={96: 97})[0].repair_type == 0
    assert video([96, 102], repairs={96: 102})[0].repair_type == 0


def test_opus_is_the_only_voice():
    assert choose("audio", [0, 111], {0: "pcmu/8000", 111: "opus/48000/2"}, {}, {}) == (Coding("opus", 111),)
    assert choose("application", [111], {111: "opus/48000/2"}, {}, {}) == ()
