"""The agenda tab: items in their order with presenter and minutes, papers on their items.

    add, change, move, remove an item   until the sitting begins
    put a paper on an item              at any time before the close: a new version of the same title
    rename a paper                      at any time before the close; with a note once it was sent out
    take a paper away                   until it was sent out

Everything is a plain form; the script on the page only adds dropping files and progress.
"""

from litestar import Controller, Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from meetings.calendar.occasions import occasions
from meetings.papers import intake
from meetings.papers.refusals import NoRoom, Refused, TooLarge
from meetings.procedure.words import ItemId, MeetingId
from meetings.record.dossier import AlreadyConvened, TitleTaken
from meetings.register.prepared import Document, PaperState
from meetings.register.preparing import Work
from web import forms
from web.desk import frame
from web.desk.board import Board, board
from web.desk.frame import Desk
from web.house import House
from web.typed import Typed, fields
from web.viewer import Viewer

FILES = 20                     # in one form
Asked = Request[Viewer, object, State]


class AgendaPages(Controller):
    """`/desk/{meeting}/agenda`, its items and their papers."""

    path = "/desk/{meeting:str}"

    @get("/agenda", opt={"who": "desk"})
    async def agenda(
        self, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Template:
        """The agenda with its papers."""
        return await _page(house, viewer, await frame.lay(house, viewer, meeting))

    @post("/items", opt={"who": "desk"})
    async def add(
        self, request: Asked, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Redirect | Template:
        """A new item at the end."""
        desk = await frame.lay(house, viewer, meeting)
        typed = Typed(await fields(request), viewer)
        item = _item(typed)
        _only_before(desk, typed, viewer)
        if typed.errors:
            return await _page(house, viewer, desk, status=422, added=typed)
        await house.register.sittings.add_item(desk.meeting.id, *item)
        return Redirect(f"/desk/{meeting}/agenda#add", status_code=303)

    @post("/items/usual", opt={"who": "desk"})
    async def usual(
        self, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Redirect:
        """The template's usual business, on an agenda that is still empty."""
        desk = await frame.lay(house, viewer, meeting)
        occasion = occasions().get(desk.meeting.template)
        if occasion is not None and desk.open and not desk.items:
            for item in occasion.items:
                await house.register.sittings.add_item(
                    desk.meeting.id, item.titles[viewer.locale], "", item.minutes
                )
        return Redirect(f"/desk/{meeting}/agenda", status_code=303)

    @post("/items/{item:str}", opt={"who": "desk"})
    async def change(
        self, request: Asked, meeting: FromPath[str], item: FromPath[str], house: NamedDependency[House],
        viewer: NamedDependency[Viewer],
    ) -> Redirect | Template:
        """Save, move up or down, or remove: whichever button was pressed."""
        desk = await frame.lay(house, viewer, meeting)
        found = next((one for one in desk.items if one.id == item), None)
        if found is None:
            raise NotFoundException
        typed = Typed(await fields(request), viewer)
        _only_before(desk, typed, viewer)
        sittings, id = house.register.sittings, MeetingId(meeting)
        match typed.typed.get("do", "save") if not typed.errors else "":
            case "up":
                await sittings.move_item(id, found.id, max(1, found.number - 1))
            case "down":
                await sittings.move_item(id, found.id, min(len(desk.items), found.number + 1))
            case "remove":
                if found.id in desk.papers or not await sittings.remove_item(id, found.id):
                    typed.errors["title"] = viewer.say("Take its papers away first; then the item can be removed.")
            case "save":
                title, presenter, minutes = _item(typed)
                if not typed.errors:
                    await sittings.change_item(found.id, title, presenter, minutes)
        if typed.errors:
            return await _page(house, viewer, desk, status=422, changed=typed, changed_id=found.id)
        return Redirect(f"/desk/{meeting}/agenda#i-{item}", status_code=303)

    @post("/items/{item:str}/papers", opt={"who": "desk", "uploads": True}, request_max_body_size=None)
    async def put(
        self, request: Asked, meeting: FromPath[str], item: FromPath[str], house: NamedDependency[House],
        viewer: NamedDependency[Viewer],
    ) -> Redirect | Template:
        """Files chosen or dropped on an item. Each is taken or told why not; one never stops the others."""
        desk = await frame.lay(house, viewer, meeting)
        if all(one.id != item for one in desk.items):
            raise NotFoundException
        if not desk.still(Work.PAPERS):
            refusals, status = [viewer.say("The meeting is closed: its papers stand as they are.")], 422
        else:
            refusals, status = await _all_taken(request, house, viewer, desk, ItemId(item))
        if refusals:
            desk = await frame.lay(house, viewer, meeting)
            return await _page(house, viewer, desk, status=status, refusals=refusals, refused_id=item)
        return Redirect(f"/desk/{meeting}/agenda#i-{item}", status_code=303)

    @post("/papers/{document:str}/title", opt={"who": "desk"})
    async def rename(
        self, request: Asked, meeting: FromPath[str], document: FromPath[str], house: NamedDependency[House],
        viewer: NamedDependency[Viewer],
    ) -> Redirect | Template:
        """Another title for a paper; those who were sent it under the former one are told why."""
        desk = await frame.lay(house, viewer, meeting)
        found = _document(desk, document)
        typed = Typed(await fields(request), viewer)
        title = typed.text("title", most=300)
        note = typed.text("note", most=300) if desk.sent else ""
        if not desk.still(Work.PAPERS):
            typed.errors["title"] = viewer.say("The meeting is closed: its papers stand as they are.")
        if not typed.errors:
            try:
                by = viewer.person_id
                await house.register.dossier.rename(found.id, title, at=house.now(), by=by, note=note)
            except TitleTaken:
                typed.errors["title"] = viewer.say("Another paper on this item has this title already.")
        if typed.errors:
            return await _page(house, viewer, desk, status=422, renamed=typed, renamed_id=found.id)
        if title != found.title:
            told = f"{found.title} ▸ {title}" + (f": {note}" if note else "")
            await house.register.audit.note(house.now(), f"person:{viewer.person_id}", "paper-renamed", meeting, told)
        return Redirect(f"/desk/{meeting}/agenda#d-{found.id}", status_code=303)

    @post("/papers/{document:str}/remove", opt={"who": "desk"})
    async def take_away(
        self, meeting: FromPath[str], document: FromPath[str], house: NamedDependency[House],
        viewer: NamedDependency[Viewer],
    ) -> Redirect | Template:
        """Take a paper off its item, as long as nobody was sent it."""
        desk = await frame.lay(house, viewer, meeting)
        found = _document(desk, document)
        try:
            await house.register.dossier.remove(document)
        except AlreadyConvened:
            told = viewer.say("This paper was sent to those called and stays in the record. Put a new version instead.")
            return await _page(house, viewer, desk, status=422, refusals=[told], refused_id=found.item)
        who = f"person:{viewer.person_id}"
        await house.register.audit.note(house.now(), who, "paper-taken-away", desk.meeting.id, found.title)
        return Redirect(f"/desk/{meeting}/agenda#i-{found.item}", status_code=303)


async def _page(
    house: House, viewer: Viewer, desk: Desk, status: int = 200, added: Typed | None = None,
    changed: Typed | None = None, changed_id: str = "", refusals: list[str] | None = None, refused_id: str = "",
    renamed: Typed | None = None, renamed_id: str = "",
) -> Template:
    beside: Board = await board(house, desk)
    return await frame.page(
        house, viewer, desk, "agenda.html", "agenda", status, added=added, changed=changed, changed_id=changed_id,
        refusals=refusals or [], refused_id=refused_id, renamed=renamed, renamed_id=renamed_id, board=beside,
        progress=house.pager.progress, presenters=_presenters(desk), most=_megabytes(house),
        former=await house.register.dossier.former_titles(desk.meeting.id),
    )


def _document(desk: Desk, id: str) -> Document:
    """The paper of this id on the desk.

    Raises:
        NotFoundException: none of this meeting's has it.
    """
    found = next((document for papers in desk.papers.values() for document, _ in papers if document.id == id), None)
    if found is None:
        raise NotFoundException
    return found


def _item(typed: Typed) -> tuple[str, str, int]:
    return typed.text("title", most=300), typed.text("presenter", most=200, least=0), typed.number("minutes", 0, 1440)


def _only_before(desk: Desk, typed: Typed, viewer: Viewer) -> None:
    if not desk.open:
        typed.errors["title"] = viewer.say("The sitting has begun: the agenda stands as it was called.")


def _presenters(desk: Desk) -> list[str]:
    """Those called, as a presenter is written: name, then title."""
    people = [desk.people[invitee.person] for invitee in desk.invitees if invitee.person in desk.people]
    return [f"{person.name}, {person.title}" if person.title else person.name for person in people]


async def _all_taken(
    request: Asked, house: House, viewer: Viewer, desk: Desk, item: ItemId
) -> tuple[list[str], int]:
    """Put every file of the form on the item while it arrives; what was wrong, in sentences, and the status."""
    refusals: list[str] = []
    count, status = 0, 422
    try:
        async for file in forms.uploads(request):
            count += 1
            if count > FILES:
                told = viewer.say("At most %(most)s files at once; the rest was not taken.", most=FILES)
                return [*refusals, told], status
            try:
                await _take(house, viewer, desk, item, file)
            except (Refused, TooLarge, NoRoom) as problem:
                told = viewer.say(f"paper:{problem.code}", most=_megabytes(house))
                refusals.append(f"{file.filename[:100]}: {told}")
                status = 507 if isinstance(problem, NoRoom) else status
    except ClientException as cut:
        if cut.status_code != 413 or count == 0:
            raise
        return [*refusals, viewer.say("paper:too-large", most=_megabytes(house))], 413
    return refusals if count else [viewer.say("Choose a file first.")], status


async def _take(house: House, viewer: Viewer, desk: Desk, item: ItemId, file: forms.Upload) -> None:
    """Put one file on the item.

    Raises:
        Refused, TooLarge, NoRoom: it was not taken.
    """
    taken = await intake.take_in(house.shelf, file.pieces, file.filename)
    _, version = await house.register.dossier.add_version(
        desk.meeting.id, item, taken.title, version=taken.id, filename=taken.filename, media_type=taken.media_type,
        size=taken.size, at=house.now(), by=viewer.person_id,
    )
    if version.state is PaperState.WAITING and taken.state is not PaperState.WAITING:
        await house.register.dossier.set_state(taken.id, taken.state, 0, taken.problem)
    elif version.state is PaperState.WAITING:
        house.pager.add(taken.id)


def _megabytes(house: House) -> int:
    return house.settings.upload_limit // 1_000_000


ROUTES = [AgendaPages]
