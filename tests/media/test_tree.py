"""The relays of one house, asked as if they were one."""

import asyncio
import contextlib
import json
import logging
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from media.door import Door
from media.grants import Grant, sign
from media.grants import until as until_then
from media.link import Joined, RelayAway, RelayLink
from media.mux import Mux
from media.orders import Orders
from media.relay import Away, Gone, Relay, Taken
from media.sdp import BadOffer
from media.tree import Tree
from tests.media.caller import Caller
from tests.media.ground import until
from tests.media.pipe import End, pipe

KEY, SECRET = Ed25519PrivateKey.generate(), secrets.token_hex(16)


def relay_of(name: str) -> Relay:
    relay = Relay(Mux("127.0.0.1", 0), ["127.0.0.1"], name=name)
    relay.open()
    return relay


async def everywhere(meeting: str) -> bool:
    return True


class Hall:
    """A relay at a venue that can come to a tree, and be cut off from it."""

    def __init__(self, name: str) -> None:
        self.name, self.relay = name, relay_of(name)
        self.orders = Orders(self.relay, KEY.public_key())
        self.end: End | None = None
        self.serving: list[asyncio.Task[None]] = []
        self.attached: asyncio.Task[str] | None = None

    async def come(self, tree: Tree, allowed: Callable[[str], Awaitable[bool]] = everywhere) -> None:
        house, self.end = pipe()
        self.serving.append(asyncio.create_task(self.orders.serve(self.end)))
        self.attached = asyncio.create_task(tree.attach(self.name, house, allowed))
        await until(lambda: self.name in tree.attached())

    async def go(self, tree: Tree) -> None:
        assert self.end
        self.end.close()
        await until(lambda: self.name not in tree.attached())

    def told(self, kind: str) -> list[dict[str, object]]:
        """What it was told of that kind over the last socket."""
        assert self.end
        return [said for text in self.end.far.sent if (said := json.loads(text))["type"] == kind]

    async def close(self) -> None:
        if self.end is not None:
            self.end.close()
        for task in self.serving:
            await task
        self.orders.close()
        await self.relay.close()


@pytest.fixture
async def root() -> AsyncIterator[Relay]:
    one = relay_of("")
    yield one
    await one.close()


@pytest.fixture
async def tree(root: Relay) -> AsyncIterator[Tree]:
    door = Door(Orders(root, KEY.public_key()), SECRET)
    link = RelayLink(f"ws://127.0.0.1:{await door.open('127.0.0.1', 0)}", SECRET)
    one = Tree(link, KEY, lambda: datetime.now(UTC))
    await one.start()
    await until(lambda: one.connected)
    yield one
    await one.close()
    await door.close()


@pytest.fixture
async def hall(tree: Tree) -> AsyncIterator[Hall]:
    one = Hall("van-ho")
    await one.come(tree)
    yield one
    await one.close()


@pytest.fixture
async def offer() -> AsyncIterator[Callable[[str], str]]:
    callers: list[Caller] = []

    def one(role: str) -> str:
        callers.append(Caller())
        return callers[-1].offer("sendonly" if role == "send" else "recvonly")

    yield one
    for caller in callers:
        await caller.close()


Offer = Callable[[str], str]


def who(relay: Relay) -> list[tuple[str, str, str]]:
    return sorted((meeting, subject, role) for _, meeting, subject, role in relay.held())


async def test_who_has_no_relay_of_their_own_joins_the_root(root: Relay, tree: Tree) -> None:
    caller = Caller()
    joined = await tree.join("m1", "venue:A", "send", caller.offer("sendonly"), near="a relay that is not there")
    await caller.connect(joined.answer_sdp)

    assert joined.peer_id in root._attendants
    await tree.stage("m1", ["venue:A"], [])
    assert root._routers["m1"].seen == ("venue:A",)
    await tree.leave(joined.peer_id, "venue:A")
    assert root._attendants == {}
    await caller.close()


