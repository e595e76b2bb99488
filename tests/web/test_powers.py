"""Who may ask for what in a meeting: guests, halls, technicians, strangers, and ids that are somebody else's."""

import uuid

import pytest

from meetings.procedure.floor import GiveFloor
from meetings.procedure.order_paper import Office
from meetings.wire import commands
from tests.web import desk_scene
from tests.web.conftest import BASE
from tests.web.served import look_on
from tests.web.under_way import called, convene

FOR, AGAINST = "tan-thanh", "khong-tan-thanh"
ID = "11111111-1111-4111-8111-111111111111"


async def prepared(house):
    """Convened, a technician called too."""
    sitting = await convene(house)
    others = await house.register.sittings.invitees(sitting.id)
    technician = called(sitting.people["kythuat"], Office.TECHNICIAN, None)
    await house.register.sittings.set_invitees(sitting.id, [*others, technician])
    await sitting.convene()
    return sitting


@pytest.fixture
async def sitting(house):
    sitting = await prepared(house)
    await sitting.open()
    return sitting


async def ask(client, meeting, command, **fields):
    """As a program does."""
    return await client.post(f"/meetings/{meeting}/do/{command}", json={"id": str(uuid.uuid4()), **fields}, headers={
        "origin": BASE, "x-csrf": client.csrf, "accept": "application/json"})


async def noted(house):
    return [(line.what, line.detail) for line in await house.register.audit.recent(20)]


# what each command needs to be read; that it is refused is not for want of a field
FILLED = {
    "member": "daibieu04", "where": "SL-VH-01", "reason": "lý do", "present": False, "question": "?", "option": FOR,
    "majority": "ordinary", "note": "ghi", "seconds": 60, "page": 1, "to": "daibieu04", "how": "spoken",
}


def filled(sitting, ballot, command):
    fields = {}
    for name in commands.FIELDS[command]:
        value = FILLED.get(name)
        known = {"ballot": ballot, "item": sitting.items[1].id, "version": sitting.version, "source": None,
                 "finding": "passed", "since": "2026-11-26T08:00:00Z"}
        value = known.get(name, value)
        fields[name] = sitting.people.get(value, value) if isinstance(value, str) else value
    return fields


@pytest.mark.parametrize("who", ["khach", "kythuat"])
@pytest.mark.parametrize("command", sorted(set(commands.FIELDS) - {"AskFloor"}))
async def test_a_guest_and_a_technician_lead_nothing_and_vote_on_nothing(sitting, client_for, house, who, command):
    ballot = await sitting.ballot()
    before = await sitting.stands()

    answer = await ask(await client_for(who), sitting.id, command, **filled(sitting, ballot, command))

    assert answer.status_code in (403, 404, 409, 422), answer.text
    assert (await sitting.stands()).seq == before.seq


async def test_a_vote_of_one_who_is_not_present_is_refused_with_the_reason(house, client_for):
    sitting = await convene(house)
    await sitting.open(away=("daibieu05",))
    ballot = await sitting.ballot()

    answer = await ask(await client_for("daibieu05"), sitting.id, "CastVote", ballot=ballot, option=FOR)

    assert answer.json()["code"] == "not-present"
    assert (await sitting.stands()).ballots[ballot].votes == {}


async def test_a_member_speaks_for_nobody_else(sitting, client_for, house):
    other = sitting.people["daibieu04"]
    client = await client_for("daibieu03")

    for command in ("DeclarePresence", "EndPresence", "ExcuseAbsence"):
        fields = {"member": other, **({"where": None} if command == "DeclarePresence" else {"reason": "x"})}
        answer = await ask(client, sitting.id, command, **fields)
        assert (answer.status_code, command) == (403, command)
    assert any(what.startswith("not-entitled-") for what, _ in await noted(house))


