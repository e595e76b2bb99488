"""Every setting of the house, in one frozen value.

    built-in defaults  <  TOML file (DINH_CONFIG or DIR/dinh.toml)  <  DINH_* environment  <  command line

A name that is not a setting is refused, so a misspelt one never passes unseen.
`table()` writes the README's table; a test compares the two.
"""

import difflib
import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

TURN = re.compile(r"turns?:([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?\Z", re.ASCII)

WORKERS = 32                   # relays on one machine at most


class Unset(Exception):
    """A setting is unknown or has a value it cannot have."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the operator decides; times in the unit the name says."""

    data: str = "var"
    host: str = "127.0.0.1"
    port: int = 8000
    origin: str = ""
    cert: str = ""
    key: str = ""
    behind_proxy: bool = False
    proxies: str = "127.0.0.1,::1"
    locale: str = "vi"
    timezone: str = "Asia/Ho_Chi_Minh"
    demo: bool = False
    media_host: str = "0.0.0.0"  # noqa: S104 - media comes from everywhere
    media_port: int = 0
    media_announce: str = ""
    media_workers: int = 1
    relay_control: str = ""
    relay_secret_file: str = ""
    turn: str = ""
    turn_secret: str = ""
    link_days: int = 14
    body_limit: int = 1_000_000
    upload_limit: int = 50_000_000
    slow_seconds: int = 10

    @property
    def secure(self) -> bool:
        """Whether people reach us over https."""
        return bool(self.cert) or self.behind_proxy or self.origin.startswith("https://")

    @property
    def public_origin(self) -> str:
        """Where links point: what is configured, never what a request's Host says."""
        if self.origin:
            return self.origin.rstrip("/")
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.cert else 'http'}://{host}:{self.port}"


WORDS: Mapping[str, str] = {
    "data": "Folder with everything that is kept: database, papers, relay secret",
    "host": "Address the web server listens on",
    "port": "TCP port of the web server",
    "origin": "How people reach it, e.g. `https://hop.vanho.example`; links and the Origin check use it",
    "cert": "Certificate file (PEM); with `key` the server speaks https itself",
    "key": "The certificate's private key (PEM)",
    "behind_proxy": "A reverse proxy on this machine speaks https for us",
    "proxies": "Addresses or networks from which it comes, comma-separated: whom it names as the visitor is believed",
    "locale": "Language, `vi` or `en`, for people who have not chosen and whose browser asks for neither",
    "timezone": "Time zone of every time shown",
    "demo": "Training example: reusable sign-in links, loopback only",
    "media_host": "Address the media relay's UDP port listens on",
    "media_port": "UDP port of the media relay, further ones take the next; 0: any free ones",
    "media_announce": "Addresses browsers reach the relay at, comma-separated; empty: this machine's own",
    "media_workers": "Media relays on this machine, sharing the halls: one for each core that may be theirs",
    "relay_control": "The relay's control channel, e.g. `ws://127.0.0.1:9000`; empty: started with the server",
    "relay_secret_file": "File with the secret shared with the relay; empty: `DIR/relay.secret`",
    "turn": "TURN servers for networks without UDP, comma-separated, e.g. `turn:hop.vanho.example:3478?transport=tcp`",
    "turn_secret": "Secret shared with the TURN server (coturn's `static-auth-secret`); passes are made with it",
    "link_days": "Days a sign-in link can be used",
    "body_limit": "Bytes in a form or message at most",
    "upload_limit": "Bytes in one uploaded file, and in all that are sent at once, at most",
    "slow_seconds": "Seconds a request may take to arrive before it is closed",
}


