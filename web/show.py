"""From values to HTML: one Jinja environment for each language.

A page is asked for as `show(viewer, "desk/new.html", ...)`; a part of a page that goes
out over the socket is rendered with `pages.render(locale, "live/now.html", ...)`.
Each language has an environment of its own so that macros and filters speak it
without being handed the context.
"""

import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, pass_context
from jinja2 import Template as JinjaTemplate
from jinja2.runtime import Context
from litestar import Request, Response
from litestar.exceptions import TemplateNotFoundException
from litestar.response import Template
from markupsafe import Markup

from web import assets, icons, words
from web.viewer import Viewer

FOLDER = Path(__file__).parent / "templates"
SCRIPTS = "js"                 # the cookie that clock.js sets
# What is new in each copy of a page that else looks the same.
NEW = re.compile(r'name="id" value="[^"]*"|data-now="[^"]*"|<time data-clock>[^<]*|<span data-words>[^<]*')


@dataclass(frozen=True, slots=True)
class Pages:
    """All templates in all languages; also the engine behind Litestar's `Template`."""

    environments: Mapping[str, Environment]

    def render(self, locale: str, name: str, **context: object) -> str:
        """A page or a part of one as text."""
        return self.environments[locale].get_template(name).render(**context)

    def get_template(self, template_name: str) -> JinjaTemplate:
        """`vi:desk/new.html`: the language, then the file."""
        locale, _, name = template_name.partition(":")
        try:
            return self.environments[locale].get_template(name)
        except (KeyError, TemplateNotFound) as absent:
            raise TemplateNotFoundException(template_name=template_name) from absent

    def render_string(self, template_string: str, context: Mapping[str, Any]) -> str:
        raise NotImplementedError("templates are files")

    def register_template_callable(self, key: str, template_callable: object) -> None:
        """Litestar's own callables (url_for and the like) are not used here."""


@cache
def pages(timezone: str, *, demo: bool) -> Pages:
    """Every environment. Made once: the house's parts and the application's pages are compiled together."""
    return Pages({locale: _environment(locale, timezone, demo=demo) for locale in words.LOCALES})


def show(viewer: Viewer, page: str, status: int = 200, **context: object) -> Template:
    """The page as this viewer sees it."""
    return Template(
        template_name=f"{viewer.locale}:{page}",
        context={"viewer": viewer, **context},
        media_type="text/html",
        status_code=status,
        headers={"Cache-Control": "private, no-cache", "Content-Language": viewer.locale},
    )


def as_it_stands(pages: Pages, request: Request[Any, Any, Any], page: Template) -> Response[str]:
    """The page, or 304 where the browser has it and it would look the same.

    For pages that carry the number of the record they were drawn at: every command that was taken
    has changed that number, so no form kept by a browser holds an id that was used. Who has no
    script is sent it whole: nobody would set the clock in it.
    """
    assert page.template_name is not None
    html = pages.get_template(page.template_name).render(page.context)
    tag = f'W/"{hashlib.sha256(NEW.sub("", html).encode()).hexdigest()[:20]}"'
    headers = {**page.headers, "ETag": tag}
    if request.cookies.get(SCRIPTS) and request.headers.get("if-none-match") == tag:
        return Response("", status_code=304, headers=headers, media_type="text/html")
    return Response(html, status_code=page.status_code, headers=headers, media_type="text/html")


def _environment(locale: str, timezone: str, *, demo: bool) -> Environment:
    said = words.of(locale, timezone)
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        auto_reload=False,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension adds it
        said.gettext, said.ngettext, newstyle=True
    )
    environment.filters.update(
        clock=said.clock,
        clock_s=said.clock_s,
        day=said.day,
        longday=said.longday,
        size=said.size,
        span=said.span,
        here=said.here,
    )
    environment.globals.update(
        locale=locale,
        languages=words.NAMES,
        demo=demo,
        asset=assets.load().url,
        early=Markup(assets.inline("early.js").text),  # noqa: S704 - ours
        icon=icons.icon,
        shape=icons.shape,
        logo=icons.logo,
        csrf=_csrf,
        command_id=_command_id,
        ruling=said.ruling,
    )
    return environment


@pass_context
def _csrf(context: Context) -> Markup:
    """The hidden field every form needs; nothing in a part that is shared by many viewers."""
    viewer = context.get("viewer")
    if viewer is None:
        return Markup("")
    return Markup('<input type="hidden" name="csrf" value="{}">').format(viewer.csrf)


def _command_id() -> Markup:
    """A fresh id, so that a form sent twice counts once."""
    return Markup('<input type="hidden" name="id" value="{}">').format(str(uuid.uuid4()))