async def test_a_halls_socket_and_a_halls_form_ask_for_nothing_and_it_is_noted(port, sitting, client_for, house):
    hall = await client_for("venue:SL-VH-01")
    seq = (await sitting.stands()).seq
    async with look_on(port, hall, sitting.id, "venue") as page:
        for command in ("DeclarePresence", "CastVote", "AskFloor", "Suspend"):
            assert (await page.ask(command))["code"] == "not-a-person"
    assert (await ask(hall, sitting.id, "Suspend")).status_code == 403

    assert (await sitting.stands()).seq == seq
    assert ("asked-as-no-person", "Suspend") in await noted(house)


async def test_a_hall_shows_its_own_screen_while_one_of_its_own_speaks_and_on_the_record_it_is_the_halls(
    house, client_for
):
    sitting = await prepared(house)
    await sitting.open(where={"daibieu03": "SL-VH-01"})
    hall, other = await client_for("venue:SL-VH-01"), await client_for("venue:SL-VH-02")
    assert (await ask(hall, sitting.id, "ShareScreen")).json()["code"] == "only-the-speaker-shows"
    await sitting.do("chutoa", GiveFloor, member=sitting.people["daibieu03"], seconds=180)

    assert (await ask(other, sitting.id, "ShareScreen")).status_code == 403
    assert (await ask(hall, sitting.id, "ShareScreen", source="screen:venue:SL-VH-02")).status_code == 422
    assert (await ask(hall, sitting.id, "ShareScreen")).status_code == 200

    stands = await sitting.stands()
    assert (stands.screen.source, stands.screen.speaker) == ("screen:venue:SL-VH-01", sitting.people["daibieu03"])
    [entry] = await house.clerk.since(sitting.id, stands.seq - 1)
    assert entry.by == "venue:SL-VH-01"
    assert (await ask(other, sitting.id, "WithdrawScreen")).status_code == 403
    assert (await ask(hall, sitting.id, "WithdrawScreen")).status_code == 200


@pytest.mark.parametrize("path", ["where", "answer", "join", "table/hall"])
async def test_a_hall_that_sends_a_persons_form_is_told_so(sitting, client_for, path):
    answer = await (await client_for("venue:SL-VH-01")).send_form(f"/meetings/{sitting.id}/{path}", where="SL-VH-01")

    assert answer.status_code in (303, 404, 422)
    assert "Số:" not in answer.text


async def test_a_secretary_of_another_body_finds_no_meeting_here(sitting, client_for):
    client, none = await client_for("vanphong01"), "0123456789abcdef"
    for path in ("live", "table", "console", "minutes", "lines"):
        here, nowhere = await client.get(f"/meetings/{sitting.id}/{path}"), await client.get(f"/meetings/{none}/{path}")
        assert (here.status_code, here.text) == (nowhere.status_code, nowhere.text) != (200, here.text)
    for path in ("agenda", "people", "invitations"):
        assert (await client.get(f"/desk/{sitting.id}/{path}")).status_code == 404
    assert (await ask(client, sitting.id, "Suspend")).status_code == 404
    assert (await ask(client, none, "Suspend")).json() == (await ask(client, sitting.id, "Suspend")).json()


async def test_ids_of_another_meeting_name_nothing_in_this_one(house, sitting, client_for):
    other = await convene(house)
    await other.open()
    strange = await other.ballot()
    chair, delegate = await client_for("chutoa"), await client_for("daibieu03")

    assert (await ask(delegate, sitting.id, "CastVote", ballot=strange, option=FOR)).status_code == 404
    assert (await ask(chair, sitting.id, "CloseBallot", ballot=strange)).status_code == 404
    assert (await ask(chair, sitting.id, "OpenItem", item=other.items[1].id)).status_code == 404
    assert (await other.stands()).ballots[strange].votes == {}
    assert (await other.stands()).ballots[strange].closed is None


async def test_what_a_ballot_does_not_offer_is_refused(sitting, client_for):
    ballot = await sitting.ballot()
    client = await client_for("daibieu03")
    for option in ("", "maybe", FOR.upper(), "2" * 40, [FOR, AGAINST], 2**63, None, {"a": 1}):
        answer = await ask(client, sitting.id, "CastVote", ballot=ballot, option=option)
        assert answer.status_code in (404, 409, 422), option
    assert (await sitting.stands()).ballots[ballot].votes == {}


