"""When something cannot be done: told to people as a page, to programs as a problem (RFC 9457).

    out of order   the rules refuse it        409, 403, 404, 422   the ruling's sentence
    refused        the door refuses it        4xx                  what happened, what was kept, what to do
    our fault      anything else              500                  logged with a number to quote

Both in the reader's language.
"""

import logging
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Response
from litestar.connection import Request
from litestar.datastructures import Cookie
from litestar.exceptions import HTTPException
from litestar.response import Redirect, Template

from meetings.clerk import Busy, NotRecorded
from meetings.procedure import rulings
from meetings.wire import Unreadable
from web import sessions, show, words
from web.viewer import Viewer

log = logging.getLogger("dinh.web")

RULING_STATUS: tuple[tuple[type[rulings.OutOfOrder], int], ...] = (
    (rulings.NotEntitled, 403), (rulings.NotNow, 409), (rulings.NoQuorum, 409),
    (rulings.NotKnown, 404), (rulings.Incomplete, 422),
)

# what happened, what was kept, what to do now; every sentence is in the catalogues
TOLD: Mapping[str, tuple[str, str, str]] = {
    "400": ("This request cannot be read.", "Nothing was changed.", "Go back and try again."),
    "401": ("Please sign in first.", "Nothing was changed.", "Sign in, then do it once more."),
    "403": ("This page is for somebody else.", "Nothing was changed.", "Go to your own start page."),
    "404": (
        "There is nothing here, or not for you.", "Nothing was changed.",
        "Check the address, or start from your own page."),
    "405": ("This address does not work that way.", "Nothing was changed.", "Go back and use the button on the page."),
    "409": ("That is not possible now.", "Nothing was changed.", "Go back and look at how things stand."),
    "413": ("That is too large.", "Nothing was saved.", "Choose something smaller and send it again."),
    "416": ("This part of the file does not exist.", "Nothing was changed.", "Open the file from its beginning."),
    "422": ("Something in it needs to be changed.", "Nothing was saved.", "Go back; what was typed is still there."),
    "429": ("Too many tries one after another.", "Nothing was changed.", "Wait a minute, then try again."),
    "500": ("Something went wrong on our side.", "What was confirmed before is kept.",
            "Try again in a moment; if it stays, tell the technician this number."),
    "503": ("The house is not ready yet.", "What was confirmed before is kept.", "Try again in a moment."),
    "not-recorded": (
        "It could not be written into the record.", "Nothing was changed.", "Send it again in a moment."),
    "507": ("There is no room left for files.", "Nothing of this file was saved.", "Tell the technician."),
    "foreign": ("This was sent from another site.", "Nothing was changed.", "Open the page here and do it again."),
    "stale-form": (
        "The page had been open for too long.", "Nothing was changed.", "Go back, load the page again and repeat it."),
    "no-pass": (
        "The pass is missing, or it is not good here.", "Nothing was changed.",
        "Make a new pass on the meeting's page and put it into the device."),
    "pass-tries": ("Too many wrong passes came from this address.", "Nothing was changed.",
                   "Wait a minute; then make a new pass on the meeting's page."),
    "wrong-host": ("This server does not go by that name.", "Nothing was changed.", "Use the address you were given."),
    "link-spent": (
        "This link has been used or has run out.", "Nothing was changed.",
        "Sign in with your password, or ask the secretary for a new link."),
}

