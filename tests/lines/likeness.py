"""How much of what was said is in what was heard.

A receiver stretches time a little and a codec changes a waveform without harming a word. So what was heard is cut into
pieces of half a second, each laid where it fits best beside the one before; then the waveform (as a telephone
carries it, 300 to 3,400 Hz) and the loudness of every 10 ms are compared over all of them. Words that are lost,
garbled or somebody else's fit nowhere.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.lines.speech import Sound

STEP = 0.01                    # s between two looks at the loudness
PIECE = 0.5                    # s
NEAR, LATE = 0.25, 1.5         # s that a piece may come early, beside the one before, or late: nothing is left out then
SURE = 0.8                     # so alike a piece is that its place is known
HUSH = 0.1                     # of the usual loudness: less is a gap


def loudness(sound: Sound, rate: int) -> NDArray[np.float64]:
    """Root mean square of each 10 ms."""
    n = int(rate * STEP)
    return np.sqrt((sound[: len(sound) // n * n].reshape(-1, n) ** 2).mean(axis=1))


def resampled(sound: Sound, rate: int, to: int) -> Sound:
    """Fewer samples a second, by a whole number; what they cannot hold is averaged away."""
    many = rate // to
    assert many * to == rate
    return sound[: len(sound) // many * many].reshape(-1, many).mean(axis=1)


def telephone(sound: Sound, rate: int) -> Sound:
    """What a telephone line lets through of it."""
    strength, hertz = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / rate)
    strength[(hertz < 300) | (hertz > 3400)] = 0
    return np.fft.irfft(strength, len(sound))


def alike(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Pearson's correlation, -1 to 1; 0 when one of them does not change."""
    spread = one.std() * other.std()
    return float(((one - one.mean()) * (other - other.mean())).mean() / spread) if spread else 0.0


def fits(piece: Sound, into: Sound) -> tuple[int, float]:
    """Where a piece lies best in a longer sound, and how alike they are there."""
    n = 1 << (len(into) + len(piece)).bit_length()
    piece = piece - piece.mean()
    product = np.fft.irfft(np.fft.rfft(into, n) * np.conj(np.fft.rfft(piece, n)), n)[: len(into) - len(piece) + 1]
    sums, squares = (np.concatenate(([0.0], np.cumsum(into**power))) for power in (1, 2))
    mean = (sums[len(piece) :] - sums[: -len(piece)]) / len(piece)
    spread = np.maximum((squares[len(piece) :] - squares[: -len(piece)]) / len(piece) - mean**2, 1e-12)
    found = product / (len(piece) * np.sqrt(spread) * max(piece.std(), 1e-9))
    at = int(found.argmax())
    return at, float(found[at])


def place(heard: Sound, said: Sound, rate: int) -> float:
    """The second of what was said at which what was heard begins."""
    return fits(loudness(heard, rate), loudness(said, rate))[0] * STEP


@dataclass(frozen=True)
class Likeness:
    """Correlations, -1 to 1."""

    wave: float                # of the waveform, all pieces laid in their places
    loud: float                # of the loudness
    pieces: tuple[float, ...]  # of the waveform, piece by piece


def likeness(heard: Sound, said: Sound, begins: float, rate: int) -> Likeness:
    """`begins`: the second of what was said at which what was heard begins, as `place` found it."""
    start, size, near, late = (int(seconds * rate) for seconds in (begins, PIECE, NEAR, LATE))
    wave, spoken = telephone(heard, rate), telephone(said, rate)
    here, there, pieces = [], [], []
    for at in range(0, len(heard) - size + 1, size):
        left = max(0, start + at - late)
        found, how = fits(wave[at : at + size], spoken[left : start + at + size + near])
        here.append(slice(at, at + size))
        there.append(slice(left + found, left + found + size))
        pieces.append(how)
        if how > SURE:                                 # the next one lies beside it
            start = left + found - at

    def laid(sound: Sound, places: list[slice]) -> Sound:
        return np.concatenate([sound[one] for one in places])

    return Likeness(
        alike(laid(wave, here), laid(spoken, there)),
        alike(loudness(laid(heard, here), rate), loudness(laid(said, there), rate)),
        tuple(pieces),
    )


def gaps(heard: Sound, rate: int, least: float = 0.4) -> list[tuple[float, float]]:
    """(begin, end) in seconds of each stretch with next to nothing in it, that long at least."""
    loud = loudness(heard, rate)
    quiet = loud < HUSH * np.median(loud)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], quiet.astype(int), [0]))))
    return [(a * STEP, b * STEP) for a, b in zip(edges[::2], edges[1::2], strict=True) if (b - a) * STEP >= least]
