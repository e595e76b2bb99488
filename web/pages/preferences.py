"""How a page looks to this reader: language, type size, light or dark. Kept on the device."""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from web import forms, sessions, words
from web.house import House
from web.show import show
from web.viewer import Viewer


@get("/preferences", opt={"who": "anybody"})
async def preferences(viewer: NamedDependency[Viewer]) -> Template:
    return show(viewer, "preferences/page.html")


@post("/preferences", opt={"who": "anybody"}, status_code=303)
async def choose(
    request: Request[Any, Any, Any], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Redirect:
    """Whatever of the three was sent; the rest stays."""
    form = await forms.form(request)
    locale = form.text("language", viewer.locale)
    theme = form.text("theme", viewer.theme)
    size = form.text("size", "large" if viewer.large else "")
    locale = locale if locale in words.LOCALES else viewer.locale
    theme = theme if theme in sessions.THEMES else viewer.theme
    if viewer.person is not None and viewer.person.locale != locale:
        await house.register.people.set_locale(viewer.person.id, locale)
    cookie = sessions.look(house, locale, theme, size == "large")
    return Redirect("/preferences", status_code=303, cookies=[cookie])


@post("/language", opt={"who": "anybody"}, status_code=303)
async def language(
    request: Request[Any, Any, Any], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Redirect:
    """The other language, and back to the start."""
    form = await forms.form(request)
    wanted = form.text("language")
    locale = wanted if wanted in words.LOCALES else viewer.locale
    if viewer.person is not None and viewer.person.locale != locale:
        await house.register.people.set_locale(viewer.person.id, locale)
    return Redirect("/", status_code=303, cookies=[sessions.look(house, locale, viewer.theme, viewer.large)])


ROUTES = (preferences, choose, language)
