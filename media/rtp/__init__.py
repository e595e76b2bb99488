"""RTP and its relatives: bytes and times in, bytes and decisions out. Pure.

    header      the twelve bytes every packet begins with, and what follows them
    sequence    numbers that wrap; renumbering without a hole
    vp8         which packets begin a picture that needs no other
    rtcp        what peers report about packets, read and written
    arrivals    when a sender's packets came in, as it wants to know (transport-cc)
    layer       one stream coming in
    red         a voice said twice
    slot        one stream going out, fed by one layer after another
"""
