"""What was heard is told from what was not, and a gap is found at its second."""

import numpy as np
import pytest

from tests.lines import speech
from tests.lines.likeness import gaps, likeness, place, resampled

RATE = 16_000


@pytest.fixture(scope="module")
def said():
    return resampled(speech.speech(20), speech.RATE, RATE)


def test_a_softer_copy_that_began_later_is_found_and_alike(said):
    heard = 0.3 * said[7 * RATE : 15 * RATE]
    begins = place(heard, said, RATE)
    found = likeness(heard, said, begins, RATE)
    assert begins == pytest.approx(7, abs=0.02)
    assert min(found.wave, found.loud, *found.pieces) > 0.98


def test_time_that_a_receiver_takes_out_is_forgiven(said):
    heard = np.concatenate([said[n * RATE : (n + 1) * RATE - RATE // 100] for n in range(4, 12)])
    found = likeness(heard, said, place(heard, said, RATE), RATE)
    assert found.loud > 0.9
    assert found.wave > 0.9


def test_a_receiver_may_come_late_but_may_leave_nothing_out(said):
    late = np.concatenate([said[: 4 * RATE], np.zeros(RATE), said[4 * RATE : 10 * RATE]])
    skipped = np.concatenate([said[: 4 * RATE], said[5 * RATE : 11 * RATE]])
    assert sum(one > 0.95 for one in likeness(late, said, 0, RATE).pieces) >= 20
    assert sum(one > 0.95 for one in likeness(skipped, said, 0, RATE).pieces) <= 8


def test_somebody_elses_words_are_not_alike(said):
    heard = resampled(speech.speech(8, seed=9), speech.RATE, RATE)
    found = likeness(heard, said, place(heard, said, RATE), RATE)
    assert found.wave < 0.6
    assert max(found.pieces) < 0.8


def test_a_word_that_was_lost_is_not_alike(said):
    heard = said[2 * RATE : 10 * RATE].copy()
    heard[int(3.5 * RATE) : 4 * RATE] = 0
    found = likeness(heard, said, 2, RATE)
    assert found.wave < 0.99
    assert found.pieces[7] < 0.3
    assert min(found.pieces[:7] + found.pieces[8:]) > 0.98


def test_a_gap_is_found_at_its_second_and_a_breath_is_none(said):
    heard = said[: 12 * RATE].copy()
    heard[5 * RATE : 8 * RATE] = 0
    heard[int(9.5 * RATE) : int(9.7 * RATE)] = 0
    ((begin, end),) = gaps(heard, RATE)
    assert begin == pytest.approx(5, abs=0.02)
    assert end == pytest.approx(8, abs=0.1)
