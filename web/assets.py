"""What the browser fetches once: styles, scripts, pictures.

    static/look.css  ─▶  /static/<hash>/look.css   immutable, brotli and gzip ready in memory

Each file is sent as `packing.py` packs it. The hash is over the whole folder, so that
`import("./film.js")` inside a script finds the file of the same state and no import map is
needed (an inline one would want a nonce).
The other way, a hash for each file, saves re-fetching unchanged files after a release:
about 40 kB once, not worth the machinery.
"""

import base64
import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # written in C

from web import packing

FOLDER = Path(__file__).parent / "static"
SQUEEZED = (".css", ".js", ".svg", ".json", ".webmanifest")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, ready to send."""

    media_type: str
    plain: bytes
    br: bytes | None
    gz: bytes | None

    def best(self, accept_encoding: str) -> tuple[bytes, str]:
        """The smallest form the browser takes, and its encoding's name ("" for none)."""
        if self.br is not None and "br" in accept_encoding:
            return self.br, "br"
        if self.gz is not None and "gzip" in accept_encoding:
            return self.gz, "gzip"
        return self.plain, ""


@dataclass(frozen=True, slots=True)
class Inline:
    """A script that stands in a page itself, and by what name the page's policy lets it run (CSP 3, hash-source)."""

    text: str
    source: str


def inline(name: str) -> Inline:
    """A script of ours to be written into a page."""
    text = packing.packed(FOLDER, name).decode()
    return Inline(text, f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'")


@dataclass(frozen=True, slots=True)
class Assets:
    """Every static file of this release."""

    hash: str
    files: Mapping[str, Asset]

    def url(self, name: str) -> str:
        """The address of a file. Raises KeyError: a page names a file that is not there."""
        if name not in self.files:
            raise KeyError(f"no static file {name!r}")
        return f"/static/{self.hash}/{name}"


def media_type(name: str) -> str:
    """By the ending; Litestar adds the charset to text."""
    if name.endswith(".js"):
        return "text/javascript"
    if name.endswith(".webmanifest"):
        return "application/manifest+json"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


@cache
def load(folder: Path = FOLDER) -> Assets:
    """Read and squeeze the folder; a few milliseconds for each file, once a start."""
    digest = hashlib.sha256()
    files: dict[str, Asset] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")):
        name = path.relative_to(folder).as_posix()
        data = packing.packed(folder, name)
        digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
        squeeze = path.suffix in SQUEEZED
        files[name] = Asset(
            media_type(name),
            data,
            brotli.compress(data, quality=11) if squeeze else None,
            gzip.compress(data, 9, mtime=0) if squeeze else None,
        )
    return Assets(digest.hexdigest()[:12], files)
