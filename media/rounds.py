"""What is done by the clock for everybody in a relay.

    turn(now)   every 50 ms: what senders are asked for (NACK, PLI, which sizes of their picture are watched);
                every 100 ms transport-cc; every 250 ms estimates that fell, and who is loud; each second RR and
                REMB to senders, SR to watchers, every line weighed, one of which something new is told at once
"""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence

from media import figures, redundancy
from media.attendant import Attendant
from media.pacing import Pacing
from media.router import Router
from media.rtp import rtcp
from media.weighing import Tell, weigh

TICK = 0.05                    # seconds between two turns
SLOW, FEEDBACK, GAUGED = 20, 2, 5      # ticks between reports; between two of transport-cc; two looks at an estimate
UPLINK_BITS = 900_000          # bit/s a sender may use at most
REPEAT = 40                    # ticks until a size that is wanted and does not come is asked for again


class Rounds:
    """Over all attendants of one relay."""

    def __init__(
        self, attendants: Mapping[str, Attendant], routers: Mapping[str, Router], pacing: Pacing,
        tell: Tell, uppers: Callable[[], Sequence[Attendant]] = tuple,         # ours at the relay above
    ) -> None:
        self._attendants, self._routers, self._pacing = attendants, routers, pacing
        self._tell, self._uppers = tell, uppers
        self._ticks = 0

    def turn(self, now: float) -> None:
        """One tick has passed."""
        self._ticks += 1
        self.ask_senders(now)
        self._tell_sizes(now)
        turn = self._ticks % SLOW                  # everybody once in so many ticks, and not all at once
        everybody = self._everybody()
        self._weigh(itertools.islice(everybody, turn, None, SLOW), now)
        self._weigh((one for one in everybody if one.down is not None and one.down.urgent), now)
        if self._ticks % GAUGED == 0:
            self._tell_estimates(now)
            self._tell_rest()
            self._listen(now)
        if self._ticks % FEEDBACK == 0:
            self._tell_arrivals()
        if self._ticks % SLOW == 0:
            self._measure(now)
            self._report(now)

    def _everybody(self) -> list[Attendant]:
        return [*self._attendants.values(), *self._uppers()]

    def _weigh(self, some: Iterable[Attendant], now: float) -> None:
        weigh(some, self._routers, self._pacing, now, self._tell)

    def ask_senders(self, now: float) -> None:
        for one in self._everybody():
            if one.up is None or not one.connected:
                continue
            for layer in one.up.layers:
                ask = []
                if layer.ssrc is not None and (numbers := layer.overdue(now)):
                    ask.append(rtcp.missing(one.own_ssrc, layer.ssrc, numbers))
                if layer.ssrc is not None and layer.picture_due(now):
                    ask.append(rtcp.picture(one.own_ssrc, layer.ssrc))
                if ask:
                    one.peer.report(rtcp.loss(one.own_ssrc) + b"".join(ask))

    def _tell_sizes(self, now: float) -> None:
        """What is not watched need not be sent: the page is told which sizes of its picture are."""
        for one in self._attendants.values():
            if one.up is None or not one.connected:
                continue
            wanted = one.up.wanted(now)
            if wanted != one.sizes or (self._ticks % REPEAT == 0 and not one.up.flowing(wanted)):
                one.sizes = wanted
                self._tell(one.meeting, one.subject, one.id, {"type": "Sizes", "on": list(wanted)})

    def _measure(self, now: float) -> None:
        """What the last second was like; a size that came no more is stood in for."""
        for one in self._everybody():
            for layer in one.up.layers if one.up is not None else ():
                if not layer.measure(now):
                    self._routers[one.meeting].stale = True
        figures.note(self._everybody(), now)
        for router in self._routers.values():
            if router.stale:
                router.arrange()

    def _listen(self, now: float) -> None:
        """Who is loud of late, where more speak than can be heard at once."""
        for router in self._routers.values():
            router.listen(now)
            if router.stale:
                router.arrange()

    def _tell_twice(self, one: Attendant) -> None:
        """A voice of which packets are lost on their way here is said twice at its source; a relay sees it itself."""
        twice = redundancy.helps(one.traffic.lossy_up, one.twice)
        if twice != one.twice and not one.via and not one.upper:
            one.twice = twice
            self._tell(one.meeting, one.subject, one.id, {"type": "Twice", "on": twice})

    def _tell_arrivals(self) -> None:
        for one in self._attendants.values():
            if one.up is not None and one.up.numbers.transport:
                ssrc = next((layer.ssrc for layer in one.up.layers if layer.ssrc is not None), 0)
                report = one.up.arrivals.report(one.own_ssrc, ssrc)
                if report is not None:
                    one.peer.report(report)

    def _tell_estimates(self, now: float) -> None:
        for one in self._everybody():
            if one.up is not None and one.gauge is not None and (bits := one.gauge.due(now)):
                most = bits if one.upper else min(bits, UPLINK_BITS)
                ssrcs = [layer.ssrc for layer in one.up.layers if layer.ssrc is not None]
                one.peer.report(rtcp.loss(one.own_ssrc) + rtcp.estimate(one.own_ssrc, most, ssrcs))

    def _tell_rest(self) -> None:
        """A size that goes up no more is stood in for there at once, not when it is missed."""
        for one in self._uppers():
            slots = one.down.of("video") if one.down is not None else []
            resting = [
                slot for slot in slots if slot.layer is None and slot.packets != one.rested.get(slot.ssrc, 0)
            ]
            if resting:
                one.rested |= {slot.ssrc: slot.packets for slot in resting}
                one.peer.report(rtcp.loss(one.own_ssrc) + rtcp.leave([slot.ssrc for slot in resting]))

    def _report(self, now: float) -> None:
        """Once a second: losses to the senders, the clock to the watchers."""
        for one in self._everybody():
            if one.up is not None and one.connected:
                blocks = [block for layer in one.up.layers if (block := layer.block(now)) is not None]
                if blocks:
                    one.traffic.lose(max(block[1] for block in blocks) / 256)
                    self._tell_twice(one)
                    cap = rtcp.estimate(one.own_ssrc, UPLINK_BITS, [block[0] for block in blocks])
                    one.peer.report(rtcp.loss(one.own_ssrc, blocks) + (cap if one.gauge is None else b""))
        peers = {id(one.down): one.peer for one in self._everybody() if one.down is not None}
        for router in self._routers.values():
            for down, reports in router.clock_reports(now):
                peers[id(down)].report(reports)
