"""Who may see, who may be seen, and what is said when it does not work."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from litestar import Litestar

from media.link import Joined, RelayAway
from media.relay import Gone, Taken
from media.sdp import BadOffer
from meetings.procedure.meeting import Meeting
from meetings.procedure.roll import Attendance, Interval
from web import doors

SignIn = Callable[[str], Awaitable[Any]]
NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)


class Relay:
    """Notes what it is asked; `raises` when told to."""

    def __init__(self) -> None:
        self.joined: list[tuple[object, ...]] = []
        self.left: list[tuple[object, ...]] = []
        self.pinned: list[tuple[object, ...]] = []
        self.raises: Exception | None = None
        self.names = "p1"

    async def join(self, *said: object) -> Joined:
        if self.raises is not None:
            raise self.raises
        *asked, self.holder = said
        self.joined.append(tuple(asked))
        return Joined(self.names, "v=0 answer")

    async def leave(self, *asked: object) -> None:
        self.left.append(asked)

    async def pin(self, *asked: object) -> None:
        if self.raises is not None:
            raise self.raises
        self.pinned.append(asked)


@pytest.fixture
def relay(app: Litestar, house: Any, monkeypatch: pytest.MonkeyPatch) -> Relay:
    """A house with a relay that notes, a clerk with an empty hall, and everybody invited."""
    noted, meeting = Relay(), Meeting()

    async def of(_: str) -> Meeting:
        return noted.meeting  # type: ignore[attr-defined,no-any-return]

    async def invited(*_: object) -> object:
        return SimpleNamespace(invited=True, desk=False)

    noted.meeting = meeting  # type: ignore[attr-defined]
    app.state.house = replace(house, relay=noted, clerk=SimpleNamespace(meeting=of))
    monkeypatch.setattr(doors, "standing", invited)
    return noted


async def post(client: Any, path: str, body: str = "v=0 offer", kind: str = "application/sdp") -> Any:
    headers = {"content-type": kind, "x-csrf": client.csrf, "origin": str(client.base_url).rstrip("/"), "accept": "*/*"}
    return await client.post(f"/meetings/m1/media/{path}", content=body, headers=headers)


async def sessions_of(house: Any, hall: str) -> list[str]:
    return [one.id for one in await house.register.signin.sessions_of(hall, "venue", house.now())]


async def test_an_offer_is_answered_under_the_name_of_who_is_signed_in(
    relay: Relay, client_for: SignIn, house: Any
) -> None:
    hall = await client_for("venue:SL-VH-01")

    answer = await post(hall, "send")

    assert (answer.status_code, answer.text, answer.headers["location"]) == (201, "v=0 answer", "/meetings/m1/media/p1")
    assert answer.headers["content-type"].startswith("application/sdp")
    assert relay.joined == [("m1", "venue:SL-VH-01", "send", "v=0 offer", None, "")]
    assert relay.holder in await sessions_of(house, "SL-VH-01")        # so that it ends with it


async def test_who_comes_back_says_who_it_was(relay: Relay, client_for: SignIn) -> None:
    await post(await client_for("venue:SL-VH-01"), "watch?again=p0")

    assert relay.joined[0][2:] == ("watch", "v=0 offer", "p0", "")


async def test_a_person_in_a_hall_watches_but_does_not_send(relay: Relay, client_for: SignIn, house: Any) -> None:
    person = await house.register.people.by_login("daibieu03")
    there = Attendance(person.id, (Interval(NOW, None, "SL-VH-01"),))  # type: ignore[arg-type]
    relay.meeting = Meeting(attendance={person.id: there})  # type: ignore[attr-defined]
    delegate = await client_for("daibieu03")

    refused = await post(delegate, "send")
    watched = await post(delegate, "watch")

    assert (refused.status_code, refused.json()["code"]) == (409, "in-the-hall")
    assert refused.json()["title"].startswith("Đại biểu đang ngồi tại điểm cầu")
    assert watched.status_code == 201


async def test_a_person_elsewhere_sends(relay: Relay, client_for: SignIn) -> None:
    assert (await post(await client_for("daibieu03"), "send")).status_code == 201


@pytest.fixture
def in_halls(app: Litestar, relay: Relay) -> None:
    """The first hall has a relay of its own."""

    async def near(hall: str | None) -> str:
        return "r1" if hall == "SL-VH-01" else ""

    app.state.house = replace(app.state.house, relays=SimpleNamespace(near=near))


async def test_a_hall_is_led_to_its_own_relay_and_told_so(
    in_halls: None, relay: Relay, client_for: SignIn, app: Litestar, settings: Any
) -> None:
    known = msgspec.structs.replace(settings, turn="turn:hop.example:3478?transport=tcp", turn_secret="s" * 32)
    app.state.house = replace(app.state.house, settings=known)
    hall, other = await client_for("venue:SL-VH-01"), await client_for("venue:SL-VH-02")

    relay.names = "r1.p1"
    sent, watched = await post(hall, "send"), await post(hall, "watch")
    relay.names = "p1"
    far, gone = await post(other, "watch"), await post(hall, "watch")

    assert [asked[5] for asked in relay.joined] == ["r1", "r1", "", "r1"]
    assert sent.headers["location"] == "/meetings/m1/media/r1.p1"
    answers = (sent, watched, far, gone)
    assert [answer.headers.get("dinh-relay") for answer in answers] == ["hall", "hall", None, None]
    assert ["link" in answer.headers for answer in answers] == [False, False, True, True]


async def test_who_could_not_reach_the_relay_goes_past_it(in_halls: None, relay: Relay, client_for: SignIn) -> None:
    hall = await client_for("venue:SL-VH-01")

    answers = [await post(hall, way) for way in ("send?direct=1", "watch?again=r1.p0&direct=1")]

    assert [(asked[4], asked[5]) for asked in relay.joined] == [(None, ""), ("r1.p0", "")]
    assert ["dinh-relay" in answer.headers for answer in answers] == [False, False]


async def test_a_person_is_led_to_the_relay_of_the_hall_they_sit_in(
    in_halls: None, relay: Relay, client_for: SignIn, house: Any
) -> None:
    person = await house.register.people.by_login("daibieu03")
    there = Attendance(person.id, (Interval(NOW, None, "SL-VH-01"),))  # type: ignore[arg-type]
    delegate = await client_for("daibieu03")

    await post(delegate, "watch")
    relay.meeting = Meeting(attendance={person.id: there})  # type: ignore[attr-defined]
    await post(delegate, "watch")

    assert [asked[5] for asked in relay.joined] == ["", "r1"]


@pytest.mark.parametrize(("raised", "status", "code"), [
    (BadOffer("no-ice"), 400, "bad-offer"), (RelayAway(), 503, "relay-away"), (Taken(), 409, "taken"),
])
async def test_what_does_not_work_is_told_as_a_problem(
    relay: Relay, client_for: SignIn, raised: Exception, status: int, code: str
) -> None:
    relay.raises = raised

    answer = await post(await client_for("venue:SL-VH-01"), "send")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_what_is_no_offer_or_too_large_is_refused(relay: Relay, client_for: SignIn) -> None:
    hall = await client_for("venue:SL-VH-01")

    assert (await post(hall, "send", kind="text/plain")).status_code == 415
    assert (await post(hall, "send", body="v" * 70_000)).status_code == 413
    assert relay.joined == []


async def test_nobody_joins_from_another_site_or_without_the_token(relay: Relay, client_for: SignIn) -> None:
    hall = await client_for("venue:SL-VH-01")
    foreign = {"content-type": "application/sdp", "x-csrf": hall.csrf, "origin": "http://evil.example"}
    for headers in (foreign, {"content-type": "application/sdp"}):
        assert (await hall.post("/meetings/m1/media/send", content="v=0", headers=headers)).status_code == 403


async def test_the_way_round_a_closed_network_comes_with_the_answer_and_with_nothing_else(
    relay: Relay, client_for: SignIn, app: Litestar, settings: Any
) -> None:
    known = msgspec.structs.replace(settings, turn="turn:hop.example:3478?transport=tcp", turn_secret="s" * 32)
    app.state.house = replace(app.state.house, settings=known)
    hall = await client_for("venue:SL-VH-01")

    answered = await post(hall, "watch")
    relay.raises = Taken()
    refused = await post(hall, "send")

    assert answered.headers["link"].startswith('<turn:hop.example:3478?transport=tcp>; rel="ice-server"; username="')
    assert "link" not in refused.headers


async def test_who_is_not_invited_finds_nothing_here(client_for: SignIn) -> None:
    assert (await post(await client_for("daibieu03"), "watch")).status_code == 404


async def test_a_person_may_want_less_than_the_line_takes(relay: Relay, client_for: SignIn) -> None:
    member = await client_for("daibieu03")
    headers = {"x-csrf": member.csrf, "origin": str(member.base_url).rstrip("/"), "accept": "*/*"}
    subject = relay.joined[0][1] if await post(member, "watch?most=few") and relay.joined else ""

    assert (await member.put("/meetings/m1/media/p1?most=page", headers=headers)).status_code == 204
    assert relay.pinned == [("p1", subject, "few"), ("p1", subject, "page")]
    assert (await member.put("/meetings/m1/media/p1?most=everything", headers=headers)).status_code == 400
    relay.raises = Gone()
    assert (await member.put("/meetings/m1/media/p1?most=full", headers=headers)).status_code == 204


async def test_goodbye_is_said_for_ones_own_peer(relay: Relay, client_for: SignIn) -> None:
    hall = await client_for("venue:SL-VH-01")
    headers = {"x-csrf": hall.csrf, "origin": str(hall.base_url).rstrip("/")}

    assert (await hall.delete("/meetings/m1/media/p1", headers=headers)).status_code == 204
    assert relay.left == [("p1", "venue:SL-VH-01")]
