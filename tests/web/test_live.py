"""The socket of a page in the sitting, over a real server."""

import asyncio
import contextlib
import json
import uuid
from datetime import timedelta

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from meetings.procedure.roll import EndPresence
from meetings.procedure.sitting import HandOverChair, Suspend
from meetings.record.signin import IDLE
from meetings.register.people import Post, Role
from tests.web.served import look_on
from web import gallery as galleries
from web import live as lives
from web import onlooker as onlookers
from web import sessions

FOR, AGAINST = "tan-thanh", "khong-tan-thanh"


async def audited(house):
    return [(note.what, note.detail) for note in await house.register.audit.recent(50)]


async def test_what_is_recorded_reaches_the_page_that_looks_on(port, sitting, client_for):
    seq = (await sitting.stands()).seq
    async with look_on(port, await client_for("daibieu03"), sitting.id, since=seq) as page:
        assert await page.next() == {"type": "Entries", "prev": seq, "upto": seq, "entries": [], "parts": {}}

        await sitting.do("chutoa", Suspend)
        frame = await page.next("Entries")
        assert (frame["prev"], frame["upto"], frame["entries"][0]["type"]) == (seq, seq + 1, "Suspended")
        assert "head" in frame["parts"]


async def test_a_vote_is_receipted_once_durable_and_counts_once(port, sitting, client_for):
    ballot, id = await sitting.ballot(), str(uuid.uuid4())
    async with look_on(port, await client_for("daibieu03"), sitting.id) as page:
        first = await page.ask("CastVote", id, ballot=ballot, option=FOR)
        again = await page.ask("CastVote", id, ballot=ballot, option=FOR)
        other = await page.ask("CastVote", ballot=ballot, option=AGAINST)

    assert first["type"] == "Receipt"
    assert first["said"].split()[-1].count(":") == 2
    assert again == first
    assert (other["type"], other["code"]) == ("Ruling", "already-voted")
    votes = (await sitting.stands()).ballots[ballot].votes
    assert [(person, vote.option) for person, vote in votes.items()] == [(sitting.people["daibieu03"], FOR)]


async def test_the_same_id_from_two_people_is_two_requests(port, sitting, client_for):
    ballot, id = await sitting.ballot(), str(uuid.uuid4())
    for login in ("daibieu03", "daibieu04"):
        async with look_on(port, await client_for(login), sitting.id) as page:
            assert (await page.ask("CastVote", id, ballot=ballot, option=FOR))["type"] == "Receipt"
    assert len((await sitting.stands()).ballots[ballot].votes) == 2


async def test_one_vote_on_two_sockets_at_once_is_counted_once(port, sitting, client_for):
    ballot = await sitting.ballot()
    client = await client_for("daibieu03")
    async with look_on(port, client, sitting.id) as one, look_on(port, client, sitting.id) as two:
        answers = await asyncio.gather(
            one.ask("CastVote", ballot=ballot, option=FOR), two.ask("CastVote", ballot=ballot, option=AGAINST)
        )
    assert sorted(answer["type"] for answer in answers) == ["Receipt", "Ruling"]
    assert len((await sitting.stands()).ballots[ballot].votes) == 1


async def test_a_page_that_was_cut_off_resumes_with_what_it_missed(port, sitting, client_for):
    seq = (await sitting.stands()).seq
    await sitting.item(2)
    await sitting.show(2)
    async with look_on(port, await client_for("daibieu03"), sitting.id, since=seq, query="&gone=200") as page:
        frame = await page.next()
    assert [entry["type"] for entry in frame["entries"]] == ["ItemOpened", "PageShown"]
    assert {"item", "page", "talk", "ballot"} <= set(frame["parts"])
    assert "Dự toán ngân sách" in frame["missed"]


async def test_ones_own_parts_come_when_asked_for(port, sitting, client_for):
    async with look_on(port, await client_for("daibieu03"), sitting.id) as page:
        await page.say(type="Mine")
        assert {"do", "vote"} <= set((await page.next("Mine"))["parts"])


async def test_a_sign_of_life_is_answered(port, sitting, client_for):
    async with look_on(port, await client_for("daibieu03"), sitting.id) as page:
        await page.say(type="Alive")
        assert await page.next("Alive") == {"type": "Alive"}