async def test_one_persons_id_neither_silences_nor_reveals_anothers_request(house, client_for):
    """By every door that takes an id: the second to send it is heard, and gets a receipt of their own."""
    sitting = await convene(house)
    first, second = await client_for("daibieu03"), await client_for("daibieu04")
    for client in (first, second):
        await client.send_form(f"/meetings/{sitting.id}/join", where="SL-VH-01", id=ID)
    attendance = (await sitting.stands()).attendance
    assert {login for login in sitting.people if (a := attendance.get(sitting.people[login])) and a.present} == {
        "daibieu03", "daibieu04"}

    await sitting.open()
    ballot = await sitting.ballot()
    mine = (await ask(first, sitting.id, "CastVote", id=ID.replace("1", "2"), ballot=ballot, option=FOR)).json()
    theirs = (await ask(second, sitting.id, "CastVote", id=ID.replace("1", "2"), ballot=ballot, option=AGAINST)).json()
    assert mine["seq"] != theirs["seq"]
    assert {vote.option for vote in (await sitting.stands()).ballots[ballot].votes.values()} == {FOR, AGAINST}


async def test_nobody_can_use_up_an_id_in_anothers_name(house, client_for):
    sitting = await convene(house)
    victim, there = sitting.people["daibieu04"], f"/meetings/{sitting.id}/join"
    await (await client_for("daibieu03")).send_form(there, where="SL-VH-01", id=f"{victim}.{ID}")

    await (await client_for("daibieu04")).send_form(there, where="SL-VH-01", id=ID)

    assert (await sitting.stands()).attendance[victim].present


async def test_an_id_that_is_none_is_the_senders_fault(house, client_for):
    sitting = await convene(house)
    client, desk = await client_for("daibieu03"), await client_for("thuky")
    for id in ("\x00", "é" * 30, "a b", "x" * 500):
        assert (await client.send_form(f"/meetings/{sitting.id}/join", where="SL-VH-01", id=id)).status_code == 422
        assert (await desk.send_form(f"/desk/{sitting.id}/convene", id=id)).status_code == 422


async def test_a_record_that_cannot_be_written_is_told_and_may_be_tried_again(house, client_for, monkeypatch):
    sitting = await convene(house)

    async def full(*_):
        raise OSError(28, "No space left on device")

    client = await client_for("daibieu03")
    with monkeypatch.context() as broken:
        broken.setattr(type(house.register.entries), "append", full)
        told = await client.send_form(f"/meetings/{sitting.id}/join", where="SL-VH-01", id=ID)
    again = await client.send_form(f"/meetings/{sitting.id}/join", where="SL-VH-01", id=ID)

    assert (told.status_code, again.status_code) == (503, 303)
    assert "Chưa ghi được" in told.text
    assert (await sitting.stands()).attendance[sitting.people["daibieu03"]].present


async def test_the_technician_joins_on_the_board_of_lines(house, client_for):
    sitting = await prepared(house)
    client = await client_for("kythuat")

    joined = await client.send_form(f"/meetings/{sitting.id}/join", where="SL-VH")

    assert joined.headers["location"] == f"/meetings/{sitting.id}/lines"
    assert (await client.get(joined.headers["location"])).status_code == 200
    for closed in ("table", "console"):
        assert (await client.get(f"/meetings/{sitting.id}/{closed}")).status_code == 404


async def test_a_guest_is_not_made_deputy_chair_by_the_form(house, client_for):
    thuky = await client_for("thuky")
    desk = await desk_scene.new_meeting(thuky)
    people = {one.login: one.id for one in await house.register.people.all()}

    answer = await thuky.send_form(f"{desk.url}/people", chair=people["chutoa"], deputy=people["khach"], person=[
        people["chutoa"], people["khach"]])

    assert answer.status_code == 422
    invitees = {i.person: i.office for i in await house.register.sittings.invitees(desk.id)}
    assert invitees.get(people["khach"], Office.GUEST) is Office.GUEST
