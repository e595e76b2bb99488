"""Who may come through which door: every route, as every kind of person."""

import re
from datetime import timedelta

import pytest
from litestar.connection import ASGIConnection
from litestar.routes import WebSocketRoute

from meetings.procedure.order_paper import Office
from meetings.procedure.sitting import Convene, Phase
from meetings.procedure.words import CommandId, MeetingId, VenueId
from meetings.record.ids import new_id
from meetings.register.prepared import Answer, Invitee, PreparedItem, PreparedMeeting
from web import doors, sessions

# who gets through a door of each kind; the meeting is convened, calls `daibieu03` and the hall SL-VH-01,
# has `chutoa` in the chair, `phochutoa` as deputy and `thuky` as secretary
EVERYBODY = {"nobody", "admin", "chutoa", "phochutoa", "thuky", "vanphong01", "kythuat", "daibieu03", "daibieu05",
             "venue:SL-VH-01", "venue:SL-VH-02"}
PERSONS = {one for one in EVERYBODY if one != "nobody" and not one.startswith("venue:")}
ALLOWED = {
    "anybody": EVERYBODY,
    "signed_in": EVERYBODY - {"nobody"},
    "person": PERSONS,
    "invited": {"chutoa", "phochutoa", "thuky", "daibieu03", "venue:SL-VH-01"},
    "desk": {"chutoa", "phochutoa", "thuky"},
    "reader": {"chutoa", "phochutoa", "thuky", "daibieu03", "venue:SL-VH-01"},
    "secretary": {"chutoa", "thuky", "vanphong01"},
    "people": {"admin", "thuky", "vanphong01", "kythuat"},
    "admin": {"admin"},
    "relays": {"admin", "kythuat"},
    "pass": set(),             # equipment, not a person: `tests/web/pages/test_whip.py`
    "relay": set(),            # nor is this one: `tests/web/pages/test_relays.py`
}
VERSION = "a" * 64
OPEN_TO = {                    # pages that let in fewer than their rule
    "/meetings/{meeting}/lines": ALLOWED["desk"],
    "/meetings/{meeting}/equipment": ALLOWED["desk"] | {"venue:SL-VH-01"},
    "/meetings/{meeting}/minutes.docx": set(),           # before the close
    "/meetings/{meeting}/screen/still": set(),           # while nobody shows a screen
}


def doors_of(app):
    """(method, path, who) of every route but the framework's own OPTIONS."""
    for route in app.routes:
        if isinstance(route, WebSocketRoute):
            yield "WEBSOCKET", route.path_format, route.route_handler.opt.get("who")
            continue
        for handler in route.route_handlers:
            who = handler.opt.get("who")
            for method in sorted(handler.http_methods - {"OPTIONS"}):
                yield method, route.path_format, who


@pytest.fixture
async def convened(house):
    """One meeting with a paper, as the table above says."""
    people = {one.login: one for one in await house.register.people.all()}
    body = next(one for one in await house.register.people.bodies() if one.name.startswith("HĐND"))
    offices = {"chutoa": (Office.CHAIR, 1), "phochutoa": (Office.DEPUTY_CHAIR, 2), "thuky": (Office.SECRETARY, None),
               "daibieu03": (Office.MEMBER, 3)}
    called = [
        Invitee(people[login].id, office, seat, Answer.NONE, "", None, None, where_said=False)
        for login, (office, seat) in offices.items()
    ]
    now = house.now()
    meeting = PreparedMeeting(
        MeetingId(new_id()), body.id, "regular", "Kỳ họp", now, now + timedelta(hours=2), "Hội trường",
        VenueId("SL-VH"), public=True, phase=Phase.PLANNED, created_by=people["thuky"].id)
    item = PreparedItem(new_id(), 1, "Dự toán", "", 10)
    await house.register.sittings.create(meeting, called, [item])
    await house.register.sittings.set_venues(meeting.id, ["SL-VH", "SL-VH-01"])
    await house.register.dossier.add_version(
        meeting.id, item.id, "Tờ trình", version=VERSION, filename="to-trinh.pdf", media_type="application/pdf",
        size=1, at=now, by=people["thuky"].id)
    paper = await house.register.sittings.order_paper(meeting.id)
    await house.clerk.handle(meeting.id, Convene(CommandId(new_id()), people["thuky"].id, now, paper))
    return meeting


