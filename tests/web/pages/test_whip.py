"""A device with a pass sends or watches as its hall; nothing else opens these doors."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar

from media.link import Joined, RelayAway, Renewed
from media.relay import Gone, Taken
from media.sdp import BadOffer
from meetings.procedure.phase import Phase
from meetings.record.passes import Direction
from tests.web.under_way import Sitting, convene
from web.equipment import Equipment
from web.house import House

HALL = "venue:SL-VH-01"
ANSWER = "v=0\r\na=ice-ufrag:abcd1234\r\n"
FRAGMENT = "a=ice-ufrag:ysXw\r\na=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k\r\n"
SDPFRAG = "application/trickle-ice-sdpfrag"


class Relay:
    """Notes what it is asked; `raises` when told to."""

    def __init__(self) -> None:
        self.joined: list[tuple[object, ...]] = []
        self.renewed: list[tuple[object, ...]] = []
        self.left: list[tuple[object, ...]] = []
        self.raises: Exception | None = None
        self.says = Renewed("abcd1234", "", renamed=False)

    async def join(self, *asked: object) -> Joined:
        if self.raises is not None:
            raise self.raises
        self.joined.append(asked)
        return Joined(f"p{len(self.joined)}", ANSWER)

    async def renew(self, peer: str, subject: str, fragment: str, restart: bool) -> Renewed:
        if self.raises is not None:
            raise self.raises
        self.renewed.append((peer, subject, fragment, restart))
        return self.says

    async def leave(self, *asked: object) -> None:
        self.left.append(asked)


@dataclass
class Device:
    """Speaks WHIP or WHEP with a pass, as no browser does: no cookie, no Origin, no token of a form."""

    http: httpx.AsyncClient
    door: str
    meeting: str
    secret: str
    id: str
    at: str = ""               # where its connection is
    tag: str = ""

    def says(self, **more: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.secret}", "accept": "*/*",
                **{name.replace("_", "-"): value for name, value in more.items()}}

    async def post(self, body: str = "v=0 offer", kind: str = "application/sdp", **more: str) -> httpx.Response:
        answer = await self.http.post(
            f"/{self.door}/{self.meeting}", content=body, headers=self.says(content_type=kind, **more))
        self.at, self.tag = answer.headers.get("location", ""), answer.headers.get("etag", "")
        return answer

    async def patch(self, body: str = FRAGMENT, kind: str = SDPFRAG, at: str = "", **more: str) -> httpx.Response:
        return await self.http.patch(at or self.at, content=body, headers=self.says(content_type=kind, **more))

    async def delete(self, at: str = "") -> httpx.Response:
        return await self.http.delete(at or self.at, headers=self.says())


NewDevice = Callable[..., Awaitable[Device]]


@pytest.fixture
async def sitting(house: House) -> Sitting:
    return await convene(house)


@pytest.fixture
def relay(app: Litestar, house: House) -> Relay:
    noted = Relay()
    app.state.house = replace(house, relay=noted, equipment=Equipment(house.register.passes, noted, house.now))
    return noted


@pytest.fixture
async def device(app: Litestar, house: House, relay: Relay, sitting: Sitting) -> NewDevice:
    async def made(direction: Direction = "send", subject: str = HALL) -> Device:
        one, secret = await house.register.passes.make(
            sitting.id, subject, direction, "person:p1", house.now())  # type: ignore[arg-type]
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
        http = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
        return Device(http, "whip" if direction == "send" else "whep", sitting.id, secret, one.id)

    return made


async def test_an_offer_with_a_pass_is_answered_under_the_name_of_its_hall(relay: Relay, device: NewDevice) -> None:
    codec = await device()

    answer = await codec.post()

    assert (answer.status_code, answer.text) == (201, ANSWER)
    assert answer.headers["content-type"].startswith("application/sdp")
    assert answer.headers["location"] == f"http://127.0.0.1:8000/whip/{codec.meeting}/p1"
    assert answer.headers["etag"] == '"abcd1234"'
    assert relay.joined == [(codec.meeting, HALL, "send", "v=0 offer", None, "", f"pass:{codec.id}")]
    assert "set-cookie" not in answer.headers


async def test_the_way_round_a_closed_network_comes_with_the_answer(
    relay: Relay, device: NewDevice, app: Litestar, settings: Any
) -> None:
    codec = await device("send")
    known = msgspec.structs.replace(settings, turn="turn:hop.example:3478?transport=tcp", turn_secret="s" * 32)
    app.state.house = replace(app.state.house, settings=known)

    answer = await codec.post()

    assert answer.headers["link"].startswith('<turn:hop.example:3478?transport=tcp>; rel="ice-server"; username="')
    assert "Link" in answer.headers["access-control-expose-headers"]


async def test_a_device_is_led_to_the_relay_of_its_hall_unless_it_asks_to_go_past_it(
    relay: Relay, device: NewDevice, app: Litestar
) -> None:
    async def near(hall: str) -> str:
        return {"SL-VH-01": "r1"}[hall]

    app.state.house = replace(app.state.house, relays=SimpleNamespace(near=near))
    codec = await device("send")

    await codec.post()
    codec.meeting += "?direct=1"
    await codec.post()

    assert [asked[5] for asked in relay.joined] == ["r1", ""]


async def test_a_pass_that_watches_opens_the_other_door(relay: Relay, device: NewDevice) -> None:
    screen = await device("watch")

    answer = await screen.post()

    assert answer.headers["location"].startswith("http://127.0.0.1:8000/whep/")
    assert relay.joined[0][2] == "watch"
    screen.door = "whip"
    assert (await screen.post()).status_code == 401


async def test_whatever_is_wrong_with_a_pass_the_answer_is_the_same(
    relay: Relay, device: NewDevice, house: House
) -> None:
    codec, other = await device(), await convene(house)
    told = []
    for secret, meeting in (("", codec.meeting), ("x" * 43, codec.meeting), (codec.secret, other.id),
                            (codec.secret, "0123456789abcdef"), ("\x00" * 43, codec.meeting)):
        wrong = replace(codec, secret=secret, meeting=meeting)
        told.append(await wrong.post())
    await house.register.passes.revoke(codec.id, codec.meeting, house.now())  # type: ignore[arg-type]
    told.append(await codec.post())

    assert {answer.status_code for answer in told} == {401}
    assert len({answer.text for answer in told}) == 1
    assert {answer.headers["www-authenticate"] for answer in told} == {"Bearer"}
    assert told[0].headers["content-type"].startswith("application/problem+json")
    assert told[0].json()["code"] == "no-pass"
    noted = [line for line in await house.register.audit.recent() if line.what == "refused-no-pass"]
    assert {line.detail for line in noted} == {"POST /whip/{meeting}"}
    assert codec.secret not in str(noted)
    assert relay.joined == []


async def test_a_cookie_alone_opens_nothing(
    relay: Relay, client_for: Callable[[str], Awaitable[Any]], sitting: Sitting
) -> None:
    for who in ("venue:SL-VH-01", "thuky", "admin"):
        someone = await client_for(who)
        headers = {"content-type": "application/sdp", "x-csrf": someone.csrf, "origin": "http://127.0.0.1:8000"}
        for door in ("whip", "whep"):
            answer = await someone.post(f"/{door}/{sitting.id}", content="v=0", headers=headers)
            assert answer.status_code == 401
        assert (await someone.delete(f"/whip/{sitting.id}/p1", headers=headers)).status_code == 401
    assert relay.joined == relay.left == []


async def test_a_page_of_another_site_may_come_with_a_pass_and_reads_the_answer(device: NewDevice) -> None:
    codec = await device()

    answer = await codec.post(origin="https://studio.example", sec_fetch_site="cross-site")
    refused = await replace(codec, secret="x" * 43).post(origin="https://studio.example")

    assert (answer.status_code, refused.status_code) == (201, 401)
    for one in (answer, refused):
        assert one.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in one.headers
        assert "Location" in one.headers["access-control-expose-headers"]


async def test_what_may_be_asked_is_told_to_anybody_and_is_the_same_for_no_meeting(device: NewDevice) -> None:
    codec = await device()
    ours = await codec.http.options(f"/whip/{codec.meeting}")
    none = await codec.http.options("/whip/nothing/here")

    assert ours.status_code == none.status_code == 200
    assert ours.content == none.content == b""
    for one in (ours, none):
        assert one.headers["accept-post"] == "application/sdp"
        assert one.headers["accept-patch"] == SDPFRAG
        assert one.headers["access-control-allow-methods"] == "POST, PATCH, DELETE, OPTIONS"
        assert "Authorization" in one.headers["access-control-allow-headers"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
async def test_other_methods_are_kept_for_later_versions(device: NewDevice, method: str) -> None:
    codec = await device()
    await codec.post()

    for at in (f"/whip/{codec.meeting}", codec.at):
        answer = await codec.http.request(method, at, headers=codec.says())
        assert answer.status_code == 405


@pytest.mark.parametrize(("raised", "status", "code"), [
    (BadOffer("unreadable"), 400, "bad-offer"), (BadOffer("too-many-lines"), 400, "bad-offer"),
    (BadOffer("nothing-in-common"), 422, "not-offered"), (BadOffer("no-bundle"), 422, "not-offered"),
    (Taken(), 409, "taken"), (RelayAway(), 503, "relay-away"),
])
async def test_what_does_not_work_is_told_as_a_problem(
    relay: Relay, device: NewDevice, raised: Exception, status: int, code: str
) -> None:
    codec, relay.raises = await device(), raised

    answer = await codec.post()

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert (answer.headers.get("retry-after") is not None) == (status == 503)


async def test_what_is_no_offer_or_too_large_is_refused(relay: Relay, device: NewDevice) -> None:
    codec = await device()

    assert (await codec.post(kind="text/plain")).status_code == 415
    assert (await codec.post(body="v" * 70_000)).status_code == 413
    assert relay.joined == []


async def test_who_comes_again_takes_the_place_of_the_connection_before(relay: Relay, device: NewDevice) -> None:
    codec = await device()
    await codec.post()
    first = codec.at
    await codec.post()

    assert [asked[4] for asked in relay.joined] == [None, "p1"]
    assert (await codec.delete(at=first)).status_code == 404
    assert (await codec.delete()).status_code == 200


async def test_a_pass_revoked_while_its_offer_is_on_the_way_opens_nothing(
    relay: Relay, device: NewDevice, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    codec, join = await device("watch"), relay.join

    async def revoked_meanwhile(*asked: object) -> Joined:
        await house.register.passes.revoke(codec.id, codec.meeting, house.now())  # type: ignore[arg-type]
        return await join(*asked)

    monkeypatch.setattr(relay, "join", revoked_meanwhile)

    answer = await codec.post()

    assert (answer.status_code, answer.json()["code"]) == (401, "no-pass")
    assert relay.left == [("p1", HALL)]


async def test_of_two_connections_begun_at_once_with_a_pass_one_stays(
    relay: Relay, device: NewDevice, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, join, both = await device("watch"), relay.join, asyncio.Event()

    async def together(*asked: object) -> Joined:
        joined = await join(*asked)
        if len(relay.joined) == 2:
            both.set()
        await both.wait()
        return joined

    monkeypatch.setattr(relay, "join", together)

    answers = await asyncio.gather(screen.post(), replace(screen).post())

    assert [answer.status_code for answer in answers] == [201, 201]
    [good] = await house.register.passes.of(screen.meeting, house.now())  # type: ignore[arg-type]
    assert sorted([good.peer, *(str(peer) for peer, _ in relay.left)]) == ["p1", "p2"]


async def test_goodbye_frees_at_once_and_is_said_once(relay: Relay, device: NewDevice) -> None:
    codec = await device()
    await codec.post()

    assert (await codec.delete()).status_code == 200
    assert relay.left == [("p1", HALL)]
    assert (await codec.delete()).status_code == 404
    await codec.post()
    assert relay.joined[1][4] is None


async def test_a_pass_ends_only_its_own_connection(relay: Relay, device: NewDevice) -> None:
    codec, other = await device(), await device()
    await codec.post()

    assert (await other.delete(at=codec.at)).status_code == 404
    assert (await other.patch(at=codec.at, if_match="*")).status_code == 404
    assert relay.left == relay.renewed == []


async def test_more_candidates_are_taken_and_passed_over(relay: Relay, device: NewDevice) -> None:
    codec = await device()
    await codec.post()

    answer = await codec.patch(if_match=codec.tag)

    assert (answer.status_code, answer.content) == (204, b"")
    assert "etag" not in answer.headers
    assert relay.renewed == [("p1", HALL, FRAGMENT, False)]


async def test_the_checks_begin_anew_when_any_state_will_do(relay: Relay, device: NewDevice) -> None:
    codec = await device()
    await codec.post()
    relay.says = Renewed("new1", "a=ice-ufrag:new1\r\n", renamed=True)

    answer = await codec.patch(if_match="*")

    assert (answer.status_code, answer.text, answer.headers["etag"]) == (200, "a=ice-ufrag:new1\r\n", '"new1"')
    assert answer.headers["content-type"].startswith(SDPFRAG)
    assert relay.renewed == [("p1", HALL, FRAGMENT, True)]


async def test_a_change_says_which_state_of_the_line_it_means(relay: Relay, device: NewDevice) -> None:
    codec = await device()
    await codec.post()

    assert (await codec.patch()).status_code == 428
    assert (await codec.patch(if_match='"older"')).status_code == 412
    assert (await codec.patch(if_match=f"W/{codec.tag}")).status_code == 412
    assert (await codec.patch(if_match=f'"older", {codec.tag}')).status_code == 204
    assert (await codec.patch(kind="application/sdp", if_match="*")).status_code == 415


async def test_new_names_with_a_tag_are_no_restart(relay: Relay, device: NewDevice) -> None:
    codec = await device()
    await codec.post()
    relay.says = Renewed("abcd1234", "", renamed=True)

    assert (await codec.patch(if_match=codec.tag)).json()["code"] == "restart-any"


@pytest.mark.parametrize(("raised", "status"), [(BadOffer("no-ice"), 400), (Gone(), 404), (RelayAway(), 503)])
async def test_a_change_that_does_not_work_leaves_the_line_as_it_is(
    relay: Relay, device: NewDevice, raised: Exception, status: int
) -> None:
    codec = await device()
    await codec.post()
    relay.raises = raised

    assert (await codec.patch(if_match="*")).status_code == status
    assert relay.left == []


async def test_many_bad_passes_from_one_address_have_to_wait_and_good_ones_do_not(
    relay: Relay, device: NewDevice, client_for: Callable[[str], Awaitable[Any]]
) -> None:
    codec = await device()
    wrong = replace(codec, secret="x" * 43)
    last = [await wrong.post() for _ in range(51)][-1]

    assert (last.status_code, last.headers["retry-after"]) == (429, "60")
    assert (await codec.post()).status_code == 201
    page = await (await client_for("thuky")).get("/desk")
    assert page.status_code == 200


async def test_a_pass_ends_with_its_meeting_and_what_runs_is_let_go(
    relay: Relay, device: NewDevice, house: House, sitting: Sitting
) -> None:
    codec = await device()
    await codec.post()
    equipment = Equipment(house.register.passes, relay, house.now)
    before = await sitting.stands()

    equipment.announced(sitting.id, before, replace(before, phase=Phase.CLOSED), [])  # type: ignore[arg-type]
    await next(iter(equipment._leaving))

    assert relay.left == [("p1", HALL)]
    assert (await codec.post()).status_code == 401


async def test_a_pass_of_a_closed_meeting_opens_nothing(
    relay: Relay, device: NewDevice, house: House, sitting: Sitting
) -> None:
    codec = await device()
    await house.register.sittings.set_phase(sitting.id, Phase.CLOSED)  # type: ignore[arg-type]

    assert (await codec.post()).status_code == 401


async def test_a_pass_of_a_hall_that_is_not_called_any_more_opens_nothing(
    relay: Relay, device: NewDevice, house: House, sitting: Sitting
) -> None:
    codec = await device(subject="venue:SL-VH-02")
    await house.register.sittings.set_venues(sitting.id, ["SL-VH-01", "SL-VH-02"])
    assert (await codec.post()).status_code == 201
    await house.register.sittings.set_venues(sitting.id, ["SL-VH-01"])

    assert (await codec.post()).status_code == 401


async def test_a_connection_is_let_go_within_the_hour_its_pass_ends(
    relay: Relay, device: NewDevice, house: House
) -> None:
    codec = await device()
    await codec.post()
    await Equipment(house.register.passes, relay, house.now).sweep()
    assert relay.left == []

    await Equipment(house.register.passes, relay, lambda: house.now() + timedelta(hours=25)).sweep()

    assert relay.left == [("p1", HALL)]
