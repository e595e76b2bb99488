"""Who receives what: the sources of one meeting into the slots of those who watch.

Everybody sees the stage and nothing else. A source that is not on it is heard by
nobody, whatever it sends: that is decided here, for every packet, by the slots its
layers feed. Pictures have their place by importance (the first picture is the large
one); a voice keeps its place as long as it is heard. Nobody gets their own voice back.

    Uplink    one sender: a layer of sound, a layer of picture
    Downlink  one watcher: its slots, in the order of its offer
    Router    stage() says which layers feed which slots; forward() hands packets on
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from media.rtp import header, rtcp, vp8
from media.rtp.arrivals import Arrivals
from media.rtp.layer import Kind, Layer
from media.rtp.slot import Incoming, Line, Slot


class Outgoing(Protocol):
    """The way out: the next and last station of a packet."""

    def send(self, line: Line, head: bytes, rest: bytes) -> None: ...


@dataclass(eq=False, slots=True)
class Uplink:
    """One sender's streams, told apart by the payload types agreed with it."""

    source: str
    layers: dict[int, Layer]                       # payload type: layer
    repairs: dict[int, Layer] = field(default_factory=dict)
    number_element: int = 0                        # header extension of transport-cc; 0: not agreed
    arrivals: Arrivals = field(default_factory=Arrivals)
    clock_offset: float | None = None              # our clock minus the sender's own, seconds

    def layer(self, kind: Kind) -> Layer | None:
        return next((layer for layer in self.layers.values() if layer.kind == kind), None)

    def hear(self, datagram: bytes, now: float) -> None:
        """A sender's own reports: only its clock matters."""
        for report in rtcp.read(datagram):
            if isinstance(report, rtcp.Told):
                for layer in self.layers.values():
                    if layer.ssrc == report.ssrc:
                        layer.hear_clock(report, now)
                        if self.clock_offset is None:
                            self.clock_offset = now - report.ntp / 4294967296


@dataclass(eq=False, slots=True)
class Downlink:
    """One watcher's slots."""

    subject: str
    slots: list[Slot]
    carries: int = 0                               # bit/s, the browser's own estimate; 0: not told yet
    loss: float = 0.0                              # share of the last report, the worst slot's

    def of(self, kind: Kind) -> list[Slot]:
        return [slot for slot in self.slots if slot.kind == kind]

    def hear(self, datagram: bytes, now: float, out: Outgoing) -> None:
        """What the watcher reports: losses, what its line carries, what to send again."""
        slots = {slot.ssrc: slot for slot in self.slots}
        for report in rtcp.read(datagram):
            match report:
                case rtcp.Missing(ssrc, numbers) if ssrc in slots:
                    self._again(slots[ssrc], numbers, now, out)
                case rtcp.Picture(ssrc) if ssrc in slots:
                    layer = slots[ssrc].layer
                    if layer is not None:
                        layer.want_picture()
                case rtcp.Estimate(bits):
                    self.carries = bits
                case rtcp.Loss(ssrc, fraction) if ssrc in slots:
                    self.loss = fraction / 256

    def _again(self, slot: Slot, numbers: Sequence[int], now: float, out: Outgoing) -> None:
        stamp = header.send_time(now)
        for number in numbers:
            sent = slot.again(number, now, stamp)
            if sent is not None:
                out.send(slot.line, *sent)


@dataclass(eq=False, slots=True)
class Router:
    """One meeting's sound and pictures."""

    uplinks: dict[str, Uplink] = field(default_factory=dict)      # by source
    downlinks: list[Downlink] = field(default_factory=list)
    seen: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()

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
        self._arrange_all()

    def withdraw(self, uplink: Uplink) -> None:
        for layer in uplink.layers.values():
            for slot in list(layer.slots):
                slot.show(None)
        if self.uplinks.get(uplink.source) is uplink:
            del self.uplinks[uplink.source]

    def watch(self, downlink: Downlink) -> None:
        self.downlinks.append(downlink)
        self._arrange(downlink)

    def leave(self, downlink: Downlink) -> None:
        for slot in downlink.slots:
            slot.show(None)
        if downlink in self.downlinks:
            self.downlinks.remove(downlink)

    def stage(self, seen: Sequence[str], heard: Sequence[str]) -> None:
        """From now on these are seen and heard, the most important first."""
        self.seen, self.heard = tuple(seen), tuple(heard)
        self._arrange_all()

    def _arrange_all(self) -> None:
        for downlink in self.downlinks:
            self._arrange(downlink)

    def _arrange(self, downlink: Downlink) -> None:
        pictures = [self._layer(source, "video") for source in self.seen]
        for at, slot in enumerate(downlink.of("video")):
            layer = pictures[at] if at < len(pictures) else None
            if slot.layer is not layer:
                slot.show(layer)
        voices = [
            layer
            for source in self.heard
            if source != downlink.subject and (layer := self._layer(source, "audio")) is not None
        ]
        slots = downlink.of("audio")
        voices = voices[: len(slots)]
        for slot in slots:
            if slot.layer is not None and slot.layer not in voices:
                slot.show(None)
        free = [slot for slot in slots if slot.layer is None]
        for layer in voices:
            if not any(slot.layer is layer for slot in slots):
                free.pop(0).show(layer)

    def _layer(self, source: str, kind: Kind) -> Layer | None:
        uplink = self.uplinks.get(source)
        return uplink.layer(kind) if uplink else None

    def forward(self, uplink: Uplink, packet: bytes, now: float, out: Outgoing) -> None:
        """One decrypted packet to every slot its layer feeds."""
        head = header.read(packet)
        if head is None:
            return
        if uplink.number_element:
            number = header.element(packet, head, uplink.number_element)
            if number is not None and len(number) == 2:
                uplink.arrivals.note(number[0] << 8 | number[1], now)
        sequence, body = head.sequence, head.body
        layer = uplink.layers.get(head.payload_type)
        if layer is not None:
            if not layer.accept(head, now):
                return
        else:
            layer, body = uplink.repairs.get(head.payload_type), body + 2
            if layer is None or body >= head.end:
                return
            sequence = packet[body - 2] << 8 | packet[body - 1]
            if not layer.repair(sequence):
                return
        if body == head.end:
            for slot in layer.slots:
                slot.leave_out(sequence)
            return
        if layer.slots:
            incoming = _incoming(layer, head, sequence, packet[body : head.end], now)
            for slot in layer.slots:
                ready = slot.forward(incoming, now)
                if ready is not None:
                    out.send(slot.line, ready[0], ready[1])

    def clock_reports(self, now: float) -> Iterator[tuple[Downlink, bytes]]:
        """Reports to the watchers that tie sound to picture."""
        offsets = {id(layer): up.clock_offset for up in self.uplinks.values() for layer in up.layers.values()}
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


def _incoming(layer: Layer, head: header.Header, sequence: int, payload: bytes, now: float) -> Incoming:
    descriptor = vp8.read(payload) if layer.kind == "video" else None
    rest = payload[descriptor.size :] if descriptor is not None else payload
    return Incoming(head.marker, sequence, head.timestamp, payload, descriptor, rest, header.send_time(now))
