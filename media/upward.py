"""Who sends here goes up to the relay above: in which parts, and how much of it the line there takes.

Towards the parent this relay is a sender with the source's own name; here it is one more
watcher, of that source alone. Of the picture only those sizes go up that the parent wants,
of the voice only what is on the stage: what nobody would hear there does not load the line.
The line up has a ladder of its own, climbed by what the parent reports:

    FULL    all sizes that are wanted        FEW      the small one, few frames
    SMALL   the small one                    below    the voice
"""

from collections.abc import Sequence

from media.costs import EXPECTED, SPEAKING
from media.downlink import Downlink
from media.ladder import Step
from media.rtp.layer import Layer
from media.rtp.slot import ALL, Slot
from media.uplink import Uplink

LEVELS = ((Step.FEW, 0), (Step.SMALL, ALL))    # of the small size: from which step, the highest temporal layer
SMALL, LARGE = EXPECTED        # bit/s of a size not measured yet


def parts(uplink: Uplink) -> list[str]:
    """The codec of each m-line: the voice's, then those of the picture's sizes, the smallest first."""
    voice = uplink.voice
    return ["opus"] * (voice is not None) + [layer.codec for layer in uplink.pictures]


def place(down: Downlink, source: Uplink, heard: Sequence[str]) -> None:
    """Each part into its slot, or not."""
    for slot in down.of("audio"):
        speaks = source.source in heard and down.step > Step.TEXT
        _show(slot, source.voice if speaks else None)
    for slot, layer, level in zip(down.of("video"), source.pictures, _levels(down), strict=False):
        if level is None or slot.terms.mid not in down.wants:
            _show(slot, None)
            continue
        layer.wished, slot.level = True, level
        _show(slot, layer)


def _levels(down: Downlink) -> tuple[int | None, int | None]:
    """The highest temporal layer of the small and of the large size; None: it does not go up."""
    small = next((level for step, level in reversed(LEVELS) if down.step >= step), None)
    return small, down.level if down.step is Step.FULL else None


def _show(slot: Slot, layer: Layer | None) -> None:
    if slot.layer is not layer:
        slot.show(layer)


def costs(down: Downlink, source: Uplink, heard: Sequence[str]) -> dict[Step, float]:
    """What each step takes of the line up, bit/s: as measured, or as expected."""
    speaks = source.voice if source.source in heard else None
    voice = max(speaks.bits[ALL], SPEAKING) if speaks is not None else 0.0
    costs = {step: voice if step > Step.TEXT else 0.0 for step in Step}
    for at, (slot, layer) in enumerate(zip(down.of("video"), source.pictures, strict=False)):
        if slot.terms.mid not in down.wants:
            continue
        if at:
            costs[Step.FULL] += layer.bits[ALL] or LARGE
            continue
        costs[Step.FEW] += layer.bits[0] or SMALL
        for step in (Step.SMALL, Step.FULL):
            costs[step] += layer.bits[ALL] or SMALL
    return costs