async def test_who_sits_in_a_hall_joins_its_relay_and_is_known_by_its_name(
    root: Relay, tree: Tree, hall: Hall, offer: Offer
) -> None:
    joined = await tree.join("m1", "venue:A", "watch", offer("watch"), near="van-ho")

    name, _, peer = joined.peer_id.partition(".")
    assert (name, len(joined.peer_id) <= 64) == ("van-ho", True)
    assert [one[0] for one in hall.relay.held()] == [peer]
    await tree.pin(joined.peer_id, "venue:A", "page")
    assert hall.relay._attendants[peer].most.name == "PAGE"
    renewed = await tree.renew(joined.peer_id, "venue:A", "a=end-of-candidates\r\n", restart=False)
    assert renewed.ufrag == hall.relay._attendants[peer].peer.ice.ufrag
    await tree.leave(joined.peer_id, "venue:B")
    assert len(hall.relay.held()) == 1
    await tree.leave(joined.peer_id, "venue:A")
    assert hall.relay.held() == root.held() == []


async def test_what_a_page_is_to_know_reaches_it_under_the_name_outside(tree: Tree, hall: Hall, offer: Offer) -> None:
    told: list[tuple[object, ...]] = []
    tree.on_told = lambda *what: told.append(what)
    joined = await tree.join("m1", "venue:A", "watch", offer("watch"), near="van-ho")
    peer = joined.peer_id.partition(".")[2]

    hall.relay.on_told("m1", "venue:A", peer, {"type": "Stands", "step": "few"})
    hall.relay.on_told("m1", "venue:B", peer, {"type": "Stands"})          # another one's page
    hall.relay.on_told("m2", "venue:A", peer, {"type": "Stands"})
    hall.relay.on_told("m1", "venue:A", "guessed", {"type": "Stands"})
    hall.relay.on_told("m1", "venue:A", peer, {"type": "x" * 5_000})
    hall.relay.on_told("m1", "venue:A", peer, {"type": "last"})

    await until(lambda: len(told) == 2)
    assert [(one[2], one[3]) for one in told] == [
        (joined.peer_id, {"type": "Stands", "step": "few"}), (joined.peer_id, {"type": "last"}),
    ]


async def test_a_hall_whose_relay_is_gone_falls_back_to_the_root(
    root: Relay, tree: Tree, hall: Hall, offer: Offer
) -> None:
    first = await tree.join("m1", "venue:A", "send", offer("send"), near="van-ho")
    await hall.orders.up("m1", "venue:A", "send", offer("send"), None)
    await hall.go(tree)

    again = await tree.join("m1", "venue:A", "send", offer("send"), first.peer_id, near="van-ho")

    assert "." not in again.peer_id
    assert [one[0] for one in root.held()] == [again.peer_id]      # what came up through the hall is put aside
    for asked in (tree.pin(first.peer_id, "venue:A", "full"), tree.leave(first.peer_id)):
        with pytest.raises(RelayAway):
            await asked


async def test_a_hall_that_comes_back_to_its_relay_leaves_the_root(
    root: Relay, tree: Tree, hall: Hall, offer: Offer
) -> None:
    first = await tree.join("m1", "venue:A", "send", offer("send"))

    await tree.join("m1", "venue:A", "send", offer("send"), first.peer_id, near="van-ho")

    await until(lambda: not root.held())
    assert who(hall.relay) == [("m1", "venue:A", "send")]


async def test_who_was_put_aside_in_the_hall_does_not_push_back_by_way_of_the_root(
    tree: Tree, hall: Hall, offer: Offer
) -> None:
    first = await tree.join("m1", "venue:A", "send", offer("send"), near="van-ho")
    await tree.join("m1", "venue:A", "send", offer("send"), near="van-ho")
    await hall.orders.up("m1", "venue:A", "send", offer("send"), None)
    await until(lambda: len(tree._branches["van-ho"].peers) == 1)

    with pytest.raises(Taken):
        await tree.join("m1", "venue:A", "send", offer("send"), first.peer_id)


async def test_who_was_put_aside_by_a_device_elsewhere_does_not_come_back_by_itself(
    root: Relay, tree: Tree, hall: Hall, offer: Offer
) -> None:
    first = await tree.join("m1", "venue:A", "send", offer("send"), near="van-ho")
    second = await tree.join("m1", "venue:A", "send", offer("send"))
    await until(lambda: not hall.relay.held())     # the last to begin took it over

    for again in (first.peer_id, "", "guessed"):
        with pytest.raises(Taken):
            await tree.join("m1", "venue:A", "send", offer("send"), again, near="van-ho")
    assert [one[0] for one in root.held()] == [second.peer_id]
    await tree.join("m1", "venue:A", "watch", offer("watch"), "", near="van-ho")


