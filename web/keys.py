"""What the folder keeps secret, made once and readable by its owner only.

    DIR/relay.secret   shared with the relays of this machine: who knows it directs them
    DIR/grants.key     signs who may join where (`media.grants`); it never leaves the folder,
                       relays are given its public half
"""

import base64
import contextlib
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from web.settings import Settings


def make_secret(folder: Path) -> None:
    """The secret shared with the relay, unless it is there."""
    _make(folder / "relay.secret", secrets.token_urlsafe(32))


def relay_secret(settings: Settings) -> str:
    """What proves to the relay that it is us."""
    path = Path(settings.relay_secret_file) if settings.relay_secret_file else Path(settings.data) / "relay.secret"
    return path.read_text("ascii").strip()


def grants_key(folder: Path) -> Ed25519PrivateKey:
    """The key that signs grants; made when it is not there yet. Raises ValueError: the file is damaged."""
    path = folder / "grants.key"
    _make(path, base64.urlsafe_b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode())
    return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(path.read_text("ascii")))


def _make(path: Path, text: str) -> None:
    """Whole or not at all, whoever else makes it at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
