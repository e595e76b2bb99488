"""Signing in with name and password, and out again.

How many wrong tries mean waiting stands in `web.tries`. A name that does not exist is treated the
same in words and in time, so nobody learns who has an account here.
"""

import re
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect, Template
from markupsafe import Markup

from meetings.register.people import Person
from web import doors, forms, problems, sessions
from web.house import House
from web.show import show
from web.tries import Crowded
from web.viewer import Viewer

NEXT = re.compile(r"/(meetings|desk|papers|people|devices|import|preferences)(/[A-Za-z0-9-]{1,80}){0,4}")


def fixed_page(wanted: str) -> str:
    """A page of ours to go on to, or "": never another site, a script or a query.

    >>> fixed_page("/desk/0a1b/invite"), fixed_page("//evil.example"), fixed_page("javascript:alert(1)")
    ('/desk/0a1b/invite', '', '')
    """
    return wanted if NEXT.fullmatch(wanted) else ""


@get("/sign-in", opt={"who": "anybody"})
async def sign_in_page(
    viewer: NamedDependency[Viewer], next: FromQuery[str | None] = None
) -> Redirect | Template:
    if viewer.signed_in:
        return Redirect(fixed_page(next or "") or "/", status_code=303)
    return _form(viewer, {"next": fixed_page(next or "")}, {})


@post("/sign-in", opt={"who": "anybody"}, status_code=303)
async def sign_in(
    request: Request[Any, Any, Any], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[Any]:
    """Check and open a session."""
    address, whence = doors.address(request), doors.whence(request)
    if house.tries.crowded(whence) and not sessions.may_be_known(house, request):
        return await _sent_away(request, house, viewer, address)
    form = await forms.form(request)
    typed = {name: form.text(name)[:200] for name in ("login", "password", "device", "next")}
    login = typed["login"].strip().lower()[:64]
    person = await house.register.people.by_login(login)
    device = await sessions.known_device(house, request, person.id if person else "")
    subjects = (device,) if device else (whence, f"{whence} login:{login}", f"login:{login}")
    try:
        with house.tries.inside(device or whence, bool(device)):
            async with house.tries.turn(*subjects):
                if await house.tries.must_wait(*subjects):
                    await house.refusals.note(address, "sign-in-must-wait", f"login:{login}")
                    return _refuse(request, viewer, typed, 429)
                if not await _right(house, person, typed["password"]) or person is None:
                    await house.tries.failed(*subjects)
                    await house.register.audit.note(house.now(), address, "sign-in-failed", f"login:{login}")
                    return _refuse(request, viewer, typed, 422)
    except Crowded:
        return await _sent_away(request, house, viewer, address)
    await house.tries.succeeded(*subjects[-2:])
    return await _come_in(request, house, person, typed)


async def _right(house: House, person: Person | None, password: str) -> bool:
    """Whether it is the password of this person; the same work for nobody."""
    known = await house.register.signin.password_hash(person.id) if person and person.active else None
    return await house.passwords.matches(known, password)


async def _come_in(
    request: Request[Any, Any, Any], house: House, person: Person, typed: dict[str, str]
) -> Response[Any]:
    name = typed["device"].strip() or sessions.device_of(request.headers.get("user-agent", "")) or "?"
    cookies = [
        await sessions.sign_in(house, request, "person", person.id, name),
        *await sessions.remember_device(house, request, person.id),
    ]
    await house.register.audit.note(house.now(), f"person:{person.id}", "signed-in", "", name)
    return Redirect(fixed_page(typed["next"]) or "/", status_code=303, cookies=cookies)


@post("/sign-out", opt={"who": "signed_in"}, status_code=303)
async def sign_out(house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Redirect:
    """End this device's session; what the page kept on the device goes too."""
    if viewer.session_id is not None:
        await sessions.end(house, viewer.session_id)
        await house.register.audit.note(house.now(), viewer.subject or "", "signed-out")
    return Redirect(
        "/sign-in", status_code=303, cookies=[sessions.signed_out(house)],
        headers={"Clear-Site-Data": '"cache", "storage"'},
    )


def _refuse(request: Request[Any, Any, Any], viewer: Viewer, typed: dict[str, str], status: int) -> Response[Any]:
    why = {
        422: viewer.say("Name or password is not right."),
        429: viewer.say("Too many tries one after another. Wait one minute."),
    }[status]
    if problems.wants_page(request):
        answer: Response[Any] = _form(viewer, typed, {"login": why}, status)
    else:
        answer = problems.invalid(request, {"login": why}) if status == 422 else problems.answer(request, status, "")
    if status == 429:
        answer.headers["Retry-After"] = "60"
    return answer


async def _sent_away(request: Request[Any, Any, Any], house: House, viewer: Viewer, address: str) -> Response[Any]:
    """No room inside. Said without a template: 200 pages drawn at once would keep everybody waiting."""
    await house.refusals.note(address, "sign-in-crowded")
    why = viewer.say("Many are signing in at this moment. Go back and press the button once more.")
    headers = {"Retry-After": "2", "Cache-Control": "no-store", "Content-Language": viewer.locale}
    if not problems.wants_page(request):
        return Response(problems.Problem(why, 503, code="crowded"), status_code=503, headers=headers,
                        media_type="application/problem+json")
    page = Markup('<!doctype html><html lang="{}"><meta charset="utf-8"><title>Đình</title><p>{}').format(
        viewer.locale, why)
    return Response(str(page), status_code=503, headers=headers, media_type="text/html")


def _form(viewer: Viewer, typed: dict[str, str], errors: dict[str, str], status: int = 200) -> Template:
    return show(viewer, "sign_in/form.html", status, typed=typed, errors=errors)


ROUTES = (sign_in_page, sign_in, sign_out)