@pytest.mark.parametrize("origin", ["", "https://evil.example", "http://127.0.0.1.evil.example", "null"])
async def test_a_missing_or_foreign_origin_is_refused_at_the_handshake(port, sitting, client_for, origin):
    with pytest.raises(InvalidStatus) as refused:
        async with look_on(port, await client_for("daibieu03"), sitting.id, origin=origin):
            pass
    assert refused.value.response.status_code == 403


async def test_who_may_not_look_on_hears_the_same_as_if_there_were_nothing(port, sitting, client_for, client, house):
    stranger, called = await client_for("vanphong01"), await client_for("daibieu03")
    answers = []
    for who, meeting, view in [
        (client, sitting.id, "live"),                  # nobody signed in
        (stranger, sitting.id, "live"),                # not called
        (called, "0" * 16, "live"),                    # no such meeting
        (called, sitting.id, "console"),               # not at the desk
        (called, sitting.id, "table"),
        (called, sitting.id, "attic"),                 # no such page
        (called, sitting.id, "live&gone=-1"),
        (called, sitting.id, "live&gone=99999999999999999999"),
    ]:
        with pytest.raises(InvalidStatus) as refused:
            async with look_on(port, who, meeting, view=view):
                pass
        answers.append((refused.value.response.status_code, bytes(refused.value.response.body)))
    assert len(set(answers)) == 1
    assert answers[0][0] == 403


async def test_the_desk_sees_that_a_vote_came_and_the_hall_sees_nothing(port, sitting, client_for):
    ballot = await sitting.ballot()
    seq = (await sitting.stands()).seq
    async with (
        look_on(port, await client_for("thuky"), sitting.id, "table", since=seq) as table,
        look_on(port, await client_for("daibieu04"), sitting.id, since=seq) as page,
    ):
        await sitting.vote(ballot, AGAINST, "daibieu03")
        while not (frame := await table.next("Entries"))["entries"]:
            pass
        assert (frame["entries"][0]["type"], frame["entries"][0]["option"]) == ("VoteCast", "")
        await sitting.decide(ballot, confirm=False)
        types = set()
        while "BallotClosed" not in types:
            types |= {entry["type"] for entry in (await page.next("Entries"))["entries"]}
        assert "VoteCast" not in types


async def test_a_message_in_anothers_name_is_refused_and_noted(port, sitting, client_for, house):
    ballot, other = await sitting.ballot(), sitting.people["daibieu04"]
    async with look_on(port, await client_for("daibieu03"), sitting.id) as page:
        for name in ("by", "person", "voter", "weight"):
            answer = await page.ask("CastVote", ballot=ballot, option=FOR, **{name: other})
            assert (answer["type"], answer["code"]) == ("Ruling", "stamped-by-the-server")
    assert not (await sitting.stands()).ballots[ballot].votes
    assert ("said-what-the-server-says", "CastVote: by") in await audited(house)


async def test_a_hall_can_look_on_and_ask_for_nothing(port, sitting, client_for):
    async with look_on(port, await client_for("venue:SL-VH-01"), sitting.id, "venue") as page:
        assert (await page.ask("AskFloor"))["code"] == "not-a-person"


@pytest.mark.parametrize(
    "text",
    ['{"type":"CastVote","option":"for","option":"against"}', '{"a":' * 5_000, '{"n":1e308}', '{"n":NaN}', "no", "[]"],
)
async def test_what_is_not_good_json_closes_the_socket_and_says_nothing_of_the_inside(port, sitting, client_for, text):
    async with look_on(port, await client_for("daibieu03"), sitting.id) as page:
        await page.socket.send(text)
        assert await page.closed() == 1007
        assert "Traceback" not in page.socket.close_reason
        assert len(page.socket.close_reason) < 30


@pytest.mark.parametrize(
    ("message", "code"), [(b"\x00\x01", 1003), ("x" * 65_537, 1009), ("\u1ead" * 65_000, 1009)]
)
async def test_what_is_too_large_or_not_text_closes_the_socket(port, sitting, client_for, message, code):
    async with look_on(port, await client_for("daibieu03"), sitting.id, max_size=None) as page:
        with contextlib.suppress(ConnectionClosed):
            await page.socket.send(message)
        assert await page.closed() == code


