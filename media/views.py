"""In which size and with how many frames each step of the ladder shows the pictures of the stage."""

from collections.abc import Sequence

from media.ladder import Step
from media.rtp.layer import Layer
from media.rtp.slot import ALL

View = tuple[int, int]         # which size, the smallest is 0; the highest temporal layer
NOTHING: tuple[View | None, ...] = (None, None)
VIEWS: dict[Step, tuple[View | None, ...]] = {     # of the first picture, and of the others
    **dict.fromkeys((Step.TEXT, Step.VOICE, Step.PAGE), NOTHING),
    Step.FEW: ((0, 0), None),
    Step.SMALL: ((0, ALL), (0, 0)),
    Step.FULL: ((1, ALL), (0, ALL)),
}


def within(view: View, sizes: Sequence[Layer]) -> View:
    """The same of a picture that comes in these sizes: fewer frames stand in for a small one."""
    size, level = view
    return view if len(sizes) > 1 else (0, level if size or sizes[0].chosen else min(level, 1))
