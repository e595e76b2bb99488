"""The first administrator: `/set-up/TOKEN`, as `dinh serve` prints it until one can come in."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from meetings.register.importing import LOGIN
from web import forms, problems, sessions
from web.house import House
from web.pages.enter import peeked
from web.pages.password import mistake
from web.show import show
from web.typed import Typed
from web.viewer import Viewer


@get("/set-up/{token:str}", opt={"who": "anybody"})
async def set_up_page(
    request: Request[Any, Any, Any], token: FromPath[str], house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
) -> Template:
    await _checked(request, house, token)
    return show(viewer, "set_up/form.html", token=token, typed={}, errors={})


@post("/set-up/{token:str}", opt={"who": "anybody"}, status_code=303)
async def set_up(
    request: Request[Any, Any, Any], token: FromPath[str], house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
) -> Response[Any]:
    """Make the administrator and sign in."""
    await _checked(request, house, token)
    form = await forms.form(request)
    typed = Typed({name: [form.text(name)] for name in ("name", "login", "password")}, viewer)
    name = typed.text("name", 300)
    login = typed.text("login", 64).lower()
    password = typed.typed.get("password", "")
    if "login" not in typed.errors and not LOGIN.fullmatch(login):
        typed.errors["login"] = viewer.say("Small letters a–z, digits, dot, hyphen, underscore; 2 to 64 of them.")
    elif await house.register.people.by_login(login) is not None:
        typed.errors["login"] = viewer.say("Somebody in the lists has this name already. Choose another.")
    if wrong := mistake(viewer, password, login, name):
        typed.errors["password"] = wrong
    if typed.errors:
        if not problems.wants_page(request):
            return problems.invalid(request, typed.errors)
        return show(viewer, "set_up/form.html", 422, token=token, typed=typed.typed, errors=typed.errors)
    hashed = await house.passwords.hash(password)
    if await house.register.signin.consume_token(token[:100], house.now()) is None:
        raise NotFoundException(extra={"code": "link-spent"})
    person = await house.register.people.first_admin(login, name, locale=viewer.locale)
    await house.register.signin.set_password(person.id, hashed, house.now())
    device = sessions.device_of(request.headers.get("user-agent", "")) or "?"
    cookie = await sessions.sign_in(house, request, "person", person.id, device)
    await house.register.audit.note(house.now(), f"person:{person.id}", "first-administrator", person.id)
    return Redirect("/import", status_code=303, cookies=[cookie])


async def _checked(request: Request[Any, Any, Any], house: House, token: str) -> None:
    found = await peeked(request, house, token)
    if found is None or found.kind != "setup" or await house.register.people.any_admin_inside():
        raise NotFoundException(extra={"code": "link-spent"})


ROUTES = (set_up_page, set_up)
