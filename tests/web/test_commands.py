"""Asking in a sitting by plain form or JSON."""

import uuid

import pytest

from meetings.clerk import NotRecorded

FOR, AGAINST = "tan-thanh", "khong-tan-thanh"


def do(sitting, command):
    return f"/meetings/{sitting.id}/do/{command}"


async def send_json(client, url, text=None, **fields):
    headers = {"accept": "application/json", "x-csrf": client.csrf, "origin": str(client.base_url)}
    if text is not None:
        return await client.post(url, content=text, headers={**headers, "content-type": "application/json"})
    return await client.post(url, json=fields, headers=headers)


async def test_a_vote_by_plain_form_counts_and_leads_back(sitting, client_for):
    ballot, client = await sitting.ballot(), await client_for("daibieu03")
    form = {"id": str(uuid.uuid4()), "ballot": ballot, "option": FOR, "back": "live"}

    answer = await client.send_form(do(sitting, "CastVote"), **form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/meetings/{sitting.id}/live")
    assert (await client.send_form(do(sitting, "CastVote"), **form)).status_code == 303
    assert len((await sitting.stands()).ballots[ballot].votes) == 1


async def test_the_same_vote_by_program_gets_the_same_receipt(sitting, client_for):
    ballot, client, id = await sitting.ballot(), await client_for("daibieu03"), str(uuid.uuid4())

    first = await send_json(client, do(sitting, "CastVote"), id=id, ballot=ballot, option=FOR)
    again = await send_json(client, do(sitting, "CastVote"), id=id, ballot=ballot, option=FOR)
    assert first.status_code == 200
    assert first.json() == again.json()
    assert (first.json()["re"], first.json()["type"]) == (id, "Receipt")


async def test_where_to_go_back_to_is_one_of_ours(sitting, client_for):
    client = await client_for("daibieu03")
    for back in ("//evil.example", "https://evil.example", "javascript:alert(1)", "../../people", ""):
        answer = await client.send_form(do(sitting, "AskFloor"), id=str(uuid.uuid4()), back=back)
        assert answer.headers["location"] == f"/meetings/{sitting.id}"


async def test_what_is_out_of_order_is_told_and_changes_nothing(sitting, client_for):
    client, before = await client_for("daibieu03"), (await sitting.stands()).seq

    page = await client.send_form(do(sitting, "Suspend"), id=str(uuid.uuid4()), back="live")
    problem = await send_json(client, do(sitting, "Suspend"), id=str(uuid.uuid4()))
    assert (page.status_code, problem.status_code) == (403, 403)
    assert "Chưa ghi gì" in page.text
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["code"] == "only-the-chair"
    assert (await sitting.stands()).seq == before


async def test_what_was_typed_is_shown_again_beside_what_is_missing(sitting, client_for):
    client = await client_for("chutoa")
    answer = await client.send_form(
        do(sitting, "OpenBallot"), id=str(uuid.uuid4()), back="console", question="x" * 1_001, majority="ordinary"
    )
    assert answer.status_code == 422
    assert "x" * 1_001 in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'name="majority" value="ordinary"' in answer.text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"id":"12345678","id":"87654321"}', "key-twice"),
        ('{"id":"12345678","by":"somebody"}', "stamped-by-the-server"),
        ('{"id":"12345678","role":"chair"}', "unknown-field"),
        ('{"id":12345678}', "not-an-id"),
        ("{}", "not-an-id"),
        ('{"n":' + "9" * 1_000 + "}", "number-too-large"),
        ('{"n":NaN}', "not-a-whole-number"),
        ('{"n":1e308}', "not-a-whole-number"),
        ("[" * 10_000, "too-deep"),
        ('{"n":"' + "x" * 70_000 + '"}', "too-large"),
        ("\udcff", "not-json"),
        ("<xml/>", "not-json"),
    ],
)
async def test_json_that_cannot_be_read_is_a_problem_with_a_code(sitting, client_for, text, code):
    answer = await send_json(
        await client_for("daibieu03"), do(sitting, "AskFloor"), text=text.encode("utf-8", "surrogateescape")
    )
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not (await sitting.stands()).floor.queue


async def test_a_field_sent_twice_in_a_form_is_refused(sitting, client_for):
    ballot, client = await sitting.ballot(), await client_for("daibieu03")
    body = f"csrf={client.csrf}&id={uuid.uuid4()}&ballot={ballot}&option={FOR}&option={AGAINST}"
    answer = await client.post(
        do(sitting, "CastVote"), content=body,
        headers={"origin": str(client.base_url), "content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 422
    assert not (await sitting.stands()).ballots[ballot].votes


async def test_who_is_not_called_or_asks_for_the_unknown_hears_that_there_is_nothing(sitting, client_for):
    stranger, called = await client_for("vanphong01"), await client_for("daibieu03")
    assert (await stranger.send_form(do(sitting, "AskFloor"), id=str(uuid.uuid4()))).status_code == 404
    assert (await called.send_form(do(sitting, "Abolish"), id=str(uuid.uuid4()))).status_code == 404
    assert (await called.get(do(sitting, "AskFloor"))).status_code == 405


async def test_without_the_pages_token_nothing_is_asked(sitting, client_for):
    client = await client_for("daibieu03")
    answer = await client.post(
        do(sitting, "AskFloor"), data={"id": str(uuid.uuid4())}, headers={"origin": str(client.base_url)}
    )
    assert answer.status_code == 403
    assert not (await sitting.stands()).floor.queue


async def test_what_could_not_be_written_can_be_sent_again_under_the_same_id(sitting, client_for, house, monkeypatch):
    client, id = await client_for("daibieu03"), str(uuid.uuid4())

    async def full(*_):
        raise NotRecorded("No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(house.clerk, "handle", full)
        answer = await client.send_form(do(sitting, "AskFloor"), id=id, back="live")
        problem = await send_json(client, do(sitting, "AskFloor"), id=id)
    assert (answer.status_code, problem.status_code) == (503, 503)
    assert f'name="id" value="{id}"' in answer.text
    assert "No space" not in answer.text + problem.text
    assert (await client.send_form(do(sitting, "AskFloor"), id=id, back="live")).status_code == 303


async def test_a_closing_says_who_was_present_without_a_line(sitting, client_for):
    ballot = await sitting.ballot()
    chair, id = await client_for("chutoa"), str(uuid.uuid4())
    answer = await send_json(chair, do(sitting, "CloseBallot"), id=id, ballot=ballot)
    assert answer.status_code == 200
    closed = (await sitting.stands()).ballots[ballot].closed
    assert set(closed.without_line) == set(closed.present)      # nobody's page is open in this test


async def test_a_ballot_opened_by_form_has_an_id_of_the_servers(sitting, client_for):
    answer = await send_json(
        await client_for("chutoa"), do(sitting, "OpenBallot"),
        id=str(uuid.uuid4()), question="Thông qua?", majority="ordinary",
    )
    assert answer.status_code == 200
    assert [len(id) for id in (await sitting.stands()).ballots] == [16]
