"""Who receives what: the sources of one meeting into the slots of those who watch.

Everybody sees the stage and nothing else. A source that is not on it is heard by
nobody, whatever it sends: that is decided here, for every packet, by the slots its
layers feed. Pictures have their place by importance (the first picture is the large
one); a voice keeps its place as long as it is heard: of more than there are slots for, the most important
and the loudest. Nobody gets their own voice back.

In which size and with how many frames a picture is shown follows from the watcher's step
on the ladder. A size that is wanted and does not come (its sender's line is too thin for
it, or it is just being switched on) is stood in for by a smaller one.

Below another relay, that one's slots are sources as well: its first picture stands in for the first of
the stage where that one does not send here, and so on; its voices are heard beside those that do. When
the line to it is cut those who send here are the stage.

    Uplink    one sender: its voice, its picture in one or two sizes
    Downlink  one watcher: its slots, in the order of its offer
    Router    stage() says which layers feed which slots; forward() hands packets on
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from media import costs, upward
from media.alone import alone
from media.downlink import Downlink, Outgoing
from media.ladder import Step
from media.rtp import h264, header, vp8
from media.rtp.layer import Layer
from media.rtp.loudness import louder
from media.rtp.slot import ALL, Incoming, Slot
from media.uplink import Uplink
from media.views import VIEWS, View, within

VOICES = 3                     # that a watcher has slots for


@dataclass(eq=False, slots=True)
class Router:
    """One meeting's sound and pictures."""

    uplinks: dict[str, Uplink] = field(default_factory=dict)      # by source
    downlinks: list[Downlink] = field(default_factory=list)
    seen: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    above: Uplink | None = None        # what the relay above sends us: whatever is on the stage there
    cut: bool = False                  # … and the line to it is
    loud: list[Layer] = field(default_factory=list)                # voices of the stage, the loudest first
    told: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())       # whom to see and to hear, as we last heard
    stale: bool = False        # what is wished is to be asked anew

    @property
    def staged(self) -> bool:
        """Is anybody on the stage?"""
        return any(self.told)

    def publish(self, uplink: Uplink) -> None:
        """A source is there; a former sender of the same source no longer is."""
        former = self.uplinks.get(uplink.source)
        if former is not None:
            self.withdraw(former)
        self.uplinks[uplink.source] = uplink
        self._follow()

    def withdraw(self, uplink: Uplink) -> None:
        for layer in uplink.layers:
            for slot in list(layer.slots):
                slot.show(None)
        if self.uplinks.get(uplink.source) is uplink:
            del self.uplinks[uplink.source]
        if self.cut:
            self._follow()

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
        self.told = tuple(seen), tuple(heard)
        self._follow()

    def look_up(self, above: Uplink | None) -> None:
        """From now on the relay above is watched, or no more."""
        for layer in self.above.layers if self.above is not None else ():
            for slot in list(layer.slots):
                slot.show(None)
        self.above = above
        self.arrange()

    def sever(self, cut: bool) -> None:
        """The line to the relay above is cut, or is back."""
        if cut != self.cut:
            self.cut = cut
            self._follow()

    def _follow(self) -> None:
        self.seen, self.heard = alone(self.uplinks, *self.told) if self.cut else self.told
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
        if downlink.only is not None:
            upward.place(downlink, downlink.only, self.told[1])
            return
        first, others = VIEWS[downlink.step]
        lead = self._lead(downlink)
        for at, slot in enumerate(downlink.of("video")):
            view = first if at == lead else others
            self._show(slot, self._sizes(downlink, slot, at) if view else [], view, downlink.level)
        slots = downlink.of("audio")
        voices = self._loudest(self._voices(downlink), len(slots)) if downlink.step > Step.TEXT else []
        for slot in slots:
            if slot.layer is not None and slot.layer not in voices:
                slot.show(None)
        free = [slot for slot in slots if slot.layer is None]
        for layer in voices:
            if not any(slot.layer is layer for slot in slots):
                free.pop(0).show(layer)

    def _lead(self, downlink: Downlink) -> int:
        """Which picture goes first on a line: the most important that its watcher does not give itself."""
        seen = zip(range(len(self.seen)), self.seen, downlink.of("video"), strict=False)
        return next((at for at, one, slot in seen if one != downlink.subject and self._sizes(downlink, slot, at)), 0)

    def _sizes(self, downlink: Downlink, slot: Slot, at: int) -> list[Layer]:
        """The sizes in which the watcher can show the picture in that place of the stage, smallest first."""
        source = self.seen[at] if at < len(self.seen) else ""
        sizes: Sequence[Layer] = ()
        if (uplink := self.uplinks.get(source)) is not None:
            sizes = () if _returns(downlink, uplink) else uplink.pictures
        elif source and self.above is not None:
            sizes = self.above.of("video")[at : at + 1]
        return [size for size in sizes if slot.takes(size)]

    def _show(self, slot: Slot, sizes: list[Layer], view: View | None, most: int) -> None:
        if not sizes or view is None:
            if slot.layer is not None:
                slot.show(None)
            return
        size, level = within(view, sizes)
        level = min(level, most) if size else level
        sizes[0].wished = sizes[size].wished = True        # the small one is there at once when a line grows thin
        layer = next((one for one in reversed(sizes[: size + 1]) if one.flows), sizes[0])
        slot.level = level if layer is sizes[size] else ALL
        if slot.layer in sizes and sizes.index(slot.layer) <= sizes.index(layer):
            slot.change(layer)
        else:                                              # downwards at once: the larger one would drown the voice
            slot.show(layer)

    def _voices(self, downlink: Downlink) -> list[Layer]:
        """What this watcher hears; never its own voice, nor the sound of its own screen."""
        here = [
            layer for source in self.heard
            if source.removeprefix("screen:") != downlink.subject and (up := self.uplinks.get(source))
            and not _returns(downlink, up) and (layer := up.voice) is not None
        ]
        return here + [layer for layer in self._there if layer.flows]

    def _loudest(self, voices: list[Layer], most: int) -> list[Layer]:
        """Of more voices than there is room for: the most important always, and the loudest of the others."""
        if len(voices) <= most:
            return voices
        ranks = {voice: rank for rank, voice in enumerate(self.loud)}
        return [voices[0], *sorted(voices[1:], key=lambda one: ranks.get(one, len(ranks)))][:most]

    def listen(self, now: float) -> None:
        """Now and then: who is loud of late. Others take their places when that has changed."""
        sources = [up.voice for source in self.heard if (up := self.uplinks.get(source)) is not None]
        voices = [one for one in (*sources, *self._there) if one is not None]
        levels = {voice: voice.loudness.fade(now) for voice in voices}
        order = louder(self.loud, voices, levels.__getitem__)
        if order != self.loud:
            self.loud, self.stale = order, self.stale or len(order) > VOICES

    @property
    def _there(self) -> list[Layer]:
        """Voices that come from the relay above."""
        return self.above.of("audio") if self.above is not None and not self.cut else []

    def costs(self, downlink: Downlink) -> tuple[dict[Step, float], bool]:
        """What each step takes of a watcher's line, bit/s; and whether anybody gives it a picture: if not, one is
        reckoned with as it is expected."""
        if downlink.only is not None:
            return upward.costs(downlink, downlink.only, self.told[1]), True
        voice = costs.voices(self._voices(downlink), [slot.depth for slot in downlink.of("audio")])
        found, lead = {step: voice if step > Step.TEXT else 0.0 for step in Step}, self._lead(downlink)
        pictures = ((at, self._sizes(downlink, slot, at)) for at, slot in enumerate(downlink.of("video")))
        given = [(at, sizes) for at, sizes in pictures if sizes]
        for step, views in VIEWS.items():
            for at, sizes in given:
                if view := views[0 if at == lead else 1]:
                    size, level = within(view, sizes)
                    found[step] += costs.picture(sizes[size], size, level)
            if not given and (view := views[0]):
                found[step] += costs.unseen(*view)
        return found, bool(given)

    def forward(self, uplink: Uplink, packet: bytes, now: float, out: Outgoing) -> None:
        """One decrypted packet to every slot its layer feeds."""
        head = header.read(packet)
        if head is None:
            return
        uplink.note(packet, head, now)
        stream = uplink.find(packet, head)
        if stream is None:
            return
        (layer, repair), body = stream, head.body
        if not repair:
            if not layer.accept(head, now):
                return
        else:
            body += 2
            if body >= head.end:
                return
            head = head._replace(sequence=packet[body - 2] << 8 | packet[body - 1])
            if not layer.repair(head.sequence):
                return
        if layer.kind == "audio":
            layer.loudness.told = uplink.level(packet, head)
        if body == head.end:
            for slot in layer.slots:
                slot.leave_out(head.sequence)
            return
        self.hand_on(layer, head, packet[body : head.end], now, out)

    def hand_on(self, layer: Layer, head: header.Header, payload: bytes, now: float, out: Outgoing) -> None:
        """A payload to the slots its layer feeds."""
        if not layer.flows:
            layer.flows = True
            self.arrange()
        if layer.kind == "audio":
            layer.loudness.hear(len(payload), now)
        incoming = _incoming(layer, head, payload, now)
        lines, heads = [], []
        for slot in layer.slots:
            ready = slot.forward(incoming, now)
            if ready is not None:
                lines.append(slot.line)
                heads.append(ready[0])
        out.send(lines, heads, incoming.rest)

    def clock_reports(self, now: float) -> Iterator[tuple[Downlink, bytes]]:
        """Reports to the watchers that tie sound to picture."""
        sources = [*self.uplinks.values(), *([self.above] if self.above is not None else [])]
        offsets = {id(layer): up.clock_offset for up in sources for layer in up.layers}
        for downlink in self.downlinks:
            reports = [
                report for slot in downlink.slots if (offset := offsets.get(id(slot.layer))) is not None
                and (report := slot.clock_report(offset, now)) is not None
            ]
            if reports:
                yield downlink, b"".join(reports)


def _returns(downlink: Downlink, uplink: Uplink) -> bool:
    """Nothing goes back to the relay through which it came."""
    return bool(downlink.via) and uplink.via == downlink.via


def _incoming(layer: Layer, head: header.Header, payload: bytes, now: float) -> Incoming:
    reader = h264 if layer.codec == "h264" else vp8
    told = reader.read(payload) if layer.kind == "video" else None
    layer.count(told.layer if told is not None else 0, len(payload))
    if told is not None and told.key and reader is vp8:
        layer.area = vp8.area(payload, told.size) or layer.area
    rest, stamp = payload[told.size :] if told is not None else payload, header.send_time(now)
    return Incoming(layer, head.marker, head.sequence, head.timestamp, payload, told, rest, stamp)
