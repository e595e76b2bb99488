"""What is played into a microphone sounds like speech, and is the same each time."""

import wave

import numpy as np

from tests.lines import speech
from tests.lines.likeness import alike, gaps, loudness, resampled


def test_a_seed_means_the_same_words_and_another_seed_means_others() -> None:
    one, other = speech.speech(4, seed=1), speech.speech(4, seed=2)
    assert np.array_equal(one, speech.speech(4, seed=1))
    assert abs(alike(loudness(one, speech.RATE), loudness(other, speech.RATE))) < 0.4


def test_who_does_not_stop_has_no_gap_and_who_breathes_has_some() -> None:
    assert gaps(speech.speech(10), speech.RATE, least=0.25) == []
    breaths = gaps(speech.speech(10, pauses=True), speech.RATE, least=0.25)
    assert 3 <= len(breaths) <= 9


def test_most_of_it_lies_where_a_telephone_carries_it() -> None:
    heard = np.abs(np.fft.rfft(resampled(speech.speech(10), speech.RATE, 16_000))) ** 2
    hertz = np.linspace(0, 8000, len(heard))
    assert heard[(hertz > 100) & (hertz < 3400)].sum() / heard.sum() > 0.8


def test_a_file_has_what_was_said(tmp_path) -> None:
    said = speech.speech(1)
    with wave.open(str(speech.write(said, tmp_path / "said.wav"))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (48_000, 1, 48_000)
        read = np.frombuffer(file.readframes(48_000), "<i2") / 32767
    assert np.abs(read - said).max() < 1e-4
