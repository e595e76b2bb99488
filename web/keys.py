"""What the folder keeps secret, made once and readable by its owner only.

    DIR/relay.secret   shared with the relays of this machine: who knows it directs them
"""

import os
import secrets
from pathlib import Path

from web.settings import Settings


def make_secret(folder: Path) -> None:
    """The secret shared with the relay, made once, readable by the owner only."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "relay.secret"
    if not path.exists():
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))


def relay_secret(settings: Settings) -> str:
    """What proves to the relay that it is us."""
    path = Path(settings.relay_secret_file) if settings.relay_secret_file else Path(settings.data) / "relay.secret"
    return path.read_text("ascii").strip()
