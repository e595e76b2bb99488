"""Ids: opaque, random, made at the edge (the core has no randomness)."""

import secrets


def new_id() -> str:
    """16 hexadecimal digits, 64 bits of chance."""
    return secrets.token_hex(8)