async def test_a_message_in_many_fragments_is_bounded_too(port, sitting, client_for):
    async with look_on(port, await client_for("daibieu03"), sitting.id) as page:
        with contextlib.suppress(ConnectionClosed):
            await page.socket.send("x" * 100 for _ in range(10_000))
        assert await page.closed() == 1009


@pytest.mark.parametrize(
    "frame",
    [
        b"\x81\x82\x00\x00\x00\x00\xff\xfe",           # text that is not UTF-8
        b"\xc1\x80\x00\x00\x00\x00",                   # reserved bit
        b"\x89\xfe\x00\x7e\x00\x00\x00\x00" + bytes(126),   # ping longer than 125
        b"\x83\x80\x00\x00\x00\x00",                   # unknown opcode
        b"\x81\x02hi",                                 # not masked
    ],
)
async def test_a_broken_frame_closes_the_socket_and_nobody_elses(port, sitting, client_for, frame):
    async with (
        look_on(port, await client_for("daibieu03"), sitting.id) as page,
        look_on(port, await client_for("daibieu04"), sitting.id) as other,
    ):
        page.socket.transport.write(frame)
        assert await page.closed() in (1002, 1007)
        await other.say(type="Alive")
        await other.next("Alive")


async def test_a_flood_of_messages_is_cut_off_and_noted_and_others_go_on(port, sitting, client_for, house):
    async with (
        look_on(port, await client_for("daibieu03"), sitting.id) as page,
        look_on(port, await client_for("daibieu04"), sitting.id) as other,
    ):
        with contextlib.suppress(ConnectionClosed):
            for _ in range(5_000):
                await page.say(type="Alive")
        assert await page.closed() == 1008
        await other.say(type="Alive")
        await other.next("Alive")
    assert "too-many-messages" in [what for what, _ in await audited(house)]


async def test_a_session_ended_in_mid_stream_closes_its_socket(port, sitting, client_for, house):
    client = await client_for("daibieu03")
    async with look_on(port, client, sitting.id) as page:
        await page.next()
        person = sitting.people["daibieu03"]
        for session in await house.register.signin.sessions_of(person, "person", house.now()):
            await house.register.signin.revoke(session.id, house.now())
        async with asyncio.timeout(5):
            assert await page.closed() == 4401
    with pytest.raises(InvalidStatus):
        async with look_on(port, client, sitting.id):
            pass


async def test_a_client_that_never_reads_is_let_go_and_resumes_with_no_hole(
    port, sitting, client_for, house, monkeypatch
):
    monkeypatch.setattr(onlookers, "FRAMES", 8)
    client = await client_for("daibieu03")
    start = (await sitting.stands()).seq
    async with look_on(port, client, sitting.id, since=start, max_queue=1) as page:
        await page.next()                       # looks on by now
        page.socket.transport.pause_reading()
        await sitting.item(2)
        hall = house.gallery._halls[sitting.id]
        (onlooker,) = hall.onlookers()
        big = "x" * 400_000
        for n in range(200):
            onlooker.push(lives.frames.lines({"filler": f"{n}{big}"}))
            await asyncio.sleep(0)
            if onlooker.gone:
                break
        assert onlooker.gone
        async with asyncio.timeout(10):
            while hall.onlookers():
                await asyncio.sleep(0.05)
        page.socket.transport.abort()           # it would wait ten seconds for an answer that it does not read
    async with look_on(port, client, sitting.id, since=start) as page:
        frame = await page.next()
        assert (frame["prev"], [entry["type"] for entry in frame["entries"]]) == (start, ["ItemOpened"])


async def test_requests_that_are_not_commands_are_answered_in_the_readers_language(port, sitting, client_for):
    async with look_on(port, await client_for("daibieu03"), sitting.id) as page:
        for message in ({"type": "Abolish"}, {"type": 7}, {"type": "AskFloor", "id": 7}, {"type": "AskFloor", "x": 1}):
            await page.socket.send(json.dumps({"id": str(uuid.uuid4()), **message}))
            answer = await page.next("Ruling")
            assert not answer["said"].startswith(("ruling:", "unreadable:"))