async def test_a_relay_that_is_gone_takes_nobodys_place(tree: Tree, hall: Hall, offer: Offer) -> None:
    await tree.join("m1", "venue:A", "send", offer("send"), near="van-ho")
    await hall.go(tree)

    assert "." not in (await tree.join("m1", "venue:A", "send", offer("send"), "")).peer_id


async def test_a_bad_offer_takes_nobodys_place(tree: Tree, hall: Hall, offer: Offer) -> None:
    await tree.join("m1", "venue:A", "send", offer("send"), near="van-ho")

    with pytest.raises(BadOffer):
        await tree.join("m1", "venue:A", "send", "v=0")
    await asyncio.gather(*tree._tasks)
    assert len(hall.relay.held()) == 1


async def test_a_relay_is_told_the_stages_of_those_meetings_alone_that_it_has_somebody_in(
    tree: Tree, hall: Hall, offer: Offer
) -> None:
    for meeting in ("m1", "m2"):
        await tree.stage(meeting, ["venue:A"], ["venue:A"])
    joined = await tree.join("m1", "venue:B", "watch", offer("watch"), near="van-ho")
    await until(lambda: len(hall.told("Stage")) == 1)

    await tree.stage("m1", ["venue:B"], [])
    await tree.stage("m2", ["venue:B"], [])
    await until(lambda: len(hall.told("Stage")) == 2)
    assert hall.relay._routers["m1"].seen == ("venue:B",)
    await tree.leave(joined.peer_id)
    await until(lambda: "m1" not in hall.relay._routers)

    assert {said["meeting"] for said in hall.told("Stage")} == {"m1"}


async def test_a_relay_may_watch_above_where_it_has_somebody_and_send_for_whoever_sends(
    root: Relay, tree: Tree, hall: Hall, offer: Offer
) -> None:
    async def refused(meeting: str, subject: str, role: str) -> bool:
        try:
            await hall.orders.up(meeting, subject, role, offer(role), None)  # type: ignore[arg-type]
        except Gone:
            return True
        return False

    assert await refused("m1", "relay:van-ho", "watch")
    await tree.join("m1", "venue:A", "watch", offer("watch"), near="van-ho")
    await tree.join("m1", "venue:B", "send", offer("send"), near="van-ho")

    assert not await refused("m1", "relay:van-ho", "watch")
    assert not await refused("m1", "venue:B", "send")
    for meeting, subject, role in (
        ("m2", "relay:van-ho", "watch"), ("m1", "relay:chieng-khoa", "watch"), ("m1", "venue:A", "watch"),
        ("m1", "venue:A", "send"), ("m1", "venue:C", "send"), ("m2", "venue:B", "send"), ("m1", "relay:van-ho", "send"),
    ):
        assert await refused(meeting, subject, role), (meeting, subject, role)
    assert who(root) == [("m1", "relay:van-ho", "watch"), ("m1", "venue:B", "send")]
    assert {one.via for one in root._attendants.values()} == {"van-ho"}


async def test_a_relay_that_may_not_carry_a_meeting_any_more_asks_in_vain(
    tree: Tree, hall: Hall, offer: Offer
) -> None:
    good = True

    async def allowed(meeting: str) -> bool:
        return good

    await hall.go(tree)
    await hall.come(tree, allowed)
    await tree.join("m1", "venue:A", "watch", offer("watch"), near="van-ho")

    good = False
    with pytest.raises(Gone):
        await hall.orders.up("m1", "relay:van-ho", "watch", offer("watch"), None)


async def test_a_bad_offer_of_a_relay_comes_back_to_it_with_its_code(tree: Tree, hall: Hall, offer: Offer) -> None:
    await tree.join("m1", "venue:A", "watch", offer("watch"), near="van-ho")

    with pytest.raises(BadOffer) as bad:
        await hall.orders.up("m1", "relay:van-ho", "watch", "hello", None)
    assert bad.value.code == "unreadable"
    with pytest.raises(BadOffer):
        await hall.orders.up("m1", "relay:van-ho", "watch", "\x01" * 60_000, None)
    await hall.go(tree)
    with pytest.raises(Away):
        await asyncio.wait_for(hall.orders.up("m1", "relay:van-ho", "watch", "hello", None), 10)


