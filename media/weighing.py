"""Once a second each watcher's line is weighed, and its page is told where it stands and why.

    weigh(attendants, routers, pacing, now, tell) ─▶ steps for the next second; Stands for pages whose words change

Each at its own moment of the second: all at once would hold up the packets of the others.

    Stands   {"type", "step", "why", "kbit"}    step and why as `media.ladder` names them, in lower case;
                                                kbit/s the line carried when it was too thin, 0: it never was
"""

from collections.abc import Callable, Iterable, Mapping

from media.attendant import Attendant
from media.pacing import Pacing
from media.router import Router

Tell = Callable[[str, str, str, dict[str, object]], None]      # meeting, subject, peer, what its page is to know


def weigh(
    attendants: Iterable[Attendant], routers: Mapping[str, Router], pacing: Pacing, now: float, tell: Tell
) -> None:
    """What each of these lines takes in the next second."""
    for one in attendants:
        router = routers.get(one.meeting)
        if one.down is None or router is None or not one.connected:
            continue
        was = one.down.step, one.down.level
        one.down.weigh(now, *router.costs(one.down))
        if one.down.ladder.fill(now):
            pacing.add(one.down)
        if was != (one.down.step, one.down.level):
            router.place(one.down)
            router.stale = True                # perhaps nobody wants a size any more
        ladder = one.down.ladder
        stands = {
            "type": "Stands", "step": ladder.step.name.lower(), "why": ladder.why,
            "kbit": _rounded(ladder.limit / 1000) if ladder.why in ("line", "loss") else 0,
        }
        if stands != one.stands and not one.upper:
            one.stands = stands
            tell(one.meeting, one.subject, one.id, stands)


def _rounded(kbit: float) -> int:
    """To two figures: more would be said than is known.

    >>> [_rounded(kbit) for kbit in (217.4, 1234, 8.7)]
    [220, 1200, 9]
    """
    return round(kbit) if kbit < 100 else round(kbit / 100) * 100 if kbit >= 1000 else round(kbit / 10) * 10
