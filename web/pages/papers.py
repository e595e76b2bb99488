"""Papers page by page: the text first, then the picture, small before sharp.

    /papers/{version}/{page}            the reader: works without script, on 360 px, in large type
    /papers/{version}/{page}/preview    the small picture, about 3 kB
    /papers/{version}/{page}/image      the sharp one
    /papers/{version}/file              the file as it was put in
    POST /papers/{version}/opened       sent by the reader's script: looking changes nothing by itself

Who may read is decided at the door (`reader`). A version never changes, so what is fetched
once stays on the device.
"""

from litestar import Controller, Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template

from meetings.papers.refusals import QUARANTINED
from meetings.procedure.words import VersionId
from meetings.register.prepared import Document, Page, PaperState, Version
from web import paragraphs, shelf_files
from web.doors import standing
from web.house import House
from web.show import show
from web.viewer import Viewer

LISTED = 80                    # pages named beside the page
Asked = Request[Viewer, object, State]


class PaperPages(Controller):
    """`/papers/{version}`."""

    path = "/papers/{version:str}"

    @get("/", opt={"who": "reader"})
    async def first(self, version: FromPath[str], house: NamedDependency[House]) -> Redirect:
        """A paper opens on its first page; one without pages is downloaded."""
        found = await _version(house, version)
        return Redirect(f"/papers/{found.id}/{'1' if found.pages else 'file'}", status_code=303)

    @get("/{page:int}", opt={"who": "reader"})
    async def read(
        self, request: Asked, version: FromPath[str], page: FromPath[int], house: NamedDependency[House],
        viewer: NamedDependency[Viewer],
    ) -> Template:
        """One page in the reader."""
        found = await _version(house, version)
        shown = await _page(house, found, page)
        pages = await house.register.dossier.pages(found.id)
        document, there = await _where(house, viewer, found.id)
        return show(
            viewer, "papers/reader.html", version=there, leaf=shown, of=max(found.pages, len(pages)),
            meeting=document.meeting, document=document, blocks=paragraphs.blocks(shown.text),
            sharp=request.query_params.get("picture") == "sharp",
            contents=[(one.number, paragraphs.headline(one.text)) for one in pages[:LISTED]],
            growing=found.state is PaperState.WAITING,
        )

    @get("/{page:int}/image", opt={"who": "reader", "as_is": True})
    async def image(
        self, request: Asked, version: FromPath[str], page: FromPath[int], house: NamedDependency[House]
    ) -> Response[bytes]:
        """The sharp picture of a page."""
        shown = await _page(house, await _version(house, version), page)
        return await shelf_files.picture(request, house.shelf, shown.image)

    @get("/{page:int}/preview", opt={"who": "reader", "as_is": True})
    async def preview(
        self, request: Asked, version: FromPath[str], page: FromPath[int], house: NamedDependency[House]
    ) -> Response[bytes]:
        """The small picture of a page."""
        shown = await _page(house, await _version(house, version), page)
        return await shelf_files.picture(request, house.shelf, shown.preview)

    @get("/file", opt={"who": "reader", "as_is": True})
    async def file(
        self, request: Asked, version: FromPath[str], house: NamedDependency[House]
    ) -> Response[bytes] | shelf_files.Sent:
        """The file as it was put in, to be saved, never to be run in the browser."""
        found = await _version(house, version)
        if found.problem in QUARANTINED:
            raise NotFoundException
        return await shelf_files.attachment(request, house.shelf, found.id, found.filename, found.media_type)

    @post("/opened", opt={"who": "reader"}, status_code=204)
    async def opened(
        self, version: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> None:
        """The viewer has this paper before the eyes; the first time counts."""
        if viewer.person is not None:
            found = await _version(house, version)
            await house.register.dossier.mark_opened(found.id, viewer.person.id, house.now())


async def _version(house: House, id: str) -> Version:
    found = await house.register.dossier.version(VersionId(id))
    if found is None:
        raise NotFoundException
    return found


async def _page(house: House, version: Version, number: int) -> Page:
    found = await house.register.dossier.page(version.id, number) if 0 < number <= 9_999 else None
    if found is None:
        raise NotFoundException
    return found


async def _where(house: House, viewer: Viewer, version: VersionId) -> tuple[Document, Version]:
    """The paper in the dossier of a meeting of the viewer's, and as which version it stands there."""
    for id in reversed(await house.register.dossier.meetings_of(version)):
        found = await standing(house, viewer, id)
        place = await house.register.dossier.place(id, version) if found is not None and found.invited else None
        if place is not None:
            return place
    raise NotFoundException


ROUTES = [PaperPages]
