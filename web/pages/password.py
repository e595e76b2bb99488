"""Setting a password: the first time after coming in by a link, later with the old one.

A session opened by a link has a device without a name until this page is done; only
such a session may set a password without knowing the one before, so a lost password
needs nothing but a new link, and a device left signed in cannot change anything.
"""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from web import forms, problems, sessions
from web.house import House
from web.passwords import LONGEST, SHORTEST, guessable
from web.show import show
from web.viewer import Viewer


@get("/password", opt={"who": "person"})
async def password_page(
    request: Request[Any, Any, Any], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Template:
    guess = sessions.device_of(request.headers.get("user-agent", ""))
    return show(viewer, "password/form.html", typed={"device": guess}, errors={}, fresh=await _fresh(house, viewer))


@post("/password", opt={"who": "person"}, status_code=303)
async def set_password(
    request: Request[Any, Any, Any], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[Any]:
    """Set it, sign every other device out, and begin a new session here."""
    form = await forms.form(request)
    typed = {name: form.text(name) for name in ("password", "before", "device")}
    fresh = await _fresh(house, viewer)
    errors = await _mistakes(house, viewer, typed, fresh)
    if errors:
        if not problems.wants_page(request):
            return problems.invalid(request, errors)
        return show(viewer, "password/form.html", 422, typed=typed, errors=errors, fresh=fresh)
    person, now = viewer.person_id, house.now()
    await house.register.signin.set_password(person, await house.passwords.hash(typed["password"]), now)
    await sessions.end_all(house, person)
    await house.register.signin.void_tokens("device", person)
    device = typed["device"].strip()[:100] or sessions.device_of(request.headers.get("user-agent", "")) or "?"
    cookies = [
        await sessions.sign_in(house, request, "person", person, device),
        *await sessions.remember_device(house, request, person),
    ]
    await house.register.audit.note(now, viewer.subject or "", "password-set", "", device)
    return Redirect("/", status_code=303, cookies=cookies)


async def _mistakes(house: House, viewer: Viewer, typed: dict[str, str], fresh: bool) -> dict[str, str]:
    errors: dict[str, str] = {}
    login, name = (viewer.person.login, viewer.person.name) if viewer.person else ("", "")
    if wrong := mistake(viewer, typed["password"], login, name):
        errors["password"] = wrong
    if not fresh:
        known = await house.register.signin.password_hash(viewer.person_id)
        if not await house.passwords.matches(known, typed["before"]):
            errors["before"] = viewer.say("This is not the password so far.")
    return errors


def mistake(viewer: Viewer, password: str, login: str, name: str) -> str:
    """Why this cannot be the password of somebody, in words; "" when it can."""
    if len(password) < SHORTEST:
        return viewer.say("At least %(least)s characters.", least=SHORTEST)
    if len(password) > LONGEST:
        return viewer.say("At most %(most)s characters.", most=LONGEST)
    match guessable(password, login, name):
        case "own":
            return viewer.say("Not your own name, please: it is the first that others would try.")
        case "common":
            return viewer.say("This is among the first that others would try. Take a short sentence of your own.")
    return ""


async def _fresh(house: House, viewer: Viewer) -> bool:
    """Whether this session came by a link and has not been finished."""
    sessions_here = await house.register.signin.sessions_of(viewer.person_id, "person", house.now())
    return any(one.id == viewer.session_id and one.device == "" for one in sessions_here)


ROUTES = (password_page, set_password)
