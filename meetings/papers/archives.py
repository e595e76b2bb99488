"""A look at a zip's table of contents, without unpacking anything.

Office files are zips. The table says how large each part claims to be; a bomb
must claim it (the readers that will open it later believe the table), so the
claims are enough to refuse: by total, by ratio, by parts, by zips inside zips.
The table itself is measured before it is read: an entry costs memory a hundred
times its bytes on disk.
"""

import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

from meetings.papers.refusals import Refused

PARTS = 5_000
TABLE = 2 << 20                # bytes of the table of contents
UNPACKED = 512 << 20           # bytes, all parts together
RATIO = 100                    # unpacked to packed, beyond the first few MB
SMALL = 16 << 20               # bytes: below this no ratio is a bomb (empty pictures pack very well)
TAIL = 22 + 65_535             # the end record and the longest remark after it
PACKED_ENDINGS = (".zip", ".7z", ".rar", ".gz", ".xz", ".bz2", ".zst", ".jar", ".docx", ".xlsx", ".pptx", ".odt")
EMBEDDINGS = ("word/embeddings/", "xl/embeddings/", "ppt/embeddings/")   # a table inside a letter: rightful


@dataclass(frozen=True, slots=True)
class Contents:
    """What the table of contents says."""

    names: frozenset[str]
    unpacked: int              # bytes claimed
    packed: int
    nested: tuple[str, ...]    # zips inside, embedded tables left out
    first_words: bytes         # of a part called mimetype that stands first and unpacked; else b""

    def check_office(self) -> None:
        """Raises `Refused` when an Office file is a bomb or brings macros."""
        too_dense = self.unpacked > SMALL and self.unpacked > RATIO * max(self.packed, 1)
        if self.unpacked > UNPACKED or too_dense or self.nested:
            raise Refused("bomb")
        if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in self.names):
            raise Refused("has-macros")


def contents(path: Path) -> Contents:
    """Read the table of contents.

    Raises:
        Refused: there is none, it is cut off, or it lists more than any paper has.
    """
    _measure(path)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            first = parts[0] if parts else None
            plain = first is not None and first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED
            words = archive.read(first) if first and plain and first.file_size < 200 else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as error:
        raise Refused("damaged") from error
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("encrypted")
    return Contents(
        names=frozenset(part.filename for part in parts),
        unpacked=sum(part.file_size for part in parts),
        packed=sum(part.compress_size for part in parts),
        nested=tuple(part.filename for part in parts if _is_nested(part.filename)),
        first_words=words.strip(),
    )


def _measure(path: Path) -> None:
    """Refuse a table too long to be read, by the end record alone."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL))
        tail = file.read(TAIL)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise Refused("damaged")
    parts, table = struct.unpack("<HI", tail[at + 10:at + 16])
    zip64 = tail[at - 20:at - 16] == b"PK\x06\x07" if at >= 20 else False    # would overrule these two numbers
    if parts > PARTS or table > TABLE or zip64:
        raise Refused("bomb")


def _is_nested(name: str) -> bool:
    return name.lower().endswith(PACKED_ENDINGS) and not name.startswith(EMBEDDINGS)
