"""Sound and pictures: every packet from one peer to those who watch.

    mux (one UDP socket) ─▶ peer (DTLS-SRTP) ─▶ router (slots) ─▶ egress (sealed in place, sent)

Why forwarding and not mixing: nothing is decoded, and what a hall receives (two pictures, three
voices) stays the same whatever the number of halls. Why fixed slots, negotiated once: the stage
changes with every speaker, and the relay switches sources without a new offer.
Why a process of its own: packets never delay a vote; when it dies it is started anew and pages
come back by themselves. Why only the lower half of aiortc (`peer`) and our own SDP and routing: it
makes one connection a peer and queues what is late; the private names used are pinned by a test.
Why a tree of relays: a hall with one of its own takes one copy of the stage over its thin line, and
goes on by itself when that is cut; the same program shares the halls of one machine between its cores.
One is the root, all others stand below it: a longer chain would add a delay and carry nothing more.

    web ⇄ tree ⇄ link ▸ channel ▸ orders ⇄ relay     who may join where (grants), and what follows from it
    relay ⇄ ties ▸ reach ══ the root                 one copy down, each who speaks here up
    rounds ▸ weighing ▸ downlink ▸ ladder            what each watcher's line takes, asked once a second
    pacing ▸ downlink ▸ padding                      whether it takes more, shown without harm to the voice

One core, one voice and one picture (85 packets a second), the middle of three rounds in turn, on two
quiet cores; `python -m tests.bench relay` measures it anew:

    viewers   relay, packets/s   bare loop   Janus 1.1.2   to Janus   kB a viewer   lost   added delay p99
    200       63,600             62,400      39,500        1.58       120           0      5.5 ms (Janus 9.3)
    300       83,600             75,600      52,000        1.60       119           0      6.7 ms (Janus 10.5)
    400       61,500             48,400      37,100        1.66       118           0      27 ms (Janus 60)

The bare loop reads a packet and for each viewer writes 12 bytes, protects and sends: nothing else.
"""