async def test_what_the_root_tells_a_relays_own_peer_goes_to_the_relay_and_to_no_page(
    root: Relay, tree: Tree, hall: Hall, offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[object, ...]] = []
    told: list[object] = []
    monkeypatch.setattr(hall.relay, "hear_above", lambda *what: heard.append(what))
    tree.on_told = lambda *what: told.append(what)
    await tree.join("m1", "venue:B", "send", offer("send"), near="van-ho")
    peer, _ = await hall.orders.up("m1", "venue:B", "send", offer("send"), None)

    root.on_told("m1", "venue:B", peer, {"type": "Sizes", "on": ["0"]})

    await until(lambda: heard)
    assert (heard, told) == ([(peer, {"type": "Sizes", "on": ["0"]})], [])


async def test_a_relay_lets_go_its_own_peers_above_and_nobody_elses(
    root: Relay, tree: Tree, hall: Hall, offer: Offer
) -> None:
    device = await tree.join("m1", "venue:C", "send", offer("send"))
    await tree.join("m1", "venue:B", "send", offer("send"), near="van-ho")
    own, _ = await hall.orders.up("m1", "venue:B", "send", offer("send"), None)

    await hall.orders.down(device.peer_id)
    await hall.orders.down("guessed")
    await hall.orders.down(own)

    await until(lambda: own not in root._attendants)
    assert who(root) == [("m1", "venue:C", "send")]


async def test_a_revoked_relay_is_let_go_with_all_that_came_through_it(
    root: Relay, tree: Tree, hall: Hall, offer: Offer
) -> None:
    await tree.join("m1", "venue:C", "send", offer("send"))
    joined = await tree.join("m1", "venue:B", "send", offer("send"), near="van-ho")
    await hall.orders.up("m1", "venue:B", "send", offer("send"), None)
    await hall.orders.up("m1", "relay:van-ho", "watch", offer("watch"), None)

    await tree.detach("van-ho")

    assert hall.attached
    assert await hall.attached == "revoked"
    assert who(root) == [("m1", "venue:C", "send")]
    assert tree.attached() == {}
    with pytest.raises(RelayAway):
        await tree.pin(joined.peer_id, "venue:B", "full")
    await tree.detach("nobody")
    await tree.detach("")


async def test_the_last_to_come_with_a_name_takes_it_over(tree: Tree, hall: Hall, offer: Offer) -> None:
    first, other = hall.attached, Hall("van-ho")
    await tree.join("m1", "venue:A", "watch", offer("watch"), near="van-ho")
    await other.come(tree)

    assert first
    assert await first == "replaced"
    assert not tree._branches["van-ho"].peers      # the other one has nobody
    joined = await tree.join("m1", "venue:A", "watch", offer("watch"), near="van-ho")
    assert [f"van-ho.{one[0]}" for one in other.relay.held()] == [joined.peer_id]
    await other.close()


async def test_a_web_server_that_was_started_anew_knows_from_the_relays_who_is_there(
    root: Relay, tree: Tree, hall: Hall, offer: Offer
) -> None:
    await tree.join("m1", "venue:B", "send", offer("send"), near="van-ho")
    await tree.join("m2", "venue:B", "watch", offer("watch"), near="van-ho")
    own, _ = await hall.orders.up("m1", "venue:B", "send", offer("send"), None)
    await hall.go(tree)
    anew = Tree(RelayLink(tree._root.link._url, SECRET), KEY, lambda: datetime.now(UTC))
    await anew.start()
    await anew.stage("m1", ["venue:B"], [])
    await until(lambda: anew.connected)

    async def allowed(meeting: str) -> bool:
        return meeting == "m1"

    await hall.come(anew, allowed)

    assert [said["meeting"] for said in hall.told("Stage")] == ["m1"]
    await hall.orders.up("m1", "relay:van-ho", "watch", offer("watch"), None)
    with pytest.raises(Gone):
        await hall.orders.up("m2", "relay:van-ho", "watch", offer("watch"), None)
    await hall.orders.down(own)
    await until(lambda: own not in root._attendants)
    await hall.go(anew)
    await anew.close()


async def test_a_relay_cannot_grant_itself_anything(tree: Tree, hall: Hall) -> None:
    def grant(relay: str = "van-ho", hours: float = 0, key: Ed25519PrivateKey = KEY) -> str:
        ends = until_then(time.time() - hours * 3600)
        return sign(key, Grant("m1", "venue:B", "send", relay, "", ends, secrets.token_hex(16)))

    hall.orders._held = {
        "good": grant(), "roots": grant(relay=""), "old": grant(hours=13),
        "forged": grant(key=Ed25519PrivateKey.generate()), "x" * 50: grant(), "none": "", "e": "." * 8_000,
    }

    await hall.go(tree)
    await hall.come(tree)

    assert set(tree._branches["van-ho"].peers) == {"good"}


