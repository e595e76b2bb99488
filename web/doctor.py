"""What is wrong with this machine or this folder, and how to mend it.

Looks only; changes nothing. Each finding is a sentence, and where it is not well another
one that says what to do.
"""

import os
import shutil
import socket
import sqlite3
import ssl
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from web import turn
from web.settings import Settings, unsafe

ROOM = 1_000_000_000           # bytes that should be free
VIETNAMESE = "1EED 1EB5 1EF9"  # ử, ẵ, ỹ: a font that has these has the rest
BUILT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `mend` is empty when all is well or nothing need be done."""

    well: bool
    what: str
    mend: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Everything, in the order in which a start would fail."""
    folder = Path(settings.data)
    pid = running(folder)
    found = [clock(), writable(folder), room(folder), database(folder)]
    if pid:
        found += under_way(settings, pid)
    else:
        ports = range(settings.media_workers if settings.media_port else 1)
        found += [tcp(settings), *(udp(settings, at) for at in ports), *workers(settings)]
    return [*found, *keys(folder), *in_halls(folder), *way_round(settings), font(), certificate(settings)]


def clock(now: datetime | None = None) -> Finding:
    at = now or datetime.now(UTC)
    if at > BUILT:
        return Finding(True, f"The clock says {at:%Y-%m-%d %H:%M} UTC")
    return Finding(False, f"The clock says {at:%Y-%m-%d}: that is long past.",
                   "Set it (timedatectl set-ntp true): times go into the record and certificates depend on it.")


def writable(folder: Path) -> Finding:
    place = folder
    while not place.exists():
        place = place.parent
    if not place.is_dir():
        return Finding(False, f"{place} is a file, not a folder.", "Give another folder with --data.")
    if not os.access(place, os.W_OK | os.X_OK):
        return Finding(False, f"{place} cannot be written to by {_me()}.",
                       f"chown -R {_me()} {place}, or give another folder with --data.")
    return Finding(True, f"{folder} can be written to")


def room(folder: Path) -> Finding:
    place = folder
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free >= ROOM:
        return Finding(True, f"{free / 1e9:.1f} GB are free")
    return Finding(False, f"Only {free / 1e6:.0f} MB are free.", "Make room: papers and the record need at least 1 GB.")


def database(folder: Path) -> Finding:
    """Whole, empty, or damaged; read without the lock, as SQLite's readers may."""
    from meetings.record import migrations
    from meetings.record.database import FILE, damage

    path = folder / FILE
    if not path.exists():
        return Finding(True, f"{folder} is empty: a start will make the database")
    found = damage(folder)
    if not found:
        try:
            migrations.check(path)
        except migrations.TooNew as later:
            return Finding(False, str(later), "The files are whole; a later `dinh` opens them.")
        return Finding(True, f"{path} is whole")
    return Finding(False, f"{path} is damaged: {found}",
                   f"Stop the server, keep a copy of {folder}, and put the last backup in its place.")


