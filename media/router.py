"""Who receives what: the sources of one meeting into the slots of those who watch.

Everybody sees the stage and nothing else. A source that is not on it is heard by
nobody, whatever it sends: that is decided here, for every packet, by the slots its
layers feed. Pictures have their place by importance (the first picture is the large
one); a voice keeps its place as long as it is heard. Nobody gets their own voice back.

In which size and with how many frames a picture is shown follows from the watcher's step
on the ladder. A size that is wanted and does not come (its sender's line is too thin for
it, or it is just being switched on) is stood in for by a smaller one.

    Uplink    one sender: its voice, its picture in one or two sizes
    Downlink  one watcher: its slots, in the order of its offer
    Router    stage() says which layers feed which slots; forward() hands packets on
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from media.downlink import Downlink, Outgoing
from media.ladder import Step
from media.rtp import h264, header, vp8
from media.rtp.layer import Layer
from media.rtp.slot import ALL, Incoming, Slot
from media.uplink import Uplink

View = tuple[int, int]         # which size, the smallest is 0; the highest temporal layer
SPEAKING = 28_000.0            # bit/s of one voice that speaks
EXPECTED = (100_000.0, 600_000.0)      # bit/s of a size not measured yet
NOTHING: tuple[View | None, ...] = (None, None)
VIEWS: dict[Step, tuple[View | None, ...]] = {     # of the first picture, and of the others
    Step.TEXT: NOTHING,
    Step.VOICE: NOTHING,
    Step.PAGE: NOTHING,
    Step.FEW: ((0, 0), None),
    Step.SMALL: ((0, ALL), (0, 0)),
    Step.FULL: ((1, ALL), (0, ALL)),
}


@dataclass(eq=False, slots=True)
class Router:
    """One meeting's sound and pictures."""

    uplinks: dict[str, Uplink] = field(default_factory=dict)      # by source
    downlinks: list[Downlink] = field(default_factory=list)
    seen: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    stale: bool = False        # what is wished is to be asked anew

    @property
    def staged(self) -> bool:
        """Is anybody on the stage?"""
        return bool(self.seen or self.heard)

    def publish(self, uplink: Uplink) -> None:
        """A source is there; a former sender of the same source no longer is."""
        former = self.uplinks.get(uplink.source)
        if former is not None:
            self.withdraw(former)
        self.uplinks[uplink.source] = uplink
        self.arrange()

    def withdraw(self, uplink: Uplink) -> None:
        for layer in uplink.layers:
            for slot in list(layer.slots):
                slot.show(None)
        if self.uplinks.get(uplink.source) is uplink:
            del self.uplinks[uplink.source]

    def watch(self, downlink: Downlink) -> None:
        self.downlinks.append(downlink)
        self.place(downlink)

    def leave(self, downlink: Downlink) -> None:
        for slot in downlink.slots:
            slot.show(None)
        if downlink in self.downlinks:
            self.downlinks.remove(downlink)

    def stage(self, seen: Sequence[str], heard: Sequence[str]) -> None:
        """From now on these are seen and heard, the most important first."""
        self.seen, self.heard = tuple(seen), tuple(heard)
        self.arrange()

    def arrange(self) -> None:
        """Everybody gets what the stage and their own line allow."""
        self.stale = False
        for uplink in self.uplinks.values():
            for layer in uplink.layers:
                layer.wished = False
        for downlink in self.downlinks:
            self.place(downlink)

    def place(self, downlink: Downlink) -> None:
        """One watcher gets what its step says."""
        for slot, source, view in self._places(downlink, downlink.step):
            self._show(slot, self._source(downlink, source) if view else None, view, downlink.level)
        voices = self._voices(downlink) if downlink.step > Step.TEXT else []
        slots = downlink.of("audio")
        voices = voices[: len(slots)]
        for slot in slots:
            if slot.layer is not None and slot.layer not in voices:
                slot.show(None)
        free = [slot for slot in slots if slot.layer is None]
        for layer in voices:
            if not any(slot.layer is layer for slot in slots):
                free.pop(0).show(layer)

    def _places(self, downlink: Downlink, step: Step) -> Iterator[tuple[Slot, str, View | None]]:
        """For each picture's slot, whose picture it shows ("": nobody's) and how."""
        first, others = VIEWS[step]
        for at, slot in enumerate(downlink.of("video")):
            yield slot, self.seen[at] if at < len(self.seen) else "", others if at else first

    def _source(self, downlink: Downlink, source: str) -> Uplink | None:
        """Where it comes from for this watcher; nothing goes back to the relay it came through."""
        uplink = self.uplinks.get(source)
        return None if uplink is not None and downlink.via and uplink.via == downlink.via else uplink

    def _show(self, slot: Slot, uplink: Uplink | None, view: View | None, most: int) -> None:
        sizes = _sizes(slot, uplink)
        if not sizes or view is None:
            if slot.layer is not None:
                slot.show(None)
            return
        size, level = _within(view, len(sizes))
        level = min(level, most) if size else level
        sizes[0].wished = sizes[size].wished = True        # the small one is there at once when a line grows thin
        layer = next((one for one in reversed(sizes[: size + 1]) if one.flows), sizes[0])
        slot.level = level if layer is sizes[size] else ALL
        if slot.layer in sizes and sizes.index(slot.layer) <= sizes.index(layer):
            slot.change(layer)
        else:                                              # downwards at once: the larger one would drown the voice
            slot.show(layer)

    def _voices(self, downlink: Downlink) -> list[Layer]:
        """What this watcher hears; never its own voice."""
        return [
            layer for source in self.heard
            if source != downlink.subject and (up := self._source(downlink, source)) and (layer := up.voice) is not None
        ]

    def costs(self, downlink: Downlink) -> dict[Step, float]:
        """What each step takes of a watcher's line, bit/s: as measured, or as expected of what was never seen."""
        voices = self._voices(downlink)
        voice = max(sum(layer.bits[ALL] for layer in voices), SPEAKING) if voices else 0.0
        costs = {step: voice if step > Step.TEXT else 0.0 for step in Step}
        for at, (slot, source) in enumerate(zip(downlink.of("video"), self.seen, strict=False)):
            sizes = _sizes(slot, self._source(downlink, source))
            for step, views in VIEWS.items() if sizes else ():
                if view := views[1 if at else 0]:
                    size, level = _within(view, len(sizes))
                    costs[step] += sizes[size].bits[level] or EXPECTED[size]
        return costs

    def forward(self, uplink: Uplink, packet: bytes, now: float, out: Outgoing) -> None:
        """One decrypted packet to every slot its layer feeds."""
        head = header.read(packet)
        if head is None:
            return
        if uplink.numbers.transport:
            number = header.element(packet, head, uplink.numbers.transport)
            if number is not None and len(number) == 2:
                uplink.arrivals.note(number[0] << 8 | number[1], now)
        stream = uplink.find(packet, head)
        if stream is None:
            return
        (layer, repair), sequence, body = stream, head.sequence, head.body
        if not repair:
            if not layer.accept(head, now):
                return
        else:
            body += 2
            if body >= head.end:
                return
            sequence = packet[body - 2] << 8 | packet[body - 1]
            if not layer.repair(sequence):
                return
        if body == head.end:
            for slot in layer.slots:
                slot.leave_out(sequence)
            return
        if not layer.flows:
            layer.flows = True
            self.arrange()
        incoming = _incoming(layer, head, sequence, packet[body : head.end], now)
        lines, heads = [], []
        for slot in layer.slots:
            ready = slot.forward(incoming, now)
            if ready is not None:
                lines.append(slot.line)
                heads.append(ready[0])
        out.send(lines, heads, incoming.rest)

    def clock_reports(self, now: float) -> Iterator[tuple[Downlink, bytes]]:
        """Reports to the watchers that tie sound to picture."""
        offsets = {id(layer): up.clock_offset for up in self.uplinks.values() for layer in up.layers}
        for downlink in self.downlinks:
            reports = [
                report
                for slot in downlink.slots
                if (offset := offsets.get(id(slot.layer))) is not None
                and (report := slot.clock_report(offset, now)) is not None
            ]
            if reports:
                yield downlink, b"".join(reports)


