"""RTP and its relatives: bytes and times in, bytes and decisions out. Pure."""
