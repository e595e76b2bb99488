"""Reaching out over TLS, to the one who is meant."""

import asyncio
import contextlib
import ipaddress
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.asyncio.server import ServerConnection, serve

from media.channel import Socket
from media.redial import keep_up


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Of 127.0.0.1, signed by nobody but itself; the key beside it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hop")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))
    return tmp_path / "cert.pem"


class Far:
    """Who listens there."""

    def __init__(self) -> None:
        self.port, self.came, self.code = 0, 0, 1000

    async def serve(self, connection: ServerConnection) -> None:
        self.came += 1
        await connection.close(self.code)


@pytest.fixture
async def far(certificate: Path) -> AsyncIterator[Far]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    one = Far()
    async with serve(one.serve, "127.0.0.1", 0, ssl=context) as server:
        one.port = next(iter(server.sockets)).getsockname()[1]
        yield one


async def codes(far: Far, wanted: int) -> tuple[list[int], int]:
    """What so many attempts ended with, and how many were served."""
    seen: list[int] = []
    enough, served = asyncio.Event(), 0

    def pause(tries: int, code: int) -> float:
        seen.append(code)
        if len(seen) == wanted:
            enough.set()
        return 0.01

    async def heard(socket: Socket) -> None:
        nonlocal served
        served += 1
        async for _ in socket:
            pass

    task = asyncio.create_task(keep_up(f"wss://127.0.0.1:{far.port}", "token", heard, pause, 1_000))
    async with asyncio.timeout(20):
        await enough.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return seen, served


async def test_a_certificate_that_nobody_vouches_for_is_told_nothing(far: Far) -> None:
    seen, served = await codes(far, 2)

    assert (set(seen), served, far.came) == ({0}, 0, 0)


async def test_an_authority_of_ones_own_can_be_named(
    far: Far, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    far.code = 4409

    seen, served = await codes(far, 2)

    assert (set(seen), served) == ({4409}, 2)