@dataclass(slots=True)
class FromSender:
    """What a sender's packets and reports come to."""

    router: Router
    up: Uplink
    out: Outgoing

    def packet(self, packet: bytes, now: float) -> None:
        self.router.forward(self.up, packet, now, self.out)

    def report(self, datagram: bytes, now: float) -> None:
        self.up.hear(datagram, now)


@dataclass(slots=True)
class FromWatcher:
    """What a watcher's reports come to; packets it sends come to nothing."""

    down: Downlink
    out: Outgoing

    def packet(self, packet: bytes, now: float) -> None: ...

    def report(self, datagram: bytes, now: float) -> None:
        self.down.hear(datagram, now, self.out)


def _sizes(slot: Slot, uplink: Uplink | None) -> list[Layer]:
    """Those of a source's picture that the watcher can show, smallest first."""
    return [size for size in uplink.pictures if slot.takes(size)] if uplink else []


def _within(view: View, sizes: int) -> View:
    """The same of a picture that comes in that many sizes: fewer frames stand in for a small one."""
    size, level = view
    return view if sizes > 1 else (0, level if size else min(level, 1))


def _incoming(layer: Layer, head: header.Header, sequence: int, payload: bytes, now: float) -> Incoming:
    reader = h264 if layer.codec == "h264" else vp8
    descriptor = reader.read(payload) if layer.kind == "video" else None
    if descriptor is None:
        layer.count(0, len(payload))
        return Incoming(layer, head.marker, sequence, head.timestamp, payload, None, payload, header.send_time(now))
    layer.count(descriptor.layer, len(payload))
    if descriptor.key and reader is vp8:
        layer.area = vp8.area(payload, descriptor.size) or layer.area
    rest = payload[descriptor.size :]
    return Incoming(layer, head.marker, sequence, head.timestamp, payload, descriptor, rest, header.send_time(now))
