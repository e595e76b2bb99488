"""The papers of a meeting as rows: documents on items, immutable versions, pages, who opened what.

A document is renamed without a new version; what it was called stays beside it. So a file that comes again
under the former name is still its next version.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from meetings.procedure.sitting import Phase
from meetings.procedure.words import ItemId, MeetingId, PersonId, VersionId
from meetings.record.database import Database
from meetings.record.ids import new_id
from meetings.record.tables_dossier import DOCUMENT, FILE, FORMER_TITLE, OPENED, PAGE, VERSION
from meetings.record.tables_meeting import ITEM, MEETING
from meetings.register.prepared import Document, FormerTitle, Page, PaperState, Version
from meetings.register.preparing import Work, readable, still

_VERSIONS = select(VERSION, FILE).join(FILE, FILE.c.sha == VERSION.c.file)


class AlreadyConvened(Exception):
    """The paper was sent out: a new version may replace it, but it stays in the record."""


class TitleTaken(Exception):
    """Another document on the same item bears this title."""


class Dossier:
    """Documents and versions; the bytes stand on the shelf."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(self, meeting: MeetingId | str) -> list[tuple[Document, Version]]:
        """Each document with its newest version, in the order of the agenda."""
        return [(document, versions[-1]) for document, versions in await self._with_versions(meeting)]

    async def readable(self, meeting: MeetingId | str) -> list[tuple[Document, Version]]:
        """Each document that can be opened, with the version that those called open."""
        each = [(document, readable(versions)) for document, versions in await self._with_versions(meeting)]
        return [(document, version) for document, version in each if version is not None]

    async def place(self, meeting: MeetingId | str, version: VersionId | str) -> tuple[Document, Version] | None:
        """The document of this meeting in which a file stands, and as which version; None: in none of its."""
        each = await self._with_versions(meeting)
        return next(((document, one) for document, versions in each for one in versions if one.id == version), None)

    async def _with_versions(self, meeting: MeetingId | str) -> list[tuple[Document, list[Version]]]:
        """In the order of the agenda, the first version first; a document has at least one."""
        wanted = _VERSIONS.join(DOCUMENT, DOCUMENT.c.id == VERSION.c.document).order_by(VERSION.c.number)
        versions: dict[str, list[Version]] = {}
        async with self._database.reading() as rows:
            documents = await _documents(rows, str(meeting))
            for row in await rows.execute(wanted.where(DOCUMENT.c.meeting == meeting)):
                versions.setdefault(row.document, []).append(_version(row))
        return [(document, versions[document.id]) for document in documents if document.id in versions]

    async def version(self, id: VersionId | str) -> Version | None:
        """The file with this hash, as it was put in first."""
        async with self._database.reading() as rows:
            found = (await rows.execute(
                _VERSIONS.where(FILE.c.sha == id).order_by(VERSION.c.uploaded_at, VERSION.c.document).limit(1)
            )).first()
            return _version(found) if found else None

    async def meetings_of(self, version: VersionId | str) -> list[MeetingId]:
        """The meetings in whose dossiers this file stands: whoever may read one of them may read it."""
        async with self._database.reading() as rows:
            wanted = select(DOCUMENT.c.meeting).join(VERSION, VERSION.c.document == DOCUMENT.c.id)
            found = await rows.scalars(wanted.where(VERSION.c.file == version).distinct())
            return [MeetingId(one) for one in found]

    async def waiting(self) -> list[Version]:
        """Files not yet paged, each once, the oldest first; after a restart they are begun again."""
        async with self._database.reading() as rows:
            found = await rows.execute(
                _VERSIONS.where(FILE.c.state == PaperState.WAITING.value).order_by(VERSION.c.uploaded_at.desc())
            )
            each = {row.sha: _version(row) for row in found}        # the oldest of each is the last to stay
            return sorted(each.values(), key=lambda version: version.uploaded_at)

    async def add_version(
        self, meeting: MeetingId | str, item: ItemId | str, title: str, *, version: VersionId | str, filename: str,
        media_type: str, size: int, at: datetime, by: PersonId | str,
    ) -> tuple[Document, Version]:
        """Put a file in. The same title, or a former one, on the same item: its next version; the same bytes: none.

        Raises:
            LookupError: no such item in this meeting.
        """
        async with self._database.writing() as rows:
            if await rows.scalar(select(ITEM.c.id).where(ITEM.c.id == item, ITEM.c.meeting == meeting)) is None:
                raise LookupError(f"no item {item} in meeting {meeting}")
            document = await _document_on(rows, str(meeting), str(item), title)
            if await rows.scalar(select(FILE.c.sha).where(FILE.c.sha == version)) is None:
                await rows.execute(FILE.insert().values(
                    sha=version, size=size, media_type=media_type, state=PaperState.WAITING.value, pages=0, problem=""
                ))
            of_document = VERSION.c.document == document.id
            there = (await rows.execute(_VERSIONS.where(of_document, VERSION.c.file == version))).first()
            if there is None:
                last = (await rows.scalar(select(func.max(VERSION.c.number)).where(of_document))) or 0
                await rows.execute(VERSION.insert().values(
                    document=document.id, number=last + 1, file=version, filename=filename, uploaded_at=at,
                    uploaded_by=by,
                ))
                there = (await rows.execute(_VERSIONS.where(of_document, VERSION.c.file == version))).one()
            return document, _version(there)

    async def set_state(
        self, version: VersionId | str, state: PaperState, pages: int = 0, problem: str = ""
    ) -> None:
        async with self._database.writing() as rows:
            changed = FILE.update().where(FILE.c.sha == version)
            await rows.execute(changed.values(state=state.value, pages=pages, problem=problem))

    async def add_pages(self, version: VersionId | str, pages: Sequence[Page]) -> None:
        """Pages of a file; one that is there already is replaced (paging was begun again)."""
        async with self._database.writing() as rows:
            numbers = [page.number for page in pages]
            await rows.execute(PAGE.delete().where(PAGE.c.file == version, PAGE.c.number.in_(numbers)))
            if pages:
                await rows.execute(PAGE.insert(), [_page_row(page, str(version)) for page in pages])

    async def page(self, version: VersionId | str, n: int) -> Page | None:
        async with self._database.reading() as rows:
            found = (await rows.execute(select(PAGE).where(PAGE.c.file == version, PAGE.c.number == n))).first()
            return _page(found) if found else None

    async def pages(self, version: VersionId | str) -> list[Page]:
        async with self._database.reading() as rows:
            found = await rows.execute(select(PAGE).where(PAGE.c.file == version).order_by(PAGE.c.number))
            return [_page(row) for row in found]

    async def mark_opened(self, version: VersionId | str, person: PersonId | str, at: datetime) -> None:
        """The first time counts."""
        async with self._database.writing() as rows:
            same = select(OPENED.c.at).where(OPENED.c.file == version, OPENED.c.person == person)
            if await rows.scalar(same) is None:
                await rows.execute(OPENED.insert().values(file=version, person=person, at=at))

    async def opened(self, meeting: MeetingId | str) -> dict[VersionId, dict[PersonId, datetime]]:
        """Who opened which file of a meeting, and when first."""
        in_dossier = select(VERSION.c.file).join(DOCUMENT, DOCUMENT.c.id == VERSION.c.document)
        in_dossier = in_dossier.where(DOCUMENT.c.meeting == meeting)
        found: dict[VersionId, dict[PersonId, datetime]] = {}
        async with self._database.reading() as rows:
            for row in await rows.execute(select(OPENED).where(OPENED.c.file.in_(in_dossier)).order_by(OPENED.c.at)):
                found.setdefault(VersionId(row.file), {})[PersonId(row.person)] = row.at
        return found

    async def rename(self, document: str, title: str, *, at: datetime, by: PersonId | str, note: str = "") -> None:
        """Give a document another title; the one it had is kept with the note. The same title: nothing is done.

        Raises:
            TitleTaken: by another document on the same item; nothing was changed.
        """
        async with self._database.writing() as rows:
            was = _document((await rows.execute(select(DOCUMENT).where(DOCUMENT.c.id == document))).one())
            if title == was.title:
                return
            beside = select(DOCUMENT.c.id).where(DOCUMENT.c.item == was.item, DOCUMENT.c.title == title)
            if await rows.scalar(beside) is not None:
                raise TitleTaken(title)
            of_document = FORMER_TITLE.c.document == document
            number = (await rows.scalar(select(func.count()).where(of_document))) or 0
            await rows.execute(FORMER_TITLE.insert().values(
                document=document, number=number + 1, title=was.title, until=at, renamed_by=by, note=note
            ))
            await rows.execute(DOCUMENT.update().where(DOCUMENT.c.id == document).values(title=title))

    async def former_titles(self, meeting: MeetingId | str) -> dict[str, list[FormerTitle]]:
        """By document, the first title first; who was never renamed is not among them."""
        wanted = select(FORMER_TITLE).join(DOCUMENT, DOCUMENT.c.id == FORMER_TITLE.c.document)
        wanted = wanted.where(DOCUMENT.c.meeting == meeting).order_by(FORMER_TITLE.c.number)
        found: dict[str, list[FormerTitle]] = {}
        async with self._database.reading() as rows:
            for row in await rows.execute(wanted):
                former = FormerTitle(row.title, row.until, PersonId(row.renamed_by), row.note)
                found.setdefault(row.document, []).append(former)
        return found

    async def remove(self, document: str) -> None:
        """Take a document out with its versions.

        Raises:
            AlreadyConvened: the meeting's papers were sent out.
        """
        async with self._database.writing() as rows:
            of = select(MEETING.c.phase).join(DOCUMENT, DOCUMENT.c.meeting == MEETING.c.id)
            phase: str | None = await rows.scalar(of.where(DOCUMENT.c.id == document))
            if phase is not None and not still(Work.TAKE_AWAY, Phase(phase)):
                raise AlreadyConvened(document)
            await rows.execute(VERSION.delete().where(VERSION.c.document == document))
            await rows.execute(FORMER_TITLE.delete().where(FORMER_TITLE.c.document == document))
            await rows.execute(DOCUMENT.delete().where(DOCUMENT.c.id == document))


