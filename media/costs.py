"""What voices and pictures take of a watcher's line, bit/s: as measured, or as expected."""

from collections.abc import Sequence

from media.rtp.layer import Layer
from media.rtp.slot import ALL

SPEAKING = 28_000.0            # one voice that speaks
AGAIN = 0.7                    # of a voice's packet goes once more, each time it is said again
EXPECTED = (100_000.0, 600_000.0)      # of each size, the smallest first
SPARSE = 0.5                   # of that are its lowest frames
MEASURED = 5                   # seconds after which a measured rate is believed: a size begins with less


def voices(layers: Sequence[Layer], depths: Sequence[int]) -> float:
    """Room for one that speaks, whoever is silent now; `depths`: how often each slot says again what it said."""
    again = 1 + AGAIN * max(depths, default=0)
    return max(again * sum(layer.bits[ALL] for layer in layers[: len(depths)]), SPEAKING)


def picture(layer: Layer, size: int, level: int) -> float:
    """Of a size (0: the smallest) up to a temporal layer."""
    return layer.bits[level] if layer.measured >= MEASURED else max(layer.bits[level], unseen(size, level))


def unseen(size: int, level: int) -> float:
    """Of a picture that nobody gives yet."""
    return EXPECTED[size] * (1 if level else SPARSE)
