"""Something that sounds like a person speaking, made from a seed, and how much of it is in what was heard.

Made of syllables as speech is: a voice whose pitch glides (pulses through three formants), hissing consonants, a
rhythm of three to five syllables a second that never repeats itself. So a codec for speech takes it for speech, and
no stretch of it resembles another.
"""

import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]    # samples, -1 to 1
RATE = 48_000                  # samples a second
FORMANTS = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480), (570, 840, 2410))   # Hz
RING = 0.025                   # s that a formant rings after each pulse
HISS = 0.0003                  # of a quiet hall, under everything: about -70 dB


def speech(seconds: float, seed: int = 1, pauses: bool = False) -> Sound:
    """One person who does not stop; `pauses`: but for breath, 0.3 to 0.5 s after every few words."""
    lot = np.random.default_rng(seed)
    said = np.concatenate(list(syllables(seconds, lot, pauses)))[: int(seconds * RATE)]
    return 0.5 * said / np.abs(said).max() + lot.normal(0, HISS, len(said))


def silence(seconds: float, seed: int = 2) -> Sound:
    """A hall in which nobody speaks."""
    return np.random.default_rng(seed).normal(0, HISS, int(seconds * RATE))


def syllables(seconds: float, lot: np.random.Generator, pauses: bool) -> Iterator[Sound]:
    length = 0.0
    while length < seconds:
        for _ in range(int(lot.integers(5, 12))):
            for part in (consonant(lot), vowel(lot)):
                yield part
                length += len(part) / RATE
        if pauses:
            breath = np.zeros(int(lot.uniform(0.3, 0.5) * RATE))
            yield breath
            length += len(breath) / RATE


def consonant(lot: np.random.Generator) -> Sound:
    """A breath of noise, 30 to 70 ms."""
    n = int(lot.uniform(0.03, 0.07) * RATE)
    return np.diff(lot.normal(0, lot.uniform(0.02, 0.12), n + 1)) * np.hanning(n)


def vowel(lot: np.random.Generator) -> Sound:
    """Pulses of a gliding pitch, each ringing in three formants, 120 to 260 ms."""
    n, ring = int(lot.uniform(0.12, 0.26) * RATE), np.arange(int(RING * RATE)) / RATE
    heard = zip(FORMANTS[lot.integers(len(FORMANTS))], (80, 110, 160), (1, 0.5, 0.25), strict=True)
    shape = sum(np.exp(-ring * np.pi * wide) * np.sin(2 * np.pi * hertz * ring) * loud for hertz, wide, loud in heard)
    said = np.zeros(n + len(ring))
    at, pitch, glide = 0.0, lot.uniform(100, 190), lot.uniform(0.8, 1.25)
    while at < n:
        said[int(at) : int(at) + len(ring)] += shape
        at += RATE / (pitch * glide ** (at / n))
    rise = np.minimum(1, np.minimum(np.arange(n), np.arange(n)[::-1]) / (0.02 * RATE))
    return said[:n] * rise * lot.uniform(0.3, 1)


def write(sound: Sound, path: Path) -> Path:
    """As a file that Chromium plays into its microphone."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return path
