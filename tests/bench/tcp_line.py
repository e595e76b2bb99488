"""A thin line for TCP: rate, delay and every byte counted, between a browser and a server on one machine.

    browser ─▶ ThinLine (256 kbit/s, 150 ms each way, shared by all connections) ─▶ server

A connection costs one round trip before its first byte, as TCP's own greeting would; whatever is
above it (TLS, HTTP) is carried and counted as it is. `tls_end` ends TLS in front of a plain server,
as a reverse proxy does.
"""

import asyncio
import base64
import datetime
import hashlib
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PIECE = 1_400                  # bytes: about one packet
QUEUE = 0.4                    # seconds of data that may wait in the line


@dataclass
class Direction:
    """One way of the line: everybody's bytes, one after the other."""

    rate: float                # bytes/s
    delay: float               # seconds
    carried: int = 0
    free_at: float = 0.0

    def admits(self, size: int) -> float:
        """When these bytes arrive at the other end, in the loop's time."""
        now = asyncio.get_running_loop().time()
        self.carried += size
        self.free_at = max(self.free_at, now) + size / self.rate
        return self.free_at + self.delay


@dataclass
class ThinLine:
    """Both ways; `carried` counts bytes from the server, `sent` those towards it."""

    up: Direction
    down: Direction
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def carried(self) -> int:
        return self.down.carried + self.up.carried

    def forget(self) -> None:
        self.up.carried = self.down.carried = 0


@asynccontextmanager
async def thin_line(target: int, kbit: float = 256, delay: float = 0.15) -> AsyncIterator[tuple[int, ThinLine]]:
    """A port whose connections reach `target` (a port on 127.0.0.1) over the line."""
    rate = kbit * 1000 / 8
    line = ThinLine(Direction(rate, delay), Direction(rate, delay))

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2 * delay)                 # the greeting
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
        except OSError:
            writer.close()
            return
        both = (carry(reader, far_writer, line.up), carry(far_reader, writer, line.down))
        await asyncio.gather(*both, return_exceptions=True)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], line
    finally:
        server.close()


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Direction) -> None:
    loop = asyncio.get_running_loop()
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def arrive() -> None:
        while True:
            at, data = await under_way.get()
            await asyncio.sleep(max(0.0, at - loop.time()))
            if not data:
                break
            writer.write(data)
            await writer.drain()
        writer.close()

    arriving = asyncio.create_task(arrive())
    try:
        while data := await reader.read(PIECE):
            under_way.put_nowait((way.admits(len(data)), data))
            await asyncio.sleep(max(0.0, way.free_at - loop.time() - QUEUE))
    except ConnectionError:
        pass
    under_way.put_nowait((loop.time() + way.delay, b""))
    await asyncio.gather(arriving, return_exceptions=True)


@asynccontextmanager
async def tls_end(target: int, who: "Identity") -> AsyncIterator[int]:
    """A port that speaks TLS 1.3 with a certificate of its own and hands plain bytes to `target`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(who.certificate, who.key)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pipe(reader, far_writer), pipe(far_reader, writer), return_exceptions=True)

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.close()


@dataclass(frozen=True)
class Identity:
    """A self-signed certificate, its key, and the hash by which a browser is told to trust it.

    Trusting it by its hash, and not by ignoring errors, matters: what comes with a certificate
    error is never cached, and a second visit would look like a first.
    """

    certificate: Path
    key: Path
    spki: str                  # base64 of SHA-256 over the public key


def identity(folder: Path, address: str = "") -> Identity:
    """Made anew in that folder, for `localhost` or for an IP address."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    whom = x509.IPAddress(ipaddress.ip_address(address)) if address else x509.DNSName("localhost")
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([whom]), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Identity(cert_file, key_file, base64.b64encode(hashlib.sha256(public).digest()).decode())