def load(overrides: Mapping[str, object], env: Mapping[str, str] = os.environ) -> Settings:
    """The settings by file, environment and command line, the later winning.

    Raises:
        Unset: a name is unknown or a value cannot be what it should.
    """
    chosen: dict[str, Any] = {}
    given = {name.removeprefix("DINH_").lower(): value for name, value in env.items() if name.startswith("DINH_")}
    config = given.pop("config", "")
    data = overrides.get("data") or given.get("data") or Settings().data
    path = Path(config) if config else Path(str(data)) / "dinh.toml"
    if config or path.is_file():
        try:
            chosen.update(tomllib.loads(path.read_text("utf-8")))
        except (OSError, ValueError) as problem:
            raise Unset(f"{path}: {problem}") from problem
    chosen.update(given)
    chosen.update({name: value for name, value in overrides.items() if value is not None})
    try:
        settings = msgspec.convert(chosen, Settings, strict=False)
    except msgspec.ValidationError as problem:
        raise Unset(_plainly(str(problem), chosen)) from problem
    return _checked(settings)


def _plainly(problem: str, chosen: Mapping[str, object]) -> str:
    """What is wrong with which setting.

    >>> _plainly("Expected `int`, got `str` - at `$.port`", {"port": "many"})
    "port cannot be 'many' (TCP port of the web server)"
    >>> _plainly("Object contains unknown field `announce`", {})
    'there is no announce; perhaps media_announce is meant'
    """
    if unknown := re.search(r"unknown field `(.+)`", problem):
        near = difflib.get_close_matches(unknown[1], WORDS, 1)
        return f"there is no {unknown[1]}" + "".join(f"; perhaps {name} is meant" for name in near)
    if (named := re.search(r"`\$\.(\w+)`", problem)) and named[1] in WORDS:
        return f"{named[1]} cannot be {chosen[named[1]]!r} ({WORDS[named[1]]})"
    return problem


def _checked(settings: Settings) -> Settings:
    if settings.locale not in ("vi", "en"):
        raise Unset(f"locale must be vi or en, not {settings.locale!r}")
    if not 0 <= settings.port <= 65535 or not 0 <= settings.media_port <= 65535:
        raise Unset("port and media_port must be between 0 and 65535")
    if not 1 <= settings.media_workers <= WORKERS or settings.media_port + settings.media_workers > 65536:
        raise Unset(f"media_workers must be between 1 and {WORKERS}, and their ports below 65536")
    if bool(settings.cert) != bool(settings.key):
        raise Unset("cert and key belong together: give both or neither")
    if settings.origin and not settings.origin.startswith(("http://", "https://")):
        raise Unset("origin must begin with http:// or https://")
    if bool(settings.turn) != bool(settings.turn_secret):
        raise Unset("turn and turn_secret belong together: give both or neither")
    if bad := [one for one in settings.turn.split(",") if settings.turn and not TURN.match(one.strip())]:
        raise Unset(f"turn cannot be {bad[0].strip()!r}: an address is like turn:hop.vanho.example:3478?transport=tcp")
    return settings


def unsafe(settings: Settings) -> str:
    """Why these settings would expose people; "" when they do not.

    >>> unsafe(Settings(host="0.0.0.0"))[:41]
    '0.0.0.0 can be reached from other machine'
    >>> unsafe(Settings(host="127.0.0.1"))
    ''
    """
    try:
        loopback = ipaddress.ip_address(settings.host).is_loopback
        wildcard = ipaddress.ip_address(settings.host).is_unspecified
    except ValueError:
        loopback, wildcard = settings.host == "localhost", False
    if loopback:
        return ""
    if not settings.cert and not settings.behind_proxy:
        return (
            f"{settings.host} can be reached from other machines, and without https passwords would travel in the"
            " clear. Give --cert and --key, or --behind-proxy when a reverse proxy on this machine speaks https."
        )
    if wildcard and not settings.origin:
        return "Say how people reach it, for links point there: --origin https://NAME"
    return ""


def table() -> str:
    """The settings as a Markdown table.

    >>> table().splitlines()[2]
    '| `data` | `var` | Folder with everything that is kept: database, papers, relay secret |'
    """
    rows = ["| Setting | Default | What it is |", "|---|---|---|"]
    for field in msgspec.structs.fields(Settings):
        default = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
        rows.append(f"| `{field.name}` | {f'`{default}`' if default else ''} | {WORDS[field.name]} |")
    return "\n".join(rows) + "\n"
