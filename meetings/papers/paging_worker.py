"""The process in which strangers' files are opened: `python -m meetings.papers.paging_worker`.

    arguments: PATH KIND FIRST         the file, its media type, the first page wanted (from 1)
    stdout:    messages, each a length (4 bytes), a JSON head, and the bytes the head counts

        {"page": 3, "of": 12, "text": "...", "width": 1000, "height": 1414, "image": 9120, "preview": 2210}
        {"end": true, "next": 27}      it stops by itself after a while; ask again from there
        {"refused": "encrypted"}       a code of `meetings.papers.refusals`

It may use so much memory and time and may write nothing but its stdout; the
parent kills it when it takes longer. It opens one file and dies, so nothing that a
file did to it outlives the file. Whatever it says is judged by the parent again.
"""

import json
import resource
import struct
import sys
import time
from collections.abc import Iterator
from typing import BinaryIO

from meetings.papers.paged import Paged
from meetings.papers.refusals import Refused

MEMORY = 512 << 20             # bytes of address space
PROCESSOR = 30                 # seconds
STRETCH = 12.0                 # seconds after which it stops at the next page


def confine() -> None:
    """Give up what a reader of files does not need."""
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(what, (limit, limit))


def drawn(path: str, kind: str, first: int) -> Iterator[Paged]:
    """The pages from `first` on. Raises `Refused`."""
    if kind == "application/pdf":
        from meetings.papers import paging_pdf

        return paging_pdf.drawn(path, first)
    from meetings.papers import paging_pictures

    return paging_pictures.drawn(path, first)


def say(target: BinaryIO, head: dict[str, object], *bodies: bytes) -> None:
    words = json.dumps(head, ensure_ascii=False).encode()
    target.write(struct.pack(">I", len(words)) + words + b"".join(bodies))
    target.flush()


def work(path: str, kind: str, first: int, target: BinaryIO) -> None:
    """Send pages until the end, or until the stretch is over."""
    began = time.monotonic()
    try:
        for page in drawn(path, kind, first):
            say(
                target,
                {"page": page.number, "of": page.of, "text": page.text, "width": page.width, "height": page.height,
                 "image": len(page.image), "preview": len(page.preview)},
                page.image, page.preview,
            )
            if page.number < page.of and time.monotonic() - began > STRETCH:
                say(target, {"end": True, "next": page.number + 1})
                return
        say(target, {"end": True, "next": None})
    except Refused as refused:
        say(target, {"refused": refused.code})
    except MemoryError:
        say(target, {"refused": "too-heavy"})
    except (BrokenPipeError, KeyboardInterrupt):
        pass


if __name__ == "__main__":
    confine()
    work(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.stdout.buffer)
