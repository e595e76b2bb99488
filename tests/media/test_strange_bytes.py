"""Whatever bytes come from outside, a reader answers or raises the one error it promises."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

SPLICES = (b"\r\n", b"a=mid:", b"\0", b"\xff" * 4, b"99999999999", b"-1", b":", b'"', b"{}", b"[[", b"null", b"1e999",
           b"m=", b"\xbe\xde", b"\x80", "ộ".encode())


def mutated(sample: bytes, chance: random.Random) -> bytes:
    """Bytes turned, cut out, doubled, put in."""
    raw = bytearray(sample)
    for _ in range(chance.randint(0, 20)):
        at = chance.randrange(len(raw) + 1)
        match chance.randrange(5):
            case 0:
                raw[at : at + 1] = chance.randbytes(1)
            case 1:
                del raw[at : at + chance.randrange(1 + len(raw) // 4)]
            case 2:
                raw[at:at] = raw[chance.randrange(len(raw) + 1) :][: chance.randrange(60)]
            case 3:
                raw[at:at] = chance.choice(SPLICES)
            case 4:
                raw[at : at + 1] = bytes((raw[at] ^ 1 << chance.randrange(8),)) if at < len(raw) else b""
    return bytes(raw)


@pytest.mark.parametrize("name", TARGETS)
def test_a_true_sample_is_read(name: str) -> None:
    for sample in TARGETS[name].samples:
        TARGETS[name].run(sample)


@pytest.mark.parametrize("name", TARGETS)
@given(chance=st.randoms(use_true_random=False))
def test_a_mutated_sample_is_read_or_refused_and_nothing_else(name: str, chance: random.Random) -> None:
    TARGETS[name].run(mutated(chance.choice(TARGETS[name].samples), chance))


@pytest.mark.parametrize("name", TARGETS)
@given(raw=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_nothing_else(name: str, raw: bytes) -> None:
    TARGETS[name].run(raw)