async def test_the_root_is_known_after_half_a_day_though_it_is_away_as_a_hall_dials_in(
    root: Relay, offer: Offer
) -> None:
    door, hall = Door(Orders(root, KEY.public_key()), SECRET), Hall("van-ho")
    clock = [datetime.now(UTC) - timedelta(hours=13)]
    tree = Tree(RelayLink(f"ws://127.0.0.1:{await door.open('127.0.0.1', 0)}", SECRET), KEY, lambda: clock[0])
    clock[0] = datetime.now(UTC)
    await hall.come(tree)
    await tree.start()
    await until(lambda: tree.connected)

    page = await tree.join("m1", "venue:A", "watch", offer("watch"))
    await tree.pin(page.peer_id, "venue:A", "few")
    await tree.leave(page.peer_id, "venue:A")

    assert who(root) == []
    await hall.close()
    await tree.close()
    await door.close()


async def test_who_is_there_is_told_with_the_session_of_their_page(
    root: Relay, tree: Tree, hall: Hall, offer: Offer
) -> None:
    page = await tree.join("m1", "venue:A", "watch", offer("watch"), holder="a session")
    codec = await tree.join("m2", "venue:B", "send", offer("send"))
    inside = await tree.join("m1", "venue:C", "send", offer("send"), near="van-ho", holder="another")
    await hall.orders.up("m1", "venue:C", "send", offer("send"), None)     # the hall's relay tells of it itself

    there = [
        (page.peer_id, "m1", "venue:A", "watch", "a session"), (codec.peer_id, "m2", "venue:B", "send", ""),
        (inside.peer_id, "m1", "venue:C", "send", "another"),
    ]
    assert await tree.everybody() == there
    await hall.go(tree)
    await hall.come(tree)
    assert await tree.everybody() == there


