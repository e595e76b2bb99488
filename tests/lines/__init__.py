"""Thin lines, simulated: the kernel of a plain machine neither delays nor loses, so it is done here.

    line.py        pure: what one way of a line does to a packet (rate, queue, delay, loss, outage), and its counters
    arrivals.py    packets under way, handed over when they are due
    datagrams.py   carrier in user space: UDP through a port in front of a relay, for a browser on this machine
    halls.py       carrier on TAP devices: halls as network namespaces, all their traffic over one line each (root)
    call.py        one speaks, one listens at the end of a line: real Chromium, the shipped relay
    speech.py      a microphone's file, made from a seed; hearing.py records what a page's loudspeaker gives of it,
                   likeness.py says how much that is alike, and where the gaps are
"""
