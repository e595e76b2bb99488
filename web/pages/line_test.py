"""`/meetings/{meeting}/line-test`: a hall, or somebody elsewhere, tries the line and the devices beforehand.

    GET                     the page
    POST                    what was found, kept under the name of who is signed in
    GET    …/down           bytes without meaning, as many as can come: the browser stops when it knows
    POST   …/up             bytes without meaning, passed over
    GET    …/nothing        there and back
    POST   …/probe/{role}   voice to the relay and back, on a stage of one's own (an offer, as in `media`)
    DELETE …/probe/{peer}   goodbye to that stage

Loss is measured with voice packets through the relay, because nothing else goes the way that sound
will go; rates over the web's own connection, as papers come. All is bounded: half a megabyte at most.
"""

import os
from typing import Any, get_args

from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from media.link import RelayAway
from media.sdp import MAX_BYTES
from meetings.procedure.words import MeetingId
from meetings.record.line_tests import NotYours
from meetings.register import line_tests
from meetings.register.line_tests import Heard, LineTest, Seen, Way, carries
from web import forms
from web.house import House
from web.pages import media
from web.show import show
from web.viewer import Viewer

MOST = 200_000                 # bytes down, and up in one request
SENT = os.urandom(MOST)        # nothing on the way can make it smaller
ID = 64                        # letters


@get("/meetings/{meeting:str}/line-test", opt={"who": "invited"})
async def line_test(meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Template:
    """One button, three tiles, and what was found the last time."""
    prepared = await house.register.sittings.get(MeetingId(meeting))
    if prepared is None:
        raise NotFoundException
    found = await house.register.line_tests.last_of(meeting, viewer.subject or "")
    return show(viewer, "line_test/page.html", meeting=prepared, found=found, carries=carries)


@post("/meetings/{meeting:str}/line-test", opt={"who": "invited"}, status_code=200, request_max_body_size=4_000)
async def keep(
    request: Request[Any, Any, Any], meeting: FromPath[str], house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
) -> Template:
    """What was found, in words."""
    test = _read(await forms.form(request), meeting, viewer.subject or "", house)
    try:
        await house.register.line_tests.keep(test)
    except NotYours as other:
        raise NotFoundException from other
    return show(viewer, "line_test/result.html", found=test, carries=carries)


@get("/meetings/{meeting:str}/line-test/nothing", opt={"who": "invited"}, status_code=204)
async def nothing(meeting: FromPath[str]) -> None:
    """There and back."""


@get("/meetings/{meeting:str}/line-test/down", opt={"who": "invited", "as_is": True})
async def down(meeting: FromPath[str]) -> Response[bytes]:
    return Response(SENT, media_type="application/octet-stream", headers={"Cache-Control": "no-store"})


@post("/meetings/{meeting:str}/line-test/up", opt={"who": "invited"}, status_code=204, request_max_body_size=MOST)
async def up(request: Request[Any, Any, Any], meeting: FromPath[str]) -> None:
    """Read to its end, so that the answer says when it had come."""
    async for _ in request.stream():
        pass


@post("/meetings/{meeting:str}/line-test/probe/{role:str}", opt={"who": "invited"}, request_max_body_size=MAX_BYTES)
async def probe(
    request: Request[Any, Any, Any], meeting: FromPath[str], role: FromPath[str], house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
) -> Response[Any]:
    """One's own voice comes back, to a second peer, on a stage where nobody else is."""
    mouth, ear, stage = _own(viewer)
    address = f"/meetings/{meeting}/line-test/probe"
    match role:
        case "send":
            place = media.Place(stage, mouth, "send", address)
        case "watch":
            place = media.Place(stage, ear, "watch", address)
        case _:
            raise NotFoundException
    answer = await media.bring_in(request, house, viewer, place)
    if answer.status_code == 201 and house.relay is not None:
        await house.relay.stage(stage, (), (mouth,))
    return answer


@delete("/meetings/{meeting:str}/line-test/probe/{peer:str}", opt={"who": "invited"}, status_code=204)
async def probed(
    meeting: FromPath[str], peer: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> None:
    """Both peers say goodbye; the stage is then empty. (A page that vanished leaves one line in the link's notes.)"""
    mouth, ear, stage = _own(viewer)
    if house.relay is not None and len(peer) <= ID:
        try:
            await house.relay.leave(peer, mouth)
            await house.relay.leave(peer, ear)
            await house.relay.stage(stage, (), ())
        except RelayAway:
            return


def _own(viewer: Viewer) -> tuple[str, str, str]:
    """Who speaks, who listens, and where: nobody hears their own voice under their own name."""
    return viewer.subject or "", f"{viewer.subject}:ear", f"test:{viewer.subject}"


def _read(form: forms.Form, meeting: str, subject: str, house: House) -> LineTest:
    """The figures within their bounds; the time is ours."""
    id = form.text("id")
    if not 8 <= len(id) <= ID:
        raise ClientException("A test without a name.")
    packets = _figure(form, "packets", line_tests.PACKETS) or 0
    lost = min(_figure(form, "lost", line_tests.PACKETS) or 0, packets)
    return LineTest(
        id, meeting, subject, house.now(),
        _figure(form, "down", line_tests.RATE), _figure(form, "up", line_tests.RATE),
        _figure(form, "round_trip", line_tests.ROUND_TRIP),
        packets, lost, min(_figure(form, "lost_up", line_tests.PACKETS) or 0, lost),
        _word(form, "microphone", Heard), _word(form, "camera", Seen), _word(form, "loudspeaker", Heard),
        _word(form, "way", Way) if form.text("way") else None,
    )


def _figure(form: forms.Form, name: str, most: int) -> int | None:
    """A whole number, at most `most`; None where nothing was measured."""
    said = form.text(name)
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= 9):
        raise ClientException(f"{name} is no figure.")
    return min(int(said), most)


def _word(form: forms.Form, name: str, words: Any) -> Any:
    """One of the words that a device can be described with."""
    said = form.text(name, "unasked")
    if said not in get_args(words):
        raise ClientException(f"{name} is none of the words for it.")
    return said


ROUTES = (line_test, keep, nothing, down, up, probe, probed)
