"""An upload becomes a file on the shelf and a verdict on what it is.

    stream + name ─▶ shelf ─▶ kinds ─▶ WAITING (to be paged) | KEPT (download only) | REFUSED (why)
                                └─▶ a photograph: kept again without the place it was taken at

A refused file stays on the shelf for as long as its version is listed, so that
the secretary sees which file it was; only what is too large, empty or without
room leaves nothing behind.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from meetings.papers import kinds, names, provenance
from meetings.papers.kinds import Kind
from meetings.papers.refusals import Refused
from meetings.papers.shelf import Shelf
from meetings.procedure.words import VersionId
from meetings.register.prepared import PaperState


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A file as it now stands on the shelf, with what a `Version` needs to know of it."""

    id: VersionId
    size: int                  # bytes
    filename: str              # cleaned
    title: str
    media_type: str
    state: PaperState
    problem: str               # a code when refused


async def take_in(shelf: Shelf, stream: AsyncIterator[bytes], filename: str) -> TakenIn:
    """Keep an uploaded file and say what it is.

    Raises:
        TooLarge, NoRoom: nothing was kept.
        Refused: `empty`; nothing was kept.
    """
    key, size = await shelf.put(stream)
    name = names.clean(filename)
    kind, state, problem = Kind.OTHER, PaperState.KEPT, ""
    try:
        kind = await asyncio.to_thread(kinds.of, shelf.path(key), name)
        state = PaperState.WAITING if kind in kinds.PAGED else PaperState.KEPT
        key, size = await _without_provenance(shelf, key, size, kind)
    except Refused as refused:
        if refused.code == "empty":
            await shelf.drop(key)
            raise
        state, problem = PaperState.REFUSED, refused.code
    return TakenIn(VersionId(key), size, name, names.title(name), kind.value, state, problem)


async def _without_provenance(shelf: Shelf, key: str, size: int, kind: Kind) -> tuple[str, int]:
    if kind not in provenance.STRIPPED:
        return key, size
    kept = await asyncio.to_thread(provenance.stripped, shelf.path(key), kind)
    if kept is None:
        return key, size
    clean = await shelf.put_bytes(kept)
    await shelf.drop(key)
    return clean
