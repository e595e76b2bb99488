"""What voices and pictures are reckoned to take."""

from media import costs
from media.rtp.layer import Layer


def test_room_for_a_voice_is_kept_while_nobody_speaks_and_a_voice_said_again_takes_more() -> None:
    voice = Layer("audio")
    assert costs.voices([], []) == costs.voices([voice], [0]) == costs.SPEAKING

    voice.bits[3] = 34_000

    assert costs.voices([voice], [0, 0, 0]) == 34_000
    assert costs.voices([voice], [1, 1, 1]) == 34_000 * (1 + costs.AGAIN)
    assert costs.voices([voice, voice], [0]) == 34_000             # no more than there are slots


def test_a_picture_that_only_begins_is_reckoned_as_it_is_expected() -> None:
    full = Layer("video")
    full.bits = [2_000.0, 4_000.0, 5_000.0, 5_000.0]
    full.measured = 1

    assert costs.picture(full, 1, 3) == costs.EXPECTED[1]
    full.measured = costs.MEASURED
    assert costs.picture(full, 1, 3) == 5_000


def test_few_frames_of_it_are_expected_to_take_half() -> None:
    assert costs.unseen(0, 0) == costs.EXPECTED[0] / 2
    assert costs.unseen(1, 3) == costs.EXPECTED[1]