async def test_a_session_that_runs_out_in_mid_stream_closes_its_socket(port, sitting, client_for, house):
    client = await client_for("daibieu03")
    async with look_on(port, client, sitting.id) as page:
        await page.next()
        session = (await house.register.signin.sessions_of(sitting.people["daibieu03"], "person", house.now()))[0]
        await house.register.signin.touch(session.id, house.now() - IDLE + timedelta(seconds=1))
        async with asyncio.timeout(6):
            assert await page.closed() == 4401
    with pytest.raises(InvalidStatus):
        async with look_on(port, client, sitting.id):
            pass


async def test_an_account_that_is_closed_in_mid_stream_closes_its_socket(port, sitting, client_for):
    admin = await client_for("admin")
    async with look_on(port, await client_for("daibieu03"), sitting.id) as page:
        await page.next()
        await admin.send_form(f"/people/{sitting.people['daibieu03']}/active", active="")
        async with asyncio.timeout(5):
            assert await page.closed() == 4401


async def test_compression_is_not_agreed_to_so_nothing_can_swell(port, sitting, client_for):
    client = await client_for("daibieu03")
    cookie = f"{sessions.COOKIE}={client.cookies[sessions.COOKIE]}"
    async with connect(
        f"ws://127.0.0.1:{port}/meetings/{sitting.id}/gallery?view=live", origin=f"http://127.0.0.1:{port}",
        additional_headers={"cookie": cookie}, compression="deflate",
    ) as socket:
        assert "sec-websocket-extensions" not in socket.response.headers
        assert socket.protocol.extensions == []


async def test_while_the_meeting_lasts_the_hall_is_not_told_why_somebody_is_away(port, sitting, client_for):
    seq = (await sitting.stands()).seq
    async with (
        look_on(port, await client_for("thuky"), sitting.id, "table", since=seq) as table,
        look_on(port, await client_for("daibieu04"), sitting.id, since=seq) as page,
    ):
        member = sitting.people["daibieu03"]
        await sitting.do("daibieu03", EndPresence, member=member, reason="Đi bệnh viện")
        assert "Đi bệnh viện" in json.dumps(await until(table, "PresenceEnded"), ensure_ascii=False)
        assert "bệnh viện" not in json.dumps(await until(page, "PresenceEnded"), ensure_ascii=False)
    async with look_on(port, await client_for("daibieu05"), sitting.id, since=seq, query="&gone=200") as late:
        assert "bệnh viện" not in json.dumps(await late.next(), ensure_ascii=False)


async def until(page, type):
    """The frame that brings an entry of that type."""
    while True:
        frame = await page.next("Entries")
        if type in [entry["type"] for entry in frame["entries"]]:
            return frame


async def test_whoever_had_the_chair_for_a_while_loses_the_desk_with_it(port, sitting, client_for):
    member = await client_for("daibieu03")
    assert (await member.get(f"/meetings/{sitting.id}/console")).status_code == 404
    await sitting.do("chutoa", HandOverChair, to=sitting.people["daibieu03"], reason="")
    assert (await member.get(f"/meetings/{sitting.id}/console")).status_code == 200

    async with (
        look_on(port, member, sitting.id, "console") as former,
        look_on(port, await client_for("thuky"), sitting.id, "table") as secretary,
    ):
        await former.next()
        await sitting.do("daibieu03", HandOverChair, to=sitting.people["chutoa"], reason="")
        assert await former.closed() == 4403
        await until(secretary, "ChairHandedOver")
        await secretary.say(type="Alive")
        await secretary.next("Alive")
    assert (await member.get(f"/meetings/{sitting.id}/console")).status_code == 404
    with pytest.raises(InvalidStatus):
        async with look_on(port, member, sitting.id, "console"):
            pass
    assert (await member.get(f"/meetings/{sitting.id}/live")).status_code == 200


async def test_an_office_lost_in_the_register_closes_the_desk_in_mid_stream(
    port, sitting, client_for, house, monkeypatch
):
    monkeypatch.setattr(galleries, "JUDGED", timedelta(seconds=1))
    body = next(one for one in await house.register.people.bodies() if one.name.startswith("HĐND"))
    helper = await house.register.people.by_login("vanphong01")
    today = house.now().date()
    post = Post(helper.id, Role.SECRETARY, "", body.id, None, None, None)
    await house.register.people.add_post(post)
    async with look_on(port, await client_for("vanphong01"), sitting.id, "table") as page:
        await page.next()
        await house.register.people.end_post(post, today)
        assert await page.closed() == 4403
