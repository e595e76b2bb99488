"""The pager: takes versions that wait, makes their pages, and tells how far it is.

    start ─▶ papers.waiting() ─▶ queue ─▶ paging.pages ─▶ shelf ─▶ papers.add_pages ─▶ told(progress)

A page is readable as soon as it is written, while later ones are still being drawn.
What was interrupted (a restart, a full disk) stays WAITING and is taken up at the
page after the last one written; the pages' rows are the only memory needed.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from meetings.papers import kinds, paging
from meetings.papers.intake import TakenIn
from meetings.papers.kinds import Kind
from meetings.papers.paged import Paged
from meetings.papers.refusals import NoRoom, NotOnShelf, Refused
from meetings.papers.shelf import Shelf
from meetings.procedure.words import VersionId
from meetings.register.prepared import Page, PaperState, Version

log = logging.getLogger(__name__)


class Papers(Protocol):
    """What the pager needs to know and to write down (`meetings.record.dossier.Dossier` is one)."""

    async def waiting(self) -> Sequence[Version]:
        """All versions that wait to be paged, the oldest first."""
        ...

    async def version(self, id: VersionId) -> Version | None: ...

    async def pages(self, version: VersionId) -> Sequence[Page]:
        """The pages written so far, in order."""
        ...

    async def add_pages(self, version: VersionId, pages: Sequence[Page]) -> None: ...

    async def set_state(self, version: VersionId, state: PaperState, pages: int, problem: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a version has come."""

    version: VersionId
    done: int                  # pages that can be read
    of: int                    # pages in all; 0 while not known
    state: PaperState
    problem: str = ""          # a code when refused


Told = Callable[[Progress], Awaitable[None]]


async def nobody(progress: Progress) -> None:
    """Nobody is told."""


class Pager:
    """A queue of versions and one or two tasks that work it off."""

    def __init__(self, shelf: Shelf, papers: Papers, told: Told = nobody, *, workers: int = 1) -> None:
        self._shelf = shelf
        self._papers = papers
        self._told = told
        self._queue: asyncio.Queue[VersionId] = asyncio.Queue()
        self._listed: set[VersionId] = set()
        self._progress: dict[VersionId, Progress] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._workers = max(1, min(workers, 2))

    async def start(self) -> None:
        """Take up what waits from before, and whatever is added from now on."""
        self._tasks = [asyncio.create_task(self._work(), name=f"pager {n}") for n in range(1, self._workers + 1)]
        for version in await self._papers.waiting():
            self.add(version.id)

    async def stop(self) -> None:
        """Stop at once; what is under way is taken up at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def add(self, version: VersionId) -> None:
        """Queue a version. One that is queued already stays where it is."""
        if version not in self._listed:
            self._listed.add(version)
            self._queue.put_nowait(version)

    async def receive(self, taken: TakenIn) -> None:
        """What was just added to the dossier: queue it, or write down why it needs no pages."""
        if taken.state is PaperState.WAITING:
            self.add(taken.id)
        else:
            await self._papers.set_state(taken.id, taken.state, 0, taken.problem)

    def progress(self, version: VersionId) -> Progress | None:
        """How far a version under way has come; None when it is not under way."""
        return self._progress.get(version)

    async def settled(self) -> None:
        """Wait until nothing is queued or under way."""
        await self._queue.join()

    async def _work(self) -> None:
        while True:
            id = await self._queue.get()
            try:
                await self._take(id)
            except NoRoom as error:
                log.warning("Paging of %s waits: %s", id, error)
            except Exception:      # one paper must not keep all after it waiting
                log.exception("Paging of %s failed by our own fault; it stays waiting.", id)
            finally:
                self._listed.discard(id)
                self._progress.pop(id, None)
                self._queue.task_done()

    async def _take(self, id: VersionId) -> None:
        version = await self._papers.version(id)
        if version is None or version.state is not PaperState.WAITING:
            return
        if version.media_type not in kinds.PAGED:           # added just before a crash, not yet settled
            await self._papers.set_state(id, PaperState.KEPT, 0, "")
            return
        done = len(await self._papers.pages(id))
        try:
            path = self._shelf.path(id)
            async with contextlib.aclosing(paging.pages(path, Kind(version.media_type), done + 1)) as stream:
                async for page in stream:
                    await self._papers.add_pages(id, [await self._shelved(id, page)])
                    done = page.number
                    await self._say(Progress(id, done, page.of, PaperState.WAITING))
        except (Refused, NotOnShelf) as problem:
            code = problem.code if isinstance(problem, Refused) else "damaged"
            await self._papers.set_state(id, PaperState.REFUSED, 0, code)
            await self._say(Progress(id, 0, 0, PaperState.REFUSED, code))
        else:
            await self._papers.set_state(id, PaperState.PAGED, done, "")
            await self._say(Progress(id, done, done, PaperState.PAGED))

    async def _shelved(self, version: VersionId, page: Paged) -> Page:
        image, image_size = await self._shelf.put_bytes(page.image)
        preview, preview_size = await self._shelf.put_bytes(page.preview)
        return Page(
            version, page.number, page.text, page.width, page.height, image, image_size, preview, preview_size
        )

    async def _say(self, progress: Progress) -> None:
        self._progress[progress.version] = progress
        await self._told(progress)
