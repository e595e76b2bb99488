"""Bringing in units and people: two sheets, and what is wrong with them by line and column.

    /import                     the form, and what every column holds
    /import/samples/units.csv   a sheet with a few invented rows, to begin from; people.csv likewise

An administrator brings in what lies at their unit and below (`record.reach`); of the rest nothing.
"""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from meetings.record import importing
from meetings.record.people import LastAdministrator
from meetings.record.reach import BeyondReach
from meetings.register import importing as sheets
from meetings.register.sheet import FAULTS, LARGEST, Fault
from web import forms, problems
from web.house import House
from web.show import show
from web.viewer import Viewer
from web.words import Words

SHEETS = ("units", "people")
FIELDS = {sheets.UNITS: "units", sheets.PEOPLE: "people", sheets.BOTH: ""}
SEPARATORS = {"vi": ";"}       # as spreadsheet programs expect it in a country's settings; elsewhere a comma


@get("/import", opt={"who": "admin"})
async def import_page(viewer: NamedDependency[Viewer]) -> Template:
    return show(viewer, "importing/form.html", errors={}, faults=(), done=None)


@get("/import/samples/{sheet:str}", opt={"who": "admin"})
async def sample(sheet: FromPath[str], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """A sample sheet, to be saved and filled in."""
    if sheet not in (sheets.UNITS, sheets.PEOPLE):
        raise NotFoundException
    content = sheets.sample(sheet, SEPARATORS.get(viewer.locale, ","))
    headers = {"Content-Disposition": f'attachment; filename="{sheet}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@post("/import", opt={"who": "admin"}, status_code=200, request_max_body_size=2 * LARGEST + 100_000)
async def import_sheets(
    request: Request[Any, Any, Any], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[Any]:
    """All of both sheets, or nothing and the reasons."""
    form = await forms.form(request)
    sent = {name: form.content(name) for name in SHEETS}
    errors = {name: viewer.say("Choose a file.") for name, sheet in sent.items() if not sheet}
    done: importing.Imported | list[Fault] = []
    if not errors:
        try:
            done = await importing.bring_in(house.db, sent["units"], sent["people"], viewer.posts)
        except BeyondReach as beyond:
            await house.register.audit.note(house.now(), viewer.subject or "", "import-refused", beyond.unit)
            errors["people"] = _beyond(viewer, beyond.unit)
        except LastAdministrator:
            errors["people"] = viewer.say("No administrator would be left. Add one to the list.")
        except importing.SeatTaken as taken:
            errors["people"] = viewer.say(
                "Seat %(seat)s of %(body)s is held by somebody the list does not name: add them.",
                seat=taken.seat, body=taken.body)
    if isinstance(done, list):
        return _refuse(request, viewer, errors, done)
    await house.register.audit.note(house.now(), viewer.subject or "", "imported", "", _counted(done))
    if not problems.wants_page(request):
        return Response(done.by_kind(), status_code=200)
    return show(viewer, "importing/form.html", errors={}, faults=(), done=done)


def told(fault: Fault, words: Words) -> str:
    """The fault in the reader's language."""
    return words.gettext(FAULTS[fault.code]).format(value=fault.value, about=fault.about)


def _beyond(viewer: Viewer, unit: str) -> str:
    if not unit:
        return viewer.say("The lists change what lies above your unit; that is not yours to change.")
    return viewer.say("The lists change something in unit %(unit)s, which is not yours to change.", unit=unit)


def _counted(done: importing.Imported) -> str:
    """What an import came to, for the audit log."""
    return ", ".join(f"{name} {tally['added']}+{tally['changed']}" for name, tally in done.by_kind().items())


def _refuse(
    request: Request[Any, Any, Any], viewer: Viewer, errors: dict[str, str], faults: Sequence[Fault]
) -> Response[Any]:
    """What is wrong with a file as a whole stands beside its field, all else in a table."""
    whole = {FIELDS[one.file]: told(one, viewer.words) for one in faults if not one.line}
    placed = [one for one in faults if one.line]
    errors = {**errors, **whole}
    if not problems.wants_page(request):
        by_place = {f"{one.file}:{one.line}:{one.column}": told(one, viewer.words) for one in placed}
        return problems.invalid(request, {**errors, **by_place})
    rows = [(one.file, one.line, one.column, told(one, viewer.words)) for one in placed]
    return show(viewer, "importing/form.html", 422, errors=errors, faults=rows, done=None)


ROUTES = (import_page, sample, import_sheets)
