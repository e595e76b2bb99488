"""`/meetings/{meeting}/minutes`: the minutes in the official form, as a page and as a document.

Both are told from the record at the moment they are asked for. Until the close they
are a draft that only the desk reads, for notes and absences are not everybody's business before.
"""

from urllib.parse import quote
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from meetings.papers import minutes_words
from meetings.procedure import minutes as facts
from meetings.procedure.sight import reads_minutes
from meetings.procedure.words import MeetingId
from web import doors
from web.house import House
from web.scene import not_convened
from web.show import show
from web.viewer import Viewer

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@get("/meetings/{meeting:str}/minutes", opt={"who": "invited"})
async def minutes(
    meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Template | Redirect:
    """The page; the same words as the document."""
    stands = await house.clerk.meeting(MeetingId(meeting))
    if stands.paper is None:
        return await not_convened(house, viewer, meeting)
    desk = await at_the_desk(house, viewer, meeting)
    if not reads_minutes(stands, at_desk=desk):
        return Redirect(f"/meetings/{meeting}/live", status_code=303)
    found = await told(house, meeting)
    told_words = None if found is None else minutes_words.tell(found, viewer.locale, ZoneInfo(viewer.timezone))
    return show(viewer, "minutes/minutes.html", meeting=meeting, paper=stands.paper, told=told_words, desk=desk)


@get("/meetings/{meeting:str}/minutes.docx", opt={"who": "invited"}, include_in_schema=True)
async def document(
    meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """The document, to be signed and filed."""
    stands = await house.clerk.meeting(MeetingId(meeting))
    if not reads_minutes(stands, at_desk=await at_the_desk(house, viewer, meeting)):
        raise NotFoundException
    found = await told(house, meeting)
    if found is None:
        raise NotFoundException
    zone = ZoneInfo(viewer.timezone)
    made = await house.minutes_files.docx(meeting, stands.seq, found, viewer.locale, zone)
    name = viewer.say("Minutes of %(title)s", title=found.paper.title)
    return Response(
        made,
        media_type=DOCX,
        headers={
            "Content-Disposition": f"attachment; filename=\"minutes.docx\"; filename*=UTF-8''{quote(name)}.docx",
            "Cache-Control": "private, no-cache",
        },
    )


async def told(house: House, meeting: str) -> facts.Minutes | None:
    """The facts; None before the call to order."""
    entries = await house.clerk.since(MeetingId(meeting), 0)
    return facts.minutes(await house.clerk.meeting(MeetingId(meeting)), entries)


async def at_the_desk(house: House, viewer: Viewer, meeting: str) -> bool:
    standing = await doors.standing(house, viewer, meeting)
    return standing is not None and standing.desk


ROUTES = (minutes, document)
