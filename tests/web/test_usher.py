"""Who is no longer admitted to a meeting loses its sound and picture, too."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from media.door import Door
from media.link import Present, RelayAway, RelayLink
from media.mux import Mux
from media.orders import Orders
from media.relay import Relay as RealRelay
from media.tree import Tree
from meetings.procedure.roll import DeclarePresence
from meetings.procedure.words import MeetingId
from tests.media.caller import Caller
from tests.web.under_way import Sitting, convene, prepare
from web import usher
from web.house import House
from web.keys import grants_key
from web.usher import Usher

HALL, OTHER = "venue:SL-VH-01", "venue:SL-VH-02"


class Relay:
    """Says who is there, as it was told, and lets go."""

    def __init__(self) -> None:
        self.there: list[Present] = []
        self.away = False

    async def everybody(self) -> list[Present]:
        if self.away:
            raise RelayAway
        return self.there

    async def leave(self, peer: str) -> None:
        self.there = [one for one in self.there if one.peer != peer]

    @property
    def peers(self) -> list[str]:
        return [one.peer for one in self.there]


@pytest.fixture
def relay() -> Relay:
    return Relay()


@pytest.fixture
async def sitting(house: House) -> Sitting:
    """Called, and nobody is in a hall yet."""
    return await convene(house)


@pytest.fixture
def here(house: House, relay: Relay, sitting: Sitting) -> Usher:
    return Usher(replace(house, relay=relay))  # type: ignore[arg-type]


def comes(relay: Relay, meeting: str, subject: str, role: Any = "watch", holder: str = "") -> str:
    peer = f"{subject} {role} {holder}".strip()
    relay.there.append(Present(peer, meeting, subject, role, holder))
    return peer


async def test_a_hall_that_is_taken_off_loses_its_pages_and_its_equipment(
    house: House, relay: Relay, sitting: Sitting, here: Usher
) -> None:
    comes(relay, sitting.id, HALL, "send", "a session")
    comes(relay, sitting.id, HALL, "watch")            # a codec, by a pass
    stays = comes(relay, sitting.id, OTHER, "send")
    await here.round()
    assert len(relay.there) == 3

    await house.register.sittings.set_venues(sitting.id, ["SL-VH", "SL-VH-02"])
    await here.round()

    assert relay.peers == [stays]


async def test_who_is_called_no_more_is_shown_out_and_who_prepares_the_meeting_stays(
    house: House, relay: Relay, sitting: Sitting, here: Usher
) -> None:
    guest, secretary = (f"person:{sitting.people[login]}" for login in ("khach", "thuky"))
    comes(relay, sitting.id, f"screen:{guest}", "send")
    comes(relay, sitting.id, guest, "watch")
    stays = comes(relay, sitting.id, secretary, "watch")
    await here.round()
    assert len(relay.there) == 3

    called = await house.register.sittings.invitees(sitting.id)
    await house.register.sittings.set_invitees(
        sitting.id, [one for one in called if f"person:{one.person}" not in (guest, secretary)])
    await here.round()

    assert relay.peers == [stays]                      # by the office, though not on the list


async def test_the_open_pages_of_who_is_taken_off_are_closed_and_those_of_others_are_not(
    house: House, sitting: Sitting
) -> None:
    subjects = ("venue:SL-VH-01", *(f"person:{sitting.people[login]}" for login in ("khach", "daibieu03", "thuky")))
    closed: dict[str, list[int]] = {subject: [] for subject in subjects}

    def page(subject: str) -> Any:
        async def send(message: Any) -> None:
            if message["type"] == "websocket.close":
                closed[subject].append(message["code"])

        return house.gallery.join(MeetingId(sitting.id), "live", "vi", subject, None, since=0, gone=0,
                                  judge=lambda: None, send=send, raw=None)  # type: ignore[arg-type,return-value]

    for subject in subjects:
        await page(subject)
    await Usher(house).round()
    assert not any(closed.values())

    called = await house.register.sittings.invitees(sitting.id)
    await house.register.sittings.set_invitees(
        sitting.id, [one for one in called if one.person != sitting.people["khach"]])
    await house.register.sittings.set_venues(sitting.id, ["SL-VH"])
    await Usher(house).round()
    await asyncio.sleep(0)

    assert list(closed.values()) == [[4403], [4403], [], []]


async def test_who_sits_down_in_a_hall_watches_on_and_sends_no_more(
    relay: Relay, sitting: Sitting, here: Usher
) -> None:
    person = f"person:{sitting.people['daibieu03']}"
    watches = comes(relay, sitting.id, person, "watch")
    comes(relay, sitting.id, person, "send")
    screen = comes(relay, sitting.id, f"screen:{person}", "send")
    await sitting.do("daibieu03", DeclarePresence, member=sitting.people["daibieu03"], where=None)
    await here.round()
    assert len(relay.there) == 3

    await sitting.do("daibieu03", DeclarePresence, member=sitting.people["daibieu03"], where="SL-VH-01")
    await here.round()

    assert relay.peers == [watches, screen]


async def test_a_device_that_is_signed_out_is_shown_out_and_no_other(
    house: House, relay: Relay, sitting: Sitting, here: Usher
) -> None:
    person = sitting.people["daibieu03"]
    for _ in range(2):
        await house.register.signin.open_session("person", person, "test", "", house.now())
    first, second = [one.id for one in await house.register.signin.sessions_of(person, "person", house.now())][:2]
    comes(relay, sitting.id, f"person:{person}", "watch", first)
    comes(relay, f"test:person:{person}", f"person:{person}:ear", "watch", first)
    stays = [comes(relay, sitting.id, f"person:{person}", "watch", second),
             comes(relay, f"test:person:{person}", f"person:{person}", "send", second)]
    await here.round()
    assert len(relay.there) == 4

    await house.register.signin.revoke(first, house.now())
    await here.round()

    assert relay.peers == stays


async def test_equipment_ends_with_its_pass_even_if_the_relay_was_away_when_it_was_revoked(
    house: House, relay: Relay, sitting: Sitting, here: Usher
) -> None:
    passes, meeting = house.register.passes, MeetingId(sitting.id)
    first, second = [(await passes.make(meeting, HALL, "send", "person:p1", house.now()))[0] for _ in range(2)]
    comes(relay, meeting, HALL, "send", f"pass:{first.id}")
    stays = [comes(relay, meeting, HALL, "watch", f"pass:{second.id}"), comes(relay, meeting, HALL, "watch")]
    await here.round()
    assert len(relay.there) == 3

    await passes.revoke(first.id, meeting, house.now())
    await here.round()

    assert relay.peers == stays


async def test_nobody_is_forgotten_while_the_relay_is_away(
    house: House, relay: Relay, sitting: Sitting, here: Usher
) -> None:
    person = sitting.people["daibieu03"]
    await house.register.signin.open_session("person", person, "test", "", house.now())
    [session] = [one.id for one in await house.register.signin.sessions_of(person, "person", house.now())]
    comes(relay, sitting.id, f"person:{person}", "watch", session)
    relay.away = True
    await house.register.signin.revoke(session, house.now())
    with pytest.raises(RelayAway):
        await here.round()

    relay.away = False
    await here.round()

    assert relay.there == []


async def test_before_the_invitations_go_out_only_the_desk_is_there(
    house: House, relay: Relay, here: Usher
) -> None:
    planned = await prepare(house)
    stays = comes(relay, planned.id, f"person:{planned.people['thuky']}")
    comes(relay, planned.id, f"person:{planned.people['khach']}")
    comes(relay, planned.id, "venue:SL-VH")

    await here.round()

    assert relay.peers == [stays]


async def test_the_usher_is_on_duty_while_the_house_is_served(
    house: House, relay: Relay, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert usher.EVERY <= 5
    monkeypatch.setattr(usher, "EVERY", 0.01)
    relay.away = True
    async with usher.on_duty(replace(house, relay=relay)):  # type: ignore[arg-type]
        comes(relay, sitting.id, "venue:SL")
        relay.away = False
        async with asyncio.timeout(5):
            while relay.there:
                await asyncio.sleep(0.01)


async def test_a_hall_that_is_taken_off_is_sent_nothing_any_more(house: House, sitting: Sitting) -> None:
    relay, secret = RealRelay(Mux("127.0.0.1", 0), ["127.0.0.1"]), "a secret of thirty-two letters .."
    relay.open()
    key = grants_key(Path(house.settings.data))
    door = Door(Orders(relay, key.public_key()), secret)
    tree = Tree(RelayLink(f"ws://127.0.0.1:{await door.open('127.0.0.1', 0)}", secret), key, house.now)
    await tree.start()
    hall = Caller()
    joined = await tree.join(sitting.id, HALL, "watch", hall.offer("recvonly"))
    await hall.connect(joined.answer_sdp)
    here = Usher(replace(house, relay=tree))
    await here.round()
    assert [one.subject for one in await tree.everybody()] == [HALL]

    await house.register.sittings.set_venues(sitting.id, ["SL-VH"])
    await here.round()

    assert await tree.everybody() == []
    async with asyncio.timeout(5):
        while hall.dtls.state != "closed":             # it was told so
            await asyncio.sleep(0.01)
    await hall.close()
    await tree.close()
    await door.close()
    await relay.close()