PASSED_ON = ("allow", "retry-after", "www-authenticate")       # of what an exception says


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 9457; `code` is stable and for programs, `title` and `detail` are for people."""

    title: str
    status: int
    type: str = "about:blank"
    detail: str = ""
    code: str = ""
    errors: Mapping[str, str] | None = None
    reference: str = ""


def viewer_of(request: Request[Any, Any, Any]) -> Viewer:
    """The viewer, also where no route matched and the session was not read."""
    found = request.scope.get("user")
    if isinstance(found, Viewer):
        return found
    settings = request.app.state.house.settings
    locale, theme, large = sessions.look_of(request.cookies.get(sessions.named(settings, sessions.LOOK), ""))
    locale = locale or words.preferred(request.headers.get("accept-language", ""), settings.locale)
    return Viewer("nobody", None, None, None, (), locale, "", None, theme, large, settings.timezone)


def wants_page(request: Request[Any, Any, Any]) -> bool:
    """People's browsers ask for HTML; everybody else gets JSON."""
    return "text/html" in request.headers.get("accept", "")


def refused(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What the door refuses."""
    extra: Mapping[str, Any] = error.extra if isinstance(error.extra, dict) else {}
    status = error.status_code
    if status == 401 and wants_page(request) and request.method == "GET":
        return Redirect(f"/sign-in?next={quote(request.url.path)}", status_code=303)
    code = str(extra.get("code", ""))
    return answer(request, status, code, cookies=(), headers=dict(error.headers or {}))


def status_of(ruling: rulings.OutOfOrder) -> int:
    return next((status for kind, status in RULING_STATUS if isinstance(ruling, kind)), 409)


def out_of_order(request: Request[Any, Any, Any], ruling: rulings.OutOfOrder) -> Response[Any]:
    """What the rules refuse: an answer, not a fault."""
    status = status_of(ruling)
    viewer = viewer_of(request)
    said = viewer.words.ruling(ruling.code)
    return _told(request, viewer, status, ruling.code, said, viewer.say("Nothing was changed."),
                 viewer.say("Go back and look at how things stand."))


def not_taken(request: Request[Any, Any, Any], error: Unreadable | NotRecorded | Busy) -> Response[Any]:
    """What never came before the rules: a form whose id is none, a record that cannot be written, a full tray."""
    if isinstance(error, Unreadable):
        return answer(request, 422, error.code)
    log.error("not recorded at %s", request.scope.get("path_template", ""), exc_info=error)
    return answer(request, 503, "not-recorded")


def our_fault(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Anything else. The trace goes to the log under a number; nothing of it leaves the house."""
    reference = secrets.token_hex(4)
    log.error("fault %s at %s %s", reference, request.method, request.scope.get("path_template", ""), exc_info=error)
    return answer(request, 500, "", reference=reference)


def answer(
    request: Request[Any, Any, Any], status: int, code: str, *, cookies: tuple[Cookie, ...] = (),
    headers: dict[str, str] | None = None, reference: str = "",
) -> Response[Any]:
    """The page or the problem for a status and a code."""
    viewer = viewer_of(request)
    fallback = str(status) if str(status) in TOLD else "500" if status >= 500 else "400"
    what, kept, todo = (viewer.say(part) for part in TOLD.get(code, TOLD[fallback]))
    response = _told(request, viewer, status, code, what, kept, todo, reference)
    response.headers.update({name: value for name, value in (headers or {}).items() if name.lower() in PASSED_ON})
    response.cookies.extend(cookies)
    return response


def invalid(request: Request[Any, Any, Any], errors: Mapping[str, str]) -> Response[Problem]:
    """A form's errors by field, for programs; people get the form again."""
    title = viewer_of(request).say("Something in it needs to be changed.")
    return _json(Problem(title, 422, code="invalid", errors=errors))


def _told(
    request: Request[Any, Any, Any], viewer: Viewer, status: int, code: str, what: str, kept: str, todo: str,
    reference: str = "",
) -> Response[Any]:
    if not wants_page(request):
        return _json(Problem(what, status, detail=f"{kept} {todo}", code=code, reference=reference))
    page: Template = show.show(
        viewer, "problem.html", status, what=what, kept=kept, todo=todo, reference=reference, status_code=status
    )
    return page


def _json(problem: Problem) -> Response[Problem]:
    return Response(problem, status_code=problem.status, media_type="application/problem+json")
