"""Cookies as they should be, and sessions that cannot be planted."""

from dataclasses import replace

import httpx
import msgspec
import pytest

from tests.web.conftest import Client
from web import sessions
from web.app import create_app
from web.settings import Settings

PASSWORD = "mùa xuân về trên bản"
ORIGIN = "https://hop.vanho.example"


@pytest.fixture
async def far(settings, house):
    """A browser that reaches the house over https, by a reverse proxy."""
    person = await house.register.people.by_login("thuky")
    await house.register.signin.set_password(person.id, await house.passwords.hash(PASSWORD), house.now())
    secure = msgspec.structs.replace(settings, origin=ORIGIN, behind_proxy=True)
    transport = httpx.ASGITransport(app=create_app(secure, replace(house, settings=secure)))
    async with Client(transport=transport, base_url=ORIGIN, headers={"accept": "text/html"}) as client:
        yield client


async def sign_in(client):
    await client.opens("/sign-in")
    return await client.post("/sign-in", data={"csrf": client.csrf, "login": "thuky", "password": PASSWORD},
                             headers={"origin": ORIGIN})


def attributes(cookie):
    name, *flags = cookie.split(";")
    return name.split("=")[0].strip(), {flag.strip().lower().split("=")[0] for flag in flags}, cookie.lower()


async def test_over_https_every_cookie_is_secure_host_only_and_out_of_reach_of_scripts(far):
    page = await far.get("/sign-in")
    answer = await sign_in(far)
    look = await far.post("/preferences", data={"csrf": sessions.csrf_of(far.cookies["__Host-dinh"]), "theme": "dark"},
                          headers={"origin": ORIGIN})

    told = [cookie for one in (page, answer, look) for cookie in one.headers.get_list("set-cookie")]
    assert {attributes(cookie)[0] for cookie in told} == {
        "__Host-dinh", "__Host-dinh_visit", "__Host-dinh_look", "__Host-dinh_device"}
    for cookie in told:
        _, flags, whole = attributes(cookie)
        assert {"secure", "httponly", "path"} <= flags
        assert "domain" not in flags
        assert "samesite=lax" in whole
        assert "path=/" in whole


async def test_over_https_a_browser_is_told_to_come_by_nothing_else_for_a_year(far, client):
    pages = [await far.get(path) for path in ("/sign-in", "/desk", "/no-such-page", "/readyz")]
    assert {page.headers["strict-transport-security"] for page in pages} == {"max-age=31536000"}
    assert "strict-transport-security" not in (await client.get("/sign-in")).headers     # this machine speaks http


@pytest.mark.parametrize(("given", "secure"), [
    ({"cert": "c.pem", "key": "k.pem"}, True), ({"behind_proxy": True}, True), ({"origin": ORIGIN}, True),
    ({}, False), ({"origin": "http://hop.vanho.example"}, False),
])
def test_a_certificate_a_proxy_or_an_https_address_mean_https(given, secure):
    settings = Settings(**given)
    assert settings.secure is secure
    assert sessions.named(settings, "dinh") == ("__Host-dinh" if secure else "dinh")


async def test_over_https_a_cookie_without_the_prefix_is_nobodys(far, house):
    await sign_in(far)
    key = far.cookies["__Host-dinh"]
    assert (await far.get("/devices")).status_code == 200

    far.cookies.clear()
    far.cookies.set("dinh", key)
    assert (await far.get("/devices")).status_code == 303


async def test_a_session_is_new_at_every_sign_in_and_the_one_before_is_over(far, house):
    await sign_in(far)
    first = far.cookies["__Host-dinh"]
    visit = far.cookies["__Host-dinh_visit"]
    await far.post("/sign-out", data={"csrf": sessions.csrf_of(first)}, headers={"origin": ORIGIN})
    await sign_in(far)
    second = far.cookies["__Host-dinh"]

    assert len({first, second, visit}) == 3
    assert await house.register.signin.session(first, house.now()) is None


async def test_signing_in_while_signed_in_ends_the_session_before(far, house):
    await sign_in(far)
    first = far.cookies["__Host-dinh"]
    answer = await far.post("/sign-in", data={
        "csrf": sessions.csrf_of(first), "login": "thuky", "password": PASSWORD}, headers={"origin": ORIGIN})

    assert answer.status_code == 303
    assert far.cookies["__Host-dinh"] != first
    assert await house.register.signin.session(first, house.now()) is None


@pytest.mark.parametrize("planted", ["a" * 43, "x" * 20, "é" * 25, "'; DROP TABLE session; --aaaa", ""])
async def test_a_key_that_the_browser_invents_opens_nothing(client, planted):
    cookie = f"{sessions.COOKIE}={planted}".encode()

    answer = await client.get("/devices", headers={"cookie": cookie})

    assert answer.headers["location"].startswith("/sign-in")


async def test_what_is_done_about_keys_stands_in_the_audit_log_without_them(far, house, client_for):
    await sign_in(far)
    thuky = await client_for("thuky")
    person = await house.register.people.by_login("daibieu03")
    link = (await thuky.send_form(f"/people/{person.id}/link")).text.split("/enter/")[1].split('"')[0]
    await far.post("/sign-out", data={"csrf": sessions.csrf_of(far.cookies["__Host-dinh"])}, headers={"origin": ORIGIN})

    lines = await house.register.audit.recent(20)
    assert {"signed-in", "link-made", "signed-out"} <= {line.what for line in lines}
    assert link not in repr(lines)
    assert PASSWORD not in repr(lines)
