"""Signing in with a password, and what an attacker learns by trying: nothing."""

from datetime import timedelta

import pytest

from tests.web.conftest import BASE
from web import sessions
from web.pages.sign_in import fixed_page
from web.words import utc_now

PASSWORD = "mùa xuân về trên bản"


@pytest.fixture
async def known(house):
    """The secretary has a password."""
    person = await house.register.people.by_login("thuky")
    await house.register.signin.set_password(person.id, await house.passwords.hash(PASSWORD), house.now())
    return person


async def test_the_right_password_signs_in_and_leads_to_the_desk(client, known):
    await client.opens("/sign-in")

    answer = await client.send_form("/sign-in", login=" ThuKy ", password=PASSWORD)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await client.get("/")).headers["location"] == "/desk"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Domain" not in cookie


async def test_a_wrong_password_and_an_unknown_name_are_told_alike_and_what_was_typed_is_kept(client, known):
    await client.opens("/sign-in")

    wrong = await client.send_form("/sign-in", login="thuky", password="sai rồi nhé")
    unknown = await client.send_form("/sign-in", login="khongco", password="sai rồi nhé")

    assert wrong.status_code == unknown.status_code == 422
    assert "Tên hoặc mật khẩu không đúng." in wrong.text
    assert 'value="thuky"' in wrong.text
    assert "sai rồi nhé" not in wrong.text
    assert wrong.text.replace("thuky", "khongco").split("<main")[1] == unknown.text.split("<main")[1]


async def test_an_unknown_name_costs_the_same_work_as_a_known_one(client, known, house, monkeypatch):
    checked = []
    monkeypatch.setattr(house.passwords, "_verify", lambda hashed, word: checked.append(hashed) or False)
    await client.opens("/sign-in")

    await client.send_form("/sign-in", login="thuky", password="x")
    await client.send_form("/sign-in", login="khongco", password="x")

    known, unknown = (hashed.split("$") for hashed in checked)
    assert known[1] == "argon2id"
    assert known[1:4] == unknown[1:4]
    assert known[4:] != unknown[4:]


async def test_after_five_wrong_tries_the_right_password_waits_too_for_known_and_unknown_names(client, known):
    await client.opens("/sign-in")
    for login in ("thuky", "khongco"):
        for _ in range(5):
            assert (await client.send_form("/sign-in", login=login, password="x")).status_code == 422
        sixth = await client.send_form("/sign-in", login=login, password=PASSWORD)
        assert sixth.status_code == 429
        assert "chờ một phút" in sixth.text


async def test_a_minute_later_it_may_be_tried_again(settings, house, known, app, client):
    await client.opens("/sign-in")
    at = utc_now()
    for _ in range(5):
        await house.register.failures.failed("login:thuky", at - timedelta(minutes=2))

    assert (await client.send_form("/sign-in", login="thuky", password=PASSWORD)).status_code == 303


async def test_one_address_that_tries_many_names_waits(client, known, house):
    await client.opens("/sign-in")
    for _ in range(50):
        await house.register.failures.failed("address:127.0.0.1", utc_now())

    assert (await client.send_form("/sign-in", login="thuky", password=PASSWORD)).status_code == 429


async def test_a_planted_session_is_worth_nothing_after_signing_in(client, known, house):
    client.cookies.set(sessions.COOKIE, "planted-by-somebody-else-0123456789")
    await client.opens("/sign-in")

    answer = await client.send_form("/sign-in", login="thuky", password=PASSWORD)

    assert "planted" not in answer.headers["set-cookie"]
    assert await house.register.signin.session("planted-by-somebody-else-0123456789", house.now()) is None


async def test_signing_out_ends_the_session_for_good(client_for, house):
    thuky = await client_for("thuky")
    token = thuky.cookies[sessions.COOKIE]

    answer = await thuky.send_form("/sign-out")

    assert answer.headers["location"] == "/sign-in"
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert await house.register.signin.session(token, house.now()) is None


@pytest.mark.parametrize("wanted", [
    "//evil.example", "https://evil.example", "javascript:alert(1)", "/\\evil.example", "/desk?x=1", "/sign-out",
    "/desk/../../x", "/enter/token", "\t//evil", "/desk/%2e%2e", "",
])
async def test_next_leads_to_a_page_of_ours_or_nowhere(wanted, client, known):
    assert fixed_page(wanted) == ""
    await client.opens("/sign-in")

    answer = await client.send_form("/sign-in", login="thuky", password=PASSWORD, next=wanted)

    assert answer.headers["location"] == "/"


async def test_after_signing_in_the_page_that_was_asked_for_opens(client, known):
    asked = await client.get("/desk/new")
    assert asked.headers["location"] == "/sign-in?next=/desk/new"
    await client.opens("/sign-in")

    answer = await client.send_form("/sign-in", login="thuky", password=PASSWORD, next="/desk/new")

    assert answer.headers["location"] == "/desk/new"


async def test_a_program_gets_a_problem_and_not_a_page(client, known):
    await client.opens("/sign-in")
    answer = await client.post(
        "/sign-in", data={"csrf": client.csrf, "login": "thuky", "password": "x"},
        headers={"accept": "application/json", "origin": BASE})

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"] == {"login": "Tên hoặc mật khẩu không đúng."}


async def test_an_account_that_was_closed_opens_no_more(client, known, house):
    await house.register.people.set_active(known.id, False)
    await client.opens("/sign-in")

    assert (await client.send_form("/sign-in", login="thuky", password=PASSWORD)).status_code == 422