def running(folder: Path) -> int:
    """The process that has the folder; 0 for none."""
    import fcntl

    try:
        with (folder / "lock").open("r+", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                words = file.read(20).split()
                return int(words[0]) if words and words[0].isdigit() else -1
    except OSError:
        pass
    return 0


def under_way(settings: Settings, pid: int) -> list[Finding]:
    """The server that has the folder, and the port where it is not the one who listens there."""
    runs, port = f"A server runs on {settings.data} (process {pid})", tcp(settings)
    if port.well or not _listens(pid, settings.port):
        return [Finding(True, runs), port]
    return [Finding(True, f"{runs} and has port {settings.port}",
                    "A second one needs its own folder and port: --data and --port.")]


def _listens(pid: int, port: int) -> bool:
    """Whether it is this process that has the port; believed where Linux's /proc does not tell."""
    process = Path(f"/proc/{pid}")
    try:
        held = {os.readlink(one) for one in (process / "fd").iterdir()}
        rows = [row.split() for name in ("tcp", "tcp6") if (process / "net" / name).exists()
                for row in (process / "net" / name).read_text("ascii").splitlines()[1:]]
    except OSError:
        return True
    return any(row[3] == "0A" and int(row[1].rpartition(":")[2], 16) == port and f"socket:[{row[9]}]" in held
               for row in rows)          # proc(5): local address, state (0A: listening), inode


def tcp(settings: Settings) -> Finding:
    try:
        with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as problem:
        return Finding(False, f"Port {settings.port} of {settings.host} cannot be used: {problem.strerror}.",
                       f"Stop what uses it (ss -ltnp 'sport = :{settings.port}'), or choose another with --port.")
    return Finding(True, f"Port {settings.port} of {settings.host} is free")


def workers(settings: Settings, cores: int | None = None) -> list[Finding]:
    """More relays than cores only take turns."""
    there = cores or os.cpu_count() or 1
    if settings.media_workers <= there:
        return []
    return [Finding(False, f"{settings.media_workers} media relays would share {there} cores.",
                    f"Set media_workers to {there} at most, and leave one core for the votes.")]


def udp(settings: Settings, at: int = 0) -> Finding:
    """Of the relay in that place."""
    port = settings.media_port and settings.media_port + at
    wanted = f"UDP port {port}" if port else "A UDP port"
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((settings.media_host, port))
            probe.connect(("127.0.0.1", probe.getsockname()[1]))
            probe.send(b"dinh")
    except OSError as problem:
        return Finding(False, f"{wanted} of {settings.media_host} cannot be used: {problem.strerror}.",
                       "Choose another with --media-port, and let UDP through the firewall; without it there is"
                       " neither sound nor picture.")
    return Finding(True, f"{wanted} of {settings.media_host} can be used")


def keys(folder: Path) -> list[Finding]:
    """What proves to relays that it is us is for nobody else to read."""
    return [
        Finding(False, f"{path} can be read by others on this machine.", f"chmod 600 {path}")
        for path in (folder / "relay.secret", folder / "grants.key")
        if path.exists() and path.stat().st_mode & 0o077
    ]


def in_halls(folder: Path) -> list[Finding]:
    """The relays that were made for halls: one that never came was not started, or cannot reach us."""
    from meetings.record.database import FILE
    from meetings.record.relays import last_seen

    try:
        relays = last_seen(folder / FILE)
    except sqlite3.DatabaseError:
        return []                                # none yet, or `database` says what is wrong
    return [
        Finding(True, f"The relay {name} was connected last at {at:%Y-%m-%d %H:%M} UTC") if at else
        Finding(False, f"The relay {name} has never connected.",
                "Start it in its hall as the page of relays said, or revoke it there; it needs https and UDP to here.")
        for name, at in relays.items()
    ]


def way_round(settings: Settings) -> list[Finding]:
    """Each TURN server asked; nothing to say where there is none."""
    return [_turn(url, settings) for url in turn.urls(settings)]


def _turn(url: str, settings: Settings) -> Finding:
    try:
        state = turn.state(url, settings, datetime.now(UTC))
    except OSError as problem:
        return Finding(False, f"{url} cannot be found: {problem.strerror or problem}.",
                       "Give the server's own name or address in the setting `turn`.")
    match state:
        case "well":
            return Finding(True, f"{url} answers and takes our passes")
        case "refused":
            return Finding(False, f"{url} answers, but refuses our pass.",
                           "Give it `use-auth-secret` and the same secret as in the setting `turn_secret`, and set both"
                           " clocks: a pass holds ten minutes.")
        case "silent":
            return Finding(False, f"{url} does not answer.",
                           "Start it (systemctl start coturn, or docker compose --profile turn up), and let its port"
                           " through the firewall, TCP and UDP; until then there is no sound for venues whose network"
                           " closes UDP.")


def font() -> Finding:
    """For what is printed and seen on this machine; browsers elsewhere bring their own."""
    mend = "apt-get install fonts-noto-core, where halls are shown on this machine's own screen."
    lister = shutil.which("fc-list")
    if lister is None:
        return Finding(True, "Fonts were not looked at: fontconfig is not installed")
    try:
        said = subprocess.run(  # noqa: S603 - whichever fc-list this machine has
            [lister, f":charset={VIETNAMESE}", "family"], capture_output=True, text=True, timeout=20, check=False
        ).stdout.strip()
    except (OSError, subprocess.TimeoutExpired) as problem:
        return Finding(True, f"Fonts were not looked at: {problem}")
    if said:
        return Finding(True, f"Fonts with Vietnamese letters: {len(said.splitlines())}")
    return Finding(False, "No font here has Vietnamese letters.", mend)


def certificate(settings: Settings) -> Finding:
    """Given where others come, readable, and not at its end."""
    if refused := unsafe(settings):
        return Finding(False, "`dinh serve` refuses these settings.", refused)
    if not settings.cert:
        return Finding(True, "No certificate given: this machine only, or a reverse proxy speaks https")
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificate(Path(settings.cert).read_bytes())
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(settings.cert, settings.key)
    except (OSError, ValueError) as problem:
        return Finding(False, f"{settings.cert} and {settings.key} are no certificate and its own key: {problem}",
                       "Give PEM files that belong together with --cert and --key.")
    left = (found.not_valid_after_utc - datetime.now(UTC)).days
    if left < 0:
        return Finding(False, f"The certificate ended {-left} days ago.", "Renew it; browsers refuse the page.")
    return Finding(True, f"The certificate is good for {left} more days")


def _me() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # pragma: no cover - a user id without a name
        return str(os.getuid())
