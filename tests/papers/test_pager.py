"""The queue of versions that wait to be paged."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from meetings.papers import demo, intake, paging
from meetings.papers.kinds import Kind
from meetings.papers.pager import Pager, Progress
from meetings.papers.refusals import NoRoom
from meetings.papers.shelf import Shelf
from meetings.procedure.words import PersonId, VersionId
from meetings.register.prepared import Page, PaperState, Version
from tests.papers.strangers import pdf, stream

NOW = datetime(2026, 11, 24, tzinfo=UTC)


class Rows:
    """The dossier's rows, in memory."""

    def __init__(self) -> None:
        self.versions: dict[VersionId, Version] = {}
        self.written: dict[VersionId, list[Page]] = {}

    async def waiting(self) -> list[Version]:
        return [version for version in self.versions.values() if version.state is PaperState.WAITING]

    async def version(self, id: VersionId) -> Version | None:
        return self.versions.get(id)

    async def pages(self, version: VersionId) -> list[Page]:
        return self.written.get(version, [])

    async def add_pages(self, version: VersionId, pages: list[Page]) -> None:
        self.written.setdefault(version, []).extend(pages)

    async def set_state(self, version: VersionId, state: PaperState, pages: int, problem: str) -> None:
        self.versions[version] = replace(self.versions[version], state=state, pages=pages, problem=problem)


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "shelf", reserve=0)


@pytest.fixture
def rows():
    return Rows()


@pytest.fixture
async def uploaded(shelf, rows):
    async def uploaded(content: bytes, filename: str = "a.pdf") -> intake.TakenIn:
        taken = await intake.take_in(shelf, stream(content), filename)
        rows.versions[taken.id] = Version(
            taken.id, "d1", 1, taken.filename, taken.media_type, taken.size, PaperState.WAITING, 0, "", NOW,
            PersonId("p"),
        )
        return taken

    return uploaded


async def settled(pager: Pager) -> None:
    try:
        async with asyncio.timeout(60):
            await pager.settled()
    finally:
        await pager.stop()


async def test_what_waits_becomes_pages_and_everybody_is_told_how_far(shelf, rows, uploaded):
    told: list[Progress] = []

    async def tell(progress: Progress) -> None:
        told.append(progress)

    taken = await uploaded(pdf(3))
    pager = Pager(shelf, rows, tell)
    await pager.start()
    await settled(pager)

    pages = rows.written[taken.id]
    assert [(p.done, p.of, p.state.value) for p in told] == [
        (1, 3, "waiting"), (2, 3, "waiting"), (3, 3, "waiting"), (3, 3, "paged")
    ]
    assert [(page.number, page.text) for page in pages] == [(1, "Trang 1"), (2, "Trang 2"), (3, "Trang 3")]
    assert rows.versions[taken.id].state is PaperState.PAGED
    assert rows.versions[taken.id].pages == 3
    assert len(await shelf.read(pages[0].image)) == pages[0].image_size
    assert len(await shelf.read(pages[0].preview)) == pages[0].preview_size
    assert pager.progress(taken.id) is None


async def test_a_refused_paper_says_why_and_the_next_one_goes_on(shelf, rows, uploaded):
    bad = await uploaded(pdf()[:300])
    good = await uploaded(pdf(1))
    pager = Pager(shelf, rows)
    await pager.start()
    await settled(pager)

    assert (rows.versions[bad.id].state, rows.versions[bad.id].problem) == (PaperState.REFUSED, "damaged")
    assert rows.versions[good.id].state is PaperState.PAGED


async def test_after_a_restart_it_goes_on_where_it_was(shelf, rows, uploaded):
    taken = await uploaded(pdf(4))
    halfway = asyncio.Event()

    async def tell(progress: Progress) -> None:
        if progress.done == 2:
            halfway.set()
            await asyncio.Event().wait()

    first = Pager(shelf, rows, tell)
    await first.start()
    await asyncio.wait_for(halfway.wait(), 60)
    await first.stop()
    assert rows.versions[taken.id].state is PaperState.WAITING

    second = Pager(shelf, rows)
    await second.start()
    await settled(second)
    assert [page.number for page in rows.written[taken.id]] == [1, 2, 3, 4]
    assert rows.versions[taken.id].pages == 4


async def test_a_stop_leaves_no_worker_behind(shelf, rows, uploaded, monkeypatch, tmp_path):
    begun = tmp_path / "pid"
    (tmp_path / "worker.py").write_text(
        f"import os, time; open({str(begun)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    )
    monkeypatch.setattr(paging, "WORKER", (str(tmp_path / "worker.py"),))
    await uploaded(pdf(1))
    pager = Pager(shelf, rows)
    await pager.start()
    async with asyncio.timeout(30):
        while not (begun.exists() and begun.read_text()):
            await asyncio.sleep(0.01)
    await pager.stop()

    assert not (begun.parent / f"/proc/{begun.read_text()}").exists()


async def test_a_full_shelf_leaves_the_version_waiting(shelf, rows, uploaded, monkeypatch):
    taken = await uploaded(pdf(1))

    async def full(content: bytes) -> tuple[str, int]:
        raise NoRoom("The shelf is full.")

    monkeypatch.setattr(shelf, "put_bytes", full)
    pager = Pager(shelf, rows)
    await pager.start()
    await settled(pager)
    assert rows.versions[taken.id].state is PaperState.WAITING


async def test_a_word_file_is_kept_and_named_in_normal_form(shelf, rows, uploaded):
    taken = await uploaded(demo.WATER.read_bytes(), "Dự thảo.docx")
    pager = Pager(shelf, rows)
    await pager.receive(taken)

    assert (taken.filename, taken.title, taken.media_type) == ("Dự thảo.docx", "Dự thảo", Kind.DOCX.value)
    assert rows.versions[taken.id].state is PaperState.KEPT


async def test_a_word_file_left_waiting_by_a_crash_is_kept(shelf, rows, uploaded):
    taken = await uploaded(demo.WATER.read_bytes(), "Dự thảo.docx")
    pager = Pager(shelf, rows)
    await pager.start()
    await settled(pager)

    assert rows.versions[taken.id].state is PaperState.KEPT