async def test_who_is_shown_out_in_a_hall_is_not_heard_above_either(
    root: Relay, tree: Tree, hall: Hall, offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("media.standins.SOON", 0.05)
    monkeypatch.setattr(hall.relay, "leave", hall.relay.join)      # it does not do as it is told
    sender = await tree.join("m1", "venue:C", "send", offer("send"), near="van-ho")
    watcher = await tree.join("m1", "venue:D", "watch", offer("watch"), near="van-ho")
    await hall.orders.up("m1", "venue:C", "send", offer("send"), None)
    await hall.orders.up("m1", "relay:van-ho", "watch", offer("watch"), None)

    with pytest.raises(RelayAway):
        await tree.leave(sender.peer_id)
    await until(lambda: who(root) == [("m1", "relay:van-ho", "watch")])
    with pytest.raises(RelayAway):
        await tree.leave(watcher.peer_id, "venue:D")
    await until(lambda: not root.held())
    monkeypatch.undo()


async def test_a_hall_is_led_past_its_relay_when_nothing_comes_to_that_from_the_root(
    root: Relay, tree: Tree, hall: Hall, offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("media.tree.SOON", 0.05)
    first = await tree.join("m1", "venue:B", "send", offer("send"), near="van-ho")
    await hall.orders.up("m1", "venue:B", "send", offer("send"), None)

    hall.orders._say({"type": "Line", "cut": True})
    await until(lambda: not hall.relay.held() and not root.held())

    again = await tree.join("m1", "venue:B", "send", offer("send"), first.peer_id, near="van-ho")
    assert "." not in again.peer_id
    assert "van-ho" in tree.attached()


async def test_a_line_that_comes_back_soon_leads_nobody_away(
    tree: Tree, hall: Hall, offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("media.tree.SOON", 0.05)
    await tree.join("m1", "venue:B", "send", offer("send"), near="van-ho")

    for cut in (True, False):
        hall.orders._say({"type": "Line", "cut": cut})
    await asyncio.gather(*tree._tasks)
    await until(lambda: not tree._branches["van-ho"].cut)
    await asyncio.gather(*tree._tasks)

    assert len(hall.relay.held()) == 1
    assert (await tree.join("m1", "venue:C", "watch", offer("watch"), near="van-ho")).peer_id.startswith("van-ho.")


async def test_a_relay_that_failed_is_tried_again_more_and_more_rarely(tree: Tree, hall: Hall) -> None:
    branch, now = tree._branches["van-ho"], datetime(2026, 11, 24, tzinfo=UTC)
    for minutes in (1, 2, 4, 8, 16, 16):
        branch.shun(now)
        assert not branch.leads(now + timedelta(minutes=minutes, seconds=-1))
        assert branch.leads(now + timedelta(minutes=minutes))


async def test_a_name_that_is_none_is_not_taken_in(tree: Tree) -> None:
    for name in ("", "a.b", "a/b", "x" * 41, "é", "w\n"):
        with pytest.raises(ValueError):
            await tree.attach(name, pipe()[0], everywhere)


async def test_the_figures_say_through_which_relay(root: Relay, tree: Tree, hall: Hall, offer: Offer) -> None:
    async def joined(subject: str, role: str, near: str = "") -> Caller:
        caller = Caller()
        said = await tree.join(
            "m1", subject, role,  # type: ignore[arg-type]
            caller.offer("sendonly" if role == "send" else "recvonly", "a"), near=near,
        )
        await caller.connect(said.answer_sdp)
        return caller

    callers = [await joined("venue:A", "send"), await joined("venue:B", "send", "van-ho")]
    async with asyncio.timeout(5):
        while set((stats := await tree.stats("m1"))["lines"]) != {"venue:A", "venue:B"}:
            await asyncio.sleep(0.01)

    assert {subject: line["relay"] for subject, line in stats["lines"].items()} == {"venue:A": "", "venue:B": "van-ho"}
    assert stats["senders"] == ["venue:A", "venue:B"]
    assert stats["peers"] == 2
    told = stats["relays"]["van-ho"]
    assert (told["attached"], told["peers"], told["cut"]) == (True, 1, False)
    await hall.go(tree)
    assert (await tree.stats("m1"))["relays"]["van-ho"]["attached"] is False
    for caller in callers:
        await caller.close()


@pytest.mark.parametrize("message", [
    "", "{", "[]", "7", '"x"', "null", "[" * 100_000, '{"type":7}', '{"type":"Told"}', b"\xff\xfe",
    '{"type":"StateChanged","meeting":"m","subject":"s","role":"send","state":7,"peer":"p"}',
    '{"type":"StateChanged","meeting":"' + "m" * 300 + '","subject":"s","role":"send","state":"gone","peer":"p"}',
    '{"type":"Told","meeting":"m","subject":"s","peer":"p","what":[]}', '{"type":"Up"}', '{"type":"Down"}',
    '{"type":"Up","ask":"1","meeting":"m","subject":"s","role":"send","offer":"","again":null}',
    '{"type":"Up","ask":1,"meeting":"m","subject":"s","role":"chair","offer":"","again":null}',
    '{"type":"Up","ask":1,"meeting":"m","subject":"s","role":"send","offer":{},"again":null}',
    '{"type":"Up","ask":1,"meeting":"m","subject":"s","role":"send","offer":"","again":7}',
    '{"type":"Hello","held":7}', '{"type":"Hello","held":[]}', '{"type":"Down","peer":["p"]}',
    '{"type":"Hello","held":[{"peer":"p"}],"more":true}',
])
async def test_whatever_a_relay_says_it_is_answered_and_goes_on(tree: Tree, message: str | bytes) -> None:
    house, end = pipe()
    attached = asyncio.create_task(tree.attach("van-ho", house, everywhere))
    await end.send(json.dumps({"type": "Hello", "held": []}))
    await end.send(message)  # type: ignore[arg-type]

    async with asyncio.timeout(5):
        said = [json.loads(await anext(aiter(end))) for _ in range(2)]
    assert [one["type"] for one in said] == ["Welcome", "Refused"]
    assert said[1]["code"] == "unreadable"
    await until(lambda: "van-ho" in tree.attached())
    end.close()
    assert await attached == ""


@pytest.mark.parametrize("message", [
    '{"type":"Joined","id":999,"peer":"p"}', '{"type":"Joined","id":"1"}', '{"type":"Joined","id":{}}',
    '{"type":"Joined"}', '{"type":"Refused","id":0,"code":"x"}', '{"type":"Dance","id":1e308}',
    '{"type":"StateChanged","meeting":"m","subject":"s","role":"send","state":"gone","peer":"p"}',
])
async def test_what_answers_no_question_is_passed_over(tree: Tree, message: str) -> None:
    house, end = pipe()
    attached = asyncio.create_task(tree.attach("van-ho", house, everywhere))
    await end.send(json.dumps({"type": "Hello", "held": []}))
    await end.send(message)
    await until(lambda: "van-ho" in tree.attached() and end.far.coming.empty())

    end.close()
    assert await attached == ""
    assert [json.loads(text)["type"] for text in house.sent] == ["Welcome"]


@pytest.mark.parametrize("answer", [
    {"type": "Joined"}, {"type": "Joined", "peer": "a.b", "answer": "v=0"}, {"type": "Joined", "peer": "p" * 21},
    {"type": "Joined", "peer": 7, "answer": "v=0"}, {"type": "Joined", "peer": "p", "answer": []}, {"type": "Done"},
    {"type": "Refused", "code": "grant"}, {"type": "Refused", "code": "full"},
])
async def test_a_relay_that_answers_nonsense_loses_its_hall_to_the_root(
    root: Relay, tree: Tree, offer: Offer, answer: dict[str, object]
) -> None:
    house, end = pipe()
    attached = asyncio.create_task(tree.attach("van-ho", house, everywhere))
    await end.send(json.dumps({"type": "Hello", "held": []}))
    await until(lambda: "van-ho" in tree.attached())

    async def lie() -> None:
        async for text in end:
            said = json.loads(text)
            if said["type"] == "Join":
                await end.send(json.dumps({**answer, "id": said["id"]}))

    lying = asyncio.create_task(lie())
    joined = await tree.join("m1", "venue:A", "watch", offer("watch"), near="van-ho")

    assert [one[0] for one in root.held()] == [joined.peer_id]
    end.close()
    await lying
    await attached


async def test_a_flood_is_read_slowly_and_holds_up_nobody_else(
    tree: Tree, offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("media.branch.BURST", 10)
    house, end = pipe()
    attached = asyncio.create_task(tree.attach("van-ho", house, everywhere))
    await end.send(json.dumps({"type": "Hello", "held": []}))
    for _ in range(5_000):
        await end.send("flood")

    joined: Joined = await tree.join("m1", "venue:A", "watch", offer("watch"))

    assert joined.peer_id
    assert house.coming.qsize() > 4_000            # they wait in the sender's own socket
    end.close()
    await tree.detach("van-ho")
    assert await attached == "revoked"


async def test_a_relay_does_not_hold_more_peers_than_one_can(tree: Tree) -> None:
    house, end = pipe()
    attached = asyncio.create_task(tree.attach("van-ho", house, everywhere))
    for at in range(100):
        held = [{"peer": f"p{at}-{number}", "grant": ""} for number in range(50)]
        await end.send(json.dumps({"type": "Hello", "held": held, "more": True}))
    await until(lambda: house.coming.empty())

    assert len(tree._branches["van-ho"].link._held) <= 2_500
    assert tree.attached() == {}
    end.close()
    await attached


@contextlib.contextmanager
def what_breaks() -> Iterator[list[str]]:
    """What is logged of links that broke meanwhile."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("media.branch").addHandler(handler)
    yield said
    logging.getLogger("media.branch").removeHandler(handler)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=8,
)
KINDS = ["Hello", "StateChanged", "Told", "Up", "Down", "Joined", "Renewed", "Refused", "Stats", "Everybody", "Welcome",
         "Line"]
FIELDS = ["id", "ask", "peer", "meeting", "subject", "role", "state", "what", "held", "more", "offer", "again", "stats",
          "cut"]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_no_message_of_a_relay_does_anything_but_be_read_or_refused(kind: str, fields: dict[str, object]) -> None:
    async def try_it() -> None:
        tree = Tree(RelayLink(), KEY, lambda: datetime.now(UTC))
        house, end = pipe()
        attached = asyncio.create_task(tree.attach("van-ho", house, everywhere))
        await end.send(json.dumps({**fields, "type": kind}))
        await end.send(json.dumps({"type": "Hello", "held": [], "more": False}))
        end.close()
        assert await attached == ""
        assert {json.loads(text)["type"] for text in house.sent} <= {"Welcome", "Refused", "Upped"}

    with what_breaks() as broken:
        asyncio.run(try_it())
    assert broken == []