async def _documents(rows: AsyncConnection, meeting: str) -> list[Document]:
    wanted = select(DOCUMENT).join(ITEM, ITEM.c.id == DOCUMENT.c.item).where(DOCUMENT.c.meeting == meeting)
    found = await rows.execute(wanted.order_by(ITEM.c.number, DOCUMENT.c.number))
    return [_document(row) for row in found]


async def _document_on(rows: AsyncConnection, meeting: str, item: str, title: str) -> Document:
    """The document of this title on this item, else the one last called so, else a new one."""
    on_item = select(DOCUMENT).where(DOCUMENT.c.item == item)
    once = on_item.join(FORMER_TITLE, FORMER_TITLE.c.document == DOCUMENT.c.id).where(FORMER_TITLE.c.title == title)
    for wanted in (on_item.where(DOCUMENT.c.title == title), once.order_by(FORMER_TITLE.c.until.desc())):
        found = (await rows.execute(wanted.limit(1))).first()
        if found is not None:
            return _document(found)
    last = (await rows.scalar(select(func.max(DOCUMENT.c.number)).where(DOCUMENT.c.item == item))) or 0
    made = Document(new_id(), MeetingId(meeting), ItemId(item), title)
    await rows.execute(DOCUMENT.insert().values(
        id=made.id, meeting=meeting, item=item, title=title, number=last + 1
    ))
    return made


def _document(row: Row[tuple[object, ...]]) -> Document:
    return Document(row.id, MeetingId(row.meeting), ItemId(row.item), row.title)


def _version(row: Row[tuple[object, ...]]) -> Version:
    return Version(
        VersionId(row.sha), row.document, row.number, row.filename, row.media_type, row.size,
        PaperState(row.state), row.pages, row.problem, row.uploaded_at, PersonId(row.uploaded_by),
    )


def _page(row: Row[tuple[object, ...]]) -> Page:
    return Page(
        VersionId(row.file), row.number, row.text, row.width, row.height, row.image, row.image_size,
        row.preview, row.preview_size,
    )


def _page_row(page: Page, file: str) -> dict[str, object]:
    return {
        "file": file, "number": page.number, "text": page.text, "width": page.width, "height": page.height,
        "image": page.image, "image_size": page.image_size, "preview": page.preview,
        "preview_size": page.preview_size,
    }