def test_every_route_says_who_it_is_for(app):
    unsaid = [(method, path) for method, path, who in doors_of(app) if who not in doors.RULES]
    assert unsaid == []


def test_the_table_of_this_test_knows_every_rule():
    assert set(ALLOWED) == set(doors.RULES)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
async def test_the_rules_let_in_exactly_those_who_may(who, client_for, client, house, convened, app):
    viewer = await viewer_of(who, client_for, client, house)
    path = {"meeting": convened.id, "version": VERSION}

    let_in = {name for name, rule in doors.RULES.items() if await rule(house, viewer, path)}

    assert let_in == {name for name, allowed in ALLOWED.items() if who in allowed}


@pytest.mark.parametrize("who", sorted(EVERYBODY))
async def test_every_route_turns_away_those_it_is_not_for(who, client_for, client, app, convened, house):
    someone = client if who == "nobody" else await client_for(who)
    fill = {"meeting": convened.id, "version": VERSION}
    wrong = []
    for method, path, rule in doors_of(app):
        if who in ALLOWED[rule] or method == "WEBSOCKET" or path.startswith("/schema"):
            continue
        url = re.sub(r"\{(\w+)(:\w+)?\}", lambda found: str(fill.get(found[1], "1")), path)
        answer = await someone.request(method, url, data={"csrf": someone.csrf} if method == "POST" else None,
                                       headers={"origin": "http://127.0.0.1:8000", "x-csrf": someone.csrf})
        expected = (403,) if rule in doors.KNOWN else (401,) if rule == "pass" else (404,)
        expected = (303, 401) if who == "nobody" else expected
        if answer.status_code not in expected or (
            answer.status_code == 303 and not answer.headers["location"].startswith("/sign-in")
        ):
            wrong.append((method, url, rule, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("who", sorted(EVERYBODY - {"nobody"}))
async def test_every_page_opens_for_those_it_is_for(who, client_for, app, convened):
    someone = await client_for(who)
    fill = {"meeting": convened.id, "version": VERSION, "page": "1"}
    wrong, asked = [], 0
    for method, path, rule in doors_of(app):
        if method != "GET" or who not in ALLOWED[rule] or "{" in re.sub(r"\{(meeting)(:\w+)?\}", "", path):
            continue
        url = re.sub(r"\{(\w+)(:\w+)?\}", lambda found: str(fill[found[1]]), path)
        answer = await someone.get(url)
        asked += 1
        if answer.status_code != 404 if who not in OPEN_TO.get(path, EVERYBODY) else answer.status_code >= 400:
            wrong.append((url, rule, answer.status_code))
    assert wrong == []
    assert asked >= 8


async def test_which_methods_there_are_is_told(client):
    answer = await client.options("/sign-in")

    assert (answer.status_code, "GET" in answer.headers["allow"]) == (204, True)


async def test_a_planned_meeting_is_known_at_its_desk_only(house, client_for, convened):
    await house.register.sittings.set_phase(convened.id, Phase.PLANNED)
    delegate, secretary = await client_for("daibieu03"), await client_for("thuky")

    assert (await delegate.get(f"/meetings/{convened.id}")).status_code == 404
    assert (await secretary.get(f"/desk/{convened.id}/agenda")).status_code == 200


async def test_who_is_not_called_cannot_tell_a_meeting_from_none(client_for, convened):
    stranger = await client_for("daibieu05")

    real, none = await stranger.get(f"/meetings/{convened.id}"), await stranger.get("/meetings/0123456789abcdef")
    assert real.status_code == none.status_code == 404
    assert real.text == none.text


async def viewer_of(who, client_for, client, house):
    """The viewer as the session middleware makes it."""
    someone = client if who == "nobody" else await client_for(who)
    cookie = "; ".join(f"{name}={value}" for name, value in someone.cookies.items())
    scope = {"type": "http", "headers": [(b"cookie", cookie.encode())]}
    return await sessions.recognise(house, ASGIConnection(scope), "visit")
