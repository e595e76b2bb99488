"""What strangers send over HTTP. Each is answered cleanly; nothing changes and nothing falls over."""

import json
import re
import time

import pytest

from tests.web.conftest import BASE, HOST


async def test_a_forged_host_is_refused(client):
    answer = await client.get("/sign-in", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "Máy chủ này không mang tên đó." in answer.text


@pytest.mark.parametrize("headers", [
    {"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:8001"},
    {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
])
async def test_a_post_from_another_site_is_refused_even_with_the_token(client_for, headers):
    thuky = await client_for("thuky")

    answer = await thuky.post("/sign-out", data={"csrf": thuky.csrf}, headers=headers)

    assert answer.status_code == 403
    assert (await thuky.get("/devices")).status_code == 200


@pytest.mark.parametrize("token", [None, "", "0" * 32, "é" * 32])
async def test_a_post_without_the_pages_token_is_refused(client_for, token):
    thuky = await client_for("thuky")

    answer = await thuky.post("/sign-out", data={} if token is None else {"csrf": token}, headers={"origin": BASE})

    assert answer.status_code == 403
    assert "Trang đã mở quá lâu." in answer.text
    assert (await thuky.get("/devices")).status_code == 200


async def test_one_sessions_token_does_not_serve_another(client_for):
    thuky, delegate = await client_for("thuky"), await client_for("daibieu03")

    answer = await delegate.post("/sign-out", data={"csrf": thuky.csrf}, headers={"origin": BASE})

    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/sign-out", "/devices/x/end", "/people/x/link", "/language"])
async def test_nothing_is_changed_by_get(client_for, path):
    thuky = await client_for("thuky")

    answer = await thuky.get(path)

    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"]
    assert (await thuky.get("/devices")).status_code == 200


async def test_a_body_over_the_limit_is_refused_before_it_is_read(client_for, settings):
    thuky = await client_for("thuky")
    sent = 0

    async def endless():
        nonlocal sent
        for _ in range(100):
            sent += 100_000
            yield b"x" * 100_000

    streamed = await thuky.post("/sign-in", content=endless(), headers={
        "origin": BASE, "content-type": "application/x-www-form-urlencoded"})
    said = await thuky.post("/sign-in", content=b"a=b", headers={
        "origin": BASE, "content-type": "application/x-www-form-urlencoded", "content-length": "999999999"})

    assert streamed.status_code == said.status_code == 413
    assert sent <= settings.body_limit + 200_000


async def test_ten_thousand_multipart_fields_are_refused(client_for):
    admin = await client_for("admin")

    answer = await admin.send_form("/import", files=[(f"f{n}", ("a", b"x")) for n in range(10_000)])

    assert answer.status_code == 400
    assert (await admin.get("/import")).status_code == 200


@pytest.mark.parametrize(("name", "body"), [
    ("deep", "[" * 10_000 + "]" * 10_000),
    ("deep objects", '{"a":' * 10_000 + "1" + "}" * 10_000),
    ("a number beyond all", '{"a": 1e308000}'),
    ("no number", '{"a": NaN}'),
    ("infinity", '{"a": -Infinity}'),
    ("a million digits", '{"a": ' + "9" * 900_000 + "}"),
    ("a key twice", '{"id": "x", "id": "y"}'),
    ("a key twice, below", '{"a": {"b": 1, "b": 2}}'),
    ("cut off", '{"a": "'),
    ("not an object", "[1]"),
    ("not utf-8", b"\xff\xfe{}"),
])
async def test_hostile_json_is_refused_at_once(client_for, name, body):
    thuky = await client_for("thuky")
    began = time.perf_counter()

    answer = await thuky.post("/meetings/0123456789abcdef/do/CastVote", content=body, headers={
        "origin": BASE, "x-csrf": thuky.csrf, "content-type": "application/json", "accept": "application/json"})

    assert answer.status_code in (400, 404)
    assert answer.headers["content-type"] == "application/problem+json"
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("path", [
    "/papers/" + "a" * 64 + "/1000000000000", "/papers/" + "a" * 64 + "/-1", "/papers/x' OR 1=1/1",
    "/meetings/' OR 1=1 --", "/meetings?page=1000000000000&sort=password", "/people?sort=hash';--", "/desk/%00",
    "/static/../settings.py", "/static/x/%2e%2e/%2e%2e/settings.py", "/static/x/../../pages/start.py",
])
async def test_odd_addresses_lead_nowhere(client_for, path):
    answer = await (await client_for("thuky")).get(path)

    assert answer.status_code in (200, 303, 400, 404)
    assert "DINH_" not in answer.text
    assert "Traceback" not in answer.text


async def test_every_answer_carries_the_guards(client, client_for):
    for answer in (
        await client.get("/sign-in"), await client.get("/nowhere"), await client.get("/healthz"),
        await (await client_for("thuky")).get("/people"), await client.get("/sign-in", headers={"host": "evil"}),
    ):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["referrer-policy"] == "same-origin"


async def test_a_fault_of_ours_tells_a_number_and_nothing_else(client_for, house, monkeypatch, caplog):
    async def broken(*_):
        raise RuntimeError("the secret detail")

    monkeypatch.setattr(type(house.register.units), "all", broken)

    answer = await (await client_for("admin")).get("/people")

    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    number = answer.text.split("Số: ")[1].split("<")[0]
    assert number in caplog.text


async def test_a_program_is_told_in_its_language_too(client):
    answer = await client.get("/nowhere", headers={"accept": "application/json", "accept-language": "en-GB"})

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "There is nothing here, or not for you."
    assert answer.json()["status"] == 404


async def test_the_description_for_programs_is_there_and_loads_nothing_from_elsewhere(client):
    answer = await client.get("/schema/openapi.json")

    assert answer.status_code == 200
    assert json.loads(answer.text)["openapi"].startswith("3.")
    assert (await client.get("/schema/swagger")).status_code == 404


async def test_health_is_told_to_whoever_watches(client):
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ok", "database": "ok", "relay": "none"}


def test_the_host_of_these_tests_is_one_of_ours():
    assert HOST.startswith("127.0.0.1")


def changing(app):
    """(method, address) of every route that changes something, its placeholders filled with nothing real."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            for method in sorted(handler.http_methods & {"POST", "DELETE", "PUT", "PATCH"}):
                yield method, re.sub(r"\{\w+(:\w+)?\}", "1", route.path_format), handler.opt["who"]


async def test_no_address_that_changes_something_does_so_by_get(client_for, app):
    admin = await client_for("admin")
    pages = {re.sub(r"\{\w+(:\w+)?\}", "1", route.path_format) for route in app.routes
             if "GET" in getattr(route, "methods", ())}
    wrong = [
        path for _, path, _ in changing(app)
        if path not in pages and (await admin.get(path)).status_code not in (404, 405)
    ]
    assert wrong == []


@pytest.mark.parametrize("headers", [
    {}, {"origin": BASE}, {"origin": "https://evil.example"}, {"origin": BASE, "sec-fetch-site": "cross-site"},
    {"origin": BASE, "x-csrf": "0" * 32},
])
async def test_no_route_that_changes_something_obeys_another_site_or_an_old_page(client_for, app, headers):
    """Where the route is for somebody else or names nothing, that is said; never 2xx and never a redirect."""
    thuky, admin = await client_for("thuky"), await client_for("admin")
    every, obeyed = list(changing(app)), []
    assert len(every) > 40
    for method, path, who in every:
        someone = admin if who == "admin" else thuky
        answer = await someone.request(method, path, headers=headers)
        if answer.status_code not in ((401,) if who == "pass" else (403, 404)):     # equipment has a pass or nothing
            obeyed.append((method, path, answer.status_code))
    assert obeyed == []
    assert (await thuky.get("/devices")).status_code == 200


async def test_extra_fields_give_nobody_anything(client_for, house):
    """Mass assignment: what a form does not have is not read from it."""
    delegate = await client_for("daibieu03")
    before = await house.register.people.by_login("daibieu03")
    posts = await house.register.people.posts(before.id)

    for path in ("/preferences", "/language", "/password", f"/people/{before.id}/active", f"/people/{before.id}/link"):
        await delegate.send_form(path, language="vi", role="admin", is_admin="true", id="1", unit="SL", active="",
                                 person="1", login="admin", reusable="true", posts="admin")

    after = await house.register.people.by_login("daibieu03")
    assert (after, await house.register.people.posts(after.id)) == (before, posts)


async def test_a_program_is_told_of_every_fault_as_a_problem(client_for):
    thuky = await client_for("thuky")
    for method, path, status in (("GET", "/meetings/1", 404), ("GET", "/import", 403), ("POST", "/sign-out", 403),
                                 ("DELETE", "/sign-in", 405)):
        answer = await thuky.request(method, path, headers={"accept": "application/json", "origin": BASE})
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), path
