"""Signing in with name and password, and out again.

Five wrong tries in a row for one name, or fifty from one address (a whole commune may sit
behind one), mean waiting a minute. A name that does not exist is treated the same in words
and in time, so nobody learns who has an account here.
"""

import re
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from web import doors, forms, problems, sessions
from web.house import House
from web.show import show
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
    form = await forms.form(request)
    typed = {name: form.text(name)[:200] for name in ("login", "password", "device", "next")}
    login = typed["login"].strip().lower()[:64]
    subjects = (doors.address(request), f"login:{login}")
    async with house.tries.turn(*subjects):
        if await house.tries.must_wait(*subjects):
            await house.refusals.note(subjects[0], "sign-in-must-wait", subjects[1])
            told = viewer.say("Too many tries one after another. Wait one minute.")
            return _refuse(request, viewer, typed, 429, told)
        person = await house.register.people.by_login(login)
        known = await house.register.signin.password_hash(person.id) if person and person.active else None
        if not await house.passwords.matches(known, typed["password"]) or person is None:
            await house.tries.failed(*subjects)
            await house.register.audit.note(house.now(), subjects[0], "sign-in-failed", subjects[1])
            return _refuse(request, viewer, typed, 422, viewer.say("Name or password is not right."))
        await house.tries.succeeded(subjects[1])
    device = typed["device"].strip() or sessions.device_of(request.headers.get("user-agent", "")) or "?"
    cookie = await sessions.sign_in(house, request, "person", person.id, device)
    await house.register.audit.note(house.now(), f"person:{person.id}", "signed-in", "", device)
    return Redirect(fixed_page(typed["next"]) or "/", status_code=303, cookies=[cookie])


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


def _refuse(
    request: Request[Any, Any, Any], viewer: Viewer, typed: dict[str, str], status: int, why: str
) -> Response[Any]:
    if not problems.wants_page(request):
        return problems.invalid(request, {"login": why}) if status == 422 else problems.answer(request, status, "")
    return _form(viewer, typed, {"login": why}, status)


def _form(viewer: Viewer, typed: dict[str, str], errors: dict[str, str], status: int = 200) -> Template:
    return show(viewer, "sign_in/form.html", status, typed=typed, errors=errors)


ROUTES = (sign_in_page, sign_in, sign_out)

