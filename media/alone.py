"""The stage of a hall whose line is cut: those who are there go on seeing and hearing each other.

Nothing is decided at the edge: nobody is given the floor here, and when the line is back the stage
is the one that was told.
"""

from collections.abc import Iterable, Sequence

PICTURES, VOICES = 2, 3


def alone(
    here: Iterable[str], seen: Sequence[str], heard: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The stage of those who send here: first who was on it, in their order.

    >>> alone("ABCD", "xB", "xDC")
    (('B', 'A'), ('D', 'C', 'A'))
    """
    sources = list(here)
    orders = ([*(one for one in former if one in sources), *sources] for former in (seen, heard))
    shown, said = (tuple(dict.fromkeys(order)) for order in orders)
    return shown[:PICTURES], said[:VOICES]
