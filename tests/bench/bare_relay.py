"""The floor of a relay: one packet read, and for every watcher a head of 12 bytes, `protect`, `sendto`; nothing else.

No slots, no repairs, no reports, no stage. Peers come in as they do to the relay (ICE-lite, DTLS), and the socket is
read by the same loop; only what happens to a packet is bare. For each peer a line of JSON comes in,
`{"role", "offer"}`, and one goes back, `{"answer"}`.
"""

import asyncio
import gc
import json
import secrets
import sys

import uvloop

from media import answer, sdp
from media.mux import Mux
from media.peer import Peer, certificate, fingerprint
from media.rtp import header


class Bare:
    """One sender, many watchers."""

    def __init__(self, address: str) -> None:
        self.mux, self.own, self.address = Mux(address, 0), certificate(), address
        self.watchers: list[tuple[Peer, int]] = []
        self.tasks: set[asyncio.Task[bool]] = set()
        self.mux.open(self)

    def flush(self) -> None: ...

    def join(self, role: sdp.Role, raw: str) -> str:
        offer = sdp.read(raw)
        terms = sdp.agree(offer, role)
        peer = Peer(self.mux, self.own, offer.ufrag, offer.fingerprint, lambda _: None)
        if role == "send":
            peer.ice.hear = lambda datagram, now: self.forward(peer, datagram)
        else:
            peer.ice.hear = lambda datagram, now: None
            self.watchers.append((peer, secrets.randbits(31) & ~0xFF))
        task = asyncio.create_task(peer.open())
        self.tasks.add(task)
        here = answer.Here(
            peer.ice.ufrag, peer.ice.password, fingerprint(self.own), ((self.address, self.mux.port),)
        )
        return answer.answer(offer, terms, role, here)

    def forward(self, sender: Peer, datagram: bytes) -> None:
        if sender._inbound is None or 192 <= datagram[1] <= 223:
            return
        packet = sender._inbound.unprotect(datagram)
        head = header.read(packet)
        assert head is not None
        kind, sequence, timestamp = head.marker | head.payload_type, head.sequence, head.timestamp
        rest, number = packet[head.body : head.end], head.payload_type
        pack, send = header.FIXED.pack, self.mux.socket.sendto
        for peer, ssrc in self.watchers:
            session, address = peer._outbound, peer.ice.address
            if session is not None and address is not None:
                send(session.protect(pack(0x80, kind, sequence, timestamp, ssrc | number) + rest), address)


async def main() -> None:
    bare = Bare(sys.argv[1])
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    reader = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        asked = json.loads(line)
        print(json.dumps({"answer": bare.join(asked["role"], asked["offer"])}), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
