"""Sound and pictures: every packet from one peer to those who watch.

    mux (one UDP socket) ─▶ peer (DTLS-SRTP) ─▶ router (slots) ─▶ egress (sealed in place, sent)

Why forwarding and not mixing: nothing is decoded, and what a hall receives (two pictures, three
voices) stays the same whatever the number of halls. Why fixed slots, negotiated once: the stage
changes with every speaker, and the relay switches sources without a new offer.
Why a process of its own: packets never delay a vote; when it dies it is started anew and pages
come back by themselves. Why only the lower half of aiortc (`peer`) and our own SDP and routing: it
makes one connection a peer and queues what is late; the private names used are pinned by a test.
One relay serves all halls: relays that pull from each other, level by level, are not built.
"""
