"""`/meetings/{meeting}/live`: the delegate's page while the meeting is on.

The page that the presenter shows, who speaks, the ballot, and one's own three buttons. All of it
works as plain HTML: turning a page on one's own and choosing a plate travel in the address
(`?version=…&page=…`, `?choose=…`), whatever changes something is a form.
"""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, Parameter
from litestar.response import Redirect, Template
from markupsafe import Markup

from meetings.procedure.words import VersionId
from web.house import House
from web.scene import Scene, elsewhere, not_convened, scene
from web.show import as_it_stands
from web.viewer import Viewer
from web.views.around import Around
from web.views.hall import leaf

Asked = Annotated[str, Parameter(max_length=100)]


@get("/meetings/{meeting:str}/live", opt={"who": "invited"})
async def live(
    request: Request[Any, Any, Any],
    meeting: FromPath[str],
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    version: FromQuery[Asked] = "",
    page: FromQuery[int] = 0,
    choose: FromQuery[Asked] = "",
) -> Template | Redirect | Response[str]:
    """The sitting, as a delegate or a guest takes part in it."""
    if viewer.venue is not None:
        return elsewhere(meeting, "venue")
    found = await scene(house, viewer, meeting, "live")
    if found is None:
        return await not_convened(house, viewer, meeting)
    read = await reading(house, found, VersionId(version), page) if version else None
    page_now = found.show("live/live.html", read=read, ballot=chosen(found, choose))
    return as_it_stands(house.views.pages, request, page_now)


@get("/meetings/{meeting:str}/live/page/{version:str}/{page:int}", opt={"who": "invited"})
async def turned(
    meeting: FromPath[str],
    version: FromPath[str],
    page: FromPath[int],
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
) -> Response[str]:
    """One page to read on one's own, as the piece of HTML that takes the presenter's place."""
    found = await scene(house, viewer, meeting, "live")
    read = await reading(house, found, VersionId(version), page) if found else None
    if read is None:
        raise NotFoundException
    return Response(str(read), media_type="text/html", headers={"Cache-Control": "private, max-age=3600"})


async def reading(house: House, found: Scene, version: VersionId, page: int) -> Markup | None:
    """A page of this meeting's papers; None for any other."""
    paper = found.around.paper(version)
    if paper is None or not 1 <= page <= paper.pages:
        return None
    around = Around(papers=found.around.papers, shown=await house.register.dossier.page(version, page))
    return found.draw("live/read.html", hall=found.hall, leaf=leaf(version, page, around))


def chosen(found: Scene, choose: str) -> Markup | None:
    """The plates with one chosen, by address; None where nothing is to be chosen."""
    me, result = found.own, found.hall.result
    if me is None or me.seat is None or me.vote is not None or result is None or result.stand != "open":
        return None
    if choose not in {choice.code for choice in result.choices}:
        return None
    return found.draw("live/ballot.html", hall=found.hall, choose=choose)


ROUTES = (live, turned)
