"""A commune at the end of a thin line: its network, the house that it reaches by https, and its browsers.

    district ── server, root relay ══ thin line ══ relay ┬─ first hall
                                                         └─ second hall, a deputy's telephone

Each hall's picture is of one colour and its voice of one tone, so that whom a page shows and lets be heard is plain.
"""

import asyncio
import ipaddress
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.async_api import Browser, Page, expect

from tests.lines.halls import Hall
from web import sessions
from web.house import House

PATIENCE = 40_000              # ms until what is waited for counts as never coming
CAMERA = (Path(__file__).parent / "hall_camera.js").read_text()
MAIN = [sys.executable, "-m", "media", "--with-parent"]


@dataclass(frozen=True)
class Look:
    """What a hall gives."""

    venue: str
    colour: str
    seen: int                  # how `hall_camera.js` calls it
    hertz: int

    @property
    def subject(self) -> str:
        return f"venue:{self.venue}"


DISTRICT = Look("SL-VH", "red", 0, 400)
FIRST = Look("SL-VH-01", "blue", 2, 700)
SECOND = Look("SL-VH-02", "#00ff00", 1, 1000)


def certificate(folder: Path, address: str) -> Path:
    """A file with a certificate for that address alone, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dinh")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return path


class RelayProcess:
    """The shipped program; it listens when `begin` returns."""

    def __init__(self, *command: str, **environment: str) -> None:
        self._command, self._environment = command, {**os.environ, **environment}
        self._process: asyncio.subprocess.Process | None = None
        self.ports: dict[str, str] = {}

    async def begin(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *self._command, env=self._environment, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE / 1000):
            said = (await self._process.stdout.readline()).decode()
        assert said.startswith("ready"), said
        self.ports = dict(word.split("=") for word in said.split()[1:])

    async def end(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


def root(folder: Path, address: str, key: str) -> RelayProcess:
    """The relay beside the server; `key`: the public one that grants are known by."""
    return RelayProcess(
        *MAIN, "--control", "127.0.0.1:0", "--udp", f"{address}:0", "--announce", address,
        "--secret-file", str(folder / "secret"), "--grants-key", key)


def below(hall: Hall, origin: str, token: Path, trusted: Path) -> RelayProcess:
    """The relay in the hall, that trusts the server's certificate."""
    command = hall.inside(*MAIN, "--parent", origin, "--token-file", str(token), "--announce", hall.address)
    return RelayProcess(*command, SSL_CERT_FILE=str(trusted))


async def page_of(house: House, browser: Browser, kind: str, subject: str, size: tuple[int, int] = (1024, 768)) -> Page:
    """A page of somebody signed in, in a browser profile of its own."""
    token = await house.register.signin.open_session(kind, subject, "test", "", house.now())  # type: ignore[arg-type]
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height}, locale="vi", ignore_https_errors=True)
    context.set_default_timeout(PATIENCE)
    name = sessions.named(house.settings, sessions.COOKIE)
    await context.add_cookies([{"name": name, "value": token, "url": house.settings.public_origin, "secure": True}])
    return await context.new_page()


@dataclass
class HallPage:
    """The page of a hall's own machine."""

    page: Page
    look: Look

    async def starts(self, meeting: str, origin: str) -> None:
        """Camera and microphone on."""
        self_is = f"self.hall = {{ colour: '{self.look.colour}', hertz: {self.look.hertz} }};"
        await self.page.add_init_script(self_is + CAMERA)
        await self.page.goto(f"{origin}/meetings/{meeting}/venue")
        await self.page.get_by_role("button", name="Bật máy quay và micrô").click()

    async def follows(self, other: Look) -> None:
        """Until that one is seen and heard here."""
        await self._comes("([seen]) => self.seen().includes(seen)", [other.seen])
        await self.hears(other)

    async def hears(self, other: Look) -> None:
        await self._comes("([hertz]) => heard().some((tone) => Math.abs(tone - hertz) < 25)", [other.hertz])

    async def says(self, words: str) -> None:
        """Until the page says so of its line."""
        await expect(self.page.locator(".strip[data-line]")).to_contain_text(words, timeout=PATIENCE)

    async def moves(self, other: Look, count: int) -> None:
        """Until so many more pictures of that one have been shown."""
        before = int(await self.page.evaluate("seen => frames[seen]", other.seen))
        await self._comes("([seen, upto]) => frames[seen] >= upto", [other.seen, before + count])

    async def _comes(self, condition: str, about: list[int]) -> None:
        await self.page.wait_for_function(condition, arg=about, polling=100, timeout=PATIENCE)
