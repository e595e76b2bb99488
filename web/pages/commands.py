"""Asking for something in a sitting without a socket: a plain form, or JSON from a program.

    POST /meetings/{meeting}/do/{command}      id=UUID & back=live & the command's own fields

The same request again, by form or by socket, counts once and gets the same receipt. A refusal
shows what was typed once more, with the reason beside it.
"""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from meetings.clerk import Busy, NotRecorded
from meetings.procedure.rulings import Incomplete, OutOfOrder
from meetings.procedure.words import MeetingId
from meetings.wire import Unreadable, commands, jsontext
from meetings.wire.shapes import stamp
from web import asking, forms, live, problems
from web.house import House
from web.show import show
from web.viewer import Viewer

BACK = ("live", "console", "table", "venue", "stage", "minutes")
FORM = ("application/x-www-form-urlencoded", "multipart/form-data")
WRITTEN = {"reason": 500, "question": 1_000, "note": 2_000}     # what people type: shown again when refused
FIELD_OF = {"reason-missing": "reason", "question-missing": "question", "note-missing": "note"}


@post("/meetings/{meeting:str}/do/{command:str}", opt={"who": "invited"}, status_code=200)
async def do(
    request: Request[Any, Any, Any], meeting: FromPath[str], command: FromPath[str], house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
) -> Response[Any] | Template | Redirect:
    """Have the clerk decide a request."""
    if command not in commands.FIELDS:
        raise NotFoundException
    fields: dict[str, object] = {}
    try:
        fields = await _fields(request)
        back = fields.pop("back", "")
        own = {name: value for name, value in fields.items() if name not in ("id", "csrf")}
        receipt = await asking.ask(house, viewer, MeetingId(meeting), command, own, fields.get("id", ""))
    except (OutOfOrder, Unreadable, NotRecorded, Busy) as error:
        return _refused(request, viewer, meeting, command, fields, error)
    if problems.wants_page(request):
        place = f"/meetings/{meeting}/{back}" if back in BACK else f"/meetings/{meeting}"
        return Redirect(place, status_code=303)
    return Response({
        "type": "Receipt", "re": receipt.command, "seq": receipt.seq, "at": stamp(receipt.at),
        "said": asking.received(viewer, receipt),
    })


async def _fields(request: Request[Any, Any, Any]) -> dict[str, object]:
    if request.content_type[0] not in FORM:
        try:
            return jsontext.parse((await request.body()).decode())
        except UnicodeDecodeError as error:
            raise Unreadable("", "not-json") from error
    found: dict[str, object] = {}
    for name, value in (await forms.form(request)).items:
        if name in found:
            raise Unreadable(name, "key-twice")
        found[name] = value
    return found


def _refused(
    request: Request[Any, Any, Any], viewer: Viewer, meeting: str, command: str, fields: Mapping[str, object],
    error: OutOfOrder | Unreadable | NotRecorded | Busy,
) -> Response[Any] | Template:
    code, said, again = asking.refusal(viewer, error)
    field = error.field if isinstance(error, Unreadable) else FIELD_OF.get(code, "")
    status = _status(error)
    if not problems.wants_page(request):
        problem = problems.Problem(said, status, code=code, errors={field: said} if field else None)
        return Response(
            problem, status_code=status, media_type="application/problem+json",
            headers={"Retry-After": "2"} if again else {},
        )
    typed = {name: value[:2_500] for name, value in fields.items() if isinstance(value, str) and name != "csrf"}
    known = {name: value for name, value in typed.items() if name in commands.FIELDS[command]}
    back = typed.get("back", "")
    return show(
        viewer, "live/_refused.html", status, said=said, field=field, meeting=meeting, command=command, fields=known,
        written=WRITTEN, back=back if back in BACK else "", same_id=typed.get("id", "") if again else "",
        mend=again or isinstance(error, Incomplete) or bool(field),
    )


def _status(error: Exception) -> int:
    if isinstance(error, OutOfOrder):
        return problems.status_of(error)
    return 503 if isinstance(error, NotRecorded | Busy) else 422


ROUTES = (do, live.look_on)
